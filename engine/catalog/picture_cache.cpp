#include "engine/catalog/picture_cache.h"

#include "engine/base/digest.h"
#include "engine/base/log.h"
#include <algorithm>
#include <fstream>
#include <vector>

namespace engine {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view unfinished = ".part";

std::string name_of(std::string_view address) {
  Sha256 hash;
  hash.update(address);
  return to_hex(hash.finish());
}

bool is_ours(const std::string& name) {
  return name.size() == 64 && std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

PictureCache::PictureCache(fs::path folder, std::int64_t most_bytes) : folder_(std::move(folder)), most_bytes_(most_bytes) {
  struct Found {
    fs::file_time_type used;
    Entry entry;
  };
  std::vector<Found> found;
  std::error_code error;
  fs::create_directories(folder_, error);
  for (fs::directory_iterator file(folder_, error), end; !error && file != end; file.increment(error)) {
    const auto name = file->path().filename().string();
    std::error_code gone;
    if (name.ends_with(unfinished) && is_ours(name.substr(0, name.size() - unfinished.size()))) fs::remove(file->path(), gone);
    if (!is_ours(name)) continue;
    const auto size = static_cast<std::int64_t>(file->file_size(gone));
    if (gone) continue;
    found.push_back({file->last_write_time(gone), {name, size}});
  }
  if (error) spdlog::warn("pictures: {}: {}", folder_.string(), error.message());
  std::ranges::sort(found, [](const Found& a, const Found& b) { return a.used > b.used; });
  for (auto& one : found) {
    bytes_ += one.entry.size;
    order_.push_back(std::move(one.entry));
    entries_[order_.back().name] = std::prev(order_.end());
  }
  make_room();
}

bool PictureCache::has(std::string_view address) const { return entries_.contains(name_of(address)); }

std::optional<std::string> PictureCache::get(std::string_view address) {
  const auto found = entries_.find(name_of(address));
  if (found == entries_.end()) return std::nullopt;
  const auto entry = found->second;
  const auto path = folder_ / entry->name;
  std::string bytes(static_cast<std::size_t>(entry->size), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.gcount() != entry->size || file.peek() != std::ifstream::traits_type::eof()) {
    spdlog::warn("pictures: {} is not what was written; it is fetched again", path.string());
    forget(entry);
    return std::nullopt;
  }
  std::error_code ignored;
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
  order_.splice(order_.begin(), order_, entry);
  return bytes;
}

void PictureCache::put(std::string_view address, std::string_view bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (bytes.empty() || size > most_bytes_) return;
  auto name = name_of(address);
  const auto path = folder_ / name;
  auto part = path;
  part += unfinished;
  {
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    std::error_code error;
    if (file) fs::rename(part, path, error);
    if (!file || error) {
      spdlog::warn("pictures: {} cannot be written", path.string());
      fs::remove(part, error);
      return;
    }
  }
  if (const auto old = entries_.find(name); old != entries_.end()) {
    bytes_ -= old->second->size;
    order_.erase(old->second);
    entries_.erase(old);
  }
  bytes_ += size;
  order_.push_front({name, size});
  entries_[std::move(name)] = order_.begin();
  make_room();
}

void PictureCache::drop(std::string_view address) {
  if (const auto found = entries_.find(name_of(address)); found != entries_.end()) forget(found->second);
}

void PictureCache::forget(Order::iterator entry) {
  std::error_code ignored;
  fs::remove(folder_ / entry->name, ignored);
  bytes_ -= entry->size;
  entries_.erase(entry->name);
  order_.erase(entry);
}

void PictureCache::make_room() {
  while (bytes_ > most_bytes_ && !order_.empty()) forget(std::prev(order_.end()));
}

} // namespace engine
