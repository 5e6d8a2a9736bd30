#pragma once
// How the kiosk is now, for whoever watches it from outside: the newest view, since when it is in its state, and whether the two threads that
// matter still answer. It asks them by a call that they run when they get to it, one at a time: they never wait for it, and it never for them.
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
  engine::Millis in_state{0};  ///< since the stage, or whether it is out of service, changed
  engine::Millis io_silent{0}; ///< how long the I/O thread has not answered; 0 when it did
  std::optional<engine::Millis> ui_silent;
  std::uint64_t frames = 0;
};

class Pulse {
public:
  static constexpr engine::Millis ask_io{1'000}, ask_ui{5'000}; ///< at most so often

  explicit Pulse(PulseHooks hooks);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;
  /// To be called each second or so: what happens between two calls is not seen.
  Beat beat();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk::fleet
