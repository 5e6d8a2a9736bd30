#pragma once
// The engine's clock and timers on an io_context. Threading: the I/O thread, save now() and wall(). Destroy after the engine.
#include "engine/base/timers.h"
#include <boost/asio/any_io_executor.hpp>
#include <memory>

namespace kiosk {

class AsioTime final : public engine::TimePort {
public:
  explicit AsioTime(boost::asio::any_io_executor executor);
  ~AsioTime() override;
  [[nodiscard]] engine::Instant now() const override;
  [[nodiscard]] engine::WallTime wall() const override;
  TimerId after(engine::Millis delay, std::function<void()> call) override;
  void cancel(TimerId id) override;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// The same clocks without an object; any thread.
engine::Instant monotonic_now();
engine::WallTime wall_now();

} // namespace kiosk
