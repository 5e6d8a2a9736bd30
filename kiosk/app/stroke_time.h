#pragma once
// When a key was struck. SDL stamps an event when it is fetched; X stamps a stroke when it happens. SDL hands X's event out in front of its own
// (SDL_SYSWMEVENT) when it is told to. On the kiosk both clocks are the machine's monotonic clock. UI thread.
#include "engine/base/time.h"
#include <cstdint>
#include <optional>

struct SDL_SysWMmsg;

namespace kiosk {

/// SDL hands out the window system's events from now on, only those of keys that are struck.
void ask_for_key_times();
/// X's stamp of the key press in this event; nullopt: another event, or not X.
std::optional<std::uint32_t> x_time(const SDL_SysWMmsg& message);
/// The time of the stamp, seen at `now`; nullopt when it is not within the last seconds, because the X server has another clock.
std::optional<engine::Instant> stroke_time(std::uint32_t stamp, engine::Instant now);

} // namespace kiosk
