#pragma once
// One immutable copy of the catalogue, as catalog.h asks for it. Building one over 100,000 products takes a few hundred
// milliseconds and belongs on the worker thread. Ownership: the snapshot owns everything it gives out.
#include "engine/catalog/catalog.h"
#include "engine/catalog/products_csv.h"

namespace engine {

/// What the store sent, in the shop's order.
struct CatalogData {
  std::vector<Product> products; ///< without attributes
  std::vector<Category> categories;
  std::optional<DeliveryTerms> delivery;
};

/// Products without a positive id, name or price are left out; of two with one id the later counts, in the place of the first.
/// A barcode that two products claim belongs to the first; barcodes of products.csv come before the store's codes.
CatalogPtr make_catalog(CatalogData data, AttributesTable attributes);

/// EAN-13 for UPC-A and for a GTIN-14 with indicator 0; anything else as it is.
std::string normal_code(std::string_view code);

} // namespace engine
