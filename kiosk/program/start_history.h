#pragma once
// How often this program was started lately without living long. A fault that comes back at every start is given more and more time, and starting is never
// given up. systemd starts the program again after the same few seconds for ever (RestartSteps= is newer than Debian 12's systemd). So the longer waits are
// made here, with a notice on the screen. The history is kept in a folder that a restart of the machine empties.
//
// Threading: none of its own. Errors: a file that cannot be read or written is as if there was none.
#include <chrono>
#include <filesystem>

namespace kiosk {

class StartHistory {
public:
  using Seconds = std::chrono::seconds;
  /// `since_boot`: a clock that cannot be set.
  StartHistory(std::filesystem::path folder, Seconds since_boot);
  /// Counts this start and returns how long it should wait before it does anything: 0 for the first three, then 5, 10, 20 .. 300 s.
  Seconds begin();
  /// The program ended as it was asked to, or waits by itself for the cause to pass: the next start counts as the first.
  void ended_well();

private:
  std::filesystem::path file_;
  Seconds now_;
};

/// The folder that systemd gave the unit (RuntimeDirectory=), and the clock since the machine's start; counts nothing where there is no such folder.
StartHistory start_history_of_unit();

} // namespace kiosk
