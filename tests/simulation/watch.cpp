#include "tests/simulation/watch.h"

#include "devices/cash/ccnet_codec.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/kiosk.h"
#include <algorithm>

namespace simulation {

using namespace engine;

namespace {

/// The whole number behind "name": in the body of a row. This program wrote the row itself.
std::int64_t number_in(const std::string& body, std::string_view name) {
  const auto at = body.find(fmt::format("\"{}\":", name));
  return at == std::string::npos ? 0 : std::strtoll(body.c_str() + at + name.size() + 3, nullptr, 10);
}

std::size_t digest_of(const JournalRow& row) { return std::hash<std::string>{}(row.kind + '\n' + row.body); }

} // namespace

Watch::Watch(World& world) : papers{world}, w_{world} {
  w_.store_wire.on_violation = [this](const std::string& what) { say(what); };
  w_.store_wire.newest_sale = [this] { return w_.process ? w_.process->runner().state().ledger.last_sale : 0; };
  w_.store_wire.on_order_made = [this](std::int64_t order, std::int64_t sale) {
    orders[sale].push_back(order);
    sale_of_order[order] = sale;
    carts_before_[sale] = w_.store_wire.carts_cleared();
    if (orders[sale].size() > 1) say(fmt::format("the store has {} orders of sale {}", orders[sale].size(), sale));
  };
  // Counts the ACK that the session sends, not the ACK that the validator hears: on a slow line the validator may take
  // the ACK of a late answer for the ACK of the "stacked" behind it (devices/cash/PROTOCOL.md section 5).
  w_.cash_wire.on_turn = [this](const Bytes& came, const Bytes& went) {
    const auto scan = devices::ccnet::scan(came);
    if (scan.kind != devices::ccnet::Scan::Kind::frame) return;
    const auto answer = devices::ccnet::parse_poll(scan.body);
    const auto ack = devices::ccnet::command(devices::ccnet::Command::ack);
    if (!answer || answer->state != devices::ccnet::State::stacked || !std::ranges::equal(went, ack)) return;
    const auto pending = w_.validator.model.pending();
    const bool unheard = pending && pending->state == devices::ccnet::State::stacked;
    if (in_cassette_rows < w_.validator.stacked_heard + unheard) say("a stacked note was acknowledged before its row was on disk");
  };
  w_.validator.on_enabled = [this] {
    if (const auto mask = w_.validator.model.enabled(); mask != 0 && !masks_asked_.contains(mask))
      say("the validator takes other notes than it was asked to");
  };
  w_.fiscal.on_request = [this] {
    const auto& receipts = w_.fiscal.model.receipts();
    for (; receipts_seen_ < receipts.size(); ++receipts_seen_) {
      const auto& r = receipts[receipts_seen_];
      // Nothing protects a request over a serial line. A receipt may arrive damaged. The number that was sent is known then, and
      // the receipt counts under that number. All other receipts must be right to the letter.
      const auto number = number_of(r);
      const auto& known = r.refund ? refund_of_number : sale_of_number;
      const auto found = known.find(number);
      if (found == known.end()) {
        say(fmt::format("the module registered number {}, for which the journal has no intent", number));
        continue;
      }
      if (!r.exact && r.sent_number == 0) say(fmt::format("fiscal receipt {}: lines and payment do not meet", number));
      // Each sale is registered once, and each of its refunds too.
      const auto same = std::ranges::count_if(receipts, [&](const auto& other) {
        if (other.refund != r.refund) return false;
        if (r.refund) return number_of(other) == number;
        const auto of = sale_of_number.find(number_of(other));
        return of != sale_of_number.end() && of->second == found->second;
      });
      if (same > 1 && r.refund) say(fmt::format("refund {} of sale {} was registered {} times", number, found->second, same));
      if (same > 1 && !r.refund) say(fmt::format("sale {} was registered {} times", found->second, same));
    }
  };
}

void Watch::say(const std::string& what) { w_.violated(what); }

/// The lock lasts for real time, also when the kiosk is switched off or killed or its clock is set meanwhile. After five wrong PINs there was a pause of
/// five minutes, after ten a pause of a quarter of an hour, after fifteen a pause of an hour. The kiosk may count more tries than the simulation made:
/// a try is on disk before its PIN is checked.
void Watch::on_pin(bool right) {
  constexpr std::array<Millis, 3> locks{Millis{300'000}, Millis{900'000}, Millis{3'600'000}};
  for (std::size_t i = 0; i < locks.size(); ++i) {
    if (wrong_pins_ > 0 && w_.scheduler.now() - last_wrong_pin_ >= locks[i]) ++pauses_[i];
    if (wrong_pins_ / 5 > pauses_[i] + static_cast<std::int64_t>(i)) {
      say(fmt::format("a PIN is tried at the locked door, after {} wrong ones", wrong_pins_));
      break;
    }
  }
  if (right) wrong_pins_ = 0, pauses_ = {};
  else ++wrong_pins_, last_wrong_pin_ = w_.scheduler.now();
}

void Watch::on_notes_asked(const std::vector<std::int64_t>& denominations) {
  devices::ccnet::TypeMask mask = 0;
  const auto& table = w_.validator.model.table();
  for (std::uint8_t type = 0; type < table.entries.size(); ++type)
    for (const auto asked : denominations)
      if (table.denomination(type) == asked) mask |= devices::ccnet::TypeMask{1} << type;
  masks_asked_.insert(mask);
}

Watch::Fate Watch::fate_of(const NoteTruth& note) const {
  const auto& model = w_.validator.model;
  if (model.note() && model.note()->inserted == note.inserted) return Fate::inside;
  const auto in = [&](const auto& list) {
    return std::any_of(list.rbegin(), list.rend(), [&](const auto& ended) { return ended.note.inserted == note.inserted; });
  };
  const auto& truth = model.truth();
  if (in(truth.stacked)) return Fate::stacked;
  if (in(truth.stuck)) return Fate::stuck;
  return Fate::given_back;
}

/// The note was pulled out just before a late STACK, and another note of its value was pushed in. The other note was stacked, and nobody can tell
/// the two notes apart.
bool Watch::stacked_instead(NoteTruth& note) const {
  const auto& stacked = w_.validator.model.truth().stacked;
  if (stacked.empty()) return false;
  const auto& last = stacked.back().note;
  const bool known = std::ranges::any_of(notes, [&](const auto& other) { return other.second.inserted == last.inserted; });
  if (known || last.denomination != note.denomination || last.inserted < note.inserted) return false;
  note.inserted = last.inserted;
  return true;
}

void Watch::on_rows(std::span<const JournalRow> written) {
  for (const auto& row : written) {
    ++rows;
    row_digests_.push_back(digest_of(row));
    papers.on_row(row);
    if (w_.trace.on()) w_.trace.say("journal", "{} {}", row.kind, row.body.substr(0, 300));
    if (row.kind == "note_escrowed") {
      NoteTruth truth{{}, number_in(row.body, "denomination")};
      const auto& model = w_.validator.model;
      if (model.note()) truth.inserted = model.note()->inserted;
      else // the note has left the escrow since its report
        for (const auto* list :
             {&model.truth().pulled, &model.truth().returned, &model.truth().stuck, &model.truth().stacked, &model.truth().rejected})
          if (!list->empty() && list->back().note.inserted > truth.inserted) truth.inserted = list->back().note.inserted;
      notes[number_in(row.body, "note_id")] = truth;
    } else if (row.kind == "note_stacked") {
      ++in_cassette_rows;
      const auto found = notes.find(number_in(row.body, "note_id"));
      if (found == notes.end()) say("credit for a note that was never in escrow: " + row.body);
      else if (fate_of(found->second) != Fate::stacked && !stacked_instead(found->second))
        say("credit for a note that is not in the cassette: " + row.body);
      credit_[number_in(row.body, "sale")][number_in(row.body, "note_id")] = Money::tiyin(number_in(row.body, "amount"));
    } else if (row.kind == "note_stack_intent") {
      told_to_stack_.insert(number_in(row.body, "note_id"));
    } else if (row.kind == "note_orphan") {
      ++in_cassette_rows;
    } else if (row.kind == "note_returned") {
      const auto found = notes.find(number_in(row.body, "note_id"));
      if (found != notes.end() && fate_of(found->second) == Fate::stacked)
        say("a note in the cassette was written as given back: " + row.body);
      else if (found != notes.end() && fate_of(found->second) == Fate::stuck && told_to_stack_.contains(found->first))
        say("a note that stuck on its way into the cassette was written as given back: " + row.body);
    } else if (row.kind == "fiscal_intent") {
      if (row.seq == 0) w_.faults->receipt_on_its_way();
      const auto [number, fresh] = sale_of_number.try_emplace(number_in(row.body, "number"), 0);
      if ((!fresh && number->second != 0) || refund_of_number.contains(number->first))
        say("a fiscal number was given out twice: " + row.body.substr(0, 80));
      number->second = number_in(row.body, "sale");
    } else if (row.kind == "refund_intent") {
      const auto [number, fresh] = refund_of_number.try_emplace(number_in(row.body, "number"), 0);
      if ((!fresh && number->second != 0) || sale_of_number.contains(number->first))
        say("a fiscal number was given out twice: " + row.body.substr(0, 80));
      number->second = number_in(row.body, "sale");
      if (row.seq == 0) {
        w_.faults->receipt_on_its_way();
        check_refunds(number->second);
      }
    } else if (row.kind == "fiscal_registered" || row.kind == "refund_registered") {
      if (row.seq == 0) check_registered(number_in(row.body, "number"), row.kind == "refund_registered");
    } else if (row.kind == "print_intent") {
      if (row.seq == 0) w_.faults->slip_on_its_way();
    } else if (row.kind == "order_intent") {
      if (row.seq == 0) w_.faults->order_on_its_way();
      const auto view = row.seq == 0 ? w_.view() : nullptr; // the view before this step; an order that is found at a start has none
      if (row.body.find("\"account\":\"customer\"") != std::string::npos && view && !view->customer)
        say("an order in the account of somebody who left: " + row.body.substr(0, 80));
      if (row.body.find(fmt::format("\"product\":{},", withheld_product)) != std::string::npos)
        say("an order holds goods whose facts cannot be read: " + row.body.substr(0, 80));
    } else if (row.kind == "cart_cleared") {
      const auto sale = number_in(row.body, "sale");
      if (const auto before = carts_before_.find(sale); before != carts_before_.end() && before->second == w_.store_wire.carts_cleared())
        say(fmt::format("the cart of sale {} counts as cleared, and the store was never made to", sale));
    } else if (row.kind == "voucher_settled" || row.kind == "claim_settled") {
      if (std::ranges::none_of(numbers_typed, [&](const auto& number) { return row.body.find('"' + number + '"') != std::string::npos; }))
        say("a payout was settled against another number than its own: " + row.body);
      if (const auto record = from_row(row)) {
        const auto& number = row.kind == "voucher_settled" ? std::get<record::VoucherSettled>(*record).number
                                                           : std::get<record::ClaimSettled>(*record).number;
        if (!paid_out_.insert(number).second) say("a payout was settled twice: " + row.body);
      }
    } else if (row.kind == "encashment") {
      if (row.body.find("\"Aziza\"") != std::string::npos) say("an attendant collected the cash");
      if (const auto record = from_row(row))
        for (const auto& [denomination, n] : std::get<record::Encashment>(*record).notes) collected[denomination] += n;
    } else if (row.kind == "voucher_issued" || row.kind == "claim_issued") {
      if (row.kind == "voucher_issued" && !w_.choices.vouchers)
        say("more was taken than was due, and this shop gives no vouchers: " + row.body);
      if (const auto record = from_row(row))
        payouts[row.kind == "voucher_issued" ? std::get<record::VoucherIssued>(*record).number
                                             : std::get<record::ClaimIssued>(*record).number] = number_in(row.body, "sale");
    } else if (row.kind == "receipt_printed") {
      const auto sale = number_in(row.body, "sale");
      for (const char* kind : {"voucher", "claim"})
        if (row.body.find(fmt::format("\"slip\":\"{}\"", kind)) != std::string::npos &&
            std::ranges::none_of(payouts, [&](const auto& payout) {
              const char initial = *kind == 'v' ? 'V' : 'C';
              return payout.second == sale && payout.first.front() == initial && paper_with(payout.first);
            }))
          say(fmt::format("sale {}: its {} is not on paper", sale, kind));
      if (row.seq == 0 && row.body.find("\"slip\":\"refund\"") != std::string::npos) check_refund_slip(sale);
      for (const bool copy : {false, true}) {
        if (sale == 0 || row.body.find(copy ? "\"slip\":\"copy\"" : "\"slip\":\"receipt\"") == std::string::npos) continue;
        const auto found = orders.find(sale);
        const auto order = found == orders.end() ? std::nullopt : w_.store.order(found->second.front());
        if (!papers.receipt_out(sale, order ? order->number : std::string{}, copy))
          say(fmt::format("sale {}: no such {} came out whole", sale, copy ? "copy" : "receipt"));
      }
    }
  }
}

void Watch::on_found(const JournalRow& row) {
  if (row.seq > rows) return on_rows({&row, 1});
  if (row.seq < 1 || digest_of(row) != row_digests_[static_cast<std::size_t>(row.seq - 1)])
    say(fmt::format("row {} is not what was written: {}", row.seq, row.body));
}

void Watch::on_journal_read(std::int64_t last) {
  if (last < rows) say(fmt::format("{} rows were on disk, {} are left", rows, last));
}

bool Watch::paper_with(const std::string& text) const {
  return std::any_of(w_.printer.papers.rbegin(), w_.printer.papers.rend(),
                     [&](const auto& paper) { return paper.complete && paper.text.find(text) != std::string::npos; });
}

std::int64_t Watch::receipts_out(SaleId sale) const {
  const auto mine = fmt::format("{} / {:06}", kiosk_id, sale);
  return std::count_if(w_.printer.papers.begin(), w_.printer.papers.end(), [&](const auto& paper) {
    const auto says = [&](std::string_view words) { return paper.text.find(words) != std::string::npos; };
    return paper.complete && says(mine) && says("PAID IN FULL") && !says("COPY");
  });
}

/// The kiosk counts this number as registered. That is a fault if the module clearly told the kiosk that it has a different receipt.
void Watch::check_registered(std::int64_t number, bool refund) {
  const auto& sale = w_.process->runner().state().ledger.sale((refund ? refund_of_number : sale_of_number)[number]);
  for (const auto& r : w_.fiscal.model.receipts()) {
    if (r.sent_number != number || w_.fiscal.heard[r.receipt_seq] == 0) continue;
    Money cash, card;
    if (!refund && sale.fiscal_receipt) cash = sale.fiscal_receipt->received_cash, card = sale.fiscal_receipt->received_card;
    for (const auto& entry : sale.refunds)
      if (refund && entry.intent.number == number) cash = entry.intent.refund.received_cash, card = entry.intent.refund.received_card;
    // A changed digit in a line that the module accepts can be seen by nobody (devices/fiscal/PROTOCOL.md section 6).
    if (r.number != number || r.refund != refund || Money::tiyin(r.cash) != cash || Money::tiyin(r.card) != card)
      say(fmt::format("sale {}: the module registered another receipt than was sent and said so, and it counts as registered", sale.id()));
  }
}

/// The module would refuse a refund that is too large; but the kiosk must not ask for one.
void Watch::check_refunds(SaleId id) {
  const auto& sale = w_.process->runner().state().ledger.sale(id);
  Money sum;
  for (const auto& refund : sale.refunds)
    if (refund.registration.state != RegistrationState::refused)
      sum += refund.intent.refund.received_cash + refund.intent.refund.received_card;
  if (sum > sale.to_pay()) say(fmt::format("sale {}: more is to be refunded than it was paid", id));
}

/// The slip that the person at the desk gets is about the newest refund that the module has.
void Watch::check_refund_slip(SaleId id) {
  const auto& refunds = w_.process->runner().state().ledger.sale(id).refunds;
  const bool out = std::ranges::any_of(
      refunds, [&](const auto& refund) { return refund.registration.sign && paper_with(refund.registration.sign->fiscal_sign); });
  const bool without_sign = std::ranges::any_of(
      refunds, [](const auto& refund) { return refund.registration.state == RegistrationState::registered && !refund.registration.sign; });
  if (!out && !without_sign) say(fmt::format("sale {}: no slip of its refund came out whole", id));
}

void Watch::on_purged(JournalPort& journal, const std::function<bool(SaleId, WallTime)>& is_old) {
  for (auto it = personal.begin(); it != personal.end();) {
    const auto here = it++;
    const auto [sale, kept_at] = *here;
    const bool there = journal.find_personal(sale).has_value();
    if (is_old(sale, kept_at)) {
      const auto& entries = w_.process->runner().state().ledger.sales;
      const auto entry = entries.find(sale);
      const bool needed = entry != entries.end() && needs_receiver(entry->second);
      if (there && !needed) say(fmt::format("sale {}: personal data older than is kept was not deleted", sale));
      if (!there && needed) say(fmt::format("sale {}: who it is about was deleted, and is still needed", sale));
      if (!there) personal.erase(here);
    } else if (!there) {
      say(fmt::format("sale {}: personal data is gone before its time", sale));
    }
  }
}

const devices::sim::SimReceipt* Watch::receipt_of(SaleId sale) const {
  for (const auto& r : w_.fiscal.model.receipts()) {
    if (r.refund) continue;
    const auto found = sale_of_number.find(number_of(r));
    if (found != sale_of_number.end() && found->second == sale) return &r;
  }
  return nullptr;
}

// The screen
// --------------------------------------------------------------------------------------------------------------

void Watch::on_view(const View& view) {
  if (w_.trace.on() && view.stage != last_stage_) w_.trace.say("screen", "{}", boost::describe::enum_to_string(view.stage, "?"));
  last_stage_ = view.stage;
  if (view.staff.logged_in) check_list(view);
  switch (view.stage) {
  case StageKind::payment: return check_methods(view);
  case StageKind::cash: return check_cash(view);
  case StageKind::card:
  case StageKind::sms: return check_card(view);
  case StageKind::done: return check_done(view);
  case StageKind::failed: return check_failed(view);
  default: return;
  }
}

Millis Watch::Outage::look(Instant now, bool out) {
  if (!out || now - looked > Millis{3'000}) since.reset(); // the machine may have worked in between
  looked = now;
  if (!out) return Millis{0};
  if (!since) since = now;
  return now - *since;
}

/// A payment method whose machine is out of use is not offered, once the kiosk had time to notice.
void Watch::check_methods(const View& view) {
  const auto now = w_.scheduler.now();
  const auto& validator = w_.validator.model;
  using devices::ccnet::State;
  const auto state = validator.state();
  const auto printer = no_printer_.look(now, w_.printer.off() || !w_.printer_wire.plugged() || !w_.printer.model.online());
  const auto acceptor = no_validator_.look(now, !w_.cash_wire.plugged() || state == State::jammed || state == State::cassette_jammed ||
                                                    state == State::failure || state == State::cassette_out);
  const auto module = no_module_.look(now, w_.fiscal.model.faults.down || !w_.fiscal_wire.plugged());
  const auto offered = [&](Method method) {
    return std::ranges::any_of(view.methods, [&](const auto& x) { return x.method == method && x.obstacle == Obstacle::none; });
  };
  const Millis noticed{15'000}, module_noticed{150'000};
  if (offered(Method::cash)) {
    if (printer > noticed) say("cash is offered, and the printer has been out of use for a while");
    if (acceptor > noticed) say("cash is offered, and the validator has been out of use for a while");
  }
  const bool needs_module = offered(Method::cash) || (w_.choices.module_registers_cards && offered(Method::card));
  if (needs_module && module > module_noticed) say("what the module must register is offered, and it has been out of use for a while");
}

void Watch::check_cash(const View& view) {
  Money credited;
  const auto& ledger = w_.process->runner().state().ledger;
  for (const auto id : ledger.sale(view.sale).notes) {
    const auto found = notes.find(id);
    if (found == notes.end() || fate_of(found->second) != Fate::stacked) return say("the screen counts a note that is not in the cassette");
    credited += Money::som(found->second.denomination);
  }
  if (credited != view.cash.inserted) say("the screen shows another sum than the cassette took");
  Money on_disk;
  for (const auto& [id, amount] : credit_[view.sale]) on_disk += amount;
  // When the journal cannot be written, the out-of-service screen says so, not this one.
  if (on_disk != view.cash.inserted && !view.out_of_service) say("the screen shows credit that is not on disk");
}

/// A sale that waits to be registered has a reason, and staff can read it.
void Watch::check_list(const View& view) {
  const auto& ledger = w_.process->runner().state().ledger;
  for (const auto& item : view.staff.open) {
    if (item.detail != OpenItem::Detail::module_waits && item.detail != OpenItem::Detail::sale_look_in_report) continue;
    const auto* sale = ledger.find(item.sale);
    if (!sale) say(fmt::format("the list names sale {}, which the journal does not know", item.sale));
    // A sale that is being sent, or was just paid, has no receipt yet.
    else if (item.said.empty() && sale->fiscal.state != RegistrationState::none && sale->fiscal.state != RegistrationState::intended)
      say(fmt::format("sale {} waits to be registered, and the list gives no reason", item.sale));
  }
}

/// Nobody is asked for a card once the order is paid.
void Watch::check_card(const View& view) {
  const auto found = orders.find(view.sale);
  if (found == orders.end()) return say("a card is asked for an order that the store does not have");
  if (const auto order = w_.store.order(found->second.front()); order && order->paid)
    say(fmt::format("sale {} is paid, and the screen asks for a card", view.sale));
}

void Watch::check_done(const View& view) {
  const auto found = orders.find(view.sale);
  if (found == orders.end()) return say(fmt::format("sale {} is done on the screen, and the store has no such order", view.sale));
  const auto order = w_.store.order(found->second.front());
  if (view.order_number != order->number) say("the screen shows another order number than the store's");
  const auto& entry = w_.process->runner().state().ledger.sale(view.sale);
  const bool paid = entry.paid();
  if (!paid && view.done.method != Method::later) say(fmt::format("sale {}: the screen says paid, and nothing was", view.sale));
  if (paid && view.done.method == Method::card && !order->paid)
    say(fmt::format("sale {}: the screen says paid, the store says not", view.sale));
  if (view.done.method == Method::card && !order->paid && order->due > Money{})
    say(fmt::format("sale {}: the screen thanks for a payment that the store does not have", view.sale));
  if (view.done.method == Method::card && view.done.paid != order->due) say("the screen shows another sum than was paid");
  if (paid && view.done.method == Method::cash && view.done.paid != order->due.floor_to_som())
    say("the screen shows another sum than was paid");
  const auto* receipt = receipt_of(view.sale);
  switch (view.done.fiscal) {
  case FiscalState::registered:
  case FiscalState::registered_no_sign:
    if (!receipt) say(fmt::format("sale {}: the screen says registered, the module has no such receipt", view.sale));
    break;
  case FiscalState::store_ready:
    if (view.done.qr_url != order->qr_code_url) say(fmt::format("sale {}: the screen shows another fiscal QR than the store's", view.sale));
    break;
  case FiscalState::none:
  case FiscalState::running:
  case FiscalState::store_pending:
  case FiscalState::queued: break;
  }
  if (view.done.fiscal == FiscalState::registered && receipt && receipt->qr_url != view.done.qr_url &&
      !(w_.sign_as_heard() && !view.done.qr_url.empty()))
    say(fmt::format("sale {}: the screen shows the fiscal QR of another sale, or none", view.sale));
  if (paid && view.done.print == PrintState::printed && !papers.receipt_out(view.sale, order->number, false))
    say(fmt::format("sale {}: the screen says printed, and no whole receipt came out", view.sale));
  if (view.done.voucher && view.done.voucher->amount != entry.inserted - entry.to_pay()) say("the voucher is not what was overpaid");
}

void Watch::check_failed(const View& view) {
  const auto found = orders.find(view.sale);
  const auto order = found == orders.end() ? std::nullopt : w_.store.order(found->second.front());
  const auto* entry = view.sale == 0 ? nullptr : w_.process->runner().state().ledger.find(view.sale);
  switch (view.failed.kind) {
  case FailureKind::order_refused:
  case FailureKind::order_unknown:
  case FailureKind::due_unknown:
    if (order && order->paid) say(fmt::format("sale {}: the screen says that nothing was paid", view.sale));
    if (entry && !entry->inserted.is_zero()) say(fmt::format("sale {}: the screen says that nothing was paid", view.sale));
    if (view.failed.kind == FailureKind::order_refused && order && entry && entry->order == OrderState::refused)
      say(fmt::format("sale {}: the screen says that the order was refused, and the store has it", view.sale));
    break;
  case FailureKind::cash_claim: {
    Money stacked;
    for (const auto id : entry->notes)
      if (const auto note = notes.find(id); note != notes.end() && fate_of(note->second) == Fate::stacked)
        stacked += Money::som(note->second.denomination);
    if (!view.failed.claim || view.failed.claim->amount != stacked)
      say(fmt::format("sale {}: the claim is not what the cassette took", view.sale));
    break;
  }
  case FailureKind::note_unknown: {
    // The screen shows the sums of this sale's notes that were neither counted nor given back.
    Money odd;
    for (const auto& [id, note] : w_.process->runner().state().ledger.notes)
      if (note.sale == view.sale && note.state != NoteState::returned) odd += note.amount();
    if (entry && !entry->inserted.is_zero()) say(fmt::format("sale {}: nothing was counted, says the screen", view.sale));
    if (view.failed.at_stake != odd || view.failed.unknown_note + view.failed.kept_note != odd)
      say(fmt::format("sale {}: the screen tells of a note that is not unknown", view.sale));
    break;
  }
  case FailureKind::payment_unknown:
    if (entry && (entry->card == PayState::paid || entry->card == PayState::refused))
      say(fmt::format("sale {}: the screen says that nobody knows of the payment, and the kiosk does", view.sale));
    break;
  case FailureKind::internal: break;
  }
}

} // namespace simulation
