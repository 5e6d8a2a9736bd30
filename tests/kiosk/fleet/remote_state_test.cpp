// The memory of requests from afar: numbers only grow, a bad configuration goes back wherever the power goes, one bundle a day, one update.
#include "kiosk/fleet/remote_state.h"
#include "kiosk/fleet/version_order.h"

#include <gmock/gmock.h>
#include <random>

namespace kiosk::fleet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> no_faults(const std::string&) { return {}; }
std::vector<std::string> faults_of_bad(const std::string& layer) {
  return layer == "bad" ? std::vector<std::string>{"a: is bad"} : std::vector<std::string>{};
}
SignedOrder version(std::int64_t number, std::string text) { return {number, ConfigOrder{std::move(text)}}; }

struct RemoteStateTest : testing::Test {
  RemoteState state;
  ConfigTaken take(std::int64_t number, const std::string& text, const FaultsOf& faults = faults_of_bad) {
    return take_config(state, version(number, text), faults, {});
  }
  ConfigStart start(const FaultsOf& faults = faults_of_bad) { return begin_config(state, faults); }
  void in_force(std::int64_t number, const std::string& text) {
    take(number, text);
    start();
    keep_trial(state);
  }
};

TEST_F(RemoteStateTest, AVersionWaitsIsTriedAndIsInForce) {
  EXPECT_EQ(take(3, "x"), ConfigTaken::waits);
  EXPECT_EQ(config_in_force(state, no_faults).number, 0);
  const auto began = start();
  EXPECT_TRUE(began.trial);
  EXPECT_EQ(began.version.number, 3);
  EXPECT_EQ(began.said.at(0).action, "config_on_trial");
  keep_trial(state);
  EXPECT_EQ(config_in_force(state, no_faults).text, "x");
  const auto again = start();
  EXPECT_FALSE(again.trial);
  EXPECT_EQ(again.version.number, 3);
}

TEST_F(RemoteStateTest, AnOlderVersionIsNeverTakenAgain) {
  in_force(5, "five");
  EXPECT_EQ(take(5, "other"), ConfigTaken::old);
  EXPECT_EQ(take(4, "four"), ConfigTaken::old);
  EXPECT_FALSE(state.waiting);
  EXPECT_EQ(take(6, "bad"), ConfigTaken::refused);
  EXPECT_EQ(take(6, "good now"), ConfigTaken::old) << "a number that was looked at, whatever came of it";
  forget_config(state);
  EXPECT_EQ(take(5, "five"), ConfigTaken::old) << "what a person dropped comes back by the retained message";
  EXPECT_EQ(take(7, "seven"), ConfigTaken::waits);
}

TEST_F(RemoteStateTest, OneWithFaultsIsToldAndChangesNothing) {
  in_force(1, "x");
  EXPECT_EQ(take(2, "bad"), ConfigTaken::refused);
  EXPECT_EQ(state.refused->number, 2);
  EXPECT_THAT(state.refused->faults, ElementsAre("a: is bad"));
  EXPECT_EQ(start().version.number, 1);
}

TEST_F(RemoteStateTest, FaultsThatAreToldAreBounded) {
  take_config(state, version(1, "bad"), [](const std::string&) { return std::vector<std::string>(50, std::string(1000, 'x')); }, {});
  EXPECT_EQ(state.refused->faults.size(), 10U);
  EXPECT_LE(state.refused->faults[0].size(), 200U);
}

TEST_F(RemoteStateTest, TheEndOfTheProcessInATrialGoesBackToWhatWasThereBefore) {
  in_force(1, "one");
  take(2, "two");
  EXPECT_EQ(start().version.number, 2);
  const auto after = start(); // kill -9, the power, exit code 2: nobody said that it ended in order
  EXPECT_FALSE(after.trial);
  EXPECT_EQ(after.version.number, 1);
  EXPECT_EQ(state.undone->number, 2);
  EXPECT_THAT(state.undone->why, HasSubstr("did not end in order"));
  EXPECT_EQ(start().version.number, 1) << "and is not tried again";
}

TEST_F(RemoteStateTest, AStopInOrderGoesOnWithTheTrialAFewTimes) {
  take(2, "two");
  for (int i = 0; i < most_trial_starts; ++i) {
    EXPECT_TRUE(start().trial) << i;
    ended_in_order(state);
  }
  EXPECT_FALSE(start().trial);
  EXPECT_THAT(state.undone->why, HasSubstr("again and again"));
}

TEST_F(RemoteStateTest, ALayerWithFaultsAtTheStartNeverKeepsTheKioskFromStarting) {
  take(2, "two");
  const auto began = start([](const std::string&) { return std::vector<std::string>{"x: somebody changed the file"}; });
  EXPECT_EQ(began.version.number, 0);
  EXPECT_EQ(state.undone->number, 2);
  in_force(3, "three");
  const auto left = start([](const std::string&) { return std::vector<std::string>{"x: somebody changed the file"}; });
  EXPECT_EQ(left.version.number, 0);
  EXPECT_EQ(left.said.at(0).action, "config_left_out");
  EXPECT_EQ(state.good.number, 3) << "it is there again when the file is";
  EXPECT_EQ(start().version.number, 3);
}

TEST_F(RemoteStateTest, ANewerOneTakesThePlaceOfOneThatWaitsOrIsTried) {
  take(2, "two");
  take(3, "three");
  EXPECT_EQ(start().version.number, 3);
  take(4, "four");
  ended_in_order(state);
  EXPECT_EQ(start().version.number, 4);
  EXPECT_EQ(state.trial->starts, 1);
  EXPECT_EQ(config_in_force(state, no_faults).number, 0) << "none of them was ever good";
}

TEST_F(RemoteStateTest, TheTextThatIsInForceNeedsNoTrial) {
  in_force(1, "one");
  EXPECT_EQ(take(2, "one"), ConfigTaken::same);
  EXPECT_FALSE(state.waiting);
  EXPECT_EQ(state.good.number, 2);
  take(3, "three");
  start();
  EXPECT_EQ(take(4, "one"), ConfigTaken::waits) << "while another is on trial it is the way back";
}

TEST_F(RemoteStateTest, WhereverThePowerGoesTheStateIsReadAsItWasWritten) {
  in_force(1, "one");
  take(2, "bad");
  take(3, "three");
  start();
  state.bundle = {.number = 4, .at_ms = 5, .stage = BundleStage::sending, .sent_ms = 6, .bytes = 7, .sha256 = "8", .why = "9"};
  state.update = UpdateWaiting{1, "2", "3", "4", 5};
  const auto read = remote_state_from(to_text(state));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(*read), to_text(state));
  EXPECT_FALSE(remote_state_from("{}"));
  EXPECT_FALSE(remote_state_from("noise"));
  EXPECT_FALSE(remote_state_from(R"({"format":2,"remote":{}})"));
}

/// After any events in any order the newest good configuration runs, and a bad one never counts as good.
TEST_F(RemoteStateTest, ABadOneIsNeverInForceWhateverDies) {
  std::mt19937 chance{7};
  std::int64_t number = 0, newest_kept = 0;
  bool running = false, trial = false, bad = false;
  for (int i = 0; i < 20'000; ++i) {
    switch (chance() % 5) {
    case 0: take(++number, chance() % 3 ? fmt::format("good {}", number) : fmt::format("unwell {}", number)); break;
    case 1: // a start, after any end
      if (running && chance() % 2) ended_in_order(state);
      {
        const auto began = start();
        running = true;
        trial = began.trial;
        bad = began.version.text.starts_with("unwell");
        EXPECT_TRUE(trial || !bad) << "a bad one runs, and is not on trial";
      }
      break;
    case 2:
      if (trial && !bad) keep_trial(state), newest_kept = state.good.number, trial = false;
      break;
    case 3:
      if (trial && bad) undo_trial(state, "unwell"), trial = false;
      break;
    default: state = *remote_state_from(to_text(state)); // the power
    }
    ASSERT_FALSE(state.good.text.starts_with("unwell"));
    ASSERT_GE(state.good.number, newest_kept);
  }
  EXPECT_GT(newest_kept, 100);
}

TEST(TrialWatch, KeepsWhatIsNoWorseThanBefore) {
  TrialWatch watch{600'000, {same_fault("the cassette holds 500 of 600 notes")}};
  EXPECT_EQ(watch.look(1'000, {}), TrialWatch::Verdict::wait);
  EXPECT_EQ(watch.look(599'999, {"the cassette holds 501 of 600 notes"}), TrialWatch::Verdict::wait);
  EXPECT_EQ(watch.look(600'000, {"the cassette holds 502 of 600 notes"}), TrialWatch::Verdict::keep);
}

TEST(TrialWatch, UndoesWhatIsWorseAfterTwiceTheTime) {
  TrialWatch watch{600'000, {}};
  for (std::int64_t at = 0; at < 1'200'000; at += 1'000)
    ASSERT_EQ(watch.look(at, {"the printer does not work"}), TrialWatch::Verdict::wait);
  EXPECT_EQ(watch.look(1'200'000, {"the printer does not work"}), TrialWatch::Verdict::undo);
  EXPECT_EQ(watch.new_fault(), "the printer does not work");
}

TEST(TrialWatch, OneGoodLookIsNotEnough) {
  TrialWatch watch{600'000, {}};
  for (std::int64_t at = 0; at < 1'200'000; at += 30'000)
    ASSERT_EQ(watch.look(at, at % 60'000 ? std::vector<std::string>{} : std::vector<std::string>{"flaps"}), TrialWatch::Verdict::wait)
        << at;
  EXPECT_EQ(watch.look(1'200'000, {"flaps"}), TrialWatch::Verdict::undo);
}

TEST(TrialWatch, PaperThatEndsInTheMomentIsPutIn) {
  TrialWatch watch{600'000, {}};
  watch.look(0, {});
  EXPECT_EQ(watch.look(600'000, {"the printer has no paper"}), TrialWatch::Verdict::wait);
  EXPECT_EQ(watch.look(700'000, {}), TrialWatch::Verdict::wait);
  EXPECT_EQ(watch.look(760'000, {}), TrialWatch::Verdict::keep);
}

struct BundleOfTheDay : testing::Test {
  RemoteState state;
  static constexpr std::int64_t now = 1'790'000'000'000;
  BundleTaken ask(std::int64_t number, std::int64_t at, bool there = true) { return take_bundle(state, number, at, there); }
  void sent(std::int64_t at) {
    state.bundle.stage = BundleStage::sent;
    state.bundle.sent_ms = at;
  }
};

TEST_F(BundleOfTheDay, OneADayAndTheSameAgainForWhoAsksAgain) {
  EXPECT_EQ(ask(1, now), BundleTaken::make);
  EXPECT_EQ(ask(1, now), BundleTaken::old);
  EXPECT_EQ(ask(2, now + 1), BundleTaken::nothing) << "it is being made";
  sent(now);
  EXPECT_EQ(ask(2, now + send_again_ms), BundleTaken::old);
  EXPECT_EQ(ask(3, now + send_again_ms - 1), BundleTaken::nothing);
  EXPECT_EQ(ask(4, now + send_again_ms), BundleTaken::send_again);
  EXPECT_EQ(state.bundle.number, 1) << "under its own number";
  sent(now + send_again_ms);
  EXPECT_EQ(ask(5, now + day_ms - 1, false), BundleTaken::nothing) << "its file is gone";
  EXPECT_EQ(ask(6, now + day_ms), BundleTaken::make);
  EXPECT_EQ(state.bundle.number, 6);
}

TEST_F(BundleOfTheDay, AClockThatWentBackGivesNoneMore) {
  ask(1, now);
  sent(now);
  EXPECT_NE(ask(2, now - 30 * day_ms), BundleTaken::make);
  EXPECT_NE(ask(3, now - 29 * day_ms - 1), BundleTaken::make);
  sent(now - 29 * day_ms);
  EXPECT_EQ(ask(4, now - 29 * day_ms), BundleTaken::make);
}

TEST_F(BundleOfTheDay, OneThatEndedTheKioskIsNotBegunAgain) {
  ask(1, now);
  bundle_after_start(state, false);
  EXPECT_EQ(state.bundle.stage, BundleStage::failed);
  EXPECT_EQ(ask(2, now + 1), BundleTaken::nothing);
  EXPECT_EQ(ask(3, now + day_ms), BundleTaken::make);
  state.bundle.stage = BundleStage::sending;
  bundle_after_start(state, true);
  EXPECT_EQ(state.bundle.stage, BundleStage::sending) << "a whole one goes on";
  bundle_after_start(state, false);
  EXPECT_EQ(state.bundle.stage, BundleStage::failed);
}

struct UpdateByRing : testing::Test {
  RemoteState state;
  UpdateTaken take(std::int64_t number, const std::string& version, std::int64_t spread = 0) {
    return take_update(state, {number, UpdateOrder{version, "https://x.example/i", "ab", spread}}, "0.2.0", "k-1", 1'000'000);
  }
};

TEST_F(UpdateByRing, OnlyWhatIsNewerAndNotOlderThanTheLastMessage) {
  EXPECT_EQ(take(1, "0.1.9"), UpdateTaken::not_newer);
  EXPECT_EQ(take(2, "0.2.0"), UpdateTaken::not_newer);
  EXPECT_EQ(take(3, "0.3.0"), UpdateTaken::waits);
  EXPECT_EQ(take(3, "0.4.0"), UpdateTaken::old);
  EXPECT_TRUE(update_is_due(state, "0.2.0", 1'000'000));
  EXPECT_EQ(take(4, "0.1.0"), UpdateTaken::not_newer) << "and what waited is taken back";
  EXPECT_FALSE(update_is_due(state, "0.2.0", 1'000'000));
}

TEST_F(UpdateByRing, OneThatRunsByNowIsForgotten) {
  take(1, "0.3.0");
  EXPECT_FALSE(update_is_due(state, "0.3.0", 2'000'000));
  EXPECT_FALSE(state.update);
}

TEST_F(UpdateByRing, KiosksOfARingDoNotAllAskAtOnce) {
  std::vector<std::int64_t> times;
  for (int i = 0; i < 1000; ++i) times.push_back(spread_ms(fmt::format("k-{}", i), 7, 3600));
  EXPECT_EQ(times[5], spread_ms("k-5", 7, 3600)) << "a kiosk has its own time, over each start";
  EXPECT_NE(times[5], spread_ms("k-5", 8, 3600));
  std::array<int, 10> tenths{};
  for (const auto at : times) {
    ASSERT_GE(at, 0);
    ASSERT_LT(at, 3'600'000);
    ++tenths[static_cast<std::size_t>(at / 360'000)];
  }
  for (const auto count : tenths) EXPECT_NEAR(count, 100, 50);
  EXPECT_EQ(spread_ms("k-1", 7, 0), 0);
}

TEST_F(UpdateByRing, AClockThatWentBackWaitsADayAtMost) {
  take(1, "0.3.0");
  state.update->due_ms = 100 * day_ms;
  EXPECT_FALSE(update_is_due(state, "0.2.0", 1'000));
  EXPECT_TRUE(update_is_due(state, "0.2.0", 1'000 + day_ms));
}

TEST(VersionOrder, AsDpkgHasIt) {
  const std::vector<std::string> ascending{"0.1.0~rc1", "0.1.0", "0.1.1", "0.2.0~git9", "0.2.0", "0.10.0", "1.0", "1.0.1", "10.0"};
  for (std::size_t i = 0; i < ascending.size(); ++i)
    for (std::size_t j = 0; j < ascending.size(); ++j)
      EXPECT_EQ(compare_versions(ascending[i], ascending[j]), i <=> j) << ascending[i] << " " << ascending[j];
  EXPECT_TRUE(compare_versions("0.1.0", "0.1.0+git5") < 0);
  EXPECT_TRUE(compare_versions("0.1.0", "0.1.0-1") < 0);
  EXPECT_TRUE(compare_versions("0.1.0-1", "0.1.0-1.1") < 0);
  EXPECT_TRUE(compare_versions("0.1.0-9", "0.1.0-10") < 0);
  EXPECT_TRUE(compare_versions("0.1.0a", "0.1.0+a") < 0) << "letters come before other signs";
  EXPECT_TRUE(compare_versions("1.01", "1.1") == 0);
  EXPECT_TRUE(compare_versions("1.0", "1.0-0") == 0);
}

} // namespace
} // namespace kiosk::fleet::test
