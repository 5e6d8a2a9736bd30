#pragma once
// catalog.db: the last complete copy of the store's catalogue, so that the kiosk starts with goods on the screen and works
// without the store. SQLite only stores; search is in memory (name_index.h).
//
// The file is written beside and renamed over the old one, so a copy is there whole or not at all. A file that cannot be
// read is renamed to catalog.db.damaged and forgotten: the next synchronisation writes a new one. Nothing here is fatal.
// Format: schema_version 1; money in tiyin, quantities in thousandths; images one a line.
// Threading: worker thread only.
#include "engine/catalog/catalog_snapshot.h"
#include <filesystem>
#include <tl/expected.hpp>

namespace engine {

class CatalogDb {
public:
  explicit CatalogDb(std::filesystem::path file) : file_(std::move(file)) {}

  /// nullopt: there is none, or it was damaged (said in the log).
  std::optional<CatalogData> load();
  /// The error is English; the old copy is still there then.
  tl::expected<void, std::string> store(const CatalogData& data);

private:
  std::filesystem::path file_;
};

} // namespace engine
