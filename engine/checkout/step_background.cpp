// What goes on behind the customer: searching for lost answers, registering what waits, clearing the store's cart. One request at
// a time; what is to be done is read from the ledger, so a restart takes it up by itself. Nothing here asks a human; what only a
// human can decide stands on the staff's list (open_items.cpp).
#include "engine/checkout/stepper.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine::detail {

namespace {

bool registration_open(const SaleEntry& e) {
  return (e.intent.registrar == Registrar::module && e.fiscal.state != RegistrationState::registered) ||
         (e.intent.registrar == Registrar::store && e.store_qr.empty());
}

/// Rules R15 and R20: the store's view of a sale that this module registered is looked at now and then, for a day.
bool to_watch(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  if (!e.paid() || e.intent.registrar != Registrar::module || e.intent.account != Account::kiosk) return false;
  const bool seen = e.intent.method == Method::cash ? e.cash_seen_by_store : e.double_registered;
  return !seen && ctx.wall.unix_ms - e.paid_at_ms < policy.watch_limit.count();
}

bool only_watched(const SaleEntry& e) { return e.closed && e.paid() && !registration_open(e) && e.cart_cleared; }

bool open_behind(const SaleEntry& e, const Context& ctx, const Policy& policy) {
  if (!e.paid()) return !e.closed || e.card == PayState::unknown || e.card == PayState::intended;
  return registration_open(e) || (!e.cart_cleared && e.intent.account == Account::kiosk) || to_watch(e, ctx, policy);
}

} // namespace

void Stepper::background_ended(SaleId id, bool progress) {
  auto& b = s.background;
  b.ticket = 0;
  b.sale = 0;
  auto& tries = b.tries[id];
  tries = progress ? 0 : std::min(tries + 1, 12);
  Millis wait = policy.first_retry;
  for (int i = 0; i < tries; ++i) wait = grown(wait);
  b.not_before[id] = ctx.now + (tries > 0 && only_watched(sale(id)) ? policy.watch_every : wait);
  start_timer(TimerKind::background, policy.first_retry);
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
  // A signed-in customer's order can be asked about only while their token lives (rules R13).
  const bool askable = entry.intent.account == Account::kiosk || s.customer.has_value();

  if (entry.order == OrderState::intended || entry.order == OrderState::unknown) {
    if (askable) return search(SearchFor::order);
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
    if (entry.intent.method == Method::cash && !entry.paid() && !entry.claim && !entry.kept_for_later) {
      const bool validator_told = b.validator_ready || s.facts.cash.health == Health::absent;
      const auto* open = s.ledger.open_note();
      if (!validator_told || (open && open->sale == id)) return false; // its recovery may still bring a note
      if (entry.inserted > Money{}) issue_claim(id);
      else abandon_order(id, "the kiosk stopped before it was paid");
      return true;
    }
    if (entry.intent.method == Method::later || entry.kept_for_later || entry.paid()) {
      // Overpaid before the stop, and the voucher not yet written.
      if (entry.paid() && entry.intent.method == Method::cash && entry.inserted > entry.to_pay() && !entry.voucher)
        write(record::VoucherIssued{id, entry.order_id, payout_number(PayoutKind::voucher, s.ledger.last_payout + 1),
                                    entry.inserted - entry.to_pay(), {}, {}});
      if (entry.paid() && !entry.printed.contains(SlipKind::receipt)) {
        const auto job = s.ledger.last_job + 1;
        write(record::PrintIntent{job, id, SlipKind::receipt});
        write(record::PrintFailed{job, id, SlipKind::receipt, true, "the kiosk stopped before the receipt was confirmed"});
      }
      close_sale(id, "taken up after a restart");
      return true;
    }
  }
  if (entry.card == PayState::intended || entry.card == PayState::unknown) {
    if (askable) return search(SearchFor::payment);
    write(record::PayUnresolved{id, entry.order_id, entry.to_pay()});
    return true;
  }
  if (!entry.paid()) return false;

  if (entry.intent.registrar == Registrar::module && entry.fiscal.state != RegistrationState::registered) {
    if (!s.facts.fiscal.can_register()) return false;
    b.sale = id;
    b.ticket = new_ticket();
    const bool maybe_sent = entry.fiscal.state == RegistrationState::intended || entry.fiscal.state == RegistrationState::unknown;
    if (maybe_sent) run(effect::FindSale{b.ticket, id, *entry.fiscal_receipt, entry.fiscal.before});
    else run(effect::PrepareFiscal{b.ticket, id});
    return true;
  }
  if (entry.intent.registrar == Registrar::store && entry.store_qr.empty() && askable && s.facts.store.can_order())
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
  if (b.ticket == 0) {
    const auto here = sale_on_screen(s.stage);
    for (const auto& [id, entry] : s.ledger.sales) {
      if (id == here) continue;
      const auto due = b.not_before.find(id);
      if (due == b.not_before.end() || due->second > ctx.now) continue;
      if (start_background(entry)) break;
      // Nothing to do now: look again later only while something is open.
      if (open_behind(entry, ctx, policy)) b.not_before[id] = ctx.now + policy.background_every;
      else b.not_before.erase(id);
    }
  }
  if (s.sign_out_pending && b.ticket == 0) {
    // Rules R13: the token goes when every outcome of the customer's orders is known.
    const bool waiting = std::any_of(s.ledger.sales.begin(), s.ledger.sales.end(), [&](const auto& pair) {
      const auto& e = pair.second;
      return e.intent.account == Account::customer && b.not_before.contains(pair.first);
    });
    if (!waiting && at<stage::Attract>()) {
      s.customer.reset();
      s.sign_out_pending = false;
      run(effect::SignOut{});
    }
  }
  if (!b.not_before.empty() || s.sign_out_pending) start_timer(TimerKind::background, policy.background_every);
}

} // namespace engine::detail
