// Banknotes. Credit comes from one event only, NoteStacked (`81` on the wire), and only through the journal. Every note has its own number.
// The outcome of a note is stacked, returned, unknown (the validator never told it) or orphan (stacked, and no sale waits for it).
#include "engine/checkout/stepper.h"
#include "engine/payment/cash_rules.h"
#include "engine/receipt/check_number.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine::detail {

using stage::Cash;

std::string payout_number(PayoutKind kind, std::int64_t number, std::uint64_t random) {
  return make_slip_number(kind == PayoutKind::voucher ? SlipNumberKind::voucher : SlipNumberKind::claim, number, random);
}

bool Stepper::cash_untouched() const {
  const auto* cash = at<Cash>();
  return cash && sale(cash->sale).inserted.is_zero() && !s.ledger.open_note();
}

/// Rules R19, R27: what is missing for taking the first note; `none` when nothing is. After the first note nothing counts as missing, because a
/// sale with money in it is brought to its end.
CashMessage Stepper::cash_lacks() const {
  if (!cash_untouched()) return CashMessage::none;
  const auto& printer = s.facts.printer;
  if (!printer.can_print()) return printer.paper_out ? CashMessage::no_paper : CashMessage::no_printer;
  return s.facts.fiscal.can_register() ? CashMessage::none : CashMessage::no_module;
}

/// Printer or module failed, or works again, while the customer stands before the slot.
void Stepper::cash_needs_changed() {
  auto* cash = at<Cash>();
  if (!cash || cash->closing != Cash::Closing::no || !cash_untouched() || !s.facts.cash.can_accept()) return;
  const auto lacks = cash_lacks();
  const bool stood =
      cash->message == CashMessage::no_paper || cash->message == CashMessage::no_printer || cash->message == CashMessage::no_module;
  if (lacks != CashMessage::none) {
    cash->message = lacks;
    if (!stood) run(effect::DisableCash{});
  } else if (stood) {
    cash->message = CashMessage::none;
    enable_cash();
  }
}

void Stepper::stop_overpay_question() {
  auto* cash = at<Cash>();
  if (!cash || !cash->overpay) return;
  cash->overpay.reset();
  stop_timer(TimerKind::hold_note);
  stop_timer(TimerKind::overpay);
}

void Stepper::enable_cash() {
  auto* cash = at<Cash>();
  if (!cash || cash->closing != Cash::Closing::no) return;
  if (const auto lacks = cash_lacks(); lacks != CashMessage::none) {
    if (s.facts.cash.can_accept()) cash->message = lacks; // a message about the validator's own trouble is kept
    return run(effect::DisableCash{});
  }
  const auto& entry = sale(cash->sale);
  run(effect::EnableCash{
      accepted_notes(policy.denominations, s.facts.cash.denominations, policy.overpay, entry.to_pay() - entry.inserted)});
}

void Stepper::on(const event::CashHappened& e) {
  std::visit([this](const auto& what) { on(what); }, e.what);
}

void Stepper::stack_open_note() {
  const auto* note = s.ledger.open_note();
  if (!note) return;
  write(note_row<record::NoteStackIntent>(*note, s.ledger));
  run(effect::StackNote{});
}

void Stepper::return_open_note(std::string why) {
  stop_overpay_question();
  const auto* note = s.ledger.open_note();
  // A note cannot be called back after STACK. A row that says so would make the note "returned" if its outcome is lost.
  if (!note || note->state != NoteState::escrowed) return;
  write(note_row<record::NoteReturnIntent>(*note, s.ledger, std::move(why)));
  run(effect::ReturnNote{});
}

void Stepper::on(const NoteInEscrow& e) {
  if (const auto* open = s.ledger.open_note()) // the outcome of that note never came (devices/cash/PROTOCOL.md section 5.5)
    write(note_row<record::NoteUnknown>(*open, s.ledger, "another note came before its outcome"));
  stop_overpay_question();          // the question was about an earlier note
  s.background.note_jammed = false; // the jam was about an earlier note, too
  auto* cash = at<Cash>();
  const bool wanted = cash && cash->closing == Cash::Closing::no && cash_lacks() == CashMessage::none;
  NoteEntry note{.id = s.ledger.last_note + 1, .denomination = e.denomination, .sale = wanted ? cash->sale : 0, .state = {}, .at_ms = 0};
  write(note_row<record::NoteEscrowed>(note, s.ledger));
  if (!wanted) return return_open_note("no sale takes cash now");

  start_timer(TimerKind::abandon, policy.abandon);
  s.question.reset();
  cash->message = CashMessage::none;
  const auto& entry = sale(cash->sale);
  const auto left = entry.to_pay() - entry.inserted;
  const auto usable = usable_notes(policy.denominations, s.facts.cash.denominations);
  switch (decide_escrow(policy.overpay, usable, left, e.denomination)) {
  case EscrowDecision::stack: return stack_open_note();
  case EscrowDecision::give_back:
    // A note of an unreadable type (0), or of a type that the shop does not take, is called rejected and not too large.
    cash->message =
        std::find(usable.begin(), usable.end(), e.denomination) == usable.end() ? CashMessage::note_rejected : CashMessage::too_large;
    return return_open_note("not accepted for what is left");
  case EscrowDecision::ask_overpay:
    cash->overpay = Cash::Overpay{note.id, e.denomination, Money::som(e.denomination) - left, ctx.now + policy.overpay_question};
    run(effect::HoldNote{});
    start_timer(TimerKind::hold_note, policy.hold_every);
    start_timer(TimerKind::overpay, policy.overpay_question);
    return;
  }
}

void Stepper::ask(const event::Asked&, const intent::AcceptOverpay&) {
  auto* cash = at<Cash>();
  const auto* open = s.ledger.open_note();
  if (!cash || !cash->overpay || !open || open->id != cash->overpay->note) return refuse("no note waits for an answer");
  cash->overpay.reset();
  stop_timer(TimerKind::hold_note);
  stop_timer(TimerKind::overpay);
  stack_open_note();
}

void Stepper::ask(const event::Asked&, const intent::ReturnNote&) {
  const auto* cash = at<Cash>();
  if (!cash || !cash->overpay) return refuse("no note waits for an answer");
  return_open_note("the customer wants it back");
}

void Stepper::on(const NoteStacked& e) {
  const auto* open = s.ledger.open_note();
  // Denomination 0: the type could not be read without a bill table. Only one note is inside: the open one, or the last one.
  const bool unreadable = e.denomination == 0;
  if (open && open->denomination != e.denomination && !unreadable) {
    write(note_row<record::NoteUnknown>(*open, s.ledger, "the validator stacked another denomination"));
    open = nullptr;
  }
  if (!open) {
    const auto last = s.ledger.notes.find(s.ledger.last_note);
    const bool same = last != s.ledger.notes.end() && (last->second.denomination == e.denomination || unreadable);
    // The validator tells a stacked note again when it did not get the ACK (devices/cash/PROTOCOL.md section 5.5).
    if (same && last->second.in_cassette && !e.seen_moving)
      return alarm(fmt::format("a note of {} was reported again: counted once", last->second.denomination));
    if (same && last->second.state == NoteState::unknown) {
      write(note_row<record::NoteOrphan>(last->second, s.ledger, "stacked after it was given up as unknown"));
      return alarm(fmt::format("a note of {} that was unknown is in the cassette", last->second.denomination));
    }
    const NoteEntry orphan{.id = s.ledger.last_note + 1, .denomination = e.denomination, .sale = 0, .state = {}, .at_ms = 0};
    write(note_row<record::NoteOrphan>(orphan, s.ledger,
                                       e.seen_moving ? "stacked, and never told in escrow"
                                       : e.recovered ? "recovered after power-up"
                                                     : "no note was open"));
    return alarm(fmt::format("a note of {} was stacked for no sale", e.denomination));
  }
  const SaleId id = open->sale;
  if (id == 0) { // the note was to be returned, but it is in the cassette: it belongs to no sale
    write(note_row<record::NoteOrphan>(*open, s.ledger, "stacked although it was to be returned"));
    return alarm(fmt::format("a note of {} was stacked although it was to be returned", e.denomination));
  }
  write(note_row<record::NoteStacked>(*open, s.ledger, e.recovered ? "recovered after power-up" : ""));
  auto* cash = at<Cash>();
  if (!cash || cash->sale != id) return; // the sale has left the screen: the background makes the claim
  stop_overpay_question();
  cash->message = CashMessage::none;
  const auto& entry = sale(id);
  if (entry.inserted >= entry.to_pay()) {
    stop_timer(TimerKind::abandon);
    stop_timer(TimerKind::settle);
    run(effect::DisableCash{});
    if (const auto over = entry.inserted - entry.to_pay(); over > Money{})
      write(record::VoucherIssued{
          id, entry.order_id, payout_number(PayoutKind::voucher, s.ledger.last_payout + 1, ctx.random), over, {}, {}});
    return finish_sale(id);
  }
  start_timer(TimerKind::abandon, policy.abandon);
  if (cash->closing == Cash::Closing::no && policy.overpay == Overpay::exact) enable_cash(); // exact: the larger notes are masked out now
  if (cash->closing != Cash::Closing::no) try_settle_cash(false);
}

void Stepper::on(const NoteReturned& e) {
  const auto* open = s.ledger.open_note();
  auto* cash = at<Cash>();
  if (!open) return; // reported twice, or a coupon: nothing was open
  if (open->denomination != e.denomination) alarm("the validator returned another denomination than was open");
  write(note_row<record::NoteReturned>(*open, s.ledger));
  if (!cash) return;
  stop_overpay_question();
  if (cash->closing == Cash::Closing::no) start_timer(TimerKind::abandon, policy.abandon);
  if (cash->message == CashMessage::none) cash->message = CashMessage::note_returned;
  if (cash->closing != Cash::Closing::no) try_settle_cash(false);
}

void Stepper::on(const NoteRejected&) {
  if (auto* cash = at<Cash>()) {
    cash->message = CashMessage::note_rejected;
    start_timer(TimerKind::abandon, policy.abandon);
  }
}

void Stepper::on(const ValidatorPowerUp& e) {
  s.background.note_in_validator = e.note == ValidatorPowerUp::Note::in_validator;
  stop_overpay_question(); // the note is no longer in escrow: the customer's answer would move nothing
  if (auto* cash = at<Cash>()) cash->message = CashMessage::acceptor_failed;
}

void Stepper::on(const ValidatorReady&) {
  s.background.validator_ready = true;
  bool swallowed = false;
  if (const auto* open = s.ledger.open_note()) {
    const bool never_told_to_stack = open->state != NoteState::stack_intended;
    if (s.background.note_jammed) { // a jammed note does not come out by itself
      write(note_row<record::NoteUnknown>(*open, s.ledger, "it jammed inside the validator: whoever cleared it has it"));
      alarm("a note jammed inside the validator");
      swallowed = true;
    } else if (never_told_to_stack || s.background.note_in_validator)
      write(note_row<record::NoteReturned>(*open, s.ledger, "returned after power loss, unconfirmed"));
    else {
      write(note_row<record::NoteUnknown>(*open, s.ledger, "told to stack, then the validator restarted and said nothing"));
      alarm("a note is unknown after the validator restarted");
      swallowed = true;
    }
  }
  s.background.note_in_validator = s.background.note_jammed = false;
  stop_overpay_question();
  if (auto* cash = at<Cash>()) {
    cash->message = swallowed ? CashMessage::note_unknown : CashMessage::none;
    if (cash->closing == Cash::Closing::no) return enable_cash();
    try_settle_cash(false);
  }
}

void Stepper::on(const CassetteRemoved&) {
  write(record::CassetteRemoved{"the validator reports the cassette out"});
  alarm("the cassette was taken out");
}

void Stepper::on(const CassetteInserted&) {
  if (at<Cash>()) enable_cash();
}

void Stepper::on(const ValidatorCheated&) { alarm("the validator reports an attempt to cheat"); }

// Leaving ---------------------------------------------------------------------------------------------------------------

void Stepper::begin_leaving_cash(Cash::Closing how) {
  auto* cash = at<Cash>();
  if (!cash) return;
  cash->closing = how;
  s.question.reset();
  stop_timer(TimerKind::abandon);
  return_open_note("the customer leaves");
  run(effect::DisableCash{});
  start_timer(TimerKind::settle, policy.settle_limit);
  try_settle_cash(false);
}

/// The sum of a claim is fixed only when no note moves any more (rules R17). `give_up`: the validator has not come to rest in time.
void Stepper::try_settle_cash(bool give_up) {
  auto* cash = at<Cash>();
  if (!cash || cash->closing == Cash::Closing::no) return;
  const auto* open = s.ledger.open_note();
  const bool still = !open && s.facts.cash.settled && !s.facts.cash.accepting;
  if (!still && !give_up) return;
  if (open) {
    write(note_row<record::NoteUnknown>(*open, s.ledger, "the validator did not come to rest while the customer left"));
    alarm("a note is unknown: the validator did not come to rest");
  }
  stop_timer(TimerKind::settle);
  const auto id = cash->sale;
  const auto how = cash->closing;
  if (sale(id).inserted > Money{}) return issue_claim(id);
  if (how == Cash::Closing::keeping) return keep_order(id);
  const bool none_lost = lost_notes(s.ledger, id).sum().is_zero();
  const bool other_way = how == Cash::Closing::other_way && none_lost;
  abandon_order(id, other_way ? abandoned::other_method : abandoned::left_before_cash);
  if (other_way) {
    s.stage = stage::Payment{}; // the basket is still here (rules R12)
    return;
  }
  if (none_lost) return to_attract();
  // No note is counted, and yet a note of this customer is lost. The customer is told so and gets a slip about it.
  fail(id, FailureKind::note_unknown);
  if (s.facts.printer.can_print()) print(id, SlipKind::pending);
}

void Stepper::issue_claim(SaleId id) {
  const auto& entry = sale(id);
  write(record::ClaimIssued{
      id, entry.order_id, payout_number(PayoutKind::claim, s.ledger.last_payout + 1, ctx.random), entry.inserted, {}, {}});
  abandon_order(id, abandoned::claim_issued);
  alarm(fmt::format("claim {} over {} so'm was issued", *sale(id).claim, sale(id).inserted.to_som_text()));
  if (sale_on_screen(s.stage) != id) return;
  fail(id, FailureKind::cash_claim);
  print(id, SlipKind::claim);
}

} // namespace engine::detail
