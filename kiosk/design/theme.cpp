#include "kiosk/design/theme.h"
#include <array>
#include <charconv>
#include <cmath>
#include <toml++/toml.h>

namespace kiosk {
namespace {

constexpr Color scrim_of(std::uint32_t rgb, float part) { return Color::hex(rgb).fade(part); }

Palette light() {
  Palette p;
  p.ground = Color::hex(0xFAF6EF), p.surface = Color::hex(0xFFFFFF), p.sunken = Color::hex(0xF1EADF), p.line = Color::hex(0xE0D7C8);
  p.ink = Color::hex(0x1E1B17), p.ink2 = Color::hex(0x5C554B), p.ink3 = Color::hex(0x8C8377);
  p.teal = Color::hex(0x0B5F5C), p.on_teal = Color::hex(0xFFFFFF), p.teal_pressed = Color::hex(0x07423F);
  p.teal_tint = Color::hex(0xDCECE9), p.on_tint = p.teal;
  p.saffron = Color::hex(0xF2A71B), p.saffron_tint = Color::hex(0xFDF0D2), p.saffron_ink = Color::hex(0x7A4E00), p.on_saffron = p.ink;
  p.money_on_teal = Color::hex(0xFFC95C);
  p.brick = Color::hex(0xB0341C), p.brick_tint = Color::hex(0xFAE5DE), p.on_brick = Color::hex(0xFFFFFF);
  p.green = Color::hex(0x2B7A4B), p.scrim = scrim_of(0x1E1B17, 0.64F);
  p.toast = p.ink, p.on_toast = p.ground, p.toast_action = Color::hex(0xFFC95C);
  return p;
}

Palette dark() {
  Palette p;
  p.ground = Color::hex(0x161412), p.surface = Color::hex(0x23201C), p.sunken = Color::hex(0x2E2A25), p.line = Color::hex(0x453F37);
  p.ink = Color::hex(0xF6F0E6), p.ink2 = Color::hex(0xBDB3A5), p.ink3 = Color::hex(0x8F8679);
  p.teal = Color::hex(0x4DB6AC), p.on_teal = Color::hex(0x06201E), p.teal_pressed = Color::hex(0x7CCFC6);
  p.teal_tint = Color::hex(0x173B39), p.on_tint = p.teal;
  p.saffron = Color::hex(0xF5B43C), p.saffron_tint = Color::hex(0x3D2E10), p.saffron_ink = Color::hex(0xFFD27A);
  p.on_saffron = Color::hex(0x161412), p.money_on_teal = Color::hex(0x06201E);
  p.brick = Color::hex(0xFF8A70), p.brick_tint = Color::hex(0x45201A), p.on_brick = Color::hex(0x161412);
  p.green = Color::hex(0x63C08A), p.scrim = scrim_of(0x000000, 0.70F);
  p.toast = p.ink, p.on_toast = p.ground, p.toast_action = Color::hex(0x07423F);
  return p;
}

Palette high_contrast() {
  Palette p;
  const auto black = Color::hex(0x000000), white = Color::hex(0xFFFFFF), yellow = Color::hex(0xFFD84A);
  p.ground = p.surface = p.sunken = black;
  p.line = p.ink = p.ink2 = p.ink3 = white;
  p.teal = yellow, p.on_teal = black, p.teal_pressed = white, p.teal_tint = white, p.on_tint = black;
  p.saffron = yellow, p.saffron_tint = black, p.saffron_ink = yellow, p.on_saffron = black, p.money_on_teal = black;
  p.brick = Color::hex(0xFF9C8A), p.brick_tint = black, p.on_brick = black;
  p.green = Color::hex(0x7FE3B0), p.scrim = black;
  p.toast = white, p.on_toast = black, p.toast_action = black;
  return p;
}

double channel(std::uint8_t value) {
  const double c = value / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double luminance(Color c) { return 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b); }

} // namespace

double contrast(Color one, Color other) {
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

Palette palette_of(Scheme scheme) {
  switch (scheme) {
  case Scheme::light: return light();
  case Scheme::dark: return dark();
  case Scheme::high_contrast: return high_contrast();
  }
  return light();
}

Theme make_theme(Scheme scheme, const Brand& brand) {
  Theme theme{scheme, palette_of(scheme), brand};
  if (brand.accent && scheme == Scheme::light) {
    auto& p = theme.colors;
    p.teal = p.on_tint = *brand.accent;
    p.teal_pressed = mix(p.teal, Color::hex(0), 0.3F);
    p.teal_tint = mix(p.teal, Color::hex(0xFFFFFF), 0.86F);
  }
  return theme;
}

tl::expected<Brand, std::string> load_brand(const std::string& path) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return tl::unexpected(path + ": " + std::string(error.description()));
  }
  Brand brand;
  for (const auto& [key, node] : table) {
    const auto text = node.value<std::string>();
    if (!text) return tl::unexpected(path + ": " + std::string(key.str()) + " must be text");
    if (key == "name") {
      brand.name = *text;
    } else if (key == "city") {
      brand.city = *text;
    } else if (key == "accent") {
      std::uint32_t rgb = 0;
      const auto* end = text->data() + text->size();
      if (text->size() != 7 || text->front() != '#' || std::from_chars(text->data() + 1, end, rgb, 16).ptr != end)
        return tl::unexpected(path + ": accent must be #rrggbb");
      brand.accent = Color::hex(rgb);
    } else {
      return tl::unexpected(path + ": unknown key " + std::string(key.str()));
    }
  }
  if (brand.accent && contrast(*brand.accent, Color::hex(0xFFFFFF)) < 4.5)
    return tl::unexpected(path + ": accent is too light for white text (contrast below 4.5)");
  return brand;
}

float type_size(Type type, bool large) {
  constexpr std::array normal{24.0F, 30.0F, 40.0F, 56.0F, 96.0F, 176.0F};
  constexpr std::array enlarged{32.0F, 40.0F, 56.0F, 72.0F, 120.0F, 176.0F};
  return (large ? enlarged : normal).at(static_cast<std::size_t>(type));
}

float type_line(Type type, bool large) {
  constexpr std::array normal{32.0F, 40.0F, 52.0F, 68.0F, 108.0F, 188.0F};
  constexpr std::array enlarged{42.0F, 52.0F, 68.0F, 86.0F, 136.0F, 188.0F};
  return (large ? enlarged : normal).at(static_cast<std::size_t>(type));
}

} // namespace kiosk
