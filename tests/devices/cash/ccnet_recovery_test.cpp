// What must never go wrong: a note credited twice or not at all. Power cuts, lost bytes, dead lines and dead
// kiosks at every moment, against a validator that keeps the truth.
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

class CcnetRecovery : public testing::Test, public Machine {
protected:
  void TearDown() override {
    EXPECT_THAT(model.truth().violations, IsEmpty());
    EXPECT_EQ(model.truth().events_lost, 0U);
  }
  void offer(std::int64_t denomination) {
    ASSERT_TRUE(model.insert(now, denomination));
    ASSERT_TRUE(until_event(fmt::format("escrow {}", denomination)));
  }
  void cut_power_for(engine::Millis time) {
    ASSERT_TRUE(model.power_cut(now));
    run(time);
    ASSERT_TRUE(model.power_on(now));
  }
  bool accepting_again() {
    return run_until([&] { return !events.empty() && events.back().starts_with("ready") && current->status().accepting; });
  }
};

// --- the table of devices/cash/PROTOCOL.md section 5, row by row: what the session tells, from which the journal decides ---

TEST_F(CcnetRecovery, PowerCutInEscrow) { // 11 then 19: returned, no credit
  start();
  offer(5000);
  cut_power_for(1s);
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("escrow 5000", "power-up 11", "ready 0"));
  EXPECT_EQ(stacked(), 0);
}

TEST_F(CcnetRecovery, PowerCutWhileStacking) { // 12 .. 81 of the same type: credited once, recovered
  start();
  offer(5000);
  session.stack();
  ASSERT_TRUE(until(State::stacking));
  run(300ms);
  cut_power_for(1s);
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("escrow 5000", "power-up 12", "stacked 5000 recovered", "ready 1"));
  EXPECT_EQ(stacked(), 5000);
}

TEST_F(CcnetRecovery, PowerCutWhileReturningWithAReport) { // 11 .. 82: not stacked
  start();
  offer(5000);
  session.return_note();
  ASSERT_TRUE(until(State::returning));
  model.report_recovered_returns(true);
  cut_power_for(1s);
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("escrow 5000", "power-up 11", "returned 5000", "ready 0"));
}

TEST_F(CcnetRecovery, PowerCutWithoutAnyReport) { // 10 .. 19, no 81: ready makes it unknown, with the counter
  start();
  offer(5000);
  session.stack();
  ASSERT_TRUE(until(State::stacking));
  ASSERT_TRUE(model.jam(now, true)); // the note is lost inside; the technician takes it out with the power off
  ASSERT_TRUE(model.power_cut(now));
  ASSERT_TRUE(model.unjam(now));
  run(1s);
  ASSERT_TRUE(model.power_on(now));
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("escrow 5000", "power-up", "ready 0"));
  EXPECT_TRUE(session.status().settled);
}

TEST_F(CcnetRecovery,
       APowerCutBeforeTheAckOfAStackedNoteRepeatsIt) { // the journal calls the second one a duplicate
  start();
  offer(5000);
  model.ignore_acks(1);
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
  cut_power_for(1s);
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000", "power-up 12", "stacked 5000 recovered", "ready 1"));
  EXPECT_EQ(stacked(), 5000);
}

TEST_F(CcnetRecovery, NothingOpenAnd81) { // an orphan: told, flagged, never dropped
  start();
  offer(5000);
  session.stack();
  ASSERT_TRUE(until(State::stacking));
  ASSERT_TRUE(model.power_cut(now));
  events.clear();
  ASSERT_TRUE(model.power_on(now));
  restart_kiosk(); // with an empty journal
  ASSERT_TRUE(until_event("ready 1"));
  EXPECT_THAT(events, ElementsAre("power-up 12", "stacked 5000 recovered", "ready 1"));
}

// --- the ACK ---

TEST_F(CcnetRecovery, ALostAckRepeatsTheEventAndItIsToldOnce) {
  start();
  offer(5000);
  model.ignore_acks(3);
  session.stack();
  run(10s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
  EXPECT_FALSE(model.pending());
  EXPECT_TRUE(session.status().accepting);
}

TEST_F(CcnetRecovery, AHandlerThatThrowsGetsTheEventAgainAndNoAckGoesOut) {
  start();
  offer(5000);
  int refusals = 3;
  before_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteStacked>(event) && refusals-- > 0) throw std::runtime_error("disk full");
  };
  session.stack();
  ASSERT_TRUE(run_until([&] { return refusals == 2; }));
  EXPECT_TRUE(model.pending()) << "not acknowledged";
  ASSERT_TRUE(until_event("stacked 5000"));
  EXPECT_EQ(refusals, -1);
  run(5s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
  EXPECT_FALSE(model.pending());
}

TEST_F(CcnetRecovery, NoAckLeavesBeforeTheHandlerHasReturned) {
  start();
  offer(5000);
  bool seen = false;
  before_event = [&](const engine::CashEvent& event) {
    if (!std::holds_alternative<engine::NoteStacked>(event)) return;
    seen = true;
    EXPECT_THAT(session.take_output(), IsEmpty());
  };
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
  EXPECT_TRUE(seen);
}

TEST_F(CcnetRecovery, AnEscrowThatCouldNotBeJournaledIsToldAgain) {
  start();
  int refusals = 2;
  before_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event) && refusals-- > 0) throw std::runtime_error("disk full");
  };
  offer(5000);
  session.stack();
  ASSERT_TRUE(until_event("stacked 5000"));
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
}

TEST_F(CcnetRecovery, AReadyThatCouldNotBeTakenIsToldAgainAndNothingIsEnabledBefore) {
  int refusals = 2;
  before_event = [&](const engine::CashEvent& event) {
    if (!std::holds_alternative<engine::ValidatorReady>(event)) return;
    EXPECT_EQ(model.enabled(), 0U);
    if (refusals-- > 0) throw std::runtime_error("disk full");
  };
  plug();
  session.enable(all);
  ASSERT_TRUE(accepting_again());
  EXPECT_THAT(events, ElementsAre("power-up", "ready 0"));
}

TEST_F(CcnetRecovery, WithoutAHandlerMoneyIsNotAcknowledged) {
  start();
  offer(5000);
  session.stack();
  session.on_event(nullptr);
  run(5s);
  EXPECT_TRUE(model.pending());
  listen(session);
  ASSERT_TRUE(until_event("stacked 5000"));
}

// --- the power, at every moment ---

class PowerCutAt : public CcnetRecovery, public testing::WithParamInterface<int> {};
TEST_P(PowerCutAt, CreditIsWhatTheCassetteHolds) {
  // A customer's handler that stacks everything; the journal's rule for recovered events: one credit for each
  // note.
  std::int64_t credited = 0;
  bool open = false;
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) {
      open = true;
      current->stack();
    } else if (const auto* stacked_note = std::get_if<engine::NoteStacked>(&event)) {
      if (open) credited += stacked_note->denomination;
      else EXPECT_TRUE(stacked_note->recovered) << "a second report must be recognisable";
      open = false;
    } else if (std::holds_alternative<engine::NoteReturned>(event) || std::holds_alternative<engine::ValidatorReady>(event)) {
      open = false;
    }
  };
  start();
  ASSERT_TRUE(model.insert(now, 5000));
  run(engine::Millis{GetParam()});
  cut_power_for(engine::Millis{GetParam() % 3 == 0 ? 9000 : 700});
  ASSERT_TRUE(accepting_again());
  run(3s);
  EXPECT_EQ(credited, stacked()) << testing::PrintToString(events);
  EXPECT_EQ(model.truth().stacked.size() + model.truth().returned.size() + model.truth().rejected.size(), 1U);
  // The next note goes the ordinary way.
  ASSERT_TRUE(model.insert(now, 1000));
  ASSERT_TRUE(until_event("stacked 1000"));
  EXPECT_EQ(credited, stacked());
}
INSTANTIATE_TEST_SUITE_P(Moments, PowerCutAt, testing::Range(0, 2600, 45));

class LineCutAt : public CcnetRecovery, public testing::WithParamInterface<int> {};
TEST_P(LineCutAt, CreditIsWhatTheCassetteHolds) {
  std::int64_t credited = 0;
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) current->stack();
    if (const auto* note = std::get_if<engine::NoteStacked>(&event)) credited += note->denomination;
  };
  start();
  ASSERT_TRUE(model.insert(now, 5000));
  run(engine::Millis{GetParam()});
  unplug();
  run(engine::Millis{GetParam() % 2 == 0 ? 300 : 15000});
  plug();
  ASSERT_TRUE(accepting_again());
  run(3s);
  EXPECT_EQ(credited, stacked()) << testing::PrintToString(events);
}
INSTANTIATE_TEST_SUITE_P(Moments, LineCutAt, testing::Range(0, 2600, 85));

class KioskDeadAt : public CcnetRecovery, public testing::WithParamInterface<int> {};
TEST_P(KioskDeadAt, TheOutcomeIsToldToTheNextKiosk) {
  // The validator keeps its power; the kiosk's process dies and comes back. It knows nothing but its journal
  // (here: the list of what was told).
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) current->stack();
  };
  start();
  ASSERT_TRUE(model.insert(now, 5000));
  run(engine::Millis{GetParam()});
  restart_kiosk();
  current->enable(all);
  ASSERT_TRUE(accepting_again());
  run(3s);
  const auto outcomes = count("stacked 5000") + count("stacked 5000 recovered");
  EXPECT_EQ(outcomes, static_cast<std::ptrdiff_t>(model.truth().stacked.size())) << testing::PrintToString(events);
}
INSTANTIATE_TEST_SUITE_P(Moments, KioskDeadAt, testing::Range(0, 2600, 85));

class AnswersLostAt : public CcnetRecovery, public testing::WithParamInterface<std::tuple<int, int>> {};
TEST_P(AnswersLostAt, NothingIsLostOrCountedTwice) {
  const auto [moment, fault] = GetParam();
  after_event = [&](const engine::CashEvent& event) {
    if (std::holds_alternative<engine::NoteInEscrow>(event)) current->stack();
  };
  start();
  ASSERT_TRUE(model.insert(now, 5000));
  run(engine::Millis{moment});
  if (fault == 0) model.drop_answers(4);
  if (fault == 1) model.corrupt_answers(4);
  if (fault == 2) model.delay_answers(4);
  if (fault == 3) model.refuse_commands(4);
  run(20s);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "stacked 5000"));
  EXPECT_EQ(stacked(), 5000);
  EXPECT_TRUE(session.status().accepting);
}
INSTANTIATE_TEST_SUITE_P(Moments, AnswersLostAt, testing::Combine(testing::Range(0, 2600, 130), testing::Range(0, 4)));

class FaultyStart : public CcnetRecovery, public testing::WithParamInterface<std::tuple<int, int>> {};
TEST_P(FaultyStart, IsSurvived) {
  const auto [moment, fault] = GetParam();
  plug();
  session.enable(all);
  run(engine::Millis{moment});
  if (fault == 0) model.drop_answers(5);
  if (fault == 1) model.corrupt_answers(5);
  if (fault == 2) model.delay_answers(5);
  if (fault == 3) model.refuse_commands(5);
  ASSERT_TRUE(accepting_again());
  EXPECT_EQ(model.enabled(), 0xFFU);
}
INSTANTIATE_TEST_SUITE_P(Moments, FaultyStart, testing::Combine(testing::Range(0, 2400, 150), testing::Range(0, 4)));

// --- silence ---

TEST_F(CcnetRecovery, SilenceIsNoticedAfter5sAndResetAtLeastEvery10s) {
  start();
  model.be_silent(true);
  sent.clear();
  run(4800ms);
  EXPECT_EQ(session.status().health, Health::ok);
  run(700ms);
  EXPECT_EQ(session.status().health, Health::failed);
  EXPECT_FALSE(session.status().accepting);
  const auto reset = devices::ccnet::command(devices::ccnet::Command::reset);
  for (int i = 0; i < 4; ++i) {
    sent.clear();
    run(10s);
    EXPECT_NE(std::search(sent.begin(), sent.end(), reset.begin(), reset.end()), sent.end()) << i;
  }
  model.be_silent(false);
  ASSERT_TRUE(accepting_again());
  EXPECT_EQ(events.back(), "ready 0");
}

TEST_F(CcnetRecovery, SilenceWithANoteInEscrowEndsInAKnownState) {
  start();
  offer(5000);
  model.be_silent(true);
  run(30s); // the validator gives it back by itself; its 82 waits
  model.be_silent(false);
  ASSERT_TRUE(accepting_again());
  EXPECT_EQ(model.truth().returned.size(), 1U);
  EXPECT_THAT(events, ElementsAre("escrow 5000", "returned 5000", "ready 0"));
}

TEST_F(CcnetRecovery, AValidatorThatComesLaterIsFound) {
  ASSERT_TRUE(model.power_cut(now));
  plug();
  session.enable(all);
  run(60s);
  EXPECT_EQ(session.status().health, Health::failed);
  ASSERT_TRUE(model.power_on(now));
  ASSERT_TRUE(accepting_again());
}

// --- oddities ---

TEST_F(CcnetRecovery, AnEchoingLineIsRecognisedAndNothingIsBelieved) {
  model.be_silent(true);
  model.echo(true);
  plug();
  session.enable(all);
  run(20s);
  EXPECT_EQ(session.status().health, Health::failed);
  EXPECT_NE(session.status().detail.find("echo"), std::string::npos);
  EXPECT_THAT(events, IsEmpty());
  model.echo(false);
  model.be_silent(false);
  ASSERT_TRUE(accepting_again());
}

TEST_F(CcnetRecovery, AnEchoInFrontOfRealAnswersIsRecognisedAsWell) {
  model.echo(true);
  plug();
  session.enable(all);
  run(20s);
  EXPECT_EQ(session.status().health, Health::failed);
  EXPECT_EQ(model.enabled(), 0U);
}

TEST_F(CcnetRecovery, ATableThatChangesWhileANoteIsOpenIsNotTrusted) {
  start();
  offer(5000);
  session.stack();
  ASSERT_TRUE(until(State::stacking));
  ASSERT_TRUE(model.power_cut(now));
  auto other = devices::sim::ValidatorModel::uzbek_table();
  std::swap(other.entries[2], other.entries[7]);
  ASSERT_TRUE(model.change_table(other));
  ASSERT_TRUE(model.power_on(now));
  run(10s);
  EXPECT_EQ(events.at(2), "stacked 5000 recovered") << "by the table that it was read with";
  EXPECT_EQ(session.status().health, Health::failed);
  EXPECT_NE(session.status().detail.find("table"), std::string::npos);
  EXPECT_EQ(model.enabled(), 0U);
  // The next connection starts with the new table.
  unplug();
  plug();
  ASSERT_TRUE(run_until([&] { return session.status().accepting; }));
}

TEST_F(CcnetRecovery, ATableThatChangesWithNothingOpenIsTaken) {
  start();
  ASSERT_TRUE(model.power_cut(now));
  ASSERT_TRUE(model.change_table(devices::sim::ValidatorModel::uzbek_table("UZS")));
  ASSERT_TRUE(model.power_on(now));
  ASSERT_TRUE(accepting_again());
}

TEST_F(CcnetRecovery, ANewKioskReturnsAnOldNoteInEscrow) {
  start();
  offer(5000);
  events.clear();
  restart_kiosk();
  ASSERT_TRUE(until_event("ready 0"));
  EXPECT_THAT(events, ElementsAre("returned 5000", "ready 0")) << "no new escrow: the note is the old kiosk's";
}

} // namespace
