#include "kiosk/program/worker.h"

#include "engine/base/log.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace kiosk {

struct Worker::Impl {
  std::mutex mutex;
  std::condition_variable more;
  std::deque<std::function<void()>> calls;
  bool ending = false;
  std::thread thread;

  void run() {
    for (;;) {
      std::function<void()> call;
      {
        std::unique_lock lock{mutex};
        more.wait(lock, [this] { return ending || !calls.empty(); });
        if (ending) return;
        call = std::move(calls.front());
        calls.pop_front();
      }
      try {
        call();
      } catch (const std::exception& e) {
        spdlog::error("worker: {}", e.what());
      }
    }
  }
};

Worker::Worker() : impl_{std::make_unique<Impl>()} {
  impl_->thread = std::thread{[this] { impl_->run(); }};
}

Worker::~Worker() { stop(); }

void Worker::stop() {
  if (!impl_->thread.joinable()) return;
  {
    const std::lock_guard lock{impl_->mutex};
    impl_->ending = true;
  }
  impl_->more.notify_one();
  impl_->thread.join();
  impl_->calls.clear(); // nobody else takes any
}

void Worker::post(std::function<void()> call) {
  {
    const std::lock_guard lock{impl_->mutex};
    if (impl_->ending) return;
    impl_->calls.push_back(std::move(call));
  }
  impl_->more.notify_one();
}

} // namespace kiosk
