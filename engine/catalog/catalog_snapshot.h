#pragma once
// One immutable copy of the catalogue, as catalog.h asks for it. Building one over 100,000 products takes a few hundred
// milliseconds and belongs on the worker thread. Ownership: the snapshot owns everything it gives out.
#include "engine/catalog/catalog.h"
#include "engine/catalog/products_csv.h"

namespace engine {

/// The products and categories that the store sent, in the shop's order.
struct CatalogData {
  std::vector<Product> products; ///< without attributes
  std::vector<Category> categories;
  std::optional<DeliveryTerms> delivery;
};

/// Products without a positive id, name or price are left out; of two with one id the later counts, in the place of the first.
/// A barcode that two products claim belongs to the first; barcodes of products.csv come before the store's codes, and both before what a code may
/// stand for as well: an EAN-8 that is an UPC-E too, an item of the scales without its zeros, a barcode of a row that cannot be relied upon.
CatalogPtr make_catalog(CatalogData data, AttributesTable attributes);

} // namespace engine
