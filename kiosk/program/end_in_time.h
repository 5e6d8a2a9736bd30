#pragma once
// The last resort of a stop. The kiosk parks what it has in hand, gives a note back and ends well within 5 s (MachineRoom::stop), but it waits for calls
// that nobody can break off: a disk that does not answer, a display that is gone. What is sold is in the journal before anything acts on it, as for a power
// cut, so an end in the middle of such a wait loses nothing; one that does not come would be a kill by systemd and a notice on the screen.
#include <chrono>

namespace kiosk {

/// From now on the process ends, with 0, when it has not ended by itself before. Once; any thread.
void end_in_time(std::chrono::milliseconds at_most = std::chrono::milliseconds{4'700});

} // namespace kiosk
