// The session and the strict validator together, in virtual time: a day in the life. After each story the
// validator must have nothing to complain about.
#include "tests/devices/cash/machine.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::ccnet::State;
using engine::Health;
using test::Machine;
using testing::ElementsAre;
using testing::IsEmpty;

class CcnetMachine : public testing::Test, public Machine {
protected:
  void TearDown() override { EXPECT_THAT(model.truth().violations, IsEmpty()); }
  /// A note up to its escrow.
  void offer(std::int64_t denomination) {
    ASSERT_TRUE(model.insert(now, denomination));
    ASSERT_TRUE(until_event(fmt::format("escrow {}", denomination)));
  }
};

TEST_F(CcnetMachine, StartsUp) {
  EXPECT_EQ(session.status().health, Health::absent);
  plug();
  EXPECT_EQ(session.status().health, Health::connecting);
  ASSERT_TRUE(run_until([&] { return session.status().health == Health::ok; }, 10s));
  EXPECT_THAT(events, ElementsAre("power-up", "ready 0"));
  EXPECT_EQ(session.status().denominations, all);
  EXPECT_EQ(session.status().identification, "SM-UZ1427 21K500012345");
  EXPECT_FALSE(session.status().accepting);
  EXPECT_TRUE(session.status().settled);
  run(5s);
  EXPECT_EQ(model.enabled(), 0U) << "nothing is taken before it is asked for";
}

TEST_F(CcnetMachine, EnablesExactlyTheAskedDenominations) {
  plug();
  session.enable({1000, 200000, 777});
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }));
  EXPECT_EQ(model.enabled(), 0b10000001U);
  session.enable({5000});
  ASSERT_TRUE(run_until([&] { return model.enabled() == 0b100U; }, 2s));
  session.disable();
  ASSERT_TRUE(run_until([&] { return model.enabled() == 0; }, 2s));
  ASSERT_TRUE(run_until([&] { return !session.status().accepting; }, 2s));
}

TEST_F(CcnetMachine, StacksANote) {
  start();
  offer(5000);
  EXPECT_FALSE(session.status().settled);
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
  run(5s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
  EXPECT_EQ(stacked(), 5000);
  EXPECT_TRUE(session.status().settled);
  EXPECT_TRUE(session.status().accepting);
}

TEST_F(CcnetMachine, StacksFromInsideTheHandler) {
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) session.stack();
  };
  start();
  for (const auto denomination : all) {
    ASSERT_TRUE(until(State::idling));
    ASSERT_TRUE(model.insert(now, denomination));
    ASSERT_TRUE(until_event(fmt::format("stacked {}", denomination)));
  }
  EXPECT_EQ(stacked(), 388000);
  EXPECT_EQ(events.size(), 16U);
}

TEST_F(CcnetMachine, TwoEqualNotesAreTwoNotes) {
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) session.stack();
  };
  start();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(until(State::idling));
    ASSERT_TRUE(model.insert(now, 1000));
    run(8s);
  }
  EXPECT_THAT(events, ElementsAre("escrow 1000", "stacked 1000", "escrow 1000", "stacked 1000"));
}

TEST_F(CcnetMachine, ReturnsANote) {
  start();
  offer(5000);
  session.return_note();
  ASSERT_TRUE(until_event("returned 5000"));
  run(5s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000"));
  EXPECT_EQ(stacked(), 0);
  EXPECT_EQ(model.truth().returned.size(), 1U);
  EXPECT_TRUE(session.status().settled);
}

TEST_F(CcnetMachine, AnUndecidedNoteComesBackByItself) {
  start();
  offer(5000);
  run(20s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000"));
}

TEST_F(CcnetMachine, HoldKeepsTheNoteAsLongAsItIsSaid) {
  start();
  offer(5000);
  for (int i = 0; i < 10; ++i) {
    session.hold();
    run(5s);
    ASSERT_TRUE(is(State::holding)) << i;
  }
  EXPECT_THAT(events, ElementsAre("escrow 5000"));
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
}

TEST_F(CcnetMachine, HoldThenNothingGivesItBack) {
  start();
  offer(5000);
  session.hold();
  run(20s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000"));
}

TEST_F(CcnetMachine, DisableReturnsTheNoteInEscrowFirst) {
  start();
  offer(5000);
  session.disable();
  EXPECT_FALSE(session.status().settled);
  ASSERT_TRUE(run_until([&] { return session.status().settled; }));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000"));
  EXPECT_EQ(model.enabled(), 0U);
  EXPECT_FALSE(session.status().accepting);
}

TEST_F(CcnetMachine, DisableReturnsANoteThatComesToTheEscrowAfterIt) {
  start();
  ASSERT_TRUE(model.insert(now, 5000));
  ASSERT_TRUE(run_until([&] { return is(State::accepting) && !session.status().settled; }));
  session.disable();
  ASSERT_TRUE(run_until([&] { return session.status().settled; }));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000"));
  run(3s);
  EXPECT_EQ(model.enabled(), 0U);
}

TEST_F(CcnetMachine, DisableLetsADecidedNoteGoIn) {
  start();
  offer(5000);
  session.stack();
  session.disable();
  ASSERT_TRUE(run_until([&] { return session.status().settled; }));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
  run(3s);
  EXPECT_EQ(model.enabled(), 0U);
}

TEST_F(CcnetMachine, SettledIsFalseUntilTheMasksAreReallyGone) {
  start();
  EXPECT_TRUE(session.status().settled);
  session.disable();
  EXPECT_FALSE(session.status().settled) << "a note may still come in";
  ASSERT_TRUE(run_until([&] { return session.status().settled; }, 2s));
  EXPECT_EQ(model.enabled(), 0U);
}

TEST_F(CcnetMachine, RejectionsAreToldOnceWithTheirReason) {
  start();
  model.reject_next(0x65);
  ASSERT_TRUE(model.insert(now, 5000));
  run(5s);
  session.enable({1000});
  run(1s);
  ASSERT_TRUE(model.insert(now, 5000)); // not of the asked ones
  run(5s);
  EXPECT_THAT(events, ElementsAre("rejected 65", "rejected 68"));
  EXPECT_TRUE(session.status().settled);
}

TEST_F(CcnetMachine, CheatingIsTold) {
  start();
  ASSERT_TRUE(model.cheat(now));
  run(3s);
  EXPECT_THAT(events, ElementsAre("cheated"));
}

TEST_F(CcnetMachine, ANotePulledOutOfTheEscrowIsNoCredit) {
  start();
  offer(5000);
  ASSERT_TRUE(model.pull_back(now));
  // No outcome will ever come: the session starts the validator afresh, and "ready" makes the open note
  // unknown.
  ASSERT_TRUE(until_event("ready 0"));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "cheated", "ready 0"));
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }));
}

TEST_F(CcnetMachine, ASecondNotePausesTheValidator) {
  start();
  offer(5000);
  ASSERT_TRUE(model.second_note(now));
  ASSERT_TRUE(run_until([&] { return session.status().health == Health::warning; }, 2s));
  ASSERT_TRUE(model.take_second_back(now));
  run(1s);
  EXPECT_EQ(session.status().health, Health::ok);
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000")) << "still the same note";
}

TEST_F(CcnetMachine, APauseThatNobodyEndsThrowsTheNotesOut) {
  start();
  offer(5000);
  ASSERT_TRUE(model.second_note(now));
  ASSERT_TRUE(until_event("ready 0"));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "rejected 62", "ready 0"));
  EXPECT_EQ(stacked(), 0);
}

TEST_F(CcnetMachine, CassetteOutAndIn) {
  start();
  ASSERT_TRUE(model.cassette_out(now));
  ASSERT_TRUE(until_event("cassette out"));
  run(3s);
  EXPECT_EQ(count("cassette out"), 1);
  EXPECT_TRUE(session.status().cassette_out);
  EXPECT_FALSE(session.status().can_accept());
  EXPECT_FALSE(session.status().accepting);
  ASSERT_TRUE(model.cassette_in(now));
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }));
  EXPECT_THAT(events, ElementsAre("cassette out", "cassette in", "ready 0"));
  EXPECT_EQ(model.enabled(), 0xFFU) << "the masks are set again";
}

TEST_F(CcnetMachine, AFullCassette) {
  start();
  ASSERT_TRUE(model.full(now));
  ASSERT_TRUE(run_until([&] { return session.status().cassette_full; }, 3s));
  EXPECT_EQ(session.status().health, Health::failed);
  ASSERT_TRUE(model.cassette_out(now));
  ASSERT_TRUE(until_event("cassette out"));
  EXPECT_FALSE(session.status().cassette_full);
  ASSERT_TRUE(model.cassette_in(now));
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }));
}

TEST_F(CcnetMachine, AJamIsReportedAndLeftByReset) {
  start();
  ASSERT_TRUE(model.jam(now, false));
  ASSERT_TRUE(run_until([&] { return session.status().jammed; }, 3s));
  EXPECT_EQ(session.status().health, Health::failed);
  run(60s);
  EXPECT_TRUE(session.status().jammed);
  ASSERT_TRUE(model.unjam(now));
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }, 40s));
}

TEST_F(CcnetMachine, ANoteJammedWhileStackingHasNoOutcomeAndReadySaysSo) {
  start();
  offer(5000);
  session.stack();
  ASSERT_TRUE(until(State::stacking));
  ASSERT_TRUE(model.jam(now, true));
  run(5s);
  EXPECT_FALSE(session.status().settled);
  ASSERT_TRUE(model.unjam(now));
  ASSERT_TRUE(until_event("ready 0"));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "ready 0"));
  EXPECT_TRUE(session.status().settled);
}

TEST_F(CcnetMachine, AHardwareFailureIsNamedAndLeftWhenMended) {
  start();
  ASSERT_TRUE(model.fail(now, 0x50));
  ASSERT_TRUE(run_until([&] { return session.status().health == Health::failed; }, 3s));
  EXPECT_EQ(session.status().detail, "failure: stack motor");
  ASSERT_TRUE(model.mend(now));
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }, 40s));
}

TEST_F(CcnetMachine, BusyIsNotDisturbed) {
  start();
  model.be_busy(now, 20s);
  run(1s);
  const auto polls = model.truth().polls;
  run(15s);
  EXPECT_EQ(model.truth().polls, polls);
  EXPECT_EQ(session.status().health, Health::ok);
  run(10s);
  ASSERT_TRUE(session.status().accepting);
  EXPECT_THAT(events, IsEmpty());
}

TEST_F(CcnetMachine, PollsEvery200MsWhenEnabledAnd800MsWhenNot) {
  start();
  auto polls = model.truth().polls;
  run(10s);
  EXPECT_NEAR(static_cast<double>(model.truth().polls - polls), 50, 1);
  session.disable();
  run(2s);
  polls = model.truth().polls;
  run(8s);
  EXPECT_NEAR(static_cast<double>(model.truth().polls - polls), 10, 1);
}

TEST_F(CcnetMachine, BothCountryCodesAndNoOther) {
  Machine other("UZS");
  other.start();
  EXPECT_TRUE(other.session.status().accepting);
  Machine foreign("UKR");
  foreign.plug();
  foreign.session.enable(all);
  foreign.run(10s);
  EXPECT_EQ(foreign.session.status().health, Health::failed);
  EXPECT_NE(foreign.session.status().detail.find("UKR"), std::string::npos);
  EXPECT_EQ(foreign.model.enabled(), 0U);
}

TEST_F(CcnetMachine, AnEnableBeforeTheStartIsKept) {
  session.enable({1000});
  plug();
  ASSERT_TRUE(run_until([&] { return model.enabled() == 1; }));
}

TEST_F(CcnetMachine, OldFirmwareWithoutACounterIsFine) {
  model.without_counter(true);
  plug();
  ASSERT_TRUE(run_until([&] { return session.status().health == Health::ok; }, 20s));
  EXPECT_THAT(events, ElementsAre("power-up", "ready"));
}

} // namespace
