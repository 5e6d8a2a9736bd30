#pragma once
// Reads products.csv and keeps the last good table, in memory and in the state directory. So a file that is gone, half copied or foreign does not
// make plain pieces of marked, weighed or 18+ goods, not even over a restart.
//
// A product that the last table named and the new table does not name keeps its last row, because a copy that is cut at the end of a line looks like
// a small file. A product that a wrong row named stays withheld in the same way. To take something back, write it into the product's row. To forget
// all earlier tables, delete the copy while the kiosk is stopped.
//
// The copy: a line "kiosk-products 1 SHA-256 time length", then the file as it was read, then the rows of earlier tables. It is written beside, synced and
// renamed. The digest covers everything behind it; a copy that does not fit its digest is not used.
// Threading: one thread at a time (the worker). Nothing here is fatal.
#include "engine/base/time.h"
#include "engine/catalog/products_csv.h"

namespace engine {

class AttributesKeeper {
public:
  AttributesKeeper(std::filesystem::path file, std::filesystem::path copy, ScanRules labels)
      : file_(std::move(file)), copy_(std::move(copy)), labels_(std::move(labels)) {}

  /// The table in force now. An empty path: the shop has no table.
  AttributesTable read(WallTime now);

private:
  void load_copy();
  bool store_copy(std::string_view text, std::string_view kept, WallTime now);

  std::filesystem::path file_;
  std::filesystem::path copy_;
  ScanRules labels_;
  bool looked_ = false;                 ///< for the copy
  std::optional<AttributesTable> last_; ///< the last that could be used
  std::string stored_;                  ///< digest of the rows in the copy
};

} // namespace engine
