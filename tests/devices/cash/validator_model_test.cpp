// The simulated validator is strict, and its truth is the truth. Driven by bytes only.
#include "devices/simulators/cash/validator_model.h"

#include "tests/devices/cash/hex.h"
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using namespace devices::ccnet;
using devices::sim::ValidatorModel;
using test::hex;

const std::string ack = "00", illegal = "30", nak = "FF";

class ValidatorModelTest : public testing::Test {
protected:
  /// The body of the answer to a frame, as hex; empty when there is none.
  std::string send(const devices::Bytes& bytes) {
    model.on_bytes(now, bytes);
    const auto answer = model.take_output();
    if (answer.empty()) return "";
    const auto found = scan(answer);
    return found.kind == Scan::Kind::frame ? hex(found.body) : "garbage";
  }
  std::string send(Command code) { return send(command(code)); }
  std::string poll() {
    const auto answer = send(Command::poll);
    send(Command::ack);
    return answer;
  }
  void pass(engine::Millis time) {
    now += time;
    model.on_time(now);
  }
  void start() {
    EXPECT_EQ(poll(), "10");
    EXPECT_EQ(send(Command::reset), ack);
    pass(2s);
    EXPECT_EQ(poll(), "19");
  }
  void enable() { EXPECT_EQ(send(enable_bill_types(0xFF, 0xFF)), ack); }
  void offer(std::int64_t denomination) {
    ASSERT_TRUE(model.insert(now, denomination));
    pass(1s);
  }
  ValidatorModel model{ValidatorModel::uzbek_table()};
  engine::Instant now{1000s};
};

TEST_F(ValidatorModelTest, StartsDisabledAfterReset) {
  start();
  EXPECT_EQ(send(Command::get_status), "00 00 00 00 00 00");
  enable();
  EXPECT_EQ(send(Command::get_status), "00 00 FF 00 00 00");
  EXPECT_EQ(poll(), "14");
}

TEST_F(ValidatorModelTest, LegalityOfCommands) {
  struct Case {
    Command command;
    bool power_up, initialize, disabled, idling, escrow, stacking;
  };
  const Case cases[] = {
      {Command::poll, true, true, true, true, true, true},
      {Command::get_status, true, true, true, true, true, true},
      {Command::identification, true, true, true, false, false, false},
      {Command::get_bill_table, true, true, true, false, false, false},
      {Command::get_stacked_counter, true, true, true, true, false, false},
      {Command::hold, false, false, false, false, true, false},
  };
  const auto check = [&](bool Case::*legal, const char* where) {
    for (const auto& c : cases) EXPECT_EQ(send(c.command) != illegal, c.*legal) << name_of(c.command) << " " << where;
  };
  check(&Case::power_up, "power-up");
  send(Command::reset);
  check(&Case::initialize, "initialize");
  EXPECT_EQ(send(Command::stack), illegal);
  EXPECT_EQ(send(Command::return_bill), illegal);
  pass(2s);
  check(&Case::disabled, "disabled");
  enable();
  check(&Case::idling, "idling");
  EXPECT_EQ(send(Command::stack), illegal);
  offer(5000);
  check(&Case::escrow, "escrow");
  EXPECT_EQ(send(Command::stack), ack);
  check(&Case::stacking, "stacking");
  EXPECT_EQ(send(Command::stack), illegal) << "twice";
  EXPECT_EQ(send(Command::return_bill), illegal) << "too late";
}

TEST_F(ValidatorModelTest, DamagedAndWrongCommandsAreRefusedAndNoted) {
  EXPECT_EQ(send(hex("02 03 06 33 DA 82")), nak);
  EXPECT_EQ(send(hex("02 03 06 33 2E 62")), nak);
  EXPECT_EQ(send(frame(hex("34 00 00"))), illegal) << "ENABLE without its masks";
  EXPECT_EQ(send(frame(hex("77"))), illegal);
  EXPECT_EQ(model.truth().violations.size(), 4U);
}

TEST_F(ValidatorModelTest, CommandsArriveByteByByteAsWell) {
  for (const auto byte : command(Command::poll)) {
    EXPECT_TRUE(model.take_output().empty());
    model.on_bytes(now, {&byte, 1});
  }
  EXPECT_EQ(hex(model.take_output()), "02 03 06 10 43 92");
}

TEST_F(ValidatorModelTest, AStackedNoteIsSaidUntilItIsAcknowledgedInTime) {
  start();
  enable();
  offer(5000);
  EXPECT_EQ(send(Command::poll), "80 02");
  EXPECT_EQ(send(Command::poll), "80 02");
  send(Command::stack);
  EXPECT_EQ(poll(), "17");
  pass(1s);
  EXPECT_EQ(model.truth().stacked.size(), 1U);
  EXPECT_EQ(send(Command::poll), "81 02");
  EXPECT_EQ(send(Command::poll), "81 02") << "no ACK";
  EXPECT_EQ(send(Command::nak), "");
  EXPECT_EQ(send(Command::poll), "81 02") << "NAK";
  pass(300ms);
  send(Command::ack);
  EXPECT_EQ(send(Command::poll), "81 02") << "late ACK";
  send(Command::ack);
  EXPECT_EQ(poll(), "14");
  EXPECT_EQ(send(Command::get_stacked_counter), "00 01");
}

TEST_F(ValidatorModelTest, TheEscrowEndsAfterTenSecondsAndHoldProlongsIt) {
  start();
  enable();
  offer(1000);
  pass(9s);
  EXPECT_EQ(poll(), "80 00");
  EXPECT_EQ(send(Command::hold), ack);
  pass(9s);
  EXPECT_EQ(poll(), "1A");
  pass(1500ms);
  EXPECT_EQ(poll(), "18");
  pass(1s);
  EXPECT_EQ(poll(), "82 00");
  EXPECT_EQ(poll(), "14");
  EXPECT_EQ(model.truth().returned.size(), 1U);
}

TEST_F(ValidatorModelTest, TheEscrowTimeCanBeSet) {
  start();
  EXPECT_EQ(send(set_escrow_timeouts(20000, 20000)), ack);
  enable();
  offer(1000);
  pass(19s);
  EXPECT_EQ(poll(), "80 00");
}

TEST_F(ValidatorModelTest, DisabledMeansThatNothingGoesIn) {
  start();
  EXPECT_FALSE(model.insert(now, 1000));
  enable();
  EXPECT_FALSE(model.insert(now, 3000)) << "there is no such note";
  EXPECT_TRUE(model.insert(now, 1000));
  EXPECT_FALSE(model.insert(now, 1000)) << "one at a time";
}

TEST_F(ValidatorModelTest, InhibitedTypesAreRejected) {
  start();
  send(enable_bill_types(1, 1));
  offer(2000);
  EXPECT_EQ(poll(), "1C 68");
  pass(1s);
  EXPECT_EQ(poll(), "14");
  EXPECT_EQ(model.truth().rejected.size(), 1U);
}

TEST_F(ValidatorModelTest, PowerCutsTellWhereTheNoteIs) {
  start();
  enable();
  offer(1000);
  ASSERT_TRUE(model.power_cut(now));
  EXPECT_EQ(send(Command::poll), "") << "no power, no answer";
  ASSERT_TRUE(model.power_on(now));
  EXPECT_EQ(poll(), "11");
  EXPECT_EQ(send(Command::reset), ack);
  EXPECT_EQ(poll(), "13");
  pass(2s);
  EXPECT_EQ(poll(), "19");
  EXPECT_EQ(model.truth().returned.size(), 1U);

  enable();
  offer(2000);
  send(Command::stack);
  pass(100ms);
  ASSERT_TRUE(model.power_cut(now));
  ASSERT_TRUE(model.power_on(now));
  EXPECT_EQ(poll(), "12");
  send(Command::reset);
  EXPECT_EQ(poll(), "13");
  pass(2s);
  EXPECT_EQ(poll(), "81 01");
  EXPECT_EQ(poll(), "19");
  EXPECT_EQ(model.truth().stacked.size(), 1U);
}

TEST_F(ValidatorModelTest, AnUnacknowledgedNoteIsSaidAgainAfterAPowerCutAndCountedOnce) {
  start();
  enable();
  offer(1000);
  send(Command::stack);
  pass(1s);
  EXPECT_EQ(send(Command::poll), "81 00");
  ASSERT_TRUE(model.power_cut(now));
  ASSERT_TRUE(model.power_on(now));
  EXPECT_EQ(poll(), "12");
  send(Command::reset);
  pass(2s);
  EXPECT_EQ(poll(), "81 00");
  EXPECT_EQ(model.truth().stacked.size(), 1U);
}

TEST_F(ValidatorModelTest, EnablingBeforeTheRecoveryIsOverLosesTheCreditAndIsNoted) {
  start();
  enable();
  offer(1000);
  send(Command::stack);
  pass(1s);
  ASSERT_TRUE(model.power_cut(now));
  ASSERT_TRUE(model.power_on(now));
  enable();
  send(Command::reset);
  pass(2s);
  EXPECT_EQ(poll(), "19");
  EXPECT_EQ(model.truth().events_lost, 1U);
  EXPECT_EQ(model.truth().violations.size(), 1U);
}

TEST_F(ValidatorModelTest, ResetWhileStackingEndsInAStackedNote) {
  start();
  enable();
  offer(1000);
  send(Command::stack);
  send(Command::reset);
  pass(2s);
  EXPECT_EQ(poll(), "81 00");
  EXPECT_EQ(poll(), "19");
}

TEST_F(ValidatorModelTest, Faults) {
  model.drop_answers(1);
  EXPECT_EQ(send(Command::poll), "");
  EXPECT_EQ(send(Command::poll), "10");
  model.corrupt_answers(1);
  EXPECT_EQ(send(Command::poll), "garbage");
  model.refuse_commands(1);
  EXPECT_EQ(send(Command::poll), nak);
  model.delay_answers(1);
  EXPECT_EQ(send(Command::poll), "");
  pass(300ms);
  EXPECT_EQ(send(Command::poll), "") << "it answers in order";
  pass(100ms);
  EXPECT_EQ(hex(model.take_output()), "02 03 06 10 43 92 02 03 06 10 43 92");
  model.be_busy(now, 1s);
  EXPECT_EQ(send(Command::poll).substr(0, 2), "1B");
  model.be_silent(true);
  EXPECT_EQ(send(Command::poll), "");
}

} // namespace
