#pragma once
// Drawing in layout units. Everything on the screen goes through here: shapes, text, icons and pictures, turned into
// triangles of one ImDrawList at the window's real scale.
//
// Threading: UI thread only. Ownership: borrows the glyph cache; the list lives as long as the canvas.
#include "kiosk/design/color.h"
#include "kiosk/design/geometry.h"
#include "kiosk/design/icons.h"
#include "kiosk/design/theme.h"
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct ImDrawList;

namespace kiosk {

class Glyphs;
struct CanvasList;

enum class Align { left, center, right };

struct TextStyle {
  Type type = Type::t30;
  Color color;
  Weight weight = Weight::regular;
};

/// A stretch of a paragraph in its own weight and colour.
struct TextRun {
  std::string_view text;
  Color color;
  Weight weight = Weight::regular;
};

/// From layout units to pixels of the window.
struct Transform {
  float scale = 1;
  Point offset;
  [[nodiscard]] Point to_pixels(Point p) const { return {p.x * scale + offset.x, p.y * scale + offset.y}; }
  [[nodiscard]] Rect to_pixels(const Rect& r) const { return {r.x * scale + offset.x, r.y * scale + offset.y, r.w * scale, r.h * scale}; }
  [[nodiscard]] Point to_layout(Point p) const { return {(p.x - offset.x) / scale, (p.y - offset.y) / scale}; }
};

/// An uploaded picture. `id` is the renderer's texture name; 0: not there (yet).
struct Texture {
  std::uintptr_t id = 0;
  int width = 0, height = 0;
  explicit operator bool() const { return id != 0; }
};

class Canvas {
public:
  explicit Canvas(Glyphs& glyphs);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// Starts a frame: clears the list, sets scale, clip (pixels) and text scale.
  void begin(Transform transform, int width_px, int height_px, bool large_text);
  [[nodiscard]] ImDrawList& list();
  [[nodiscard]] const Transform& transform() const { return transform_; }
  [[nodiscard]] bool large_text() const { return large_text_; }
  /// One pixel of the window in layout units.
  [[nodiscard]] float pixel() const { return 1 / transform_.scale; }

  // Shapes. Radii are cut to half the shorter side.
  void fill(const Rect& r, Color color);
  void rounded(const Rect& r, float radius, Color color);
  /// Only the top (or bottom) corners are round.
  void rounded_top(const Rect& r, float radius, Color color);
  void rounded_bottom(const Rect& r, float radius, Color color);
  /// A line along the inside of the edge.
  void outline(const Rect& r, float radius, Color color, float thickness = metrics::hairline);
  /// The soft edge under a white card: two ink rectangles, 2 to 6 %.
  void shadow(const Rect& r, float radius);
  void line(Point from, Point to, Color color, float thickness = metrics::hairline);
  void circle(Point center, float radius, Color color);
  /// Part of a ring from 12 o'clock clockwise, `from` and `to` in turns (0 to 1), round ends. Radius to the outer edge.
  void ring(Point center, float radius, float thickness, Color color, float from = 0, float to = 1);
  void ellipse(Point center, float rx, float ry, Color color, float turn = 0);
  /// Any simple polygon, convex or not, filled with soft edges.
  void polygon(std::span<const Point> points, Color color);
  void polygon(std::initializer_list<Point> points, Color color) { polygon(std::span(points.begin(), points.size()), color); }
  /// A line through the points with round ends and joins.
  void stroke(std::span<const Point> points, Color color, float thickness, bool closed = false);
  void stroke(std::initializer_list<Point> points, Color color, float thickness, bool closed = false) {
    stroke(std::span(points.begin(), points.size()), color, thickness, closed);
  }
  void icon(Icon icon, const Rect& box, Color color);
  void icon(Icon which, Point center, float size, Color color) { icon(which, square(center, size), color); }
  /// The picture fitted into the box without distortion, centred.
  void image(const Texture& texture, const Rect& box, float radius = 0, float opacity = 1);

  // Text, UTF-8. Positions are of line boxes (type_line), not baselines, unless the name says so.
  [[nodiscard]] float text_width(std::string_view text, Type type, Weight weight = Weight::regular);
  [[nodiscard]] float line_height(Type type) const { return type_line(type, large_text_); }
  /// One line from its top left corner; returns the width. Never cut.
  float text(Point top_left, std::string_view text, const TextStyle& style);
  /// One line in the middle of the box's height; too long ends in an ellipsis. Returns the width drawn.
  float text_in(const Rect& box, std::string_view text, const TextStyle& style, Align align = Align::left);
  /// Baseline position; for figures of different sizes on one line.
  float text_on_baseline(Point baseline_left, std::string_view text, const TextStyle& style);
  /// Wrapped lines from the top of the box; at most `max_lines` (0: as many as needed), the last with an ellipsis. Lines break at blanks and
  /// at '\n', within a word only where it is wider than the box. Returns the height used.
  float paragraph(const Rect& box, std::string_view text, const TextStyle& style, int max_lines = 0, Align align = Align::left);
  float paragraph(const Rect& box, std::span<const TextRun> runs, Type type, int max_lines = 0, Align align = Align::left);
  [[nodiscard]] float paragraph_height(float width, std::string_view text, Type type, Weight weight = Weight::regular, int max_lines = 0);
  /// Distance from the top of a line box to its baseline, and the height of a capital.
  [[nodiscard]] float baseline(Type type) const;
  [[nodiscard]] float cap_height(Type type) const;

  /// Clips to the box (and to what was clipped before) until the end of scope.
  class Clip {
  public:
    Clip(Canvas& canvas, const Rect& box);
    ~Clip();
    Clip(const Clip&) = delete;
    Clip& operator=(const Clip&) = delete;

  private:
    Canvas& canvas_;
  };
  [[nodiscard]] Rect clip() const { return clips_.back(); }

  /// For transitions: the vertices made since `mark` become `opacity` as opaque and move by `by` layout units.
  [[nodiscard]] std::size_t mark() const;
  void shift_since(std::size_t mark, Point by, float opacity);

private:
  struct Line;
  float draw_glyphs(Point baseline_px, std::string_view text, const TextStyle& style);
  /// How much of the text, in whole characters, is not wider.
  std::size_t bytes_within(std::string_view text, float width, Type type, Weight weight);
  std::vector<Line> wrap(float width, std::span<const TextRun> runs, Type type, int max_lines);
  [[nodiscard]] Point px(Point p) const { return transform_.to_pixels(p); }
  Glyphs& glyphs_;
  std::unique_ptr<CanvasList> list_;
  Transform transform_;
  bool large_text_ = false;
  std::vector<Rect> clips_;
};

/// 152000 -> "152 000" with U+2009 thin spaces; a minus is U+2212.
std::string group_digits(std::int64_t number);

} // namespace kiosk
