#include "kiosk/design/images.h"
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS 8192
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#pragma GCC diagnostic pop

namespace kiosk {
namespace {

constexpr int longest_side = 640; ///< larger than any place on the screen
constexpr std::size_t queue_bound = 64;

struct Picture {
  std::vector<std::uint8_t> rgba;
  int width = 0, height = 0;
};

/// Averages 2 x 2 until the longer side fits.
Picture shrunk(Picture from) {
  while (std::max(from.width, from.height) > longest_side && from.width > 1 && from.height > 1) {
    Picture half;
    half.width = from.width / 2, half.height = from.height / 2;
    half.rgba.resize(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height) * 4);
    const auto stride = static_cast<std::size_t>(from.width) * 4;
    for (std::size_t y = 0; y < static_cast<std::size_t>(half.height); ++y)
      for (std::size_t x = 0; x < static_cast<std::size_t>(half.width) * 4; ++x) {
        const auto at = 2 * y * stride + (x / 4) * 8 + x % 4;
        const int sum = from.rgba[at] + from.rgba[at + 4] + from.rgba[at + stride] + from.rgba[at + stride + 4];
        half.rgba[y * static_cast<std::size_t>(half.width) * 4 + x] = static_cast<std::uint8_t>(sum / 4);
      }
    from = std::move(half);
  }
  return from;
}

std::optional<Picture> decode(const std::string& file) {
  int w = 0, h = 0, channels = 0;
  auto* data = stbi_load(file.c_str(), &w, &h, &channels, 4);
  if (data == nullptr) return std::nullopt;
  Picture picture{{data, data + static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4}, w, h};
  stbi_image_free(data);
  return shrunk(std::move(picture));
}

} // namespace

struct Images::Impl {
  Hooks hooks;
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
  bool stop = false;
  std::thread worker;

  void work() {
    for (;;) {
      std::string address;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stop || !wanted.empty(); });
        if (stop) return;
        address = std::move(wanted.back()); // the newest wish is what is on the screen now
        wanted.pop_back();
      }
      const auto file = hooks.file_of ? hooks.file_of(address) : std::optional<std::string>(address);
      auto picture = file ? decode(*file) : std::nullopt;
      {
        const std::lock_guard lock(mutex);
        ready.emplace_back(std::move(address), std::move(picture));
      }
      if (hooks.wake) hooks.wake();
    }
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
    entry.texture = {impl_->hooks.upload(one.second->rgba.data(), one.second->width, one.second->height), one.second->width, one.second->height};
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
