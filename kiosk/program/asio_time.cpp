#include "kiosk/program/asio_time.h"

#include <boost/asio/steady_timer.hpp>
#include <map>

namespace kiosk {

engine::Instant monotonic_now() {
  return engine::Instant{std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch())};
}

engine::WallTime wall_now() {
  return {std::chrono::duration_cast<engine::Millis>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

struct AsioTime::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(boost::asio::any_io_executor executor) : ex{std::move(executor)} {}
  boost::asio::any_io_executor ex;
  TimerId last = 0;
  std::map<TimerId, boost::asio::steady_timer> timers;
};

AsioTime::AsioTime(boost::asio::any_io_executor executor) : impl_{std::make_shared<Impl>(std::move(executor))} {}
AsioTime::~AsioTime() { impl_->timers.clear(); }
engine::Instant AsioTime::now() const { return monotonic_now(); }
engine::WallTime AsioTime::wall() const { return wall_now(); }

AsioTime::TimerId AsioTime::after(engine::Millis delay, std::function<void()> call) {
  const auto id = ++impl_->last;
  auto& timer = impl_->timers.emplace(id, boost::asio::steady_timer{impl_->ex, delay}).first->second;
  timer.async_wait([weak = std::weak_ptr{impl_}, id, call = std::move(call)](boost::system::error_code) {
    const auto self = weak.lock();
    // Cancelled after its time had come: it is not in the map any more, and its call must not run.
    if (!self || self->timers.erase(id) == 0) return;
    call();
  });
  return id;
}

void AsioTime::cancel(TimerId id) { impl_->timers.erase(id); }

} // namespace kiosk
