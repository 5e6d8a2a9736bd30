#include "engine/base/whole_file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace engine {
namespace {

bool write_all(int fd, std::string_view part) {
  while (!part.empty()) {
    const auto n = ::write(fd, part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    part.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

} // namespace

bool put_whole(const std::filesystem::path& file, std::initializer_list<std::string_view> parts, const std::function<bool(int)>& adjust) {
  auto draft = file;
  draft += ".new";
  ::unlink(draft.c_str()); // left by an earlier power cut, or a stranger's link
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool good = !adjust || adjust(fd);
  for (const auto part : parts) good = good && write_all(fd, part);
  good = good && ::fsync(fd) == 0;
  int why = errno;
  ::close(fd);
  if (good && ::rename(draft.c_str(), file.c_str()) == 0) return sync_folder(file.parent_path());
  if (good) why = errno;
  ::unlink(draft.c_str());
  errno = why;
  return false;
}

} // namespace engine
