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
  for (int dy = 0; dy < height; ++dy)
    for (int dx = 0; dx < width; ++dx)
      set(x + dx, y + dy, black);
}

void Bitmap::draw(const Bitmap& other, int x, int y) {
  for (int dy = 0; dy < other.height(); ++dy) {
    if (other.row_blank(dy)) continue;
    for (int dx = 0; dx < other.width(); ++dx)
      if (other.get(dx, dy)) set(x + dx, y + dy);
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
