// The last resort of a stop: the process is gone in time, with any call hanging, and ends as a process that was asked to stop.
#include "kiosk/program/end_in_time.h"

#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>
#include <thread>

namespace kiosk {
namespace {

using namespace std::chrono_literals;

TEST(EndInTimeDeathTest, ACallThatNeverReturnsIsNotWaitedFor) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        end_in_time(50ms);
        end_in_time(1h); // the first one counts
        std::this_thread::sleep_for(1h);
      },
      testing::ExitedWithCode(0), "it is not waited for");
}

TEST(EndInTimeDeathTest, WhoEndsByItselfSaysHow) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT((end_in_time(1h), std::exit(4)), testing::ExitedWithCode(4), "^$");
}

} // namespace
} // namespace kiosk
