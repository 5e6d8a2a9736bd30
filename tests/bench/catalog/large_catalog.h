#pragma once
// A shop of any size, the same for the same number: names in Karakalpak with brand, kind and size, Russian and Uzbek words
// in the description, codes, prices, a row of products.csv each. For benches and tests of large catalogues.
#include "engine/catalog/catalog_snapshot.h"

namespace engine::bench {

struct LargeCatalog {
  CatalogData data;
  AttributesTable attributes;
};

LargeCatalog make_large_catalog(std::size_t products);

/// What customers would type: words of the names, beginnings, other scripts, and misspelt ones; the same each time.
std::vector<std::string> make_queries(const LargeCatalog& catalog, std::size_t count);

} // namespace engine::bench
