#pragma once
// When a key was struck. SDL stamps an event when it is fetched; X stamps a stroke when it happens, and SDL hands X's own event out in front of
// its own (SDL_SYSWMEVENT), when asked to. On the kiosk both clocks are the machine's monotonic one. UI thread.
#include "engine/base/time.h"
#include <cstdint>
#include <optional>

struct SDL_SysWMmsg;

namespace kiosk {

/// SDL hands out the window system's events from now on, only those of keys that are struck.
void ask_for_key_times();
/// X's stamp of the key press that this event is; nullopt: it is another event, or not X.
std::optional<std::uint32_t> x_time(const SDL_SysWMmsg& message);
/// The stamp as the moment it stands for, seen at `now`; nullopt when it is none of the last seconds: the X server counts otherwise.
std::optional<engine::Instant> stroke_time(std::uint32_t stamp, engine::Instant now);

} // namespace kiosk
