#include "engine/catalog/product_bounds.h"

#include "engine/base/outside_text.h"
#include <algorithm>

namespace engine {

std::string bound(Product& product) {
  product.name = tidy(product.name, longest_name);
  if (product.name.empty()) return "has no name";
  if (is_garbled(product.name)) return "has a name that cannot be read";
  if (!product.code.empty() && !is_identity(product.code, longest_code)) return "has a code that is none";
  product.description = tidy(product.description, longest_description);
  if (is_garbled(product.description)) product.description.clear();
  std::erase_if(product.images, [](const auto& address) { return !is_identity(address, longest_image); });
  if (product.images.size() > most_images) product.images.resize(most_images);
  return {};
}

bool bound(Category& category) {
  category.name = tidy(category.name, longest_category);
  return !category.name.empty() && !is_garbled(category.name);
}

std::size_t text_bytes(const Product& product) {
  std::size_t bytes = product.name.size() + product.description.size() + product.code.size();
  for (const auto& address : product.images) bytes += address.size();
  return bytes;
}

} // namespace engine
