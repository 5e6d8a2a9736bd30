#pragma once
// Products for the tests of the cart.
#include "engine/cart/cart.h"

namespace engine::test {

inline Product product(ProductId id, std::int64_t som, std::optional<std::int64_t> stock_pieces = std::nullopt) {
  Product p;
  p.id = id;
  p.code = std::to_string(1000 + id);
  p.name = "product " + std::to_string(id);
  p.price = Money::som(som);
  if (stock_pieces) p.stock = Quantity::pieces(*stock_pieces);
  p.attributes = Attributes{};
  p.attributes->barcodes = {"478000000000" + std::to_string(id % 10)};
  p.attributes->class_code = "01905001001000000";
  p.attributes->package_code = "1431970";
  p.attributes->vat_percent = 12;
  return p;
}

inline Product discounted(Product p, std::int64_t som) {
  p.discount_price = Money::som(som);
  return p;
}

inline Product weighed(Product p) {
  p.attributes->weighed = true;
  p.attributes->unit = 5;
  p.attributes->unit_name = "kg";
  return p;
}

inline Product marked(Product p) {
  p.attributes->marked = true;
  return p;
}

constexpr auto one = Quantity::thousandths(1000);

} // namespace engine::test
