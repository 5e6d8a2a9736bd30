#pragma once
// What a run did, line by line: virtual time, who, what. Off unless somebody wants to read it; a failing seed
// is run again with it on. The log of the engine and of the devices goes into it too (capture_log).
// Threading: one thread.
#include "tests/simulation/scheduler.h"
#include <deque>
#include <fmt/format.h>
#include <string>

namespace simulation {

class Trace {
public:
  explicit Trace(const Scheduler& scheduler) : scheduler_{scheduler} {}
  void turn_on() { on_ = true; }
  [[nodiscard]] bool on() const { return on_; }

  template <class... Args> void say(const char* who, fmt::format_string<Args...> text, Args&&... args) {
    if (on_) add(who, fmt::format(text, std::forward<Args>(args)...));
  }
  void add(const char* who, std::string what);
  /// A name that differs from process to process: it is not shown.
  void hide(std::string name) { hidden_ = std::move(name); }
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

private:
  static constexpr std::size_t most_lines = 400'000;
  const Scheduler& scheduler_;
  bool on_ = false;
  std::string hidden_;
  std::deque<std::string> lines_;
};

/// While it lives, the program's log goes into the trace (or nowhere, when the trace is off).
class LogCapture {
public:
  explicit LogCapture(Trace& trace);
  ~LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
};

} // namespace simulation
