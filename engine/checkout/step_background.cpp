// The background: work that goes on behind the customer. It searches for lost answers, registers sales that wait, clears the store's
// cart. One request is under way at a time. The work is read from the ledger, so a restart takes it up by itself. The background asks
// no human; decisions that only a human can take stand on the staff's list (open_items.cpp).
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

/// Can asking or sending still bring the receipt of this sale?
bool registration_open(const SaleEntry& e, Millis age, const Policy& policy) {
  if (e.intent.registrar == Registrar::module)
    return e.fiscal.state != RegistrationState::registered && e.fiscal.state != RegistrationState::unresolved &&
           !e.settled_by_hand("fiscal");
  if (e.intent.registrar != Registrar::store || !e.store_qr.empty() || e.refused_address || e.settled_by_hand("receipt")) return false;
  // A customer's token is not kept for a receipt that does not come (rules R13). After the limit the sale stands on the staff's list.
  const auto limit = e.intent.account == Account::kiosk ? policy.watch_limit : policy.order_search_limit;
  return age < limit;
}

bool payment_open(const SaleEntry& e) {
  return (e.card == PayState::unknown || e.card == PayState::intended) && !e.settled_by_hand("payment");
}

/// The store's receipt has not come for a long time: from now on it is only watched, with all others in one request.
bool receipt_is_slow(const SaleEntry& e, Millis age, const Policy& policy) {
  return e.intent.registrar == Registrar::store && e.intent.account == Account::kiosk && age >= policy.watch_every;
}

/// Rules R15 and R20: what the store shows of a sale is watched for a day. Of a paid sale the kiosk looks for its cash, for a second
/// registration by the side that was not to register it, and for a slow receipt. Of a refused payment it looks whether the money was
/// taken after all.
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

/// Does this sale stand in the queue for the module? A sale that the module refused for good does not, so it holds up no other sale.
bool in_module_queue(const SaleEntry& e, Millis age, const Policy& policy) {
  return waits_for_module(e, age, policy) && (e.fiscal.state == RegistrationState::queued || e.fiscal.state == RegistrationState::none);
}

bool order_open(const SaleEntry& e) {
  return (e.order == OrderState::intended || e.order == OrderState::unknown) && !e.settled_by_hand("order");
}

/// Is there work for this sale alone, apart from watching it with all others?
bool open_behind(const SaleEntry& e, Millis age, const Policy& policy) {
  if (!e.closed || order_open(e) || payment_open(e)) return true;
  if (e.open_refund() && !e.settled_by_hand("refund")) return true;
  if (!e.paid()) return false;
  return (registration_open(e, age, policy) && !receipt_is_slow(e, age, policy)) || (!e.cart_cleared && e.intent.account == Account::kiosk);
}

} // namespace

void Stepper::on(const event::Started&) {
  // A clock that went back between two runs was wrong in one of them. A clock that went ahead cannot be told from a long pause.
  if (const auto last = s.ledger.last_row_ms; last != 0 && ctx.wall.unix_ms < last - policy.clock_slack.count())
    clock_jumped(WallTime{last}, ctx.wall);
  write(record::KioskStarted{policy.version});
  s.background.started = ctx.now;
  s.background.lived_before_ms = s.ledger.lived_ms;
  // The customer of the last run is gone, so no sale is taken up on the screen. An unpaid order is abandoned. A part-paid cash sale
  // becomes a claim once the validator has told what it still holds. Everything else is work of the background.
  for (const auto& [id, entry] : s.ledger.sales) {
    if (open_behind(entry, age(entry), policy)) s.background.not_before[id] = ctx.now;
    else if (to_watch(entry, age(entry), policy)) s.background.watched.insert(id);
    else continue;
    s.background.since[id] = ctx.now;
  }
  // A slip that was being printed at the stop may be complete or may hang half out of the printer. It counts as half printed.
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

/// How long ago the sale was made or paid. No wall clock decides it: a wall clock may be years ahead, and right again in a minute. In this
/// run the age grows by the process's own time. For earlier runs it is the time that the ledger lived through, in which a jump of the clock
/// counts as half a day. While that is less than two days, at most three quarters of a day are taken from earlier runs. So the last quarter of
/// a day of asking is this run's, and no jump between two runs ends it.
Millis Stepper::age(const SaleEntry& entry) const {
  const auto& b = s.background;
  const auto began = entry.paid_lived_ms != 0 ? entry.paid_lived_ms : entry.lived_ms;
  const auto since = b.since.find(entry.id());
  const auto here = since != b.since.end() ? ctx.now - since->second : Millis{0};
  const Millis before{std::max<std::int64_t>(b.lived_before_ms - began, 0)};
  return here + (before > Millis{4 * Ledger::longest_pause_ms} ? before : std::min(before, policy.watch_limit * 3 / 4));
}

/// Has a search lasted for `limit`? A search that is over goes to the staff, so it never ends in the first ten minutes of a run.
bool Stepper::waited(const SaleEntry& entry, Millis limit) const {
  const auto since = s.background.since.find(entry.id());
  const auto here = since != s.background.since.end() ? ctx.now - since->second : Millis{0};
  return here >= std::min(limit, policy.order_search_limit) && age(entry) >= limit;
}

void Stepper::on(const event::ClockJumped& e) { clock_jumped(e.expected, e.found); }
/// No member of the staff did this. Role and name say "fleet", so that no reader of the journal looks for a log-in.
void Stepper::on(const event::ToldFromAfar& e) { write(record::StaffAction{"fleet", "fleet", "fleet_" + e.action, e.detail}); }

void Stepper::clock_jumped(WallTime expected, WallTime found) {
  write(record::ClockJumped{s.ledger.last_clock_jump + 1, expected.unix_ms, found.unix_ms});
  alarm(fmt::format("the wall clock jumped from {} to {}: check date, time and battery", format_fiscal_time(expected),
                    format_fiscal_time(found)));
}

/// Begins the next piece of work for this sale. True when a request is under way or the work was settled at once.
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
  // A restart came in the middle of this sale: its customer is gone, and the order may be unpaid.
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
      if (!waited && (!validator_told || (open && open->sale == id))) return false; // the validator may still tell of a note
      if (open && open->sale == id) {
        write(note_row<record::NoteUnknown>(*open, s.ledger, "the kiosk stopped, and the validator never told what became of it"));
        alarm("a note is unknown: the validator did not come back");
      }
      if (entry.inserted > Money{}) issue_claim(id);
      else abandon_order(id, abandoned::kiosk_stopped);
      return true;
    }
    if (!traits(entry.intent.method).takes_money() || entry.kept_for_later || entry.paid()) {
      // The sale was overpaid before the stop, and its voucher is not in the journal yet.
      if (entry.paid() && entry.inserted > entry.to_pay() && !entry.voucher)
        write(record::VoucherIssued{id,
                                    entry.order_id,
                                    payout_number(PayoutKind::voucher, s.ledger.last_payout + 1, ctx.random),
                                    entry.inserted - entry.to_pay(),
                                    {},
                                    {}});
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
  // An earlier receipt without an outcome is asked about first. Otherwise its counters could not be told from this receipt's.
  if (!asks_module && sends_to_module && module_is_there && !unasked_before(id) && !earlier_waits(id)) {
    b.sale = id;
    b.ticket = new_ticket();
    b.at_module = true;
    run(effect::PrepareFiscal{b.ticket, id});
    return true;
  }
  if (!entry.paid()) return false;
  if (entry.intent.registrar == Registrar::store && registration_open(entry, age(entry), policy) &&
      !receipt_is_slow(entry, age(entry), policy) && askable(entry) && s.facts.store.can_order())
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

/// One request watches all sales, because get_orders answers everything that the account ever ordered (rules R11).
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

/// The module is back: sales that wait for it are due at once.
void Stepper::module_queue_due() {
  for (auto& [id, when] : s.background.not_before)
    if (const auto* entry = s.ledger.find(id); entry && in_module_queue(*entry, age(*entry), policy)) when = ctx.now;
  if (!s.background.not_before.empty()) start_timer(TimerKind::background, policy.first_retry);
}

/// Registrations go to the module in the order of their sales. While an earlier sale waits for its next try, no later one overtakes it.
bool Stepper::earlier_waits(SaleId id) const {
  for (const auto& [other, when] : s.background.not_before) {
    if (other >= id) return false;
    if (const auto* entry = s.ledger.find(other); when > ctx.now && entry && in_module_queue(*entry, age(*entry), policy)) return true;
  }
  return false;
}

/// The alarm goes by time and not by the number of tries: while the module is away, nothing is tried.
void Stepper::alarm_of_old_registrations() {
  auto& b = s.background;
  for (const auto& [id, when] : b.not_before) {
    const auto* entry = s.ledger.find(id);
    if (!entry || age(*entry) < policy.queue_alarm || !waits_for_module(*entry, age(*entry), policy) || !b.alarmed.insert(id).second)
      continue;
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
      // There is no work for this sale now. It is looked at again only while work is open.
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
