#include "kiosk/program/pictures.h"

#include "engine/base/digest.h"
#include "engine/base/log.h"
#include "engine/catalog/picture_cache.h"
#include "kiosk/program/asio_time.h"

#include <deque>
#include <mutex>
#include <unordered_map>

namespace kiosk {
namespace {
constexpr std::size_t at_once = 4;
constexpr engine::Millis ask_again{60'000};
} // namespace

struct PictureService::Impl : std::enable_shared_from_this<Impl> {
  Impl(std::filesystem::path where, std::int64_t most_bytes, Worker& on, Hooks with)
      : folder{std::move(where)}, most{most_bytes}, worker{on}, hooks{std::move(with)} {}

  std::filesystem::path folder;
  std::int64_t most;
  Worker& worker;
  Hooks hooks;
  std::optional<engine::PictureCache> cache; ///< worker thread only
  std::mutex mutex;
  std::deque<std::string> wanted;
  std::unordered_map<std::string, engine::Instant> asked;
  std::size_t running = 0;

  void want(const std::string& address) {
    {
      const std::lock_guard lock{mutex};
      const auto now = monotonic_now();
      const auto [it, fresh] = asked.try_emplace(address, now);
      if (!fresh) {
        if (now - it->second < ask_again) return;
        it->second = now;
      }
      wanted.push_back(address);
    }
    hooks.post_io([self = shared_from_this()] { self->fetch_some(); });
  }

  void fetch_some() { // I/O thread
    for (;;) {
      std::string address;
      {
        const std::lock_guard lock{mutex};
        if (running >= at_once || wanted.empty()) return;
        address = std::move(wanted.front());
        wanted.pop_front();
        ++running;
      }
      hooks.source->fetch_picture(address, [self = shared_from_this(), address](engine::Outcome<std::string> outcome) {
        {
          const std::lock_guard lock{self->mutex};
          --self->running;
        }
        if (auto* bytes = std::get_if<std::string>(&outcome))
          self->worker.post([self, address, bytes = std::move(*bytes)] { self->store(address, bytes); });
        self->fetch_some();
      });
    }
  }

  void store(const std::string& address, const std::string& bytes) { // worker thread
    if (!cache) cache.emplace(folder, most);
    cache->put(address, bytes);
    if (hooks.arrived) hooks.arrived();
  }
};

PictureService::PictureService(std::filesystem::path folder, std::int64_t most_bytes, Worker& worker, Hooks hooks)
    : impl_{std::make_shared<Impl>(std::move(folder), most_bytes, worker, std::move(hooks))} {}
PictureService::~PictureService() = default;

std::optional<std::string> PictureService::file_of(const std::string& address) {
  const auto file = impl_->folder / engine::to_hex(engine::Sha256{}.update(address).finish());
  std::error_code error;
  if (std::filesystem::exists(file, error)) return file.string();
  impl_->want(address);
  return std::nullopt;
}

} // namespace kiosk
