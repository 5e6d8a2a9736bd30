#include "kiosk/design/triangulate.h"
#include <cmath>
#include <numeric>

namespace kiosk {
namespace {

float turn(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x); }

bool inside(Point p, Point a, Point b, Point c) { return turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0; }

} // namespace

float signed_area(std::span<const Point> points) {
  float sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto a = points[i], b = points[(i + 1) % points.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum / 2;
}

bool is_convex(std::span<const Point> points) {
  const auto n = points.size();
  bool left = false, right = false;
  float around = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto a = points[i], b = points[(i + 1) % n], c = points[(i + 2) % n];
    const float t = turn(a, b, c);
    if (t > 1e-4F) right = true;
    if (t < -1e-4F) left = true;
    around += std::atan2(t, (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y));
  }
  return !(left && right) && std::abs(around) < 6.4F; // a star turns twice round
}

std::vector<unsigned> triangulate(std::span<const Point> points) {
  std::vector<unsigned> rest(points.size()), triangles;
  std::iota(rest.begin(), rest.end(), 0U);
  std::size_t at = 0, failures = 0;
  while (rest.size() > 3 && failures <= rest.size()) {
    const auto n = rest.size();
    const auto i = rest[(at + n - 1) % n], j = rest[at % n], k = rest[(at + 1) % n];
    const auto a = points[i], b = points[j], c = points[k];
    bool ear = turn(a, b, c) > 0;
    for (const auto other : rest) {
      if (!ear) break;
      if (other == i || other == j || other == k) continue;
      const auto p = points[other];
      if (p == a || p == b || p == c) continue;
      ear = !inside(p, a, b, c);
    }
    if (ear || turn(a, b, c) == 0) {
      if (ear) triangles.insert(triangles.end(), {i, j, k});
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at % n));
      failures = 0;
      at = rest.empty() ? 0 : at % rest.size();
    } else {
      ++at, ++failures;
    }
  }
  if (rest.size() == 3) triangles.insert(triangles.end(), {rest[0], rest[1], rest[2]});
  return triangles;
}

} // namespace kiosk
