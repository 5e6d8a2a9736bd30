#include "kiosk/picture/picture_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace kiosk {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
public:
  explicit Descriptor(int number = -1) : number_{number} {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int number = -1) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }
  [[nodiscard]] int get() const { return number_; }

private:
  int number_;
};

std::string error_text() { return std::strerror(errno); }

/// The process, ended and waited for in any case.
class Child {
public:
  explicit Child(pid_t id) : id_{id} {}
  ~Child() {
    if (id_ > 0) ::kill(id_, SIGKILL), wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  int wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0)
      if (errno != EINTR) return -1;
    id_ = -1;
    return status;
  }

private:
  pid_t id_;
};

/// 0, and the process; otherwise an errno.
int start(const std::filesystem::path& program, int input, int output, pid_t& id) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&how);
  posix_spawn_file_actions_adddup2(&files, input, 0);
  posix_spawn_file_actions_adddup2(&files, output, 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // whose reports go there
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
#endif
  posix_spawn_file_actions_addclosefrom_np(&files, 3); // descriptors that a library left open
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &all);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = program.string();
  char* const arguments[] = {name.data(), nullptr};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  char* const* surroundings = environ;
#else
  char* const surroundings[] = {nullptr};
#endif
  const int error = ::posix_spawn(&id, name.c_str(), &files, &how, arguments, surroundings);
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

enum class Read { all, ended, late, stopped };

/// Exactly the wanted number of bytes.
Read read_exactly(int from, void* into, std::size_t size, Clock::time_point until, const std::atomic<bool>& stop) {
  for (auto* at = static_cast<char*>(into); size > 0;) {
    if (stop) return Read::stopped;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return Read::late;
    pollfd one{from, POLLIN, 0};
    if (::poll(&one, 1, static_cast<int>(std::min<long long>(left, 50))) <= 0) continue;
    const auto n = ::read(from, at, size);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) return Read::ended;
    at += n, size -= static_cast<std::size_t>(n);
  }
  return Read::all;
}

PictureFault fault_of(Read how) {
  if (how == Read::stopped) return {"the kiosk stops", false};
  if (how == Read::late) return {"decoding takes too long"};
  return {"the decoder died of it"};
}

} // namespace

tl::expected<Picture, PictureFault> decode_apart(const std::filesystem::path& file, const std::filesystem::path& program,
                                                 const std::atomic<bool>& stop, std::chrono::milliseconds at_most) {
  const auto fault = [](PictureFault f) { return tl::make_unexpected(std::move(f)); };
  const auto until = Clock::now() + at_most;
  // Not blocking: what lies there may be anything, and a FIFO that nobody writes to would be waited for.
  const Descriptor input{::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  struct stat info {};
  if (input.get() < 0 || ::fstat(input.get(), &info) != 0) return fault({error_text(), errno != EMFILE && errno != ENFILE});
  if (!S_ISREG(info.st_mode)) return fault({"not a file"});
  if (info.st_size > static_cast<off_t>(largest_picture_file)) return fault({"larger than 4 MiB"});

  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fault({error_text(), false});
  const Descriptor output{ends[0]};
  Descriptor its_output{ends[1]};
  pid_t id = -1;
  if (const int error = start(program, input.get(), its_output.get(), id); error != 0)
    return fault({program.string() + ": " + std::strerror(error), false});
  Child child{id};
  its_output.reset();

  PictureAnswer answer{.mark = 0};
  if (const auto got = read_exactly(output.get(), &answer, sizeof answer, until, stop); got != Read::all) {
    if (got != Read::ended) return fault(fault_of(got));
    const int status = child.wait();
    // 2: it could not shut its doors; 127: it could not be run.
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 2 || WEXITSTATUS(status) == 127))
      return fault({program.string() + " cannot confine itself here", false});
    return fault(fault_of(got));
  }
  if (answer.mark != PictureAnswer::signature || answer.refused > 1) return fault({"the decoder answers nonsense"});
  if (answer.refused == 1) {
    if (answer.width == 0 || answer.width > longest_reason || answer.height != 0) return fault({"the decoder answers nonsense"});
    std::string why(answer.width, '\0');
    if (const auto got = read_exactly(output.get(), why.data(), why.size(), until, stop); got != Read::all) return fault(fault_of(got));
    std::ranges::replace_if(
        why, [](char c) { return c < ' ' || c > '~'; }, '?');
    return fault({std::move(why)});
  }
  constexpr auto longest = static_cast<std::uint32_t>(longest_side);
  if (answer.width == 0 || answer.height == 0 || answer.width > longest || answer.height > longest)
    return fault({"the decoder answers nonsense"});
  Picture picture{std::vector<std::uint8_t>(std::size_t{answer.width} * answer.height * 4), static_cast<int>(answer.width),
                  static_cast<int>(answer.height)};
  if (const auto got = read_exactly(output.get(), picture.rgba.data(), picture.rgba.size(), until, stop); got != Read::all)
    return fault(fault_of(got));
  char more = 0;
  if (const auto got = read_exactly(output.get(), &more, 1, until, stop); got != Read::ended)
    return fault(got == Read::all ? PictureFault{"the decoder answers nonsense"} : fault_of(got));
  return picture;
}

std::filesystem::path picture_program() {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "kiosk-picture";
  if (!error && std::filesystem::exists(here, error)) return here;
  const std::filesystem::path installed{"/usr/libexec/kiosk/kiosk-picture"};
#ifdef KIOSK_PICTURE_BUILT // of a test, which lies elsewhere
  if (const std::filesystem::path built{KIOSK_PICTURE_BUILT}; std::filesystem::exists(built, error)) return built;
#endif
  return installed;
}

} // namespace kiosk
