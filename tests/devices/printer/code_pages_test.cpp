#include "devices/printer/code_pages.h"
#include "devices/printer/text.h"
#include <gtest/gtest.h>
#include <iconv.h>

namespace devices::printer {
namespace {

constexpr CodePage all_pages[] = {CodePage::cp437,  CodePage::cp850,  CodePage::cp852,  CodePage::cp855,  CodePage::cp857,
                                  CodePage::cp858,  CodePage::cp866,  CodePage::cp1250, CodePage::cp1251, CodePage::cp1252,
                                  CodePage::cp1254, CodePage::rk1048, CodePage::pt154,  CodePage::kzt};

const char* iconv_name(CodePage page) {
  switch (page) {
  case CodePage::rk1048: return "RK1048";
  case CodePage::pt154: return "PT154";
  case CodePage::cp858: return nullptr; // glibc has none: CP850 with the euro at D5
  case CodePage::kzt: return nullptr;   // CP866 with B0 to BF replaced
  case CodePage::cp437: return "CP437";
  case CodePage::cp850: return "CP850";
  case CodePage::cp852: return "CP852";
  case CodePage::cp855: return "CP855";
  case CodePage::cp857: return "CP857";
  case CodePage::cp866: return "CP866";
  case CodePage::cp1250: return "CP1250";
  case CodePage::cp1251: return "CP1251";
  case CodePage::cp1252: return "CP1252";
  case CodePage::cp1254: return "CP1254";
  }
  return nullptr;
}

TEST(CodePages, TablesAgreeWithTheCLibrary) {
  for (const auto page : all_pages) {
    const auto* name = iconv_name(page);
    if (!name) continue;
    const auto converter = iconv_open("UTF-8", name);
    ASSERT_NE(converter, reinterpret_cast<iconv_t>(-1)) << name;
    for (int byte = 0x80; byte < 0x100; ++byte) {
      char in = static_cast<char>(byte);
      char out[8] = {};
      char* from = &in;
      char* to = out;
      std::size_t in_left = 1;
      std::size_t out_left = sizeof out;
      iconv(converter, nullptr, nullptr, nullptr, nullptr);
      const auto done = iconv(converter, &from, &in_left, &to, &out_left);
      const auto ours = code_point(page, static_cast<std::uint8_t>(byte));
      if (done == static_cast<std::size_t>(-1)) {
        EXPECT_EQ(ours, char32_t{0xFFFD}) << name << " " << byte;
      } else {
        EXPECT_EQ(encode_utf8(std::u32string(1, ours)), std::string(out, static_cast<std::size_t>(to - out))) << name << " " << byte;
      }
    }
    iconv_close(converter);
  }
}

TEST(CodePages, TwoPagesThatTheCLibraryLacks) {
  EXPECT_EQ(code_point(CodePage::cp858, 0xD5), char32_t{0x20AC});
  EXPECT_EQ(code_point(CodePage::cp850, 0xD5), U'ı');
  EXPECT_EQ(byte_of(CodePage::kzt, U'Қ'), 0xB4);
  EXPECT_EQ(byte_of(CodePage::kzt, U'Ё'), 0xF0);
}

// devices/printer/PROTOCOL.md section 3
TEST(CodePages, LettersOfTheFacts) {
  struct Case {
    char32_t letter;
    CodePage page;
    std::optional<std::uint8_t> byte;
  };
  const Case cases[] = {
      {U'Ё', CodePage::cp866, 0xF0},  {U'Ё', CodePage::cp1251, 0xA8}, {U'№', CodePage::cp866, 0xFC},  {U'№', CodePage::cp855, 0xEF},
      {U'Ў', CodePage::cp866, 0xF6},  {U'Ў', CodePage::rk1048, {}},   {U'Ў', CodePage::pt154, 0xA1},  {U'Қ', CodePage::cp866, {}},
      {U'Қ', CodePage::rk1048, 0x8D}, {U'Ғ', CodePage::pt154, 0x81},  {U'Ҳ', CodePage::pt154, 0x88},  {U'Ҳ', CodePage::rk1048, {}},
      {U'Ә', CodePage::rk1048, 0xA3}, {U'Ң', CodePage::pt154, 0x8C},  {U'ń', CodePage::cp852, 0xE4},  {U'ı', CodePage::cp857, 0x8D},
      {U'ı', CodePage::cp1254, 0xFD}, {U'İ', CodePage::cp857, 0x98},  {U'Ń', CodePage::cp1250, 0xD1}, {U'Ǵ', CodePage::cp852, {}},
      {U'«', CodePage::cp855, 0xAE},
  };
  for (const auto& c : cases)
    EXPECT_EQ(byte_of(c.page, c.letter), c.byte) << encode_utf8(std::u32string(1, c.letter)) << " " << code_page_name(c.page);
  for (const auto page : all_pages) {
    EXPECT_FALSE(byte_of(page, 0x02BB)) << code_page_name(page);
    EXPECT_FALSE(byte_of(page, U'Ǵ')) << code_page_name(page);
  }
}

TEST(CodePages, EveryByteGoesBothWays) {
  for (const auto page : all_pages)
    for (int byte = 0; byte < 0x100; ++byte) {
      const auto c = code_point(page, static_cast<std::uint8_t>(byte));
      if (c == 0xFFFD) continue;
      EXPECT_EQ(byte_of(page, c), byte) << code_page_name(page);
    }
}

TEST(CodePages, NamesGoBothWays) {
  for (const auto page : all_pages) EXPECT_EQ(code_page_from_name(code_page_name(page)), page);
  EXPECT_FALSE(code_page_from_name("cp999"));
}

TEST(EncodeLine, ApostropheBecomesWhatThePageHas) {
  using Line = std::optional<std::vector<std::uint8_t>>;
  EXPECT_EQ(encode_line(CodePage::cp866, U"Oʻz"), (Line{{'O', '\'', 'z'}}));
  EXPECT_EQ(encode_line(CodePage::cp1251, U"Oʻz"), (Line{{'O', 0x91, 'z'}}));
  EXPECT_EQ(encode_line(CodePage::cp1251, U"taʼm"), (Line{{'t', 'a', 0x92, 'm'}}));
  EXPECT_EQ(encode_line(CodePage::cp866, U"O`z"), (Line{{'O', '\'', 'z'}}));
  EXPECT_EQ(encode_line(CodePage::cp866, U"2 × 5"), (Line{{'2', ' ', 'x', ' ', '5'}}));
  EXPECT_EQ(encode_line(CodePage::cp866, U"−6"), (Line{{'-', '6'}}));
  EXPECT_EQ(encode_line(CodePage::cp866, U"«Хлеб»"), (Line{{'"', 0x95, 0xAB, 0xA5, 0xA1, '"'}}));
}

TEST(EncodeLine, NeverGuessesALetter) {
  for (const auto* line : {U"Ǵárezsizlik", U"Қарақалпақ", U"ҳар", U"nomeriń", U"₽", U"\uFFFD", U"a\u001Bb"})
    EXPECT_FALSE(encode_line(CodePage::cp866, line)) << encode_utf8(line);
  EXPECT_TRUE(encode_line(CodePage::cp866, U"Да?")); // one that stands in the text
}

} // namespace
} // namespace devices::printer
