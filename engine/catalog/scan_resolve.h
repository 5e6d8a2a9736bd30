#pragma once
// Which product a scanned code names. What a row of products.csv or the store's own `code` lists is looked up whole before anything is read into
// it: shops number goods without a code in the range of their scales' labels, and what is listed is certain while a reading is not.
//
// Threading: pure; `find` is called on the caller's thread.
#include "engine/catalog/catalog.h"
#include "engine/catalog/scan_code.h"
#include <functional>

namespace engine {

struct ResolvedScan {
  ScannedCode code;                ///< as it applies: a label that is listed whole is a PlainCode
  const Product* product = nullptr; ///< of the catalogue; none: nobody sells it, or the code is none of goods
};

/// Never throws on its own.
ResolvedScan resolve_scan(std::string_view raw, const ScanRules& rules, const std::function<const Product*(std::string_view code)>& find);

} // namespace engine
