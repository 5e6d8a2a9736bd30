#include "devices/printer/text.h"
#include "devices/printer/wrap.h"
#include <gtest/gtest.h>

namespace devices::printer {
namespace {

TEST(Text, Utf8GoesBothWays) {
  const std::string all = "Aʻ Ǵ ı Қ № € \xF0\x9F\x8D\x9E";
  EXPECT_EQ(encode_utf8(decode_utf8(all)), all);
}

TEST(Text, BrokenUtf8IsReplacedAndNeverEatsWhatFollows) {
  struct Case {
    const char* bytes;
    std::u32string wanted;
  };
  const Case cases[] = {
      {"\xC3", U"\uFFFD"}, // cut off
      {"\xC3"
       "A",
       U"\uFFFDA"},                            // no continuation
      {"\xC0\xAF", U"\uFFFD\uFFFD"},           // overlong
      {"\xED\xA0\x80", U"\uFFFD\uFFFD\uFFFD"}, // surrogate
      {"\xF5\x80\x80\x80", U"\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\x80z", U"\uFFFDz"},
  };
  for (const auto& c : cases) EXPECT_EQ(decode_utf8(c.bytes), c.wanted);
}

TEST(Text, NormalisesMarksSpacesAndControls) {
  EXPECT_EQ(normalise("Go\xCC\x81zzal"), U"Gózzal");
  EXPECT_EQ(normalise("G\xCC\x81"), U"Ǵ");
  EXPECT_EQ(normalise("1\xC2\xA0"
                      "000\xE2\x80\xAF"
                      "000"),
            U"1 000 000");
  EXPECT_EQ(normalise("a\tb\x1B@c"), U"a b @c"); // a product name cannot command the printer
  EXPECT_EQ(normalise("a\xE2\x80\x8B"
                      "b\xC2\xAD"
                      "c"),
            U"abc");
}

std::vector<std::u32string> wrapped(std::u32string_view text, std::size_t columns) {
  return wrap(text, [columns](const std::u32string& line) { return line.size() <= columns; });
}

TEST(Wrap, BreaksAtWordsAndLosesNoLetter) {
  using Lines = std::vector<std::u32string>;
  EXPECT_EQ(wrapped(U"one two three", 7), (Lines{U"one two", U"three"}));
  EXPECT_EQ(wrapped(U"abcdefghij kl", 4), (Lines{U"abcd", U"efgh", U"ij", U"kl"}));
  EXPECT_EQ(wrapped(U"a\nb", 10), (Lines{U"a", U"b"}));
  EXPECT_EQ(wrapped(U"a\n\nb", 10), (Lines{U"a", U"", U"b"}));
  EXPECT_EQ(wrapped(U"", 10), (Lines{U""}));
  EXPECT_EQ(wrapped(U"  many   spaces ", 20), (Lines{U"many spaces"}));
  EXPECT_EQ(wrapped(U"xyz", 0), (Lines{U"x", U"y", U"z"})); // a line too narrow for anything still ends
}

} // namespace
} // namespace devices::printer
