#include "engine/base/local_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>
#include <time.h>

namespace engine::test {
namespace {

constexpr WallTime sample{1795338129000}; // 2026-11-22 09:02:09 UTC

TEST(LocalTime, IsUtcPlusFive) { // rules R25
  EXPECT_EQ(format_fiscal_time(sample), "2026-11-22 14:02:09");
  EXPECT_EQ(format_slip_time(sample), "22.11.2026 14:02");
  EXPECT_EQ(format_slip_seconds(sample), "22.11.2026 14:02:09");
  EXPECT_EQ(format_clock(sample), "14:02");
  EXPECT_EQ(format_iso_time(sample), "2026-11-22T14:02:09+05:00");
}

TEST(LocalTime, DayAndHourAreThoseOfTheShop) {
  EXPECT_EQ(local_hour(sample).hour, 14);
  constexpr std::int64_t midnight = 1795287600000; // 2026-11-21 19:00:00 UTC
  EXPECT_EQ(local_hour(WallTime{midnight - 1}).hour, 23);
  EXPECT_EQ(local_hour(WallTime{midnight}).hour, 0);
  EXPECT_EQ(local_hour(WallTime{midnight}).day, local_hour(WallTime{midnight - 1}).day + 1);
  EXPECT_EQ(local_hour(WallTime{midnight}).day, local_hour(sample).day);
  EXPECT_EQ(local_hour(WallTime{-6 * 3'600'000}).day, -1); // a clock that was never set
}

TEST(LocalTime, TheZoneOfTheSystemDoesNotMatter) {
  const char* before = getenv("TZ");
  const std::string saved = before ? before : "";
  setenv("TZ", "America/New_York", 1);
  tzset();
  EXPECT_EQ(format_fiscal_time(sample), "2026-11-22 14:02:09");
  EXPECT_EQ(parse_fiscal_time("2026-11-22 14:02:09"), sample);
  if (before) setenv("TZ", saved.c_str(), 1);
  else unsetenv("TZ");
  tzset();
}

TEST(LocalTime, DaysTurnAtLocalMidnight) {
  EXPECT_EQ(format_fiscal_time(WallTime{1795287599999}), "2026-11-21 23:59:59");
  EXPECT_EQ(format_fiscal_time(WallTime{1795287600000}), "2026-11-22 00:00:00");
  EXPECT_EQ(format_fiscal_time(WallTime{-1}), "1970-01-01 04:59:59") << "before 1970 it still rounds down";
}

TEST(LocalTime, ReadsWhatServersWrite) {
  EXPECT_EQ(parse_compact_time("20261122140209"), sample);
  for (const auto* text : {"2026-11-22T14:02:09+05:00", "2026-11-22T14:02:09", "2026-11-22T14:02:09.711761+05:00", "2026-11-22T09:02:09Z",
                           "2026-11-22T04:02:09-05:00", "2026-11-22T14:32:09.5+05:30"})
    EXPECT_EQ(parse_iso_time(text), sample) << text;
}

TEST(LocalTime, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "2026-11-22", "2026-11-22T14:02:09", "2026-13-01 00:00:00", "2026-02-29 00:00:00", "2026-11-22 24:00:00", "2026-11-22 14:60:09",
        "2026-11-22 14:02:60", "2026-11-22 14:02:9 ", "x026-11-22 14:02:09", "2026-11-22 14:02:09 "})
    EXPECT_FALSE(parse_fiscal_time(text)) << text;
  for (const auto* text : {"", "2026112214020", "202611221402091", "20261322140209", "2026112214020x"})
    EXPECT_FALSE(parse_compact_time(text)) << text;
  for (const auto* text : {"", "2026-11-22 14:02:09", "2026-11-22T14:02:09+0500", "2026-11-22T14:02:09+05", "2026-11-22T14:02:09X",
                           "2026-11-22T14:02:09+5:000"})
    EXPECT_FALSE(parse_iso_time(text)) << text;
  EXPECT_TRUE(parse_fiscal_time("2028-02-29 00:00:00")) << "a leap day";
}

RC_GTEST_PROP(LocalTimeProperties, TextAndBack, ()) {
  const WallTime t{*rc::gen::inRange<std::int64_t>(0, 4'102'444'800) * 1000};
  RC_ASSERT(parse_fiscal_time(format_fiscal_time(t)) == t);
  RC_ASSERT(parse_iso_time(format_iso_time(t)) == t);
}

RC_GTEST_PROP(LocalTimeProperties, AnyTextIsReadOrRefused, (const std::string& text)) {
  static_cast<void>(parse_fiscal_time(text));
  static_cast<void>(parse_compact_time(text));
  static_cast<void>(parse_iso_time(text));
  static_cast<void>(parse_iso_time("2026-11-22T14:02:09" + text));
}

} // namespace
} // namespace engine::test
