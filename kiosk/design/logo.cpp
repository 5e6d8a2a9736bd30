#include "kiosk/design/logo.h"

namespace kiosk {
namespace {

void rhombus(Canvas& canvas, Point c, float r, Color color) {
  canvas.polygon({{c.x, c.y - r}, {c.x + r, c.y}, {c.x, c.y + r}, {c.x - r, c.y}}, color);
}

} // namespace

float draw_logo(Canvas& canvas, const Theme& theme, Point at, LogoStyle style) {
  const auto& c = theme.colors;
  const float diameter = style == LogoStyle::bar ? 68 : 74;
  const Point center{at.x + 1 + diameter / 2, at.y};
  const auto disc = style == LogoStyle::bar ? c.teal : Color::hex(0xFFFFFF);
  const auto mark = style == LogoStyle::poster ? c.teal : style == LogoStyle::outlined ? c.ground : c.on_teal;
  canvas.circle(center, diameter / 2, disc);
  const float r = diameter * 0.36F;
  rhombus(canvas, center, r, mark);
  rhombus(canvas, center, r * 0.58F, disc);
  rhombus(canvas, center, r * 0.30F, style == LogoStyle::outlined ? c.ground : c.saffron);
  const float x = at.x + diameter + 20;
  const auto ink = style == LogoStyle::poster ? c.on_teal : c.ink;
  if (style == LogoStyle::outlined)
    return x - at.x + canvas.text_in({x, at.y - 40, 400, 80}, theme.brand.name, {Type::t40, ink, Weight::bold});
  const float name = canvas.text_on_baseline({x, at.y + 2}, theme.brand.name, {Type::t40, ink, Weight::bold});
  const auto lesser = style == LogoStyle::poster ? mix(c.teal, c.on_teal, 0.8F) : c.ink2;
  const float city = canvas.text_on_baseline({x, at.y + 32}, theme.brand.city, {Type::t24, lesser});
  return x - at.x + std::max(name, city);
}

} // namespace kiosk
