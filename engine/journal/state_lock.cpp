#include "engine/journal/state_lock.h"

#include "engine/ports/journal.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {

StateLock::StateLock(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) {
    if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
      throw JournalError(fmt::format("{}: cannot be created: {}", folder.string(), std::strerror(errno)));
  }
  const auto file = folder / "lock";
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw JournalError(fmt::format("{}: cannot be opened: {}", file.string(), std::strerror(errno)));
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    ::close(fd_);
    if (why == EWOULDBLOCK) throw StateBusy(fmt::format("{}: another kiosk holds this state directory", folder.string()));
    throw JournalError(fmt::format("{}: cannot be locked: {}", file.string(), std::strerror(why)));
  }
  const auto pid = fmt::format("{}\n", ::getpid());
  // Only for people who look; the lock itself is what counts.
  if (::ftruncate(fd_, 0) == 0) [[maybe_unused]]
    const auto written = ::pwrite(fd_, pid.data(), pid.size(), 0);
}

StateLock::~StateLock() { ::close(fd_); }

} // namespace engine
