#pragma once
// Opens a serial port or a pseudo-terminal and leaves one non-blocking, raw, locked descriptor for the event
// loop.
//
// Real ports go through libserialport; it refuses pseudo-terminals (it asks /sys/class/tty for the name and
// the modem lines of the descriptor), so those are set with termios. Threading: any; never blocks.
#include "devices/serial/session_driver.h"
#include <tl/expected.hpp>

namespace devices {

/// The path is resolved anew, so a link that now points elsewhere is followed. The descriptor belongs to the
/// caller; it carries an advisory lock (flock), because two pollers on one line would eat each other's
/// answers. The error is one English line.
tl::expected<int, std::string> open_serial(const SerialSettings& settings);

/// Closes without waiting for unsent bytes (closing a tty otherwise drains it, up to 30 s on a dead line).
void close_serial(int descriptor);

} // namespace devices
