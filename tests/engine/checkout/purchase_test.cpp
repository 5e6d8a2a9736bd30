// The main paths: card, cash and later, from the first touch to the last screen.
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

TEST(Purchase, CardRegisteredByTheStore) {
  Desk d;
  d.ordered(Method::card, {product(8, 42'000)});
  ASSERT_TRUE(d.at<stage::CardEntry>());
  d.card_typed().code_typed_right().paid();
  ASSERT_TRUE(d.at<stage::Finishing>());
  d.fire(TimerKind::store_receipt);
  const auto* find = d.effect<effect::FindOrders>();
  ASSERT_TRUE(find);
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=1", ""});
  d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::store_receipt, std::vector{order}});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::receipt);
  d.printed();
  ASSERT_TRUE(d.at<stage::Done>());
  const auto v = d.view();
  EXPECT_EQ(v.done.qr_url, "https://ofd.soliq.uz/epi?t=1");
  EXPECT_EQ(v.done.card_last_four, "6311");
  EXPECT_EQ(v.done.paid, Money::som(42'000));
  EXPECT_EQ(v.order_number, "№0000123");
  EXPECT_EQ(d.written<record::CardPaid>().size(), 1u);
  EXPECT_TRUE(d.written<record::FiscalIntent>().empty()) << "the module never registers what the store registers (R20)";
}

TEST(Purchase, CardRegisteredByTheModuleCarriesTheProvidersPayment) {
  Desk d;
  d.policy.online_registrar = Registrar::module;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right().paid().registered();
  const auto intents = d.written<record::FiscalIntent>();
  ASSERT_EQ(intents.size(), 1u);
  ASSERT_TRUE(intents[0].receipt.wallet);
  EXPECT_EQ(intents[0].receipt.wallet->payment_id, "inv-1");
  EXPECT_EQ(intents[0].receipt.received_card, Money::som(42'000));
  d.printed();
  EXPECT_TRUE(d.at<stage::Done>());
}

TEST(Purchase, CashExactlyPaid) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)});
  ASSERT_TRUE(d.at<stage::Cash>());
  ASSERT_TRUE(d.effect<effect::EnableCash>());
  d.note(20'000).note(20'000).note(1'000);
  EXPECT_EQ(d.view().cash.left, Money::som(1'000));
  d.note(1'000);
  EXPECT_TRUE(d.effect<effect::DisableCash>());
  d.registered();
  const auto sale = d.written<record::FiscalIntent>().at(0).receipt;
  EXPECT_EQ(sale.received_cash, Money::som(42'000));
  EXPECT_EQ(sale.change, Money{});
  d.printed();
  ASSERT_TRUE(d.at<stage::Done>());
  EXPECT_EQ(d.view().done.fiscal, FiscalState::registered);
  Money stacked;
  for (const auto& n : d.written<record::NoteStacked>()) stacked += n.amount;
  EXPECT_EQ(stacked, Money::som(42'000));
}

TEST(Purchase, LaterIsAnOrderAndNothingElse) {
  Desk d;
  d.ordered(Method::later, {product(8, 42'000)});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::later);
  d.printed();
  ASSERT_TRUE(d.at<stage::Done>());
  EXPECT_TRUE(d.written<record::FiscalIntent>().empty());
  EXPECT_EQ(d.view().done.method, Method::later);
}

TEST(Purchase, OrderCarriesWhatTheDocumentAsks) {
  Desk d;
  auto milk = product(8, 14'500, "Sút");
  auto bread = product(9, 5'000);
  bread.discount_price = Money::som(4'250);
  d.to_payment({milk, bread, bread});
  d.ask(intent::ChooseMethod{Method::cash}).prices_stand();
  const auto* create = d.effect<effect::CreateOrder>();
  ASSERT_TRUE(create);
  const auto& r = create->request;
  EXPECT_EQ(r.amount, Money::som(14'500 + 2 * 4'250));
  EXPECT_EQ(r.payment, PaymentType::on_receipt);
  EXPECT_EQ(r.delivery, DeliveryType::pickup);
  EXPECT_FALSE(r.use_cashback);
  ASSERT_EQ(r.items.size(), 2u);
  EXPECT_EQ(r.items[1].price, Money::som(4'250)) << "R2: items carry the price paid";
  EXPECT_EQ(r.items[1].quantity, Quantity::pieces(2));
  EXPECT_FALSE(r.receiver.point) << "null on pickup";
  EXPECT_NE(r.receiver.address.find("[nukus-01-000001 cash at kiosk, see receipt]"), std::string::npos) << "R10";
}

TEST(Purchase, R30_APersonThatTheStoreNamesInItsRefusalIsNotInTheJournal) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
  const auto* create = d.effect<effect::CreateOrder>();
  ASSERT_TRUE(create);
  d.on(event::OrderAnswered{create->ticket, create->sale,
                            Refused{RefusalClass::invalid, "", "Gúlnaz Ótegenova, 998612224567: not allowed"}});
  ASSERT_EQ(d.written<record::OrderRefused>().size(), 1U);
  EXPECT_EQ(d.written<record::OrderRefused>()[0].text, "… …, …: not allowed");
  EXPECT_EQ(d.view().failed.server_text, "Gúlnaz Ótegenova, 998612224567: not allowed") << "the customer reads what was said";
}

TEST(Purchase, NoPersonalDataInTheJournal) {
  Desk d;
  d.ordered(Method::later, {product(8, 42'000)}).printed();
  for (const auto& r : d.journal) {
    const auto row = to_row(r, d.ctx.wall);
    for (const char* secret : {"Gúlnaz", "Ótegenova", "612224567", "4567"}) EXPECT_EQ(row.body.find(secret), std::string::npos) << row.kind;
  }
}

TEST(Purchase, PriceChangeIsShownAndConfirmed) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::later});
  const auto ticket = d.effect<effect::RefreshProducts>()->ticket;
  auto dearer = product(8, 45'000);
  dearer.attributes.reset();
  d.on(event::ProductsRefreshed{ticket, StorePort::FreshProducts{{dearer}, {}}});
  ASSERT_EQ(d.view().price_changes.size(), 1u);
  EXPECT_FALSE(d.effect<effect::CreateOrder>());
  d.ask(intent::AcceptPriceChanges{});
  ASSERT_TRUE(d.effect<effect::CreateOrder>());
  EXPECT_EQ(d.effect<effect::CreateOrder>()->request.amount, Money::som(45'000));
}

TEST(PurchaseR4, WhatIsNotKnownForCertainGoesIntoNoCart) {
  Desk d;
  auto beer = product(8, 42'000);
  beer.withheld = true;
  beer.attributes.reset();
  d.ask(intent::Start{});
  d.on(event::Asked{intent::AddProduct{8}, beer, {}});
  EXPECT_TRUE(d.view().cart.empty());
  EXPECT_EQ(d.view().toast.kind, ToastKind::withheld);
  EXPECT_EQ(d.view().toast.name, beer.name) << "said by its name";
  for (const ScannedCode& code : {ScannedCode{PlainCode{"4780000000007"}}, ScannedCode{MarkingCode{"04780000000007", "abc", "l", "f"}},
                                  ScannedCode{WeightCode{"00031", Quantity::thousandths(500), "2100031005000"}}}) {
    d.on(event::Asked{intent::Scan{"code"}, beer, code});
    EXPECT_TRUE(d.view().cart.empty());
    EXPECT_EQ(d.view().toast.kind, ToastKind::withheld);
  }
}

TEST(PurchaseR4, FactsThatAreLostBetweenCartAndOrderStopTheLine) {
  Desk d;
  d.to_payment({product(8, 42'000), product(9, 5'000)}).ask(intent::ChooseMethod{Method::later});
  auto beer = product(8, 42'000);
  beer.withheld = true;
  d.on(event::ProductsRefreshed{d.effect<effect::RefreshProducts>()->ticket, StorePort::FreshProducts{{beer, product(9, 5'000)}, {}}});
  ASSERT_EQ(d.view().price_changes.size(), 1u);
  EXPECT_TRUE(d.view().price_changes[0].gone);
  EXPECT_FALSE(d.effect<effect::CreateOrder>());
  d.ask(intent::AcceptPriceChanges{});
  ASSERT_TRUE(d.effect<effect::CreateOrder>());
  EXPECT_EQ(d.effect<effect::CreateOrder>()->request.amount, Money::som(5'000));
}

TEST(PurchaseR4, AnAgeThatBecomesKnownBetweenCartAndOrderIsAskedFor) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::later});
  auto beer = product(8, 42'000);
  beer.attributes->min_age = 18;
  d.on(event::ProductsRefreshed{d.effect<effect::RefreshProducts>()->ticket, StorePort::FreshProducts{{beer}, {}}});
  EXPECT_FALSE(d.effect<effect::CreateOrder>()) << "nobody looked at the customer";
  EXPECT_TRUE(d.at<stage::Payment>());
}

TEST(PurchaseR4, ANewTableWhilePricesAreReadHasThemAskedAgain) {
  Desk d;
  d.to_payment({product(8, 42'000)}).ask(intent::ChooseMethod{Method::later});
  d.on(event::ProductsRefreshed{d.effect<effect::RefreshProducts>()->ticket, StorePort::FreshProducts{{product(8, 45'000)}, {}}});
  ASSERT_TRUE(d.at<stage::PriceChanges>());
  event::CatalogChanged changed;
  changed.size = 10;
  d.on(changed);
  EXPECT_TRUE(d.at<stage::Pricing>());
  EXPECT_TRUE(d.effect<effect::RefreshProducts>());
}

TEST(Purchase, EverythingInTheLedgerIsAFoldOfTheJournal) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).note(20'000);
  d.cash(NoteInEscrow{5'000});
  d.ask(intent::AcceptOverpay{}).cash(NoteStacked{5'000, false}).registered().printed();
  const auto again = d.refolded();
  ASSERT_EQ(again.sales.size(), d.state.ledger.sales.size());
  const auto& a = again.sale(1);
  const auto& b = d.state.ledger.sale(1);
  EXPECT_EQ(a.inserted, b.inserted);
  EXPECT_EQ(a.order_id, b.order_id);
  EXPECT_EQ(a.voucher, b.voucher);
  EXPECT_EQ(a.fiscal.state, b.fiscal.state);
  EXPECT_EQ(a.printed, b.printed);
  EXPECT_EQ(again.last_note, d.state.ledger.last_note);
  EXPECT_EQ(again.payouts.size(), d.state.ledger.payouts.size());
}

} // namespace
} // namespace engine::test

namespace engine::test {
namespace {

TEST(R3_PriceLabel, TheOrderMeetsTheLabelsSumToTheTiyin) {
  for (std::int64_t som = 500; som < 120'000; som += 37) {
    record::OrderIntent intent;
    CartLine line;
    line.product = 5;
    line.unit_price = line.list_price = Money::som(26'000);
    line.quantity = quantity_for_total(Money::som(som), line.unit_price);
    line.label_total = Money::som(som);
    intent.lines = {line};
    const auto item = order_items(intent).at(0);
    EXPECT_EQ(price_of(item.price, item.quantity), Money::som(som));
    const auto weight = line.quantity.in_thousandths();
    EXPECT_LE(std::abs(item.quantity.in_thousandths() - weight), std::max<std::int64_t>(2, weight / 200)) << som;
  }
}

/// A label of the scales for goods that are sold by the piece: 1.2 of them is nothing.
TEST(Scanning, AWeightLabelForAPieceIsRefused) {
  Desk d;
  const auto piece = product(6, 67'000);
  auto cheese = product(31, 71'000);
  cheese.attributes->weighed = true;
  const WeightCode label{"00031", Quantity::thousandths(1200), "2200031012005"};
  d.ask(intent::Scan{"x"}, piece, label);
  EXPECT_EQ(d.state.toast.kind, ToastKind::not_weighed);
  EXPECT_EQ(d.state.toast.name, piece.name);
  EXPECT_TRUE(d.state.visitor.cart.empty());
  EXPECT_TRUE(d.at<stage::Attract>()) << "nothing has begun";
  d.ask(intent::Scan{"x"}, cheese, label);
  EXPECT_EQ(d.state.toast.kind, ToastKind::added);
  EXPECT_EQ(d.state.visitor.cart.total(), Money::som(85'200));
}

/// Rules R3: a price label gives the line's total, also where nothing is weighed.
TEST(Scanning, R3_APriceLabelForAPieceIsOnePieceAtItsPrice) {
  Desk d;
  d.ask(intent::Scan{"x"}, product(6, 67'000), PriceCode{"00006", Money::som(12'345), "2600006123457"});
  EXPECT_EQ(d.state.visitor.cart.total(), Money::som(12'345));
  ASSERT_EQ(d.state.visitor.cart.lines().size(), 1U);
  EXPECT_EQ(d.state.visitor.cart.lines()[0].quantity, Quantity::pieces(1));
}

TEST(Scanning, WhatCouldNotBeReadIsToldFromWhatIsNotForSale) {
  Desk d;
  const auto said = [&d](ScannedCode code) {
    d.ask(intent::Scan{"x"}, {}, std::move(code));
    return d.state.toast.kind;
  };
  EXPECT_EQ(said(UnreadableCode{"check digit"}), ToastKind::unreadable) << "the next try may read it";
  EXPECT_EQ(said(UnreadableCode{"two readings", Unreadable::unclear}), ToastKind::not_found) << "no try helps, staff may";
  EXPECT_EQ(said(UnreadableCode{"an address", Unreadable::foreign}), ToastKind::no_product_code);
  EXPECT_EQ(said(PlainCode{"4780000000007"}), ToastKind::not_found);
  d.ask(intent::Start{});
  EXPECT_EQ(said(OrderSlipCode{"0000021"}), ToastKind::no_product_code) << "a slip is asked about on the attract screen";
}

} // namespace
} // namespace engine::test
