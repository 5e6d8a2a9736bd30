#include "engine/base/outside_text.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

std::string many(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(OutsideText, WordsAreTidied) {
  const struct {
    std::string_view text;
    const char* tidied;
    std::size_t most = 64;
  } cases[] = {
      {"", ""},
      {"Sút 2,5 %", "Sút 2,5 %"},
      {"Қағаз А4 №1", "Қағаз А4 №1"},
      {"«Gósh» — Oʻzbek", "«Gósh» — Oʻzbek"},
      {"\u20BD\U0001F600", "\u20BD\U0001F600"},
      // steering characters
      {std::string_view{"a\0b", 3}, "ab"},
      {"\x1Bp\x07"
       "a\x7F",
       "pa"},
      {"a\u0085b", "a b"},
      {"a\u009Bb", "ab"},
      {"TOTAL\r\n0\t1", "TOTAL 0 1"},
      {"a\u2028b\u2029c", "a b c"},
      {"\u202E77\u202C", "77"},
      {"\u2066a\u2067b\u2068c\u2069", "abc"},
      {"\u200Ea\u200F\u061C", "a"},
      {"a\u200Bb\u200Cc\u200Dd\u2060e\uFEFFf", "abcdef"},
      {"a\u00ADb", "ab"},
      {"x\U000E0041\U000E007F", "x"},
      {"a\uFFFFb\U0001FFFEc", "abc"},
      {"\u200B\u202E\n", ""},
      {"  a  b  ", "a  b"},
      {"\n\n a \n\n\nb \n", "a b"},
      // accents
      {"a\u0301\u0302\u0303\u0304\u0305\u0306", "a\u0301\u0302\u0303\u0304"},
      {"a\u0301\u200D\u0302\u0303\u0304\u0305", "a\u0301\u0302\u0303\u0304"},
      {"g\u0301u\u0306", "g\u0301u\u0306"},
      // not UTF-8
      {"\xFF", "\uFFFD"},
      {"a\xC3(", "a\uFFFD("},
      {"a\xD0", "a\uFFFD"},
      {"\xE2\x82", "\uFFFD"},
      {"\xED\xA0\x80x", "\uFFFD\uFFFD\uFFFDx"},
      {"\xC0\xAF", "\uFFFD\uFFFD"},
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\xF0\x9F\x98\x80", "\U0001F600"},
      // bounds
      {"123456", "123456", 6},
      {"1234567", "123…", 6},
      {"Яблоко", "Яблоко", 12},
      {"Яблоко1", "Ябло…", 12},
      {"Яблоко1", "Ябл…", 10},
      {"ab cdefg", "ab…", 6},
      {"1234   ", "1234", 4},
      {"1234 \n\t ", "1234", 4},
      {"abcu\u0306\u0301x", "abc…", 6},
      {"abcdefu\u0306", "abcdefu\u0306", 9},
      {"abcdefu\u0306", "abcde…", 8},
      {"abc", "ab", 2},
      {"Я", "", 1},
      {"abc", "", 0},
      {"\u202E\u202E\u202Eabc", "abc", 3},
  };
  for (const auto& c : cases) EXPECT_EQ(tidy(c.text, c.most), c.tidied) << c.text << " in " << c.most;
  EXPECT_EQ(tidy(many("x", 100'000), 256), many("x", 253) + "…");
  EXPECT_EQ(tidy(many("\u0301", 100'000), 256), many("\u0301", 4)) << "accents without a letter are no text either";
  EXPECT_EQ(tidy(many("\u202E", 100'000) + "a", 256), "a");
}

TEST(OutsideText, IdentitiesAreTakenAsTheyAreOrNotAtAll) {
  for (const auto* good : {"1", "№0000123", "79463378", "GLB 12/7", "a\u0301", "Ё-1", " 7"}) EXPECT_TRUE(is_identity(good, 40)) << good;
  EXPECT_TRUE(is_identity(many("7", 40), 40));
  EXPECT_FALSE(is_identity(many("7", 41), 40));
  EXPECT_FALSE(is_identity(many("7", 200'000), 40));
  for (const auto& bad :
       {std::string{}, std::string{"  "}, std::string{"7\n"}, std::string{"\x1B@7"}, std::string{"7\0", 2}, std::string{"\u202E77"},
        std::string{"7\u200B"}, std::string{"7\xFF"}, std::string{"\uFFFD7"}, std::string{"7\u2028"}, std::string{"№\xE2\x84"}})
    EXPECT_FALSE(is_identity(bad, 40)) << bad;
}

TEST(OutsideText, TokensAreVisibleAsciiWithoutBlanks) {
  EXPECT_TRUE(is_token("eyJhbGciOi.J9_-~+/=", 64));
  for (const auto& bad :
       {std::string{}, std::string{"a b"}, std::string{"a\r\nX-Evil: 1"}, std::string{"a\x7F"}, std::string{"ты"}, std::string{"a\0", 2}})
    EXPECT_FALSE(is_token(bad, 64)) << bad;
  EXPECT_TRUE(is_token(many("t", 64), 64));
  EXPECT_FALSE(is_token(many("t", 65), 64));
}

TEST(OutsideText, WhatIsMostlyMendedIsGarbled) {
  EXPECT_FALSE(is_garbled(""));
  EXPECT_FALSE(is_garbled("\uFFFDx"));
  EXPECT_FALSE(is_garbled("Қағаз"));
  EXPECT_TRUE(is_garbled("\uFFFD"));
  EXPECT_TRUE(is_garbled("\uFFFD\uFFFD\uFFFDx"));
  EXPECT_TRUE(is_garbled(tidy("\xC1\xF3\xEC\xE0\xE3\xE0", 64))) << "cp1251";
}

bool has_steering(std::string_view utf8) {
  for (const std::string_view bad :
       {"\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
        "\u2028", "\u2029", "\u2066", "\u2067", "\u2068", "\u2069", "\u2060", "\uFEFF", "\u0085", "\u009B"})
    if (utf8.find(bad) != std::string_view::npos) return true;
  return std::any_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

RC_GTEST_PROP(OutsideText, WhateverComesTheResultIsBoundedCleanUtf8AndStaysSo, (const std::string& bytes)) {
  const std::string steering = *rc::gen::elementOf(std::vector<std::string>{"", "\u202E", "\u0301", " ", "\n", "\xF0\x9F", "Я", "\u200D"});
  const auto most = *rc::gen::inRange<std::size_t>(0, 40);
  const auto text =
      bytes.substr(0, bytes.size() / 2) + many(steering, *rc::gen::inRange<std::size_t>(0, 12)) + bytes.substr(bytes.size() / 2);
  const auto tidied = tidy(text, most);
  RC_ASSERT(tidied.size() <= most);
  RC_ASSERT(sound_utf8(tidied) == tidied);
  RC_ASSERT(!has_steering(tidied));
  RC_ASSERT(tidy(tidied, most) == tidied);
  const bool mended = tidied.find("\uFFFD") != std::string::npos;
  const bool names_something = tidied.empty() || mended || is_identity(tidied, most);
  RC_ASSERT(names_something);
  if (is_identity(text, most) && text.find("\u0301") == std::string::npos) {
    const auto inner = text.substr(text.find_first_not_of(' '));
    RC_ASSERT(tidied == inner.substr(0, inner.find_last_not_of(' ') + 1));
  }
}

RC_GTEST_PROP(OutsideText, SoundBytesAreTheSameBytes, (const std::string& bytes)) {
  const auto sound = sound_utf8(bytes);
  RC_ASSERT(sound_utf8(sound) == sound);
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) RC_ASSERT(sound == bytes);
}

} // namespace
} // namespace engine::test
