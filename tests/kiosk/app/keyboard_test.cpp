// Whose stroke it is, and where it goes: through the real detector into the input queue.
#include "kiosk/app/keyboard.h"
#include "kiosk/app/stroke_time.h"
#include <gtest/gtest.h>

namespace kiosk {
namespace {

using devices::WedgeKey;
using namespace std::chrono_literals;
using Codes = std::vector<std::string>;

class KeyboardTest : public ::testing::Test {
protected:
  InputQueue input;
  Codes codes;
  Keyboard keyboard{input, [this](std::string code) { codes.push_back(std::move(code)); }};
  engine::Instant now{1000s};
  bool secret = false;

  void until(engine::Instant at) {
    while (keyboard.deadline() && *keyboard.deadline() <= at) keyboard.time(now = *keyboard.deadline(), secret);
    now = at;
  }
  /// '\n' Enter, '\t' Tab, '~' Alt held with 0 2 9.
  void strike(std::string_view keys, engine::Millis gap) {
    for (const char c : keys) {
      until(now + gap);
      if (c == '\n') keyboard.key({now}, WedgeKey::enter, secret);
      else if (c == '\t') keyboard.key({now}, WedgeKey::tab, secret);
      else if (c == '~') {
        for (const int digit : {0, 2, 9}) keyboard.alt_digit({now += 2ms}, digit);
        keyboard.alt_released({now += 2ms}, secret);
      } else keyboard.text({now}, {&c, 1}, secret);
    }
  }
  /// What the screens get, once everything is decided: text, '\n' Enter, '\t' Tab, '!' the press stood alone.
  std::string seen() {
    until(now + 1s);
    std::string all;
    while (!input.empty()) {
      Input frame;
      input.next(frame);
      all += frame.typed.text();
      for (const auto key : frame.keys)
        all += key == ActionKey::enter ? '\n' : key == ActionKey::tab ? '\t' : key == ActionKey::alone ? '!' : '?';
    }
    return all;
  }
};

TEST_F(KeyboardTest, a_code_with_all_that_a_scanner_sends_around_it_is_a_scan_and_presses_nothing) {
  strike("\t4780000000014\n\n\t", 2ms);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, (Codes{"4780000000014"}));
}

TEST_F(KeyboardTest, a_person_types_and_presses) {
  strike("non\t\n", 90ms);
  EXPECT_EQ(seen(), "non\t\n") << "the Enter stands 180 ms behind a letter: it is not alone";
  strike("\n", 600ms);
  EXPECT_EQ(seen(), "\n!");
  strike("\t\n", 600ms);
  EXPECT_EQ(seen(), "\t\n!");
}

/// The separator as scanners type it; the digits are no text, and no part of the serial.
/// Every character as Alt and three digits: five strokes for one, each as far from the last as the scanner is slow.
TEST_F(KeyboardTest, a_code_sent_whole_in_alt_mode_is_a_scan_however_slow) {
  for (const auto gap : {1ms, 5ms, 10ms, 15ms, 20ms, 25ms, 35ms, 50ms, 59ms}) {
    const auto next = [&] { until(now + gap); };
    for (const char character : {'0', '1', '0', '4', '7', '\x1d', '9', 'a', '\r', '\r'}) {
      next(), keyboard.alt_pressed({now}, secret);
      for (const int digit : {character / 100, character / 10 % 10, character % 10}) next(), keyboard.alt_digit({now}, digit);
      next(), keyboard.alt_released({now}, secret);
    }
    EXPECT_EQ(seen(), "") << gap.count() << " ms";
    EXPECT_EQ(codes, (Codes{"01047\x1d"
                            "9a"}))
        << gap.count() << " ms";
    codes.clear();
  }
}

TEST_F(KeyboardTest, a_release_of_alt_that_nobody_tells_of_was_there_before_the_next_press) {
  for (const std::string_view digits :
       {"048", "049", "050", "051", "013"}) { // SDL takes release and press within two milliseconds for one held key
    keyboard.alt_pressed({.at = now += 1ms, .repeat = digits != "048"}, secret);
    for (const char digit : digits) keyboard.alt_digit({now += 1ms}, digit - '0');
  }
  keyboard.alt_released({now += 1ms}, secret);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, (Codes{"0123"}));
}

TEST_F(KeyboardTest, a_label_of_one_to_three_characters_is_typed_and_presses_nothing) {
  for (const std::string_view code : {"7", "42", "123"}) {
    strike(std::string{code} + "\n\n", 10ms);
    EXPECT_EQ(seen(), code);
    EXPECT_EQ(codes, Codes{});
  }
}

TEST_F(KeyboardTest, digits_struck_with_alt_are_one_character) {
  strike("010478000000036621aB3dE5g~93dGVz\n", 2ms);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, (Codes{"010478000000036621aB3dE5g\x1d"
                          "93dGVz"}));
  codes.clear();
  for (const char c : std::string_view("4780")) { // a scanner that sends every character so
    if (c == '4')
      for (const int digit : {0, 5, 2}) keyboard.alt_digit({now += 2ms}, digit);
    else
      for (const int digit : {0, c - '0' >= 2 ? 5 : 4, c == '7' ? 5 : c == '8' ? 6 : 8}) keyboard.alt_digit({now += 2ms}, digit);
    keyboard.alt_released({now += 2ms}, secret);
  }
  for (const int digit : {0, 1, 3}) keyboard.alt_digit({now += 2ms}, digit);
  keyboard.alt_released({now += 2ms}, secret);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, (Codes{"4780"}));
  keyboard.alt_digit({now += 1s}, 9);
  keyboard.alt_digit({now += 1s}, 99);
  keyboard.alt_released({now += 1s}, secret);
  keyboard.alt_released({now += 1s}, secret);
  EXPECT_EQ(seen(), "") << "a number that is no character, and Alt alone";
}

/// SDL calls the second of two equal digits a repetition when the scanner is fast.
TEST_F(KeyboardTest, equal_digits_of_a_scanner_are_no_held_key) {
  for (const bool into_secret : {false, true}) {
    secret = into_secret;
    codes.clear();
    char before = 0;
    for (const char c : std::string_view("4780000000014")) {
      keyboard.text({.at = now += 2ms, .repeat = c == before}, {&c, 1}, secret);
      before = c;
    }
    keyboard.key({.at = now += 2ms}, WedgeKey::enter, secret);
    keyboard.key({.at = now += 2ms, .repeat = true}, WedgeKey::enter, secret);
    EXPECT_EQ(seen(), "");
    EXPECT_EQ(codes, into_secret ? Codes{} : Codes{"4780000000014"});
  }
  secret = false;
  keyboard.text({.at = now}, "a", false);
  keyboard.text({.at = now += 400ms, .repeat = true}, "a", false);
  for (int i = 0; i < 3; ++i) keyboard.text({.at = now += 25ms, .repeat = true}, "a", false);
  EXPECT_EQ(seen(), "aaaaa");
}

TEST_F(KeyboardTest, a_separator_that_a_person_types_is_nothing) {
  keyboard.text({now}, "a", secret);
  keyboard.text({now}, "\x1d", secret);
  keyboard.text({now}, "b", secret);
  EXPECT_EQ(seen(), "ab");
}

/// `482193` and 251 letters, Enter: staff mode opened.
TEST_F(KeyboardTest, no_scanner_types_into_a_secret_field) {
  secret = true;
  for (const auto& code : {std::string{"482193\n"}, "482193" + std::string(251, 'x') + "\n\n", std::string{"8600069195406311\n"}}) {
    strike(code, 2ms);
    EXPECT_EQ(seen(), "");
  }
  EXPECT_EQ(codes, Codes{});
  strike("482193\n", 90ms);
  EXPECT_EQ(seen(), "482193\n");
}

TEST_F(KeyboardTest, a_burst_that_meets_a_secret_field_on_its_way_is_dropped_whole) {
  strike("48219", 2ms);
  secret = true;
  strike("3\n\n", 2ms);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, Codes{});
  strike("48219", 2ms);
  secret = false;
  strike("34780000000014\n\n", 2ms);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(codes, Codes{}) << "half a code is no code";
}

TEST(StrokeTime, is_xs_stamp_when_x_counts_as_the_machine_does) {
  const engine::Instant now{100'000ms};
  EXPECT_EQ(stroke_time(99'960, now), now - 40ms);
  EXPECT_EQ(stroke_time(100'000, now), now);
  EXPECT_EQ(stroke_time(100'001, now), std::nullopt) << "the future";
  EXPECT_EQ(stroke_time(94'000, now), std::nullopt) << "another clock";
  const engine::Instant late{engine::Millis{(1LL << 32) + 5}};
  EXPECT_EQ(stroke_time(0xFFFFFFF0U, late), late - 21ms) << "the stamp wraps";
}

} // namespace
} // namespace kiosk
