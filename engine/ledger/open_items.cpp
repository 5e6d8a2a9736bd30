// The staff's list: everything in the ledger that is neither finished nor refused.
#include "engine/ledger/open_items.h"
#include "engine/base/local_time.h"
#include "engine/receipt/check_number.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

using Kind = OpenItem::Kind;
using Detail = OpenItem::Detail;

struct Entry {
  Kind kind;
  const char* prefix;
  Money amount;
  std::int64_t since = 0;
  Detail detail = Detail::none;
  std::string_view said;
};

/// Calls `add` for each open item of this sale.
template <class Add> void list_sale(const SaleEntry& s, const Add& every) {
  using enum OrderState;
  const auto add = [&](Kind kind, const char* prefix, Money amount, std::int64_t since, Detail detail, std::string_view said = {}) {
    if (!s.resolved.contains(prefix)) every(Entry{kind, prefix, amount, since, detail, said});
  };
  if (s.order == unresolved || s.order == unknown || s.order == intended)
    add(Kind::unknown_order, "order", s.intent.amount, s.at_ms,
        s.order_unreadable      ? Detail::order_unreadable
        : s.order == unresolved ? Detail::order_not_found
                                : Detail::order_looked_for);
  if (s.abandoned)
    add(Kind::abandoned_order, "abandoned", s.intent.amount, s.at_ms,
        s.card == PayState::paid ? Detail::paid_after_all : Detail::cancel_order, s.abandoned_why);
  if (s.card == PayState::unknown || s.card == PayState::unresolved || s.card == PayState::intended)
    add(Kind::unknown_payment, "payment", s.to_pay(), s.at_ms,
        s.card == PayState::unresolved ? Detail::payment_ask_provider : Detail::payment_asked);
  for (const auto& refund : s.refunds)
    if (refund.registration.state == RegistrationState::unresolved)
      add(Kind::fiscal_queued, "refund", refund.intent.refund.received_cash + refund.intent.refund.received_card, s.paid_at_ms,
          Detail::refund_look_in_report);
  if (s.open_refund())
    add(Kind::fiscal_queued, "refund", s.open_refund()->intent.refund.received_cash + s.open_refund()->intent.refund.received_card,
        s.paid_at_ms, Detail::refund_asked);
  if (!s.paid() || !s.closed) return;
  if (s.intent.registrar == Registrar::store && s.store_qr.empty()) {
    if (s.refused_address) add(Kind::registered_no_sign, "address", s.to_pay(), s.paid_at_ms, Detail::address_refused);
    else add(Kind::store_receipt_awaited, "receipt", s.to_pay(), s.paid_at_ms, Detail::receipt_awaited);
  }
  if (s.intent.registrar == Registrar::module) {
    if (s.fiscal.state != RegistrationState::registered)
      add(Kind::fiscal_queued, "fiscal", s.to_pay(), s.paid_at_ms,
          s.fiscal.state == RegistrationState::unresolved ? Detail::sale_look_in_report : Detail::module_waits, s.fiscal.trouble);
    else if (!s.fiscal.sign) add(Kind::registered_no_sign, "copy", s.to_pay(), s.paid_at_ms, Detail::hand_out_copy);
    else if (s.refused_address) add(Kind::registered_no_sign, "address", s.to_pay(), s.paid_at_ms, Detail::address_refused);
  }
  if (s.double_registered) add(Kind::double_registration, "double", s.to_pay(), s.paid_at_ms, Detail::registered_twice);
  if (traits(s.intent.method).money_stays_here && !s.cash_seen_by_store)
    add(Kind::cash_not_known_to_store, "cash", s.to_pay(), s.paid_at_ms, Detail::enter_cash);
  if (s.print_failed && !s.printed.contains(SlipKind::receipt))
    add(Kind::slip_unprinted, "slip", s.to_pay(), s.paid_at_ms, Detail::print_copy);
}

/// A validator that had no power for long may tell of a note that was given up as unknown meanwhile. The orphan is not taken for that unknown
/// note, because another note of the same denomination may have been pushed in. But when only one sale misses such notes, staff are told which.
std::string sale_that_misses(const Ledger& ledger, const NoteEntry& orphan) {
  SaleId found = 0;
  for (const auto id : ledger.odd_notes) {
    const auto& note = ledger.notes.at(id);
    if (note.state != NoteState::unknown || note.denomination != orphan.denomination || id > orphan.id || note.sale == 0) continue;
    if (found != 0 && found != note.sale) return {};
    found = note.sale;
  }
  return found == 0 ? std::string{} : fmt::format("{}", found);
}

} // namespace

bool has_open_items(const SaleEntry& sale) {
  bool any = false;
  list_sale(sale, [&any](const Entry&) { any = true; });
  return any;
}

bool is_over(const SaleEntry& sale) {
  if (!sale.closed || has_open_items(sale) || sale.open_refund() || sale.print_open) return false;
  return !sale.paid() || sale.cart_cleared || sale.intent.account != Account::kiosk;
}

std::vector<OpenItem> open_items(const Ledger& ledger, SaleId on_screen) {
  std::vector<OpenItem> items;
  for (const auto id : ledger.unfinished) {
    if (id == on_screen) continue;
    const auto& sale = ledger.sale(id);
    list_sale(sale, [&](const Entry& e) {
      items.push_back({.kind = e.kind,
                       .detail = e.detail,
                       .id = fmt::format("{}:{}", e.prefix, id),
                       .sale = id,
                       .order_number = sale.order_number,
                       .number = {},
                       .amount = e.amount,
                       .since_ms = e.since,
                       .said = std::string{e.said}});
    });
  }
  for (const auto& [number, tries] : ledger.door_tries)
    items.push_back({.kind = Kind::door_tried,
                     .detail = Detail::wrong_pins,
                     .id = fmt::format("door:{}", number),
                     .sale = 0,
                     .order_number = {},
                     .number = fmt::format("{}", tries.wrong),
                     .amount = {},
                     .since_ms = tries.first_ms,
                     .said = format_slip_time(WallTime{tries.last_ms})});
  for (const auto& number : ledger.unsettled) {
    const auto& payout = ledger.payouts.at(number);
    const auto* sale = ledger.find(payout.sale);
    const auto slip = payout.kind == PayoutKind::voucher ? SlipKind::voucher : SlipKind::claim;
    items.push_back({.kind = payout.kind == PayoutKind::voucher ? Kind::voucher : Kind::claim,
                     .detail = Detail::pay_once,
                     .id = "payout:" + number,
                     .sale = payout.sale,
                     .order_number = sale ? sale->order_number : std::string{},
                     .number = std::string{without_random_digits(number)},
                     .amount = payout.amount,
                     .since_ms = payout.at_ms,
                     .said = {},
                     .needs_check_number = true,
                     .slip_missing = sale && !sale->printed.contains(slip) && !sale->print_open});
  }
  for (const auto id : ledger.odd_notes) {
    const auto& note = ledger.notes.at(id);
    const bool orphan = note.state == NoteState::orphan;
    items.push_back({.kind = orphan ? Kind::orphan_note : Kind::unknown_note,
                     .detail = orphan ? Detail::note_for_no_sale : Detail::note_look_at_collection,
                     .id = fmt::format("note:{}", id),
                     .sale = note.sale,
                     .order_number = {},
                     .number = {},
                     .amount = note.amount(),
                     .since_ms = note.at_ms,
                     .said = orphan && note.sale == 0 ? sale_that_misses(ledger, note) : std::string{}});
  }
  for (const auto& [number, act] : ledger.acts)
    if (ledger.act_to_print(act))
      items.push_back({.kind = Kind::act_unprinted,
                       .detail = Detail::print_act,
                       .id = fmt::format("act:{}", number),
                       .sale = 0,
                       .order_number = {},
                       .number = fmt::format("{}", number),
                       .amount = act.row.amount,
                       .since_ms = act.at_ms,
                       .said = {}});
  for (const auto& [first, report] : ledger.reports)
    if (ledger.report_to_print(report))
      items.push_back({.kind = Kind::report_unprinted,
                       .detail = Detail::print_report,
                       .id = fmt::format("z:{}", first),
                       .sale = 0,
                       .order_number = {},
                       .number = fmt::format("{}", report.row.report.number),
                       .amount = {},
                       .since_ms = report.at_ms,
                       .said = {}});
  for (const auto& [number, jump] : ledger.clock_jumps)
    items.push_back({.kind = Kind::clock_jumped,
                     .detail = Detail::check_clock,
                     .id = fmt::format("clock:{}", number),
                     .sale = 0,
                     .order_number = {},
                     .number = {},
                     .amount = {},
                     .since_ms = jump.found_ms,
                     .said = format_slip_time(WallTime{jump.expected_ms})});
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.since_ms < b.since_ms; });
  return items;
}

} // namespace engine
