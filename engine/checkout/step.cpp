#include "engine/checkout/stepper.h"

#include <algorithm>

namespace engine {
namespace detail {

void Stepper::handle(const Event& event) {
  if (s.journal_failed) {
    // The customer may leave the last screen, so that the next customer is not shown a stranger's sale. Language and the call for staff still
    // work, because they need no row.
    const auto* asked = std::get_if<event::Asked>(&event);
    if (asked && at<stage::Failed>() && std::holds_alternative<intent::Finish>(asked->intent)) {
      s.stage = stage::Attract{};
      s.visitor = Visitor{};
      s.visitor.language = policy.default_language;
      return;
    }
    const bool harmless =
        asked && (std::holds_alternative<intent::SetLanguage>(asked->intent) || std::holds_alternative<intent::CallStaff>(asked->intent));
    if (!harmless) return refuse("the journal cannot be written: nothing may happen");
  }
  const auto stage = s.stage.index();
  std::visit([this](const auto& e) { on(e); }, event);
  if (s.stage.index() != stage) s.question.reset(); // the question was about the stage that is over
}

Millis Stepper::grown(Millis wait) const { return wait == Millis{0} ? policy.first_retry : std::min(wait * 2, policy.longest_retry); }

void Stepper::on(const event::Asked& asked) {
  if (s.stopping) return refuse("the kiosk is being stopped");
  std::visit([&](const auto& intent) { ask(asked, intent); }, asked.intent);
}

namespace {
template <class Status> void take_over(Status& known, std::int64_t& since_ms, const Status& fresh, const Context& ctx) {
  if (known.health != fresh.health || since_ms == 0) since_ms = ctx.wall.unix_ms;
  known = fresh;
}
} // namespace

void Stepper::on(const event::StoreChanged& e) { take_over(s.facts.store, s.facts.store_since_ms, e.status, ctx); }
void Stepper::on(const event::PrinterChanged& e) {
  take_over(s.facts.printer, s.facts.printer_since_ms, e.status, ctx);
  cash_needs_changed();
}
void Stepper::on(const event::FiscalChanged& e) {
  const auto before = s.facts.fiscal;
  take_over(s.facts.fiscal, s.facts.fiscal_since_ms, e.status, ctx);
  // The module's memory, its days without the tax server and its clock are told to staff before they stop the sales.
  const bool trouble = e.status.health == Health::warning || e.status.health == Health::failed;
  if (trouble && (before.health != e.status.health || before.detail != e.status.detail)) alarm("fiscal module: " + e.status.detail);
  if (!before.can_register() && e.status.can_register()) module_queue_due(); // the module is back
  cash_needs_changed();
}
void Stepper::on(const event::ScannerChanged& e) { take_over(s.facts.scanner, s.facts.scanner_since_ms, e.status, ctx); }

void Stepper::on(const event::CashChanged& e) {
  const bool could = s.facts.cash.can_accept();
  take_over(s.facts.cash, s.facts.cash_since_ms, e.status, ctx);
  if (e.status.jammed && s.ledger.open_note()) s.background.note_jammed = true;
  auto* cash = at<stage::Cash>();
  if (!cash) return;
  if (cash->closing != stage::Cash::Closing::no) return try_settle_cash(false);
  if (could && !e.status.can_accept()) {
    cash->message = e.status.jammed         ? CashMessage::jammed
                    : e.status.cassette_out ? CashMessage::cassette_out
                                            : CashMessage::acceptor_failed;
    alarm("the validator stopped in front of a customer: " + e.status.detail); // the screen promises that a member of staff comes
  }
  if (!could && e.status.can_accept()) {
    if (cash->message != CashMessage::note_unknown)
      cash->message = CashMessage::none; // a validator that works again does not bring the unknown note back
    enable_cash();
  }
}

void Stepper::on(const event::CatalogChanged& e) {
  auto& f = s.facts;
  f.delivery_terms = e.terms;
  f.delivery_attributes = e.delivery_attributes;
  f.catalog_size = e.size;
  f.catalog_synced_ms = e.synced_ms;
  f.unregistrable_products = e.unregistrable;
  f.unregistrable_names = e.unregistrable_names;
  f.skipped_rows = e.skipped_rows;
  f.table = e.table;
  // A customer is reading a list of changed prices. The new table may forbid some of the goods, so prices are asked for once more before the
  // order leaves.
  if (const auto* reading = at<stage::PriceChanges>()) ask_prices(reading->method);
}

void Stepper::on(const event::CartClearAnswered& e) {
  if (!s.ledger.find(e.sale)) return refuse("cart of an unknown sale");
  const bool ok = std::holds_alternative<engine::Done>(e.outcome);
  if (ok && !sale(e.sale).cart_cleared) write(record::CartCleared{e.sale});
  if (s.background.sale == e.sale && s.background.at_cart) background_ended(e.sale, ok);
}

void Stepper::on(const event::TimerFired& e) {
  switch (e.timer) {
  case TimerKind::search:
    if (auto* x = at<stage::OrderSearch>()) {
      x->ticket = new_ticket();
      return run(effect::FindOrders{x->ticket, x->sale, account_of(x->sale), SearchFor::order, {}});
    }
    if (auto* x = at<stage::DueSearch>()) {
      x->ticket = new_ticket();
      return run(effect::FindOrders{x->ticket, x->sale, account_of(x->sale), SearchFor::due, {}});
    }
    if (auto* x = at<stage::PaymentSearch>()) {
      x->ticket = new_ticket();
      return run(effect::FindOrders{x->ticket, x->sale, account_of(x->sale), SearchFor::payment, {}});
    }
    return refuse("search timer without a search");
  case TimerKind::store_receipt:
    if (auto* x = at<stage::Finishing>(); x && x->part == stage::Finishing::Part::store_receipt) {
      x->ticket = new_ticket();
      return run(effect::FindOrders{x->ticket, x->sale, account_of(x->sale), SearchFor::store_receipt, {}});
    }
    return refuse("store receipt timer without a wait");
  case TimerKind::hold_note:
    if (auto* x = at<stage::Cash>(); x && x->overpay) {
      run(effect::HoldNote{});
      return start_timer(TimerKind::hold_note, policy.hold_every);
    }
    return refuse("hold timer without a question");
  case TimerKind::overpay:
    if (auto* x = at<stage::Cash>(); x && x->overpay) return return_open_note("the customer did not answer");
    return refuse("overpay timer without a question");
  case TimerKind::abandon:
    if (auto* x = at<stage::Cash>(); x && x->closing == stage::Cash::Closing::no) {
      if (!cash_untouched()) alarm("a customer walked off with cash part-paid");
      return begin_leaving_cash(stage::Cash::Closing::leaving);
    }
    return refuse("abandon timer without cash");
  case TimerKind::settle:
    if (at<stage::Cash>()) return try_settle_cash(true);
    return refuse("settle timer without cash");
  case TimerKind::close_screen:
    if (at<stage::Done>() || at<stage::Failed>()) return leave_last_screen(false);
    return refuse("closing timer without a last screen");
  case TimerKind::background: return background();
  case TimerKind::module_wait:
    if (auto* x = at<stage::Finishing>(); x && x->part == stage::Finishing::Part::prepare && x->ticket == 0) {
      queue_registration(x->sale, "the module is busy with an earlier receipt");
      return print_or_done(x->sale);
    }
    return refuse("module timer without a wait");
  case TimerKind::staff_lock: return unlock_door();
  }
}

void Stepper::to_attract() {
  stop_timer(TimerKind::abandon);
  stop_timer(TimerKind::search);
  stop_timer(TimerKind::store_receipt);
  stop_timer(TimerKind::close_screen);
  run(effect::ForgetCard{});
  s.stage = stage::Attract{};
  s.question.reset();
  s.visitor = Visitor{};
  s.visitor.language = policy.default_language;
  s.order_status = {};
  s.toast = {s.toast.serial + 1, ToastKind::none, {}, false, 0};
  if (s.customer) s.sign_out_pending = true; // visitor.signed_in is reset with the visitor
  background();
}

void Stepper::close_sale(SaleId id, std::string how) {
  const auto* entry = s.ledger.find(id);
  if (entry && !entry->closed) write(record::SaleClosed{id, std::move(how)});
  s.background.not_before[id] = ctx.now;
  s.background.tries[id] = 0;
  s.background.since.try_emplace(id, ctx.now);
}

} // namespace detail

SaleId sale_on_screen(const Stage& any) {
  return std::visit(
      [](const auto& x) -> SaleId {
        if constexpr (requires { x.sale; }) return x.sale;
        else return 0;
      },
      any);
}

Step step(State state, const Event& event, const Context& context, const Policy& policy) {
  detail::Stepper stepper{std::move(state), context, policy};
  stepper.handle(event);
  if (stepper.refused) return {std::move(stepper.s), {}, {}, std::move(stepper.refused)};
  return {std::move(stepper.s), std::move(stepper.records), std::move(stepper.effects), std::nullopt};
}

State halted(State state, std::span<const Record> lost) {
  state.journal_failed = true;
  if (std::holds_alternative<stage::Attract>(state.stage)) return state;
  const bool never_sent = std::ranges::any_of(lost, [](const Record& record) {
    return std::holds_alternative<record::PayIntent>(record) || std::holds_alternative<record::OrderIntent>(record);
  });
  stage::Failed told;
  told.sale = never_sent ? 0 : sale_on_screen(state.stage);
  told.kind = FailureKind::internal;
  told.closes_at = Instant::max();
  state.stage = told;
  state.question.reset();
  return state;
}

} // namespace engine
