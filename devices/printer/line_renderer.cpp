#include "devices/printer/line_renderer.h"

#include "devices/printer/ornament.h"

namespace devices::printer {
namespace {
// DejaVu Sans Mono: the advance is 0.602 em, ascent and descent together 1.164 em, so 20 dots fill a cell of
// 12 x 24.
constexpr int mono_em = 20;
constexpr int mono_base = 18; ///< base line in the cell, leaves room for the acute of capitals and for descenders
} // namespace

LineRenderer::LineRenderer() = default;
LineRenderer::~LineRenderer() = default;

Font& LineRenderer::mono(int width_factor, int height_factor, bool bold) {
  const std::tuple key{false, mono_em * width_factor, mono_em * height_factor, bold};
  const auto known = fonts_.find(key);
  if (known != fonts_.end()) return known->second;
  const auto file = find_font(bold ? "DejaVuSansMono-Bold.ttf" : "DejaVuSansMono.ttf");
  return fonts_.emplace(key, Font(file, mono_em * width_factor, mono_em * height_factor)).first->second;
}

Font& LineRenderer::sans(int pixel_size, bool bold) {
  const std::tuple key{true, pixel_size, pixel_size, bold};
  const auto known = fonts_.find(key);
  if (known != fonts_.end()) return known->second;
  const auto file = find_font(bold ? "NotoSans-Bold.ttf" : "NotoSans-Regular.ttf");
  return fonts_.emplace(key, Font(file, pixel_size, pixel_size)).first->second;
}

const Bitmap& LineRenderer::ornament(int width_dots) {
  const auto known = ornaments_.find(width_dots);
  return known != ornaments_.end() ? known->second : ornaments_.emplace(width_dots, ornament_band(width_dots)).first->second;
}

Bitmap LineRenderer::grid_line(std::u32string_view text, int width_factor, int height_factor, std::size_t bold_from, int width_dots) {
  Bitmap line(width_dots, cell_height * height_factor);
  int x = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto& glyph = mono(width_factor, height_factor, i >= bold_from).glyph(text[i]);
    line.draw(glyph.picture, x + glyph.left, mono_base * height_factor - glyph.top);
    x += cell_width * width_factor;
  }
  return line;
}

void LineRenderer::draw(Bitmap& paper, Font& font, std::u32string_view text, int x, int base) {
  for (const auto c : text) {
    const auto& glyph = font.glyph(c);
    paper.draw(glyph.picture, x + glyph.left, base - glyph.top);
    x += glyph.advance;
  }
}

} // namespace devices::printer
