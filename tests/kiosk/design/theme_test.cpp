// The contrasts that each scheme must have (WCAG 2.1), computed from the palettes.
#include "kiosk/design/theme.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace kiosk {
namespace {

struct Case {
  const char* what;
  Scheme scheme;
  Color Palette::*ink;
  Color Palette::*ground;
  double least;
};

TEST(Theme, contrast) {
  using P = Palette;
  const Case cases[] = {
      {"ink/ground", Scheme::light, &P::ink, &P::ground, 15.9},
      {"ink/surface", Scheme::light, &P::ink, &P::surface, 17.1},
      {"ink2/ground", Scheme::light, &P::ink2, &P::ground, 6.8},
      {"ink2/surface", Scheme::light, &P::ink2, &P::surface, 7.3},
      {"ink2/sunken", Scheme::light, &P::ink2, &P::sunken, 6.1},
      {"teal/ground", Scheme::light, &P::teal, &P::ground, 6.9},
      {"on_teal/teal", Scheme::light, &P::on_teal, &P::teal, 7.4},
      {"on_tint/tint", Scheme::light, &P::on_tint, &P::teal_tint, 6.0},
      {"ink2/tint", Scheme::light, &P::ink2, &P::teal_tint, 4.5},
      {"money/teal", Scheme::light, &P::money_on_teal, &P::teal, 4.8},
      {"saffron_ink/tint", Scheme::light, &P::saffron_ink, &P::saffron_tint, 6.3},
      {"saffron_ink/sunken", Scheme::light, &P::saffron_ink, &P::sunken, 4.5},
      {"on_saffron/saffron", Scheme::light, &P::on_saffron, &P::saffron, 8.3},
      {"brick/surface", Scheme::light, &P::brick, &P::surface, 6.2},
      {"brick/ground", Scheme::light, &P::brick, &P::ground, 4.5},
      {"brick/tint", Scheme::light, &P::brick, &P::brick_tint, 5.1},
      {"green/surface", Scheme::light, &P::green, &P::surface, 5.2},
      {"ink3/surface", Scheme::light, &P::ink3, &P::surface, 3.6},
      {"on_brick/brick", Scheme::light, &P::on_brick, &P::brick, 4.5},
      {"toast", Scheme::light, &P::on_toast, &P::toast, 7},
      {"toast action", Scheme::light, &P::toast_action, &P::toast, 4.5},
      {"ink/ground dark", Scheme::dark, &P::ink, &P::ground, 16.1},
      {"ink2/surface dark", Scheme::dark, &P::ink2, &P::surface, 7.7},
      {"teal/surface dark", Scheme::dark, &P::teal, &P::surface, 6.5},
      {"on_teal/teal dark", Scheme::dark, &P::on_teal, &P::teal, 6.9},
      {"on_tint/tint dark", Scheme::dark, &P::on_tint, &P::teal_tint, 4.5},
      {"saffron_ink/tint dark", Scheme::dark, &P::saffron_ink, &P::saffron_tint, 9.1},
      {"brick/surface dark", Scheme::dark, &P::brick, &P::surface, 6.9},
      {"ink3/surface dark", Scheme::dark, &P::ink3, &P::surface, 4.4},
      {"toast action dark", Scheme::dark, &P::toast_action, &P::toast, 4.5},
      {"white", Scheme::high_contrast, &P::ink, &P::ground, 20.9},
      {"yellow", Scheme::high_contrast, &P::teal, &P::ground, 15.1},
      {"green hc", Scheme::high_contrast, &P::green, &P::ground, 13.4},
      {"brick hc", Scheme::high_contrast, &P::brick, &P::ground, 10.0},
      {"inverse", Scheme::high_contrast, &P::on_tint, &P::teal_tint, 20.9},
      {"toast action hc", Scheme::high_contrast, &P::toast_action, &P::toast, 7},
  };
  for (const auto& c : cases) {
    const auto palette = palette_of(c.scheme);
    EXPECT_GE(contrast(palette.*c.ink, palette.*c.ground), c.least) << c.what;
  }
}

TEST(Theme, contrast_is_wcag) {
  EXPECT_NEAR(contrast(Color::hex(0xFFFFFF), Color::hex(0)), 21.0, 1e-9);
  EXPECT_NEAR(contrast(Color::hex(0x777777), Color::hex(0xFFFFFF)), 4.48, 0.01);
}

TEST(Theme, type_tokens) {
  const float normal[] = {24, 30, 40, 56, 96, 176}, large[] = {32, 40, 56, 72, 120, 176};
  for (int i = 0; i < 6; ++i) {
    const auto type = static_cast<Type>(i);
    EXPECT_EQ(type_size(type, false), normal[i]);
    EXPECT_EQ(type_size(type, true), large[i]);
    EXPECT_GT(type_line(type, false), type_size(type, false));
    EXPECT_GT(type_line(type, true), type_size(type, true));
  }
}

class BrandFile : public ::testing::Test {
protected:
  std::string write(const std::string& text) {
    const auto path = (std::filesystem::path(::testing::TempDir()) / ("theme-" + std::to_string(::getpid()) + ".toml")).string();
    std::ofstream(path) << text;
    return path;
  }
};

TEST_F(BrandFile, reads_name_city_and_accent) {
  const auto brand = load_brand(write("name = \"Dúkan\"\ncity = \"Xojeli\"\naccent = \"#204080\"\n"));
  ASSERT_TRUE(brand) << brand.error();
  EXPECT_EQ(brand->name, "Dúkan");
  EXPECT_EQ(brand->city, "Xojeli");
  const auto theme = make_theme(Scheme::light, *brand);
  EXPECT_EQ(theme.colors.teal, Color::hex(0x204080));
  EXPECT_GE(contrast(theme.colors.on_tint, theme.colors.teal_tint), 4.5);
  EXPECT_EQ(make_theme(Scheme::high_contrast, *brand).colors.teal, Color::hex(0xFFD84A));
}

TEST_F(BrandFile, refuses_what_would_not_look_right) {
  for (const auto* text : {"name = 5\n", "accent = \"red\"\n", "accent = \"#12345\"\n", "accent = \"#gg0000\"\n", "colour = \"x\"\n",
                           "name = \n", "accent = \"#FFE000\"\n"})
    EXPECT_FALSE(load_brand(write(text))) << text;
  EXPECT_FALSE(load_brand("/nowhere/theme.toml"));
}

TEST_F(BrandFile, the_shipped_theme_file_is_good) { EXPECT_TRUE(load_brand(SOURCE_DIR "/assets/config/theme.toml")); }

} // namespace
} // namespace kiosk
