// The catalogue's part of store_answers.h: products, categories, delivery (engine/store/PROTOCOL.md section 5).
#include "engine/base/log.h"
#include "engine/catalog/product_bounds.h"
#include "engine/store/json_reader.h"
#include "engine/store/store_answers.h"

namespace engine::store {
namespace {

/// A negative stock is a sold-out shelf; an unreadable one says nothing.
std::optional<Quantity> stock_of(json::value value) {
  const auto token = text_of(value);
  if (token.starts_with('-')) return Quantity{};
  return exact_quantity(token);
}

/// An id, or an object that has one.
std::int64_t id_of(json::value value, const char* what) {
  if (!is_object(value)) return integer_of(value, what);
  std::int64_t id = 0;
  for_each_field(value.get_object(), [&](std::string_view name, json::value v) {
    if (name == "id") id = integer_of(v, what);
  });
  return id;
}

std::vector<std::string> images_of(json::value value) {
  std::vector<std::string> images;
  for_each_element(value, [&](json::value element) {
    std::string address;
    if (is_object(element)) {
      for_each_field(element.get_object(), [&](std::string_view name, json::value v) {
        if (name == "image") address = text_of(v);
      });
    } else {
      address = text_of(element);
    }
    if (!address.empty() && images.size() < most_images) images.push_back(std::move(address));
  });
  return images;
}

Product product_of(json::object object) {
  Product product;
  bool priced = false;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "id") product.id = integer_of(value, "id of a product");
    if (name == "code") product.code = text_of(value);
    if (name == "name") product.name = text_of(value);
    if (name == "description") product.description = text_of(value);
    if (name == "price") {
      product.price = som_of(value, "price");
      priced = true;
    }
    if (name == "discount_price" && !is_null(value)) product.discount_price = som_of(value, "discount_price");
    if (name == "discounts" && is_object(value)) {
      for_each_field(value.get_object(), [&](std::string_view field, json::value v) {
        if (field == "is_active") product.discount_active = truth_of(v, true);
      });
    }
    if (name == "amount") product.stock = stock_of(value);
    if (name == "category" && !is_null(value)) product.category = id_of(value, "category of a product");
    if (name == "images") product.images = images_of(value);
  });
  if (product.id <= 0) throw BadAnswer("a product has no id");
  if (const auto why = bound(product); !why.empty()) throw BadAnswer(fmt::format("product {} {}", product.id, why));
  if (!priced || product.price < Money{}) throw BadAnswer(fmt::format("product {} has no price", product.id));
  return product;
}

} // namespace

Read<ProductPage> read_products(std::string_view body) {
  return read_json(body, [](json::document& document) {
    ProductPage page;
    bool found = false;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name == "total_records" || name == "totalItems") page.total = exact_integer(text_of(value));
      if (name != "items" || !is_array(value)) return;
      found = true;
      page.received += for_each_object_by_itself(
          value, [&](json::object product) { page.products.push_back(product_of(product)); },
          [&](const std::string& why) { spdlog::warn("store: left out of the catalogue: {}", why); });
    });
    if (!found) throw BadAnswer("the answer holds no list of products");
    return page;
  });
}

Read<Product> read_product(std::string_view body) {
  return read_json(body, [](json::document& document) {
    std::optional<Product> product;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if ((name == "items" || name == "item" || name == "product") && is_object(value)) product = product_of(value.get_object());
    });
    if (product) return *product;
    document.rewind();
    for_each_field(document.get_object(), [&](std::string_view name, json::value value) {
      if (name == "data" && is_object(value)) product = product_of(value.get_object());
    });
    if (!product) throw BadAnswer("the answer holds no product");
    return *product;
  });
}

Read<std::vector<Category>> read_categories(std::string_view body) {
  return read_json(body, [](json::document& document) {
    std::vector<Category> categories;
    bool found = false;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name != "categories" || !is_array(value)) return;
      found = true;
      for_each_object_by_itself(
          value,
          [&](json::object object) {
            Category category;
            for_each_field(object, [&](std::string_view field, json::value v) {
              if (field == "id") category.id = integer_of(v, "id of a category");
              if (field == "name") category.name = text_of(v);
            });
            if (category.id > 0 && bound(category)) categories.push_back(std::move(category));
          },
          [](const std::string& why) { spdlog::warn("store: a category is left out: {}", why); });
    });
    if (!found) throw BadAnswer("the answer holds no list of categories");
    return categories;
  });
}

namespace {
constexpr std::int64_t farthest_metres = 40'000'000; ///< once round the earth
constexpr auto dearest_km = Money::som(1'000'000'000);
} // namespace

Read<DeliveryTerms> read_delivery(std::string_view body) {
  return read_json(body, [](json::document& document) {
    DeliveryTerms terms;
    bool minimum = false;
    bool distance = false;
    bool per_km = false;
    const auto read_field = [&](std::string_view name, json::value value) {
      if (name == "min_amount") {
        terms.min_amount = som_of(value, "min_amount");
        minimum = true;
      }
      if (name == "free_distance") {
        const auto metres = scaled(text_of(value), 3);
        if (!metres || *metres < 0 || *metres > farthest_metres) throw BadAnswer("free_distance is not a distance");
        terms.free_metres = *metres;
        distance = true;
      }
      if (name == "price_per_km") {
        terms.price_per_km = som_of(value, "price_per_km");
        if (terms.price_per_km > dearest_km) throw BadAnswer("price_per_km is beyond all bounds"); // sums with it would overflow
        per_km = true;
      }
      if (name == "minimumSum") {
        terms.min_amount = som_of(value, "minimumSum");
        minimum = distance = per_km = true;
      }
    };
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name == "delivery" && is_object(value)) return for_each_field(value.get_object(), read_field);
      read_field(name, value);
    });
    if (!minimum || !distance || !per_km) throw BadAnswer("the answer does not hold the terms of delivery");
    return terms;
  });
}

} // namespace engine::store
