#include "devices/fiscal/status_keeper.h"

#include <gtest/gtest.h>

namespace {

using devices::fiscal::StatusKeeper;
using engine::Health;

Health health_of(std::int64_t unsent, const char* first_unsent, const char* current) {
  StatusKeeper keeper;
  engine::FiscalInfo info;
  info.receipt_capacity = 858;
  info.shifts_capacity = 834;
  info.shifts_closed = 100;
  info.unsent_receipts = unsent;
  info.first_unsent_time = first_unsent;
  info.current_time = current;
  keeper.info(info, engine::Millis{0});
  return keeper.status().health;
}

/// The module stops after a day or two without the tax server (the sources disagree): staff hear of it half a day before.
TEST(StatusKeeper, WarnsBeforeTheModulesOwnLimits) {
  EXPECT_EQ(health_of(3, "2026-11-22 08:00:00", "2026-11-22 19:59:59"), Health::ok);
  EXPECT_EQ(health_of(3, "2026-11-22 08:00:00", "2026-11-22 20:00:00"), Health::warning);
  EXPECT_EQ(health_of(3, "2026-11-20 08:00:00", "2026-11-22 08:00:00"), Health::warning);
  EXPECT_EQ(health_of(3, "", "2026-11-22 20:00:00"), Health::ok) << "an edition that does not say it";
  EXPECT_EQ(health_of(3, "yesterday", "2026-11-22 20:00:00"), Health::ok);
  EXPECT_EQ(health_of(686, "", "2026-11-22 20:00:00"), Health::ok);
  EXPECT_EQ(health_of(687, "", "2026-11-22 20:00:00"), Health::warning) << "four fifths of its memory";
  EXPECT_EQ(health_of(858, "", "2026-11-22 20:00:00"), Health::failed);
}

/// The memory for Z reports is never emptied: a month of days before its end a new module must be ordered.
TEST(StatusKeeper, WarnsWhenThirtyShiftsAreLeftAndFailsWhenNoneIs) {
  const auto status_with = [](std::int64_t closed) {
    StatusKeeper keeper;
    engine::FiscalInfo info;
    info.shifts_capacity = 834;
    info.shifts_closed = closed;
    keeper.info(info, engine::Millis{0});
    return keeper.status();
  };
  EXPECT_EQ(status_with(803).health, Health::ok) << "31 are left";
  EXPECT_EQ(status_with(804).health, Health::warning);
  EXPECT_EQ(status_with(804).detail, "30 shifts are left");
  EXPECT_EQ(status_with(833).health, Health::warning);
  EXPECT_FALSE(status_with(833).memory_full);
  EXPECT_EQ(status_with(834).health, Health::failed);
  EXPECT_TRUE(status_with(834).memory_full);
  EXPECT_FALSE(status_with(834).can_register());
}

} // namespace
