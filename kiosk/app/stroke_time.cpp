#include "kiosk/app/stroke_time.h"
#include "kiosk/app/x_screen.h"

#include <SDL.h>
#include <SDL_syswm.h>

namespace kiosk {
namespace {

/// Only these of the server's messages are looked at.
int keep_keys(void*, SDL_Event* event) {
  return event->type != SDL_SYSWMEVENT || x_time(*event->syswm.msg) || XScreen::tells_of_change(*event->syswm.msg) ? 1 : 0;
}

} // namespace

void ask_for_key_times() {
  SDL_SetEventFilter(keep_keys, nullptr);
  SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
}

std::optional<std::uint32_t> x_time(const SDL_SysWMmsg& message) {
#ifdef SDL_VIDEO_DRIVER_X11
  if (message.subsystem != SDL_SYSWM_X11) return std::nullopt;
  const auto& event = message.msg.x11.event;
  if (event.type == KeyPress || event.type == KeyRelease) return static_cast<std::uint32_t>(event.xkey.time);
#else
  static_cast<void>(message);
#endif
  return std::nullopt;
}

std::optional<engine::Instant> stroke_time(std::uint32_t stamp, engine::Instant now) {
  constexpr std::uint32_t oldest = 5000;
  const auto age = static_cast<std::uint32_t>(now.time_since_epoch().count()) - stamp; // the stamp wraps after 49 days
  if (age > oldest) return std::nullopt;
  return now - engine::Millis{age};
}

} // namespace kiosk
