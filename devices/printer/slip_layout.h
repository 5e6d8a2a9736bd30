#pragma once
// A Slip as lines of paper for one profile: wrapped, aligned, in columns. Knows no command bytes.
// Threading: one thread at a time (it uses the renderer's fonts).
#include "devices/printer/bitmap.h"
#include "devices/printer/line_renderer.h"
#include "devices/printer/printer_profile.h"
#include "engine/ports/slip.h"
#include <string>
#include <variant>
#include <vector>

namespace devices::printer {

/// A line on the grid: already padded with spaces on the left, never wider than the paper.
struct GridLine {
  std::u32string text;
  int width_factor = 1; ///< 1 to 4
  int height_factor = 1;
  bool bold = false;
  std::size_t bold_from = std::u32string::npos; ///< bold from this character on, when `bold` is false
};
struct Picture {
  Bitmap dots; ///< as wide as the paper
};
struct Gap {
  int dots = 0;
};
using PaperItem = std::variant<GridLine, Picture, Gap>;

/// Enough for the longest lawful sale: 200 lines of goods with names of 256 bytes, 999 marking codes. A longer slip would
/// empty the roll without use.
inline constexpr int longest_slip_mm = 30'000;

/// Throws std::length_error as soon as the slip is longer than `longest_slip_mm`.
std::vector<PaperItem> lay_out(const engine::Slip& slip, const PrinterProfile& profile, LineRenderer& renderer);

} // namespace devices::printer
