// Pure parts of the drawing: UTF-8, icons, polygons, figures, text measuring.
#include "kiosk/design/canvas.h"
#include "kiosk/design/glyphs.h"
#include "kiosk/design/triangulate.h"
#include "kiosk/design/utf8.h"
#include <cmath>
#include <gtest/gtest.h>
#include <imgui.h>
#include <set>

namespace kiosk {
namespace {

TEST(Utf8, decodes_and_survives_damage) {
  struct Case {
    std::string_view bytes;
    std::vector<char32_t> codes;
  };
  const Case cases[] = {
      {"", {}},
      {"a\u01F5\u2009\U0001F600", {U'a', 0x1F5, 0x2009, 0x1F600}},
      {"\x80", {0xFFFD}},
      {"\xC3", {0xFFFD}},
      {"\xC3\x28", {0xFFFD, U'('}},
      {"\xC0\x80", {0xFFFD, 0xFFFD}},             // overlong
      {"\xED\xA0\x80", {0xFFFD, 0xFFFD, 0xFFFD}}, // surrogate
      {"\xF5\x80\x80\x80", {0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD}},
      {"\xE2\x82", {0xFFFD, 0xFFFD}},
  };
  for (const auto& c : cases) {
    auto rest = c.bytes;
    std::vector<char32_t> got;
    while (!rest.empty()) got.push_back(utf8::next(rest));
    EXPECT_EQ(got, c.codes);
    EXPECT_EQ(utf8::count(c.bytes), c.codes.size());
  }
}

TEST(Icons, every_icon_is_drawn_inside_its_grid) {
  for (const auto icon : all_icons()) {
    EXPECT_FALSE(icon_source(icon).empty()) << icon_name(icon) << " is not in the file";
    const auto strokes = icon_strokes(icon);
    EXPECT_FALSE(strokes.empty()) << icon_name(icon) << " cannot be read";
    for (const auto& stroke : strokes) {
      EXPECT_FALSE(stroke.points.empty());
      for (const auto p : stroke.points)
        EXPECT_TRUE(p.x >= 2 && p.x <= 46 && p.y >= 1 && p.y <= 46) << icon_name(icon) << ' ' << p.x << ' ' << p.y;
    }
    EXPECT_EQ(icon_from_name(icon_name(icon)), icon);
  }
  EXPECT_EQ(icon_from_name("no such"), Icon::none);
}

float area_of(std::span<const Point> points, std::span<const unsigned> triangles) {
  float sum = 0;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    const Point corner[] = {points[triangles[i]], points[triangles[i + 1]], points[triangles[i + 2]]};
    sum += std::abs(signed_area(corner));
  }
  return sum;
}

TEST(Triangulate, covers_the_polygon_exactly) {
  const std::vector<std::vector<Point>> shapes{
      {{0, 0}, {10, 0}, {10, 10}, {0, 10}},
      {{0, 0}, {10, 0}, {10, 10}, {5, 4}, {0, 10}},                       // notch
      {{0, 0}, {4, 0}, {4, 6}, {10, 6}, {10, 10}, {0, 10}},               // L
      {{5, 0}, {6, 4}, {10, 5}, {6, 6}, {5, 10}, {4, 6}, {0, 5}, {4, 4}}, // star
  };
  for (const auto& shape : shapes) {
    const auto triangles = triangulate(shape);
    EXPECT_EQ(triangles.size(), (shape.size() - 2) * 3);
    EXPECT_NEAR(area_of(shape, triangles), std::abs(signed_area(shape)), 1e-3);
  }
}

TEST(Triangulate, degenerate_input_ends) {
  EXPECT_LE(triangulate(std::vector<Point>{{0, 0}, {1, 1}, {2, 2}, {3, 3}}).size(), 6U);
  EXPECT_LE(triangulate(std::vector<Point>(8, Point{1, 1})).size(), 18U);
  EXPECT_TRUE(triangulate(std::vector<Point>{}).empty());
}

TEST(Figures, groups_of_three_with_thin_spaces) {
  EXPECT_EQ(group_digits(0), "0");
  EXPECT_EQ(group_digits(999), "999");
  EXPECT_EQ(group_digits(1000), "1\u2009000");
  EXPECT_EQ(group_digits(152000), "152\u2009000");
  EXPECT_EQ(group_digits(-6000), "\u22126\u2009000");
  EXPECT_EQ(group_digits(INT64_MIN), "\u22129\u2009223\u2009372\u2009036\u2009854\u2009775\u2009808");
}

class Text : public ::testing::Test {
protected:
  Text() { canvas.begin({1, {}}, 1080, 1920, false); }
  Glyphs glyphs;
  Canvas canvas{glyphs};
};

TEST_F(Text, the_font_has_every_letter_of_the_four_languages) {
  std::string_view letters = "áǵıńóúÁǴÍŃÓÚʻʼўқғҳәөүңЎҚҒҲӘӨҮҢёЁйщъыэюя№«»—–…•×0123456789";
  while (!letters.empty()) {
    const auto code = utf8::next(letters);
    EXPECT_TRUE(glyphs.has(code)) << std::hex << static_cast<unsigned>(code);
  }
}

TEST_F(Text, figures_are_tabular) {
  const float one = canvas.text_width("1", Type::t96, Weight::bold);
  for (const auto* digit : {"0", "2", "3", "4", "5", "6", "7", "8", "9"})
    EXPECT_FLOAT_EQ(canvas.text_width(digit, Type::t96, Weight::bold), one);
}

TEST_F(Text, thin_space_is_thinner_than_a_space) {
  const float thin = canvas.text_width("\u2009", Type::t40), space = canvas.text_width(" ", Type::t40);
  EXPECT_GT(thin, 2);
  EXPECT_LT(thin, space);
}

TEST_F(Text, width_grows_with_scale_only_in_pixels) {
  const float at_one = canvas.text_width("Rásmiylestiriw", Type::t40, Weight::bold);
  canvas.begin({0.5F, {}}, 540, 960, false);
  EXPECT_NEAR(canvas.text_width("Rásmiylestiriw", Type::t40, Weight::bold), at_one, at_one * 0.01);
  canvas.begin({1, {}}, 1080, 1920, true);
  EXPECT_GT(canvas.text_width("Rásmiylestiriw", Type::t40, Weight::bold), at_one * 1.3F);
}

TEST_F(Text, paragraphs_wrap_and_end_in_an_ellipsis) {
  const auto* words = "Tólem ótti, chek rásmiylestirilip atır. Bir neshe sekund kútiń.";
  const float wide = canvas.paragraph_height(2000, words, Type::t30), narrow = canvas.paragraph_height(300, words, Type::t30);
  EXPECT_EQ(wide, canvas.line_height(Type::t30));
  EXPECT_GE(narrow, 3 * wide);
  EXPECT_EQ(canvas.paragraph_height(300, words, Type::t30, Weight::regular, 2), 2 * wide);
  EXPECT_EQ(canvas.paragraph_height(300, "a\nb\nc", Type::t30), 3 * wide);
  EXPECT_EQ(canvas.paragraph_height(2000, "Bólinbeytuǵınuzınsóz", Type::t30), wide);
  EXPECT_EQ(canvas.paragraph_height(1, "Bólin", Type::t30), 5 * wide) << "a character at least, however narrow the box";
  EXPECT_LE(canvas.text_in({0, 0, 200, 40}, words, {Type::t30, {}, Weight::regular}), 200.5F);
}

TEST_F(Text, no_paragraph_is_wider_than_its_box) {
  const std::string word(300, 'W');
  const auto wide = canvas.line_height(Type::t30);
  for (const auto& words : {word, "Sút " + word, word + " Sút", "a\n" + word, std::string{"Қ"} + word}) {
    for (const int lines : {1, 2, 3}) {
      canvas.begin({1, {}}, 1080, 1920, false);
      EXPECT_EQ(canvas.paragraph({100, 100, 300, 400}, words, {Type::t30, Color{}, Weight::regular}, lines),
                static_cast<float>(lines) * wide)
          << words;
      float right = 0;
      for (const auto& vertex : canvas.list().VtxBuffer) right = std::max(right, vertex.pos.x);
      EXPECT_LE(right, 402) << words << " in " << lines;
    }
    EXPECT_GT(canvas.paragraph_height(300, words, Type::t30), 10 * wide) << "all of it, when there is room";
  }
}

TEST_F(Text, a_full_atlas_asks_for_the_frame_again) {
  const int before = glyphs.height();
  bool reshaped = false;
  for (int size = 40; size < 170 && !reshaped; size += 3) {
    canvas.begin({static_cast<float>(size) / 24, {}}, 1080, 1920, false);
    for (char32_t c = U'A'; c <= U'Z'; ++c) EXPECT_GT(canvas.text_width(std::string(1, static_cast<char>(c)), Type::t24), 0);
    reshaped = glyphs.take_reshaped();
  }
  EXPECT_TRUE(reshaped);
  EXPECT_GT(glyphs.height(), before);
}

} // namespace
} // namespace kiosk
