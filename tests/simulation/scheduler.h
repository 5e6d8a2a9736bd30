#pragma once
// Virtual time: everything that happens is an event at an instant; events of one instant happen in an order
// drawn by the seed. Nothing else moves time. An event belongs to a Lease; when the lease ends (a process
// dies, a line is closed) its events do not happen any more.
//
// Threading: one thread. Ownership: the scheduler outlives its leases. An event may throw: what it threw
// comes out of run_one().
#include "engine/base/timers.h"
#include "tests/simulation/dice.h"
#include <functional>
#include <unordered_map>

namespace simulation {

using engine::Instant;
using engine::Millis;

class Scheduler {
public:
  using Call = std::function<void()>;

  class Lease {
  public:
    explicit Lease(Scheduler& scheduler) : scheduler_{scheduler}, slot_{scheduler.open_slot()} {}
    ~Lease() { scheduler_.close_slot(slot_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    void at(Instant when, Call call) { scheduler_.add(slot_, when, std::move(call)); }
    void after(Millis delay, Call call) { at(scheduler_.now() + delay, std::move(call)); }
    /// Forgets every event that is still to come.
    void clear() { scheduler_.renew_slot(slot_); }

  private:
    Scheduler& scheduler_;
    std::uint32_t slot_;
  };

  explicit Scheduler(Dice dice) : dice_{dice} {}
  [[nodiscard]] Instant now() const { return now_; }
  /// The next event that still counts; false when none is due up to `limit`, and then it is `limit`.
  bool run_one(Instant limit);
  [[nodiscard]] std::uint64_t events() const { return events_; }

private:
  struct Event { ///< small and plain: a heap moves its elements about
    std::int64_t at = 0;
    std::uint64_t tie = 0;
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    std::uint32_t call = 0; ///< its place in calls_
  };
  static bool later(const Event& a, const Event& b) { return a.at != b.at ? a.at > b.at : a.tie > b.tie; }
  std::uint32_t open_slot();
  void close_slot(std::uint32_t slot);
  void renew_slot(std::uint32_t slot) { ++generations_[slot]; }
  void add(std::uint32_t slot, Instant when, Call call);
  /// The call of the event that was taken from the heap; its place is free then.
  Call take_call(const Event& event);

  Dice dice_;
  Instant now_{Millis{1'000'000}};
  std::vector<Event> heap_;
  std::vector<Call> calls_; ///< of the events in the heap
  std::vector<std::uint32_t> free_calls_;
  std::vector<std::uint32_t> generations_;
  std::vector<std::uint32_t> free_slots_;
  std::uint64_t events_ = 0;
};

/// The clock and timers of one life of the kiosk's program. The wall clock may be wrong: `wall` says what it
/// shows.
class ProcessTime final : public engine::TimePort {
public:
  ProcessTime(Scheduler& scheduler, std::function<engine::WallTime()> wall)
      : scheduler_{scheduler}, lease_{scheduler}, wall_{std::move(wall)} {}
  [[nodiscard]] Instant now() const override { return scheduler_.now(); }
  [[nodiscard]] engine::WallTime wall() const override { return wall_(); }
  TimerId after(Millis delay, std::function<void()> call) override;
  void cancel(TimerId id) override { waiting_.erase(id); }

private:
  Scheduler& scheduler_;
  Scheduler::Lease lease_;
  std::function<engine::WallTime()> wall_;
  TimerId last_ = 0;
  std::unordered_map<TimerId, std::function<void()>> waiting_;
};

} // namespace simulation
