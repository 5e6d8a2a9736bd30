// The demo shop is what a visitor sees first: it must be complete and right.
#include "engine/catalog/catalog_snapshot.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>

namespace engine::test {
namespace {

namespace fs = std::filesystem;
const fs::path folder = BUILD_DIR "/demo_catalog";

class DemoCatalog : public testing::Test {
protected:
  DemoCatalog() : table_(load_products_csv(folder / "products.csv")) {
    std::ifstream file(folder / "catalog.json");
    json_ = boost::json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    for (const auto& item : json_.at("products").as_array()) {
      Product p;
      p.id = item.at("id").as_int64();
      p.code = item.at("code").as_string().c_str();
      p.name = item.at("name").as_string().c_str();
      p.description = item.at("description").as_string().c_str();
      p.price = Money::som(item.at("price").as_int64());
      if (!item.at("discount_price").is_null()) p.discount_price = Money::som(item.at("discount_price").as_int64());
      p.stock = Quantity::pieces(item.at("amount").as_int64());
      p.category = item.at("category").as_int64();
      for (const auto& image : item.at("images").as_array()) p.images.emplace_back(image.at("image").as_string().c_str());
      if (const auto* row = table_.find(p)) p.attributes = *row;
      products_.push_back(std::move(p));
    }
  }
  template <class F> long count(F f) { return std::ranges::count_if(products_, f); }

  AttributesTable table_;
  boost::json::value json_;
  std::vector<Product> products_;
};

TEST_F(DemoCatalog, IsAShop) {
  EXPECT_GE(products_.size(), 300U);
  EXPECT_EQ(json_.at("categories").as_array().size(), 12U);
  std::map<CategoryId, int> sizes;
  std::set<std::string> names;
  for (const auto& p : products_) {
    ++sizes[p.category];
    EXPECT_TRUE(names.insert(p.name).second) << p.name << " stands twice";
    EXPECT_GE(p.price, Money::som(1000)) << p.name;
  }
  EXPECT_EQ(sizes.size(), 12U);
  for (const auto& [category, size] : sizes) EXPECT_GE(size, 15) << category;
}

TEST_F(DemoCatalog, EveryRowOfProductsCsvIsRight) {
  EXPECT_THAT(table_.skipped, testing::IsEmpty());
  for (const auto& p : products_) EXPECT_TRUE(p.attributes && !p.attributes->barcodes.empty()) << p.name;
  ASSERT_TRUE(table_.delivery);
  EXPECT_EQ(table_.delivery->owner_type, 2);
  EXPECT_EQ(table_.delivery->class_code.size(), 17U);
}

TEST_F(DemoCatalog, EveryPictureIsDrawn) {
  std::set<std::string> pictures;
  for (const auto& p : products_)
    for (const auto& image : p.images) {
      pictures.insert(image);
      std::ifstream file(folder / image.substr(1), std::ios::binary);
      std::string head(8, '\0');
      file.read(head.data(), 8);
      EXPECT_EQ(head, "\x89PNG\r\n\x1a\n") << image;
    }
  EXPECT_GE(pictures.size(), 150U);
  for (const auto& p : products_) EXPECT_EQ(p.images.size(), 1U) << p.name;
}

TEST_F(DemoCatalog, EveryKindOfProductIsThere) {
  EXPECT_GE(count([](const auto& p) { return p.weighed(); }), 30);
  EXPECT_GE(count([](const auto& p) { return p.marked(); }), 20);
  EXPECT_GE(count([](const auto& p) { return p.min_age() > 0; }), 3);
  EXPECT_GE(count([](const auto& p) { return p.sold_out(); }), 5);
  EXPECT_GE(count([](const auto& p) { return p.effective_price() < p.price; }), 20);
  EXPECT_GE(count([](const auto& p) { return !p.registrable(); }), 2);
  EXPECT_LE(count([](const auto& p) { return !p.registrable(); }), 9);
  EXPECT_GE(count([](const auto& p) { return !p.attributes->commission_inn.empty(); }), 1);
  EXPECT_GE(count([](const auto& p) { return p.attributes->vat_percent == 0; }), 5);
  EXPECT_GE(count([](const auto& p) { return !p.attributes->vat_percent; }), 5);
  EXPECT_GE(count([](const auto& p) { return p.attributes->vat_percent == 12; }), 100);
}

TEST_F(DemoCatalog, IsFoundInEachLanguage) {
  const auto catalog = make_catalog({products_, {}, {}}, table_);
  for (const auto* query : {"sút", "sut", "молоко", "сүт", "tandir", "лепёшка", "гуруч", "guruch", "shokalad", "колбаса", "pomidor"}) {
    EXPECT_FALSE(catalog->search(query, 5).empty()) << query;
  }
  const auto milk = catalog->search("молоко", 1);
  ASSERT_EQ(milk.size(), 1U);
  EXPECT_EQ(catalog->find(milk[0])->name.rfind("Sút", 0), 0U);
}

} // namespace
} // namespace engine::test
