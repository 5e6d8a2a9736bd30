#include "engine/payment/great_circle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace engine {

std::int64_t great_circle_metres(GeoPoint a, GeoPoint b) {
  constexpr double mean_earth_radius = 6'371'008.8; // metres, IUGG
  const auto radians = [](std::int64_t e6) { return static_cast<double>(e6) / 1e6 * std::numbers::pi / 180.0; };
  const double latitude_a = radians(a.latitude_e6);
  const double latitude_b = radians(b.latitude_e6);
  const double half_latitude = std::sin((latitude_b - latitude_a) / 2);
  const double half_longitude = std::sin(radians(b.longitude_e6 - a.longitude_e6) / 2);
  // The haversine form keeps its precision for the short distances of a town, where the law of cosines loses it.
  const double haversine = half_latitude * half_latitude + std::cos(latitude_a) * std::cos(latitude_b) * half_longitude * half_longitude;
  return std::llround(2 * mean_earth_radius * std::asin(std::sqrt(std::clamp(haversine, 0.0, 1.0))));
}

} // namespace engine
