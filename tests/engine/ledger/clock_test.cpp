// The wall clock is set back a day or years ahead, in the middle of a sale and between two starts: numbers, waits and lists do not care.
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

void set_back(Desk& d) { d.ctx.wall.unix_ms -= day_ms; }

/// Answers every search of the background with "the store shows nothing" for the given time.
void ask_in_vain(Desk& d, Millis how_long) {
  const auto end = d.ctx.now + how_long;
  while (d.ctx.now < end) {
    if (const auto* find = d.effect<effect::FindOrders>()) {
      const auto asked = *find;
      d.on(event::OrdersFound{asked.ticket, asked.sale, asked.purpose, std::vector<StoreOrder>{}});
    } else if (d.timers.contains(TimerKind::background)) {
      d.fire(TimerKind::background);
    } else {
      return;
    }
  }
}

TEST(ClockSetBack, R10_AnUnknownOrderIsTheStaffsAfterTenMinutesAllTheSame) {
  Desk d;
  d.to_payment({product(1, 5'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.restart(); // no answer will come
  set_back(d);
  ask_in_vain(d, Millis{9 * 60'000});
  EXPECT_TRUE(d.written<record::OrderUnresolved>().empty());
  ask_in_vain(d, Millis{3 * 60'000});
  ASSERT_EQ(d.written<record::OrderUnresolved>().size(), 1u);
  EXPECT_EQ(d.written<record::OrderUnresolved>().front().sale, create.sale);
}

TEST(ClockSetBack, AnUnknownPaymentIsTheStaffsAfterADayAllTheSame) {
  Desk d;
  d.ordered(Method::card, {product(1, 5'000)}).card_typed().code_typed_right();
  d.restart();
  set_back(d);
  ask_in_vain(d, Millis{23 * 3'600'000});
  EXPECT_TRUE(d.written<record::PayUnresolved>().empty());
  ask_in_vain(d, Millis{2 * 3'600'000});
  EXPECT_EQ(d.written<record::PayUnresolved>().size(), 1u);
  EXPECT_EQ(d.view().staff.open.size(), 0u) << "the list is for staff who signed in";
  ASSERT_EQ(open_items(d.state.ledger, 0).size(), 1u);
  EXPECT_EQ(open_items(d.state.ledger, 0).front().kind, OpenItem::Kind::unknown_payment);
}

TEST(ClockSetBack, NumbersGoOnAndASaleInHandIsFinished) {
  Desk d;
  d.ordered(Method::cash, {product(1, 3'000)});
  d.note(2'000);
  set_back(d);
  d.note(1'000).registered().printed();
  d.ask(intent::Finish{});
  set_back(d);
  d.restart();
  d.ordered(Method::cash, {product(1, 5'000)}).note(5'000).registered().printed();
  const auto orders = d.written<record::OrderIntent>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[1].sale, orders[0].sale + 1);
  const auto receipts = d.written<record::FiscalIntent>();
  ASSERT_EQ(receipts.size(), 2u);
  EXPECT_EQ(receipts[1].number, receipts[0].number + 1);
  const auto notes = d.written<record::NoteStacked>();
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes[2].note_id, 3);
  EXPECT_TRUE(d.state.ledger.sale(1).paid());
  EXPECT_TRUE(d.state.ledger.sale(2).paid());
  EXPECT_TRUE(d.at<stage::Done>());
}

TEST(ClockSetBack, TheAbandonedCustomersClaimComesByTheProcesssOwnTime) {
  Desk d;
  d.ordered(Method::cash, {product(1, 5'000)}).note(2'000);
  set_back(d);
  d.fire(TimerKind::abandon);
  auto cash = d.state.facts.cash;
  cash.settled = true;
  cash.accepting = false;
  d.on(event::CashChanged{cash});
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  EXPECT_EQ(d.written<record::ClaimIssued>().front().amount, Money::som(2'000));
}

// Years ahead, and right again: a battery that died, and a time server that is heard later --------------------------------------

constexpr std::int64_t ten_years_ms = 10 * 365 * day_ms;

void set_ahead(Desk& d) { d.ctx.wall.unix_ms += ten_years_ms; }
void set_right(Desk& d) { d.ctx.wall.unix_ms -= ten_years_ms; }

TEST(ClockSetAhead, R10_AnUnknownOrderIsLookedForTenMinutesAllTheSame) {
  for (const bool restarted : {false, true}) {
    Desk d;
    d.to_payment({product(1, 5'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto create = *d.effect<effect::CreateOrder>();
    if (restarted) {
      set_ahead(d);
      d.restart();
    } else {
      d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
      set_ahead(d);
      while (d.at<stage::OrderSearch>()) {
        d.fire(TimerKind::search);
        const auto find = *d.effect<effect::FindOrders>();
        d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, std::vector<StoreOrder>{}});
      }
      d.ask(intent::Finish{});
    }
    ask_in_vain(d, Millis{8 * 60'000});
    EXPECT_TRUE(d.written<record::OrderUnresolved>().empty());
    ask_in_vain(d, Millis{4 * 60'000});
    EXPECT_EQ(d.written<record::OrderUnresolved>().size(), 1u);
  }
}

TEST(ClockSetAhead, AnUnknownPaymentIsAskedAboutForADayAllTheSame) {
  Desk d;
  d.ordered(Method::card, {product(1, 5'000)}).card_typed().code_typed_right();
  d.restart();
  set_ahead(d);
  ask_in_vain(d, Millis{11 * 3'600'000});
  set_right(d);
  ask_in_vain(d, Millis{12 * 3'600'000});
  EXPECT_TRUE(d.written<record::PayUnresolved>().empty());
  ask_in_vain(d, Millis{2 * 3'600'000});
  EXPECT_EQ(d.written<record::PayUnresolved>().size(), 1u);
}

TEST(ClockSetAhead, AKioskThatIsStartedEveryDayGivesAPaymentToTheStaffAfterSomeDays) {
  Desk d;
  d.ordered(Method::card, {product(1, 5'000)}).card_typed().code_typed_right();
  int days = 0;
  for (; days < 10 && d.written<record::PayUnresolved>().empty(); ++days) {
    d.restart();
    ask_in_vain(d, Millis{8 * 3'600'000});
    d.pass(Millis{16 * 3'600'000});
  }
  EXPECT_GE(days, 2);
  EXPECT_LE(days, 4);
}

TEST(ClockSetAhead, AStartInTheWrongYearEndsNoQuestionBeforeItWasAskedForTenMinutes) {
  Desk d;
  d.ordered(Method::card, {product(1, 5'000)}).card_typed().code_typed_right();
  for (int starts = 0; starts < 20; ++starts) {
    set_ahead(d);
    d.restart();
    ask_in_vain(d, Millis{9 * 60'000});
    set_right(d);
    d.restart();
    ask_in_vain(d, Millis{9 * 60'000});
  }
  EXPECT_TRUE(d.written<record::PayUnresolved>().empty());
}

TEST(ClockSetAhead, NoSaleIsRetiredBeforeItsTime) {
  Desk d;
  d.ordered(Method::later, {product(1, 5'000)}).printed().ask(intent::Finish{});
  const auto first = d.state.ledger.last_sale;
  const auto next_sale = [&d] { d.ordered(Method::later, {product(1, 5'000)}).printed().ask(intent::Finish{}); };
  for (int times = 0; times < 20; ++times) {
    set_ahead(d);
    if (times % 2) d.restart();
    next_sale();
    set_right(d);
    if (times % 3) d.restart();
    next_sale();
  }
  EXPECT_TRUE(d.state.ledger.find(first)) << "it can still be refunded and copied";
  EXPECT_TRUE(d.state.ledger.past.empty());
  // The time of its limit comes in spite of the clock.
  for (int half_days = 0; half_days < 90; ++half_days) {
    d.pass(Millis{day_ms / 2});
    next_sale();
  }
  EXPECT_FALSE(d.state.ledger.find(first));
  EXPECT_TRUE(d.state.ledger.past.contains(first));
}

TEST(ClockSetAhead, R20_TheStoresReceiptIsStillAskedFor) {
  Desk d;
  d.paid_without_receipt();
  const auto id = d.state.ledger.last_sale;
  set_ahead(d);
  const auto* find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find);
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(1'000), "https://ofd.soliq.uz/1", ""});
  d.on(event::OrdersFound{find->ticket, id, find->purpose, std::vector{order}});
  EXPECT_EQ(d.state.ledger.sale(id).store_qr, "https://ofd.soliq.uz/1");
}

TEST(ClockSetAhead, AJumpIsOnTheListUntilStaffHaveSeenIt) {
  Desk d;
  const auto right = d.ctx.wall;
  set_ahead(d);
  d.on(event::ClockJumped{right, d.ctx.wall});
  ASSERT_EQ(d.written<record::ClockJumped>().size(), 1u);
  EXPECT_TRUE(d.effect<effect::AlarmStaff>());
  d.state.staff.logged_in = true;
  d.state.staff.name = "Aysuliw";
  const auto item = d.view().staff.open.at(0);
  EXPECT_EQ(item.kind, OpenItem::Kind::clock_jumped);
  EXPECT_EQ(item.said, "21.09.2026 19:13") << "what it should have shown";
  set_right(d);
  d.on(event::ClockJumped{WallTime{right.unix_ms + ten_years_ms}, right});
  EXPECT_EQ(d.view().staff.open.size(), 2u);
  d.ask(intent::StaffSettle{item.id, {}, "a new battery"});
  ASSERT_EQ(d.view().staff.open.size(), 1u);
  EXPECT_NE(d.view().staff.open[0].id, item.id);
  EXPECT_EQ(d.refolded().clock_jumps.size(), 1u);
  // A clock that jumps all day does not bury the rest of the list.
  for (int i = 0; i < 50; ++i) d.on(event::ClockJumped{right, d.ctx.wall});
  EXPECT_EQ(d.view().staff.open.size(), Ledger::most_clock_jumps);
}

TEST(ClockSetBack, BetweenTwoRunsIsOnTheListToo) {
  Desk d;
  d.restart();
  EXPECT_TRUE(d.written<record::ClockJumped>().empty());
  set_back(d);
  d.restart();
  ASSERT_EQ(d.written<record::ClockJumped>().size(), 1u);
  EXPECT_EQ(d.written<record::ClockJumped>()[0].expected_ms - d.written<record::ClockJumped>()[0].found_ms, day_ms);
  d.restart();
  EXPECT_EQ(d.written<record::ClockJumped>().size(), 1u);
}

} // namespace
} // namespace engine::test
