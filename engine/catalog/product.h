#pragma once
// What the shop sells: the store's product (API) merged with its row of products.csv. Plain values, no I/O.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

using ProductId = std::int64_t;  ///< the store's id; above 0
using CategoryId = std::int64_t; ///< the store's id; above 0

/// One row of products.csv: what tax law and shop floor need and the store's API lacks (assets/PRODUCTS.md).
struct Attributes {
  std::vector<std::string> barcodes; ///< GTINs and in-house codes, digits
  std::string class_code;            ///< IKPU/MXIK, 17 digits with leading zeros; empty: not sold for money registered here
  std::string package_code;          ///< tasnif package code, digits; empty: as above
  int unit = 1;                      ///< id of the unit table of the module's document
  std::string unit_name = "dona";
  std::optional<int> vat_percent; ///< 0, 12, ...; empty: without VAT
  int owner_type = 0;             ///< 0 resale, 1 own production, 2 service
  bool marked = false;            ///< sold only with its own DataMatrix code (rules R1)
  bool weighed = false;           ///< priced per kilogram; comes with a weight- or price-coded label
  int min_age = 0;                ///< years; above 0 staff must approve (rules R4)
  std::string commission_inn;     ///< 9 digits or empty
  std::string commission_pinfl;   ///< 14 digits or empty
  friend bool operator==(const Attributes&, const Attributes&) = default;
};
BOOST_DESCRIBE_STRUCT(Attributes, (),
                      (barcodes, class_code, package_code, unit, unit_name, vat_percent, owner_type, marked, weighed, min_age,
                       commission_inn, commission_pinfl))

struct Product {
  ProductId id = 0;
  std::string code; ///< the store's article code; a candidate barcode
  std::string name;
  std::string description;
  Money price;                         ///< list price of one unit
  std::optional<Money> discount_price; ///< as the store sent it; see effective_price()
  bool discount_active = true;         ///< false only when the store says discounts.is_active = false
  std::optional<Quantity> stock;       ///< empty: the store did not say
  CategoryId category = 0;
  std::vector<std::string> images;      ///< addresses; may be empty
  std::optional<Attributes> attributes; ///< empty: no row in products.csv
  bool withheld = false;                ///< its row is not known for certain: the product is shown, and not sold

  /// Rules R2: the discount applies if it is above 0, below the list price and active.
  [[nodiscard]] Money effective_price() const {
    return discount_price && discount_active && *discount_price > Money{} && *discount_price < price ? *discount_price : price;
  }
  [[nodiscard]] bool weighed() const { return attributes && attributes->weighed; }
  [[nodiscard]] bool marked() const { return attributes && attributes->marked; }
  [[nodiscard]] int min_age() const { return attributes ? attributes->min_age : 0; }
  /// Rules R4: without both codes the fiscal module cannot register it.
  [[nodiscard]] bool registrable() const { return attributes && !attributes->class_code.empty() && !attributes->package_code.empty(); }
  [[nodiscard]] bool sold_out() const { return stock && *stock <= Quantity{}; }
  friend bool operator==(const Product&, const Product&) = default;
};
BOOST_DESCRIBE_STRUCT(Product, (),
                      (id, code, name, description, price, discount_price, discount_active, stock, category, images, attributes, withheld))

struct Category {
  CategoryId id = 0;
  std::string name;
  friend bool operator==(const Category&, const Category&) = default;
};
BOOST_DESCRIBE_STRUCT(Category, (), (id, name))

/// The store's answer to GET /delivery (rules R7). Kilometres in thousandths (metres) so that no double carries money.
struct DeliveryTerms {
  Money min_amount;
  std::int64_t free_metres = 0;
  Money price_per_km;
  friend bool operator==(const DeliveryTerms&, const DeliveryTerms&) = default;
};
BOOST_DESCRIBE_STRUCT(DeliveryTerms, (), (min_amount, free_metres, price_per_km))

} // namespace engine
