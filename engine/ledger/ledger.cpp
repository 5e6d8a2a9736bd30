#include "engine/ledger/ledger.h"

#include "engine/base/outcome.h"
#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

void set_note(Ledger& ledger, const auto& r, NoteState state, std::int64_t at_ms) {
  auto& note = ledger.notes[r.note_id];
  const bool in_cassette = note.in_cassette || state == NoteState::stacked || state == NoteState::orphan;
  if (in_cassette && !note.in_cassette) ledger.uncollected.insert(r.note_id); // a note may be stacked long after it got its number
  note = {.id = r.note_id,
          .denomination = r.denomination,
          .sale = r.sale,
          .state = state,
          .at_ms = at_ms,
          .in_cassette = in_cassette,
          .lived_ms = ledger.lived_ms};
  ledger.last_note = std::max(ledger.last_note, r.note_id);
  if (note.open()) ledger.open_note_id = note.id;
  else if (ledger.open_note_id == note.id) ledger.open_note_id = 0;
  if (state == NoteState::unknown || state == NoteState::orphan) ledger.odd_notes.insert(note.id);
  else ledger.odd_notes.erase(note.id);
}

void issue(Ledger& ledger, const auto& r, PayoutKind kind, std::int64_t at_ms) {
  ledger.payouts[r.number] = {kind, r.number, r.sale, r.order_id, r.amount, false, at_ms, ledger.lived_ms};
  ledger.unsettled.insert(r.number);
  ++ledger.last_payout;
}

void settle(Ledger& ledger, const std::string& number) {
  ledger.payouts[number].settled = true;
  ledger.unsettled.erase(number);
}

/// Tries that locked the door are an open item, with their number and time.
void list_door_tries(Ledger& ledger) {
  auto& door = ledger.door;
  if (door.wrong < Ledger::pins_before_lock) return;
  if (door.entry == 0) door.entry = door.first_ms == 0 ? 1 : door.first_ms; // the entry's number is a time, which no archive changes
  ledger.door_tries[door.entry] = door;
  while (ledger.door_tries.size() > Ledger::most_door_tries) ledger.door_tries.erase(ledger.door_tries.begin());
}

void count_wrong_pin(Ledger& ledger, std::int64_t at_ms) {
  auto& door = ledger.door;
  if (door.wrong++ == 0) door.first_ms = at_ms;
  door.last_ms = at_ms;
  list_door_tries(ledger);
}

void right_pin(Ledger& ledger) {
  auto& door = ledger.door;
  if (door.open) --door.wrong; // this PIN was counted as wrong until now
  if (door.entry != 0 && door.wrong < Ledger::pins_before_lock) ledger.door_tries.erase(door.entry);
  else list_door_tries(ledger);
  ledger.door = {};
}

bool without_outcome(const Registration& r) { return r.state == RegistrationState::intended || r.state == RegistrationState::unknown; }

Registration* refund_of(SaleEntry& sale, std::int64_t number) {
  for (auto& refund : sale.refunds)
    if (refund.intent.number == number) return &refund.registration;
  return nullptr;
}

/// Marking codes count as sold once money was taken or the goods were promised.
void mark_sold(Ledger& ledger, const SaleEntry& sale) {
  for (const auto& line : sale.intent.lines) ledger.sold_labels.insert(line.labels.begin(), line.labels.end());
}

} // namespace

const SaleEntry* Ledger::find(SaleId id) const {
  const auto it = sales.find(id);
  return it == sales.end() ? nullptr : &it->second;
}

const SaleEntry& Ledger::sale(SaleId id) const { return sales.at(id); }

const NoteEntry* Ledger::open_note() const { return open_note_id == 0 ? nullptr : &notes.at(open_note_id); }

bool Ledger::act_to_print(const ActEntry& act) const {
  return act.missing && std::ranges::none_of(act_prints, [&act](const auto& print) { return print.second == act.row.number; });
}

bool Ledger::door_locked() const { return door.wrong > 0 && door.wrong % pins_before_lock == 0 && door.lock_over != door.wrong; }

bool Ledger::report_to_print(const ReportEntry& report) const {
  return std::ranges::none_of(report_prints, [&report](const auto& print) { return print.second == report.row.first; });
}

/// A payment without an outcome is an open item, so only unfinished sales are looked through. A cash sale that a restart left to the background
/// counts as well: it may still become paid by a note that the validator tells of.
bool Ledger::label_reserved(const std::string& label) const {
  for (const auto id : unfinished) {
    const auto& entry = sale(id);
    const bool may_be_paid = entry.card == PayState::intended || entry.card == PayState::unknown || entry.card == PayState::unresolved;
    const bool notes_may_come = traits(entry.intent.method).claim_can_follow && !entry.closed && !entry.abandoned;
    if (!may_be_paid && !notes_may_come) continue;
    for (const auto& line : entry.intent.lines)
      if (std::find(line.labels.begin(), line.labels.end(), label) != line.labels.end()) return true;
  }
  return false;
}

LostNotes lost_notes(const Ledger& ledger, SaleId sale) {
  LostNotes lost;
  for (const auto& [id, note] : ledger.notes) {
    if (note.sale != sale) continue;
    const bool settled = note.state == NoteState::settled;
    if (note.state == NoteState::unknown || (settled && !note.in_cassette)) lost.unknown += note.amount();
    if (note.state == NoteState::orphan || (settled && note.in_cassette)) lost.kept += note.amount();
  }
  return lost;
}

const RefundEntry* SaleEntry::open_refund() const {
  for (const auto& refund : refunds)
    if (without_outcome(refund.registration)) return &refund;
  return nullptr;
}

bool needs_receiver(const SaleEntry& sale) {
  if (sale.order == OrderState::intended || sale.order == OrderState::unknown) return !sale.settled_by_hand("order");
  const bool asked = (sale.card == PayState::intended || sale.card == PayState::unknown) && !sale.settled_by_hand("payment");
  const bool may_be_paid = sale.card == PayState::paid || asked;
  return traits(sale.intent.method).provider && sale.intent.registrar == Registrar::module && may_be_paid &&
         sale.fiscal.state != RegistrationState::registered && sale.fiscal.state != RegistrationState::unresolved &&
         !sale.settled_by_hand("fiscal");
}

SaleId newest_older_than(const Ledger& ledger, std::int64_t age_ms) {
  const auto newest = [&](const auto& sales) -> SaleId { // sales are in the order of their numbers, which is the order of time
    for (auto it = sales.rbegin(); it != sales.rend(); ++it)
      if (ledger.lived_ms - it->second.lived_ms >= age_ms) return it->first;
    return 0;
  };
  return std::max(newest(ledger.sales), newest(ledger.past));
}

bool SaleEntry::registration_unknown() const {
  if (open_refund()) return !settled_by_hand("refund");
  return without_outcome(fiscal) && !settled_by_hand("fiscal");
}

namespace {

void index(Ledger& ledger, SaleId id) {
  const auto* entry = ledger.find(id);
  if (!entry) return;
  const auto keep = [id](std::set<SaleId>& set, bool in) {
    if (in) set.insert(id);
    else set.erase(id);
  };
  keep(ledger.unfinished, !entry->closed || has_open_items(*entry));
  keep(ledger.unasked, entry->registration_unknown());
}

void fold(Ledger& ledger, const Record& any, std::int64_t at_ms);

void retire(Ledger& ledger, std::map<SaleId, SaleEntry>::iterator it) {
  const auto& sale = it->second;
  ledger.past[it->first] = {.at_ms = sale.at_ms,
                            .lived_ms = sale.lived_ms,
                            .order_id = sale.order_id,
                            .order_number = sale.order_number,
                            .method = sale.intent.method,
                            .amount = sale.to_pay(),
                            .paid = sale.paid(),
                            .receipt_count = sale.fiscal.sign ? sale.fiscal.sign->receipt_count : 0,
                            .fiscal_sign = sale.fiscal.sign ? sale.fiscal.sign->fiscal_sign : std::string{}};
  ledger.sales.erase(it);
}

/// Moves old sales that are over to `past`. The function depends on the rows alone, so every fold of the same rows does the same.
void retire_old(Ledger& ledger) {
  for (auto it = ledger.sales.upper_bound(ledger.looked_to); it != ledger.sales.end();) {
    if (ledger.lived_ms - it->second.lived_ms < Ledger::keep_details_ms) break; // sales are in the order of their time
    ledger.looked_to = it->first;
    const auto here = it++;
    const auto& voucher = here->second.voucher;
    const auto& claim = here->second.claim;
    const bool owed = (voucher && ledger.unsettled.contains(*voucher)) || (claim && ledger.unsettled.contains(*claim));
    if (!owed && is_over(here->second)) retire(ledger, here);
  }
}

/// Keeps the act of a collection. Called before the collection's notes count as collected.
void keep_act(Ledger& ledger, const record::Encashment& row, std::int64_t at_ms) {
  auto& act = ledger.acts[row.number] = {.row = row, .at_ms = at_ms, .orphan = {}, .unknown = {}, .missing = false};
  for (const auto id : ledger.odd_notes) {
    const auto& note = ledger.notes.at(id);
    if (note.state == NoteState::unknown) act.unknown += note.amount();
    else if (id <= row.last_note && ledger.uncollected.contains(id))
      act.orphan += note.amount(); // an orphan of an earlier collection is in another bag
  }
  for (auto it = ledger.acts.begin(); it != ledger.acts.end() && ledger.acts.size() > Ledger::most_acts;)
    it = it->second.missing ? std::next(it) : ledger.acts.erase(it);
}

/// At each start all old sales are looked at again: a sale that was open 45 days after its beginning may be over by now. Collected notes and
/// settled payouts are dropped likewise.
void retire_all_old(Ledger& ledger) {
  ledger.looked_to = 0;
  retire_old(ledger);
  const auto old = [&ledger](std::int64_t lived_ms) { return ledger.lived_ms - lived_ms >= Ledger::keep_details_ms; };
  std::erase_if(ledger.notes, [&](const auto& entry) {
    const auto& note = entry.second;
    return !ledger.uncollected.contains(note.id) && note.id != ledger.last_note && !note.open() && !ledger.odd_notes.contains(note.id) &&
           old(note.lived_ms) && !ledger.sales.contains(note.sale);
  });
  std::erase_if(ledger.payouts, [&](const auto& entry) {
    return entry.second.settled && old(entry.second.lived_ms) && !ledger.sales.contains(entry.second.sale);
  });
}

} // namespace

void apply(Ledger& ledger, const Record& any, std::int64_t at_ms) {
  if (std::int64_t pause = 0; ledger.last_row_ms != 0 && !__builtin_sub_overflow(at_ms, ledger.last_row_ms, &pause))
    ledger.lived_ms += std::clamp<std::int64_t>(pause, 0, Ledger::longest_pause_ms);
  ledger.last_row_ms = at_ms;
  fold(ledger, any, at_ms);
  if (const auto id = sale_of(any); id != 0) index(ledger, id);
}

namespace {

void fold(Ledger& ledger, const Record& any, std::int64_t at_ms) {
  const auto sale = [&](const auto& r) -> SaleEntry& {
    auto& entry = ledger.sales[r.sale];
    // A sale without its intent row is worked off like any other. It keeps its number, which no other sale gets.
    entry.intent.sale = r.sale;
    ledger.last_sale = std::max(ledger.last_sale, r.sale);
    return entry;
  };
  std::visit(overloaded{
                 [&](const record::OrderIntent& r) {
                   auto& s = ledger.sales[r.sale];
                   s.intent = r;
                   s.at_ms = at_ms;
                   s.lived_ms = ledger.lived_ms;
                   retire_old(ledger);
                   ledger.last_sale = std::max(ledger.last_sale, r.sale);
                 },
                 [&](const record::OrderCreated& r) {
                   auto& s = sale(r);
                   s.order = OrderState::created;
                   s.order_id = r.order_id;
                   s.order_number = r.order_number;
                   if (traits(s.intent.method).goods_promised_by_order) mark_sold(ledger, s);
                 },
                 [&](const record::OrderRefused& r) { sale(r).order = OrderState::refused; },
                 [&](const record::OrderUnknown& r) { sale(r).order = OrderState::unknown; },
                 [&](const record::OrderDoubted& r) {
                   sale(r).order = OrderState::unknown;
                   sale(r).doubted = r;
                 },
                 [&](const record::OrderUnresolved& r) { sale(r).order = OrderState::unresolved; },
                 [&](const record::OrderUnreadable& r) {
                   auto& s = sale(r);
                   s.order = OrderState::unresolved;
                   s.order_unreadable = true;
                   s.order_number = r.order_number; // for the staff's list; the id stays empty, so no request uses it
                 },
                 [&](const record::OrderAbandoned& r) {
                   sale(r).abandoned = true;
                   sale(r).abandoned_why = r.reason;
                 },
                 [&](const record::OrderKept& r) {
                   sale(r).kept_for_later = true;
                   mark_sold(ledger, sale(r));
                 },
                 [&](const record::DueKnown& r) {
                   sale(r).due = r.amount;
                   sale(r).cashback_used = r.cashback_used;
                 },
                 [&](const record::InvoiceCreated& r) { sale(r).receipt_id = r.receipt_id; },
                 [&](const record::PayIntent& r) {
                   sale(r).card = PayState::intended;
                   sale(r).last_four = r.last_four;
                 },
                 [&](const record::CardPaid& r) {
                   sale(r).card = PayState::paid;
                   sale(r).paid_at_ms = at_ms;
                   sale(r).paid_lived_ms = ledger.lived_ms;
                   mark_sold(ledger, sale(r));
                 },
                 [&](const record::PayRefused& r) { sale(r).card = PayState::refused; },
                 [&](const record::PayUnknown& r) { sale(r).card = PayState::unknown; },
                 [&](const record::PayUnresolved& r) { sale(r).card = PayState::unresolved; },
                 [&](const record::NoteEscrowed& r) { set_note(ledger, r, NoteState::escrowed, at_ms); },
                 [&](const record::NoteStackIntent& r) { set_note(ledger, r, NoteState::stack_intended, at_ms); },
                 [&](const record::NoteStacked& r) {
                   const auto known = ledger.notes.find(r.note_id);
                   if (known != ledger.notes.end() && known->second.state == NoteState::stacked) return;
                   set_note(ledger, r, NoteState::stacked, at_ms);
                   if (r.sale == 0) return;
                   auto& s = sale(r);
                   s.inserted += r.amount;
                   s.notes.push_back(r.note_id);
                   s.paid_at_ms = at_ms;
                   s.paid_lived_ms = ledger.lived_ms;
                   if (s.paid()) mark_sold(ledger, s);
                 },
                 [&](const record::NoteReturnIntent& r) { set_note(ledger, r, NoteState::return_intended, at_ms); },
                 [&](const record::NoteReturned& r) { set_note(ledger, r, NoteState::returned, at_ms); },
                 [&](const record::NoteUnknown& r) { set_note(ledger, r, NoteState::unknown, at_ms); },
                 [&](const record::NoteOrphan& r) { set_note(ledger, r, NoteState::orphan, at_ms); },
                 [&](const record::NoteSettled& r) {
                   ledger.notes[r.note_id].state = NoteState::settled;
                   ledger.odd_notes.erase(r.note_id);
                 },
                 [&](const record::CassetteRemoved&) {},
                 [&](const record::FiscalIntent& r) {
                   auto& s = sale(r);
                   s.fiscal.state = RegistrationState::intended;
                   s.fiscal.number = r.number;
                   s.fiscal.before = r.before;
                   s.fiscal_receipt = r.receipt;
                   ledger.last_fiscal_number = std::max(ledger.last_fiscal_number, r.number);
                 },
                 [&](const record::FiscalRegistered& r) {
                   sale(r).fiscal.state = RegistrationState::registered;
                   sale(r).fiscal.sign = r.sign;
                   sale(r).fiscal.trouble.clear();
                 },
                 [&](const record::FiscalRefused& r) {
                   sale(r).fiscal.state = RegistrationState::refused;
                   sale(r).fiscal.trouble = fmt::format("{} {}", r.code, r.text);
                 },
                 [&](const record::FiscalUnknown& r) {
                   sale(r).fiscal.state = RegistrationState::unknown;
                   sale(r).fiscal.trouble = r.why;
                 },
                 [&](const record::FiscalQueued& r) {
                   auto& s = sale(r);
                   if (s.fiscal.state == RegistrationState::none) s.fiscal.state = RegistrationState::queued;
                   s.fiscal.trouble = r.why;
                 },
                 [&](const record::StoreReceipt& r) { sale(r).store_qr = r.qr_url; },
                 [&](const record::FiscalAddressRefused& r) {
                   auto& s = sale(r);
                   if (r.registrar == Registrar::store || s.fiscal.number == r.number)
                     s.refused_address = r.address; // any other number is a refund's
                 },
                 [&](const record::DoubleRegistration& r) { sale(r).double_registered = true; },
                 [&](const record::PrintIntent& r) {
                   if (r.sale) sale(r).print_open = true;
                   ledger.last_job = std::max(ledger.last_job, r.job);
                   ledger.open_prints[r.job] = r;
                 },
                 [&](const record::ReceiptPrinted& r) {
                   ledger.open_prints.erase(r.job);
                   if (const auto print = ledger.act_prints.find(r.job); print != ledger.act_prints.end()) {
                     if (const auto act = ledger.acts.find(print->second); act != ledger.acts.end()) act->second.missing = false;
                     ledger.act_prints.erase(print);
                   }
                   if (const auto print = ledger.report_prints.find(r.job); print != ledger.report_prints.end()) {
                     ledger.reports.erase(print->second);
                     ledger.report_prints.erase(print);
                   }
                   if (!r.sale) return;
                   auto& s = sale(r);
                   s.print_open = false;
                   if (is_the_sales_own(r.slip) || r.slip == SlipKind::copy)
                     s.print_failed = false; // a copy that staff print replaces the slip that failed
                   s.printed.insert(r.slip);
                 },
                 [&](const record::PrintFailed& r) {
                   ledger.open_prints.erase(r.job);
                   ledger.act_prints.erase(r.job);
                   ledger.report_prints.erase(r.job);
                   if (!r.sale) return;
                   sale(r).print_open = false;
                   if (is_the_sales_own(r.slip)) sale(r).print_failed = true;
                 },
                 [&](const record::VoucherIssued& r) {
                   issue(ledger, r, PayoutKind::voucher, at_ms);
                   if (r.sale) sale(r).voucher = r.number;
                 },
                 [&](const record::ClaimIssued& r) {
                   issue(ledger, r, PayoutKind::claim, at_ms);
                   if (r.sale) sale(r).claim = r.number;
                 },
                 [&](const record::VoucherSettled& r) { settle(ledger, r.number); },
                 [&](const record::ClaimSettled& r) { settle(ledger, r.number); },
                 [&](const record::RefundIntent& r) {
                   RefundEntry entry;
                   entry.intent = r;
                   entry.registration = {RegistrationState::intended, r.number, r.before, std::nullopt, {}};
                   sale(r).refunds.push_back(std::move(entry));
                   sale(r).resolved.erase("refund"); // staff closed the item of an earlier refund
                   ledger.last_fiscal_number = std::max(ledger.last_fiscal_number, r.number);
                 },
                 [&](const record::RefundRegistered& r) {
                   auto& s = sale(r);
                   auto* registration = refund_of(s, r.number);
                   if (!registration) return;
                   registration->state = RegistrationState::registered;
                   registration->sign = r.sign;
                   for (const auto& refund : s.refunds)
                     if (refund.intent.number == r.number)
                       for (const auto& line : refund.intent.refund.lines)
                         for (const auto& label : line.labels) ledger.sold_labels.erase(label);
                 },
                 [&](const record::RefundRefused& r) {
                   if (auto* registration = refund_of(sale(r), r.number)) registration->state = RegistrationState::refused;
                 },
                 [&](const record::RefundUnknown& r) {
                   if (auto* registration = refund_of(sale(r), r.number)) registration->state = RegistrationState::unknown;
                 },
                 [&](const record::CartCleared& r) { sale(r).cart_cleared = true; },
                 [&](const record::SaleClosed& r) { sale(r).closed = true; },
                 [&](const record::CashSeenByStore& r) { sale(r).cash_seen_by_store = true; },
                 [&](const record::ItemResolved& r) {
                   if (const std::string_view item{r.item}; item.starts_with("clock:"))
                     std::erase_if(ledger.clock_jumps, [&](const auto& jump) { return item.substr(6) == std::to_string(jump.first); });
                   else if (item.starts_with("act:")) {
                     for (auto& [number, act] : ledger.acts)
                       if (item.substr(4) == std::to_string(number)) act.missing = false;
                   } else if (item.starts_with("door:")) {
                     std::erase_if(ledger.door_tries, [&](const auto& tries) { return item.substr(5) == std::to_string(tries.first); });
                   } else if (item.starts_with("z:")) {
                     std::erase_if(ledger.reports, [&](const auto& report) { return item.substr(2) == std::to_string(report.first); });
                   }
                   if (!r.sale) return;
                   auto& s = sale(r);
                   s.resolved.insert(r.item.substr(0, r.item.find(':')));
                   // Only the reason, a text for people, tells whether the order was paid. So its marked pieces are not sold here again (rules R32).
                   if (s.settled_by_hand("payment")) mark_sold(ledger, s);
                 },
                 [&](const record::StaffAction& r) {
                   if (r.action == "login") right_pin(ledger);
                   if (r.action != "wrong_pin") return;
                   if (!ledger.door.open) count_wrong_pin(ledger, at_ms); // older rows have no pin_try before a checked PIN
                   ledger.door.open = false;
                 },
                 [&](const record::PinTry&) {
                   count_wrong_pin(ledger, at_ms);
                   ledger.door.open = true;
                 },
                 [&](const record::PinLockOver& r) { ledger.door.lock_over = r.number; },
                 [&](const record::Encashment& r) {
                   ledger.last_encashment = std::max(ledger.last_encashment, r.number);
                   keep_act(ledger, r, at_ms);
                   ledger.encashed_to = std::max(ledger.encashed_to, r.last_note);
                   ledger.uncollected.erase(ledger.uncollected.begin(), ledger.uncollected.upper_bound(r.last_note));
                 },
                 [&](const record::KioskStarted&) { retire_all_old(ledger); },
                 [&](const record::ClockJumped& r) {
                   ledger.last_clock_jump = std::max(ledger.last_clock_jump, r.number);
                   ledger.clock_jumps[r.number] = {r.expected_ms, r.found_ms};
                   while (ledger.clock_jumps.size() > Ledger::most_clock_jumps) ledger.clock_jumps.erase(ledger.clock_jumps.begin());
                 },
                 [&](const record::NumberedSlip& r) {
                   if (r.sale) return; // a slip of a refund can be printed again at any time
                   const auto act = ledger.acts.find(r.number);
                   if (act == ledger.acts.end() || !ledger.open_prints.contains(r.job)) return;
                   if (!r.copy) act->second.missing = true;
                   ledger.act_prints[r.job] = r.number;
                 },
                 [&](const record::ShiftReport& r) {
                   if (!r.closed || !ledger.open_prints.contains(r.job)) return; // the report of an open shift can be asked for again
                   ledger.report_prints[r.job] = r.first;
                   if (r.first == r.job) ledger.reports[r.first] = {r, at_ms};
                 },
                 [&](const record::FiscalUnresolved& r) {
                   auto& s = sale(r);
                   auto* registration = s.fiscal.number == r.number ? &s.fiscal : refund_of(s, r.number);
                   if (!registration) return;
                   registration->state = RegistrationState::unresolved;
                   registration->trouble = r.why;
                 },
                 [&](const record::JournalArchived& r) {
                   const auto at_least = [](std::int64_t& number, std::int64_t known) { number = std::max(number, known); };
                   at_least(ledger.last_sale, r.last_sale);
                   at_least(ledger.last_note, r.last_note);
                   at_least(ledger.last_fiscal_number, r.last_fiscal_number);
                   at_least(ledger.last_job, r.last_job);
                   at_least(ledger.last_payout, r.last_payout);
                   at_least(ledger.last_encashment, r.last_encashment);
                   at_least(ledger.encashed_to, r.encashed_to);
                   ledger.sold_labels.insert(r.sold_labels.begin(), r.sold_labels.end());
                 },
             },
             any);
}

} // namespace

} // namespace engine
