#pragma once
// Points and rectangles in layout units: 1080 x 1920 (portrait) or 1920 x 1080 (landscape), y downwards. Plain values.
#include <algorithm>

namespace kiosk {

struct Point {
  float x = 0, y = 0;
  friend constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
  friend constexpr Point operator*(Point a, float k) { return {a.x * k, a.y * k}; }
  friend constexpr bool operator==(Point, Point) = default;
};

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] constexpr float right() const { return x + w; }
  [[nodiscard]] constexpr float bottom() const { return y + h; }
  [[nodiscard]] constexpr Point center() const { return {x + w / 2, y + h / 2}; }
  [[nodiscard]] constexpr bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] constexpr bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  [[nodiscard]] constexpr bool overlaps(const Rect& o) const { return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom(); }
  /// Smaller by `dx` and `dy` on both sides; negative values make it larger.
  [[nodiscard]] constexpr Rect inset(float dx, float dy) const { return {x + dx, y + dy, w - 2 * dx, h - 2 * dy}; }
  [[nodiscard]] constexpr Rect inset(float d) const { return inset(d, d); }
  [[nodiscard]] constexpr Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
  /// The strip of height `size` at the top (or bottom, left, right).
  [[nodiscard]] constexpr Rect top_strip(float size) const { return {x, y, w, size}; }
  [[nodiscard]] constexpr Rect bottom_strip(float size) const { return {x, bottom() - size, w, size}; }
  [[nodiscard]] constexpr Rect left_strip(float size) const { return {x, y, size, h}; }
  [[nodiscard]] constexpr Rect right_strip(float size) const { return {right() - size, y, size, h}; }
  /// Cell `index` of `count` equal columns with a gap between them.
  [[nodiscard]] constexpr Rect column(int index, int count, float gap) const {
    const float width = (w - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
    return {x + (width + gap) * static_cast<float>(index), y, width, h};
  }
  [[nodiscard]] constexpr Rect row(int index, int count, float gap) const {
    const float height = (h - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
    return {x, y + (height + gap) * static_cast<float>(index), w, height};
  }
  [[nodiscard]] constexpr Rect intersection(const Rect& o) const {
    const float left = std::max(x, o.x), top = std::max(y, o.y);
    return {left, top, std::max(0.0F, std::min(right(), o.right()) - left), std::max(0.0F, std::min(bottom(), o.bottom()) - top)};
  }
  friend constexpr bool operator==(const Rect&, const Rect&) = default;
};

/// A square of side `size` around a point.
constexpr Rect square(Point center, float size) { return {center.x - size / 2, center.y - size / 2, size, size}; }

} // namespace kiosk
