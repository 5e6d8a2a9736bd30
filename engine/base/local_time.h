#pragma once
// Calendar time in Uzbekistan: UTC+5 all year, in any time zone of the system (rules R25).
#include "engine/base/time.h"
#include <optional>
#include <string>
#include <string_view>

namespace engine {

/// Days since 1970-01-01 and the hour of the day, 0 to 23.
struct LocalHour {
  std::int64_t day = 0;
  int hour = 0;
};
LocalHour local_hour(WallTime t);

std::string format_fiscal_time(WallTime t);                        ///< "2026-11-22 14:02:09"
std::string format_slip_time(WallTime t);                          ///< "22.11.2026 14:02"
std::string format_slip_seconds(WallTime t);                       ///< "22.11.2026 14:02:09"
std::string format_clock(WallTime t);                              ///< "14:02"
std::optional<WallTime> parse_fiscal_time(std::string_view text);  ///< "2026-11-22 14:02:09"
std::optional<WallTime> parse_compact_time(std::string_view text); ///< "20261122140209"
std::optional<WallTime> parse_iso_time(std::string_view text);     ///< "2024-06-10T19:36:24.711761+05:00"; a missing zone is UTC+5
std::string format_iso_time(WallTime t);                           ///< "2026-11-22T14:02:09+05:00"

} // namespace engine
