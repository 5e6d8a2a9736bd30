#pragma once
// A thread for work that must not hold up money or the screen. The machine room has one for each kind of work, so that a PIN does not wait for a
// catalogue, and neither waits for a slow disk full of pictures.
// Calls run one after another, in order. Any thread may post. stop(), also by destroying it, waits for the call in hand and drops
// the rest. The objects that the calls use have to live until then.
#include <functional>
#include <memory>

namespace kiosk {

class Worker {
public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  void post(std::function<void()> call);
  /// Called from the owning thread, and not from a posted call. Calls that are posted from here on are dropped silently.
  void stop();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
