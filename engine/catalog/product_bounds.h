#pragma once
// The bounds of a product's texts, for the store's answers and for catalog.db, which an older program may have written.
// Pure.
#include "engine/catalog/product.h"
#include <cstddef>
#include <string>

namespace engine {

inline constexpr std::size_t longest_name = 256; ///< bytes, as all lengths here
inline constexpr std::size_t longest_description = 4096;
inline constexpr std::size_t longest_code = 64;
inline constexpr std::size_t longest_category = 128;
inline constexpr std::size_t most_images = 10;
inline constexpr std::size_t longest_image = 512;
inline constexpr std::size_t most_products = 1'000'000;
inline constexpr std::size_t most_catalog_bytes = 256 * 1024 * 1024; ///< of a whole synchronisation, as they come over the wire

/// Name and description are tidied and cut, addresses that cannot be pictures are dropped. Returns the fault of a product that cannot be shown or sold: no
/// readable name, or a code that is none. (Its row of products.csv may be found by that code: without it the product would pass for one without age and
/// marking.) Empty: the product is bounded now.
std::string bound(Product& product);
/// The same for a category; false: it has no readable name.
bool bound(Category& category);
/// Bytes of its texts.
std::size_t text_bytes(const Product& product);

} // namespace engine
