#pragma once
// The rest of a wait in whole seconds, for figures and rings. Each call asks for the next frame at the next full
// second, so that a countdown costs one frame a second and nothing afterwards.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// Seconds until `when`, rounded up, 0 when it is past. Asks for a frame when the figure changes.
std::int64_t seconds_left(Ui& ui, engine::Instant when);
/// The part of `whole` that is left, 1 to 0, in the steps of seconds_left().
float part_left(Ui& ui, engine::Instant when, engine::Millis whole);
/// "0:48", "1:05".
std::string minutes_and_seconds(std::int64_t seconds);

} // namespace kiosk
