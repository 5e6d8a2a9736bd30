#include "devices/printer/ornament.h"
#include <cmath>
#include <cstdlib>

namespace devices::printer {
namespace {
constexpr int tile = 96;  ///< from rhombus to rhombus
constexpr int edge = 3;   ///< the outer lines
constexpr int tooth = 16; ///< pitch of the saw
constexpr int tooth_height = 8;
constexpr int middle = ornament_height / 2;

// A curl: three quarters of a ring, open towards the stem's foot, with a point at its end.
bool in_curl(double x, double y) {
  const double radius = std::hypot(x, y);
  const bool open = x < 0 && y > 0;
  return (radius >= 3.6 && radius <= 6.9 && !open) || (x >= -4.5 && x <= -1.2 && y > -1.2 && y <= 2.0);
}

// Two pairs of horns on one stem, mirrored both ways. (x, y) from the centre.
bool in_horns(int x, int y) {
  const double ax = std::abs(x);
  const double ay = std::abs(y);
  if (ax <= 1.5 && ay <= 13) return true; // stem
  if (ax + ay <= 4.5) return true;        // knot
  return in_curl(ax - 8.2, 9.0 - ay) && ax >= 1;
}

bool in_rhombus(int x, int y) {
  const int d = std::abs(x) + std::abs(y);
  return (d <= 20 && d >= 17) || (d <= 13 && d >= 5) || d <= 1;
}

// Small hooks at the sides of the rhombus, reaching for the horns.
bool in_hooks(int x, int y) {
  const int ax = std::abs(x);
  const int ay = std::abs(y);
  return (ax >= 20 && ax <= 27 && ay <= 1) || (ax >= 25 && ax <= 27 && ay <= 5);
}

bool in_dots(int x, int y) { return std::abs(std::abs(x) - 24) + std::abs(std::abs(y) - 14) <= 3; }

} // namespace

Bitmap ornament_band(int width_dots) {
  Bitmap band(width_dots, ornament_height);
  for (int y = 0; y < ornament_height; ++y) {
    const int from_edge = std::min(y, ornament_height - 1 - y);
    for (int x = 0; x < width_dots; ++x) {
      // Centred, so that both ends are cut alike.
      const int from_centre = x - width_dots / 2;
      const int in_tile = ((from_centre % tile) + tile + tile / 2) % tile - tile / 2;
      const int in_next = ((from_centre + tile / 2) % tile + tile + tile / 2) % tile - tile / 2;
      const int in_tooth = ((from_centre % tooth) + tooth) % tooth;
      const int dy = y - middle;
      bool black = from_edge < edge;
      const int saw = from_edge - edge - 2;
      if (saw >= 0 && saw < tooth_height) black = std::abs(in_tooth - tooth / 2) < tooth_height - saw;
      if (from_edge > edge + 2 + tooth_height)
        black = black || in_rhombus(in_tile, dy) || in_hooks(in_tile, dy) || in_dots(in_tile, dy) || in_horns(in_next, dy);
      if (black) band.set(x, y);
    }
  }
  return band;
}

} // namespace devices::printer
