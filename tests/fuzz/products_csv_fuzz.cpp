// products.csv: what is read keeps its promises, and written out again it reads the same.
#include "engine/catalog/products_csv.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <fmt/format.h>

namespace {

using namespace engine;

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string csv_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

constexpr std::string_view header = "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,"
                                    "min_age,commission_inn,commission_pinfl\r\n";

std::string row_of(std::string_view product, std::string_view code, const Attributes& a) {
  std::string barcodes;
  for (const auto& barcode : a.barcodes) barcodes += (barcodes.empty() ? "" : " ") + barcode;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", product, csv_quoted(code), csv_quoted(barcodes), a.class_code,
                     a.package_code, a.unit, csv_quoted(a.unit_name), a.vat_percent ? std::to_string(*a.vat_percent) : "", a.owner_type,
                     a.marked ? 1 : 0, a.weighed ? 1 : 0, a.min_age, a.commission_inn, a.commission_pinfl);
}

void check(const Attributes& a) {
  for (const auto& barcode : a.barcodes) fuzz::require(!barcode.empty() && digits(barcode), "barcodes are digits");
  fuzz::require(digits(a.class_code) && (a.class_code.empty() || a.class_code.size() == 17), "a class code has 17 digits");
  fuzz::require(digits(a.package_code), "a package code is digits");
  fuzz::require(is_known_unit(a.unit), "the unit is known");
  fuzz::require(!a.vat_percent || (*a.vat_percent >= 0 && *a.vat_percent <= 100), "VAT is a percentage");
  fuzz::require(a.owner_type >= 0 && a.owner_type <= 2 && a.min_age >= 0 && a.min_age <= 150, "numbers are within bounds");
  fuzz::require(digits(a.commission_inn) && (a.commission_inn.empty() || a.commission_inn.size() == 9), "an INN has 9 digits");
  fuzz::require(digits(a.commission_pinfl) && (a.commission_pinfl.empty() || a.commission_pinfl.size() == 14), "a PINFL has 14 digits");
}

std::string written(const AttributesTable& table) {
  std::string text{header};
  for (const auto& [product, attributes] : table.by_product) text += row_of(std::to_string(product), "", attributes);
  for (const auto& [code, attributes] : table.by_code) text += row_of("", code, attributes);
  if (table.delivery) text += row_of("delivery", "", *table.delivery);
  return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto table = parse_products_csv(text);
  for (const auto& line : table.skipped) fuzz::require(line.starts_with("line "), "what is skipped is named by its line");
  for (const auto& [product, attributes] : table.by_product) check(attributes);
  for (const auto& [code, attributes] : table.by_code) check(attributes);
  if (table.delivery) check(*table.delivery);

  Product any;
  for (const auto& [product, barcodes] : table.doubtful_products) {
    fuzz::require(!table.by_product.contains(product), "no row is good that names what a wrong one names");
    any.id = product;
    fuzz::require(table.judge(any).withheld, "what a wrong row names is not sold");
  }
  fuzz::require(table.fault.empty() || (table.by_product.empty() && table.by_code.empty() && table.judge(any).withheld),
                "of a file that cannot be used nothing is used");

  const bool holds_rows = !table.by_product.empty() || !table.by_code.empty() || table.delivery;
  const auto again = parse_products_csv(written(table));
  fuzz::require(again.skipped.empty() == holds_rows,
                "what was read is not skipped when it is written again, and a header alone is no table");
  fuzz::require(again.by_product == table.by_product && again.by_code == table.by_code && again.delivery == table.delivery,
                "a table that is written is read back");

  const auto marked = parse_products_csv("\xEF\xBB\xBF" + std::string{text});
  if (!text.starts_with("\xEF\xBB\xBF"))
    fuzz::require(marked.by_product == table.by_product && marked.by_code == table.by_code, "a byte order mark says nothing");
  return 0;
}
