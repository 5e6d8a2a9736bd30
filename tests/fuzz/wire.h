#pragma once
// Carries a device's session through a fuzz input in virtual time, as SessionDriver does on a real port: one call, then everything that
// goes out, then the session's wish to close. What goes out is given to `sent` in one piece for each call.
//
// Threading: one thread. The session outlives the wire.
#include "devices/serial/wire_session.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace fuzz {

class Wire {
public:
  using Sent = std::function<void(const devices::Bytes&)>;
  /// `reopens`: a line that the session wants closed is opened again at once, as a serial port is. `now` is the clock that goes with it.
  Wire(devices::WireSession& session, engine::Instant& now, bool reopens, Sent sent)
      : session_(session), now_(now), reopens_(reopens), sent_(std::move(sent)) {}

  [[nodiscard]] bool is_open() const { return open_; }
  void open() {
    if (open_) return;
    open_ = true;
    session_.on_open(now_);
    carry();
  }
  void close() {
    if (!open_) return;
    open_ = false;
    session_.on_closed(now_, "unplugged");
    carry();
  }
  void say(std::span<const std::uint8_t> bytes) {
    if (!open_) return;
    session_.on_bytes(now_, bytes);
    carry();
  }
  /// After a call of the session's port: what is due now goes out now.
  void wake() {
    if (const auto next = session_.deadline(); open_ || (next && *next <= now_)) session_.on_time(now_);
    carry();
  }
  /// Runs the session's deadlines for this long.
  void pass(engine::Millis time) {
    const auto end = now_ + time;
    const auto most = 1'000 + time.count() / 5; // deadlines that are closer together than this do not advance
    for (std::int64_t steps = 0;; ++steps) {
      const auto next = session_.deadline();
      if (open_ && session_.wants_open() && reopens_) require(next.has_value(), "an open line has a deadline");
      if (!next || *next > end) break;
      require(steps < most, "deadlines advance");
      now_ = std::max(now_, *next);
      session_.on_time(now_);
      carry();
    }
    now_ = end;
  }
  /// What went out since the last call of this kind.
  void carry() {
    for (int closings = 0;; ++closings) {
      const auto out = session_.take_output();
      if (!out.empty()) require(open_, "nothing is sent on a closed line");
      sent_(out);
      require(session_.take_output().empty(), "output is taken once");
      if (!session_.take_close_request() || !open_) return;
      require(closings < 4, "a line that was just opened is not closed again and again");
      open_ = false;
      session_.on_closed(now_, "closed as asked");
      if (reopens_) {
        open_ = true;
        session_.on_open(now_);
      }
    }
  }

private:
  devices::WireSession& session_;
  engine::Instant& now_;
  bool reopens_;
  Sent sent_;
  bool open_ = false;
};

} // namespace fuzz
