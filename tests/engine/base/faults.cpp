#include "tests/engine/base/faults.h"

#include "engine/base/fault_point.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <unistd.h>

namespace engine::test {
namespace {

struct Faults {
  std::mutex mutex;
  std::map<std::string, std::int64_t, std::less<>> counts;
  std::string place; ///< empty: none is armed
  std::int64_t at = 0;
  FaultMoment moment = FaultMoment::before;

  void arm(std::string_view text) {
    counts.clear();
    place.clear();
    if (text.empty()) return;
    const auto colon = text.find(':');
    auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    const auto second = rest.find(':');
    const auto when = second == std::string_view::npos ? std::string_view{"before"} : rest.substr(second + 1);
    rest = rest.substr(0, second);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), at);
    if (colon == 0 || rest.empty() || error != std::errc{} || end != rest.data() + rest.size() || at < 1 ||
        (when != "before" && when != "after")) {
      std::fprintf(stderr, "KIOSK_FAULT: PLACE:N[:before|after] is understood, not '%.*s'\n", static_cast<int>(text.size()), text.data());
      std::_Exit(2);
    }
    moment = when == "after" ? FaultMoment::after : FaultMoment::before;
    place = text.substr(0, colon);
  }
};

Faults& faults() {
  static Faults the;
  return the;
}

/// Counts (at `before`), and does not return when the armed fault is reached.
void reached(std::string_view place, FaultMoment moment) {
  auto& f = faults();
  const std::lock_guard lock{f.mutex};
  auto it = f.counts.find(place);
  if (it == f.counts.end()) it = f.counts.emplace(place, 0).first;
  if (moment == FaultMoment::before) ++it->second;
  if (f.place != place || f.at != it->second || f.moment != moment) return;
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause(); // the signal is on its way; nothing of ours runs any more
}

} // namespace

void arm_fault_from_environment() {
  const char* text = std::getenv("KIOSK_FAULT");
  arm_fault(text ? text : "");
}

void arm_fault(std::string_view text) {
  auto& f = faults();
  {
    const std::lock_guard lock{f.mutex};
    f.arm(text);
  }
  fault_hook.store(reached, std::memory_order_release);
}

std::int64_t fault_count(std::string_view place) {
  auto& f = faults();
  const std::lock_guard lock{f.mutex};
  const auto it = f.counts.find(place);
  return it == f.counts.end() ? 0 : it->second;
}

} // namespace engine::test
