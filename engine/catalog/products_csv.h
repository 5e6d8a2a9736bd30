#pragma once
// products.csv (interfaces.md section 5): what tax law and shop floor need and the store's API lacks.
//
// UTF-8 (a byte order mark is fine), comma, quotes as in RFC 4180, header line; columns are found by their names. A wrong
// row is skipped and named: "line 17: class_code has 16 digits"; a wrong header skips the file. Bounds: 64 MiB, 8 KiB a row.
// Threading: pure; load_products_csv() reads the disk and belongs on the worker thread.
#include "engine/catalog/product.h"
#include <filesystem>
#include <string_view>
#include <unordered_map>

namespace engine {

struct AttributesTable {
  std::unordered_map<ProductId, Attributes> by_product;
  std::unordered_map<std::string, Attributes> by_code; ///< rows whose `product` is empty
  std::optional<Attributes> delivery;                  ///< rules R7
  std::vector<std::string> skipped;

  /// The row of this product, by id, then by code; nullptr: none.
  [[nodiscard]] const Attributes* find(const Product& product) const;
};

AttributesTable parse_products_csv(std::string_view text);

/// A file that cannot be read gives an empty table with one line in `skipped`. An empty path gives an empty table.
AttributesTable load_products_csv(const std::filesystem::path& path);

/// Whether the id is in the unit table of the module's document (1 dona, 5 kilogramm, 23 litr ...).
bool is_known_unit(int unit);

} // namespace engine
