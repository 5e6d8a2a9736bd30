#include "devices/printer/escpos_encoder.h"
#include "devices/printer/symbols.h"
#include "devices/printer/text.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace devices::printer {
namespace {

using engine::Slip;
using engine::SlipAlign;
using engine::SlipSize;
using Bytes = std::vector<std::uint8_t>;

bool holds(const Bytes& bytes, const Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}
std::size_t count(const Bytes& bytes, const Bytes& part) {
  std::size_t n = 0;
  for (auto at = bytes.begin(); (at = std::search(at, bytes.end(), part.begin(), part.end())) != bytes.end(); ++at) ++n;
  return n;
}

EncodedSlip encoded(std::vector<engine::SlipItem> items, const PrinterProfile& profile = generic_80mm()) {
  LineRenderer renderer;
  return encode_slip(Slip{"test", std::move(items)}, profile, renderer);
}

TEST(Encoder, BeginsWithInitAndEndsWithTheCut) {
  const auto job = encoded({engine::SlipText{"Salem"}});
  const Bytes begin{0x1B, 0x3D, 0x01, 0x1B, 0x40, 0x1C, 0x2E, 0x1B, 0x52, 0x00, 0x1B, 0x61, 0x00};
  ASSERT_GT(job.bytes.size(), begin.size());
  EXPECT_TRUE(std::equal(begin.begin(), begin.end(), job.bytes.begin()));
  const Bytes cut{0x1D, 0x56, 0x42, 0x00};
  EXPECT_TRUE(std::equal(cut.rbegin(), cut.rend(), job.bytes.rbegin()));
  EXPECT_EQ(count(job.bytes, {0x1B, 0x40}), 1U); // never at the end
}

TEST(Encoder, ALineThatThePreferredPageHoldsIsText) {
  const auto job = encoded({engine::SlipText{"Хлеб 2 × 5 000.00"}});
  EXPECT_EQ(job.text_lines, 1);
  EXPECT_EQ(job.drawn_lines, 0);
  EXPECT_TRUE(holds(job.bytes, {0x1B, 0x74, 17}));
  EXPECT_TRUE(holds(job.bytes, {0x95, 0xAB, 0xA5, 0xA1, ' ', '2', ' ', 'x', ' ', '5', ' ', '0', '0', '0', '.', '0', '0', 0x0A}));
}

TEST(Encoder, TheSecondPageForTheWholeLine) {
  const auto job = encoded({engine::SlipText{"Цена € 5"}}); // only CP1251 holds the euro
  EXPECT_TRUE(holds(job.bytes, {0x1B, 0x74, 46}));
  EXPECT_FALSE(holds(job.bytes, {0x1B, 0x74, 17}));
  EXPECT_EQ(job.text_lines, 1);
}

TEST(Encoder, ALineThatNoPageHoldsIsDrawnWhole) {
  const auto job = encoded({engine::SlipPair{"Ǵarezsizlik", "12 000.00"}});
  EXPECT_EQ(job.text_lines, 0);
  EXPECT_EQ(job.drawn_lines, 1);
  EXPECT_TRUE(holds(job.bytes, {0x1D, 0x76, 0x30, 0x00}));
  EXPECT_FALSE(holds(job.bytes, {'1', '2', ' ', '0', '0', '0'}));
}

TEST(Encoder, NeverAQuestionMarkOfItsOwn) {
  for (const auto* text : {"Oʻzbekiston", "ҳар куни", "ǵázep", "Қағоз", "日本",
                           "a\xFF"
                           "b",
                           "₽"}) {
    const auto job = encoded({engine::SlipText{text}});
    EXPECT_FALSE(job.text_lines == 1 && holds(job.bytes, {'?'})) << text;
    EXPECT_EQ(job.text_lines + job.drawn_lines, 1) << text;
  }
}

TEST(Encoder, StylesAreSentOnlyWhenTheyChange) {
  const auto job =
      encoded({engine::SlipText{"one"}, engine::SlipText{"two"}, engine::SlipText{"three", SlipAlign::left, SlipSize::large, true},
               engine::SlipText{"four", SlipAlign::left, SlipSize::large, true}});
  EXPECT_EQ(count(job.bytes, {0x1B, 0x74}), 1U);
  EXPECT_EQ(count(job.bytes, {0x1D, 0x21, 0x11}), 1U);
  EXPECT_EQ(count(job.bytes, {0x1B, 0x45, 0x01}), 1U);
}

TEST(Encoder, BandsHaveAtMostTheRowsOfTheProfileAndNoBlankTail) {
  auto profile = generic_80mm();
  profile.band_rows = 24;
  const auto job = encoded({engine::SlipQr{"https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386"}}, profile);
  std::size_t bands = 0;
  for (std::size_t i = 0; i + 8 <= job.bytes.size(); ++i) {
    if (!(job.bytes[i] == 0x1D && job.bytes[i + 1] == 0x76 && job.bytes[i + 2] == 0x30 && job.bytes[i + 3] == 0x00)) continue;
    const auto width = job.bytes[i + 4] + 256U * job.bytes[i + 5];
    const auto rows = job.bytes[i + 6] + 256U * job.bytes[i + 7];
    EXPECT_LE(rows, 24U);
    EXPECT_LT(width, 72U); // the white to the right of a centred symbol is not sent
    ++bands;
    i += 7 + static_cast<std::size_t>(width) * rows;
  }
  EXPECT_GE(bands, 10U);
}

TEST(Encoder, BreaksStandBetweenCommands) {
  const auto job = encoded({engine::SlipText{"Salem"}, engine::SlipOrnament{}, engine::SlipText{"Ǵ"}});
  EXPECT_TRUE(std::is_sorted(job.breaks.begin(), job.breaks.end()));
  EXPECT_EQ(job.breaks.back(), job.bytes.size());
  for (const auto offset : job.breaks) {
    if (offset == job.bytes.size()) continue;
    EXPECT_TRUE(job.bytes[offset] == 0x1B || job.bytes[offset] == 0x1D || job.bytes[offset] >= 0x20) << offset;
  }
}

TEST(Encoder, RealTimeSequencesAreDefused) {
  Bytes raster{0xFF, 0x10, 0x04, 0x01, 0x00, 0x10, 0x14, 0x08, 0x10, 0x05, 0x02, 0x10, 0x04, 0x00};
  EXPECT_EQ(defuse_real_time(raster), 3);
  for (std::size_t i = 0; i + 2 < raster.size(); ++i) EXPECT_FALSE(is_real_time(raster[i], raster[i + 1], raster[i + 2]));
  EXPECT_EQ(raster[11], 0x10); // 10 04 00 is no command
}

TEST(Encoder, ProfileBytesAreUsed) {
  const auto profiles = load_profiles(SOURCE_DIR "/assets/config/printers.toml");
  ASSERT_TRUE(profiles) << profiles.error();
  const auto job = encoded({engine::SlipText{"Хлеб"}}, profiles->at("vkp80"));
  const Bytes end{0x1B, 0x69, 0x1D, 0x65, 0x03, 0x0C};
  EXPECT_TRUE(std::equal(end.rbegin(), end.rend(), job.bytes.rbegin()));
  EXPECT_TRUE(holds(encoded({engine::SlipText{"Хлеб"}}, profiles->at("citizen")).bytes, {0x1B, 0x74, 7}));
  EXPECT_TRUE(holds(encoded({engine::SlipText{"Қағаз"}}, profiles->at("epson-tm")).bytes, {0x1B, 0x74, 53}));
}

TEST(Encoder, AWholeReceiptDrawnHasNoText) {
  auto profile = generic_80mm();
  profile.text = TextMode::raster;
  const auto job = encoded({engine::SlipText{"Salem", SlipAlign::centre, SlipSize::huge, true}, engine::SlipPair{"a", "b"}}, profile);
  EXPECT_EQ(job.text_lines, 0);
  EXPECT_TRUE(holds(job.bytes, {0x1D, 0x76, 0x30, 0x00}));
}

TEST(Layout, PairsKeepTheRightColumnWhole) {
  LineRenderer renderer;
  const auto profile = generic_80mm();
  const auto lines = [&](const engine::SlipPair& pair) {
    std::vector<std::string> texts;
    for (const auto& item : lay_out(Slip{"t", {pair}}, profile, renderer))
      if (const auto* line = std::get_if<GridLine>(&item)) texts.push_back(encode_utf8(line->text));
    return texts;
  };
  EXPECT_EQ(lines({"MXIK", "01905001001000000"}), (std::vector<std::string>{"MXIK" + std::string(27, ' ') + "01905001001000000"}));
  const auto wrapped = lines({"A very long name of goods that does not fit beside its price", "1 000 000.00"});
  ASSERT_EQ(wrapped.size(), 2U);
  EXPECT_EQ(wrapped[1].size(), 48U);
  EXPECT_EQ(wrapped[1].substr(36), "1 000 000.00");
  const std::string marking(60, 'x');
  const auto two = lines({"Marking", marking});
  ASSERT_EQ(two.size(), 3U); // too wide for a line beside the word: below it, broken, complete
  EXPECT_EQ(two[1] + two[2].substr(36), marking);
}

TEST(Layout, AParagraphTakesTwelveLinesAtMostAndSaysThatItWasCut) {
  LineRenderer renderer;
  for (const auto mode : {TextMode::automatic, TextMode::raster}) {
    auto profile = generic_80mm();
    profile.text = mode;
    const auto lines = [&](engine::SlipItem item) {
      const auto items = lay_out(Slip{"t", {std::move(item)}}, profile, renderer);
      return std::count_if(items.begin(), items.end(), [](const auto& i) { return !std::holds_alternative<Gap>(i); });
    };
    EXPECT_EQ(lines(engine::SlipText{std::string(200'000, '7'), SlipAlign::centre, SlipSize::huge}), 12);
    EXPECT_EQ(lines(engine::SlipText{std::string(100'000, 'n')}), 12);
    EXPECT_EQ(lines(engine::SlipPair{std::string(100'000, 'n'), "12 000.00"}), 12);
    EXPECT_EQ(lines(engine::SlipText{std::string(100'000, 'n') + "\nnext\nand next"}), 14) << "the other paragraphs are whole";
    EXPECT_EQ(lines(engine::SlipText{"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn"}), 14) << "a list may be as long as it is";
  }
  const auto items = lay_out(Slip{"t", {engine::SlipText{std::string(5000, 'n')}}}, generic_80mm(), renderer);
  std::vector<std::string> texts;
  for (const auto& item : items)
    if (const auto* line = std::get_if<GridLine>(&item)) texts.push_back(encode_utf8(line->text));
  ASSERT_EQ(texts.size(), 12U);
  EXPECT_EQ(texts.front(), std::string(48, 'n'));
  EXPECT_EQ(texts.back(), std::string(45, 'n') + "...");
}

TEST(Layout, TheLongestLawfulSaleIsLaidOutAndALongerSlipIsRefused) {
  LineRenderer renderer;
  const auto sale = [](int lines, int marks) {
    Slip slip{"receipt", {}};
    const std::string name(256, 'N');
    std::string list;
    for (int i = 0; i < lines; ++i) {
      slip.items.emplace_back(engine::SlipText{name, SlipAlign::left, SlipSize::small, true});
      for (int pair = 0; pair < 5; ++pair) slip.items.emplace_back(engine::SlipPair{"999 dona × 1 000 000.00", "999 000 000.00"});
      slip.items.emplace_back(engine::SlipFeed{});
      list += name + " × 999\n";
    }
    for (int i = 0; i < marks; ++i) slip.items.emplace_back(engine::SlipPair{"Markirovka", "010478000000036621aB3dE5g93dGVz"});
    slip.items.emplace_back(engine::SlipText{list});
    return slip;
  };
  for (const auto mode : {TextMode::automatic, TextMode::raster}) {
    auto profile = generic_80mm();
    profile.text = mode;
    EXPECT_NO_THROW(lay_out(sale(200, 999), profile, renderer));
    EXPECT_THROW(lay_out(sale(2000, 0), profile, renderer), std::length_error);
  }
}

TEST(Layout, NoLineIsWiderThanThePaper) {
  LineRenderer renderer;
  for (const int columns : {16, 32, 42, 48}) {
    auto profile = generic_80mm();
    profile.columns = columns;
    for (const auto size : {SlipSize::small, SlipSize::medium, SlipSize::large, SlipSize::huge})
      for (const auto& item : lay_out(Slip{"t",
                                           {engine::SlipText{"Qaraqalpaqstan Respublikası, Nókis qalası", SlipAlign::centre, size},
                                            engine::SlipPair{"Qaraqalpaqstan", "1 000 000.00", false, size}}},
                                      profile, renderer))
        if (const auto* line = std::get_if<GridLine>(&item)) {
          EXPECT_LE(static_cast<int>(line->text.size()) * line->width_factor, columns);
        }
  }
}

TEST(Symbols, QrIsAtLeastThirtyMillimetres) {
  const auto profile = generic_80mm();
  EXPECT_EQ(profile.dots_of_mm(30), 240);
  const auto qr = qr_picture("https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386", 240, 576);
  ASSERT_TRUE(qr);
  int first = qr->width();
  int last = 0;
  for (int x = 0; x < qr->width(); ++x)
    for (int y = 0; y < qr->height(); ++y)
      if (qr->get(x, y)) first = std::min(first, x), last = std::max(last, x);
  EXPECT_GE(last - first + 1, 240);
  EXPECT_EQ(first, qr->width() - 1 - last); // the same quiet zone on both sides
  EXPECT_GE(first * 37, 4 * (last - first + 1) - 37);
}

TEST(Symbols, WhatCannotBeASymbolIsRefused) {
  EXPECT_FALSE(qr_picture("", 240, 576));
  EXPECT_FALSE(qr_picture(std::string(301, 'x'), 240, 576));
  EXPECT_FALSE(qr_picture("https://ofd.soliq.uz/check", 240, 40));
  EXPECT_FALSE(code128_picture("Ǵ", 80, 576));
  EXPECT_FALSE(code128_picture("", 80, 576));
  EXPECT_FALSE(code128_picture(std::string(25, '1'), 80, 576));
}

TEST(Fonts, HaveEveryLetterOfTheFourLanguages) {
  const auto letters = decode_utf8("ÁáǴǵÍíıŃńÓóÚúʻʼЎўҚқҒғҲҳӘәӨөҮүҢңЁё№«»–—×·€");
  for (const auto* file : {"DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"}) {
    const Font font(find_font(file), 20, 20);
    for (const auto c : letters) EXPECT_TRUE(font.has(c)) << file << " " << encode_utf8(std::u32string(1, c));
  }
}

TEST(Fonts, LettersOfTheGridStayInTheirCells) {
  LineRenderer renderer;
  for (const auto c : decode_utf8("ǴÁŃÚgjpqyҢ№W@")) {
    for (const bool bold : {false, true}) {
      const auto line = renderer.grid_line(std::u32string{U' ', c, U' '}, 1, 1, bold ? 0 : 3, 48);
      int dots = 0;
      for (int y = 0; y < line.height(); ++y)
        for (int x = 0; x < line.width(); ++x)
          if (line.get(x, y)) {
            ++dots;
            EXPECT_TRUE(x >= 11 && x <= 24) << encode_utf8(std::u32string(1, c)) << " at " << x;
          }
      EXPECT_GT(dots, 10) << encode_utf8(std::u32string(1, c));
    }
  }
}

} // namespace
} // namespace devices::printer
