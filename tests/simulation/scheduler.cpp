#include "tests/simulation/scheduler.h"

#include <algorithm>
#include <utility>

namespace simulation {

std::uint32_t Scheduler::open_slot() {
  if (!free_slots_.empty()) {
    const auto slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
  }
  generations_.push_back(0);
  return static_cast<std::uint32_t>(generations_.size() - 1);
}

void Scheduler::close_slot(std::uint32_t slot) {
  ++generations_[slot];
  free_slots_.push_back(slot);
}

void Scheduler::add(std::uint32_t slot, Instant when, Call call) {
  if (free_calls_.empty()) {
    free_calls_.push_back(static_cast<std::uint32_t>(calls_.size()));
    calls_.emplace_back();
  }
  const auto place = free_calls_.back();
  free_calls_.pop_back();
  calls_[place] = std::move(call);
  heap_.push_back({std::max(when, now_).time_since_epoch().count(), dice_.next(), slot, generations_[slot], place});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

Scheduler::Call Scheduler::take_call(const Event& event) {
  free_calls_.push_back(event.call);
  return std::exchange(calls_[event.call], nullptr);
}

bool Scheduler::run_one(Instant limit) {
  while (!heap_.empty() && heap_.front().at <= limit.time_since_epoch().count()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const auto event = heap_.back();
    heap_.pop_back();
    const auto call = take_call(event);
    if (generations_[event.slot] != event.generation) continue;
    now_ = Instant{Millis{event.at}};
    ++events_;
    call();
    return true;
  }
  now_ = std::max(now_, limit);
  return false;
}

engine::TimePort::TimerId ProcessTime::after(Millis delay, std::function<void()> call) {
  const auto id = ++last_;
  waiting_.emplace(id, std::move(call));
  lease_.after(delay, [this, id] {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return; // cancelled
    const auto due = std::move(found->second);
    waiting_.erase(found);
    due();
  });
  return id;
}

} // namespace simulation
