// What goes on behind the customer: searching for lost answers, registering what waits, clearing the store's cart. One request at
// a time; what is to be done is read from the ledger, so a restart takes it up by itself. Nothing here asks a human; what only a
// human can decide stands on the staff's list (open_items.cpp).
#include "engine/checkout/stepper.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace engine::detail {

namespace {

/// Is there still something that asking or sending can bring?
bool registration_open(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  if (e.intent.registrar == Registrar::module)
    return e.fiscal.state != RegistrationState::registered && e.fiscal.state != RegistrationState::unresolved &&
           !e.settled_by_hand("fiscal");
  if (e.intent.registrar != Registrar::store || !e.store_qr.empty() || e.settled_by_hand("receipt")) return false;
  // A customer's token is not kept for a receipt that does not come (rules R13); then the staff's list has it.
  const auto limit = e.intent.account == Account::kiosk ? policy.watch_limit : policy.order_search_limit;
  return ctx.wall.unix_ms - e.paid_at_ms < limit.count();
}

bool payment_open(const SaleEntry& e) {
  return (e.card == PayState::unknown || e.card == PayState::intended) && !e.settled_by_hand("payment");
}

/// Rules R15 and R20: the store's view of a sale that this module registered is looked at now and then, for a day.
bool to_watch(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  if (!e.paid() || e.intent.registrar != Registrar::module || e.intent.account != Account::kiosk) return false;
  const bool seen = e.intent.method == Method::cash ? e.cash_seen_by_store : e.double_registered;
  return !seen && ctx.wall.unix_ms - e.paid_at_ms < policy.watch_limit.count();
}

bool only_watched(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  return e.closed && e.paid() && !registration_open(e, ctx, policy) && e.cart_cleared;
}

bool order_open(const SaleEntry& e) {
  return (e.order == OrderState::intended || e.order == OrderState::unknown) && !e.settled_by_hand("order");
}

bool open_behind(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  if (!e.closed || order_open(e) || payment_open(e)) return true;
  if (e.open_refund() && !e.settled_by_hand("refund")) return true;
  if (!e.paid()) return false;
  return registration_open(e, ctx, policy) || (!e.cart_cleared && e.intent.account == Account::kiosk) || to_watch(e, ctx, policy);
}

} // namespace

void Stepper::on(const event::Started&) {
  write(record::KioskStarted{policy.version});
  s.background.started = ctx.now;
  // Whoever stood here is gone: nothing is taken up on the screen. Unpaid orders are given up, part-paid cash becomes a claim
  // once the validator has told what it still holds, everything else is background work.
  for (const auto& [id, entry] : s.ledger.sales)
    if (open_behind(entry, ctx, policy)) s.background.not_before[id] = ctx.now;
  // A slip that was being printed may hang half out of the printer; whether it is complete nobody knows.
  for (const auto& [job, intent] : std::map{s.ledger.open_prints})
    write(record::PrintFailed{job, intent.sale, intent.slip, true, "the kiosk stopped before the printer confirmed it"});
  s.visitor.language = policy.default_language;
  start_timer(TimerKind::background, policy.first_retry);
}

/// A signed-in customer's order can be asked about only while their token lives (rules R13).
bool Stepper::askable(const SaleEntry& entry) const {
  return entry.intent.account == Account::kiosk || (s.customer && entry.id() > s.customer_since);
}

void Stepper::background_ended(SaleId id, bool progress) {
  auto& b = s.background;
  b.ticket = 0;
  b.sale = 0;
  const bool had_module = std::exchange(b.at_module, false);
  auto& tries = b.tries[id];
  tries = progress ? 0 : std::min(tries + 1, 12);
  Millis wait = policy.first_retry;
  for (int i = 0; i < tries; ++i) wait = grown(wait);
  const auto& entry = sale(id);
  const bool store_is_slow = entry.paid() && entry.intent.registrar == Registrar::store && tries > 8;
  if (store_is_slow || (tries > 0 && only_watched(entry, ctx, policy))) wait = policy.watch_every;
  b.not_before[id] = ctx.now + wait;
  start_timer(TimerKind::background, policy.first_retry);
  if (had_module) module_is_free();
}

/// True when something was started (in flight, or settled at once) for this sale.
bool Stepper::start_background(const SaleEntry& entry) {
  const auto id = entry.id();
  auto& b = s.background;
  const auto search = [&](SearchFor purpose) {
    b.sale = id;
    b.ticket = new_ticket();
    run(effect::FindOrders{b.ticket, id, entry.intent.account, purpose, {}});
    return true;
  };
  if (order_open(entry)) {
    if (askable(entry)) return search(SearchFor::order);
    write(record::OrderUnresolved{id, 0});
    close_sale(id, "the customer's token is gone");
    return true;
  }
  if (entry.order != OrderState::created) {
    if (!entry.closed) close_sale(id, "no order");
    return false;
  }
  // An order that nobody paid and nobody stands before any more (a restart in the middle).
  if (!entry.closed) {
    if (entry.intent.method == Method::card && (entry.card == PayState::none || entry.card == PayState::refused)) {
      abandon_order(id, "the kiosk stopped before it was paid");
      return true;
    }
    if (entry.intent.method == Method::card && !entry.paid() && !payment_open(entry)) {
      close_sale(id, "its payment is the staff's to find out");
      return true;
    }
    if (entry.intent.method == Method::cash && !entry.paid() && !entry.claim && !entry.kept_for_later) {
      const bool validator_told = b.validator_ready || s.facts.cash.health == Health::absent;
      const bool waited = ctx.now - b.started >= policy.validator_limit;
      const auto* open = s.ledger.open_note();
      if (!waited && (!validator_told || (open && open->sale == id))) return false; // its recovery may still bring a note
      if (open && open->sale == id) {
        write(note_row<record::NoteUnknown>(*open, s.ledger, "the kiosk stopped, and the validator never told what became of it"));
        alarm("a note is unknown: the validator did not come back");
      }
      if (entry.inserted > Money{}) issue_claim(id);
      else abandon_order(id, "the kiosk stopped before it was paid");
      return true;
    }
    if (entry.intent.method == Method::later || entry.kept_for_later || entry.paid()) {
      // Overpaid before the stop, and the voucher not yet written.
      if (entry.paid() && entry.intent.method == Method::cash && entry.inserted > entry.to_pay() && !entry.voucher)
        write(record::VoucherIssued{id, entry.order_id, payout_number(PayoutKind::voucher, s.ledger.last_payout + 1),
                                    entry.inserted - entry.to_pay(), {}, {}});
      if (entry.paid() && !entry.printed.contains(SlipKind::receipt) && !entry.print_failed) {
        const auto job = s.ledger.last_job + 1;
        write(record::PrintIntent{job, id, SlipKind::receipt});
        write(record::PrintFailed{job, id, SlipKind::receipt, true, "the kiosk stopped before the receipt was confirmed"});
      }
      close_sale(id, "taken up after a restart");
      return true;
    }
  }
  if (payment_open(entry)) {
    if (askable(entry)) return search(SearchFor::payment);
    write(record::PayUnresolved{id, entry.order_id, entry.to_pay()});
    return true;
  }
  const bool asks_module = entry.registration_unknown();
  const bool sends_to_module = entry.paid() && entry.intent.registrar == Registrar::module && registration_open(entry, ctx, policy);
  if (asks_module || sends_to_module) {
    if (!s.facts.fiscal.can_register() || module_in_use()) return false;
    if (asks_module) {
      ask_module(entry);
      return true;
    }
    if (unasked_before(id)) return false; // it is asked about first, or its answer could not be told from this one's
    b.sale = id;
    b.ticket = new_ticket();
    b.at_module = true;
    run(effect::PrepareFiscal{b.ticket, id});
    return true;
  }
  if (!entry.paid()) return false;
  if (entry.intent.registrar == Registrar::store && registration_open(entry, ctx, policy) && askable(entry) && s.facts.store.can_order())
    return search(SearchFor::store_receipt);
  if (!entry.cart_cleared && entry.intent.account == Account::kiosk && s.facts.store.logged_in) {
    b.sale = id;
    b.ticket = new_ticket();
    run(effect::ClearCart{id});
    return true;
  }
  if (to_watch(entry, ctx, policy) && s.facts.store.can_order()) return search(SearchFor::store_receipt);
  return false;
}

void Stepper::background() {
  auto& b = s.background;
  if (b.ticket == 0 && !s.stopping) {
    const auto here = sale_on_screen(s.stage);
    std::vector<SaleId> due;
    for (const auto& [id, when] : b.not_before)
      if (id != here && when <= ctx.now) due.push_back(id);
    for (const auto id : due) {
      const auto& entry = sale(id);
      if (start_background(entry)) break;
      // Nothing to do now: look again later only while something is open.
      if (open_behind(entry, ctx, policy)) b.not_before[id] = ctx.now + policy.background_every;
      else b.not_before.erase(id), b.tries.erase(id);
    }
  }
  sign_out_when_resolved();
  if (!b.not_before.empty() || s.sign_out_pending) start_timer(TimerKind::background, policy.background_every);
}

/// Rules R13: the token goes when every outcome of the customer's orders is known.
void Stepper::sign_out_when_resolved() {
  if (!s.sign_out_pending || s.background.ticket != 0) return;
  for (const auto& [id, when] : s.background.not_before)
    if (id > s.customer_since && sale(id).intent.account == Account::customer) return;
  s.customer.reset();
  s.sign_out_pending = false;
  run(effect::SignOut{});
}

} // namespace engine::detail
