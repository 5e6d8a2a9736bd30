#include "devices/printer/bitmap.h"
#include <algorithm>
#include <stdexcept>

namespace devices::printer {
namespace {
constexpr int most_dots = 65535; // GS v 0 counts rows in 16 bits
std::size_t byte_count(int width, int height) {
  if (width < 0 || height < 0 || width > most_dots || height > most_dots)
    throw std::length_error("a picture for the printer has at most 65535 dots each way");
  return static_cast<std::size_t>((width + 7) / 8) * static_cast<std::size_t>(height);
}
} // namespace

Bitmap::Bitmap(int width, int height) : width_(width), height_(height), dots_(byte_count(width, height)) {}

bool Bitmap::get(int x, int y) const {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return false;
  return (row(y)[static_cast<std::size_t>(x / 8)] & (0x80 >> (x % 8))) != 0;
}

void Bitmap::set(int x, int y, bool black) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  auto& byte = row(y)[static_cast<std::size_t>(x / 8)];
  const auto bit = static_cast<std::uint8_t>(0x80 >> (x % 8));
  byte = static_cast<std::uint8_t>(black ? byte | bit : byte & ~bit);
}

void Bitmap::fill(int x, int y, int width, int height, bool black) {
  const int left = std::max(x, 0), right = std::min(x + width, width_);
  for (int at = std::max(y, 0); at < std::min(y + height, height_); ++at) {
    const auto bytes = row(at);
    for (int dot = left; dot < right;) { // whole bytes where it covers them
      const int end = std::min(right, (dot / 8 + 1) * 8);
      const auto bits = static_cast<std::uint8_t>((0xFF >> (dot % 8)) & (0xFF00 >> ((end - 1) % 8 + 1)));
      auto& byte = bytes[static_cast<std::size_t>(dot / 8)];
      byte = static_cast<std::uint8_t>(black ? byte | bits : byte & ~bits);
      dot = end;
    }
  }
}

void Bitmap::draw(const Bitmap& other, int x, int y) {
  // Copies the dots of `other` that fall on this bitmap, eight at a time, shifted to their place.
  const int from_row = std::max(0, -y), to_row = std::min(other.height(), height_ - y);
  const int offset = x >= 0 ? x / 8 : -((7 - x) / 8), shift = x - offset * 8;
  const auto last = static_cast<std::uint8_t>(0xFF00 >> ((width_ + 7) % 8 + 1)); // no dots beyond the right edge
  for (int dy = from_row; dy < to_row; ++dy) {
    const std::uint8_t* const from = other.row(dy).data();
    std::uint8_t* const to = row(y + dy).data();
    const int begin = std::max(0, -offset), end = std::min(other.stride(), stride() - offset);
    unsigned over = begin > 0 && begin <= other.stride() ? from[begin - 1] : 0U; // the byte before, of which some dots go into this one
    for (int i = begin; i < end; ++i) {
      to[offset + i] |= static_cast<std::uint8_t>((over << 8 | from[i]) >> shift);
      over = from[i];
    }
    if (end >= begin && end == other.stride() && end < stride() - offset) to[offset + end] |= static_cast<std::uint8_t>(over << 8 >> shift);
    if (stride() > 0) to[stride() - 1] &= last;
  }
}

std::span<const std::uint8_t> Bitmap::row(int y) const {
  const auto bytes = static_cast<std::size_t>(stride());
  return std::span<const std::uint8_t>(dots_).subspan(static_cast<std::size_t>(y) * bytes, bytes);
}

std::span<std::uint8_t> Bitmap::row(int y) {
  const auto bytes = static_cast<std::size_t>(stride());
  return std::span<std::uint8_t>(dots_).subspan(static_cast<std::size_t>(y) * bytes, bytes);
}

bool Bitmap::row_blank(int y) const {
  const auto bytes = row(y);
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

void Bitmap::grow(int rows) {
  dots_.resize(byte_count(width_, height_ + rows));
  height_ += rows;
}

} // namespace devices::printer
