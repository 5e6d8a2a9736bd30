#pragma once
// The catalogue as one immutable snapshot. The worker thread builds a new one after each synchronisation and hands it out
// as shared_ptr<const Catalog>; UI and engine keep theirs as long as they need it. Any thread may call const members.
#include "engine/catalog/product.h"
#include "engine/catalog/table_report.h"
#include <memory>
#include <span>
#include <string_view>

namespace engine {

class Catalog {
public:
  virtual ~Catalog() = default;
  [[nodiscard]] virtual const Product* find(ProductId id) const = 0;
  /// By barcode of products.csv, then by the store's `code`. One GTIN at any length is one code, an UPC-E is its UPC-A.
  [[nodiscard]] virtual const Product* find_by_code(std::string_view code) const = 0;
  [[nodiscard]] virtual const std::vector<Category>& categories() const = 0;
  /// Products of one category in the shop's order; 0 = all.
  [[nodiscard]] virtual std::span<const ProductId> in_category(CategoryId id) const = 0;
  /// Best first; forgiving of script, apostrophes and one typing error from four letters on. At most `limit`.
  [[nodiscard]] virtual std::vector<ProductId> search(std::string_view query, std::size_t limit) const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// The row of products.csv whose product is "delivery" (rules R7).
  [[nodiscard]] virtual const std::optional<Attributes>& delivery_attributes() const = 0;
  [[nodiscard]] virtual const std::optional<DeliveryTerms>& delivery_terms() const = 0;
  /// Rows of products.csv that were skipped: "line 17: class_code has 16 digits".
  [[nodiscard]] virtual const std::vector<std::string>& skipped_rows() const = 0;
  /// Whether the table could be read, and which goods are not sold because of it.
  [[nodiscard]] virtual const TableReport& table_report() const = 0;
};

using CatalogPtr = std::shared_ptr<const Catalog>;

} // namespace engine
