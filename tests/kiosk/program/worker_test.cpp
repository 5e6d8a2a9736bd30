// The worker's end: what its calls use may go away as soon as stop() has returned.
#include "kiosk/program/worker.h"

#include <atomic>
#include <future>
#include <gtest/gtest.h>

namespace kiosk {
namespace {

TEST(Worker, CallsRunOneAfterAnotherInOrder) {
  std::vector<int> order;
  std::promise<void> last;
  Worker worker;
  for (int i = 0; i < 100; ++i) worker.post([&order, i] { order.push_back(i); });
  worker.post([] { throw std::runtime_error("a call that fails"); });
  worker.post([&] { last.set_value(); });
  last.get_future().get();
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Worker, StopWaitsForTheCallInHand) {
  for (int round = 0; round < 20; ++round) {
    std::promise<void> begun, go_on;
    std::atomic<bool> done{false};
    Worker worker;
    worker.post([&] {
      begun.set_value();
      go_on.get_future().get();
      done = true;
    });
    begun.get_future().get();
    auto stopping = std::async(std::launch::async, [&] {
      worker.stop();
      return done.load();
    });
    go_on.set_value();
    EXPECT_TRUE(stopping.get());
  }
}

TEST(Worker, AfterStopNothingRunsAndNothingIsKept) {
  const auto held = std::make_shared<int>(0);
  Worker worker;
  std::promise<void> go_on;
  worker.post([&go_on] { go_on.get_future().get(); });
  for (int i = 0; i < 100; ++i) worker.post([held] { ++*held; });
  go_on.set_value();
  worker.stop();
  const int ran = *held;
  worker.post([held] { ++*held; });
  EXPECT_EQ(*held, ran);
  EXPECT_EQ(held.use_count(), 1);
  worker.stop(); // twice is once
}

} // namespace
} // namespace kiosk
