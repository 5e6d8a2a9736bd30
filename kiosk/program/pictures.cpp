#include "kiosk/program/pictures.h"

#include "engine/base/digest.h"
#include "engine/base/log.h"
#include "engine/catalog/picture_cache.h"
#include "kiosk/program/asio_time.h"

#include <deque>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace kiosk {
namespace {
constexpr std::size_t at_once = 4;
constexpr engine::Millis ask_again{60'000};
constexpr engine::Millis ask_refused_again{86'400'000};
constexpr std::size_t most_remembered = 20'000;
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
  std::unordered_map<std::string, engine::Instant> asked;   ///< when
  std::unordered_map<std::string, engine::Instant> refused; ///< end of the time in which the address is not fetched again
  std::unordered_set<std::string> told;                     ///< that the store has none
  bool told_of_program = false;
  std::size_t running = 0;

  void want(const std::string& address) {
    {
      const std::lock_guard lock{mutex};
      const auto now = monotonic_now();
      if (const auto it = refused.find(address); it != refused.end()) {
        if (now < it->second) return;
        refused.erase(it);
      }
      if (asked.size() >= most_remembered) asked.clear();
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
        else if (const auto* no = std::get_if<engine::Refused>(&outcome); no && no->code == engine::CatalogSource::foreign_picture)
          self->refuse(address, no->text);
        else if (no) self->tell(address, *no);
        self->hooks.post_io([self] { self->fetch_some(); }); // not from inside: a refusal comes at once
      });
    }
  }

  /// Said once; not asked for again for a day, when the store may have mended it.
  void refuse(const std::string& address, const std::string& why) {
    {
      const std::lock_guard lock{mutex};
      if (refused.size() >= most_remembered) refused.clear();
      if (!refused.insert_or_assign(address, monotonic_now() + ask_refused_again).second) return;
    }
    spdlog::warn("pictures: {} is not shown: {}", engine::redact_url(address), why);
  }

  /// The store has no such picture now; it is asked for again as long as somebody wants to see it, and said once.
  void tell(const std::string& address, const engine::Refused& no) {
    {
      const std::lock_guard lock{mutex};
      if (told.size() >= most_remembered) told.clear();
      if (!told.insert(address).second) return;
    }
    spdlog::warn("pictures: {} is not shown: the store answered {} {}", engine::redact_url(address), no.code, no.text);
  }

  void failed(const std::string& address, const std::string& why, bool of_the_file) {
    if (of_the_file) {
      refuse(address, why);
      worker.post([self = shared_from_this(), address] { self->the_cache().drop(address); });
      return;
    }
    const std::lock_guard lock{mutex};
    if (!std::exchange(told_of_program, true)) spdlog::error("pictures: none can be shown: {}", why);
  }

  engine::PictureCache& the_cache() { // worker thread
    if (!cache) cache.emplace(folder, most);
    return *cache;
  }

  void store(const std::string& address, const std::string& bytes) { // worker thread
    the_cache().put(address, bytes);
    if (hooks.arrived) hooks.arrived();
  }
};

PictureService::PictureService(std::filesystem::path folder, std::int64_t most_bytes, Worker& worker, Hooks hooks)
    : impl_{std::make_shared<Impl>(std::move(folder), most_bytes, worker, std::move(hooks))} {}
PictureService::~PictureService() = default;

std::optional<std::string> PictureService::file_of(const std::string& address) {
  {
    const std::lock_guard lock{impl_->mutex};
    if (const auto it = impl_->refused.find(address); it != impl_->refused.end() && monotonic_now() < it->second) return std::nullopt;
  }
  const auto file = impl_->folder / engine::to_hex(engine::Sha256{}.update(address).finish());
  std::error_code error;
  if (std::filesystem::exists(file, error)) return file.string();
  impl_->want(address);
  return std::nullopt;
}

void PictureService::failed(const std::string& address, const std::string& why, bool of_the_file) {
  impl_->failed(address, why, of_the_file);
}

} // namespace kiosk
