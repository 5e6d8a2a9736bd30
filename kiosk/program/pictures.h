#pragma once
// Product pictures: from the store over the I/O thread into the cache on disk, and from there to the screens as file names.
// Threading: file_of() from any thread; the rest as PictureService's parts say. Destroy before the worker and the I/O thread end.
#include "engine/catalog/catalog_source.h"
#include "kiosk/program/worker.h"
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace kiosk {

class PictureService {
public:
  struct Hooks {
    std::function<void(std::function<void()>)> post_io;
    engine::CatalogSource* source = nullptr; ///< used on the I/O thread only
    std::function<void()> arrived;           ///< a picture came: the screens may ask again. Worker thread
  };
  PictureService(std::filesystem::path folder, std::int64_t most_bytes, Worker& worker, Hooks hooks);
  ~PictureService();
  /// The file of a picture that is on disk. Otherwise nothing, and the picture is fetched (a few at a time, each address once a minute).
  std::optional<std::string> file_of(const std::string& address);
  /// The file on disk for this address cannot be shown as a picture. It is removed, named in the log, and not fetched again for a day. When the file
  /// is not at fault it stays, and the log says once that no picture can be shown. Any thread.
  void failed(const std::string& address, const std::string& why, bool of_the_file);

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace kiosk
