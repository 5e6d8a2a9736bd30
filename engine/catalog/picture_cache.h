#pragma once
// Product pictures on disk, as they came from the store, bounded in bytes; the least recently used go first. A file's name
// is the SHA-256 of its address, so an address never becomes a path. Files are written beside and renamed, so a picture is
// there whole or not at all. A file that cannot be read or written is logged and counts as missing: pictures are never worth stopping for. The order of use
// survives a restart in the files' times. Threading: worker thread only. One cache per folder; other files in it are left alone.
#include <cstdint>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace engine {

class PictureCache {
public:
  PictureCache(std::filesystem::path folder, std::int64_t most_bytes);

  std::optional<std::string> get(std::string_view address);
  [[nodiscard]] bool has(std::string_view address) const;
  /// Nothing when the picture is empty or larger than the whole cache.
  void put(std::string_view address, std::string_view bytes);
  void drop(std::string_view address); ///< the file is no picture
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t count() const { return entries_.size(); }

private:
  struct Entry {
    std::string name;
    std::int64_t size = 0;
  };
  using Order = std::list<Entry>; ///< most recently used first

  void forget(Order::iterator entry);
  void make_room();

  std::filesystem::path folder_;
  std::int64_t most_bytes_;
  std::int64_t bytes_ = 0;
  Order order_;
  std::unordered_map<std::string, Order::iterator> entries_;
};

} // namespace engine
