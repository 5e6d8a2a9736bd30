#include "devices/scanner/lone_press.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::LonePress;
using devices::WedgeKey;

class LonePressTest : public testing::Test {
protected:
  LonePress lone;
  engine::Instant now{1000s};
  void press(engine::Millis later = 0ms, WedgeKey key = WedgeKey::enter, bool repeat = false) {
    lone.key({.at = now += later, .repeat = repeat}, key);
  }
  bool alone() { return lone.time(now += 120ms); }
};

TEST_F(LonePressTest, APressWithNothingAroundItStandsAlone) {
  press();
  EXPECT_EQ(lone.deadline(), now + 120ms);
  EXPECT_FALSE(lone.time(now + 119ms)) << "something may still come";
  EXPECT_TRUE(alone());
  EXPECT_FALSE(alone()) << "once";
  press(500ms, WedgeKey::escape);
  EXPECT_TRUE(alone());
}

TEST_F(LonePressTest, AScannersEnterDoesNot) {
  lone.text({.at = now});
  for (const auto later : {2ms, 100ms, 370ms}) {
    press(later);
    EXPECT_FALSE(alone()) << "behind a code or another Enter";
  }
  now += 1s;
  press();
  lone.text({.at = now += 20ms});
  EXPECT_FALSE(alone()) << "a prefix";
  now += 1s;
  press();
  press(100ms);
  EXPECT_FALSE(alone()) << "two Enters";
  now += 1s;
  press(0ms, WedgeKey::other);
  press(80ms);
  EXPECT_FALSE(alone());
}

TEST_F(LonePressTest, WhoMovedToTheButtonMayPressIt) {
  press(0ms, WedgeKey::tab);
  press(36ms);
  EXPECT_TRUE(alone());
  now += 1s;
  press(0ms, WedgeKey::tab);
  press(35ms);
  EXPECT_FALSE(alone()) << "as fast as a scanner";
  now += 1s;
  press();
  press(50ms, WedgeKey::tab);
  EXPECT_FALSE(alone()) << "a scanner's Tab behind its Enter";
}

TEST_F(LonePressTest, AHeldKeyPressesOnceAtMost) {
  press();
  EXPECT_TRUE(alone());
  press(400ms, WedgeKey::enter, true);
  EXPECT_FALSE(alone());
}

} // namespace
