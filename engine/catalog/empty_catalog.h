#pragma once
// The catalogue before there is one: nothing is found. Any thread.
#include "engine/catalog/catalog.h"

namespace engine {

class EmptyCatalog final : public Catalog {
public:
  const Product* find(ProductId) const override { return nullptr; }
  const Product* find_by_code(std::string_view) const override { return nullptr; }
  const std::vector<Category>& categories() const override { return none_; }
  std::span<const ProductId> in_category(CategoryId) const override { return {}; }
  std::vector<ProductId> search(std::string_view, std::size_t) const override { return {}; }
  std::size_t size() const override { return 0; }
  const std::optional<Attributes>& delivery_attributes() const override { return no_attributes_; }
  const std::optional<DeliveryTerms>& delivery_terms() const override { return no_terms_; }
  const std::vector<std::string>& skipped_rows() const override { return no_rows_; }
  const TableReport& table_report() const override { return no_table_; }

private:
  std::vector<Category> none_;
  std::optional<Attributes> no_attributes_;
  std::optional<DeliveryTerms> no_terms_;
  std::vector<std::string> no_rows_;
  TableReport no_table_;
};

} // namespace engine
