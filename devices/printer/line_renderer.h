#pragma once
// Whole lines of text as pictures: on the printer's own 12 x 24 grid (so that columns agree with lines that
// the printer sets itself), or drawn in Noto Sans.
//
// Threading: one thread at a time; fonts are opened on first use and kept. Throws std::runtime_error when a
// font is missing.
#include "devices/printer/font.h"
#include <map>
#include <tuple>

namespace devices::printer {

inline constexpr int cell_width = 12; ///< font A, dots
inline constexpr int cell_height = 24;

class LineRenderer {
public:
  LineRenderer();
  ~LineRenderer();
  LineRenderer(const LineRenderer&) = delete;
  LineRenderer& operator=(const LineRenderer&) = delete;

  /// One character to a cell of 12 x 24 dots, enlarged by the factors (1 to 8), bold from the character
  /// `bold_from` on; what goes beyond `width_dots` is dropped.
  Bitmap grid_line(std::u32string_view text, int width_factor, int height_factor, std::size_t bold_from, int width_dots);

  /// The ornament over this width, drawn once.
  const Bitmap& ornament(int width_dots);
  /// Noto Sans of this em size in dots.
  Font& sans(int pixel_size, bool bold);
  /// Draws the text with its base line at `base`, its left edge at `x`.
  static void draw(Bitmap& paper, Font& font, std::u32string_view text, int x, int base);

private:
  Font& mono(int width_factor, int height_factor, bool bold);
  std::map<int, Bitmap> ornaments_;                        ///< by width
  std::map<std::tuple<bool, int, int, bool>, Font> fonts_; ///< (is sans, width, height, bold)
};

} // namespace devices::printer
