// Banknotes: every note ends once, as stacked, returned, unknown or orphan. The credit is the sum of the stacked notes.
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

struct CashTaking : ::testing::Test {
  Desk d;
  void SetUp() override { d.ordered(Method::cash, {product(8, 42'000)}); }
};

TEST_F(CashTaking, R16_OverpayIsAskedInEscrowAndBecomesAVoucher) {
  d.cash(NoteInEscrow{50'000});
  ASSERT_TRUE(d.view().cash.overpay);
  EXPECT_EQ(d.view().cash.overpay->voucher, Money::som(8'000));
  EXPECT_TRUE(d.effect<effect::HoldNote>());
  EXPECT_FALSE(d.effect<effect::StackNote>());
  d.fire(TimerKind::hold_note);
  EXPECT_TRUE(d.effect<effect::HoldNote>());
  d.ask(intent::AcceptOverpay{});
  ASSERT_TRUE(d.effect<effect::StackNote>());
  d.cash(NoteStacked{50'000, false});
  const auto vouchers = d.written<record::VoucherIssued>();
  ASSERT_EQ(vouchers.size(), 1u);
  EXPECT_EQ(vouchers[0].amount, Money::som(8'000));
  d.registered();
  const auto sale = d.written<record::FiscalIntent>().at(0).receipt;
  EXPECT_EQ(sale.received_cash, Money::som(42'000));
  EXPECT_EQ(sale.change, Money::som(8'000));
  d.printed();
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::voucher);
  d.printed();
  EXPECT_TRUE(d.view().done.voucher->printed);
}

TEST_F(CashTaking, R16_UnansweredGoesBackAfterTwentySeconds) {
  const auto began = d.ctx.now;
  d.cash(NoteInEscrow{50'000});
  d.fire(TimerKind::overpay);
  EXPECT_EQ(d.ctx.now - began, Millis{20'000});
  EXPECT_TRUE(d.effect<effect::ReturnNote>());
  d.cash(NoteReturned{50'000});
  EXPECT_EQ(d.view().cash.inserted, Money{});
  EXPECT_EQ(d.view().cash.message, CashMessage::note_returned);
}

TEST_F(CashTaking, ReturnedNoteIsNotCredited) {
  d.cash(NoteInEscrow{50'000}).ask(intent::ReturnNote{}).cash(NoteReturned{50'000});
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money{});
  EXPECT_TRUE(d.written<record::NoteStacked>().empty());
}

/// The cassette is collected while a note has no outcome yet. The note is on the next act.
TEST_F(CashTaking, ANoteToldAfterTheCollectionIsOnTheNextAct) {
  d.cash(NoteInEscrow{20'000}).restart();
  auto dead = d.state.facts.cash;
  dead.health = Health::failed;
  d.on(event::CashChanged{dead}).staff_in("collector");
  d.ask(intent::StaffEncash{"S-1"});
  d.cash(NoteStacked{20'000, true}).ask(intent::StaffEncash{"S-2"});
  const auto acts = d.written<record::Encashment>();
  ASSERT_EQ(acts.size(), 2u);
  EXPECT_EQ(acts[0].amount, Money{});
  EXPECT_EQ(acts[1].amount, Money::som(20'000));
}

/// A restart with the cassette out: the validator says "stacked", and no bill table can be read.
TEST_F(CashTaking, AStackedNoteOfUnreadableTypeIsTheOneInside) {
  d.cash(NoteInEscrow{20'000});
  ASSERT_TRUE(d.effect<effect::StackNote>());
  d.restart();
  d.cash(NoteStacked{0, true});
  EXPECT_TRUE(d.written<record::NoteUnknown>().empty());
  EXPECT_TRUE(d.written<record::NoteOrphan>().empty());
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
  d.cash(NoteStacked{0, true}); // told again, because the acknowledgement was lost
  EXPECT_TRUE(d.records.empty());
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
}

TEST_F(CashTaking, AStackedNoteThatIsToldAgainIsCountedOnce) {
  d.note(20'000);
  d.cash(NoteStacked{20'000, false});
  EXPECT_TRUE(d.records.empty());
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
  d.restart();
  d.cash(NoteStacked{20'000, true});
  EXPECT_TRUE(d.written<record::NoteOrphan>().empty()) << "the journal knows this note";
}

TEST_F(CashTaking, AStackedNoteThatNobodyEscrowedIsAnOrphan) {
  d.note(20'000);
  d.cash(NoteStacked{50'000, true});
  EXPECT_EQ(d.written<record::NoteOrphan>().size(), 1u);
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
}

TEST_F(CashTaking, AnUnreadableTypeIsJournaledAndGivenBack) {
  d.cash(NoteInEscrow{0});
  EXPECT_EQ(d.written<record::NoteEscrowed>().size(), 1u);
  EXPECT_TRUE(d.effect<effect::ReturnNote>());
}

TEST_F(CashTaking, R17_WalkingOffBecomesAClaim) {
  d.note(20'000);
  d.fire(TimerKind::abandon);
  EXPECT_TRUE(d.effect<effect::DisableCash>());
  const auto claims = d.written<record::ClaimIssued>();
  ASSERT_EQ(claims.size(), 1u);
  EXPECT_EQ(claims[0].amount, Money::som(20'000));
  EXPECT_EQ(d.view().failed.kind, FailureKind::cash_claim);
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::claim);
  d.printed().fire(TimerKind::close_screen);
  EXPECT_TRUE(d.at<stage::Attract>());
  EXPECT_EQ(d.written<record::OrderAbandoned>().size(), 1u);
}

TEST_F(CashTaking, LeavingWaitsForTheNoteThatMoves) {
  d.cash(NoteInEscrow{20'000}); // told to stack
  d.ask(intent::Cancel{});
  EXPECT_EQ(d.state.question, QuestionKind::leave_part_paid);
  d.ask(intent::Answer{true});
  EXPECT_TRUE(d.written<record::ClaimIssued>().empty()) << "the note may still be stacked";
  d.cash(NoteStacked{20'000, false});
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  EXPECT_EQ(d.written<record::ClaimIssued>()[0].amount, Money::som(20'000));
}

/// The validator swallowed the only note, restarted and reports no note. The customer is told, on screen and paper.
TEST_F(CashTaking, NobodyLeavesUntoldOfANoteThatIsUnknown) {
  d.lost_note(20'000);
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1U);
  EXPECT_EQ(d.view().cash.message, CashMessage::note_unknown);
  auto cash = d.state.facts.cash;
  cash.health = Health::connecting;
  d.on(event::CashChanged{cash});
  d.state.facts.cash.health = Health::failed;
  auto* at = std::get_if<stage::Cash>(&d.state.stage);
  at->message = CashMessage::note_unknown;
  cash.health = Health::ok;
  d.on(event::CashChanged{cash});
  EXPECT_EQ(d.view().cash.message, CashMessage::note_unknown) << "that it takes notes again does not find this one";
  d.ask(intent::Cancel{}).ask(intent::Answer{false});
  EXPECT_EQ(d.written<record::OrderAbandoned>().size(), 1U);
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::note_unknown);
  EXPECT_EQ(d.view().failed.at_stake, Money::som(20'000));
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::pending);
  d.printed().ask(intent::Finish{});
  EXPECT_TRUE(d.at<stage::Attract>());
}

/// The validator reports the note while the screen still says that nobody knows where it is.
TEST_F(CashTaking, TheLastScreenFollowsANoteThatIsFound) {
  d.lost_note(20'000);
  d.ask(intent::Cancel{}).ask(intent::Answer{false});
  ASSERT_EQ(d.view().failed.kind, FailureKind::note_unknown);
  EXPECT_EQ(d.view().failed.unknown_note, Money::som(20'000));
  d.cash(NoteStacked{20'000, true});
  ASSERT_EQ(d.written<record::NoteOrphan>().size(), 1U);
  EXPECT_EQ(d.view().failed.unknown_note, Money{});
  EXPECT_EQ(d.view().failed.kept_note, Money::som(20'000));
  EXPECT_EQ(d.view().failed.at_stake, Money::som(20'000));
}

/// The validator reports the note while the customer still stands at the slot. Staff have to give the note back, and the customer is told of it too.
TEST_F(CashTaking, NobodyLeavesUntoldOfANoteThatWasToldTooLate) {
  d.lost_note(20'000).cash(NoteStacked{20'000, true});
  ASSERT_EQ(d.written<record::NoteOrphan>().size(), 1U);
  ASSERT_TRUE(d.at<stage::Cash>());
  d.ask(intent::Cancel{}).ask(intent::Answer{false});
  ASSERT_TRUE(d.at<stage::Failed>());
  EXPECT_EQ(d.view().failed.kind, FailureKind::note_unknown);
  EXPECT_EQ(d.view().failed.kept_note, Money::som(20'000));
  EXPECT_EQ(d.view().failed.unknown_note, Money{});
  EXPECT_EQ(d.view().failed.at_stake, Money::som(20'000));
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::pending);
}

/// The customer paid with other notes, or keeps the order. A slip about the lost note follows the receipt, the voucher or the order's slip.
TEST_F(CashTaking, WhoeverPaysAfterALostNoteGetsThatOnPaperToo) {
  d.lost_note(20'000).note(20'000).cash(NoteInEscrow{50'000}).ask(intent::AcceptOverpay{}).cash(NoteStacked{50'000, false}).registered();
  std::vector<SlipKind> slips;
  for (const auto* slip = d.effect<effect::PrintSlip>(); slip; slip = d.effect<effect::PrintSlip>()) {
    slips.push_back(slip->slip);
    d.printed();
  }
  EXPECT_EQ(slips, (std::vector{SlipKind::receipt, SlipKind::voucher, SlipKind::pending}));
  EXPECT_TRUE(d.at<stage::Done>());
  EXPECT_TRUE(d.state.ledger.open_prints.empty());
}

TEST_F(CashTaking, WhoeverKeepsTheOrderAfterALostNoteGetsThatOnPaperToo) {
  d.lost_note(20'000).ask(intent::Cancel{}).ask(intent::Answer{true});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::later);
  d.printed();
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::pending);
  d.printed();
  EXPECT_FALSE(d.effect<effect::PrintSlip>());
  EXPECT_TRUE(d.at<stage::Done>());
}

/// The customer's screen and slip do not change when staff settle the note; the staff's list does.
TEST_F(CashTaking, ANoteThatStaffSettleIsStillTheCustomersToHearOf) {
  const auto sale = d.at<stage::Cash>()->sale;
  d.lost_note(20'000);
  const auto note = d.state.ledger.last_note;
  ASSERT_EQ(lost_notes(d.state.ledger, sale).unknown, Money::som(20'000));
  apply(d.state.ledger, record::NoteSettled{note, 20'000, Money::som(20'000), "Aysha", "given back"}, d.ctx.wall.unix_ms);
  EXPECT_EQ(lost_notes(d.state.ledger, sale).unknown, Money::som(20'000));
  EXPECT_EQ(lost_notes(d.state.ledger, sale).kept, Money{});
  EXPECT_TRUE(
      std::ranges::none_of(open_items(d.state.ledger, 0), [](const auto& item) { return item.kind == OpenItem::Kind::unknown_note; }));
}

/// takes_no_notes() lists the messages that end the taking of notes: only then the screen asks for no note, and a customer who stops may pay another way.
TEST_F(CashTaking, WhileTheMachineTakesNothingWhoeverStopsMayPayAnotherWay) {
  for (const auto message : {CashMessage::acceptor_failed, CashMessage::jammed, CashMessage::cassette_out, CashMessage::no_paper,
                             CashMessage::no_printer, CashMessage::no_module, CashMessage::none, CashMessage::note_returned,
                             CashMessage::note_rejected, CashMessage::too_large, CashMessage::take_second_note}) {
    Desk other;
    other.ordered(Method::cash, {product(1, 75'000)});
    std::get<stage::Cash>(other.state.stage).message = message;
    other.ask(intent::Cancel{}).ask(intent::Answer{false});
    const bool other_way = std::holds_alternative<stage::Payment>(other.state.stage);
    EXPECT_EQ(other_way, takes_no_notes(message)) << boost::describe::enum_to_string(message, "?");
  }
  EXPECT_FALSE(takes_no_notes(CashMessage::note_unknown)) << "it takes notes again, but this one is not found";
}

TEST_F(CashTaking, AClaimSaysWhichNoteIsNotInIt) {
  d.note(5'000).lost_note(20'000);
  d.ask(intent::Cancel{}).ask(intent::Answer{true});
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1U);
  EXPECT_EQ(d.view().failed.at_stake, Money::som(5'000));
  EXPECT_EQ(d.view().failed.unknown_note, Money::som(20'000));
}

/// The note was given up, another note was stacked, then the validator reports the first. The list has two entries; the later one names the sale.
TEST_F(CashTaking, ANoteThatWasToldOfAfterOthersPointsToTheSaleThatMissesOne) {
  const auto sale = d.at<stage::Cash>()->sale;
  d.lost_note(20'000).note(5'000);
  d.cash(ValidatorPowerUp{}).cash(NoteStacked{20'000, true}).cash(ValidatorReady{});
  const auto orphan = [this] {
    const auto items = open_items(d.state.ledger, 0);
    const auto it = std::ranges::find_if(items, [](const auto& item) { return item.kind == OpenItem::Kind::orphan_note; });
    return it == items.end() ? OpenItem{} : *it;
  };
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1U);
  EXPECT_EQ(orphan().amount, Money::som(20'000));
  EXPECT_EQ(orphan().said, fmt::format("{}", sale));
  d.lost_note(20'000);
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 2U);
  EXPECT_EQ(orphan().said, fmt::format("{}", sale)) << "what is lost later was not told of before";
}

TEST_F(CashTaking, ANoteThatTwoSalesMissIsNobodysByName) {
  d.lost_note(20'000).ask(intent::Cancel{}).ask(intent::Answer{false}).printed().ask(intent::Finish{});
  d.ordered(Method::cash, {product(8, 42'000)})
      .lost_note(20'000)
      .note(5'000)
      .cash(ValidatorPowerUp{})
      .cash(NoteStacked{20'000, true})
      .cash(ValidatorReady{});
  ASSERT_EQ(d.written<record::NoteUnknown>().size(), 2U);
  const auto items = open_items(d.state.ledger, 0);
  const auto it = std::ranges::find_if(items, [](const auto& item) { return item.kind == OpenItem::Kind::orphan_note; });
  ASSERT_NE(it, items.end());
  EXPECT_EQ(it->said, "");
}

/// "Our staff will come" stands on the screen.
TEST_F(CashTaking, StaffAreToldWhenTheValidatorStopsInFrontOfACustomer) {
  auto cash = d.state.facts.cash;
  cash.health = Health::failed;
  cash.jammed = true;
  d.on(event::CashChanged{cash});
  EXPECT_EQ(d.view().cash.message, CashMessage::jammed);
  EXPECT_TRUE(d.effect<effect::AlarmStaff>());
}

TEST_F(CashTaking, R12_NothingPaidMayKeepTheOrder) {
  d.ask(intent::Cancel{});
  EXPECT_EQ(d.state.question, QuestionKind::keep_for_later);
  d.ask(intent::Answer{true});
  EXPECT_EQ(d.written<record::OrderKept>().size(), 1u);
  EXPECT_TRUE(d.written<record::OrderAbandoned>().empty());
  EXPECT_EQ(d.view().done.method, Method::later) << "while the slip is printed, too, nobody says that it was paid";
  d.printed();
  ASSERT_TRUE(d.at<stage::Done>());
  EXPECT_EQ(d.view().done.method, Method::later) << "\"Paid, in cash\" would be untrue";
}

/// "Press Stop to pay another way" stands on the screen: the basket is still there.
TEST_F(CashTaking, R12_WhoStopsBecauseNoNotesAreTakenMayPayAnotherWay) {
  auto printer = d.state.facts.printer;
  printer.paper_out = true;
  d.on(event::PrinterChanged{printer});
  ASSERT_EQ(d.view().cash.message, CashMessage::no_paper);
  d.ask(intent::Cancel{}).ask(intent::Answer{false});
  ASSERT_TRUE(d.at<stage::Payment>());
  EXPECT_EQ(d.written<record::OrderAbandoned>().size(), 1u);
  EXPECT_FALSE(d.state.visitor.cart.empty());
  d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created("78");
  EXPECT_TRUE(d.at<stage::CardEntry>());
}

TEST_F(CashTaking, R12_NothingPaidAndNotKeptIsAbandoned) {
  d.ask(intent::Cancel{}).ask(intent::Answer{false});
  EXPECT_TRUE(d.at<stage::Attract>());
  EXPECT_EQ(d.written<record::OrderAbandoned>().size(), 1u);
}

TEST_F(CashTaking, PowerCutBetweenStackAndItsEventRecovers) {
  d.cash(NoteInEscrow{20'000});
  d.restart();
  d.state.background.validator_ready = false;
  d.fire(TimerKind::background);
  EXPECT_TRUE(d.written<record::ClaimIssued>().empty()) << "not before the validator told its recovery";
  d.cash(ValidatorPowerUp{ValidatorPowerUp::Note::in_stacker});
  d.cash(NoteStacked{20'000, true});
  d.cash(ValidatorReady{});
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
  d.pass(Millis{10'000}).fire(TimerKind::background);
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  EXPECT_EQ(d.written<record::ClaimIssued>()[0].amount, Money::som(20'000));
}

TEST_F(CashTaking, StackIntentWithoutAnyNewsIsUnknownAfterPowerUp) {
  d.cash(NoteInEscrow{20'000});
  d.cash(ValidatorPowerUp{ValidatorPowerUp::Note::none}).cash(ValidatorReady{});
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1u);
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money{});
}

TEST_F(CashTaking, NoteInTheValidatorAfterPowerUpCameBack) {
  d.cash(NoteInEscrow{20'000});
  d.cash(ValidatorPowerUp{ValidatorPowerUp::Note::in_validator}).cash(ValidatorReady{});
  EXPECT_EQ(d.written<record::NoteReturned>().size(), 1u);
  EXPECT_TRUE(d.written<record::NoteUnknown>().empty());
}

/// A late STACK took in another note of the same value that was never reported in escrow. Only staff can say whose money it
/// is. A report that comes again without a movement is about the last note, which is counted once.
TEST_F(CashTaking, ANoteSeenMovingIsNotTheLastOneToldAgain) {
  d.cash(NoteInEscrow{20'000}).cash(NoteStacked{20'000, false, true}).cash(NoteStacked{20'000, true});
  EXPECT_TRUE(d.written<record::NoteOrphan>().empty());
  d.cash(NoteStacked{20'000, true, true});
  ASSERT_EQ(d.written<record::NoteOrphan>().size(), 1U);
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money::som(20'000));
  EXPECT_TRUE(
      std::ranges::any_of(open_items(d.state.ledger, 0), [](const auto& item) { return item.kind == OpenItem::Kind::orphan_note; }));
}

/// A jammed note is taken out by hand, after STACK as well as after RETURN.
struct JammedNote : CashTaking {
  void jam() {
    auto status = d.state.facts.cash;
    status.jammed = true;
    d.on(event::CashChanged{status});
    status.jammed = false;
    d.on(event::CashChanged{status}).cash(ValidatorReady{});
  }
  void expect_unknown() {
    EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1U);
    EXPECT_TRUE(d.written<record::NoteReturned>().empty());
    EXPECT_TRUE(
        std::ranges::any_of(open_items(d.state.ledger, 0), [](const auto& item) { return item.kind == OpenItem::Kind::unknown_note; }));
    EXPECT_EQ(d.state.ledger.sale(1).inserted, Money{});
    EXPECT_FALSE(d.state.background.note_jammed) << "the next note is another one";
  }
};

TEST_F(JammedNote, ToldToStackIsUnknownUntilStaffSay) {
  d.cash(NoteInEscrow{20'000}).cash(ValidatorPowerUp{ValidatorPowerUp::Note::in_validator});
  jam();
  expect_unknown();
}

TEST_F(JammedNote, ToldToComeBackIsUnknownUntilStaffSay) {
  d.cash(NoteInEscrow{50'000}).ask(intent::ReturnNote{});
  ASSERT_NE(d.state.ledger.open_note()->state, NoteState::stack_intended);
  jam();
  expect_unknown();
}

/// A note that comes back after a jam is recorded as usual.
TEST_F(CashTaking, ANoteThatCameOutOfAJamCameBack) {
  d.cash(NoteInEscrow{20'000});
  auto status = d.state.facts.cash;
  status.jammed = true;
  d.on(event::CashChanged{status}).cash(NoteReturned{20'000});
  EXPECT_EQ(d.written<record::NoteReturned>().size(), 1U);
  status.jammed = false; // the jam ends by itself, without a start of the validator
  d.on(event::CashChanged{status}).cash(NoteInEscrow{10'000});
  EXPECT_FALSE(d.state.background.note_jammed) << "the next note is another one";
  d.cash(NoteStacked{10'000, false}).cash(ValidatorReady{});
  EXPECT_TRUE(d.written<record::NoteUnknown>().empty());
}

TEST_F(CashTaking, AnotherDenominationThanOpenIsUnknownAndOrphan) {
  d.cash(NoteInEscrow{20'000}).cash(NoteStacked{10'000, false});
  EXPECT_EQ(d.written<record::NoteUnknown>().size(), 1u);
  EXPECT_EQ(d.written<record::NoteOrphan>().size(), 1u);
  EXPECT_EQ(d.state.ledger.sale(1).inserted, Money{});
}

TEST(CashNobody, NoteWithoutASaleGoesBack) {
  Desk d;
  d.cash(NoteInEscrow{5'000});
  EXPECT_TRUE(d.effect<effect::ReturnNote>());
  d.cash(NoteReturned{5'000});
  EXPECT_TRUE(open_items(d.state.ledger, 0).empty());
}

TEST(R16_Exact, LargerNotesAreMaskedAndReturned) {
  Desk d;
  d.policy.overpay = Overpay::exact;
  d.ordered(Method::cash, {product(8, 42'000)});
  const auto enabled = d.effect<effect::EnableCash>();
  ASSERT_TRUE(enabled);
  EXPECT_EQ(enabled->denominations, (std::vector<std::int64_t>{1000, 2000, 5000, 10000, 20000}));
  d.cash(NoteInEscrow{50'000});
  EXPECT_TRUE(d.effect<effect::ReturnNote>());
  d.cash(NoteReturned{50'000}).note(20'000).note(20'000);
  ASSERT_TRUE(d.effect<effect::EnableCash>());
  EXPECT_EQ(d.effect<effect::EnableCash>()->denominations, (std::vector<std::int64_t>{1000, 2000}));
}

TEST(R18_Payout, SettledOnceAgainstItsNumber) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).fire(TimerKind::abandon).printed().ask(intent::Finish{}).staff_in("attendant");
  const auto number = d.written<record::ClaimIssued>().at(0).number;
  const auto settle = intent::StaffSettle{"payout:" + number, number, "paid at the desk"};
  auto wrong = settle;
  wrong.check_number = "C-00001-0x";
  d.ask(wrong);
  EXPECT_TRUE(d.written<record::ClaimSettled>().empty());
  d.ask(settle);
  EXPECT_EQ(d.written<record::ClaimSettled>().size(), 1u);
  d.ask(settle);
  EXPECT_TRUE(d.refused);
  EXPECT_EQ(d.written<record::ClaimSettled>().size(), 1u);
}

} // namespace
} // namespace engine::test
