#pragma once
// The last resort of a stop. The kiosk parks the step in hand, gives a note back and ends well within 5 s (MachineRoom::stop). But some calls cannot be
// broken off: a disk may not answer, a display may be gone. Every sale is in the journal before anything acts on it, as for a power cut. So the process can
// end in the middle of such a call without a loss. Without this end systemd would kill the process, and a notice would stand on the screen.
#include <chrono>

namespace kiosk {

/// Starts the clock: at its end the process ends with 0, unless it has ended by itself. Called once; any thread.
void end_in_time(std::chrono::milliseconds at_most = std::chrono::milliseconds{4'700});

} // namespace kiosk
