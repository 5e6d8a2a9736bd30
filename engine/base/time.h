#pragma once
// Time as values. Nothing below kiosk/main.cpp reads a clock: monotonic time and the wall clock are handed in.
#include <chrono>
#include <cstdint>

namespace engine {

/// Monotonic time since an arbitrary start; never steps. Milliseconds.
struct MonotonicTag {
  using rep = std::int64_t;
  using period = std::milli;
  using duration = std::chrono::milliseconds;
  using time_point = std::chrono::time_point<MonotonicTag, duration>;
  static constexpr bool is_steady = true;
};
using Instant = MonotonicTag::time_point;
using Millis = std::chrono::milliseconds;
using std::chrono::seconds;

/// Milliseconds since 1970-01-01 UTC. May jump: for stamps and slips only, never for measuring.
struct WallTime {
  std::int64_t unix_ms = 0;
  friend constexpr auto operator<=>(WallTime, WallTime) = default;
};

} // namespace engine
