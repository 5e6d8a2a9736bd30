#pragma once
// One kiosk a state directory. Two would each believe that their journal is the only one.
#include <filesystem>
#include <stdexcept>

namespace engine {

/// Another process holds the directory: exit code 3 (README.md, "The kiosk program").
class StateBusy : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Holds `folder/lock` until destroyed or until the process ends, however it ends. The file stays behind; it says the
/// holder's process id, for people.
class StateLock {
public:
  /// Creates the folder (0700) when it is missing. Throws StateBusy, or JournalError when the folder cannot be used.
  explicit StateLock(const std::filesystem::path& folder);
  ~StateLock();
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;

private:
  int fd_ = -1;
};

} // namespace engine
