#include "kiosk/program/life_sign.h"

#include "kiosk/program/asio_time.h"

#include <cstdint>
#include <systemd/sd-daemon.h>

namespace kiosk {

LifeSign::LifeSign(Tell tell, Clock now, engine::Millis within) : tell_{std::move(tell)}, now_{std::move(now)}, within_{within} {}

LifeSign LifeSign::of_systemd() {
  std::uint64_t usec = 0;
  const bool watched = ::sd_watchdog_enabled(0, &usec) > 0;
  return {[](const std::string& state) { ::sd_notify(0, state.c_str()); }, monotonic_now,
          engine::Millis{watched ? static_cast<std::int64_t>(usec / 1000) : 0}};
}

void LifeSign::ready(const std::string& text) {
  if (!ready_) tell_("READY=1");
  ready_ = true;
  status(text);
}

void LifeSign::status(const std::string& text) {
  if (text == status_) return;
  status_ = text;
  tell_("STATUS=" + text);
}

void LifeSign::polled() { polled_ = now_().time_since_epoch().count(); }

engine::Millis LifeSign::turned() {
  if (within_ == engine::Millis{0}) return within_;
  const auto now = now_();
  const auto polled = polled_.load();
  // The other loop has half of the time, and this loop speaks each quarter of it. So a sound program is never late, and one that stands still is noticed
  // within twice the time.
  const bool lives = polled < 0 || now - engine::Instant{engine::Instant::duration{polled}} < within_ / 2;
  if (lives && (told_ == engine::Instant{} || now - told_ >= within_ / 4)) {
    told_ = now;
    tell_("WATCHDOG=1");
  }
  return within_ / 4;
}

} // namespace kiosk
