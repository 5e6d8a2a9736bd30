#pragma once
// The wire queue of the store's session, shared by its parts: the actions that wait for the carrier, the clock, and
// replies that must not be called from inside the call that took them. Not the outbox of GLOSSARY.md.
#include "engine/store/store_actions.h"
#include <deque>
#include <functional>
#include <optional>
#include <utility>

namespace engine::store {

class Outbox {
public:
  explicit Outbox(std::function<Instant()> clock) : clock_(std::move(clock)) {}

  [[nodiscard]] Instant now() const { return clock_(); }
  RequestId next_id() { return ++last_id_; }
  void put(StoreAction action) {
    actions_.push_back(std::move(action));
    wake();
  }
  void later(std::function<void()> call) {
    deferred_.push_back(std::move(call));
    wake();
  }
  std::optional<StoreAction> take() {
    if (actions_.empty()) return std::nullopt;
    auto action = std::move(actions_.front());
    actions_.pop_front();
    return action;
  }
  [[nodiscard]] bool has_deferred() const { return !deferred_.empty(); }
  /// Makes the calls that were put off until now. Calls that these put off in turn wait for the next time.
  void run_deferred() {
    auto calls = std::exchange(deferred_, {});
    for (auto& call : calls) call();
  }
  std::function<void()> on_wake; ///< called when something waits in the queue; may be called often

private:
  void wake() {
    if (on_wake) on_wake();
  }
  std::function<Instant()> clock_;
  std::deque<StoreAction> actions_;
  std::deque<std::function<void()>> deferred_;
  RequestId last_id_ = 0;
};

/// 1 s, 2 s, 4 s ... up to `longest`; `failures` counts from 1.
inline Millis growing_wait(int failures, Millis longest) {
  Millis wait{1000};
  for (int i = 1; i < failures && wait < longest; ++i) wait *= 2;
  return wait < longest ? wait : longest;
}

} // namespace engine::store
