// How the kiosk is, seen from outside, without ever waiting for it.
#include "kiosk/fleet/pulse.h"

#include <gtest/gtest.h>

namespace kiosk::fleet::test {
namespace {

using namespace engine;

struct PulseTest : testing::Test {
  std::shared_ptr<View> view = std::make_shared<View>();
  Instant now{Millis{1'000'000}};
  std::vector<std::function<void()>> io, ui;
  std::unique_ptr<Pulse> pulse = std::make_unique<Pulse>(PulseHooks{.view = [this] { return std::make_shared<const View>(*view); },
                                                                    .post_io = [this](auto call) { io.push_back(std::move(call)); },
                                                                    .post_ui = [this](auto call) { ui.push_back(std::move(call)); },
                                                                    .frames = [] { return 42U; },
                                                                    .now = [this] { return now; },
                                                                    .wall = [] { return WallTime{1}; }});
  static void answer(std::vector<std::function<void()>>& thread) {
    for (const auto& call : std::exchange(thread, {})) call();
  }
};

TEST_F(PulseTest, CountsTheTimeInAStateFromTheChangeOn) {
  EXPECT_EQ(pulse->beat().in_state, Millis{0});
  now += Millis{7000};
  EXPECT_EQ(pulse->beat().in_state, Millis{7000});
  view->stage = StageKind::cash;
  EXPECT_EQ(pulse->beat().in_state, Millis{0});
  now += Millis{500};
  view->revision = 9; // anything else is no change of state
  EXPECT_EQ(pulse->beat().in_state, Millis{500});
  view->out_of_service = true;
  EXPECT_EQ(pulse->beat().in_state, Millis{0});
}

TEST_F(PulseTest, AThreadThatDoesNotAnswerIsSilentForAsLong) {
  static_cast<void>(pulse->beat());
  now += Millis{20'000};
  const auto beat = pulse->beat();
  EXPECT_EQ(beat.io_silent, Millis{20'000});
  EXPECT_EQ(beat.ui_silent, Millis{20'000});
  EXPECT_EQ(io.size(), 1U); // it is not asked again before it answers: nothing piles up
  EXPECT_EQ(ui.size(), 1U);
  answer(io);
  answer(ui);
  EXPECT_EQ(pulse->beat().io_silent, Millis{0});
  EXPECT_EQ(pulse->beat().ui_silent, Millis{0});
  EXPECT_EQ(pulse->beat().frames, 42U);
}

TEST_F(PulseTest, AsksEachThreadNoOftenerThanItsPause) {
  for (int ms = 0; ms < 10'000; ms += 100) {
    static_cast<void>(pulse->beat());
    if (io.size() > 1 || ui.size() > 1) FAIL();
    answer(io);
    answer(ui);
    now += Millis{100};
  }
  int io_asked = 0, ui_asked = 0;
  for (int ms = 0; ms < 10'000; ms += 100) {
    static_cast<void>(pulse->beat());
    io_asked += !io.empty();
    ui_asked += !ui.empty();
    answer(io);
    answer(ui);
    now += Millis{100};
  }
  EXPECT_EQ(io_asked, 10);
  EXPECT_EQ(ui_asked, 2);
}

TEST_F(PulseTest, AnAnswerMayComeAfterItIsGone) {
  static_cast<void>(pulse->beat());
  pulse.reset();
  answer(io);
  answer(ui);
}

} // namespace
} // namespace kiosk::fleet::test
