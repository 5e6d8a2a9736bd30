// The runner between its ports: what it holds, in which order it acts, and what it leaves undone when the disk fails. What a step
// decides is tested on the desk; here it is the hands that are looked at.
#include "engine/catalog/catalog_snapshot.h"
#include "tests/engine/checkout/fake_ports.h"

#include <fmt/format.h>

namespace {

using namespace engine;
using namespace engine::test;

const Product bread = product(1, 5200);

TEST(RunnerR4, FreshGoodsCarryTheFactsThatTheTableHasNow) {
  RunnerDesk d;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::later});
  CatalogData data;
  data.products = {bread};
  data.products[0].attributes.reset();
  d.runner->set_catalog(
      make_catalog(std::move(data), parse_products_csv(products_header() + fmt::format("{},,4.78E+12,,,,,,,1,0,18,,\n", bread.id))), 1);
  auto from_store = bread;
  from_store.attributes.reset();
  d.prices_stand(from_store);
  EXPECT_TRUE(d.store.orders.empty()) << "the table was good when it was scanned";
  ASSERT_TRUE(d.at<stage::PriceChanges>());
  EXPECT_TRUE(d.at<stage::PriceChanges>()->changes.at(0).gone);
  EXPECT_EQ(d.runner->view()->staff.table.withheld, 1);
}

// Secrets ------------------------------------------------------------------------------------------------------------------

TEST(RunnerSecrets, ASecondTapDoesNotTouchTheCardThatWaits) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.runner->send_card(card("8600111122223333")); // waits for the invoice
  d.runner->send_card(card("9860000000000000")); // refused: a card is on its way
  d.runner->send(intent::ResendCode{});          // refused too
  d.runner->send_secret(intent::SubmitCode{}, secret("666666"));
  take(d.store.receipts)(std::string{"inv-1"});
  const auto sent = take(d.store.cards);
  EXPECT_EQ(sent.number, "8600111122223333");
  EXPECT_EQ(sent.expiry, "1228");
}

TEST(RunnerSecrets, ARefusedCodeIsNotTheNextOnesCode) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.to_code();
  d.runner->send_secret(intent::SubmitCode{}, secret("111111"));
  d.runner->send_secret(intent::SubmitCode{}, secret("222222")); // refused: one is being verified
  EXPECT_EQ(take(d.store.verifies).code, "111111");
  EXPECT_TRUE(d.store.verifies.empty());
}

TEST(RunnerSecrets, ACardWhoseInvoiceFailedIsForgotten) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.runner->send_card(card("8600111122223333"));
  take(d.store.receipts)(Unknown{"no answer"});
  EXPECT_EQ(d.runner->view()->card.message, CardMessage::service_down);
  d.runner->send(intent::SubmitCard{}); // without a card beside it: there is nothing left to send
  take(d.store.receipts)(std::string{"inv-1"});
  EXPECT_EQ(take(d.store.cards).number, "");
}

TEST(RunnerSecrets, AnIntentTakenWithoutItsEffectKeepsNoSecret) {
  RunnerDesk d;
  d.runner->send(intent::Start{});
  d.runner->send_secret(intent::SignIn{"998901112233"}, secret("first"));
  d.runner->send_secret(intent::SignIn{"998901112233"}, secret("second")); // one at a time: answered on the screen, not sent
  ASSERT_EQ(d.store.sign_ins.size(), 1U);
  EXPECT_EQ(take(d.store.sign_ins).password, "first");
}

TEST(RunnerSecrets, APinGoesToTheCheckAndAWrongMomentHasNone) {
  RunnerDesk d;
  d.runner->send_secret(intent::StaffLogin{}, secret("4821"));
  d.runner->send_secret(intent::StaffLogin{}, secret("0000")); // refused: one is being checked
  ASSERT_EQ(d.pins.size(), 1U);
  const auto [pin, reply] = take(d.pins);
  EXPECT_EQ(pin, "4821");
  reply(std::pair<std::string, std::string>{"Aysuliw", "technician"});
  EXPECT_TRUE(d.runner->view()->staff.logged_in);
}

TEST(RunnerSecrets, TheTokenOfACustomerWhoLeftIsNotTheNextOnes) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.runner->send_card(card("8600111122223333"));
  take(d.store.receipts)(std::string{"inv-1"});
  auto late = take(d.store.cards); // the first customer's; its answer hangs
  d.runner->send(intent::Back{});  // the way back is open: nothing moved
  ASSERT_TRUE(d.at<stage::Payment>());
  d.runner->send(intent::ChooseMethod{Method::card});
  d.prices_stand(bread);
  take(d.store.orders).reply(OrderCreated{"78", "№0000124"});
  d.runner->send_card(card("9860999999999999"));
  take(d.store.receipts)(std::string{"inv-2"});
  late.reply(CardToken{"token-of-the-first", "3333"});
  take(d.store.cards).reply(CardToken{"token-of-the-second", "9999"});
  EXPECT_EQ(take(d.store.codes).token, "token-of-the-second");
  EXPECT_TRUE(d.store.codes.empty()) << "no code is asked for with the first one's token";
}

TEST(RunnerSecrets, AVerifiedTokenOfACustomerWhoWentBackIsNotPaidWith) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.to_code();
  d.runner->send_secret(intent::SubmitCode{}, secret("111111"));
  auto first = take(d.store.verifies);
  first.reply(Refused{RefusalClass::card_refused, "", "blocked"}); // back to the card
  ASSERT_TRUE(d.at<stage::CardEntry>());
  d.to_code("9860999999999999");
  d.runner->send_secret(intent::SubmitCode{}, secret("222222"));
  first.reply(CardToken{"token-of-the-first", "1234"}); // told twice
  EXPECT_TRUE(d.store.pays.empty());
  take(d.store.verifies).reply(CardToken{"token-2", "9999"});
  EXPECT_EQ(take(d.store.pays).token, "token-2");
}

// The disk -----------------------------------------------------------------------------------------------------------------

TEST(RunnerDisk, NothingLeavesBeforeItsIntentIsOnDisk) {
  RunnerDesk d;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::card});
  bool asked = false;
  d.journal.on_append = [&] {
    asked = true;
    EXPECT_TRUE(d.store.orders.empty()) << "create_order left before order_intent was written";
  };
  d.prices_stand(bread);
  EXPECT_TRUE(asked);
  EXPECT_EQ(d.store.orders.size(), 1U);
  EXPECT_EQ(d.journal.count("order_intent"), 1U);
}

TEST(RunnerDisk, AFailedWriteLetsNothingOutAndEndsSelling) {
  RunnerDesk d;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::card});
  d.journal.broken = true;
  d.prices_stand(bread);
  EXPECT_TRUE(d.store.orders.empty());
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_GE(d.cash.count("disable"), 1U);
  // The disk comes back: only a restart, which reads it, goes on.
  d.journal.broken = false;
  d.runner->send(intent::ChooseMethod{Method::card});
  d.runner->send(intent::Start{});
  EXPECT_TRUE(d.store.orders.empty() && d.store.refreshes.empty());
  EXPECT_EQ(d.journal.count("order_intent"), 0U);
}

/// The screen does not stay as it was, with buttons that do nothing: it says where the money is, and can be left.
TEST(RunnerDisk, WhoeverStandsThereWhenTheDiskFailsIsToldOfTheirMoneyAndCanLeave) {
  for (const bool paid_in : {false, true}) {
    RunnerDesk d;
    d.ordered(Method::cash, bread);
    if (paid_in) d.cash.handler(NoteInEscrow{2000});
    if (paid_in) d.cash.handler(NoteStacked{2000, false});
    d.journal.broken = true;
    EXPECT_THROW(d.cash.handler(NoteInEscrow{1000}), JournalError);
    const auto view = d.runner->view();
    EXPECT_EQ(view->stage, StageKind::failed);
    EXPECT_EQ(view->failed.kind, FailureKind::internal);
    EXPECT_EQ(view->failed.at_stake, paid_in ? Money::som(2000) : Money{});
    EXPECT_TRUE(view->out_of_service);
    EXPECT_EQ(view->stop, StopKind::journal_write);
    d.runner->send(intent::SetLanguage{Language::ru});
    d.runner->send(intent::CallStaff{});
    EXPECT_EQ(d.runner->view()->language, Language::ru);
    EXPECT_TRUE(d.runner->view()->staff_called);
    d.runner->send(intent::Finish{});
    EXPECT_EQ(d.runner->view()->stage, StageKind::attract);
    d.runner->send(intent::Finish{});
    d.runner->send(intent::Start{});
    EXPECT_EQ(d.runner->view()->stage, StageKind::attract);
  }
}

TEST(RunnerDisk, APaymentThatWasNotSentIsNotSaidToBeAtStake) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.to_code();
  d.runner->send_secret(intent::SubmitCode{}, secret("111111"));
  auto verify = take(d.store.verifies);
  d.journal.broken = true;
  verify.reply(CardToken{"token-2", "1234"}); // pay_intent cannot be written
  EXPECT_TRUE(d.store.pays.empty());
  EXPECT_EQ(d.runner->view()->failed.kind, FailureKind::internal);
  EXPECT_EQ(d.runner->view()->failed.at_stake, Money{});
}

TEST(RunnerDisk, AStackedNoteThatIsNotOnDiskIsNotAcknowledged) {
  RunnerDesk d;
  d.ordered(Method::cash, bread);
  d.cash.handler(NoteInEscrow{5000});
  ASSERT_EQ(d.cash.count("stack"), 1U);
  d.journal.broken = true;
  EXPECT_THROW(d.cash.handler(NoteStacked{5000, false}), JournalError) << "the driver acknowledges what returns";
  EXPECT_EQ(d.journal.count("note_stacked"), 0U);
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_THROW(d.cash.handler(NoteStacked{5000, false}), JournalError) << "and what is told again still waits for a disk";
  // After the restart the validator tells it once more: credited once, to its sale.
  d.journal.broken = false;
  d.boot();
  d.cash.handler(ValidatorPowerUp{});
  d.cash.handler(NoteStacked{5000, true});
  EXPECT_EQ(d.journal.count("note_stacked"), 1U);
  EXPECT_EQ(d.runner->state().ledger.sale(1).inserted, Money::som(5000));
}

TEST(RunnerDisk, ANoteWhoseEscrowCannotBeWrittenGoesBack) {
  RunnerDesk d;
  d.ordered(Method::cash, bread);
  d.journal.broken = true;
  const auto before = d.cash.count("disable");
  EXPECT_THROW(d.cash.handler(NoteInEscrow{5000}), JournalError);
  EXPECT_EQ(d.cash.count("stack"), 0U);
  EXPECT_GT(d.cash.count("disable"), before) << "disabling gives an escrowed note back";
}

TEST(RunnerDisk, APaidAnswerThatCannotBeWrittenIsAskedAboutAfterTheRestart) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.to_code();
  d.runner->send_secret(intent::SubmitCode{}, secret("111111"));
  take(d.store.verifies).reply(CardToken{"token-2", "1234"});
  auto pay = take(d.store.pays);
  d.journal.broken = true;
  pay.reply(PaidReceipt{"inv-1"});
  EXPECT_TRUE(d.printer.jobs.empty());
  d.journal.broken = false;
  d.boot();
  d.time.pass(Millis{10'000});
  ASSERT_FALSE(d.store.finds.empty()) << "the payment is looked for";
  EXPECT_TRUE(d.store.pays.empty()) << "and never sent again";
  StoreOrder order;
  order.id = "77";
  order.online_payments.push_back({Money::som(5200), "https://ofd.soliq.uz/1", ""});
  auto find = take(d.store.finds);
  EXPECT_TRUE(find.keep(order));
  find.reply(std::vector{order});
  EXPECT_EQ(d.journal.count("card_paid"), 1U);
}

TEST(RunnerDisk, AnUnreadablePersonalTableLeavesNobodyStanding) {
  RunnerDesk d;
  d.journal.personal_unreadable = true;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::later});
  d.prices_stand(bread);
  take(d.store.orders).reply(OrderCreated{"77", "№0000123"});
  ASSERT_EQ(d.printer.jobs.size(), 1U) << "a slip without the address is better than none";
  take(d.printer.jobs).reply(Done{});
  EXPECT_TRUE(d.at<stage::Done>());
}

TEST(RunnerDisk, ALostOrderIsLookedForWithoutThePersonalTable) {
  RunnerDesk d;
  d.journal.personal_unreadable = true;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::card});
  d.prices_stand(bread);
  take(d.store.orders).reply(Unknown{"no answer"});
  d.time.pass(Millis{5'000});
  StoreOrder order;
  order.id = "77";
  order.receiver.address = "[nukus-01-000001]";
  auto find = take(d.store.finds);
  EXPECT_TRUE(find.keep(order));
  find.reply(std::vector{order});
  EXPECT_TRUE(d.at<stage::CardEntry>());
}

/// A step that throws takes the state with it and leaves an empty state. With an empty state nothing may be sold, numbered or written.
TEST(RunnerFault, AStepThatThrowsEndsSellingAndTheRestartHasEverything) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.runner->send_card(card("8600111122223333"));
  const auto ticket = d.at<stage::CardEntry>()->ticket;
  const auto rows = d.journal.rows.size();
  d.runner->handle(event::InvoiceAnswered{ticket, 4711, std::string{"inv-1"}}); // of a sale that there is not: a fault of ours
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_EQ(d.runner->view()->stop, StopKind::program) << "staff are not sent to look for a full disk";
  EXPECT_GE(d.cash.count("disable"), 1U);
  EXPECT_EQ(d.runner->view()->devices.fiscal.health, Health::ok) << "the staff still see how the machines are";
  d.runner->send(intent::Start{});
  EXPECT_FALSE(d.at<stage::Shopping>());
  EXPECT_THROW(d.cash.handler(NoteStacked{5000, true}), JournalError) << "the validator keeps it until somebody can write it down";
  EXPECT_EQ(d.journal.rows.size(), rows);
  EXPECT_TRUE(d.runner->stop());
  d.boot();
  EXPECT_EQ(d.runner->state().ledger.last_sale, 1);
  EXPECT_EQ(d.runner->state().ledger.sale(1).order_id, "77");
}

TEST(RunnerFault, ARequestThatCannotBeSentIsNotWaitedForForEver) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.store.receipts_throw = true;
  d.runner->send_card(card("8600111122223333"));
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_EQ(d.runner->view()->stop, StopKind::program) << "staff are not sent to look for a full disk";
  d.store.receipts_throw = false;
  d.boot();
  d.time.pass(Millis{10'000});
  EXPECT_EQ(d.journal.count("order_abandoned"), 1U);
}

TEST(RunnerFault, AStateThatCannotBeShownIsNotLeftBehindAnOldPicture) {
  RunnerDesk d;
  d.to_payment(bread);
  event::CatalogChanged goods;
  goods.size = 10;
  goods.terms = DeliveryTerms{Money{}, 0, Money::tiyin(std::numeric_limits<std::int64_t>::max())}; // each fee overflows
  d.runner->handle(goods);
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_EQ(d.runner->view()->stop, StopKind::program) << "staff are not sent to look for a full disk";
  EXPECT_EQ(d.runner->view()->stage, StageKind::attract);
  d.runner->send(intent::ChooseMethod{Method::card});
  EXPECT_TRUE(d.store.refreshes.empty());
}

// Stopping -----------------------------------------------------------------------------------------------------------------

TEST(RunnerStop, AnEscrowedNoteGoesBackAndTheEndWaitsForIt) {
  RunnerDesk d;
  d.ordered(Method::cash, product(1, 5000));
  d.cash.handler(NoteInEscrow{10'000}); // too much: the question is on the screen
  ASSERT_TRUE(d.runner->view()->cash.overpay);
  d.cash.now.settled = false;
  EXPECT_FALSE(d.runner->stop());
  EXPECT_EQ(d.cash.count("return"), 1U);
  EXPECT_FALSE(d.runner->stop());
  d.cash.handler(NoteReturned{10'000});
  d.cash.now.settled = true;
  d.runner->handle(event::CashChanged{d.cash.now});
  EXPECT_TRUE(d.runner->stop());
  EXPECT_EQ(d.journal.count("note_returned"), 1U);
  EXPECT_EQ(d.journal.count("order_abandoned"), 1U);
  d.runner->send(intent::Start{});
  EXPECT_FALSE(d.at<stage::Shopping>()) << "nothing new begins";
}

TEST(RunnerStop, APaymentOnItsWayIsWaitedFor) {
  RunnerDesk d;
  d.ordered(Method::card, bread);
  d.to_code();
  d.runner->send_secret(intent::SubmitCode{}, secret("111111"));
  take(d.store.verifies).reply(CardToken{"", "1234"});
  EXPECT_FALSE(d.runner->stop());
  take(d.store.pays).reply(PaidReceipt{"inv-1"});
  EXPECT_TRUE(d.runner->stop()) << "paid and written; the rest goes on after the next start";
  EXPECT_EQ(d.journal.count("card_paid"), 1U);
}

TEST(RunnerStop, ASlipThatIsBeingPrintedIsWaitedFor) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  ASSERT_EQ(d.printer.jobs.size(), 1U);
  EXPECT_FALSE(d.runner->stop());
  take(d.printer.jobs).reply(Done{});
  EXPECT_TRUE(d.runner->stop());
  EXPECT_EQ(d.journal.count("receipt_printed"), 1U);
}

TEST(RunnerStop, ADeadDiskIsNotWaitedFor) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  d.journal.broken = true;
  take(d.printer.jobs).reply(Done{});
  EXPECT_TRUE(d.runner->stop());
}

TEST(RunnerStop, AnswersThatOutliveTheRunnerAreDropped) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  auto job = take(d.printer.jobs);
  const auto rows = d.journal.rows.size();
  d.runner.reset();
  job.reply(Done{});
  d.time.pass(Millis{86'400'000});
  EXPECT_EQ(d.journal.rows.size(), rows);
  d.boot();
  EXPECT_TRUE(d.printer.torn) << "the journal has a slip without an outcome";
  EXPECT_EQ(d.journal.count("print_failed"), 1U);
}

// Personal data ------------------------------------------------------------------------------------------------------------

TEST(RunnerPersonal, R30_StandsInItsOwnTableAndNowhereElse) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  ASSERT_TRUE(d.journal.personal.contains(1));
  EXPECT_EQ(d.journal.personal.at(1).phone, "998612224567");
  for (const auto& row : d.journal.rows) {
    EXPECT_EQ(row.body.find("998612224567"), std::string::npos) << row.kind;
    EXPECT_EQ(row.body.find("Ótegenova"), std::string::npos) << row.kind;
  }
}

constexpr Millis an_hour{3'600'000}, a_day{86'400'000};

TEST(RunnerPersonal, R30_IsPurgedEachDayWhenItIsOlderThanAMonth) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  d.time.pass(30 * a_day);
  EXPECT_TRUE(d.journal.personal.contains(1));
  d.journal.broken = true; // a failure is logged, and the next day tries again
  d.time.pass(2 * a_day);
  EXPECT_TRUE(d.journal.personal.contains(1));
  d.journal.broken = false;
  d.time.pass(a_day);
  EXPECT_FALSE(d.journal.personal.contains(1));
}

/// A kiosk that was switched off for a month and a half.
TEST(RunnerPersonal, R30_IsPurgedSoonAfterALongPause) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  d.time.clock.unix_ms += 45 * a_day.count(); // switched off: no clock of the process goes on
  d.boot();
  d.time.pass(2 * an_hour);
  EXPECT_FALSE(d.journal.personal.contains(1));
}

constexpr std::int64_t ten_years_ms = 10 * 365 * a_day.count();

TEST(ClockSetAhead, R30_TakesNobodysAddressAwayBeforeItsTime) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  d.time.clock.unix_ms += ten_years_ms;
  d.time.pass(2 * a_day);
  EXPECT_TRUE(d.journal.personal.contains(1)) << "the jump stands on the staff's list";
  for (int i = 0; i < 40; ++i) { // it is not settled, and the kiosk is started each morning and each evening
    d.time.pass(Millis{a_day / 2});
    d.boot();
  }
  EXPECT_TRUE(d.journal.personal.contains(1));
  for (int i = 0; i < 24; ++i) {
    d.time.pass(Millis{a_day / 2});
    d.boot();
  }
  EXPECT_FALSE(d.journal.personal.contains(1)) << "by then the kiosk has lived through a month";
}

/// The battery died while it was switched off; some minutes after the start a time server is heard.
TEST(ClockSetAhead, R30_BetweenTwoRunsAndRightWithinTheHourItTakesNothingAway) {
  RunnerDesk d;
  d.ordered(Method::later, bread);
  d.time.clock.unix_ms += ten_years_ms;
  d.boot();
  d.time.pass(Millis{an_hour / 2});
  d.time.clock.unix_ms -= ten_years_ms;
  d.time.pass(2 * a_day);
  EXPECT_TRUE(d.journal.personal.contains(1));
  EXPECT_EQ(d.journal.count("clock_jumped"), 1U);
}

/// Data that were saved while the clock was ahead do not stay for ten years.
TEST(ClockSetAhead, R30_KeepsNothingUntilThatYear) {
  RunnerDesk d;
  d.time.clock.unix_ms += ten_years_ms;
  d.ordered(Method::later, bread);
  d.time.clock.unix_ms -= ten_years_ms;
  for (int i = 0; i < 62; ++i) {
    d.time.pass(Millis{a_day / 2});
    d.boot();
  }
  EXPECT_FALSE(d.journal.personal.contains(1));
}

TEST(RunnerPersonal, R30_WhoAReceiptIsAboutIsNeededUntilItIsRegistered) {
  SaleEntry paid;
  paid.intent.method = Method::card;
  paid.intent.registrar = Registrar::module;
  paid.order = OrderState::created;
  EXPECT_FALSE(needs_receiver(paid));
  for (const auto state : {PayState::intended, PayState::unknown, PayState::paid}) {
    paid.card = state;
    EXPECT_TRUE(needs_receiver(paid)) << "the module wants the payer's phone";
  }
  paid.fiscal.state = RegistrationState::registered;
  EXPECT_FALSE(needs_receiver(paid));
  paid.fiscal.state = RegistrationState::refused;
  EXPECT_TRUE(needs_receiver(paid));
  paid.resolved.insert("fiscal");
  EXPECT_FALSE(needs_receiver(paid));

  auto asked = paid; // staff know what became of its payment: the kiosk asks no more
  asked.resolved = {"payment"};
  asked.card = PayState::unknown;
  EXPECT_FALSE(needs_receiver(asked));
}

/// Name and phone are part of what registering and finding the order need: without them on disk the order does not leave.
TEST(RunnerPersonal, NoOrderLeavesWhenItsPersonalDataIsNotOnDisk) {
  RunnerDesk d;
  d.journal.personal_broken = true;
  d.to_payment(bread);
  d.runner->send(intent::ChooseMethod{Method::later});
  d.prices_stand(bread);
  EXPECT_TRUE(d.store.orders.empty());
  EXPECT_TRUE(d.runner->view()->out_of_service);
  EXPECT_EQ(d.runner->view()->stop, StopKind::journal_write);
  EXPECT_EQ(d.journal.rows.back().kind, "order_intent"); // the next start asks the store about it, as after any crash
}

} // namespace
