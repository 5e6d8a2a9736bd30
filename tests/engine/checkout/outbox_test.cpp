// What goes on behind the customer: the queue of receipts that wait, the watch over what the store shows, what is kept of sales that
// are long over.
#include "engine/checkout/view/public_state.h"
#include "tests/engine/checkout/desk.h"

#include <malloc.h>

namespace engine::test {
namespace {

using std::chrono::hours;

void module(Desk& d, bool up) {
  auto fiscal = d.state.facts.fiscal;
  fiscal.reachable = up;
  d.on(event::FiscalChanged{fiscal});
}

const Outcome<FiscalCounters> no_module{Refused{RefusalClass::unavailable, "", "no answer"}};

/// Lets the background go on for some turns and answers what it asks.
struct Behind {
  Desk& d;
  bool module_answers = true, cart_answers = true;
  std::vector<SaleId> prepared{}, registered{}; ///< in order
  std::vector<Millis> waits{};                  ///< before each new try of the sale whose counters could not be read
  std::vector<std::string> alarms{};
  int single = 0; ///< searches for one sale

  /// Goes on until `turns` are over, nothing is left to do, or `until` is true before the next answer.
  void go(int turns, const std::function<bool()>& until = {}) {
    while (turns-- > 0) {
      if (until && until()) return;
      if (const auto* clear = d.effect<effect::ClearCart>()) {
        d.on(event::CartClearAnswered{clear->sale, cart_answers ? Outcome<Done>{Done{}} : Outcome<Done>{Unknown{"no answer"}}});
      } else if (const auto* prepare = d.effect<effect::PrepareFiscal>()) {
        const auto sale = prepare->sale;
        prepared.push_back(sale);
        if (module_answers) {
          d.registered();
          registered.push_back(sale);
        } else {
          d.on(event::FiscalPrepared{prepare->ticket, sale, no_module});
          waits.push_back(d.state.background.not_before.at(sale) - d.ctx.now);
        }
      } else if (const auto* find = d.effect<effect::FindOrders>()) {
        ++single;
        d.on(event::OrdersFound{find->ticket, find->sale, find->purpose, std::vector<StoreOrder>{}});
      } else if (const auto* watch = d.effect<effect::WatchOrders>()) {
        d.on(event::OrdersWatched{watch->ticket, std::vector<StoreOrder>{}});
      } else if (d.timers.contains(TimerKind::background)) {
        d.fire(TimerKind::background);
      } else {
        return;
      }
      for (const auto& e : d.effects)
        if (const auto* alarm = std::get_if<effect::AlarmStaff>(&e)) alarms.push_back(alarm->what);
    }
  }
};

/// A cash sale whose registration could not be sent: the module was lost after the note. Nothing is in flight when it returns.
SaleId queued_sale(Desk& d, const std::string& order) {
  d.to_payment({product(8, 1'000)}).ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created(order);
  const auto id = d.state.ledger.last_sale;
  d.cash(NoteInEscrow{1'000});
  d.cash(NoteStacked{1'000, false});
  const auto* prepare = d.effect<effect::PrepareFiscal>();
  EXPECT_TRUE(prepare);
  if (prepare) d.on(event::FiscalPrepared{prepare->ticket, id, no_module});
  d.printed().ask(intent::Finish{});
  EXPECT_EQ(d.state.ledger.sale(id).fiscal.state, RegistrationState::queued);
  Behind{d, false}.go(1, [&d] { return d.state.background.ticket == 0; });
  EXPECT_EQ(d.state.background.ticket, 0U);
  return id;
}

/// The background's request to the module hangs; gives its ticket.
Ticket hanging(Desk& d) {
  Behind{d}.go(40, [&d] { return d.effect<effect::PrepareFiscal>() != nullptr; });
  const auto* prepare = d.effect<effect::PrepareFiscal>();
  EXPECT_TRUE(prepare);
  return prepare ? prepare->ticket : 0;
}

TEST(Outbox, R27_GoesInTheOrderOfItsSales) {
  Desk d;
  for (const auto* order : {"71", "72", "73"}) queued_sale(d, order);
  module(d, false);
  d.pass(hours{1});
  module(d, true);
  Behind behind{d};
  behind.go(60, [&] { return behind.registered.size() == 3; });
  EXPECT_EQ(behind.registered, (std::vector<SaleId>{1, 2, 3}));
}

TEST(Outbox, R27_AFailureHoldsThemAllSoThatNoneOvertakes) {
  Desk d;
  queued_sale(d, "71");
  queued_sale(d, "72");
  Behind behind{d, false};
  behind.go(200, [&] { return behind.prepared.size() == 6; });
  EXPECT_EQ(behind.prepared, (std::vector<SaleId>{1, 1, 1, 1, 1, 1})) << "the second waits for the first";
  behind.module_answers = true;
  behind.go(100, [&] { return behind.registered.size() == 2; });
  EXPECT_EQ(behind.registered, (std::vector<SaleId>{1, 2}));
}

TEST(Outbox, WaitsGrowAndAreBounded) {
  Desk d;
  queued_sale(d, "71");
  Behind behind{d, false};
  behind.go(400, [&] { return behind.waits.size() == 9; });
  ASSERT_EQ(behind.waits.size(), 9U);
  for (std::size_t i = 1; i < behind.waits.size(); ++i) EXPECT_GE(behind.waits[i], behind.waits[i - 1]);
  EXPECT_LT(behind.waits.front(), behind.waits[3]);
  EXPECT_EQ(behind.waits.back(), d.policy.longest_retry);
  EXPECT_EQ(d.written<record::FiscalQueued>().size(), 1U) << "the journal is for ever: the same words are not written every minute";
}

TEST(Outbox, R27_SurvivesARestart) {
  Desk d;
  queued_sale(d, "71");
  queued_sale(d, "72");
  d.restart();
  EXPECT_EQ(d.view().devices.queue.registrations, 2);
  Behind behind{d};
  behind.go(60, [&] { return behind.registered.size() == 2; });
  EXPECT_EQ(behind.registered, (std::vector<SaleId>{1, 2}));
}

TEST(Outbox, OneThatTheModuleRefusesDoesNotHoldTheOthers) {
  Desk d;
  const auto first = queued_sale(d, "71"), second = queued_sale(d, "72");
  const auto ticket = hanging(d);
  d.on(event::FiscalPrepared{ticket, first, FiscalCounters{1, 10, 0, true}});
  const auto* send = d.effect<effect::RegisterSale>();
  ASSERT_TRUE(send && send->sale == first);
  d.on(event::FiscalAnswered{send->ticket, first, false, Refused{RefusalClass::invalid, "36875", "class code"}});
  Behind behind{d};
  behind.go(60, [&] { return !behind.registered.empty(); });
  EXPECT_EQ(behind.registered, std::vector{second});
}

TEST(Outbox, TheNextCustomerDoesNotWaitLongForTheModule) {
  Desk d;
  const auto first = queued_sale(d, "71");
  const auto ticket = hanging(d);
  d.to_payment({product(8, 1'000)}).ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created("72").note(1'000);
  ASSERT_TRUE(d.at<stage::Finishing>());
  const auto second = d.at<stage::Finishing>()->sale;
  EXPECT_FALSE(d.effect<effect::PrepareFiscal>()) << "one registration at a time (rules R24)";
  d.fire(TimerKind::module_wait);
  EXPECT_EQ(d.state.ledger.sale(second).fiscal.state, RegistrationState::queued);
  EXPECT_TRUE(d.effect<effect::PrintSlip>()) << "the slip says that it follows";
  d.printed();
  EXPECT_TRUE(d.at<stage::Done>());
  EXPECT_EQ(d.view().done.fiscal, FiscalState::queued);
  // The hanging request is answered, and both sales are registered in the end.
  d.on(event::FiscalPrepared{ticket, first, FiscalCounters{1, 10, 0, true}});
  const auto* send = d.effect<effect::RegisterSale>();
  ASSERT_TRUE(send);
  d.on(event::FiscalAnswered{send->ticket, first, false, FiscalResult{FiscalSign{}}});
  d.ask(intent::Finish{});
  Behind behind{d};
  behind.go(60, [&] { return !behind.registered.empty(); });
  EXPECT_EQ(behind.registered, std::vector{second});
}

TEST(Outbox, AFreeModuleServesTheNextCustomerAtOnce) {
  Desk d;
  const auto first = queued_sale(d, "71");
  const auto ticket = hanging(d);
  d.to_payment({product(8, 1'000)}).ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created("72").note(1'000);
  ASSERT_TRUE(d.at<stage::Finishing>());
  d.on(event::FiscalPrepared{ticket, first, no_module});
  const auto* prepare = d.effect<effect::PrepareFiscal>();
  ASSERT_TRUE(prepare);
  EXPECT_EQ(prepare->sale, d.at<stage::Finishing>()->sale) << "who stands here goes first";
}

/// The module answers and registers nothing, or it is away and nothing is tried. In both cases, and over a restart, its limit of days passes.
TEST(Outbox, AlarmsBeforeTheModulesLimitOfDays) {
  for (const bool away : {false, true})
    for (const bool restarted : {false, true}) {
      SCOPED_TRACE(fmt::format("away {}, restarted {}", away, restarted));
      Desk d;
      queued_sale(d, "71");
      module(d, !away);
      std::vector<std::string> alarms;
      const auto live = [&](Millis time) {
        Behind behind{d, false};
        for (const auto end = d.ctx.now + time; d.ctx.now < end;) {
          ASSERT_TRUE(d.timers.contains(TimerKind::background) || d.effect<effect::PrepareFiscal>()) << "its turn comes again";
          behind.go(1);
        }
        alarms.insert(alarms.end(), behind.alarms.begin(), behind.alarms.end());
      };
      live(d.policy.queue_alarm * 9 / 10);
      EXPECT_EQ(alarms.size(), 0U);
      if (restarted) {
        d.restart();
        module(d, !away);
      }
      live(d.policy.queue_alarm);
      ASSERT_EQ(alarms.size(), 1U) << "once";
      EXPECT_NE(alarms[0].find("sale 1 waits for its registration since its payment, 1"), std::string::npos) << alarms[0];
      EXPECT_EQ(d.state.ledger.sale(1).fiscal.state, RegistrationState::queued);
    }
}

TEST(Outbox, AlarmsWhenTheModuleWarns) {
  Desk d;
  auto fiscal = d.state.facts.fiscal;
  fiscal.health = Health::warning;
  fiscal.detail = "700 of 858 receipts are unsent";
  d.on(event::FiscalChanged{fiscal});
  const auto* alarm = d.effect<effect::AlarmStaff>();
  ASSERT_TRUE(alarm);
  EXPECT_NE(alarm->what.find("700 of 858"), std::string::npos);
  d.on(event::FiscalChanged{fiscal});
  EXPECT_FALSE(d.effect<effect::AlarmStaff>()) << "the same is not said twice";
}

TEST(Outbox, ShowsItsLength) {
  Desk d;
  queued_sale(d, "71");
  d.pass(hours{1});
  queued_sale(d, "72");
  const auto queue = d.view().devices.queue;
  EXPECT_EQ(queue.registrations, 2);
  EXPECT_EQ(queue.oldest_ms, d.state.ledger.sale(1).paid_at_ms);
  EXPECT_EQ(queue.length(), queue.registrations + queue.carts);

  // The automation's `state` says the same.
  const auto told = public_state(d.view()).at("devices").at("queue").as_object();
  EXPECT_EQ(told.at("registrations"), 2);
  EXPECT_EQ(told.at("oldest_ms"), d.state.ledger.sale(1).paid_at_ms);
  EXPECT_EQ(told.at("length"), queue.length());
  EXPECT_GT(queue.carts, 0);
  for (const auto* part : {"refunds", "store_receipts", "orders", "payments"}) EXPECT_EQ(told.at(part), 0) << part;
  EXPECT_EQ(told.at("carts"), queue.carts);
  EXPECT_EQ(told.size(), 8U) << "a part that this test does not know";

  QueueView each{.registrations = 1, .refunds = 2, .store_receipts = 4, .orders = 8, .payments = 16, .carts = 32, .oldest_ms = 1'000'000};
  View shown = d.view();
  shown.devices.queue = each;
  EXPECT_EQ(public_state(shown).at("devices").at("queue").at("length"), 63) << "the time of the oldest is no part of the length";
}

TEST(Outbox, ACartIsTriedAgainAndWaitsForNoReceipt) {
  Desk d;
  const auto id = queued_sale(d, "71");
  module(d, false);
  Behind behind{d, false, false};
  behind.go(40);
  EXPECT_FALSE(d.state.ledger.sale(id).cart_cleared);
  behind.cart_answers = true;
  behind.go(40);
  EXPECT_TRUE(d.state.ledger.sale(id).cart_cleared) << "although the module is still away";
  EXPECT_EQ(d.view().devices.queue.carts, 0);
  EXPECT_EQ(d.view().devices.queue.registrations, 1);
}

// The watch ----------------------------------------------------------------------------------------------------------------

SaleId cash_sale(Desk& d, const std::string& order) {
  d.to_payment({product(8, 1'000)}).ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created(order).note(1'000);
  const auto id = d.state.ledger.last_sale;
  d.registered().printed().ask(intent::Finish{});
  Behind{d}.go(10, [&d, id] { return d.state.ledger.sale(id).cart_cleared; });
  EXPECT_TRUE(d.state.ledger.sale(id).cart_cleared);
  return id;
}

TEST(Watch, R15_OneRequestForAllSalesEveryTenMinutes) {
  Desk d;
  for (int i = 0; i < 5; ++i) cash_sale(d, std::to_string(70 + i));
  int asked = 0;
  const auto began = d.ctx.now;
  std::vector<Millis> at;
  while (d.ctx.now - began < hours{2}) {
    if (const auto* watch = d.effect<effect::WatchOrders>()) {
      ++asked;
      at.push_back(d.ctx.now - began);
      EXPECT_LE(watch->sales.size(), 5U);
      d.on(event::OrdersWatched{watch->ticket, std::vector<StoreOrder>{}});
      continue;
    }
    EXPECT_FALSE(d.effect<effect::FindOrders>()) << "no request for a single sale";
    ASSERT_TRUE(d.timers.contains(TimerKind::background));
    d.fire(TimerKind::background);
  }
  EXPECT_LE(asked, 13);
  EXPECT_GE(asked, 11);
}

TEST(Watch, R15_WhatTheStoreShowsIsWrittenOnceAndNoLongerAsked) {
  Desk d;
  const auto first = cash_sale(d, "70"), second = cash_sale(d, "71");
  const auto* watch = d.behind<effect::WatchOrders>();
  ASSERT_TRUE(watch);
  StoreOrder seen;
  seen.id = "71";
  seen.cash_payments.push_back({});
  d.on(event::OrdersWatched{watch->ticket, std::vector{seen}});
  EXPECT_TRUE(d.state.ledger.sale(second).cash_seen_by_store);
  EXPECT_FALSE(d.state.ledger.sale(first).cash_seen_by_store);
  d.pass(d.policy.watch_every);
  watch = d.behind<effect::WatchOrders>();
  ASSERT_TRUE(watch);
  EXPECT_EQ(watch->sales, std::vector{first});
  d.on(event::OrdersWatched{watch->ticket, Unknown{"no answer"}});
  EXPECT_EQ(d.written<record::CashSeenByStore>().size(), 1U);
  // After a day it ends; the entry stands on the staff's list.
  d.pass(hours{25});
  EXPECT_FALSE(d.behind<effect::WatchOrders>());
  EXPECT_TRUE(d.state.background.watched.empty());
  EXPECT_TRUE(has_open_items(d.state.ledger.sale(first)));
}

TEST(Watch, R20_AStoresReceiptThatIsSlowIsLookedAtWithTheOthers) {
  Desk d;
  d.paid_without_receipt();
  const auto id = d.state.ledger.last_sale;
  int single = 0;
  for (int i = 0; i < 400 && !d.effect<effect::WatchOrders>(); ++i) {
    if (const auto* clear = d.effect<effect::ClearCart>()) d.on(event::CartClearAnswered{clear->sale, Done{}});
    else if (const auto* find = d.effect<effect::FindOrders>())
      ++single, d.on(event::OrdersFound{find->ticket, id, find->purpose, std::vector<StoreOrder>{}});
    else d.fire(TimerKind::background);
  }
  const auto* watch = d.effect<effect::WatchOrders>();
  ASSERT_TRUE(watch);
  EXPECT_LE(single, 20);
  EXPECT_EQ(watch->sales, std::vector{id});
  const auto ticket = watch->ticket; // the effect goes with its step
  EXPECT_EQ(d.view().devices.queue.store_receipts, 1);
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(1'000), "https://ofd.soliq.uz/1", ""});
  d.on(event::OrdersWatched{ticket, std::vector{order}});
  EXPECT_EQ(d.state.ledger.sale(id).store_qr, "https://ofd.soliq.uz/1");
  EXPECT_EQ(d.view().devices.queue.store_receipts, 0);
  d.on(event::OrdersWatched{ticket, std::vector{order}});
  EXPECT_TRUE(d.refused) << "told twice";
}

// What is kept ----------------------------------------------------------------------------------------------------------------

/// The kiosk lives on. Somebody tries the staff door twice a day, and each try is a row.
void live(Desk& d, Millis time) {
  d.state.staff = {};
  for (const Millis half_day{Ledger::longest_pause_ms}; time > Millis{0}; time -= half_day) {
    d.pass(half_day).ask(intent::StaffLogin{});
    d.on(event::PinChecked{d.effect<effect::VerifyPin>()->ticket, {}});
  }
  d.state.staff = {};
}

TEST(LongOver, OnlyNumbersAreKeptOfASaleThatIsOver) {
  Desk d;
  const auto over = cash_sale(d, "70"), open = cash_sale(d, "71");
  d.state.staff.logged_in = true;
  d.ask(intent::StaffSettle{fmt::format("cash:{}", over), "", "entered in the back office"});
  d.state.staff = {};
  live(d, Millis{Ledger::keep_details_ms});
  const auto fresh = cash_sale(d, "72");
  EXPECT_FALSE(d.state.ledger.find(over));
  ASSERT_TRUE(d.state.ledger.past.contains(over));
  EXPECT_TRUE(d.state.ledger.find(open)) << "the store never showed its cash: it is on the list";
  EXPECT_TRUE(d.state.ledger.find(fresh));
  const auto& kept = d.state.ledger.past.at(over);
  EXPECT_EQ(kept.order_id, "70");
  EXPECT_EQ(kept.amount, Money::som(1'000));
  EXPECT_TRUE(kept.paid);
  // Staff still find the sale by any of its numbers; its goods are taken back in the back office.
  d.state.staff.logged_in = true;
  for (const auto* number : {"70", "1"}) {
    d.ask(intent::StaffFindSale{number});
    ASSERT_TRUE(d.view().staff.found) << number;
    EXPECT_FALSE(d.view().staff.found->registered_here);
  }
  d.ask(intent::StaffRefund{over, {{0, Quantity::pieces(1)}}, "came back", ""});
  EXPECT_TRUE(d.refused);
  // A fold of the rows gives the same ledger.
  const auto again = d.refolded();
  EXPECT_EQ(again.past.size(), 1U);
  EXPECT_EQ(again.sales.size(), d.state.ledger.sales.size());
}

TEST(LongOver, WhatWasOpenThenIsLookedAtAgainAtTheNextStart) {
  Desk d;
  const auto id = cash_sale(d, "70");
  live(d, Millis{Ledger::keep_details_ms});
  cash_sale(d, "71");
  ASSERT_TRUE(d.state.ledger.find(id));
  d.state.staff.logged_in = true;
  d.state.staff.role = "collector";
  d.ask(intent::StaffSettle{fmt::format("cash:{}", id), "", "entered"}).ask(intent::StaffEncash{"S-1"});
  d.restart();
  EXPECT_FALSE(d.state.ledger.find(id));
  EXPECT_TRUE(d.state.ledger.past.contains(id));
  EXPECT_FALSE(d.state.ledger.notes.contains(1)) << "its note was collected";
  EXPECT_TRUE(d.state.ledger.notes.contains(2));
  EXPECT_EQ(d.state.ledger.last_note, 2);
  Behind{d}.go(5); // the background does not stumble over the sale that is gone
  cash_sale(d, "72");
}

/// A year of 100 sales a day: a sale that is over costs little, and only the sales of 45 days keep their lines.
TEST(LongOver, MemoryOfAYearIsBounded) {
  Ledger ledger;
  const auto lines = [] {
    Cart cart;
    for (ProductId id = 1; id <= 5; ++id)
      EXPECT_TRUE(cart.add(product(id, 5'200, "Qatıq 2,5 % 900 g"), LineKind::in_hand, Quantity::pieces(1), "4780000000007"));
    return cart.lines();
  }();
  std::int64_t at = 1'790'000'000'000;
  const auto used = [] { return static_cast<std::int64_t>(mallinfo2().uordblks); };
  const auto before = used();
  for (SaleId id = 1; id <= 36'500; ++id, at += 864'000) {
    record::OrderIntent intent;
    intent.sale = id;
    intent.method = Method::later;
    intent.lines = lines;
    intent.receiver_hash = std::string(64, 'a');
    apply(ledger, intent, at);
    apply(ledger, record::OrderCreated{id, std::to_string(100'000 + id), fmt::format("№{:07}", id), Money::som(26'000), false}, at);
    apply(ledger, record::SaleClosed{id, "done"}, at);
  }
  EXPECT_LE(ledger.sales.size(), 4'501U);
  EXPECT_EQ(ledger.sales.size() + ledger.past.size(), 36'500U);
  const auto all = used() - before;
  const auto whole = ledger.sales.size();
  ledger.sales.clear();
  const auto each = (used() - before) / static_cast<std::int64_t>(ledger.past.size());
  RecordProperty("bytes_of_a_sale_that_is_over", static_cast<int>(each));
  RecordProperty("bytes_of_a_sale_with_its_lines",
                 static_cast<int>((all - each * static_cast<std::int64_t>(ledger.past.size())) / static_cast<std::int64_t>(whole)));
  EXPECT_LT(each, 320);
}

} // namespace
} // namespace engine::test
