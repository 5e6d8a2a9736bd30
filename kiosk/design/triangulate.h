#pragma once
// Simple polygons (no holes, no crossing edges) into triangles. Pure.
#include "kiosk/design/geometry.h"
#include <span>
#include <vector>

namespace kiosk {

/// Above 0: clockwise on a screen (y downwards).
float signed_area(std::span<const Point> points);
bool is_convex(std::span<const Point> points);
/// Indices, three a triangle, by ear clipping. Points clockwise. Degenerate input gives fewer triangles, never a hang.
std::vector<unsigned> triangulate(std::span<const Point> points);

} // namespace kiosk
