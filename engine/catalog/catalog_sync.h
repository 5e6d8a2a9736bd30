#pragma once
// Keeps the catalogue in step with the store: at start the last copy from disk, then a whole pull, then one each
// `every`. A whole pull is the only kind, because the store's API has no "changed since".
//
// Pages are fetched until one is empty; what fails is asked again after 2, 4, 8 ... 300 s. Only a complete pull replaces
// the copy on disk and the snapshot; a pull without a single product is taken for a fault of the store. Without an answer
// to /delivery the last terms stay, unless the store says that there are none. products.csv is read at the start and with each pull; while it cannot
// be used as a whole, a pull comes each minute, so that a mended file is soon in force.
//
// Threading: all members on the I/O thread. products.csv, SQLite and the building of a snapshot run on the worker thread
// through `worker`; their results come back through `io`. Lifetime: source and time outlive this object; it may be
// destroyed at any moment, late answers then go nowhere.
#include "engine/base/timers.h"
#include "engine/catalog/attributes_keeper.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/catalog_snapshot.h"
#include "engine/catalog/catalog_source.h"
#include <filesystem>
#include <functional>

namespace engine {

using Post = std::function<void(std::function<void()>)>; ///< runs the call later, on the thread that it stands for

struct CatalogSyncOptions {
  std::filesystem::path database;        ///< <state>/catalog.db
  std::filesystem::path attributes;      ///< products.csv; empty: none
  std::filesystem::path last_attributes; ///< <state>/products.last; empty: the last good table is kept in memory only
  ScanRules labels;
  std::chrono::minutes every{15};
  std::size_t page_size = 100;
};

struct CatalogSyncStatus {
  bool running = false;             ///< a pull is under way
  std::size_t fetched = 0;          ///< products so far, or of the last complete pull
  std::optional<WallTime> complete; ///< when the last complete pull ended
  std::string last_error;           ///< English; empty after a complete pull
};

class CatalogSync {
public:
  using OnSnapshot = std::function<void(CatalogPtr)>;

  CatalogSync(CatalogSource& source, TimePort& time, Post worker, Post io, CatalogSyncOptions options, OnSnapshot on_snapshot);
  ~CatalogSync();
  CatalogSync(const CatalogSync&) = delete;
  CatalogSync& operator=(const CatalogSync&) = delete;

  /// Once. on_snapshot is called on the I/O thread with the last copy (perhaps empty) and after each complete pull.
  void start();
  /// Begins a pull now, unless one is running.
  void sync_now();
  [[nodiscard]] const CatalogSyncStatus& status() const { return status_; }

private:
  struct Pull;
  template <class F> auto guarded(F f); ///< does nothing after this object is gone
  void fetch_page();
  void fetch_categories();
  void fetch_delivery();
  void complete();
  void failed(const std::string& why);
  void schedule(Millis delay);

  CatalogSource& source_;
  TimePort& time_;
  Post worker_;
  Post io_;
  CatalogSyncOptions options_;
  class TableLog;
  std::shared_ptr<AttributesKeeper> keeper_; ///< used on the worker thread only
  std::shared_ptr<TableLog> table_log_;      ///< likewise
  OnSnapshot on_snapshot_;
  CatalogSyncStatus status_;
  std::unique_ptr<Pull> pull_;
  std::optional<DeliveryTerms> last_terms_;
  Millis wait_{};
  std::optional<TimePort::TimerId> timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace engine
