#include "kiosk/design/ornament.h"
#include <cmath>

namespace kiosk {
namespace {

constexpr float tile_w = 128, tile_h = 96;

} // namespace

OrnamentColors ornament_colors(const Palette& p) { return {p.ground, p.teal, p.teal, p.saffron, p.brick}; }

OrnamentColors faint_ornament_colors(Color ground) {
  const auto teal = mix(ground, Color::hex(0x4DB6AC), 0.22F);
  return {ground, teal, teal, mix(ground, Color::hex(0xF2A71B), 0.30F), teal};
}

void draw_ornament(Canvas& canvas, const Rect& band, const OrnamentColors& colors) {
  const Canvas::Clip clip(canvas, band);
  const float k = band.h / tile_h;
  canvas.fill(band, colors.ground);
  canvas.fill(band.top_strip(4 * k), colors.edge);
  canvas.fill(band.bottom_strip(4 * k), colors.edge);
  const auto rhombus = [&](float x, float y, float r, Color color) {
    canvas.polygon({{x, y - r * k}, {x + r * k, y}, {x, y + r * k}, {x - r * k, y}}, color);
  };
  const auto block = [&](float x, float y, float w, float h) { canvas.fill({x, band.y + y * k, w * k, h * k}, colors.horns); };
  const float middle = band.center().y;
  const int half = static_cast<int>(std::ceil(band.w / 2 / (tile_w * k))) + 1;
  for (int i = -half; i <= half; ++i) {
    const float x = band.center().x + static_cast<float>(i) * tile_w * k; // a rhombus
    rhombus(x, middle, 23, colors.rhombus);
    rhombus(x, middle, 12, colors.ground);
    rhombus(x, middle, 5.5F, colors.horns);
    rhombus(x - 32 * k, middle, 6.5F, colors.saw);
    rhombus(x + 32 * k, middle, 6.5F, colors.saw);
    const float h = x + (tile_w / 2 - 24) * k; // horns: 48 wide, half a tile on
    for (const float top : {26.0F, 64.0F}) block(h, top, 48, 6);
    for (const float side : {0.0F, 42.0F}) block(h + side * k, 26, 6, 18), block(h + side * k, 52, 6, 18);
    for (const float foot : {6.0F, 32.0F}) block(h + foot * k, 38, 10, 6), block(h + foot * k, 52, 10, 6);
    block(h + 21 * k, 26, 6, 44);
    rhombus(h + 24 * k, middle, 7, colors.rhombus);
    for (int tooth = -4; tooth < 4; ++tooth) {
      const float a = x + static_cast<float>(tooth) * 16 * k, b = a + 16 * k, m = a + 8 * k;
      canvas.polygon({{m, band.y + 10.5F * k}, {b, band.y + 20 * k}, {a, band.y + 20 * k}}, colors.saw);
      canvas.polygon({{a, band.y + 76 * k}, {b, band.y + 76 * k}, {m, band.y + 85.5F * k}}, colors.saw);
    }
  }
}

} // namespace kiosk
