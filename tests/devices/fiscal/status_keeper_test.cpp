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

} // namespace
