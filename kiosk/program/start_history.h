#pragma once
// How often this program was started lately without living long: what comes back at every start is given more and more time, and is never given up. systemd
// starts it again after the same few seconds for ever (its RestartSteps= came after Debian 12's); the longer waits are made here, with a notice on the screen.
// Kept in a folder that a restart of the machine empties.
//
// Threading: none of its own. Errors: a file that cannot be read or written is as if there was none.
#include <chrono>
#include <filesystem>

namespace kiosk {

class StartHistory {
public:
  using Seconds = std::chrono::seconds;
  /// `since_boot`: a clock that nobody sets.
  StartHistory(std::filesystem::path folder, Seconds since_boot);
  /// This start is counted; how long it should wait before it does anything: 0 for the first three, then 5, 10, 20 .. 300 s.
  Seconds begin();
  /// It ended as it was asked to, or because of something that it waits for by itself: the next start is the first again.
  void ended_well();

private:
  std::filesystem::path file_;
  Seconds now_;
};

/// The folder that systemd gave the unit (RuntimeDirectory=), and the clock since the machine's start; counts nothing where there is no such folder.
StartHistory start_history_of_unit();

} // namespace kiosk
