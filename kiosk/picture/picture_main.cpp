// kiosk-picture: a picture file on standard input, its pixels (or the reason why there are none) on standard output. The kiosk starts one for each
// picture. What comes in was made by anybody, and decoders have faults: so this process has no descriptor but those two, little memory and time, and
// from the first byte on no call of the system's but reading, writing, memory and the end. It holds no secret and sees no other picture.
#include "kiosk/picture/picture_decoder.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <new>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool confined = false; // their shadow memory and their reports need more than a picture does
#else
constexpr bool confined = true;
#endif

bool limit(__rlimit_resource what, rlim_t to) {
  const rlimit both{to, to};
  return setrlimit(what, &both) == 0;
}

bool confine() {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody waits for the answer any more
  if (const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
      file >= 0) { // where memory is short, this goes and not the money
    [[maybe_unused]] const auto written = write(file, "1000", 4);
    close(file);
  }
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_CPU, 2)) return false;
  if (!confined) return true;
  if (!limit(RLIMIT_AS, 256U << 20U) || !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_NOFILE, 0)) return false;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  const auto filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  bool ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, 0)) == 0 &&
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, 1)) == 0 &&
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                             SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0;
  for (const int call : {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(exit), SCMP_SYS(exit_group)})
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  ok = ok && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

bool write_all(const void* data, std::size_t size) {
  for (const auto* at = static_cast<const char*>(data); size > 0;) {
    const auto n = write(1, at, size);
    if (n <= 0) return false;
    at += n, size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool refuse(std::string why) {
  why.resize(std::min(why.size(), kiosk::longest_reason));
  const kiosk::PictureAnswer answer{.refused = 1, .width = static_cast<std::uint32_t>(why.size())};
  return write_all(&answer, sizeof answer) && write_all(why.data(), why.size());
}

bool answer() {
  try {
    std::vector<std::uint8_t> file(kiosk::largest_picture_file + 1);
    std::size_t size = 0;
    while (size < file.size()) {
      const auto n = read(0, file.data() + size, file.size() - size);
      if (n < 0) return false;
      if (n == 0) break;
      size += static_cast<std::size_t>(n);
    }
    std::string why;
    const auto picture = kiosk::decode_picture({file.data(), size}, why);
    if (!picture) return refuse(why);
    const kiosk::PictureAnswer head{.width = static_cast<std::uint32_t>(picture->width),
                                    .height = static_cast<std::uint32_t>(picture->height)};
    return write_all(&head, sizeof head) && write_all(picture->rgba.data(), picture->rgba.size());
  } catch (const std::bad_alloc&) {
    return refuse("it takes too much memory");
  }
}

} // namespace

int main() {
  if (!confine()) return 2; // without confinement no picture is decoded
  _exit(answer() ? 0 : 1);
}
