#pragma once
// A colour, 8 bits a channel, straight alpha, sRGB. Plain value.
#include <cstdint>

namespace kiosk {

struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  static constexpr Color hex(std::uint32_t rgb) {
    return {static_cast<std::uint8_t>(rgb >> 16 & 255U), static_cast<std::uint8_t>(rgb >> 8 & 255U), static_cast<std::uint8_t>(rgb & 255U),
            255};
  }
  /// The same colour, `part` (0 to 1) as opaque as now.
  [[nodiscard]] constexpr Color fade(float part) const { return {r, g, b, static_cast<std::uint8_t>(static_cast<float>(a) * part + 0.5F)}; }
  /// The bytes in the order that the vertex format wants (R lowest).
  [[nodiscard]] constexpr std::uint32_t packed() const {
    return std::uint32_t{r} | std::uint32_t{g} << 8 | std::uint32_t{b} << 16 | std::uint32_t{a} << 24;
  }
  friend constexpr bool operator==(Color, Color) = default;
};

/// From `from` (part 0) to `to` (part 1).
constexpr Color mix(Color from, Color to, float part) {
  const auto one = [part](std::uint8_t x, std::uint8_t y) {
    return static_cast<std::uint8_t>(static_cast<float>(x) + (static_cast<float>(y) - static_cast<float>(x)) * part + 0.5F);
  };
  return {one(from.r, to.r), one(from.g, to.g), one(from.b, to.b), one(from.a, to.a)};
}

/// Contrast of two opaque colours as WCAG 2.1 defines it (relative luminance), 1 to 21.
double contrast(Color one, Color other);

} // namespace kiosk
