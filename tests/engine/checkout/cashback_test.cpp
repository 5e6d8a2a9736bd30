// Rules R8: with cashback the sum to pay is the store's, and until it is known no money is taken.
#include "engine/checkout/slips.h"
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

/// A signed-in customer who uses cashback, as far as the question for the sum.
void to_due(Desk& d, Method method) {
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money::som(5'000)}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::UseCashback{true}).ask(intent::ChooseMethod{method}).prices_stand();
  const auto* create = d.effect<effect::CreateOrder>();
  ASSERT_TRUE(create);
  EXPECT_EQ(create->request.amount, Money::som(42'000)) << "the full total goes with the flag";
  EXPECT_TRUE(create->request.use_cashback);
  d.order_created();
}

void answer(Desk& d, std::int64_t amount, std::int64_t used) {
  const auto* find = d.effect<effect::FindOrders>();
  ASSERT_TRUE(find && find->purpose == SearchFor::due);
  EXPECT_EQ(find->account, Account::customer);
  StoreOrder order;
  order.id = "77";
  order.amount = Money::som(amount);
  order.cashback_used = Money::som(used);
  d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::due, std::vector{order}});
}

TEST(Cashback, R8_TheStoresSumIsPaidAndTheCashbackIsADiscountOnTheReceipt) {
  Desk d;
  to_due(d, Method::cash);
  ASSERT_TRUE(d.at<stage::DueSearch>());
  EXPECT_FALSE(d.effect<effect::EnableCash>()) << "no money before the sum is known";
  answer(d, 37'000, 5'000);
  ASSERT_TRUE(d.at<stage::Cash>());
  EXPECT_EQ(d.view().cash.due, Money::som(37'000));
  d.note(20'000).note(10'000).note(5'000).note(2'000).registered();
  const auto receipt = d.written<record::FiscalIntent>().at(0).receipt;
  EXPECT_EQ(receipt.received_cash, Money::som(37'000));
  Money discount;
  for (const auto& line : receipt.lines) discount += line.discount;
  EXPECT_EQ(discount, Money::som(5'000));
}

/// Also where the module has not registered it, or never will.
TEST(Cashback, R8_R9_TotalOnTheReceiptIsWhatWasPaid) {
  struct English final : Words {
    [[nodiscard]] std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  } const english;
  for (const auto& [method, due, total] :
       {std::tuple{Method::card, Money::som(37'000), "37 000.00"}, {Method::cash, Money::tiyin(36'999'93), "36 999.00"}}) {
    Desk d;
    to_due(d, method);
    const auto slip = [&] {
      auto ledger = d.state.ledger;
      auto& entry = ledger.sales.begin()->second;
      entry.due = due;
      return make_sale_slip(ledger, entry.id(), SlipKind::receipt, SlipShop{}, english, WallTime{}, "");
    }();
    std::string right;
    for (const auto& item : slip.items)
      if (const auto* pair = std::get_if<SlipPair>(&item); pair && pair->left == "TOTAL") right = pair->right;
    EXPECT_EQ(right, total);
  }
}

TEST(Cashback, R8_SumsThatDoNotAddUpTakeNoMoney) {
  Desk d;
  to_due(d, Method::card);
  for (int i = 0; i < 30 && d.at<stage::DueSearch>(); ++i) {
    if (d.effect<effect::FindOrders>()) answer(d, 30'000, 5'000);
    else d.fire(TimerKind::search);
  }
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::due_unknown);
  EXPECT_TRUE(d.written<record::DueKnown>().empty() && d.written<record::PayIntent>().empty());
  EXPECT_EQ(d.written<record::OrderAbandoned>().size(), 1U);
}

TEST(Cashback, R8_SumsBeyondAllBoundsAreNoSums) {
  Desk d;
  to_due(d, Method::card);
  const auto* find = d.effect<effect::FindOrders>();
  ASSERT_TRUE(find);
  StoreOrder order;
  order.id = "77";
  order.amount = Money::som(1);
  order.cashback_used = Money::tiyin(std::numeric_limits<std::int64_t>::max());
  d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::due, std::vector{order}});
  EXPECT_TRUE(d.at<stage::DueSearch>());
  EXPECT_TRUE(d.written<record::DueKnown>().empty());
}

TEST(Cashback, R8_AnAnswerThatNeverComesTakesNoMoneyAndIsKnownAfterAMinute) {
  Desk d;
  to_due(d, Method::cash);
  const auto began = d.ctx.now;
  while (d.at<stage::DueSearch>()) {
    if (const auto* find = d.effect<effect::FindOrders>())
      d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::due, Unknown{"no answer"}});
    else d.fire(TimerKind::search);
  }
  EXPECT_EQ(d.view().failed.kind, FailureKind::due_unknown);
  EXPECT_LE(d.ctx.now - began, d.policy.due_search_limit * 2);
  EXPECT_TRUE(d.written<record::NoteEscrowed>().empty());
}

TEST(Cashback, R8_NothingLeftToPayIsAnOrderWithoutMoney) {
  Desk d;
  to_due(d, Method::cash);
  answer(d, 0, 42'000);
  EXPECT_TRUE(d.at<stage::Finishing>());
  EXPECT_FALSE(d.effect<effect::EnableCash>());
  EXPECT_TRUE(d.effect<effect::PrintSlip>());
}

} // namespace
} // namespace engine::test
