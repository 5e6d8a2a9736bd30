#include "devices/scanner/keyboard_wedge.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::KeyboardWedge;
using devices::WedgeResult;
using devices::WedgeScan;
using devices::WedgeTyped;
using Results = std::vector<WedgeResult>;

/// Types `keys` with `gap` between them ('\n' = Enter), waking the detector at its deadlines, and gives all
/// results.
Results type(KeyboardWedge& wedge, engine::Instant& now, const std::string& keys, engine::Millis gap) {
  Results all;
  const auto take = [&](Results results) { all.insert(all.end(), results.begin(), results.end()); };
  for (const char key : keys) {
    const auto at = now + gap;
    while (wedge.deadline() && *wedge.deadline() <= at)
      take(wedge.time(now = *wedge.deadline()));
    now = at;
    take(key == '\n' ? wedge.enter(now) : wedge.text(now, std::string(1, key)));
  }
  while (wedge.deadline())
    take(wedge.time(now = *wedge.deadline()));
  return all;
}

/// Neighbouring typed pieces as one, since where the cut falls says nothing.
std::string typed(const Results& results) {
  std::string text;
  for (const auto& result : results) {
    const auto* piece = std::get_if<WedgeTyped>(&result);
    if (piece == nullptr) return "(a scan)";
    text += piece->text + (piece->enter ? "\n" : "");
  }
  return text;
}

class KeyboardWedgeTest : public testing::Test {
protected:
  KeyboardWedge wedge;
  engine::Instant now{1000s};
};

TEST_F(KeyboardWedgeTest, AFastBurstEndingInEnterIsAScan) {
  for (const auto gap : {0ms, 1ms, 5ms, 20ms, 35ms}) {
    EXPECT_EQ(type(wedge, now, "4780000000007\n", gap), (Results{WedgeScan{"4780000000007"}})) << gap.count();
    now += 1s;
  }
}

TEST_F(KeyboardWedgeTest, TypingIsPassedThroughCompletely) {
  for (const auto gap : {36ms, 60ms, 61ms, 90ms, 300ms, 2000ms}) {
    EXPECT_EQ(typed(type(wedge, now, "non shorek\n", gap)), "non shorek\n") << gap.count();
    now += 1s;
  }
}

TEST_F(KeyboardWedgeTest, AFastBurstWithoutEnterIsTyped) {
  EXPECT_EQ(type(wedge, now, "4780000000007", 5ms), (Results{WedgeTyped{"4780000000007", false}}));
}

TEST_F(KeyboardWedgeTest, TypedTextIsNotKeptBackForLong) {
  EXPECT_TRUE(wedge.text(now, "a").empty());
  EXPECT_EQ(wedge.deadline(), now + KeyboardWedge::decide_after);
  EXPECT_TRUE(wedge.time(now + 59ms).empty());
  EXPECT_EQ(wedge.time(now + 60ms), (Results{WedgeTyped{"a", false}}));
  EXPECT_EQ(wedge.deadline(), std::nullopt);
}

TEST_F(KeyboardWedgeTest, AShortBurstIsTyped) {
  EXPECT_EQ(type(wedge, now, "123\n", 5ms), (Results{WedgeTyped{"123", true}}));
  now += 1s;
  EXPECT_EQ(type(wedge, now, "1234\n", 5ms), (Results{WedgeScan{"1234"}}));
}

TEST_F(KeyboardWedgeTest, EnterAloneAndALateEnterAreTyped) {
  EXPECT_EQ(type(wedge, now, "\n", 5ms), (Results{WedgeTyped{"", true}}));
  auto results = type(wedge, now, "12345", 5ms);
  now += 40ms;
  const auto enter = wedge.enter(now);
  results.insert(results.end(), enter.begin(), enter.end());
  EXPECT_EQ(typed(results), "12345\n");
}

/// The strokes came every 5 ms; whoever listened was drawing for 120 ms in the middle, and again before Enter.
TEST_F(KeyboardWedgeTest, APauseOfTheListenerIsNotATypists) {
  for (std::size_t cut = 1; cut <= 13; ++cut) {
    const std::string code = "4780000000007";
    for (std::size_t i = 0; i < code.size(); ++i) {
      const auto deaf = i == cut ? 120ms : 0ms;
      now += 5ms + deaf;
      EXPECT_TRUE(wedge.text(now, code.substr(i, 1), deaf).empty()) << "nothing is let go in the middle of the burst";
    }
    now += 125ms;
    EXPECT_EQ(wedge.enter(now, 120ms), (Results{WedgeScan{code}})) << cut;
    now += 1s;
  }
}

TEST_F(KeyboardWedgeTest, APauseLongerThanTheListenersIsATypists) {
  EXPECT_TRUE(wedge.text(now, "4").empty());
  now += 120ms;
  EXPECT_EQ(wedge.text(now, "7", 80ms), (Results{WedgeTyped{"4", false}})) << "40 ms of them were listened to";
  now += 5ms;
  for (const char* key : {"8", "0"}) EXPECT_TRUE(wedge.text(now, key).empty());
  now += 120ms;
  EXPECT_EQ(wedge.enter(now, 80ms), (Results{WedgeTyped{"780", true}}));
}

TEST_F(KeyboardWedgeTest, TwoScansInARow) {
  EXPECT_EQ(type(wedge, now, "11111\n22222\n", 2ms), (Results{WedgeScan{"11111"}, WedgeScan{"22222"}}));
}

TEST_F(KeyboardWedgeTest, AScanBehindSlowTypingStandsAlone) {
  auto results = type(wedge, now, "sh", 150ms);
  now += 200ms;
  const auto scan = type(wedge, now, "4780000000007\n", 3ms);
  EXPECT_EQ(typed(results), "sh");
  EXPECT_EQ(scan, (Results{WedgeScan{"4780000000007"}}));
}

TEST_F(KeyboardWedgeTest, AimIdentifiersAreCutAndTheGroupSeparatorIsKept) {
  EXPECT_EQ(type(wedge, now,
                 "]d20104780\x1D"
                 "93ab\n",
                 2ms),
            (Results{WedgeScan{"0104780\x1D"
                               "93ab"}}));
}

TEST_F(KeyboardWedgeTest, LettersThatNoBarcodeHasAreTyped) {
  Results results;
  for (const auto* letter : {"ў", "қ", "ғ", "ҳ", "ә"}) {
    now += 5ms;
    for (auto& result : wedge.text(now, letter))
      results.push_back(result);
  }
  for (auto& result : wedge.enter(now))
    results.push_back(result);
  EXPECT_EQ(typed(results), "ўқғҳә\n");
}

TEST_F(KeyboardWedgeTest, AnEndlessBurstIsBoundedAndNotLost) {
  const std::string much(10'000, '7');
  EXPECT_EQ(typed(type(wedge, now, much, 0ms)), much);
}

} // namespace
