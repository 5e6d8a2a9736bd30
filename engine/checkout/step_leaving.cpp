// The ways out: back, cancel, the questions before leaving, the idle end, and the end of the last screen.
#include "engine/checkout/stepper.h"

namespace engine::detail {

void Stepper::abandon_order(SaleId id, std::string_view reason) {
  const auto& entry = sale(id);
  if (entry.order == OrderState::created && !entry.abandoned)
    write(record::OrderAbandoned{id, entry.order_id, entry.order_number, entry.intent.amount, std::string{reason}});
  close_sale(id, "abandoned");
}

void Stepper::keep_order(SaleId id) {
  write(record::OrderKept{id, sale(id).order_id});
  finish_sale(id);
}

/// A request that is under way goes on to its answer. A part-paid sale ends with a claim slip while the customer is still there.
void Stepper::on(const event::Stopping&) {
  s.stopping = true;
  if (const auto* cash = at<stage::Cash>(); cash && cash->closing == stage::Cash::Closing::no)
    begin_leaving_cash(stage::Cash::Closing::leaving);
}

void Stepper::ask(const event::Asked&, const intent::Back&) {
  if (s.question) {
    s.question.reset();
    return;
  }
  if (at<stage::Shopping>()) {
    if (s.visitor.cart.empty()) return to_attract();
    s.question = QuestionKind::leave_cart;
    return;
  }
  if (at<stage::Delivery>()) {
    s.stage = stage::Shopping{};
  } else if (at<stage::Receiver>()) {
    s.stage = stage::Delivery{};
  } else if (at<stage::Payment>()) {
    s.stage = stage::Receiver{};
  } else if (at<stage::PriceChanges>() || at<stage::Pricing>()) {
    s.stage = stage::Payment{};
  } else if (auto* code = at<stage::CodeEntry>(); code && code->busy != stage::CodeEntry::Busy::verify) {
    // The customer takes another card: the token of the first card is forgotten.
    const auto id = code->sale;
    run(effect::ForgetCard{});
    s.stage = stage::CardEntry{.sale = id, .busy = {}, .ticket = 0, .last_four = {}, .message = {}, .server_text = {}};
  } else if (auto* card = at<stage::CardEntry>()) {
    // Another method needs another order (rules R12). The cart is kept.
    abandon_order(card->sale, abandoned::other_method);
    run(effect::ForgetCard{});
    s.stage = stage::Payment{};
  } else if (at<stage::Cash>()) {
    ask({intent::Cancel{}, {}, {}}, intent::Cancel{});
  } else if (auto* failed = at<stage::Failed>(); failed && failed->can_retry_payment) {
    stop_timer(TimerKind::close_screen);
    s.stage = stage::Payment{};
  } else {
    refuse("there is no way back from here");
  }
}

void Stepper::ask(const event::Asked&, const intent::Cancel&) {
  if (at<stage::Attract>()) return refuse("nothing to cancel");
  if (at<stage::Shopping>() || at<stage::Delivery>() || at<stage::Receiver>() || at<stage::Payment>() || at<stage::Pricing>() ||
      at<stage::PriceChanges>()) {
    if (s.visitor.cart.empty()) return to_attract();
    s.question = QuestionKind::leave_cart;
  } else if (at<stage::CardEntry>() || at<stage::CodeEntry>()) {
    s.question = QuestionKind::abandon_order;
  } else if (auto* cash = at<stage::Cash>()) {
    if (cash->closing != stage::Cash::Closing::no) return refuse("leaving already");
    const bool moved = sale(cash->sale).inserted > Money{} || s.ledger.open_note();
    s.question = moved ? QuestionKind::leave_part_paid : QuestionKind::keep_for_later;
  } else if (at<stage::Done>() || at<stage::Failed>()) {
    ask({intent::Finish{}, {}, {}}, intent::Finish{});
  } else {
    refuse("money is moving: wait");
  }
}

void Stepper::ask(const event::Asked&, const intent::Answer& i) {
  if (!s.question) return refuse("no question was asked");
  const auto question = *s.question;
  s.question.reset();
  switch (question) {
  case QuestionKind::leave_cart:
    if (i.yes) to_attract();
    return;
  case QuestionKind::abandon_order:
    if (!i.yes) return;
    if (at<stage::CardEntry>() || at<stage::CodeEntry>()) {
      abandon_order(sale_on_screen(s.stage), abandoned::gave_up_card);
      to_attract();
    }
    return;
  case QuestionKind::keep_for_later:
    if (auto* cash = at<stage::Cash>(); cash && cash->closing == stage::Cash::Closing::no)
      begin_leaving_cash(i.yes ? stage::Cash::Closing::keeping
                         : takes_no_notes(cash->message)
                             ? stage::Cash::Closing::other_way // the screen says "press Stop to pay another way"
                             : stage::Cash::Closing::leaving);
    return;
  case QuestionKind::leave_part_paid:
    if (auto* cash = at<stage::Cash>(); i.yes && cash && cash->closing == stage::Cash::Closing::no)
      begin_leaving_cash(stage::Cash::Closing::leaving);
    return;
  }
}

void Stepper::ask(const event::Asked&, const intent::Finish&) {
  if (at<stage::Done>() || at<stage::Failed>() || at<stage::PaymentSearch>()) return leave_last_screen(true);
  refuse("nothing to finish");
}

/// `in_person`: the customer pressed a key and can take a slip. After a time-out no slip is printed, because a stranger would find it.
void Stepper::leave_last_screen(bool in_person) {
  const auto id = sale_on_screen(s.stage);
  const auto* failed = at<stage::Failed>();
  const bool searching = at<stage::PaymentSearch>() != nullptr; // the customer does not want to wait: the search goes on in the background
  const bool unknown = searching || (failed && failed->kind == FailureKind::payment_unknown);
  if (id) close_sale(id, searching ? "left while the payment was unknown" : failed ? "failed" : "done");
  if (in_person && unknown && s.facts.printer.can_print()) print(id, SlipKind::pending);
  to_attract();
}

void Stepper::ask(const event::Asked&, const intent::IdleEnded&) {
  if (at<stage::Attract>()) return refuse("nobody is here");
  if (at<stage::Shopping>() || at<stage::Delivery>() || at<stage::Receiver>() || at<stage::Payment>() || at<stage::PriceChanges>())
    return to_attract();
  if (auto* x = at<stage::CardEntry>(); x && x->busy == stage::CardEntry::Busy::no) {
    abandon_order(x->sale, abandoned::walked_off);
    return to_attract();
  }
  if (auto* x = at<stage::CodeEntry>(); x && x->busy == stage::CodeEntry::Busy::no) {
    abandon_order(x->sale, abandoned::walked_off_at_code);
    return to_attract();
  }
  if (auto* x = at<stage::Cash>(); x && x->closing == stage::Cash::Closing::no) {
    if (!cash_untouched()) return refuse("part-paid: only the abandon time ends it"); // rules R17
    s.question.reset();
    return begin_leaving_cash(stage::Cash::Closing::leaving);
  }
  const auto* done = at<stage::Done>();
  const auto* failed = at<stage::Failed>();
  // Rules R18: a slip that is shown on the screen because it was not printed stays until the customer dismisses it.
  if ((done && done->closes_at == Instant::max()) || (failed && failed->closes_at == Instant::max()))
    return refuse("an unprinted slip is on the screen");
  if (done || failed) return leave_last_screen(false);
  refuse("money is moving: the idle end does not apply");
}

} // namespace engine::detail
