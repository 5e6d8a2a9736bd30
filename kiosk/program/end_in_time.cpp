#include "kiosk/program/end_in_time.h"

#include <atomic>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace kiosk {

void end_in_time(std::chrono::milliseconds at_most) {
  static std::atomic<bool> begun{false};
  if (begun.exchange(true)) return;
  std::thread([at_most] {
    std::this_thread::sleep_for(at_most);
    // Objects may be going away around this thread: nothing but system calls from here on.
    constexpr std::string_view words = "the kiosk stops while a call to disk or display hangs: it is not waited for\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words.data(), words.size());
    ::_exit(0);
  }).detach();
}

} // namespace kiosk
