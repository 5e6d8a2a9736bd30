#pragma once
// Distance over ground between two points, for the delivery fee (rules R7). The only floating point near money: it turns
// angles into whole metres, and everything from there on is integer arithmetic.
#include "engine/ports/store.h"
#include <cstdint>

namespace engine {

/// Great-circle distance in whole metres, rounded to nearest, on a sphere of the earth's mean radius. Never negative,
/// at most half the earth's circumference. Points outside -90..90 / -180..180 degrees are measured as the angles they are.
std::int64_t great_circle_metres(GeoPoint a, GeoPoint b);

} // namespace engine
