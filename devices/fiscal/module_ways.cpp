#include "devices/fiscal/module_ways.h"
#include <utility>

namespace devices::fiscal {
namespace {

using engine::Money;

/// The ways in which a receipt was told, and the ways in which it could have been told and was not.
struct Likeness {
  unsigned shown = 0, not_shown = 0;
  bool explained = true;

  /// Looks at one field. `plain`: the field is as it was sent. `way`: the field is as a way of the list would tell it. A field that is both
  /// shows nothing.
  void field(bool plain, bool otherwise, Way way) {
    const auto bit = static_cast<unsigned>(way);
    if (plain && !otherwise) not_shown |= bit;
    else if (!plain && otherwise) shown |= bit;
    else if (!plain) explained = false;
  }
};

Likeness compare(const SentReceipt& sent, const LastOrder& told) {
  Likeness like;
  like.field(told.received_cash == sent.cash, told.received_cash == sent.cash + sent.change, Way::cash_with_change);
  like.field(told.change == sent.change, told.change.is_zero(), Way::change_left_out);
  const bool elsewhere = sent.wallet && told.received_card.is_zero() && (told.received_ecash.is_zero() || told.received_ecash == sent.card);
  like.field(told.received_card == sent.card, elsewhere, Way::wallet_elsewhere);
  like.field(told.is_refund == sent.refund, sent.refund && !told.is_refund, Way::kind_left_out);
  like.field(told.number == sent.number, told.number == told.sign.receipt_count, Way::own_number);
  return like;
}

constexpr std::pair<Way, const char*> names[] = {{Way::cash_with_change, "received_cash with the change in it"},
                                                 {Way::change_left_out, "no change"},
                                                 {Way::wallet_elsewhere, "a wallet's sum not as received_card"},
                                                 {Way::kind_left_out, "no isRefund"},
                                                 {Way::own_number, "its own number"}};

} // namespace

ModuleWays::Fit ModuleWays::fits(const SentReceipt& sent, const LastOrder& told) const {
  const auto like = compare(sent, told);
  const auto& known = known_[kind(sent)];
  if (!like.explained || (like.shown & known.has_not) != 0) return Fit::different;
  if (like.shown == 0) return Fit::as_sent;
  return (like.shown & ~known.has) == 0 ? Fit::its_way : Fit::new_way;
}

std::string ModuleWays::learn(const SentReceipt& sent, const LastOrder& told) {
  const auto like = compare(sent, told);
  auto& known = known_[kind(sent)];
  std::string fresh;
  for (const auto& [way, name] : names)
    if ((like.shown & ~known.has & static_cast<unsigned>(way)) != 0) fresh += (fresh.empty() ? "" : ", ") + std::string(name);
  known.has = (known.has | like.shown) & ~like.not_shown;
  known.has_not = (known.has_not | like.not_shown) & ~like.shown;
  return fresh;
}

} // namespace devices::fiscal
