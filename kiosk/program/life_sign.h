#pragma once
// Signs of this process for systemd (sd_notify, Type=notify, WatchdogSec): it is ready, it waits for something, it lives. The loop that draws gives the sign
// of life, and only while the loop that polls the machines gives signs too. When either loop stands still there is no sign, and systemd starts the program
// again. Without systemd no sign is given.
//
// Threading: polled() on the I/O thread, the rest on the UI thread.
#include "engine/base/time.h"
#include <atomic>
#include <functional>
#include <string>

namespace kiosk {

class LifeSign {
public:
  using Tell = std::function<void(const std::string& state)>; ///< takes lines in the form of sd_notify(3)
  using Clock = std::function<engine::Instant()>;
  /// `within`: after this time without a sign systemd starts the program again; 0: it does not watch.
  LifeSign(Tell tell, Clock now, engine::Millis within);
  static LifeSign of_systemd(); ///< as the environment says; without it no sign is given

  /// Called once: at the first frame, or at the beginning of a long wait, whichever comes first.
  void ready(const std::string& status);
  void status(const std::string& text);
  /// The loop of the machines turned. After the first call it has to turn again and again.
  void polled();
  /// The loop that draws, or waits for a display, turned. Returns how soon it has to turn again; 0: at any time.
  engine::Millis turned();
  /// How often polled() has to be called; 0: never.
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
