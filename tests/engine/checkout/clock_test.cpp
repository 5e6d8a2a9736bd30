// The wall clock is set back a day, in the middle of a sale and between two starts: numbers, waits and lists do not care.
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

void set_back(Desk& d) { d.ctx.wall.unix_ms -= day_ms; }

/// Answers every search of the background with "the store shows nothing" for so long.
void ask_in_vain(Desk& d, Millis how_long) {
  const auto end = d.ctx.now + how_long;
  while (d.ctx.now < end && d.timers.contains(TimerKind::background)) {
    d.fire(TimerKind::background);
    if (const auto* find = d.effect<effect::FindOrders>()) {
      const auto asked = *find;
      d.on(event::OrdersFound{asked.ticket, asked.sale, asked.purpose, std::vector<StoreOrder>{}});
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

} // namespace
} // namespace engine::test
