#pragma once
// The Karakalpak band: rhombus, ram's horns, saw edge. Attract, paper, empty states, and faint on the card; nowhere else.
#include "kiosk/design/canvas.h"

namespace kiosk {

struct OrnamentColors {
  Color ground, edge, rhombus, horns, saw;
};
OrnamentColors ornament_colors(const Palette& palette);
/// For a dark teal ground: everything close to it.
OrnamentColors faint_ornament_colors(Color ground);
/// A tile is 128 x 96, scaled to the band's height; a rhombus stands in the middle of the band.
void draw_ornament(Canvas& canvas, const Rect& band, const OrnamentColors& colors);

} // namespace kiosk
