#pragma once
// Clock and timers as the engine sees them, so that the simulation can own time. Threading: I/O thread only.
#include "engine/base/time.h"
#include <functional>

namespace engine {

class TimePort {
public:
  virtual ~TimePort() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  using TimerId = std::int64_t;
  /// Calls once after `delay`, never from inside this call. Cancelled or not, ids are never reused.
  virtual TimerId after(Millis delay, std::function<void()> call) = 0;
  virtual void cancel(TimerId id) = 0;
};

} // namespace engine
