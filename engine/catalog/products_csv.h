#pragma once
// products.csv (assets/PRODUCTS.md): facts about products that tax law and shop floor need and the store's API lacks.
//
// UTF-8 (a byte order mark is fine), quotes as in RFC 4180, header line; columns are found by their names, and the header tells the separator: comma,
// semicolon or tab; a line "sep=;" may stand before it. Bounds: 64 MiB, 8 KiB a row.
//
// No unreadable fact is taken as its harmless default. A wrong row is skipped and named ("line 17: class_code has 16 digits"), and the product that
// the row names is not sold. Two rows that claim one product or one code are both wrong. A wrong row that does not tell its product may be the row
// of any product that no good row names: none of these products is sold. A file that cannot be used as a whole (no header line, not UTF-8, cut in
// the middle of a line) has a `fault` and nothing else; attributes_keeper.h then keeps the last good table.
// Threading: pure; read_products_csv() reads the disk and belongs on the worker thread.
#include "engine/catalog/product.h"
#include "engine/catalog/scan_code.h"
#include "engine/catalog/table_report.h"
#include <chrono>
#include <filesystem>
#include <string_view>
#include <unordered_map>

namespace engine {

struct AttributesTable {
  std::unordered_map<ProductId, Attributes> by_product;
  std::unordered_map<std::string, Attributes> by_code; ///< rows whose `product` is empty, by normal_code()
  std::optional<Attributes> delivery;                  ///< rules R7
  bool delivery_doubtful = false;                      ///< a wrong row names the delivery fee
  std::vector<std::string> skipped;                    ///< wrong rows, or the fault of the file
  std::vector<std::string> notes;                      ///< rows that were understood in spite of a mistake
  std::string fault;                                   ///< why the file cannot be used as a whole; empty: it can be used

  using Barcodes = std::vector<std::string>;
  std::unordered_map<ProductId, Barcodes>
      doubtful_products; ///< products that a wrong row names, with the row's barcodes as far as they can be read
  std::unordered_map<std::string, Barcodes> doubtful_codes; ///< wrong rows whose `product` is empty, by normal_code()
  std::unordered_map<std::string, Barcodes> perhaps_codes;  ///< wrong rows whose `product` cannot be read, by normal_code()
  bool untold = false;                                      ///< there is a wrong row that does not tell its product

  /// For the comparison with the store's list (catalog_snapshot.cpp). A row that is found by its number may have a code as well: that code, by
  /// normal_code(). And the line of each row.
  std::unordered_map<ProductId, std::string> also_coded;
  std::unordered_map<ProductId, std::size_t> line_of_product;
  std::unordered_map<std::string, std::size_t> line_of_code; ///< by normal_code()

  /// Rows of earlier tables for products that this table does not name: a half-copied file looks like a small file.
  std::unordered_map<ProductId, Attributes> kept_by_product;
  std::unordered_map<std::string, Attributes> kept_by_code;
  std::unordered_map<ProductId, Barcodes> kept_doubtful_products;
  std::unordered_map<std::string, Barcodes> kept_doubtful_codes;

  TableState state = TableState::read;
  std::int64_t read_at_ms = 0;

  struct Judged {
    const Attributes* row = nullptr;    ///< null, and not withheld: no table names the product
    bool withheld = false;              ///< the facts are not certain: the product is not sold
    const Barcodes* barcodes = nullptr; ///< when withheld: the barcodes in the wrong row
  };
  /// The row of this product, by id, then by code.
  [[nodiscard]] Judged judge(const Product& product) const;
  [[nodiscard]] const Attributes* find(const Product& product) const { return judge(product).row; }
};

AttributesTable parse_products_csv(std::string_view text, const ScanRules& labels = {});

/// The bytes of the file; `fault` when it cannot be read, is no file, is too large or is being written. `settle`: a file that was written to in the
/// last seconds is watched for so long; the call blocks meanwhile. A file that changes in that time is being written. Zero: the file is not watched.
struct ProductsText {
  std::string text;
  std::string fault;
};
ProductsText read_products_file(const std::filesystem::path& path, std::chrono::milliseconds settle = std::chrono::milliseconds{200});

/// A file that cannot be read gives a table with a fault. An empty path: the shop has no table.
AttributesTable load_products_csv(const std::filesystem::path& path, const ScanRules& labels = {});

/// A row as parse_products_csv() reads it, and the header above such rows.
std::string products_header();
std::string products_row(std::string_view product, std::string_view code, const Attributes& attributes);
/// A wrong row that names this product.
std::string doubtful_row(std::string_view product, std::string_view code, const AttributesTable::Barcodes& barcodes);

/// GTINs of every length as GTIN-14, an UPC-E as its UPC-A; any other text as it is. Equal results are one code.
std::string normal_code(std::string_view code);

/// Whether the id is in the unit table of the module's document (1 dona, 5 kilogramm, 23 litr ...).
bool is_known_unit(int unit);

} // namespace engine
