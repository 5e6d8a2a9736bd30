// Answers that never come: asked about, never sent again, never forgotten.
#include "engine/base/local_time.h"
#include "engine/checkout/search_filters.h"
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

StoreOrder found_order(std::string id = "77") {
  StoreOrder o;
  o.id = std::move(id);
  o.order_number = "№0000123";
  return o;
}

TEST(R10_UnknownOrder, FoundByItsMarkGoesOn) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
  ASSERT_TRUE(d.at<stage::OrderSearch>());
  EXPECT_FALSE(d.effect<effect::CreateOrder>()) << "never sent twice";
  d.fire(TimerKind::search);
  const auto find = *d.effect<effect::FindOrders>();
  d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector{found_order()}});
  EXPECT_TRUE(d.at<stage::CardEntry>());
  EXPECT_EQ(d.state.ledger.sale(1).order_id, "77");
  EXPECT_TRUE(d.written<record::OrderCreated>().at(0).found);
}

TEST(R10_UnknownOrder, SeveralCandidatesGoToTheStaff) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}}).fire(TimerKind::search);
  const auto find = *d.effect<effect::FindOrders>();
  d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector{found_order("1"), found_order("2")}});
  EXPECT_TRUE(d.at<stage::Failed>());
  const auto items = open_items(d.state.ledger, 0);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].kind, OpenItem::Kind::unknown_order);
}

TEST(R10_UnknownOrder, NoneWithinTenMinutesGoesToTheStaff) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
  for (int i = 0; i < 20 && d.at<stage::OrderSearch>(); ++i) {
    d.fire(TimerKind::search);
    const auto find = *d.effect<effect::FindOrders>();
    d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector<StoreOrder>{}});
  }
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::order_unknown);
  d.ask(intent::Finish{});
  for (int i = 0; i < 200 && d.written<record::OrderUnresolved>().empty(); ++i) {
    const auto* find = d.behind<effect::FindOrders>();
    ASSERT_TRUE(find);
    d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::order, std::vector<StoreOrder>{}});
  }
  ASSERT_EQ(d.written<record::OrderUnresolved>().size(), 1u);
  const auto passed = d.ctx.wall.unix_ms - d.state.ledger.sale(1).at_ms;
  EXPECT_GE(passed, 600'000);
  EXPECT_LE(passed, 700'000);
}

/// An unreadable order as the store's client reports it when the search's filter says that it may be the wanted order.
StoreOrder unread_order(std::string id = "77", std::string number = "№0000123") {
  StoreOrder o;
  o.id = std::move(id);
  o.order_number = std::move(number);
  o.unread = "amount is not a sum in so'm";
  return o;
}

TEST(R10_UnknownOrder, OneThatCannotBeReadIsTheStaffsAtOnceWithItsNumber) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}}).fire(TimerKind::search);
  const auto find = *d.effect<effect::FindOrders>();
  d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector{unread_order()}});
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::order_unknown);
  EXPECT_FALSE(d.effect<effect::CreateOrder>()) << "never sent twice";
  const auto row = d.written<record::OrderUnreadable>().at(0);
  EXPECT_EQ(std::tie(row.order_id, row.order_number, row.why), std::make_tuple("77", "№0000123", "amount is not a sum in so'm"));
  const auto items = open_items(d.state.ledger, 0);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].kind, OpenItem::Kind::unknown_order);
  EXPECT_EQ(items[0].detail, OpenItem::Detail::order_unreadable);
  EXPECT_EQ(items[0].order_number, "№0000123");
  EXPECT_TRUE(d.written<record::OrderCreated>().empty());
  EXPECT_TRUE(d.written<record::OrderUnresolved>().empty());
  // The id stands only in an unreadable order, so nothing is asked with it, neither now nor after a restart.
  d.ask(intent::Finish{});
  EXPECT_FALSE(d.behind<effect::FindOrders>());
  d.restart();
  EXPECT_FALSE(d.behind<effect::FindOrders>());
  EXPECT_EQ(open_items(d.state.ledger, 0).size(), 1u);
}

TEST(R10_UnknownOrder, BesideOneThatCouldBeReadItIsNotGuessed) {
  for (const bool same : {true, false}) {
    Desk d;
    d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto create = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}}).fire(TimerKind::search);
    const auto find = *d.effect<effect::FindOrders>();
    // The same order listed twice, once unreadable, is that order. A different unreadable order may be the kiosk's as well: then nobody knows.
    d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector{unread_order(same ? "77" : "78"), found_order("77")}});
    EXPECT_EQ(d.at<stage::CardEntry>() != nullptr, same);
    EXPECT_EQ(d.written<record::OrderUnreadable>().size(), same ? 0U : 1U);
  }
}

TEST(R10_UnknownOrder, FoundUnreadableAfterTheCustomerLeft) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  d.restart();
  const auto* find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find);
  d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::order, std::vector{unread_order("", "")}});
  ASSERT_EQ(d.written<record::OrderUnreadable>().size(), 1u);
  const auto items = open_items(d.state.ledger, 0);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].detail, OpenItem::Detail::order_unreadable);
  EXPECT_FALSE(d.behind<effect::FindOrders>());
}

/// The store's list, as the filter of a search lets it through.
std::vector<StoreOrder> shown_to(const Desk& d, const effect::FindOrders& find, const std::vector<StoreOrder>& all) {
  const auto keep = make_order_filter(find.purpose, d.state.ledger, find.sale, d.policy, find.order_number, "998612224567");
  std::vector<StoreOrder> kept;
  for (const auto& order : all)
    if (keep(order)) kept.push_back(order);
  return kept;
}

StoreOrder as_sent(const effect::CreateOrder& create, std::string id, WallTime at) {
  auto order = found_order(std::move(id));
  order.amount = order.total_amount = create.request.amount;
  order.receiver = create.request.receiver;
  order.items = create.request.items;
  order.created_at = format_iso_time(at);
  return order;
}

/// A customer whose create_order has no answer and who leaves; the search goes on behind.
effect::CreateOrder lost_order(Desk& d) {
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
  while (d.at<stage::OrderSearch>()) {
    d.fire(TimerKind::search);
    if (const auto* find = d.effect<effect::FindOrders>())
      d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::order, Unknown{"no answer"}});
  }
  d.ask(intent::Finish{});
  if (const auto* find = d.effect<effect::FindOrders>())
    d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::order, Unknown{"no answer"}});
  return create;
}

/// Lets the background ask and answers from the store's list until nothing more is asked, or `turns` are over.
void answer_searches(Desk& d, const std::vector<StoreOrder>& all, int turns) {
  for (int i = 0; i < turns; ++i) {
    const auto* find = d.behind<effect::FindOrders>();
    if (!find) return;
    const auto asked = *find;
    d.on(event::OrdersFound{asked.ticket, asked.sale, asked.purpose, shown_to(d, asked, all)});
  }
}

TEST(R10_UnknownOrder, TwoIdenticalOrdersAreToldApartByTheirMarks) {
  Desk d;
  const auto first = lost_order(d), second = lost_order(d);
  answer_searches(d, {as_sent(second, "78", d.ctx.wall), as_sent(first, "77", d.ctx.wall), as_sent(first, "77", d.ctx.wall)}, 6);
  EXPECT_EQ(d.state.ledger.sale(first.sale).order_id, "77") << "listed twice, and one order all the same";
  EXPECT_EQ(d.state.ledger.sale(second.sale).order_id, "78");
}

TEST(R10_UnknownOrder, OfTwoIdenticalOrdersWithoutMarksNoneIsTakenForTheOther) {
  for (const bool both_arrived : {false, true}) {
    Desk d;
    d.policy.order_mark = false;
    const auto first = lost_order(d), second = lost_order(d);
    EXPECT_EQ(first.request.receiver.address, "");
    std::vector all{as_sent(second, "78", d.ctx.wall)};
    if (both_arrived) all.push_back(as_sent(first, "77", d.ctx.wall));
    answer_searches(d, all, 200);
    for (const auto sale : {first.sale, second.sale}) {
      EXPECT_EQ(d.state.ledger.sale(sale).order, OrderState::unresolved) << "sale " << sale << ": staff decide";
      EXPECT_EQ(d.state.ledger.sale(sale).order_id, "");
    }
  }
}

/// The answer to the first order comes when the second customer's is on its way: the second does not pay for the first one's goods.
TEST(R10_UnknownOrder, ALateAnswerIsNotTakenForTheNextCustomersOrder) {
  Desk d;
  const auto first = lost_order(d);
  d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto second = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{second.ticket, second.sale, OrderCreated{"77", "№0000077"}}); // the first one's
  ASSERT_TRUE(d.at<stage::OrderSearch>()) << "its own order is looked for by its mark";
  d.fire(TimerKind::search);
  const auto find = *d.effect<effect::FindOrders>();
  const auto mine = as_sent(second, "78", d.ctx.wall);
  d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, shown_to(d, find, {as_sent(first, "77", d.ctx.wall), mine})});
  EXPECT_TRUE(d.at<stage::CardEntry>());
  EXPECT_EQ(d.state.ledger.sale(second.sale).order_id, "78");
  answer_searches(d, {as_sent(first, "77", d.ctx.wall), mine}, 3);
  EXPECT_EQ(d.state.ledger.sale(first.sale).order_id, "77");
}

/// A refusal names no order: it may be the late answer to the first order, while the store makes the second. An order that was not sent is refused for
/// certain.
TEST(R10_UnknownOrder, ALateRefusalIsNotTakenForTheNextCustomersOrder) {
  for (const bool sent : {true, false}) {
    Desk d;
    lost_order(d);
    d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto second = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{second.ticket, second.sale,
                              Refused{sent ? RefusalClass::service : RefusalClass::unavailable, "", "the price of product 8 has changed"}});
    if (!sent) {
      EXPECT_EQ(d.state.ledger.sale(second.sale).order, OrderState::refused);
      EXPECT_TRUE(d.at<stage::Failed>());
      continue;
    }
    EXPECT_EQ(d.state.ledger.sale(second.sale).order, OrderState::unknown);
    ASSERT_TRUE(d.at<stage::OrderSearch>()) << "its own order is looked for by its mark";
    d.fire(TimerKind::search);
    const auto find = *d.effect<effect::FindOrders>();
    d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, shown_to(d, find, {as_sent(second, "78", d.ctx.wall)})});
    EXPECT_TRUE(d.at<stage::CardEntry>());
    EXPECT_EQ(d.state.ledger.sale(second.sale).order_id, "78");
  }
}

/// Answers the search on the screen from the store's list until it ends; then the customer leaves.
void search_on_screen(Desk& d, const std::vector<StoreOrder>& all) {
  while (d.at<stage::OrderSearch>()) {
    d.fire(TimerKind::search);
    if (const auto* asked = d.effect<effect::FindOrders>()) {
      const auto find = *asked;
      d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, shown_to(d, find, all)});
    }
  }
  d.ask(intent::Finish{});
}

/// Answers the search on the screen, and then the one behind, from the store's list until the doubted sale has its outcome.
void search_to_the_end(Desk& d, SaleId sale, const std::vector<StoreOrder>& all) {
  search_on_screen(d, all);
  for (int i = 0; i < 200 && d.state.ledger.sale(sale).order == OrderState::unknown; ++i) answer_searches(d, all, 1);
}

/// The refusal was this one's after all: what the store said of it is kept, and nobody has to look into it.
TEST(R10_UnknownOrder, ADoubtedRefusalOfAnOrderThatIsNotThereStands) {
  for (const bool restarted : {false, true}) {
    Desk d;
    const auto first = lost_order(d);
    const std::vector all{as_sent(first, "77", d.ctx.wall)};
    d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto second = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{second.ticket, second.sale, Refused{RefusalClass::service, "E7", "the price of product 9 has changed"}});
    ASSERT_TRUE(d.at<stage::OrderSearch>());
    EXPECT_EQ(d.state.ledger.sale(second.sale).order, OrderState::unknown);
    if (restarted) d.restart();
    search_to_the_end(d, second.sale, all);
    EXPECT_EQ(d.state.ledger.sale(second.sale).order, OrderState::refused);
    ASSERT_EQ(d.written<record::OrderRefused>().size(), 1U);
    const auto refused = d.written<record::OrderRefused>().at(0);
    EXPECT_EQ(refused.code, "E7");
    EXPECT_EQ(refused.text, "the price of product 9 has changed");
    EXPECT_TRUE(d.state.ledger.sale(second.sale).closed);
    answer_searches(d, all, 3);
    for (const auto& item : open_items(d.state.ledger, 0)) EXPECT_NE(item.sale, second.sale) << "nobody has to look into it";
  }
}

/// A list that does not show it yet says nothing, though a refusal came.
TEST(R10_UnknownOrder, ADoubtedRefusalIsNoReasonToSearchLess) {
  Desk d;
  lost_order(d);
  d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto second = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{second.ticket, second.sale, Refused{RefusalClass::service, "", "the price of product 8 has changed"}});
  for (int i = 0; i < 3; ++i) {
    d.fire(TimerKind::search);
    const auto find = *d.effect<effect::FindOrders>();
    d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, std::vector<StoreOrder>{}});
    ASSERT_TRUE(d.at<stage::OrderSearch>());
  }
  search_to_the_end(d, second.sale, {as_sent(second, "78", d.ctx.wall)});
  EXPECT_EQ(d.state.ledger.sale(second.sale).order_id, "78");
  EXPECT_TRUE(d.written<record::OrderRefused>().empty());
}

/// A lost answer makes the refusals of one hour and of thirty sales doubtful. A doubted refusal does not make later refusals doubtful.
TEST(R10_UnknownOrder, DoubtedRefusalsDoNotFeedThemselves) {
  Desk d;
  const auto first = lost_order(d);
  answer_searches(d, {}, 200);
  ASSERT_EQ(d.state.ledger.sale(first.sale).order, OrderState::unresolved);
  int doubted = 0, refused = 0;
  for (int i = 0; i < 40; ++i) {
    d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto create = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{create.ticket, create.sale, Refused{RefusalClass::service, "", "the shop is closed"}});
    if (d.at<stage::OrderSearch>()) {
      ++doubted;
      EXPECT_EQ(refused, 0) << "sale " << create.sale << ": the doubt was over";
    } else {
      ++refused;
      EXPECT_EQ(d.view().failed.kind, FailureKind::order_refused);
    }
    search_to_the_end(d, create.sale, {});
    EXPECT_EQ(d.state.ledger.sale(create.sale).order, OrderState::refused) << "sale " << create.sale;
  }
  EXPECT_EQ(doubted, 30);
  EXPECT_EQ(refused, 10);
}

/// The first sale's order was found meanwhile. So an answer with its id does not belong to the second sale.
TEST(R10_UnknownOrder, AnAnswerWithTheIdOfAnotherSaleIsNotThisOnes) {
  Desk d;
  const auto first = lost_order(d);
  answer_searches(d, {as_sent(first, "77", d.ctx.wall)}, 3);
  ASSERT_EQ(d.state.ledger.sale(first.sale).order_id, "77");
  d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand().order_created("77");
  EXPECT_TRUE(d.at<stage::OrderSearch>());
  EXPECT_EQ(d.state.ledger.sale(2).order_id, "");
}

/// Without marks too: what the second customer ordered tells it from the first one's.
TEST(R10_UnknownOrder, WithoutMarksALateAnswerIsNotTakenForTheNextCustomersOrder) {
  Desk d;
  d.policy.order_mark = false;
  const auto first = lost_order(d);
  d.to_payment({product(9, 7'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto second = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{second.ticket, second.sale, OrderCreated{"77", "№0000077"}}); // the first one's
  ASSERT_TRUE(d.at<stage::OrderSearch>());
  d.fire(TimerKind::search);
  const auto find = *d.effect<effect::FindOrders>();
  const std::vector all{as_sent(first, "77", d.ctx.wall), as_sent(second, "78", d.ctx.wall)};
  d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, shown_to(d, find, all)});
  EXPECT_TRUE(d.at<stage::CardEntry>());
  EXPECT_EQ(d.state.ledger.sale(second.sale).order_id, "78");
  answer_searches(d, all, 3);
  EXPECT_EQ(d.state.ledger.sale(first.sale).order_id, "77");
}

/// Of two orders for the same goods nobody can say to which of them the answer belongs.
TEST(R10_UnknownOrder, WithoutMarksAnAnswerWhileItsTwinHasNoneIsLeftToTheStaff) {
  Desk d;
  d.policy.order_mark = false;
  const auto first = lost_order(d);
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::later}).prices_stand();
  const auto second = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{second.ticket, second.sale, OrderCreated{"77", "№0000077"}});
  const std::vector all{as_sent(first, "77", d.ctx.wall), as_sent(second, "78", d.ctx.wall)};
  search_on_screen(d, all);
  answer_searches(d, all, 200);
  for (const auto sale : {first.sale, second.sale}) {
    EXPECT_EQ(d.state.ledger.sale(sale).order, OrderState::unresolved) << "sale " << sale;
    EXPECT_EQ(d.state.ledger.sale(sale).order_id, "");
  }
}

/// The store has one order for two sales of the same goods, and the staff closed the sale that it belongs to. The other sale does not take it.
TEST(R10_UnknownOrder, WithoutMarksTheOrderOfATwinThatStaffClosedIsNotTaken) {
  Desk d;
  d.policy.order_mark = false;
  const auto first = lost_order(d), second = lost_order(d);
  d.staff_in("attendant")
      .ask(intent::StaffSettle{fmt::format("order:{}", second.sale), {}, "cancelled in the back office"})
      .ask(intent::StaffLogout{});
  answer_searches(d, {as_sent(second, "78", d.ctx.wall)}, 200);
  EXPECT_EQ(d.state.ledger.sale(first.sale).order, OrderState::unresolved);
  EXPECT_EQ(d.state.ledger.sale(first.sale).order_id, "");
}

TEST(SignedIn, R13_AfterARestartWhatIsOpenOfACustomerGoesToTheStaff) {
  for (const bool ordered : {false, true}) {
    Desk d;
    d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
    d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money{}}});
    d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
    d.ask(intent::ChooseMethod{Method::card}).prices_stand();
    if (ordered) d.order_created().card_typed().code_typed_right(); // else create_order is on its way
    d.restart();
    for (int i = 0; i < 10 && d.timers.contains(TimerKind::background); ++i) {
      EXPECT_FALSE(d.effect<effect::FindOrders>()) << "nobody has the token any more";
      d.fire(TimerKind::background);
    }
    EXPECT_EQ(d.written<record::OrderUnresolved>().size(), ordered ? 0U : 1U);
    EXPECT_EQ(d.written<record::PayUnresolved>().size(), ordered ? 1U : 0U);
    const auto items = open_items(d.state.ledger, 0);
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].kind, ordered ? OpenItem::Kind::unknown_payment : OpenItem::Kind::unknown_order);
  }
}

/// A customer whose order has no answer, whose token goes with the process, and who signs in again at once: the store may still tell their
/// account of the first order.
TEST(SignedIn, R13_WhoOrdersAgainAfterARestartIsNotGivenTheFirstOrder) {
  Desk d;
  const auto orders = [&d] {
    d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
    d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money{}}});
    d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
    d.ask(intent::ChooseMethod{Method::card}).prices_stand();
  };
  orders();
  d.restart();
  for (int i = 0; i < 10 && d.timers.contains(TimerKind::background); ++i) d.fire(TimerKind::background);
  ASSERT_EQ(d.state.ledger.sale(1).order, OrderState::unresolved);
  const auto at_once = d;
  orders();
  d.order_created("77");
  EXPECT_TRUE(d.at<stage::OrderSearch>()) << "its own is looked for";
  EXPECT_EQ(d.state.ledger.sale(2).order_id, "");

  d = at_once; // another account, and the same one hours later, are not told of it any more
  d.ordered(Method::card, {product(8, 42'000)});
  EXPECT_TRUE(d.at<stage::CardEntry>());
  d = at_once;
  d.pass(Millis{2 * 3'600'000});
  for (int i = 0; i < 30; ++i) d.ordered(Method::later, {product(8, 42'000)}).printed().ask(intent::Finish{});
  orders();
  d.order_created("200");
  EXPECT_TRUE(d.at<stage::CardEntry>());
}

TEST(R10_UnknownOrder, FoundAfterTheCustomerLeftIsAbandoned) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto create = *d.effect<effect::CreateOrder>();
  d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
  d.restart();
  ASSERT_TRUE(d.behind<effect::FindOrders>());
  const auto find = *d.effect<effect::FindOrders>();
  d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::order, std::vector{found_order()}});
  ASSERT_EQ(d.written<record::OrderAbandoned>().size(), 1u);
  EXPECT_EQ(d.written<record::OrderAbandoned>()[0].order_id, "77");
}

struct Paying : ::testing::Test {
  Desk d;
  effect::PayInvoice pay;
  void SetUp() override {
    d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right();
    pay = *d.effect<effect::PayInvoice>();
  }
  void lose_answer() { d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"connection reset"}}); }
  void answer_search(std::vector<StoreOrder> orders) {
    const auto find = *d.effect<effect::FindOrders>();
    d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::payment, std::move(orders)});
  }
};

TEST_F(Paying, LostAnswerIsFoundInOnlinePayments) {
  lose_answer();
  EXPECT_FALSE(d.effect<effect::PayInvoice>());
  d.fire(TimerKind::search);
  answer_search({found_order()}); // not there yet
  d.fire(TimerKind::search);
  auto order = found_order();
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=2", ""});
  answer_search({order});
  EXPECT_EQ(d.written<record::CardPaid>().size(), 1u);
  EXPECT_TRUE(d.at<stage::Finishing>());
  EXPECT_EQ(d.written<record::PayIntent>().size(), 1u) << "paid at most once";
}

TEST_F(Paying, LostAnswerStaysUnknownForTheCustomerAndIsAskedBehind) {
  lose_answer();
  for (int i = 0; i < 30 && d.at<stage::PaymentSearch>(); ++i) {
    d.fire(TimerKind::search);
    answer_search({found_order()});
  }
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::payment_unknown);
  d.ask(intent::Finish{});
  ASSERT_TRUE(d.at<stage::Attract>());
  EXPECT_FALSE(d.written<record::OrderAbandoned>().size()) << "it may be paid";
  ASSERT_TRUE(d.behind<effect::FindOrders>());
  auto order = found_order();
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=2", ""});
  answer_search({order});
  EXPECT_EQ(d.written<record::CardPaid>().size(), 1u);
  EXPECT_EQ(d.state.ledger.sale(1).store_qr, "https://ofd.soliq.uz/epi?t=2");
}

/// "Print a slip and finish" stands on the button.
TEST(LeavingUnpaid, WhoLeavesWhileThePaymentIsUnknownTakesASlip) {
  for (const bool at_once : {true, false}) {
    Desk d;
    d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right();
    d.on(event::PayAnswered{d.effect<effect::PayInvoice>()->ticket, 1, Unknown{"connection reset"}});
    while (!at_once && d.at<stage::PaymentSearch>()) {
      d.fire(TimerKind::search);
      const auto find = *d.effect<effect::FindOrders>();
      d.on(event::OrdersFound{find.ticket, find.sale, SearchFor::payment, std::vector{found_order()}});
    }
    EXPECT_EQ(d.view().done.card_last_four, "6311") << "the screen names the card";
    d.ask(intent::Finish{});
    ASSERT_TRUE(d.at<stage::Attract>());
    const auto* slip = d.effect<effect::PrintSlip>();
    ASSERT_TRUE(slip);
    EXPECT_EQ(slip->slip, SlipKind::pending);
    d.printed();
    EXPECT_FALSE(d.state.ledger.sale(1).print_failed) << "and its receipt is still to come";
  }
}

TEST_F(Paying, WhoeverLeftWithoutPressingLeavesNoSlipForAStranger) {
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"connection reset"}});
  while (d.at<stage::PaymentSearch>()) {
    d.fire(TimerKind::search);
    answer_search({found_order()});
  }
  d.fire(TimerKind::close_screen);
  EXPECT_TRUE(d.at<stage::Attract>());
  EXPECT_FALSE(d.effect<effect::PrintSlip>());
}

TEST_F(Paying, WithoutPaperNoSlipIsTried) {
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"connection reset"}});
  auto printer = d.state.facts.printer;
  printer.paper_out = true;
  d.on(event::PrinterChanged{printer}).ask(intent::Finish{});
  EXPECT_TRUE(d.at<stage::Attract>());
  EXPECT_TRUE(d.written<record::PrintIntent>().empty());
}

TEST_F(Paying, RefusedIsRefusedAndAnotherCardMayTry) {
  d.on(event::PayAnswered{pay.ticket, pay.sale, Refused{RefusalClass::money, "-31630", "no money"}});
  ASSERT_TRUE(d.at<stage::CardEntry>());
  EXPECT_EQ(d.view().card.message, CardMessage::no_money);
  d.ask(intent::SubmitCard{});
  EXPECT_FALSE(d.effect<effect::CreateInvoice>()) << "the invoice stands";
  EXPECT_TRUE(d.effect<effect::CreateCard>());
}

TEST_F(Paying, AnswerThatComesTwiceCountsOnce) {
  d.paid();
  d.on(event::PayAnswered{pay.ticket, pay.sale, PaidReceipt{"inv-1"}});
  EXPECT_TRUE(d.refused);
  EXPECT_EQ(d.written<record::CardPaid>().size(), 1u);
}

TEST_F(Paying, PowerCutAfterTheIntentIsAskedAbout) {
  d.restart();
  const auto find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find);
  EXPECT_EQ(find->purpose, SearchFor::payment);
  EXPECT_FALSE(d.effect<effect::PayInvoice>());
}

/// Nobody is there to take a receipt any more: the staff are told.
TEST_F(Paying, FoundAfterTheCustomerLeftItsReceiptIsTheStaffs) {
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"no answer"}});
  d.ask(intent::Finish{});
  ASSERT_TRUE(d.at<stage::Attract>());
  const auto find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find);
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=2", ""});
  d.on(event::OrdersFound{find->ticket, find->sale, find->purpose, std::vector{order}});
  const auto items = open_items(d.state.ledger, 0);
  EXPECT_TRUE(std::any_of(items.begin(), items.end(), [](const auto& item) { return item.kind == OpenItem::Kind::slip_unprinted; }));
}

/// The wall clock was hours ahead when the payment was sent, and is set right: asking about it still ends.
TEST_F(Paying, AClockThatWasAheadDoesNotMakeTheSearchEndless) {
  d.ctx.wall.unix_ms -= 20 * 3'600'000;
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"no answer"}});
  d.ask(intent::Finish{});
  for (Millis asked{0}; asked <= d.policy.payment_search_limit + Millis{3'600'000} && d.written<record::PayUnresolved>().empty();
       asked += Millis{600'000}) {
    d.pass(Millis{600'000});
    const auto find = d.behind<effect::FindOrders>();
    ASSERT_TRUE(find);
    d.on(event::OrdersFound{find->ticket, find->sale, find->purpose, std::vector<StoreOrder>{}});
  }
  EXPECT_EQ(d.written<record::PayUnresolved>().size(), 1u);
}

/// The store said no, the customer went, and the money was taken after all: the order stands at the store as paid.
TEST_F(Paying, ARefusedPaymentThatTurnsUpIsToldToTheStaff) {
  d.on(event::PayAnswered{pay.ticket, pay.sale, Refused{RefusalClass::service, "", "try again later"}});
  d.ask(intent::Cancel{}).ask(intent::Answer{true});
  ASSERT_TRUE(d.at<stage::Attract>());
  const auto* watch = d.behind<effect::WatchOrders>();
  ASSERT_TRUE(watch);
  EXPECT_EQ(watch->sales, std::vector<SaleId>{1});
  d.on(event::OrdersWatched{watch->ticket, std::vector{found_order()}});
  EXPECT_TRUE(d.written<record::CardPaid>().empty());
  d.pass(d.policy.watch_every);
  watch = d.behind<effect::WatchOrders>();
  ASSERT_TRUE(watch);
  auto order = found_order();
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=2", ""});
  d.on(event::OrdersWatched{watch->ticket, std::vector{order}});
  EXPECT_TRUE(d.effect<effect::AlarmStaff>());
  ASSERT_EQ(d.written<record::CardPaid>().size(), 1U);
  EXPECT_EQ(d.state.ledger.sale(1).store_qr, "https://ofd.soliq.uz/epi?t=2");
  const auto items = open_items(d.state.ledger, 0);
  const auto has = [&](OpenItem::Detail detail) {
    return std::any_of(items.begin(), items.end(), [&](const auto& i) { return i.detail == detail; });
  };
  EXPECT_TRUE(has(OpenItem::Detail::paid_after_all));
  EXPECT_TRUE(has(OpenItem::Detail::print_copy));
  EXPECT_FALSE(has(OpenItem::Detail::cancel_order));
  d.pass(d.policy.watch_limit);
  EXPECT_FALSE(d.behind<effect::WatchOrders>()) << "for a day";
}

TEST(SmsCode, WrongThenDeadThenResent) {
  Desk d;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed();
  d.ask(intent::SubmitCode{});
  d.on(event::VerifyAnswered{d.effect<effect::VerifyCode>()->ticket, Refused{RefusalClass::wrong_code, "-31103", ""}});
  EXPECT_EQ(d.view().card.message, CardMessage::wrong_code);
  d.ask(intent::ResendCode{});
  EXPECT_TRUE(d.refused) << "the server's wait is not over";
  d.ask(intent::SubmitCode{});
  d.on(event::VerifyAnswered{d.effect<effect::VerifyCode>()->ticket, Refused{RefusalClass::dead_code, "-31102", ""}});
  EXPECT_EQ(d.view().card.message, CardMessage::dead_code);
  d.ask(intent::SubmitCode{});
  EXPECT_TRUE(d.refused) << "R32: a dead code is not tried again";
  d.ask(intent::ResendCode{});
  ASSERT_TRUE(d.effect<effect::RequestCode>());
  d.on(event::CodeAnswered{d.effect<effect::RequestCode>()->ticket, CodeSent{"99890*****31", Millis{60000}}});
  d.code_typed_right();
}

TEST(Fiscal, ModuleDownQueuesAndRegistersLater) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  const auto prepare = *d.effect<effect::PrepareFiscal>();
  d.on(event::FiscalPrepared{prepare.ticket, prepare.sale, Refused{RefusalClass::unavailable, "", "no connection"}});
  ASSERT_TRUE(d.effect<effect::PrintSlip>()) << "the slip says that the fiscal receipt follows (R27)";
  d.printed();
  EXPECT_EQ(d.view().done.fiscal, FiscalState::queued);
  EXPECT_EQ(d.view().devices.queue_length, 1);
  d.ask(intent::Finish{});
  ASSERT_TRUE(d.behind<effect::PrepareFiscal>());
  d.registered();
  EXPECT_EQ(d.state.ledger.sale(1).fiscal.state, RegistrationState::registered);
}

TEST(R24_Fiscal, LostAnswerIsAskedAboutAndNeverSentAgain) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  const auto prepare = *d.effect<effect::PrepareFiscal>();
  d.on(event::FiscalPrepared{prepare.ticket, prepare.sale, FiscalCounters{1, 10, 0, true}});
  const auto send = *d.effect<effect::RegisterSale>();
  d.on(event::FiscalAnswered{send.ticket, send.sale, false, Unknown{"no answer"}}).printed().ask(intent::Finish{});
  const auto find = d.behind<effect::FindSale>();
  ASSERT_TRUE(find);
  EXPECT_EQ(find->receipt.number, send.receipt.number);
  EXPECT_EQ(find->before.sale_count, 10);
  d.on(event::FiscalAnswered{find->ticket, find->sale, true, FiscalResult{}});
  EXPECT_TRUE(d.effect<effect::PrintModuleCopy>()) << "R31";
  EXPECT_EQ(d.written<record::FiscalIntent>().size(), 1u);
}

} // namespace
} // namespace engine::test
