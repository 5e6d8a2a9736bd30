#pragma once
// How the kiosk is now, for monitoring: the newest view, since when the kiosk is in its state, and whether the two threads that matter still
// answer. Each thread is asked by one posted call, which it runs when it gets to it. Neither side waits for the other.
//
// Threading: beat() from any thread but those two (it has a mutex of its own, which they never take). Lifetime: what the hooks use.
#include "engine/base/time.h"
#include "engine/checkout/view/view.h"
#include <functional>
#include <memory>
#include <optional>

namespace kiosk::fleet {

struct PulseHooks {
  std::function<engine::ViewPtr()> view;
  std::function<void(std::function<void()>)> post_io;
  std::function<void(std::function<void()>)> post_ui; ///< empty: no window
  std::function<std::uint64_t()> frames;              ///< drawn so far; called on the UI thread
  std::function<engine::Instant()> now;
  std::function<engine::WallTime()> wall;
};

struct Beat {
  engine::ViewPtr view;
  engine::Instant now;
  engine::WallTime wall;
  engine::Millis in_state{0};  ///< time since the stage or "out of service" changed
  engine::Millis io_silent{0}; ///< how long the I/O thread has not answered; 0 when it did
  std::optional<engine::Millis> ui_silent;
  std::uint64_t frames = 0;
};

class Pulse {
public:
  static constexpr engine::Millis ask_io{1'000}, ask_ui{5'000}; ///< the shortest time between two questions

  explicit Pulse(PulseHooks hooks);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;
  /// Has to be called each second or so: a change between two calls is not seen.
  Beat beat();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk::fleet
