#include "kiosk/design/images.h"
#include "kiosk/picture/picture_process.h"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace kiosk {
namespace {

constexpr std::size_t queue_bound = 64;

} // namespace

struct Images::Impl {
  Hooks hooks;
  std::filesystem::path program;
  std::size_t most_bytes = 0, bytes = 0;
  enum class State { asked, there, missing };
  std::uint64_t round = 0; ///< of retry_missing()
  struct Entry {
    std::uint64_t asked_in = 0;
    State state = State::asked;
    Texture texture;
    std::size_t bytes = 0;
    std::list<std::string>::iterator place;
  };
  std::unordered_map<std::string, Entry> entries; ///< UI thread
  std::list<std::string> order;                   ///< most recently drawn first

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> wanted;
  std::deque<std::pair<std::string, std::optional<Picture>>> ready;
  std::atomic<bool> stop{false}; ///< set with the mutex; also looked at while a picture is decoded
  std::thread worker;

  void work() {
    for (;;) {
      std::string address;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stop || !wanted.empty(); });
        if (stop) return;
        address = std::move(wanted.back()); // the newest wish is for the screen of now
        wanted.pop_back();
      }
      const auto file = hooks.file_of ? hooks.file_of(address) : std::optional<std::string>(address);
      auto picture = file ? decoded(address, *file) : std::optional<Picture>{};
      {
        const std::lock_guard lock(mutex);
        ready.emplace_back(std::move(address), std::move(picture));
      }
      if (hooks.wake) hooks.wake();
    }
  }
  std::optional<Picture> decoded(const std::string& address, const std::string& file) {
    auto picture = decode_apart(file, program, stop);
    if (picture) return std::move(*picture);
    if (!stop && hooks.failed) hooks.failed(address, picture.error().why, picture.error().of_the_file);
    return std::nullopt;
  }
  void shrink() {
    while (bytes > most_bytes && order.size() > 1) {
      const auto oldest = entries.find(order.back());
      hooks.drop(oldest->second.texture.id);
      bytes -= oldest->second.bytes;
      entries.erase(oldest);
      order.pop_back();
    }
  }
};

Images::Images(Hooks hooks, std::size_t most_bytes) : impl_(std::make_unique<Impl>()) {
  impl_->hooks = std::move(hooks);
  impl_->program = impl_->hooks.program.empty() ? picture_program() : std::filesystem::path{impl_->hooks.program};
  impl_->most_bytes = most_bytes;
  impl_->worker = std::thread([this] { impl_->work(); });
}

Images::~Images() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stop = true;
  }
  impl_->changed.notify_all();
  impl_->worker.join();
  for (auto& [address, entry] : impl_->entries)
    if (entry.texture) impl_->hooks.drop(entry.texture.id);
}

Texture Images::get(std::string_view address) {
  if (address.empty()) return {};
  std::string key(address);
  if (const auto found = impl_->entries.find(key); found != impl_->entries.end()) {
    auto& entry = found->second;
    if (entry.state == Impl::State::there) impl_->order.splice(impl_->order.begin(), impl_->order, entry.place);
    return entry.texture;
  }
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->wanted.size() >= queue_bound) { // scrolled past: forget the oldest wish
      impl_->entries.erase(impl_->wanted.front());
      impl_->wanted.pop_front();
    }
    impl_->wanted.push_back(key);
  }
  impl_->entries[std::move(key)].asked_in = impl_->round;
  impl_->changed.notify_one();
  return {};
}

bool Images::take_ready() {
  bool any = false;
  for (int i = 0; i < 4; ++i) {
    std::pair<std::string, std::optional<Picture>> one;
    {
      const std::lock_guard lock(impl_->mutex);
      if (impl_->ready.empty()) return any;
      one = std::move(impl_->ready.front());
      impl_->ready.pop_front();
    }
    auto& entry = impl_->entries[one.first];
    if (entry.state == Impl::State::there) continue;
    if (!one.second) {
      if (entry.asked_in != impl_->round) { // it came between the look at the disk and now: ask again
        impl_->entries.erase(one.first);
        any = true;
        continue;
      }
      entry.state = Impl::State::missing;
      continue;
    }
    entry.texture = {impl_->hooks.upload(one.second->rgba.data(), one.second->width, one.second->height), one.second->width,
                     one.second->height};
    entry.state = Impl::State::there;
    entry.bytes = one.second->rgba.size();
    impl_->order.push_front(one.first);
    entry.place = impl_->order.begin();
    impl_->bytes += entry.bytes;
    impl_->shrink();
    any = true;
  }
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->ready.empty() && impl_->hooks.wake) impl_->hooks.wake();
  return any;
}

void Images::retry_missing() {
  ++impl_->round;
  std::erase_if(impl_->entries, [](const auto& one) { return one.second.state == Impl::State::missing; });
}

std::size_t Images::bytes() const { return impl_->bytes; }

} // namespace kiosk
