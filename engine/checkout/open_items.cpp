// The staff's list: everything in the ledger that is neither finished nor refused.
#include "engine/checkout/ledger.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

using Kind = OpenItem::Kind;

class Lister {
public:
  explicit Lister(std::vector<OpenItem>& out) : out_(out) {}

  void add(const SaleEntry& sale, Kind kind, std::string_view prefix, Money amount, std::int64_t since, std::string detail) {
    if (sale.resolved.contains(std::string{prefix})) return;
    out_.push_back({.kind = kind,
                    .id = fmt::format("{}:{}", prefix, sale.id()),
                    .sale = sale.id(),
                    .order_number = sale.order_number,
                    .number = {},
                    .amount = amount,
                    .since_ms = since,
                    .detail = std::move(detail)});
  }

private:
  std::vector<OpenItem>& out_;
};

void list_sale(const SaleEntry& s, Lister& list) {
  using enum OrderState;
  if (s.order == unresolved || s.order == unknown || s.order == intended)
    list.add(s, Kind::unknown_order, "order", s.intent.amount, s.at_ms,
             s.order == unresolved ? "the store shows no such order, or several" : "the store did not answer; being looked for");
  if (s.abandoned)
    list.add(s, Kind::abandoned_order, "abandoned", s.intent.amount, s.at_ms, "cancel it in the back office: " + s.abandoned_why);
  if (s.card == PayState::unknown || s.card == PayState::unresolved || s.card == PayState::intended)
    list.add(s, Kind::unknown_payment, "payment", s.to_pay(), s.at_ms,
             s.card == PayState::unresolved ? "the store shows no payment; ask the provider" : "being asked about");
  if (!s.paid() || !s.closed) return;
  if (s.intent.registrar == Registrar::store && s.store_qr.empty())
    list.add(s, Kind::store_receipt_awaited, "receipt", s.to_pay(), s.paid_at_ms, "the store has not shown its fiscal receipt yet");
  if (s.intent.registrar == Registrar::module) {
    if (s.fiscal.state != RegistrationState::registered)
      list.add(s, Kind::fiscal_queued, "fiscal", s.to_pay(), s.paid_at_ms, s.fiscal.trouble);
    else if (!s.fiscal.sign)
      list.add(s, Kind::registered_no_sign, "copy", s.to_pay(), s.paid_at_ms, "registered, but its sign was lost: hand out the module's copy");
  }
  if (s.double_registered)
    list.add(s, Kind::double_registration, "double", s.to_pay(), s.paid_at_ms, "registered by the module and by the store");
  if (s.intent.method == Method::cash && !s.cash_seen_by_store)
    list.add(s, Kind::cash_not_known_to_store, "cash", s.to_pay(), s.paid_at_ms, "paid in cash here; enter it in the back office");
  if (s.print_failed && !s.printed.contains(SlipKind::receipt))
    list.add(s, Kind::slip_unprinted, "slip", s.to_pay(), s.paid_at_ms, "the receipt was not printed");
}

} // namespace

std::vector<OpenItem> open_items(const Ledger& ledger, SaleId on_screen) {
  std::vector<OpenItem> items;
  Lister list{items};
  for (const auto& [id, sale] : ledger.sales)
    if (id != on_screen) list_sale(sale, list);
  for (const auto& [number, payout] : ledger.payouts) {
    if (payout.settled) continue;
    const auto* sale = ledger.find(payout.sale);
    items.push_back({.kind = payout.kind == PayoutKind::voucher ? Kind::voucher : Kind::claim,
                     .id = "payout:" + number,
                     .sale = payout.sale,
                     .order_number = sale ? sale->order_number : std::string{},
                     .number = number,
                     .amount = payout.amount,
                     .since_ms = payout.at_ms,
                     .detail = "pay out once, against the slip",
                     .needs_check_number = true});
  }
  for (const auto& [id, note] : ledger.notes) {
    if (note.state != NoteState::unknown && note.state != NoteState::orphan) continue;
    const bool orphan = note.state == NoteState::orphan;
    items.push_back({.kind = orphan ? Kind::orphan_note : Kind::unknown_note,
                     .id = fmt::format("note:{}", id),
                     .sale = note.sale,
                     .order_number = {},
                     .number = {},
                     .amount = note.amount(),
                     .since_ms = note.at_ms,
                     .detail = orphan ? "stacked, but no sale was open" : "in the machine or given back: look at the encashment"});
  }
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.since_ms < b.since_ms; });
  return items;
}

} // namespace engine
