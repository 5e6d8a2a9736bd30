#include "devices/scanner/keyboard_wedge.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::KeyboardWedge;
using devices::Stroke;
using devices::WedgeKey;
using devices::WedgeResult;
using devices::WedgeScan;
using devices::WedgeTyped;
using Results = std::vector<WedgeResult>;

/// Types `keys` with `gap` between them ('\n' = Enter, '\t' = Tab, '\v' = another key such as F1 or Ctrl+J), waking the detector at its deadlines, and gives all
/// results.
Results type(KeyboardWedge& wedge, engine::Instant& now, const std::string& keys, engine::Millis gap) {
  Results all;
  const auto take = [&](Results results) { all.insert(all.end(), results.begin(), results.end()); };
  for (const char key : keys) {
    const auto at = now + gap;
    while (wedge.deadline() && *wedge.deadline() <= at) take(wedge.time(now = *wedge.deadline()));
    now = at;
    take(key == '\n'   ? wedge.key({now}, WedgeKey::enter)
         : key == '\t' ? wedge.key({now}, WedgeKey::tab)
         : key == '\v' ? wedge.key({now}, WedgeKey::other)
                       : wedge.text({now}, std::string(1, key)));
  }
  while (wedge.deadline()) take(wedge.time(now = *wedge.deadline()));
  return all;
}

/// Neighbouring typed pieces as one, since where the cut falls says nothing.
std::string typed(const Results& results) {
  std::string text;
  for (const auto& result : results) {
    const auto* piece = std::get_if<WedgeTyped>(&result);
    if (piece == nullptr) return "(a scan)";
    text += piece->text + (!piece->key ? "" : *piece->key == WedgeKey::enter ? "\n" : *piece->key == WedgeKey::tab ? "\t" : "\v");
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
  EXPECT_EQ(type(wedge, now, "4780000000007", 5ms), (Results{WedgeTyped{"4780000000007", {}}}));
}

TEST_F(KeyboardWedgeTest, TypedTextIsNotKeptBackForLong) {
  EXPECT_TRUE(wedge.text({now}, "a").empty());
  EXPECT_EQ(wedge.deadline(), now + KeyboardWedge::decide_after);
  EXPECT_TRUE(wedge.time(now + 59ms).empty());
  EXPECT_EQ(wedge.time(now + 60ms), (Results{WedgeTyped{"a", {}}}));
  EXPECT_EQ(wedge.deadline(), std::nullopt);
  EXPECT_TRUE(wedge.key({now + 1s}, WedgeKey::enter).empty());
  EXPECT_EQ(wedge.time(now + 1060ms), (Results{WedgeTyped{"", WedgeKey::enter}})) << "nor is a key";
}

/// A label of one to three characters, with anything that its scanner adds: the field gets the characters, and no button is pressed.
TEST_F(KeyboardWedgeTest, AShortBurstIsTypedAndPressesNothing) {
  for (const std::string_view code : {"7", "42", "123"})
    for (const std::string_view end : {"\n", "\n\n", "\t", "\t\n", "\v\n", "\n\n\t\n", "\n9\n"})
      for (const std::string_view front : {"", "\n", "\v"})
        for (const auto gap : {0ms, 5ms, 35ms}) {
          const auto burst = std::string{front}.append(code).append(end);
          EXPECT_EQ(typed(type(wedge, now, burst, gap)), code) << testing::PrintToString(burst) << ", " << gap.count() << " ms";
          now += 1s;
        }
  EXPECT_EQ(typed(type(wedge, now, "123\n", 36ms)), "123\n") << "a person's Enter";
  now += 1s;
  EXPECT_EQ(type(wedge, now, "1234\n", 5ms), (Results{WedgeScan{"1234"}}));
}

TEST_F(KeyboardWedgeTest, EnterAloneAndALateEnterAreTyped) {
  EXPECT_EQ(type(wedge, now, "\n", 5ms), (Results{WedgeTyped{"", WedgeKey::enter}}));
  auto results = type(wedge, now, "12345", 5ms);
  now += 40ms;
  const auto enter = type(wedge, now, "\n", 0ms);
  results.insert(results.end(), enter.begin(), enter.end());
  EXPECT_EQ(typed(results), "12345\n");
}

/// The strokes came every 5 ms; the listener was drawing for 120 ms in the middle, and again before Enter.
TEST_F(KeyboardWedgeTest, APauseOfTheListenerIsNotATypists) {
  for (std::size_t cut = 1; cut <= 13; ++cut) {
    const std::string code = "4780000000007";
    for (std::size_t i = 0; i < code.size(); ++i) {
      const auto deaf = i == cut ? 120ms : 0ms;
      now += 5ms + deaf;
      EXPECT_TRUE(wedge.text({now, deaf}, code.substr(i, 1)).empty()) << "nothing is let go in the middle of the burst";
    }
    now += 125ms;
    EXPECT_EQ(wedge.key({now, 120ms}, WedgeKey::enter), (Results{WedgeScan{code}})) << cut;
    now += 1s;
  }
}

TEST_F(KeyboardWedgeTest, APauseLongerThanTheListenersIsATypists) {
  EXPECT_TRUE(wedge.text({now}, "4").empty());
  now += 120ms;
  EXPECT_EQ(wedge.text({now, 80ms}, "7"), (Results{WedgeTyped{"4", {}}})) << "40 ms of them were listened to";
  now += 5ms;
  for (const char* key : {"8", "0"}) EXPECT_TRUE(wedge.text({now}, key).empty());
  now += 120ms;
  EXPECT_EQ(wedge.key({now, 80ms}, WedgeKey::enter), (Results{WedgeTyped{"780", {}}}));
  EXPECT_EQ(wedge.time(now + 60ms), (Results{WedgeTyped{"", WedgeKey::enter}}));
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

TEST_F(KeyboardWedgeTest, TheAimIdentifierAndTheGroupSeparatorAreKept) {
  EXPECT_EQ(type(wedge, now,
                 "]d20104780\x1D"
                 "93ab\n",
                 2ms),
            (Results{WedgeScan{"]d20104780\x1D"
                               "93ab"}}));
}

/// A second Enter, a line feed, a Tab: each pressed what stood on the screen.
TEST_F(KeyboardWedgeTest, WhatAScannerSendsAroundItsCodeIsTheScanners) {
  for (const std::string around :
       {"4780000000014\n", "4780000000014\n\n", "4780000000014\t", "4780000000014\t\n", "4780000000014\n\t", "4780000000014\n\v",
        "4780000000014\v", "4780000000014\v\n", "4780000000014\n\n\n\n\t\n", "\n4780000000014\n", "\t4780000000014\n\n",
        "\v4780000000014\n", "\n\n4780000000014\n", "4780000000014\nab", "4780000000014\nab\n", "4780000000014\nabcdefg"})
    for (const auto gap : {0ms, 2ms, 20ms, 35ms}) {
      SCOPED_TRACE(testing::PrintToString(around) + ", " + std::to_string(gap.count()) + " ms");
      EXPECT_EQ(type(wedge, now, around, gap), (Results{WedgeScan{"4780000000014"}}));
      now += 1s;
    }
  EXPECT_EQ(typed(type(wedge, now, "\n", 36ms)), "\n") << "a person's Enter behind it";
}

TEST_F(KeyboardWedgeTest, APersonsEnterALittleLaterIsAPersons) {
  EXPECT_EQ(type(wedge, now, "4780000000014\n", 2ms), (Results{WedgeScan{"4780000000014"}}));
  now += 100ms;
  EXPECT_EQ(typed(type(wedge, now, "\n", 0ms)), "\n");
}

/// `482193` and 251 letters opened staff mode.
TEST_F(KeyboardWedgeTest, MoreThanAnyCodeHasIsThrownAwayToItsEnd) {
  for (const std::size_t length : {257U, 300U, 512U, 10'000U}) {
    EXPECT_EQ(type(wedge, now, std::string(length, '7') + "\n\n", 2ms), Results{}) << length;
    now += 1s;
    EXPECT_EQ(type(wedge, now, "4780000000014\n", 2ms), (Results{WedgeScan{"4780000000014"}})) << "the next is read";
    now += 1s;
  }
  EXPECT_EQ(type(wedge, now, std::string(256, '7') + "\n", 2ms), (Results{WedgeScan{std::string(256, '7')}}));
}

/// A scanner on a layout that it does not know: nobody types so, and no field gets it.
TEST_F(KeyboardWedgeTest, ABurstOfLettersThatNoBarcodeHasIsAScannersToo) {
  Results results;
  for (const auto* letter : {"ў", "қ", "ғ", "ҳ", "ә"}) {
    now += 5ms;
    for (auto& result : wedge.text({now}, letter)) results.push_back(result);
  }
  for (auto& result : wedge.key({now}, WedgeKey::enter)) results.push_back(result);
  EXPECT_EQ(results, (Results{WedgeScan{"ўқғҳә"}}));
}

/// X repeats a held key every 25 to 40 ms.
TEST_F(KeyboardWedgeTest, AHeldKeyIsAPersons) {
  auto results = wedge.text({now}, "a");
  const auto take = [&](Results more) { results.insert(results.end(), more.begin(), more.end()); };
  now += 500ms;
  take(wedge.time(now));
  for (int i = 0; i < 6; ++i) take(wedge.text({.at = now += 25ms, .repeat = true}, "a"));
  take(wedge.key({now += 200ms}, WedgeKey::backspace));
  take(wedge.time(now += 500ms));
  for (int i = 0; i < 3; ++i) take(wedge.key({.at = now += 25ms, .repeat = true}, WedgeKey::backspace));
  EXPECT_EQ(typed(results), "aaaaaaa\v\v\v\v");
  EXPECT_EQ(wedge.deadline(), std::nullopt);
}

TEST_F(KeyboardWedgeTest, TheDigitsOfAnAltCodeKeepTheBurstTogether) {
  Results results;
  const auto take = [&](Results more) { results.insert(results.end(), more.begin(), more.end()); };
  for (const char c : std::string("01047")) take(wedge.text({now += 20ms}, std::string(1, c)));
  for (int i = 0; i < 3; ++i) wedge.part({now += 20ms}); // Alt held: 0 2 9
  take(wedge.text({now += 20ms}, "\x1d"));
  take(wedge.text({now += 20ms}, "9"));
  take(wedge.key({now += 20ms}, WedgeKey::enter));
  EXPECT_EQ(results, (Results{WedgeScan{"01047\x1d"
                                        "9"}}));
}

/// The focus was in a secret field for the first half of the burst.
TEST_F(KeyboardWedgeTest, TheRestOfABurstThatBeganElsewhereIsNobodys) {
  EXPECT_TRUE(wedge.text({now}, "1").empty());
  wedge.pass({now += 2ms});
  EXPECT_EQ(type(wedge, now, "4780000000014\n\n", 2ms), Results{});
  now += 100ms;
  EXPECT_EQ(type(wedge, now, "4780000000014\n", 2ms), (Results{WedgeScan{"4780000000014"}}));
}

} // namespace
