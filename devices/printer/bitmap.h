#pragma once
// One-bit pictures as a receipt printer takes them: rows of bytes, the most significant bit is the leftmost
// dot, 1 = black. Threading: plain values.
#include <cstdint>
#include <span>
#include <vector>

namespace devices::printer {

class Bitmap {
public:
  Bitmap() = default;
  /// White. Width and height in dots, 0 to 65535 each; throws std::length_error outside that.
  Bitmap(int width, int height);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int stride() const { return (width_ + 7) / 8; } ///< bytes a row
  [[nodiscard]] bool get(int x, int y) const;                   ///< false outside
  void set(int x, int y, bool black = true);                    ///< nothing outside
  void fill(int x, int y, int width, int height, bool black = true);
  /// Adds the black dots of `other` with its corner at (x, y); what lies outside is dropped.
  void draw(const Bitmap& other, int x, int y);
  [[nodiscard]] std::span<const std::uint8_t> row(int y) const;
  [[nodiscard]] std::span<std::uint8_t> row(int y);
  [[nodiscard]] bool row_blank(int y) const;
  /// Adds white rows at the bottom, up to 65535 in all.
  void grow(int rows);
  friend bool operator==(const Bitmap&, const Bitmap&) = default;

private:
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> dots_;
};

} // namespace devices::printer
