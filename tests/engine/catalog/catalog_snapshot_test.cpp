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

/// Bread 1 (code G1), milk 2 (G2), beer 3 (G3) over these rows.
CatalogPtr shop_with(const std::string& rows, AttributesTable table = {}) {
  CatalogData data;
  data.products = {product(1, "G1", "Nan", 1), product(2, "G2", "Sút", 1), product(3, "G3", "Piva", 1)};
  if (!rows.empty()) table = parse_products_csv(products_header() + rows);
  return make_catalog(std::move(data), std::move(table));
}

TEST(CatalogSnapshot, OneNumberIsOneCodeAtEveryLength) {
  const auto catalog = shop_with("1,,042100005264,,,,,,,,,,,\n2,,96385074,,,,,,,,,,,\n3,,36000291452,,,,,,,,,,,\n");
  const auto id = [&](std::string_view code) { return catalog->find_by_code(code) ? catalog->find_by_code(code)->id : 0; };
  for (const auto* code : {"042100005264", "0042100005264", "00042100005264", "04252614"}) EXPECT_EQ(id(code), 1) << code;
  for (const auto* code : {"96385074", "0000096385074", "00000096385074"}) EXPECT_EQ(id(code), 2) << code;
  for (const auto* code : {"036000291452", "0036000291452", "36000291452"}) EXPECT_EQ(id(code), 3) << code;
  const auto upc_e = shop_with("1,,04252614,,,,,,,,,,,\n2,,01234565,,,,,,,,,,,\n3,,012345000065,,,,,,,,,,,\n");
  for (const auto* code : {"04252614", "042100005264", "0042100005264", "00042100005264"})
    EXPECT_EQ(upc_e->find_by_code(code)->id, 1) << code;
  EXPECT_EQ(upc_e->find_by_code("01234565")->id, 2) << "an EAN-8";
  EXPECT_EQ(upc_e->find_by_code("012345000065")->id, 3) << "its own row comes before what an EAN-8 may stand for";
  EXPECT_EQ(shop_with("2,,01234565,,,,,,,,,,,\n")->find_by_code("012345000065")->id, 2) << "an UPC-E, says the scanner";
}

TEST(CatalogSnapshot, AnItemOfTheScalesIsFoundWithoutItsZerosToo) {
  EXPECT_EQ(shop_with("1,,31,,,5,kg,,,,1,,,\n")->find_by_code("00031")->id, 1);
  EXPECT_EQ(shop_with("1,,31,,,5,kg,,,,1,,,\n")->find_by_code("31")->id, 1);
  EXPECT_EQ(shop_with("1,,31,,,,,,,,,,,\n2,,00031,,,,,,,,,,,\n")->find_by_code("00031")->id, 2) << "an exact row first";
}

TEST(CatalogSnapshot, WhatIsNotKnownForCertainIsShownAndNotSold) {
  const auto catalog = shop_with("1,,4780000000007,,,,,,,,,,,\n3,,96385074,1,,,,,,1,,18,,\n");
  ASSERT_TRUE(catalog->find(3));
  EXPECT_TRUE(catalog->find(3)->withheld);
  EXPECT_FALSE(catalog->find(3)->attributes);
  EXPECT_EQ(catalog->find_by_code("96385074"), catalog->find(3)) << "found, to say why";
  EXPECT_FALSE(catalog->find(1)->withheld || catalog->find(2)->withheld);
  EXPECT_EQ(catalog->table_report().withheld, 1);
  EXPECT_THAT(catalog->table_report().withheld_names, ElementsAre("Piva (3)"));
  const auto by_code = shop_with("1,,,,,,,,,,,,,\nx,G3,,,,,,,,,,,,\n");
  EXPECT_TRUE(by_code->find(3)->withheld);
  EXPECT_FALSE(by_code->find(2)->withheld);
}

TEST(CatalogSnapshot, ARowThatMayBeAnyonesStopsWhatNoGoodRowNames) {
  for (const auto* row : {"x,,,,,,,,,,,18,,\n", "x,G999,,,,,,,,,,18,,\n"}) {
    const auto catalog = shop_with(std::string{"1,,,,,,,,,,,,,\n,G2,,,,,,,,,,,,\n"} + row);
    EXPECT_FALSE(catalog->find(1)->withheld || catalog->find(2)->withheld) << row;
    EXPECT_TRUE(catalog->find(3)->withheld) << row;
  }
}

/// Bread, milk, beer: 's' sold, 'w' withheld.
std::string standing(const Catalog& catalog) {
  std::string text;
  for (const ProductId id : {1, 2, 3}) text += catalog.find(id)->withheld ? 'w' : 's';
  return text;
}

TEST(CatalogSnapshot, ARowWhoseNumberAndCodeAreTwoProductsSellsNeither) {
  const auto beer = shop_with("1,,,,,,,,,,,,,\n2,G2,,,,,,,,,,,,\n999,G3,,,,,,,,1,,18,,\n");
  EXPECT_EQ(standing(*beer), "ssw") << "the store has no 999: it may be the beer, marked and from 18 on";
  EXPECT_THAT(beer->skipped_rows(), ElementsAre("line 4: product 999 has code G3, which is product 3's in the store: it is not sold"));
  EXPECT_EQ(standing(*shop_with("2,G3,,,,,,,,,,,,\n")), "sww");
  EXPECT_EQ(standing(*shop_with("2,G3,,,,,,,,,,,,\n3,,,,,,,,,,,18,,\n")), "sws") << "the beer has a row of its own";
  EXPECT_EQ(standing(*shop_with("2,G999,,,,,,,,,,,,\n3,G3,,,,,,,,,,,,\n")), "sss") << "a code that is nobody's says nothing";
  EXPECT_EQ(shop_with("2,G3,96385074,,,,,,,,,,,\n")->find_by_code("96385074")->id, 2) << "found, to say why";
}

TEST(CatalogSnapshot, ARowByNumberAndOneByCodeAreTwoRowsForOneProduct) {
  for (const std::string rows :
       {"3,,96385074,,,,,,,0,0,0,,\n,G3,4780000000007,,,,,,,1,0,18,,\n", ",G3,,,,,,,,0,0,0,,\n3,,96385074,,,,,,,1,0,18,,\n"}) {
    const auto catalog = shop_with("1,,,,,,,,,0,0,0,,\n2,,,,,,,,,0,0,0,,\n" + rows);
    EXPECT_EQ(standing(*catalog), "ssw") << rows;
    ASSERT_EQ(catalog->skipped_rows().size(), 1U);
    EXPECT_THAT(catalog->skipped_rows()[0], testing::HasSubstr("product 3 stands twice, by its code here and by its number on line"));
    EXPECT_EQ(catalog->find_by_code("96385074")->id, 3) << "found, to say why";
  }
}

TEST(CatalogSnapshot, ARowThatFindsNoProductIsNamed) {
  const auto catalog = shop_with("1,,,,,,,,,0,0,0,,\n2,,,,,,,,,0,0,0,,\n,G8,,,,,,,,1,0,18,,\n77,,,,,,,,,0,0,0,,\n");
  EXPECT_EQ(standing(*catalog), "sss");
  EXPECT_THAT(catalog->table_report().notes,
              ElementsAre("line 4: no product of the store has code G8", "line 5: the store has no product 77"));
  std::string many;
  for (int id = 100; id < 112; ++id) many += std::to_string(id) + ",,,,,,,,,0,0,0,,\n";
  EXPECT_EQ(shop_with(many)->table_report().notes.back(), "2 more rows name products that the store does not have");
}

TEST(CatalogSnapshot, WithoutAnyTableNothingIsSoldUnlessTheShopSaysThatItHasNone) {
  AttributesTable table;
  table.state = TableState::unusable;
  EXPECT_EQ(shop_with("", table)->table_report().withheld, 3);
  table.state = TableState::none;
  EXPECT_EQ(shop_with("", table)->table_report().withheld, 0);
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
