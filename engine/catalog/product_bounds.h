#pragma once
// How much a product may say about itself, whoever says it: the store's answers, and catalog.db, which an older program may have written.
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

/// Name and description are tidied and cut, addresses of pictures that cannot be any are dropped. What is wrong with it, when it cannot be
/// shown or sold: no readable name, or a code that is none. (Its row of products.csv may be found by that code: without it the product
/// would pass for one without age and marking.) Empty: it is bounded now.
std::string bound(Product& product);
/// The same; false: it has no readable name.
bool bound(Category& category);
/// Bytes of its texts.
std::size_t text_bytes(const Product& product);

} // namespace engine
