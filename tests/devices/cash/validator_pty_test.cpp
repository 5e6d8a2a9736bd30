// Session, driver, pseudo-terminal and simulator together, in real time, with the motions made quick.
#include "devices/cash/cash_driver.h"
#include "devices/simulators/cash/validator_model.h"
#include "devices/simulators/cash/validator_simulator.h"
#include "tests/devices/cash/machine.h"
#include "tests/devices/serial/test_session.h"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::string>;

class ValidatorPty : public testing::Test {
protected:
  void SetUp() override {
    driver.on_event([this](const engine::CashEvent& event) { events.push_back(test::word(event)); });
    driver.start();
  }
  void TearDown() override { EXPECT_THAT(simulator.model().truth().violations, IsEmpty()); }
  boost::json::object tell(const std::string& request) { return simulator.command(boost::json::parse(request).as_object()); }
  bool run_until(const std::function<bool()>& done) { return test::run_until(loop, done, 20s); }
  bool until_event(const std::string& what) {
    return run_until([&] { return !events.empty() && events.back() == what; });
  }
  void enable() {
    driver.enable(test::Machine::all);
    ASSERT_TRUE(run_until([&] { return driver.status().accepting; }));
    events.clear();
  }

  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  devices::sim::ValidatorSimulator simulator{
      loop.get_executor(),
      folder / "validator",
      "UZB",
      {.accepting = 50ms, .stacking = 60ms, .returning = 60ms, .rejecting = 50ms, .initialising = 100ms}};
  devices::CashDriver driver{loop.get_executor(), (folder / "validator").string()};
  Words events;
};

TEST_F(ValidatorPty, ANoteGoesIn) {
  enable();
  ASSERT_TRUE(tell(R"({"do":"insert","denomination":50000})").at("ok").as_bool());
  ASSERT_TRUE(until_event("escrow 50000"));
  driver.stack();
  ASSERT_TRUE(until_event("stacked 50000"));
  const auto truth = simulator.truth();
  EXPECT_EQ(truth.at("stacked").as_array().size(), 1U);
  EXPECT_EQ(truth.at("stacked").at(0).at("denomination").as_int64(), 50000);
  driver.disable();
  ASSERT_TRUE(run_until([&] { return driver.status().settled; }));
  EXPECT_THAT(simulator.truth().at("takes").as_array(), IsEmpty());
}

TEST_F(ValidatorPty, ANoteComesBack) {
  enable();
  tell(R"({"do":"insert","denomination":1000})");
  ASSERT_TRUE(until_event("escrow 1000"));
  driver.return_note();
  ASSERT_TRUE(until_event("returned 1000"));
}

TEST_F(ValidatorPty, ThePlugIsPulledWhileStacking) {
  enable();
  tell(R"({"do":"insert","denomination":1000})");
  ASSERT_TRUE(until_event("escrow 1000"));
  driver.stack();
  ASSERT_TRUE(run_until([&] { return simulator.model().state() == devices::ccnet::State::stacking; }));
  tell(R"({"do":"unplug"})");
  ASSERT_TRUE(run_until([&] { return driver.status().health == engine::Health::connecting; }));
  tell(R"({"do":"plug"})");
  ASSERT_TRUE(until_event("ready 1"));
  EXPECT_THAT(events, ElementsAre("escrow 1000", "stacked 1000", "ready 1"));
}

TEST_F(ValidatorPty, ThePowerIsCutWhileStacking) {
  enable();
  tell(R"({"do":"insert","denomination":1000})");
  ASSERT_TRUE(until_event("escrow 1000"));
  driver.stack();
  ASSERT_TRUE(run_until([&] { return simulator.model().state() == devices::ccnet::State::stacking; }));
  tell(R"({"do":"power_cut"})");
  tell(R"({"do":"power_on"})");
  ASSERT_TRUE(until_event("ready 1"));
  EXPECT_THAT(events, ElementsAre("escrow 1000", "power-up 12", "stacked 1000 recovered", "ready 1"));
}

TEST_F(ValidatorPty, CommandsAreExplainedAndBadOnesAnswered) {
  const auto help = tell(R"({"do":"help"})");
  for (const auto* name :
       {"insert", "power_cut", "power_on", "cassette_out", "cassette_in", "full", "jam", "cheat", "reject", "drop_answers",
        "corrupt_answers", "repeat_stacked", "silent", "unplug", "plug", "table", "pull_back", "second_note"})
    EXPECT_TRUE(help.at("commands").as_object().contains(name)) << name;
  EXPECT_FALSE(tell(R"({"do":"dance"})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"insert","denomination":3})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"insert","denomination":"much"})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"drop_answers","n":-1})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"cassette_in"})").at("ok").as_bool());
}

} // namespace
