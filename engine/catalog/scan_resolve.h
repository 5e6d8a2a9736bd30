#pragma once
// Which product a scanned code names. The whole code is looked up in products.csv and the store's `code` first, and only then read as a label or
// element string. Shops number goods without a code in the range of their scales' labels; a listed code is certain, and a reading is not.
//
// Threading: pure; `find` is called on the caller's thread.
#include "engine/catalog/catalog.h"
#include "engine/catalog/scan_code.h"
#include <functional>

namespace engine {

struct ResolvedScan {
  ScannedCode code;                 ///< the meaning that applies: a label that is listed whole is a PlainCode
  const Product* product = nullptr; ///< in the catalogue; null: no product has this code, or the code names no goods
};

/// Never throws on its own.
ResolvedScan resolve_scan(std::string_view raw, const ScanRules& rules, const std::function<const Product*(std::string_view code)>& find);

} // namespace engine
