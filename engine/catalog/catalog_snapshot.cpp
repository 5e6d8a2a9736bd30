#include "engine/catalog/catalog_snapshot.h"

#include "engine/catalog/gtin.h"
#include "engine/catalog/name_index.h"
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace engine {
namespace {

constexpr std::size_t most_names = 100;

/// The other codes that find a product which is listed with this code.
std::optional<std::string> other_reading(std::string_view code) {
  if (const auto upc = upc_a_of_upc_e(code); upc && is_gtin(code)) return normal_code(*upc); // the scanner tells which of the two was read
  const bool digits = !code.empty() && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && code.size() < 5) return std::string(5 - code.size(), '0').append(code); // labels of the scales write it with zeros
  return std::nullopt;
}

/// Compares the rows with the store's list, for faults that the file alone does not show.
class AgainstTheStore {
public:
  AgainstTheStore(AttributesTable& table, const std::vector<Product>& products) : table_(table) {
    for (const auto& p : products) {
      ids_.insert(p.id);
      if (!p.code.empty()) by_code_.try_emplace(normal_code(p.code), p.id);
    }
  }

  /// Faults go to `said`, strange but harmless facts to `notes`.
  void look(std::vector<std::string>& said, std::vector<std::string>& notes) {
    rows_of_two(said);
    products_of_two_rows(said);
    rows_of_nothing(notes);
  }

private:
  template <class Rows> static auto in_order(const Rows& rows) { return std::map{rows.begin(), rows.end()}; }
  void withhold(ProductId id, const std::vector<std::string>& barcodes) {
    auto& all = table_.doubtful_products[id];
    all.insert(all.end(), barcodes.begin(), barcodes.end());
  }
  static std::string at_line(const auto& lines, const auto& key) {
    const auto line = lines.find(key);
    return line == lines.end() ? std::string{} : fmt::format("line {}: ", line->second);
  }

  /// A row whose number is one product's and whose code is another product's may be either's. The product with that number is not sold. The product
  /// with that code is not sold either, unless a row of its own names it.
  void rows_of_two(std::vector<std::string>& said) {
    for (const auto& [id, code] : in_order(table_.also_coded)) {
      const auto other = by_code_.find(code);
      if (other == by_code_.end() || other->second == id) continue;
      said.push_back(fmt::format("{}product {} has code {}, which is product {}'s in the store: it is not sold",
                                 at_line(table_.line_of_product, id), id, code, other->second));
      const auto row = table_.by_product.find(id);
      withhold(id, row == table_.by_product.end() ? std::vector<std::string>{} : row->second.barcodes);
      if (!table_.by_product.contains(other->second) && !table_.by_code.contains(code)) withhold(other->second, {});
    }
  }

  /// A row that names a product by its number and a row that names it by its code are two rows for one product.
  void products_of_two_rows(std::vector<std::string>& said) {
    for (const auto& [code, line] : in_order(table_.line_of_code)) {
      const auto product = by_code_.find(code);
      if (product == by_code_.end()) continue;
      const auto by_number = table_.by_product.find(product->second);
      if (by_number == table_.by_product.end()) continue;
      said.push_back(fmt::format("line {}: product {} stands twice, by its code here and by its number on line {}: it is not sold", line,
                                 product->second, table_.line_of_product.at(product->second)));
      withhold(product->second, by_number->second.barcodes);
      if (const auto by_code = table_.by_code.find(code); by_code != table_.by_code.end())
        withhold(product->second, by_code->second.barcodes);
    }
  }

  /// A row that finds no product: the store has the product no more, or the code is written wrong and the product is sold without this row.
  void rows_of_nothing(std::vector<std::string>& notes) {
    constexpr std::size_t named = 10;
    std::vector<std::string> all;
    for (const auto& [code, line] : in_order(table_.line_of_code))
      if (!by_code_.contains(code)) all.push_back(fmt::format("line {}: no product of the store has code {}", line, code));
    for (const auto& [id, line] : in_order(table_.line_of_product))
      if (!ids_.contains(id)) all.push_back(fmt::format("line {}: the store has no product {}", line, id));
    notes.insert(notes.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(named, all.size())));
    if (all.size() > named) notes.push_back(fmt::format("{} more rows name products that the store does not have", all.size() - named));
  }

  AttributesTable& table_;
  std::unordered_set<ProductId> ids_;
  std::unordered_map<std::string, ProductId> by_code_;
};

bool is_shown(const Product& p) { return p.id > 0 && !p.name.empty() && p.price > Money{}; }

class Snapshot final : public Catalog {
public:
  Snapshot(CatalogData data, AttributesTable attributes)
      : categories_(std::move(data.categories)),
        terms_(data.delivery),
        delivery_(std::move(attributes.delivery)),
        skipped_(std::move(attributes.skipped)) {
    report_.state = attributes.state;
    report_.fault = attributes.fault;
    report_.read_at_ms = attributes.read_at_ms;
    report_.notes = std::move(attributes.notes);
    if (!data.products.empty())
      AgainstTheStore{attributes, data.products}.look(skipped_,
                                                      report_.notes); // before the first catalogue there is nothing to hold them against
    products_.reserve(data.products.size());
    by_id_.reserve(data.products.size());
    for (auto& product : data.products) {
      if (!is_shown(product)) continue;
      const auto [place, added] = by_id_.try_emplace(product.id, static_cast<std::uint32_t>(products_.size()));
      if (added) products_.push_back(std::move(product));
      else products_[place->second] = std::move(product);
    }
    if (!attributes.perhaps_codes.empty()) {
      std::unordered_set<std::string> codes;
      for (const auto& p : products_) codes.insert(normal_code(p.code));
      for (const auto& [code, barcodes] : attributes.perhaps_codes)
        if (!codes.contains(code)) attributes.untold = true;
    }
    std::vector<std::pair<std::string, std::uint32_t>> of_withheld;
    by_code_.reserve(products_.size() * 2);
    for (std::uint32_t i = 0; i < products_.size(); ++i) {
      auto& p = products_[i];
      const auto judged = attributes.judge(p);
      p.withheld = judged.withheld;
      if (judged.row) p.attributes = *judged.row;
      if (p.withheld) {
        ++report_.withheld;
        if (report_.withheld_names.size() < most_names) report_.withheld_names.push_back(fmt::format("{} ({})", p.name, p.id));
      }
      if (judged.barcodes)
        for (const auto& barcode : *judged.barcodes) of_withheld.emplace_back(normal_code(barcode), i);
      ids_.push_back(p.id);
      in_category_[p.category].push_back(p.id);
      names_.add(p.name, p.description, p.sold_out());
      if (!p.attributes) continue;
      for (const auto& barcode : p.attributes->barcodes) by_code_.try_emplace(normal_code(barcode), i);
    }
    for (std::uint32_t i = 0; i < products_.size(); ++i)
      if (!products_[i].code.empty()) by_code_.try_emplace(normal_code(products_[i].code), i);
    for (auto& [code, i] : of_withheld) by_code_.try_emplace(std::move(code), i);
    for (std::uint32_t i = 0; i < products_.size(); ++i) {
      const auto also = [&](std::string_view code) {
        if (auto reading = other_reading(code)) by_code_.try_emplace(*std::move(reading), i);
      };
      if (products_[i].attributes)
        for (const auto& barcode : products_[i].attributes->barcodes) also(barcode);
      also(products_[i].code);
    }
    names_.build();
  }

  [[nodiscard]] const Product* find(ProductId id) const override {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &products_[found->second];
  }
  [[nodiscard]] const Product* find_by_code(std::string_view code) const override {
    const auto found = by_code_.find(normal_code(code));
    return found == by_code_.end() ? nullptr : &products_[found->second];
  }
  [[nodiscard]] const std::vector<Category>& categories() const override { return categories_; }
  [[nodiscard]] std::span<const ProductId> in_category(CategoryId id) const override {
    if (id == 0) return ids_;
    const auto found = in_category_.find(id);
    return found == in_category_.end() ? std::span<const ProductId>{} : std::span<const ProductId>{found->second};
  }
  [[nodiscard]] std::vector<ProductId> search(std::string_view query, std::size_t limit) const override {
    std::vector<ProductId> found;
    // A typed code names one product, also when other products have such digits in their names.
    const auto first = query.find_first_not_of(' ');
    const auto typed = first == std::string_view::npos ? std::string_view{} : query.substr(first, query.find_last_not_of(' ') - first + 1);
    const auto* exact = typed.size() >= 3 ? find_by_code(typed) : nullptr;
    if (exact && limit > 0) found.push_back(exact->id);
    for (const auto entry : names_.search(query, limit))
      if (found.size() < limit && (!exact || products_[entry].id != exact->id)) found.push_back(products_[entry].id);
    return found;
  }
  [[nodiscard]] std::size_t size() const override { return products_.size(); }
  [[nodiscard]] const std::optional<Attributes>& delivery_attributes() const override { return delivery_; }
  [[nodiscard]] const std::optional<DeliveryTerms>& delivery_terms() const override { return terms_; }
  [[nodiscard]] const std::vector<std::string>& skipped_rows() const override { return skipped_; }
  [[nodiscard]] const TableReport& table_report() const override { return report_; }

private:
  std::vector<Product> products_;
  std::vector<ProductId> ids_;
  std::unordered_map<ProductId, std::uint32_t> by_id_;
  std::unordered_map<std::string, std::uint32_t> by_code_;
  std::unordered_map<CategoryId, std::vector<ProductId>> in_category_;
  std::vector<Category> categories_;
  std::optional<DeliveryTerms> terms_;
  std::optional<Attributes> delivery_;
  std::vector<std::string> skipped_;
  TableReport report_;
  NameIndex names_;
};

} // namespace

CatalogPtr make_catalog(CatalogData data, AttributesTable attributes) {
  return std::make_shared<const Snapshot>(std::move(data), std::move(attributes));
}

} // namespace engine
