// What an unkind day brings: restarts at the wrong moment, answers for somebody else, devices that die while money is in hand.
#include "tests/engine/checkout/desk.h"

#include <chrono>
#include <fmt/format.h>

namespace engine::test {
namespace {

using Goods = std::vector<Product>;

TEST(Restart, AClosedSaleInTheQueueIsTakenUp_R27) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  const auto prepare = *d.effect<effect::PrepareFiscal>();
  d.on(event::FiscalPrepared{prepare.ticket, prepare.sale, Refused{RefusalClass::unavailable, "", "no connection"}}).printed();
  d.ask(intent::Finish{}).restart();
  ASSERT_TRUE(d.behind<effect::PrepareFiscal>());
  d.registered();
  EXPECT_EQ(d.state.ledger.sale(1).fiscal.state, RegistrationState::registered);
}

TEST(Restart, AnUnfinishedSlipIsWrittenOffAsTorn) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered();
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.refolded().open_prints.size(), 1u);
  d.restart();
  ASSERT_EQ(d.written<record::PrintFailed>().size(), 1u);
  EXPECT_TRUE(d.written<record::PrintFailed>()[0].partly);
  EXPECT_TRUE(d.state.ledger.open_prints.empty());
}

TEST(Restart, PartPaidCashWhoseValidatorNeverComesBackIsClaimed_R17) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).cash(NoteInEscrow{10'000}).restart();
  d.state.background.validator_ready = false;
  for (int i = 0; i < 200 && d.written<record::ClaimIssued>().empty(); ++i) d.fire(TimerKind::background);
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  EXPECT_EQ(d.written<record::ClaimIssued>()[0].amount, Money::som(20'000));
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1u);
  // The validator comes back after all and tells the note: one entry, not two.
  d.cash(NoteStacked{10'000, true});
  EXPECT_EQ(d.state.ledger.odd_notes.size(), 1u);
  EXPECT_EQ(d.state.ledger.notes.at(2).state, NoteState::orphan);
}

TEST(Fiscal, R23_NumbersAreTheKiosksOwnAndRunOn) {
  Desk d;
  for (int i = 0; i < 3; ++i) d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered().printed().ask(intent::Finish{});
  d.restart().ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered();
  std::vector<std::int64_t> numbers;
  for (const auto& r : d.written<record::FiscalIntent>()) numbers.push_back(r.number);
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2, 3, 4}));
}

TEST(Fiscal, R22_AKiosksSaleIsAnOrder) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered();
  EXPECT_EQ(d.written<record::FiscalIntent>().at(0).receipt.type, ReceiptType::order);
}

/// The counters of edition 2023 tell a lost answer only while nothing else registers in between.
TEST(Fiscal, R24_AnEarlierReceiptIsAskedAboutBeforeTheNextIsSent) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  const auto prepare = *d.effect<effect::PrepareFiscal>();
  d.on(event::FiscalPrepared{prepare.ticket, 1, FiscalCounters{1, 10, 0, true}});
  const auto send = *d.effect<effect::RegisterSale>();
  d.on(event::FiscalAnswered{send.ticket, 1, false, Unknown{"no answer"}}).printed().ask(intent::Finish{});
  if (const auto* find = d.effect<effect::FindSale>()) d.on(event::FiscalAnswered{find->ticket, 1, true, Unknown{"no answer"}});

  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  EXPECT_FALSE(d.effect<effect::PrepareFiscal>()) << "sale 1 is not known yet";
  ASSERT_TRUE(d.effect<effect::FindSale>());
  const auto find = *d.effect<effect::FindSale>();
  EXPECT_EQ(find.sale, 1);
  d.on(event::FiscalAnswered{find.ticket, 1, true, Refused{RefusalClass::not_found, "", "not registered"}});
  ASSERT_TRUE(d.effect<effect::PrepareFiscal>());
  EXPECT_EQ(d.effect<effect::PrepareFiscal>()->sale, 2);
}

TEST(Fiscal, R24_OnlyCertainlyNotRegisteredIsSentAgain) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000);
  const auto prepare = *d.effect<effect::PrepareFiscal>();
  d.on(event::FiscalPrepared{prepare.ticket, 1, FiscalCounters{1, 10, 0, true}});
  const auto send = *d.effect<effect::RegisterSale>();
  d.on(event::FiscalAnswered{send.ticket, 1, false, Unknown{"no answer"}}).printed().ask(intent::Finish{});
  const auto* find = d.behind<effect::FindSale>();
  ASSERT_TRUE(find);
  d.on(event::FiscalAnswered{find->ticket, 1, true, Refused{RefusalClass::unavailable, "", "no connection"}});
  EXPECT_EQ(d.state.ledger.sale(1).fiscal.state, RegistrationState::unknown) << "the search failed, not the registration";
  EXPECT_TRUE(d.behind<effect::FindSale>());
}

TEST(SignedIn, R13_TheNextVisitorIsNotServedWithTheLastOnesAccount) {
  Desk d;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money::som(500)}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created().card_typed().code_typed_right();
  const auto pay = *d.effect<effect::PayInvoice>();
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"lost"}}).ask(intent::Finish{});
  ASSERT_TRUE(d.at<stage::Attract>());
  EXPECT_TRUE(d.state.customer) << "the token is still needed to ask about the payment";

  d.to_payment({product(9, 1'000)});
  EXPECT_FALSE(d.view().customer);
  d.ask(intent::UseCashback{true});
  EXPECT_TRUE(d.refused);
  d.ask(intent::ChooseMethod{Method::card}).prices_stand();
  ASSERT_TRUE(d.effect<effect::CreateOrder>());
  EXPECT_EQ(d.effect<effect::CreateOrder>()->account, Account::kiosk);
}

/// The store refuses the customer's token, and nobody can log in again for them: the staff's, at once.
TEST(SignedIn, R13_ATokenThatTheStoreRefusesIsWaitedForByNobody) {
  Desk d;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money{}}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created().card_typed().code_typed_right();
  const auto pay = *d.effect<effect::PayInvoice>();
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"lost"}}).ask(intent::Finish{});
  const auto find = d.effect<effect::FindOrders>() ? *d.effect<effect::FindOrders>() : *d.behind<effect::FindOrders>();
  d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, Refused{RefusalClass::unauthorized, "", "logged out"}});
  EXPECT_EQ(d.written<record::PayUnresolved>().size(), 1u);
  EXPECT_TRUE(d.behind<effect::SignOut>()) << "the next customer may sign in";
}

/// Nothing was paid here, so there is nothing to register, and nothing waits to be.
TEST(SignedIn, R8_CashbackThatPaysAllOfACashOrderIsRegisteredByNobody) {
  Desk d;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money::som(50'000)}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::UseCashback{true}).ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created();
  const auto due = *d.effect<effect::FindOrders>();
  StoreOrder order;
  order.id = "77";
  order.total_amount = order.cashback_used = Money::som(42'000);
  d.on(event::OrdersFound{due.ticket, due.sale, due.purpose, std::vector{order}});
  EXPECT_FALSE(d.effect<effect::PrepareFiscal>());
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::later);
  d.printed();
  EXPECT_FALSE(d.state.ledger.sale(1).paid());
  EXPECT_TRUE(open_items(d.state.ledger, 0).empty());
}

TEST(SignedIn, R13_NothingOfALostCustomersOrderIsAskedWithAnothersToken) {
  Desk d;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money{}}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created().card_typed().code_typed_right().restart();
  d.ask(intent::Start{}).ask(intent::SignIn{"998611111111"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Other", "P", "998611111111", Money{}}});
  EXPECT_FALSE(d.behind<effect::FindOrders>());
  EXPECT_EQ(d.written<record::PayUnresolved>().size(), 1u);
}

TEST(Card, APaymentFoundBehindLeavesTheNextCustomersCardAlone) {
  Desk d;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right();
  const auto pay = *d.effect<effect::PayInvoice>();
  d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"lost"}}).ask(intent::Finish{});
  const auto first = d.effect<effect::FindOrders>() ? *d.effect<effect::FindOrders>() : *d.behind<effect::FindOrders>();
  d.ordered(Method::card, {product(9, 1'000)}).card_typed();
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(42'000), "https://ofd.soliq.uz/epi?t=2", ""});
  d.on(event::OrdersFound{first.ticket, first.sale, SearchFor::payment, std::vector{order}});
  EXPECT_EQ(d.written<record::CardPaid>().size(), 1u);
  EXPECT_FALSE(d.effect<effect::ForgetCard>());
}

TEST(Card, AQuestionEndsWithItsStage) {
  Desk d;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed().ask(intent::SubmitCode{});
  const auto verify = *d.effect<effect::VerifyCode>();
  d.ask(intent::Cancel{});
  EXPECT_EQ(d.state.question, QuestionKind::abandon_order);
  d.on(event::VerifyAnswered{verify.ticket, Done{}});
  EXPECT_TRUE(d.at<stage::Paying>());
  EXPECT_FALSE(d.state.question);
}

TEST(CashDevices, R19_WithoutPaperTheFirstNoteIsNotTaken) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)});
  auto printer = d.state.facts.printer;
  printer.paper_out = true;
  d.on(event::PrinterChanged{printer});
  EXPECT_TRUE(d.effect<effect::DisableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::no_paper);
  printer.paper_out = false;
  printer.cover_open = true;
  d.on(event::PrinterChanged{printer});
  EXPECT_FALSE(d.effect<effect::EnableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::no_printer);
  printer.cover_open = false;
  d.on(event::PrinterChanged{printer});
  EXPECT_TRUE(d.effect<effect::EnableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::none);
}

TEST(CashDevices, R19_WithoutTheModuleTheFirstNoteIsNotTakenAndItsWordsAreItsOwn) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)});
  auto fiscal = d.state.facts.fiscal;
  fiscal.reachable = false;
  d.on(event::FiscalChanged{fiscal});
  EXPECT_TRUE(d.effect<effect::DisableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::no_module);
  // The acceptor goes as well, and comes back: what is missing is still the module.
  auto cash = d.state.facts.cash;
  cash.health = Health::failed;
  d.on(event::CashChanged{cash});
  EXPECT_EQ(d.view().cash.message, CashMessage::acceptor_failed);
  cash.health = Health::ok;
  d.on(event::CashChanged{cash});
  EXPECT_FALSE(d.effect<effect::EnableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::no_module);
  fiscal.reachable = true;
  d.on(event::FiscalChanged{fiscal});
  EXPECT_TRUE(d.effect<effect::EnableCash>());
  EXPECT_EQ(d.view().cash.message, CashMessage::none);
}

TEST(CashDevices, R27_OnceMoneyIsInTheSaleIsBroughtToItsEnd) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000);
  auto fiscal = d.state.facts.fiscal;
  fiscal.reachable = false;
  d.on(event::FiscalChanged{fiscal});
  EXPECT_FALSE(d.effect<effect::DisableCash>());
  d.note(20'000).note(2'000);
  EXPECT_TRUE(d.at<stage::Finishing>());
}

TEST(CashDevices, R18_AClaimThatWasNotPrintedStaysUntilDismissed) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).fire(TimerKind::abandon);
  const auto slip = *d.effect<effect::PrintSlip>();
  d.on(event::Printed{slip.job, slip.sale, slip.slip, Unknown{"paper tore"}});
  EXPECT_FALSE(d.timers.contains(TimerKind::close_screen));
  d.ask(intent::IdleEnded{});
  EXPECT_TRUE(d.refused);
  EXPECT_TRUE(d.view().failed.claim);
  d.ask(intent::Finish{});
  EXPECT_TRUE(d.at<stage::Attract>());
}

TEST(CashDevices, R17_TheIdleQuestionDoesNotEndAPartPaidSale) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).ask(intent::IdleEnded{});
  EXPECT_TRUE(d.refused);
}

TEST(Stop, PartPaidCashBecomesAClaimAndTheHeldNoteGoesBack) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).cash(NoteInEscrow{50'000});
  d.on(event::Stopping{});
  EXPECT_TRUE(d.effect<effect::ReturnNote>());
  d.cash(NoteReturned{50'000});
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  EXPECT_TRUE(d.effect<effect::PrintSlip>());
  d.ask(intent::Finish{});
  EXPECT_TRUE(d.refused) << "nothing new begins";
}

TEST(Age, R4_ApprovalIsForTheGoodsThatStaffSaw) {
  Desk d;
  auto beer = product(8, 10'000);
  beer.attributes->min_age = 18;
  auto tobacco = product(9, 20'000);
  tobacco.attributes->min_age = 21;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, beer).staff_in("attendant");
  d.ask(intent::StaffApproveAge{true});
  EXPECT_FALSE(d.view().age_waiting);
  d.ask(intent::AddProduct{9}, tobacco);
  EXPECT_TRUE(d.view().age_waiting);
  d.ask(intent::StaffApproveAge{true}).ask(intent::IdleEnded{}).ask(intent::AddProduct{8}, beer);
  EXPECT_TRUE(d.view().age_waiting) << "the next customer's age was not seen";
}

/// Staff log out while the module has the refund: nothing else gets it, and nothing is asked twice.
TEST(Refund, R28_ItHasTheModuleUntilItsAnswerAlsoWhenStaffHaveGone) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered().printed().ask(intent::Finish{}).staff_in("technician");
  const intent::StaffRefund wish{1, {{0, Quantity::pieces(1)}}, "broken", ""};
  d.refund_asked(wish);
  const auto send = *d.effect<effect::RegisterRefund>();
  d.ask(intent::StaffLogout{});
  EXPECT_FALSE(d.view().staff.logged_in);
  EXPECT_FALSE(d.behind<effect::FindRefund>());
  d.on(event::RefundAnswered{send.ticket, 1, false, Refused{RefusalClass::unavailable, "", "not registered"}});
  EXPECT_EQ(d.written<record::RefundRefused>().size(), 1u);
  // The next sale is registered at once.
  d.ordered(Method::cash, {product(9, 1'000)}).note(1'000);
  EXPECT_TRUE(d.effect<effect::PrepareFiscal>());
  d.ask(intent::StaffLogin{});
  EXPECT_TRUE(d.effect<effect::VerifyPin>());
}

TEST(Refund, R28_ALostAnswerIsAskedAboutAndStandsOnTheList) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered().printed().ask(intent::Finish{}).staff_in("technician");
  const intent::StaffRefund wish{1, {{0, Quantity::pieces(1)}}, "broken", ""};
  d.refund_asked(wish);
  ASSERT_TRUE(d.effect<effect::RegisterRefund>());
  d.restart();
  bool listed = false;
  for (const auto& item : open_items(d.state.ledger, 0)) listed = listed || item.id == "refund:1";
  EXPECT_TRUE(listed);
  const auto* find = d.behind<effect::FindRefund>();
  ASSERT_TRUE(find);
  d.on(event::RefundAnswered{find->ticket, 1, true, FiscalResult{FiscalSign{}}});
  EXPECT_EQ(d.written<record::RefundRegistered>().size(), 1u);
  EXPECT_FALSE(d.state.ledger.sale(1).open_refund());
}

TEST(Encashment, ASettledOrphanIsStillInTheCassette) {
  Desk d;
  d.cash(NoteStacked{50'000, true});
  d.staff_in("collector");
  d.ask(intent::StaffSettle{"note:1", "", "given back at the desk"}).ask(intent::StaffEncash{"S-1"});
  ASSERT_EQ(d.written<record::Encashment>().size(), 1u);
  EXPECT_EQ(d.written<record::Encashment>()[0].amount, Money::som(50'000));
}

TEST(R32_MarkedGoods, ACodeThatWasSoldIsRefusedAtTheScan) {
  Desk d;
  auto water = product(8, 1'000);
  water.attributes->marked = true;
  MarkingCode mark;
  mark.gtin = "04780000000007";
  mark.label = "010478000000000721abc";
  d.ask(intent::Scan{"x"}, water, mark).ask(intent::Checkout{}).ask(intent::DeliveryNext{});
  d.ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""}).ask(intent::ChooseMethod{Method::cash}).prices_stand();
  d.order_created().note(1'000).registered().printed().ask(intent::Finish{});
  d.restart().ask(intent::Scan{"x"}, water, mark);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_twice);
  EXPECT_TRUE(d.state.visitor.cart.empty());
}

namespace {

struct Marked {
  Product water = product(8, 1'000);
  MarkingCode code;
  Marked() {
    water.attributes->marked = true;
    code.gtin = "04780000000007";
    code.label = "010478000000000721abc";
  }
  void scan(Desk& d) const { d.ask(intent::Scan{"x"}, water, code); }
  /// A customer who brought the piece shops as far as the answer of receipts_pay.
  void to_pay(Desk& d) const {
    scan(d);
    d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
    d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created().card_typed().code_typed_right();
  }
};

} // namespace

TEST(R32_MarkedGoods, ACodeWhosePaymentIsUnknownIsReservedUntilItIsKnownToBeRefused) {
  const Marked marked;
  Desk d;
  marked.to_pay(d);
  const auto* pay = d.effect<effect::PayInvoice>();
  ASSERT_TRUE(pay);
  const auto sale = pay->sale;
  d.on(event::PayAnswered{pay->ticket, sale, Unknown{"no answer"}}).ask(intent::Finish{});
  ASSERT_TRUE(d.at<stage::Attract>());
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_reserved);
  EXPECT_TRUE(d.state.visitor.cart.empty());
  d.restart();
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_reserved) << "after a restart too";
  // A day of asking later it is the staff's; what they decide frees nothing: the reason is for people.
  d.pass(d.policy.payment_search_limit);
  const auto* find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find && find->purpose == SearchFor::payment);
  d.on(event::OrdersFound{find->ticket, sale, SearchFor::payment, std::vector<StoreOrder>{}});
  ASSERT_EQ(d.state.ledger.sale(sale).card, PayState::unresolved);
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_reserved);
  d.state.staff.logged_in = true;
  d.ask(intent::StaffSettle{fmt::format("payment:{}", sale), "", "the provider has no such payment"});
  ASSERT_FALSE(d.refused);
  d.state.staff = {};
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_twice);
}

/// Its customer left the piece; the validator has not told yet whether it kept the note.
TEST(R32_MarkedGoods, ACashSaleThatARestartTookOverKeepsItsCodes) {
  const Marked marked;
  for (const bool kept : {true, false}) {
    Desk d;
    marked.scan(d);
    d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
    d.ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created();
    d.cash(NoteInEscrow{1'000});
    ASSERT_TRUE(d.effect<effect::StackNote>());
    d.restart();
    marked.scan(d);
    EXPECT_EQ(d.state.toast.kind, ToastKind::marking_reserved);
    if (kept) d.cash(NoteStacked{1'000, true});
    else d.cash(NoteReturned{1'000}).pass(d.policy.validator_limit).fire(TimerKind::background);
    marked.scan(d);
    EXPECT_EQ(d.state.toast.kind, kept ? ToastKind::marking_twice : ToastKind::added);
  }
}

TEST(R32_MarkedGoods, ARefusedPaymentFreesItsCodes) {
  const Marked marked;
  Desk d;
  marked.to_pay(d);
  const auto* pay = d.effect<effect::PayInvoice>();
  ASSERT_TRUE(pay);
  d.on(event::PayAnswered{pay->ticket, pay->sale, Refused{RefusalClass::money, "", ""}});
  d.ask(intent::Cancel{}).ask(intent::Answer{true});
  ASSERT_TRUE(d.at<stage::Attract>());
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::added);
}

TEST(R32_MarkedGoods, APaymentThatIsFoundLaterSellsItsCodes) {
  const Marked marked;
  Desk d;
  marked.to_pay(d);
  const auto* pay = d.effect<effect::PayInvoice>();
  ASSERT_TRUE(pay);
  const auto sale = pay->sale;
  d.on(event::PayAnswered{pay->ticket, sale, Unknown{"no answer"}}).ask(intent::Finish{});
  const auto* find = d.behind<effect::FindOrders>();
  ASSERT_TRUE(find);
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({});
  d.on(event::OrdersFound{find->ticket, sale, SearchFor::payment, std::vector{order}});
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::marking_twice);
}

TEST(Refund, R28_OfSeveralMarkedPiecesTheOnesThatWereReadComeBack) {
  Marked marked;
  Desk d;
  marked.scan(d);
  const auto first = marked.code.label;
  marked.code.label = "010478000000000721xyz";
  const auto second = marked.code.label;
  marked.scan(d);
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::ChooseMethod{Method::cash}).prices_stand().order_created().note(2'000).registered().printed().ask(intent::Finish{});
  d.state.staff.logged_in = true;
  d.ask(intent::StaffFindSale{"1"});
  const auto lines = d.view().staff.found.value().lines;
  const auto line =
      static_cast<std::size_t>(std::find_if(lines.begin(), lines.end(), [](const auto& l) { return !l.labels.empty(); }) - lines.begin());
  ASSERT_LT(line, lines.size());
  const bool together = lines[line].labels.size() == 2; // one line of two pieces, or two lines of one
  // The piece in the hand of staff is read: it does not begin a purchase.
  marked.scan(d);
  EXPECT_TRUE(d.at<stage::Attract>());
  EXPECT_EQ(d.view().staff.scanned.label, second);
  const auto refund = [&d](const intent::StaffRefund& wish) {
    d.ask(wish);
    const auto* prepare = d.effect<effect::PrepareRefund>();
    if (!prepare) return false;
    d.on(event::RefundPrepared{prepare->ticket, wish, FiscalCounters{1, 11, 0, true}});
    const auto* send = d.effect<effect::RegisterRefund>();
    if (!send) return false;
    const auto ticket = send->ticket;
    d.on(event::RefundAnswered{ticket, 1, false, FiscalResult{FiscalSign{}}});
    return true;
  };
  ASSERT_TRUE(together) << "pieces of one price are one line";
  EXPECT_FALSE(refund({1, {{line, Quantity::pieces(1)}}, "broken", ""})) << "one of two, and nobody says which";
  EXPECT_FALSE(refund({1, {{line, Quantity::pieces(1), {"0104780000000007zzzz"}}}, "broken", ""})) << "a code of another sale";
  EXPECT_FALSE(refund({1, {{line, Quantity::pieces(2), {second, second}}}, "broken", ""})) << "one piece, read twice";
  ASSERT_TRUE(refund({1, {{line, Quantity::pieces(1), {second}}}, "broken", ""}));
  const auto* slip = d.effect<effect::PrintSlip>();
  ASSERT_TRUE(slip && slip->slip == SlipKind::refund);
  d.on(event::Printed{slip->job, 1, SlipKind::refund, Done{}});
  EXPECT_EQ(d.written<record::RefundIntent>().back().refund.lines.at(0).labels, std::vector{second});
  EXPECT_EQ(d.view().staff.found->lines.at(line).labels, std::vector{first});
  EXPECT_FALSE(refund({1, {{line, Quantity::pieces(1), {second}}}, "broken", ""})) << "taken back already";
  EXPECT_TRUE(refund({1, {{line, Quantity::pieces(1)}}, "broken", ""})) << "all that is left needs no code";
  d.state.staff = {};
  marked.scan(d);
  EXPECT_EQ(d.state.toast.kind, ToastKind::added) << "what was taken back can be sold again (rules R32)";
}

TEST(Refund, FoundBehindIsNotToldAndNotPrintedToTheCustomerOfTheMoment) {
  for (const bool staff_here : {false, true}) {
    Desk d;
    d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered().printed().ask(intent::Finish{}).cart_emptied();
    d.state.staff.logged_in = true;
    const intent::StaffRefund wish{1, {{0, Quantity::pieces(1)}}, "broken", ""};
    d.refund_asked(wish);
    d.on(event::RefundAnswered{d.effect<effect::RegisterRefund>()->ticket, 1, false, Unknown{"no answer"}});
    d.state.staff.logged_in = staff_here;
    d.ask(intent::Start{});
    const auto said = d.state.toast.serial;
    const auto* find = d.behind<effect::FindRefund>();
    ASSERT_TRUE(find);
    d.on(event::RefundAnswered{find->ticket, 1, true, FiscalResult{FiscalSign{}}});
    EXPECT_EQ(d.written<record::RefundRegistered>().size(), 1U);
    EXPECT_EQ(d.effect<effect::PrintSlip>() != nullptr, staff_here);
    EXPECT_EQ(d.state.toast.serial != said, staff_here);
  }
}

/// The power went between the refund's row and its slip: any refund that the module registered is printed again, marked as a copy.
TEST(Refund, ItsSlipIsPrintedAgainAsACopy) {
  Desk d;
  d.ordered(Method::cash, {product(8, 1'000)}).note(1'000).registered().printed().ask(intent::Finish{}).cart_emptied();
  d.state.staff.logged_in = true;
  const intent::StaffRefund wish{1, {{0, Quantity::pieces(1)}}, "broken", ""};
  d.refund_asked(wish);
  const auto number = d.written<record::RefundIntent>().at(0).number;
  d.ask(intent::StaffPrintRefund{1, number});
  EXPECT_FALSE(d.effect<effect::PrintSlip>()) << "not registered yet";
  d.on(event::RefundAnswered{d.state.staff.ticket, 1, false, FiscalResult{FiscalSign{}}});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_FALSE(d.effect<effect::PrintSlip>()->copy);
  d.restart();
  d.state.staff.logged_in = true;
  d.ask(intent::StaffFindSale{"1"});
  ASSERT_EQ(d.view().staff.found->refunds.size(), 1U);
  EXPECT_EQ(d.view().staff.found->refunds[0].amount, Money::som(1'000));
  d.ask(intent::StaffPrintRefund{1, number});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  const auto print = *d.effect<effect::PrintSlip>();
  EXPECT_TRUE(print.copy && print.refund == number && print.slip == SlipKind::refund);
  const auto which = d.written<record::NumberedSlip>().back();
  EXPECT_TRUE(which.copy && which.job == print.job && which.sale == 1 && which.number == number);
  d.on(event::Printed{print.job, 1, SlipKind::refund, Done{}});
  EXPECT_EQ(d.written<record::ReceiptPrinted>().back().slip, SlipKind::refund);
  for (const auto& [sale, refund] : {std::pair<std::int64_t, std::int64_t>{1, number + 1}, {2, number}}) {
    d.ask(intent::StaffPrintRefund{sale, refund});
    EXPECT_FALSE(d.effect<effect::PrintSlip>());
  }
}

/// The screens before the last one have different words for each method: a customer with cash is not told to leave the card alone.
TEST(Screens, WhileItIsFinishedTheViewKnowsTheMethod) {
  for (const auto method : {Method::cash, Method::card, Method::later}) {
    Desk d;
    d.to_payment({product(8, 1'000)}).ask(intent::ChooseMethod{method});
    EXPECT_EQ(d.view().done.method, method);
    d.prices_stand();
    EXPECT_EQ(d.view().done.method, method);
    d.order_created();
    if (method == Method::cash) d.note(1'000);
    EXPECT_EQ(d.view().done.method, method);
  }
}

TEST(OrderStatus, R13_AnOrderOfACustomersOwnAccountIsAskedAtTheDesk) {
  Desk d;
  d.ask(intent::Start{}).ask(intent::AddProduct{8}, product(8, 42'000)).ask(intent::SignIn{"998612224567"});
  d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "O", "998612224567", Money{}}});
  d.ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SubmitReceiver{"Gulnaz", "O", "998612224567", ""});
  d.ask(intent::ChooseMethod{Method::later}).prices_stand().order_created().printed().ask(intent::Finish{});
  const auto look_up = [&d](const std::string& number) {
    d.ask(intent::LookUpOrder{number, "4567"});
    const auto* find = d.effect<effect::FindOrders>();
    EXPECT_TRUE(find);
    if (find) d.on(event::OrdersFound{find->ticket, 0, SearchFor::status, std::vector<StoreOrder>{}});
    return d.view().order_status.state;
  };
  EXPECT_EQ(look_up("123"), OrderLookUp::State::not_ours);
  EXPECT_EQ(look_up("124"), OrderLookUp::State::not_found);
}

TEST(OrderStatus, R13_ATypedNumberNeedsThePhone) {
  Desk d;
  d.ask(intent::LookUpOrder{"123", ""});
  EXPECT_TRUE(d.refused);
}

/// Years of finished sales cost no time: only open sales are walked.
TEST(Ledger, AHundredThousandFinishedSalesAreNotWalked) {
  Desk d;
  for (SaleId id = 1; id <= 100'000; ++id) {
    auto& sale = d.state.ledger.sales[id];
    sale.intent.sale = id;
    sale.order = OrderState::created;
    sale.closed = true;
    d.state.ledger.notes[id] = {.id = id, .denomination = 1000, .sale = id, .state = NoteState::stacked, .at_ms = 0, .in_cassette = true};
  }
  d.state.ledger.last_sale = d.state.ledger.last_note = 100'000;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    d.on(event::TimerFired{TimerKind::background});
    EXPECT_LE(open_items(d.state.ledger, 0).size(), 3u);
    static_cast<void>(d.view());
  }
  const auto took = std::chrono::steady_clock::now() - began;
  RecordProperty("microseconds_per_turn", static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count() / 200));
}

} // namespace
} // namespace engine::test
