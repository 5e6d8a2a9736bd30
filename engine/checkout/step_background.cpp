// What goes on behind the customer: searching for lost answers, registering what waits, clearing the store's cart. One request at
// a time; what is to be done is read from the ledger, so a restart takes it up by itself. Nothing here asks a human; what only a
// human can decide stands on the staff's list (open_items.cpp).
#include "engine/base/local_time.h"
#include "engine/checkout/stepper.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace engine::detail {

bool token_is_gone(const SaleEntry& entry, const Outcome<std::vector<StoreOrder>>& outcome) {
  const auto* no = std::get_if<Refused>(&outcome);
  return no && no->why == RefusalClass::unauthorized && entry.intent.account == Account::customer;
}

namespace {

/// Is there still something that asking or sending can bring?
bool registration_open(const SaleEntry& e, Millis age, const Policy& policy) {
  if (e.intent.registrar == Registrar::module)
    return e.fiscal.state != RegistrationState::registered && e.fiscal.state != RegistrationState::unresolved &&
           !e.settled_by_hand("fiscal");
  if (e.intent.registrar != Registrar::store || !e.store_qr.empty() || e.refused_address || e.settled_by_hand("receipt")) return false;
  // A customer's token is not kept for a receipt that does not come (rules R13); then the staff's list has it.
  const auto limit = e.intent.account == Account::kiosk ? policy.watch_limit : policy.order_search_limit;
  return age < limit;
}

bool payment_open(const SaleEntry& e) {
  return (e.card == PayState::unknown || e.card == PayState::intended) && !e.settled_by_hand("payment");
}

/// The store's receipt did not come for so long that it is only looked at now and then.
bool receipt_is_slow(const SaleEntry& e, Millis age, const Policy& policy) {
  return e.intent.registrar == Registrar::store && e.intent.account == Account::kiosk && age >= policy.watch_every;
}

/// Rules R15 and R20: what the store shows of a paid sale is looked at now and then, for a day: the cash, a second registration by the
/// side that did not register it, a receipt that is slow. And of a payment that was refused, whether it was taken after all.
bool to_watch(const SaleEntry& e, Millis age, const Policy& policy) {
  if (!e.closed || e.intent.account != Account::kiosk || age >= policy.watch_limit) return false;
  if (e.card == PayState::refused) return true;
  if (!e.paid()) return false;
  if (e.intent.registrar == Registrar::store) return receipt_is_slow(e, age, policy) && registration_open(e, age, policy);
  return traits(e.intent.method).money_stays_here ? !e.cash_seen_by_store : !e.double_registered;
}

bool waits_for_module(const SaleEntry& e, Millis age, const Policy& policy) {
  return e.closed && e.paid() && e.intent.registrar == Registrar::module && registration_open(e, age, policy);
}

/// What waits for the module itself. One that it refuses for good holds nobody.
bool in_module_queue(const SaleEntry& e, Millis age, const Policy& policy) {
  return waits_for_module(e, age, policy) && (e.fiscal.state == RegistrationState::queued || e.fiscal.state == RegistrationState::none);
}

bool order_open(const SaleEntry& e) {
  return (e.order == OrderState::intended || e.order == OrderState::unknown) && !e.settled_by_hand("order");
}

/// Something of its own is to be done for this sale, beside the watch.
bool open_behind(const SaleEntry& e, Millis age, const Policy& policy) {
  if (!e.closed || order_open(e) || payment_open(e)) return true;
  if (e.open_refund() && !e.settled_by_hand("refund")) return true;
  if (!e.paid()) return false;
  return (registration_open(e, age, policy) && !receipt_is_slow(e, age, policy)) || (!e.cart_cleared && e.intent.account == Account::kiosk);
}

} // namespace

void Stepper::on(const event::Started&) {
  // A clock that went back between two runs was wrong in one of them. Of one that went ahead nobody can tell it from a long pause.
  if (const auto last = s.ledger.last_row_ms; last != 0 && ctx.wall.unix_ms < last - policy.clock_slack.count())
    clock_jumped(WallTime{last}, ctx.wall);
  write(record::KioskStarted{policy.version});
  s.background.started = ctx.now;
  s.background.lived_before_ms = s.ledger.lived_ms;
  // Whoever stood here is gone: nothing is taken up on the screen. Unpaid orders are given up, part-paid cash becomes a claim
  // once the validator has told what it still holds, everything else is background work.
  for (const auto& [id, entry] : s.ledger.sales) {
    if (open_behind(entry, age(entry), policy)) s.background.not_before[id] = ctx.now;
    else if (to_watch(entry, age(entry), policy)) s.background.watched.insert(id);
    else continue;
    s.background.since[id] = ctx.now;
  }
  // A slip that was being printed may hang half out of the printer; whether it is complete nobody knows.
  for (const auto& [job, intent] : std::map{s.ledger.open_prints})
    write(record::PrintFailed{job, intent.sale, intent.slip, true, "the kiosk stopped before the printer confirmed it"});
  s.visitor.language = policy.default_language;
  lock_door();
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
  b.at_cart = false;
  const bool had_module = std::exchange(b.at_module, false);
  auto& tries = b.tries[id];
  tries = progress ? 0 : std::min(tries + 1, 12);
  Millis wait = policy.first_retry;
  for (int i = 0; i < tries; ++i) wait = grown(wait);
  b.not_before[id] = ctx.now + wait;
  start_timer(TimerKind::background, policy.first_retry);
  if (had_module) module_is_free();
}

/// No wall clock ends a wait: it may be years ahead, and right again in a minute. In this run the time is the process's own. Of the runs
/// before it counts what the ledger lived through, in which a jump is half a day: with less than two days of that the last quarter is
/// this run's, so that no jump between two runs ends a day of asking.
Millis Stepper::age(const SaleEntry& entry) const {
  const auto& b = s.background;
  const auto began = entry.paid_lived_ms != 0 ? entry.paid_lived_ms : entry.lived_ms;
  const auto since = b.since.find(entry.id());
  const auto here = since != b.since.end() ? ctx.now - since->second : Millis{0};
  const Millis before{std::max<std::int64_t>(b.lived_before_ms - began, 0)};
  return here + (before > Millis{4 * Ledger::longest_pause_ms} ? before : std::min(before, policy.watch_limit * 3 / 4));
}

/// The same for a search, which ends with the staff: never in the first ten minutes of a run.
bool Stepper::waited(const SaleEntry& entry, Millis limit) const {
  const auto since = s.background.since.find(entry.id());
  const auto here = since != s.background.since.end() ? ctx.now - since->second : Millis{0};
  return here >= std::min(limit, policy.order_search_limit) && age(entry) >= limit;
}

void Stepper::on(const event::ClockJumped& e) { clock_jumped(e.expected, e.found); }
/// Nobody of the staff did it: role and name say who, so that no login is read into it.
void Stepper::on(const event::ToldFromAfar& e) { write(record::StaffAction{"fleet", "fleet", "fleet_" + e.action, e.detail}); }

void Stepper::clock_jumped(WallTime expected, WallTime found) {
  write(record::ClockJumped{s.ledger.last_clock_jump + 1, expected.unix_ms, found.unix_ms});
  alarm(fmt::format("the wall clock jumped from {} to {}: check date, time and battery", format_fiscal_time(expected), format_fiscal_time(found)));
}

/// True when something was started (in flight, or settled at once) for this sale.
bool Stepper::start_background(const SaleEntry& entry) {
  const auto id = entry.id();
  auto& b = s.background;
  const auto search = [&](SearchFor purpose) {
    b.since.try_emplace(id, ctx.now);
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
    switch (traits(entry.intent.method).tender) {
    case Tender::none: break;
    case Tender::card:
      if (entry.card == PayState::none || entry.card == PayState::refused) {
        abandon_order(id, abandoned::kiosk_stopped);
        return true;
      }
      if (!entry.paid() && !payment_open(entry)) {
        close_sale(id, "its payment is the staff's to find out");
        return true;
      }
      break;
    case Tender::notes:
      if (entry.paid() || entry.claim || entry.kept_for_later) break;
      const bool validator_told = b.validator_ready || s.facts.cash.health == Health::absent;
      const bool waited = ctx.now - b.started >= policy.validator_limit;
      const auto* open = s.ledger.open_note();
      if (!waited && (!validator_told || (open && open->sale == id))) return false; // its recovery may still bring a note
      if (open && open->sale == id) {
        write(note_row<record::NoteUnknown>(*open, s.ledger, "the kiosk stopped, and the validator never told what became of it"));
        alarm("a note is unknown: the validator did not come back");
      }
      if (entry.inserted > Money{}) issue_claim(id);
      else abandon_order(id, abandoned::kiosk_stopped);
      return true;
    }
    if (!traits(entry.intent.method).takes_money() || entry.kept_for_later || entry.paid()) {
      // Overpaid before the stop, and the voucher not yet written.
      if (entry.paid() && entry.inserted > entry.to_pay() && !entry.voucher)
        write(record::VoucherIssued{id, entry.order_id, payout_number(PayoutKind::voucher, s.ledger.last_payout + 1, ctx.random),
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
  const bool sends_to_module = entry.paid() && entry.intent.registrar == Registrar::module && registration_open(entry, age(entry), policy);
  const bool module_is_there = s.facts.fiscal.can_register() && !module_in_use();
  if (asks_module && module_is_there) {
    ask_module(entry);
    return true;
  }
  // An earlier one without an outcome is asked about first, or its answer could not be told from this one's.
  if (!asks_module && sends_to_module && module_is_there && !unasked_before(id) && !earlier_waits(id)) {
    b.sale = id;
    b.ticket = new_ticket();
    b.at_module = true;
    run(effect::PrepareFiscal{b.ticket, id});
    return true;
  }
  if (!entry.paid()) return false;
  if (entry.intent.registrar == Registrar::store && registration_open(entry, age(entry), policy) && !receipt_is_slow(entry, age(entry), policy) &&
      askable(entry) && s.facts.store.can_order())
    return search(SearchFor::store_receipt);
  if (!entry.cart_cleared && entry.intent.account == Account::kiosk && s.facts.store.logged_in) {
    b.sale = id;
    b.ticket = new_ticket();
    b.at_cart = true;
    run(effect::ClearCart{id});
    return true;
  }
  return false;
}

/// One request for all of them: get_orders answers everything that the account ever ordered (rules R11).
bool Stepper::start_watch() {
  auto& b = s.background;
  std::erase_if(b.watched, [this](SaleId id) {
    const auto* entry = s.ledger.find(id);
    const bool over = !entry || !to_watch(*entry, age(*entry), policy);
    if (over && !s.background.not_before.contains(id)) s.background.since.erase(id);
    return over;
  });
  if (b.watched.empty() || ctx.now < b.watch_at || !s.facts.store.can_order()) return false;
  b.ticket = new_ticket();
  b.watching = true;
  run(effect::WatchOrders{b.ticket, {b.watched.begin(), b.watched.end()}});
  return true;
}

void Stepper::on(const event::OrdersWatched& e) {
  auto& b = s.background;
  if (!b.watching || b.ticket != e.ticket) return refuse("orders that nobody watches");
  b.ticket = 0;
  b.watching = false;
  b.watch_at = ctx.now + policy.watch_every;
  if (const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome))
    for (const auto id : b.watched)
      if (s.ledger.find(id)) look_at_orders(id, *orders);
  start_timer(TimerKind::background, policy.first_retry);
}

/// The module is back: what waits for it need not wait longer.
void Stepper::module_queue_due() {
  for (auto& [id, when] : s.background.not_before)
    if (const auto* entry = s.ledger.find(id); entry && in_module_queue(*entry, age(*entry), policy)) when = ctx.now;
  if (!s.background.not_before.empty()) start_timer(TimerKind::background, policy.first_retry);
}

/// Registrations go to the module in the order of their sales: while an earlier one waits for its next try, none overtakes it.
bool Stepper::earlier_waits(SaleId id) const {
  for (const auto& [other, when] : s.background.not_before) {
    if (other >= id) return false;
    if (const auto* entry = s.ledger.find(other); when > ctx.now && entry && in_module_queue(*entry, age(*entry), policy)) return true;
  }
  return false;
}

/// By the clock and not by tries: while the module is away, nothing is tried.
void Stepper::alarm_of_old_registrations() {
  auto& b = s.background;
  for (const auto& [id, when] : b.not_before) {
    const auto* entry = s.ledger.find(id);
    if (!entry || age(*entry) < policy.queue_alarm || !waits_for_module(*entry, age(*entry), policy) || !b.alarmed.insert(id).second) continue;
    const auto& why = s.facts.fiscal.can_register() ? entry->fiscal.trouble : s.facts.fiscal.detail;
    alarm(fmt::format("sale {} waits for its registration since its payment, {} hours ago{}{}", id, age(*entry) / std::chrono::hours{1},
                      why.empty() ? "" : ": ", why));
  }
}

void Stepper::background() {
  auto& b = s.background;
  alarm_of_old_registrations();
  if (b.ticket == 0 && !s.stopping) {
    const auto here = sale_on_screen(s.stage);
    std::vector<SaleId> due;
    for (const auto& [id, when] : b.not_before)
      if (id != here && when <= ctx.now) due.push_back(id);
    bool started = false;
    for (const auto id : due) {
      const auto* entry = s.ledger.find(id);
      if (entry && (started = start_background(*entry))) break;
      // Nothing to do now: look again later only while something is open.
      if (entry && open_behind(*entry, age(*entry), policy)) {
        b.not_before[id] = ctx.now + policy.background_every;
        continue;
      }
      if (entry && to_watch(*entry, age(*entry), policy)) b.watched.insert(id);
      else b.since.erase(id);
      b.not_before.erase(id), b.tries.erase(id), b.alarmed.erase(id);
    }
    if (!started) start_watch();
  }
  sign_out_when_resolved();
  if (!b.not_before.empty() || s.sign_out_pending) start_timer(TimerKind::background, policy.background_every);
  else if (!b.watched.empty()) start_timer(TimerKind::background, std::max(policy.background_every, b.watch_at - ctx.now));
}

/// Rules R13: the token goes when every outcome of the customer's orders is known.
void Stepper::sign_out_when_resolved() {
  if (!s.sign_out_pending || s.background.ticket != 0) return;
  for (const auto& [id, when] : s.background.not_before)
    if (const auto* entry = s.ledger.find(id); entry && id > s.customer_since && entry->intent.account == Account::customer) return;
  s.customer.reset();
  s.sign_out_pending = false;
  run(effect::SignOut{});
}

} // namespace engine::detail
