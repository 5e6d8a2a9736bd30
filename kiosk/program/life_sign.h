#pragma once
// What systemd hears of this process (sd_notify, Type=notify, WatchdogSec): that it is ready, what it waits for, and that it lives. The last is said by the
// loop that draws, and only while the loop that polls the machines gives signs, too: when either stands still nothing is said, and systemd starts the program
// again. Without systemd nobody is told anything.
//
// Threading: polled() on the I/O thread, the rest on the UI thread.
#include "engine/base/time.h"
#include <atomic>
#include <functional>
#include <string>

namespace kiosk {

class LifeSign {
public:
  using Tell = std::function<void(const std::string& state)>; ///< lines as sd_notify(3) has them
  using Clock = std::function<engine::Instant()>;
  /// `within`: whoever watches starts the program again after so long without a word; 0: nobody watches.
  LifeSign(Tell tell, Clock now, engine::Millis within);
  static LifeSign of_systemd(); ///< what the environment says; nobody is told when it says nothing

  /// Once, whatever comes first: the first frame, or the beginning of a long wait.
  void ready(const std::string& status);
  void status(const std::string& text);
  /// The loop of the machines turned. From the first call on it has to go on.
  void polled();
  /// The loop that draws, or waits for something to draw on, turned. The longest that it may take until the next time; 0: as long as it likes.
  engine::Millis turned();
  /// How often polled() must come, at least; 0: never.
  [[nodiscard]] engine::Millis poll_every() const { return within_ / 8; }

  LifeSign(const LifeSign&) = delete;
  LifeSign& operator=(const LifeSign&) = delete;

private:
  Tell tell_;
  Clock now_;
  engine::Millis within_;
  bool ready_ = false;
  std::string status_;
  engine::Instant told_{};
  std::atomic<engine::Instant::rep> polled_{-1};
};

} // namespace kiosk
