#pragma once
// A thread for what must not hold up money or the screen. The machine room has one for each kind of work, so that a PIN does not wait behind a
// catalogue, nor either of them behind a slow disk full of pictures.
// Calls run one after another, in order. Any thread may post. stop(), also by destroying it, waits for the call in hand and drops
// the rest: what the calls use has to live until then.
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
  /// From the thread that owns it, not from a call. Dropped without a word from here on: what is posted.
  void stop();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
