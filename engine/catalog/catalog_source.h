#pragma once
// Where the catalogue comes from, as its synchroniser sees it. Implemented by engine/store (GET /products, /categories,
// /delivery and the pictures' addresses: engine/store/PROTOCOL.md sections 3 and 5) and by tests. Threading: I/O thread only; replies
// arrive there, never from inside the call.
//
// These calls only read: a Refused or Unknown answer means "no copy now", and asking again later is always safe.
#include "engine/base/outcome.h"
#include "engine/catalog/product.h"
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace engine {

struct ProductPage {
  std::vector<Product> products;     ///< without attributes
  std::size_t received = 0;          ///< entries on the wire, the unreadable ones included; 0 = past the end
  std::optional<std::int64_t> total; ///< total_records or totalItems, when the store says it
  std::size_t bytes = 0;             ///< of the answer, as it came
};

class CatalogSource {
public:
  virtual ~CatalogSource() = default;
  /// offset from 0; limit 1 to 500. An unreadable product is left out of the page with a line in the log. Walk on by
  /// `received` until it is 0.
  virtual void fetch_products_page(std::size_t offset, std::size_t limit, Reply<ProductPage> reply) = 0;
  virtual void fetch_categories(Reply<std::vector<Category>> reply) = 0;
  virtual void fetch_delivery(Reply<DeliveryTerms> reply) = 0;
  /// The code of the refusal for an address from which pictures are not taken.
  static constexpr const char* foreign_picture = "foreign";
  /// The bytes at one of Product::images, undecoded, at most 4 MiB. A store's relative address is understood too. An address at
  /// another host than the store's and those that the configuration names is refused at once, from inside the call.
  virtual void fetch_picture(const std::string& url, Reply<std::string> bytes) = 0;
};

} // namespace engine
