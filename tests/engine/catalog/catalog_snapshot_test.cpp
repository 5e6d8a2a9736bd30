#include "engine/catalog/catalog_snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Product product(ProductId id, const std::string& code, const std::string& name, CategoryId category) {
  Product p;
  p.id = id;
  p.code = code;
  p.name = name;
  p.price = Money::som(1000);
  p.category = category;
  return p;
}

CatalogPtr shop() {
  CatalogData data;
  data.categories = {{1, "Nan"}, {2, "Sút"}};
  data.products = {product(10, "1010", "Tandır nan", 1), product(11, "4780000000007", "Sút", 2), product(12, "1012", "Qatıq", 2)};
  data.delivery = DeliveryTerms{Money::som(50000), 2000, Money::som(3000)};
  AttributesTable table;
  table.by_product[10].barcodes = {"036000291452", "12345"};
  table.by_product[12].barcodes = {"4780000000007"};
  table.by_code["1012"].min_age = 99;
  table.delivery = Attributes{};
  table.skipped = {"line 3: class_code has 16 digits"};
  return make_catalog(std::move(data), std::move(table));
}

TEST(CatalogSnapshot, ProductsAreMergedWithTheirRows) {
  const auto catalog = shop();
  EXPECT_EQ(catalog->size(), 3U);
  ASSERT_TRUE(catalog->find(10) && catalog->find(10)->attributes);
  EXPECT_THAT(catalog->find(10)->attributes->barcodes, ElementsAre("036000291452", "12345"));
  EXPECT_FALSE(catalog->find(11)->attributes);
  EXPECT_EQ(catalog->find(12)->min_age(), 0) << "the row by id counts before the row by code";
  EXPECT_FALSE(catalog->find(13));
  EXPECT_TRUE(catalog->delivery_attributes());
  EXPECT_EQ(catalog->delivery_terms()->free_metres, 2000);
  EXPECT_THAT(catalog->skipped_rows(), ElementsAre("line 3: class_code has 16 digits"));
}

TEST(CatalogSnapshot, ByCode) {
  const auto catalog = shop();
  const auto id = [&](std::string_view code) { return catalog->find_by_code(code) ? catalog->find_by_code(code)->id : 0; };
  EXPECT_EQ(id("036000291452"), 10) << "UPC-A";
  EXPECT_EQ(id("0036000291452"), 10) << "the same as EAN-13";
  EXPECT_EQ(id("00036000291452"), 10) << "the same as GTIN-14";
  EXPECT_EQ(id("12345"), 10) << "in-house code";
  EXPECT_EQ(id("1010"), 10) << "the store's article code";
  EXPECT_EQ(id("4780000000007"), 12) << "a barcode of products.csv before a code of the store";
  EXPECT_EQ(id("36000291452"), 0);
  EXPECT_EQ(id(""), 0);
}

TEST(CatalogSnapshot, Categories) {
  const auto catalog = shop();
  EXPECT_THAT(catalog->in_category(2), ElementsAre(11, 12));
  EXPECT_THAT(catalog->in_category(0), ElementsAre(10, 11, 12));
  EXPECT_THAT(catalog->in_category(3), IsEmpty());
  EXPECT_EQ(catalog->categories().size(), 2U);
}

TEST(CatalogSnapshot, SearchByNameAndByTypedCode) {
  const auto catalog = shop();
  EXPECT_THAT(catalog->search("катык", 9), ElementsAre(12));
  EXPECT_THAT(catalog->search(" 1010 ", 9), ElementsAre(10));
  EXPECT_THAT(catalog->search("4780000000007", 9), ElementsAre(12));
  EXPECT_THAT(catalog->search("1010", 0), IsEmpty());
}

TEST(CatalogSnapshot, WhatCannotBeShownIsLeftOut) {
  CatalogData data;
  data.products = {product(0, "a", "a", 1), product(1, "b", "", 1), product(2, "c", "c", 1), product(3, "d", "d", 1),
                   product(3, "e", "later", 1)};
  data.products[2].price = Money{};
  const auto catalog = make_catalog(std::move(data), {});
  EXPECT_EQ(catalog->size(), 1U);
  EXPECT_EQ(catalog->find(3)->name, "later");
  EXPECT_EQ(make_catalog({}, {})->size(), 0U);
}

} // namespace
} // namespace engine::test
