// A library that the end-to-end tests load before a program (LD_PRELOAD): a disk that becomes read-only or does not sync any more, and a
// wall clock that was set, and a name server that is silent, while the program runs. A small file that the test writes says what the library does now
// (BAD_WORLD, mapped).
//
// Only files below BAD_WORLD_FOLDER are touched, by the calls with which SQLite and the journal's head are written; the C library's own
// streams (the log) go on. The monotonic clock is never changed.
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

/// The layout of the file; harness.py (BadWorld) writes it.
struct World {
  volatile std::int64_t shift_s;   ///< added to the wall clock
  volatile std::int32_t read_only; ///< writing says EROFS
  volatile std::int32_t no_sync;   ///< fsync says EIO, after the bytes are written
  volatile std::int32_t refused;   ///< how many calls were
  volatile std::int32_t silent_s;  ///< time for which the name server says nothing; then it says that it cannot help
};

World& world() {
  static World calm{};
  static World* const mapped = [] {
    const char* path = std::getenv("BAD_WORLD");
    const int fd = path ? static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDWR)) : -1;
    void* at = fd < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof(World), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? &calm : static_cast<World*>(at);
  }();
  return *mapped;
}

template <class Function> Function* next(const char* name) { return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name)); }

bool is_below(const char* path) {
  const char* folder = std::getenv("BAD_WORLD_FOLDER");
  return folder && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool is_below(int fd) {
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const auto n = ::readlink(link, path, sizeof path - 1);
  if (n <= 0) return false;
  path[n] = '\0';
  return is_below(path);
}

int refuse(int error) {
  world().refused = world().refused + 1;
  errno = error;
  return -1;
}

int open_it(const char* path, int flags, mode_t mode) {
  static auto* const really = next<int(const char*, int, mode_t)>("open64");
  if (world().read_only && (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && is_below(path)) return refuse(EROFS);
  return really(path, flags, mode);
}

mode_t mode_of(int flags, va_list more) { return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0; }

} // namespace

#define KIOSK_READ_ONLY(fd)                                                                                                                \
  if (world().read_only && is_below(fd)) return refuse(EROFS)
#define KIOSK_NO_SYNC(fd)                                                                                                                  \
  if ((world().no_sync || world().read_only) && is_below(fd)) return refuse(world().read_only ? EROFS : EIO)

extern "C" {

ssize_t pwrite64(int fd, const void* data, size_t n, off64_t at) {
  static auto* const really = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  KIOSK_READ_ONLY(fd);
  return really(fd, data, n, at);
}
ssize_t pwrite(int fd, const void* data, size_t n, off_t at) { return pwrite64(fd, data, n, at); }
ssize_t write(int fd, const void* data, size_t n) {
  static auto* const really = next<ssize_t(int, const void*, size_t)>("write");
  KIOSK_READ_ONLY(fd);
  return really(fd, data, n);
}
int ftruncate64(int fd, off64_t n) noexcept {
  static auto* const really = next<int(int, off64_t)>("ftruncate64");
  KIOSK_READ_ONLY(fd);
  return really(fd, n);
}
int ftruncate(int fd, off_t n) noexcept { return ftruncate64(fd, n); }
int fsync(int fd) {
  static auto* const really = next<int(int)>("fsync");
  KIOSK_NO_SYNC(fd);
  return really(fd);
}
int fdatasync(int fd) {
  static auto* const really = next<int(int)>("fdatasync");
  KIOSK_NO_SYNC(fd);
  return really(fd);
}
int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return open_it(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return open_it(path, flags, mode);
}

/// Names that end in ".test" are this machine, as long as the name server speaks.
int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  static auto* const really = next<int(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
  const std::size_t size = name ? std::strlen(name) : 0;
  if (size < 5 || std::strcmp(name + size - 5, ".test") != 0) return really(name, service, hints, found);
  if (world().silent_s == 0) return really("127.0.0.1", service, hints, found);
  world().refused = world().refused + 1;
  for (int i = 0; i < world().silent_s * 10; ++i) ::usleep(100'000);
  return EAI_AGAIN;
}

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  static auto* const really = next<int(clockid_t, timespec*)>("clock_gettime");
  const int done = really(clock, now);
  if (done == 0 && clock == CLOCK_REALTIME) now->tv_sec += world().shift_s;
  return done;
}
int gettimeofday(timeval* now, void* zone) noexcept {
  static auto* const really = next<int(timeval*, void*)>("gettimeofday");
  const int done = really(now, zone);
  if (done == 0) now->tv_sec += world().shift_s;
  return done;
}
time_t time(time_t* out) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

} // extern "C"
