#pragma once
// A decoded picture, the limits of what is decoded, and what the two processes say to each other.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kiosk {

struct Picture {
  std::vector<std::uint8_t> rgba; ///< width * height * 4
  int width = 0, height = 0;
};

constexpr std::size_t largest_picture_file = 4U << 20U;
constexpr std::int64_t most_pixels = 4LL << 20U; ///< 4 megapixels
constexpr int longest_side = 640;                ///< no answered picture is longer; larger than any place on the screen

/// Before the pixels, or before the reason why there are none. Both processes are of one build.
struct PictureAnswer {
  static constexpr std::uint32_t signature = 0x3143504B;
  std::uint32_t mark = signature;
  std::uint32_t refused = 0; ///< 0: pixels follow; 1: a reason of `width` bytes
  std::uint32_t width = 0, height = 0;
};
constexpr std::size_t longest_reason = 200;

} // namespace kiosk
