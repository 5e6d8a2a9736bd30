// What systemd hears: that both loops live, and nothing once either stands still.
#include "kiosk/program/life_sign.h"

#include <gmock/gmock.h>
#include <optional>

namespace kiosk {
namespace {

using engine::Instant;
using engine::Millis;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Heard {
  std::vector<std::string> lines;
  Instant now{Millis{1'000'000}};
  LifeSign life;

  explicit Heard(Millis within) : life{[this](const std::string& line) { lines.push_back(line); }, [this] { return now; }, within} {}

  /// Both loops turn for the given time, as often as they are asked to, unless one of them stands still.
  void run(Millis how_long, bool drawing = true, bool polling = true) {
    const auto end = now + how_long;
    auto poll_at = now;
    while (now < end) {
      if (polling && now >= poll_at) life.polled(), poll_at = now + life.poll_every();
      if (drawing) life.turned();
      now += Millis{250};
    }
  }
  std::vector<std::string> taken() { return std::exchange(lines, {}); }
};

TEST(LifeSign, IsGivenEachQuarterOfTheTimeWhileBothLoopsLive) {
  Heard heard{Millis{60'000}};
  heard.run(Millis{60'000});
  EXPECT_THAT(heard.taken(), ElementsAre("WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"));
  EXPECT_EQ(heard.life.turned(), Millis{15'000}) << "so long the loop that draws may sleep";
  EXPECT_LE(heard.life.poll_every(), Millis{15'000});
}

TEST(LifeSign, StopsWithTheLoopThatDraws) {
  Heard heard{Millis{60'000}};
  heard.run(Millis{60'000});
  heard.taken();
  heard.run(Millis{120'000}, false, true);
  EXPECT_THAT(heard.taken(), IsEmpty());
}

TEST(LifeSign, StopsWithTheLoopThatPolls) {
  Heard heard{Millis{60'000}};
  heard.run(Millis{60'000});
  heard.taken();
  heard.run(Millis{120'000}, true, false);
  EXPECT_LE(heard.taken().size(), 2U) << "for half of the time it may only be slow";
  heard.run(Millis{120'000}, true, false);
  EXPECT_THAT(heard.taken(), IsEmpty());
}

TEST(LifeSign, ComesBackWithALoopThatWasOnlySlow) {
  Heard heard{Millis{60'000}};
  heard.run(Millis{60'000});
  heard.run(Millis{50'000}, true, false);
  heard.taken();
  heard.run(Millis{30'000});
  EXPECT_THAT(heard.taken(), ElementsAre("WATCHDOG=1", "WATCHDOG=1"));
}

TEST(LifeSign, WaitsForNoMachinesThatWereNeverStarted) {
  Heard heard{Millis{8'000}};
  heard.run(Millis{8'000}, true, false);
  EXPECT_EQ(heard.taken().size(), 4U) << "the notice has no machines";
}

TEST(LifeSign, IsReadyOnceAndSaysOnlyWhatIsNew) {
  Heard heard{Millis{0}};
  heard.life.ready("waits for a display");
  heard.life.ready("waits for a display");
  heard.life.ready("runs");
  EXPECT_THAT(heard.taken(), ElementsAre("READY=1", "STATUS=waits for a display", "STATUS=runs"));
}

TEST(LifeSign, IsSilentAndPressesNobodyWhereNobodyWatches) {
  Heard heard{Millis{0}};
  heard.run(Millis{60'000});
  EXPECT_THAT(heard.taken(), IsEmpty());
  EXPECT_EQ(heard.life.turned(), Millis{0});
  EXPECT_EQ(heard.life.poll_every(), Millis{0});
}

} // namespace
} // namespace kiosk
