// Shapes and pictures. Text is in canvas_text.cpp.
#include "kiosk/design/canvas.h"
#include "kiosk/design/canvas_list.h"
#include "kiosk/design/glyphs.h"
#include "kiosk/design/triangulate.h"
#include <array>
#include <cmath>
#include <numbers>

namespace kiosk {
namespace {

constexpr float two_pi = 2 * std::numbers::pi_v<float>;
ImVec2 vec(Point p) { return {p.x, p.y}; }
/// ImGui's own count stops at 48, which shows on large circles. 0: its own.
int segments_of(float radius_px) { return radius_px < 60 ? 0 : std::min(512, static_cast<int>(std::sqrt(radius_px) * 8)); }
/// Edges on whole pixels: sharp sides at every scale.
Rect snapped(const Rect& r) {
  const float x = std::round(r.x), y = std::round(r.y);
  return {x, y, std::max(1.0F, std::round(r.right()) - x), std::max(1.0F, std::round(r.bottom()) - y)};
}

} // namespace

Canvas::Canvas(Glyphs& glyphs) : glyphs_(glyphs), list_(std::make_unique<CanvasList>()) {}
Canvas::~Canvas() = default;

ImDrawList& Canvas::list() { return list_->list; }

void Canvas::begin(Transform transform, int width_px, int height_px, bool large_text) {
  transform_ = transform;
  large_text_ = large_text;
  auto& shared = list_->shared;
  shared.TexUvWhitePixel = {2.0F / static_cast<float>(glyphs_.width()), 2.0F / static_cast<float>(glyphs_.height())};
  shared.ClipRectFullscreen = {0, 0, static_cast<float>(width_px), static_cast<float>(height_px)};
  auto& list = list_->list;
  list._ResetForNewFrame();
  list.PushTextureID(reinterpret_cast<ImTextureID>(glyphs_.texture));
  list.PushClipRectFullScreen();
  const auto from = transform_.to_layout({0, 0});
  const auto to = transform_.to_layout({static_cast<float>(width_px), static_cast<float>(height_px)});
  clips_.assign(1, Rect{from.x, from.y, to.x - from.x, to.y - from.y});
}

void Canvas::fill(const Rect& r, Color color) {
  const auto p = snapped(transform_.to_pixels(r));
  list().AddRectFilled({p.x, p.y}, {p.right(), p.bottom()}, color.packed());
}

void Canvas::rounded(const Rect& r, float radius, Color color) {
  const auto p = snapped(transform_.to_pixels(r));
  const float round = std::min(radius * transform_.scale, std::min(p.w, p.h) / 2);
  list().AddRectFilled({p.x, p.y}, {p.right(), p.bottom()}, color.packed(), round);
}

void Canvas::rounded_top(const Rect& r, float radius, Color color) {
  const auto p = snapped(transform_.to_pixels(r));
  list().AddRectFilled({p.x, p.y}, {p.right(), p.bottom()}, color.packed(), radius * transform_.scale, ImDrawFlags_RoundCornersTop);
}

void Canvas::rounded_bottom(const Rect& r, float radius, Color color) {
  const auto p = snapped(transform_.to_pixels(r));
  list().AddRectFilled({p.x, p.y}, {p.right(), p.bottom()}, color.packed(), radius * transform_.scale, ImDrawFlags_RoundCornersBottom);
}

void Canvas::outline(const Rect& r, float radius, Color color, float thickness) {
  const auto p = snapped(transform_.to_pixels(r));
  const float t = std::max(1.0F, std::round(thickness * transform_.scale)), half = t / 2;
  const float round = std::max(0.0F, std::min(radius * transform_.scale, std::min(p.w, p.h) / 2) - half);
  list().PathRect({p.x + half, p.y + half}, {p.right() - half, p.bottom() - half}, round);
  list().PathStroke(color.packed(), ImDrawFlags_Closed, t);
}

void Canvas::shadow(const Rect& r, float radius) {
  constexpr auto ink = Color::hex(0x1E1B17);
  rounded(Rect{r.x - 1, r.y, r.w + 2, r.h + 3}, radius + 1, ink.fade(0.05F));
  rounded(Rect{r.x - 1, r.y - 1, r.w + 2, r.h + 2}, radius + 1, ink.fade(0.04F));
}

void Canvas::line(Point from, Point to, Color color, float thickness) {
  const float t = std::max(1.0F, thickness * transform_.scale);
  if (from.x == to.x || from.y == to.y) { // along the pixel grid: sharp
    const auto a = px(from), b = px(to);
    const float whole = std::max(1.0F, std::round(t));
    if (from.y == to.y) {
      const float y = std::round(a.y - whole / 2);
      list().AddRectFilled({std::round(a.x), y}, {std::round(b.x), y + whole}, color.packed());
    } else {
      const float x = std::round(a.x - whole / 2);
      list().AddRectFilled({x, std::round(a.y)}, {x + whole, std::round(b.y)}, color.packed());
    }
    return;
  }
  list().AddLine(vec(px(from)), vec(px(to)), color.packed(), t);
}

void Canvas::circle(Point center, float radius, Color color) {
  const float r = radius * transform_.scale;
  list().AddCircleFilled(vec(px(center)), r, color.packed(), segments_of(r));
}

void Canvas::ring(Point center, float radius, float thickness, Color color, float from, float to) {
  const float t = thickness * transform_.scale, r = radius * transform_.scale - t / 2;
  const auto c = px(center);
  if (to - from >= 1) {
    list().AddCircle(vec(c), r, color.packed(), segments_of(r), t);
    return;
  }
  if (to <= from) return;
  const float a = (from - 0.25F) * two_pi, b = (to - 0.25F) * two_pi;
  const int segments = std::max(6, static_cast<int>(std::ceil((b - a) * std::sqrt(r) * 1.6F)));
  list().PathArcTo(vec(c), r, a, b, segments);
  list().PathStroke(color.packed(), 0, t);
  list().AddCircleFilled({c.x + std::cos(a) * r, c.y + std::sin(a) * r}, t / 2, color.packed());
  list().AddCircleFilled({c.x + std::cos(b) * r, c.y + std::sin(b) * r}, t / 2, color.packed());
}

void Canvas::ellipse(Point center, float rx, float ry, Color color, float turn) {
  constexpr int steps = 36;
  std::array<Point, steps> points;
  const float c = std::cos(turn * two_pi), s = std::sin(turn * two_pi);
  for (int i = 0; i < steps; ++i) {
    const float angle = two_pi * static_cast<float>(i) / steps;
    const float x = std::cos(angle) * rx, y = std::sin(angle) * ry;
    points.at(static_cast<std::size_t>(i)) = {center.x + x * c - y * s, center.y + x * s + y * c};
  }
  polygon(points, color);
}

void Canvas::polygon(std::span<const Point> points, Color color) {
  if (points.size() < 3) return;
  std::vector<ImVec2> corners;
  corners.reserve(points.size());
  const bool clockwise = signed_area(points) > 0;
  for (std::size_t i = 0; i < points.size(); ++i) corners.push_back(vec(px(clockwise ? points[i] : points[points.size() - 1 - i])));
  const int count = static_cast<int>(corners.size());
  if (is_convex(points)) {
    list().AddConvexPolyFilled(corners.data(), count, color.packed());
    return;
  }
  std::vector<Point> ordered;
  for (const auto& corner : corners) ordered.push_back({corner.x, corner.y});
  const auto triangles = triangulate(ordered);
  auto& out = list();
  const auto uv = list_->shared.TexUvWhitePixel;
  out.PrimReserve(static_cast<int>(triangles.size()), count);
  const auto first = out._VtxCurrentIdx;
  for (const auto index : triangles) out.PrimWriteIdx(static_cast<ImDrawIdx>(first + index));
  for (const auto& corner : corners) out.PrimWriteVtx(corner, uv, color.packed());
  out.AddPolyline(corners.data(), count, color.packed(), ImDrawFlags_Closed, 1.0F); // softens the edge
}

void Canvas::stroke(std::span<const Point> points, Color color, float thickness, bool closed) {
  if (points.empty()) return;
  const float t = std::max(1.0F, thickness * transform_.scale);
  std::vector<ImVec2> run;
  const auto disc = [&](Point p) { list().AddCircleFilled(vec(p), t / 2, color.packed()); };
  const auto flush = [&] {
    if (run.size() > 1) list().AddPolyline(run.data(), static_cast<int>(run.size()), color.packed(), 0, t);
    run.clear();
  };
  const auto sharp = [&](Point before, Point at, Point after) {
    const Point a = at - before, b = after - at;
    const float dot = a.x * b.x + a.y * b.y, cross = a.x * b.y - a.y * b.x;
    return std::abs(std::atan2(cross, dot)) > 0.5F;
  };
  const auto n = points.size();
  bool any_sharp = false;
  for (std::size_t i = 0; closed && i < n; ++i) any_sharp |= sharp(points[(i + n - 1) % n], points[i], points[(i + 1) % n]);
  if (closed && !any_sharp) {
    for (const auto& p : points) run.push_back(vec(px(p)));
    list().AddPolyline(run.data(), static_cast<int>(run.size()), color.packed(), ImDrawFlags_Closed, t);
    return;
  }
  if (!closed || n == 1) disc(px(points[0]));
  const auto last = closed ? n : n - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const auto here = points[i % n];
    run.push_back(vec(px(here)));
    const bool corner = (i > 0 && i < last) || closed;
    if (corner && sharp(points[(i + n - 1) % n], here, points[(i + 1) % n])) {
      flush();
      disc(px(here));
      run.push_back(vec(px(here)));
    }
  }
  flush();
  if (!closed && n > 1) disc(px(points[n - 1]));
}

void Canvas::icon(Icon which, const Rect& box, Color color) {
  const float size = std::min(box.w, box.h), k = size / 48;
  const Point origin{box.center().x - size / 2, box.center().y - size / 2};
  std::vector<Point> points;
  for (const auto& part : icon_strokes(which)) {
    points.clear();
    for (const auto& p : part.points) points.push_back(origin + p * k);
    if (part.filled) polygon(points, color);
    else stroke(points, color, 3.5F * k, part.closed);
  }
}

void Canvas::image(const Texture& texture, const Rect& box, float radius, float opacity) {
  if (!texture || texture.width <= 0 || texture.height <= 0) return;
  const auto w = static_cast<float>(texture.width), h = static_cast<float>(texture.height);
  const float k = std::min(box.w / w, box.h / h);
  const Rect fitted{box.center().x - w * k / 2, box.center().y - h * k / 2, w * k, h * k};
  const auto p = snapped(transform_.to_pixels(fitted));
  const auto tint = Color{255, 255, 255, 255}.fade(opacity).packed();
  list().AddImageRounded(reinterpret_cast<ImTextureID>(texture.id), {p.x, p.y}, {p.right(), p.bottom()}, {0, 0}, {1, 1}, tint,
                         radius * transform_.scale);
}

Canvas::Clip::Clip(Canvas& canvas, const Rect& box) : canvas_(canvas) {
  canvas_.clips_.push_back(canvas_.clips_.back().intersection(box));
  const auto p = snapped(canvas_.transform_.to_pixels(box));
  canvas_.list().PushClipRect({p.x, p.y}, {p.right(), p.bottom()}, true);
}
Canvas::Clip::~Clip() {
  canvas_.clips_.pop_back();
  canvas_.list().PopClipRect();
}

std::size_t Canvas::mark() const { return static_cast<std::size_t>(list_->list.VtxBuffer.Size); }

void Canvas::shift_since(std::size_t mark, Point by, float opacity) {
  auto& vertices = list().VtxBuffer;
  const float dx = std::round(by.x * transform_.scale), dy = std::round(by.y * transform_.scale);
  for (int i = static_cast<int>(mark); i < vertices.Size; ++i) {
    auto& v = vertices[i];
    v.pos.x += dx, v.pos.y += dy;
    const auto alpha = static_cast<std::uint32_t>(static_cast<float>(v.col >> 24U) * opacity + 0.5F);
    v.col = (v.col & 0x00FFFFFFU) | alpha << 24U;
  }
}

} // namespace kiosk
