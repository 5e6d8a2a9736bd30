// Paying by card: invoice, card, SMS code, payment. Only receipts_pay moves money. When its answer is lost, the store is asked for the
// order's online_payments; receipts_pay is never sent again after a lost answer, only once more after a definite 401 (rules R14).
#include "engine/checkout/stepper.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine::detail {
namespace {

CardMessage message_of(RefusalClass why) {
  switch (why) {
  case RefusalClass::wrong_code: return CardMessage::wrong_code;
  case RefusalClass::dead_code: return CardMessage::dead_code;
  case RefusalClass::card_refused:
  case RefusalClass::invalid:
  case RefusalClass::not_found: return CardMessage::card_refused;
  case RefusalClass::money: return CardMessage::no_money;
  case RefusalClass::service:
  case RefusalClass::unauthorized:
  case RefusalClass::unavailable: return CardMessage::service_down;
  }
  return CardMessage::service_down;
}

/// Requests before the payment move no money. A missing answer to one of them is shown as "service down, try again".
template <class T> std::pair<CardMessage, std::string> trouble(const Outcome<T>& outcome) {
  if (const auto* refused = std::get_if<Refused>(&outcome)) return {message_of(refused->why), refused->text};
  return {CardMessage::service_down, {}};
}

} // namespace

void Stepper::ask(const event::Asked&, const intent::SubmitCard&) {
  auto* card = at<stage::CardEntry>();
  if (!card || card->busy != stage::CardEntry::Busy::no) return refuse("no card is asked for now");
  s.question.reset();
  card->message = CardMessage::none;
  card->server_text.clear();
  card->ticket = new_ticket();
  const auto& entry = sale(card->sale);
  if (entry.receipt_id.empty()) {
    card->busy = stage::CardEntry::Busy::invoice;
    return run(effect::CreateInvoice{card->ticket, card->sale, account_of(card->sale), entry.order_id, entry.to_pay()});
  }
  card->busy = stage::CardEntry::Busy::card;
  run(effect::CreateCard{card->ticket});
}

void Stepper::on(const event::InvoiceAnswered& e) {
  auto* card = at<stage::CardEntry>();
  if (!card || card->ticket != e.ticket || card->busy != stage::CardEntry::Busy::invoice) return refuse("an invoice that nobody waits for");
  if (const auto* id = std::get_if<std::string>(&e.outcome)) {
    const auto& entry = sale(e.sale);
    write(record::InvoiceCreated{e.sale, entry.order_id, *id, entry.to_pay()});
    card->busy = stage::CardEntry::Busy::card;
    return run(effect::CreateCard{card->ticket});
  }
  card->busy = stage::CardEntry::Busy::no;
  card->message = CardMessage::service_down;
  run(effect::ForgetCard{});
}

void Stepper::on(const event::CardAnswered& e) {
  auto* card = at<stage::CardEntry>();
  if (!card || card->ticket != e.ticket || card->busy != stage::CardEntry::Busy::card) return refuse("a card that nobody waits for");
  if (const auto* last_four = std::get_if<std::string>(&e.last_four)) {
    card->last_four = *last_four;
    card->busy = stage::CardEntry::Busy::code;
    return run(effect::RequestCode{card->ticket});
  }
  card->busy = stage::CardEntry::Busy::no;
  std::tie(card->message, card->server_text) = trouble(e.last_four);
  run(effect::ForgetCard{});
}

void Stepper::on(const event::CodeAnswered& e) {
  if (auto* card = at<stage::CardEntry>(); card && card->ticket == e.ticket && card->busy == stage::CardEntry::Busy::code) {
    if (const auto* sent = std::get_if<CodeSent>(&e.outcome)) {
      s.stage = stage::CodeEntry{.sale = card->sale,
                                 .busy = {},
                                 .ticket = 0,
                                 .phone = sent->phone,
                                 .last_four = card->last_four,
                                 .resend_at = ctx.now + sent->wait,
                                 .wait = sent->wait,
                                 .message = {},
                                 .server_text = {}};
      return;
    }
    card->busy = stage::CardEntry::Busy::no;
    std::tie(card->message, card->server_text) = trouble(e.outcome);
    return run(effect::ForgetCard{});
  }
  if (auto* code = at<stage::CodeEntry>(); code && code->ticket == e.ticket && code->busy == stage::CodeEntry::Busy::resend) {
    code->busy = stage::CodeEntry::Busy::no;
    if (const auto* sent = std::get_if<CodeSent>(&e.outcome)) {
      code->resend_at = ctx.now + sent->wait;
      code->wait = sent->wait;
      if (!sent->phone.empty()) code->phone = sent->phone;
      code->message = CardMessage::code_sent_again;
      code->server_text.clear();
      return;
    }
    std::tie(code->message, code->server_text) = trouble(e.outcome);
    return;
  }
  refuse("a code that nobody waits for");
}

void Stepper::ask(const event::Asked&, const intent::ResendCode&) {
  auto* code = at<stage::CodeEntry>();
  if (!code || code->busy != stage::CodeEntry::Busy::no) return refuse("no code can be sent again now");
  if (ctx.now < code->resend_at) return refuse("the server's wait is not over");
  code->busy = stage::CodeEntry::Busy::resend;
  code->ticket = new_ticket();
  code->message = CardMessage::none;
  run(effect::RequestCode{code->ticket});
}

void Stepper::ask(const event::Asked&, const intent::SubmitCode&) {
  auto* code = at<stage::CodeEntry>();
  if (!code || code->busy != stage::CodeEntry::Busy::no) return refuse("no code is asked for now");
  // Rules R32: after the server said that the code is dead, only a new code helps.
  if (code->message == CardMessage::dead_code) return refuse("the code is dead: a new one is needed");
  s.question.reset();
  code->busy = stage::CodeEntry::Busy::verify;
  code->ticket = new_ticket();
  code->message = CardMessage::none;
  code->server_text.clear();
  run(effect::VerifyCode{code->ticket});
}

void Stepper::on(const event::VerifyAnswered& e) {
  auto* code = at<stage::CodeEntry>();
  if (!code || code->ticket != e.ticket || code->busy != stage::CodeEntry::Busy::verify)
    return refuse("a verification that nobody waits for");
  if (std::holds_alternative<engine::Done>(e.outcome)) return pay(code->sale);
  code->busy = stage::CodeEntry::Busy::no;
  std::tie(code->message, code->server_text) = trouble(e.outcome);
  if (code->message == CardMessage::dead_code) code->resend_at = std::min(code->resend_at, ctx.now);
  if (code->message == CardMessage::card_refused) {
    s.stage = stage::CardEntry{.sale = code->sale,
                               .busy = {},
                               .ticket = 0,
                               .last_four = {},
                               .message = CardMessage::card_refused,
                               .server_text = code->server_text};
    run(effect::ForgetCard{});
  }
}

void Stepper::pay(SaleId id) {
  const auto& entry = sale(id);
  const auto* code = at<stage::CodeEntry>();
  write(record::PayIntent{id, entry.order_id, entry.receipt_id, entry.to_pay(), code ? code->last_four : std::string{}});
  const auto ticket = new_ticket();
  s.stage = stage::Paying{id, ticket};
  run(effect::PayInvoice{ticket, id, account_of(id), sale(id).receipt_id});
}

void Stepper::on(const event::PayAnswered& e) {
  const auto* entry = s.ledger.find(e.sale);
  if (!entry || entry->card != PayState::intended) return refuse("a payment answer that nobody waits for");
  const auto* paying = at<stage::Paying>();
  // No customer leaves while a payment is under way. So an answer with another ticket is an old answer that came twice.
  if (!paying || paying->ticket != e.ticket) return refuse("an old payment answer");
  std::visit(
      overloaded{[&](const PaidReceipt&) {
                   card_paid(e.sale, false);
                   run(effect::ForgetCard{});
                   finish_sale(e.sale);
                 },
                 [&](const Refused& r) {
                   write(record::PayRefused{e.sale, entry->order_id, r.why, r.code, r.text});
                   run(effect::ForgetCard{});
                   s.stage = stage::CardEntry{
                       .sale = e.sale, .busy = {}, .ticket = 0, .last_four = {}, .message = message_of(r.why), .server_text = r.text};
                 },
                 [&](const Unknown& u) {
                   write(record::PayUnknown{e.sale, entry->order_id, entry->to_pay(), u.why});
                   run(effect::ForgetCard{});
                   s.background.since.try_emplace(e.sale, ctx.now);
                   s.stage = stage::PaymentSearch{
                       .sale = e.sale, .ticket = 0, .began = ctx.now, .next = ctx.now + policy.first_retry, .wait = policy.first_retry};
                   start_timer(TimerKind::search, policy.first_retry);
                 }},
      e.outcome);
}

void Stepper::card_paid(SaleId id, bool found) {
  const auto& entry = sale(id);
  write(record::CardPaid{id, entry.order_id, entry.receipt_id, entry.to_pay(), found});
}

/// No customer is there to take a slip, so staff hand it out.
void Stepper::found_paid_behind(SaleId id) {
  card_paid(id, true);
  const auto& entry = sale(id);
  s.background.not_before[id] = ctx.now; // the background registers the sale and empties the cart
  if (!entry.closed || entry.printed.contains(SlipKind::receipt) || entry.print_failed) return;
  const auto job = s.ledger.last_job + 1;
  write(record::PrintIntent{job, id, SlipKind::receipt});
  write(record::PrintFailed{job, id, SlipKind::receipt, false, "the payment was found after the customer had left"});
}

void Stepper::on_payment_search(const event::OrdersFound& e) {
  const auto* entry = s.ledger.find(e.sale);
  const bool wanted = entry && (entry->card == PayState::unknown || entry->card == PayState::intended);
  auto* here = at<stage::PaymentSearch>();
  const bool on_screen = here && here->sale == e.sale && here->ticket == e.ticket;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  if (!wanted || (!on_screen && !behind)) return refuse("a payment search that nobody waits for");

  const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome);
  const bool paid = orders && std::any_of(orders->begin(), orders->end(), [](const auto& o) { return !o.online_payments.empty(); });
  if (paid) {
    if (behind) found_paid_behind(e.sale);
    else card_paid(e.sale, true);
    for (const auto& order : *orders)
      for (const auto& payment : order.online_payments)
        if (!payment.qr_code_url.empty()) store_receipt_shown(e.sale, order.id, payment.qr_code_url);
    if (behind) return background_ended(e.sale, true);
    stop_timer(TimerKind::search);
    return finish_sale(e.sale);
  }
  if (behind) {
    if (token_is_gone(*entry, e.outcome) || (orders && waited(*entry, policy.payment_search_limit))) {
      write(record::PayUnresolved{e.sale, entry->order_id, entry->to_pay()});
      alarm(fmt::format("payment of sale {} stays unknown: ask the provider", e.sale));
      return background_ended(e.sale, true);
    }
    return background_ended(e.sale, false);
  }
  if (ctx.now - here->began >= policy.payment_search_on_screen) {
    close_sale(e.sale, "left while the payment was unknown");
    return fail(e.sale, FailureKind::payment_unknown);
  }
  here->wait = grown(here->wait);
  here->next = ctx.now + here->wait;
  start_timer(TimerKind::search, here->wait);
}

} // namespace engine::detail
