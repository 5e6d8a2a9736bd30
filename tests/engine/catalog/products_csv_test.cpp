#include "engine/catalog/products_csv.h"
#include "tests/engine/catalog/temporary_folder.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string header = "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,"
                           "min_age,commission_inn,commission_pinfl\n";
const std::string good = "7,A-7,4780000000007 96385074,01905001001000000,1431970,1,dona,12,0,0,0,0,,\n";

TEST(ProductsCsv, AFullRow) {
  const auto table = parse_products_csv(
      header + "7,A-7,4780000000007 12345,01905001001000000,1431970,5,\"kg, netto\",12,1,0,1,18,123456789,12345678901234\r\n");
  EXPECT_THAT(table.skipped, IsEmpty());
  Attributes expected;
  expected.barcodes = {"4780000000007", "12345"};
  expected.class_code = "01905001001000000";
  expected.package_code = "1431970";
  expected.unit = 5;
  expected.unit_name = "kg, netto";
  expected.vat_percent = 12;
  expected.owner_type = 1;
  expected.weighed = true;
  expected.min_age = 18;
  expected.commission_inn = "123456789";
  expected.commission_pinfl = "12345678901234";
  EXPECT_EQ(table.by_product.at(7), expected);
}

TEST(ProductsCsv, EmptyFieldsHaveTheirMeaning) {
  const auto table = parse_products_csv(header + "8,,,,,,,,,,,,,\n");
  EXPECT_THAT(table.skipped, IsEmpty());
  EXPECT_EQ(table.by_product.at(8), Attributes{});
  EXPECT_FALSE(table.by_product.at(8).vat_percent) << "without VAT is not 0 %";
}

TEST(ProductsCsv, FoundByIdThenByCode) {
  const auto table = parse_products_csv(header + "7,,,,1,,,,,,,,,\n,A-8,,,2,,,,,,,,,\n");
  Product seven, eight, nine;
  seven.id = 7;
  seven.code = "A-8";
  eight.id = 8;
  eight.code = "A-8";
  nine.id = 9;
  ASSERT_TRUE(table.find(seven) && table.find(eight));
  EXPECT_EQ(table.find(seven)->package_code, "1");
  EXPECT_EQ(table.find(eight)->package_code, "2");
  EXPECT_FALSE(table.find(nine));
}

TEST(ProductsCsv, TheDeliveryRow) {
  const auto table = parse_products_csv(header + "delivery,,,10112006004000000,1209779,1,dona,12,2,0,0,0,,\n");
  ASSERT_TRUE(table.delivery);
  EXPECT_EQ(table.delivery->owner_type, 2);
  EXPECT_THAT(table.by_product, IsEmpty());
}

TEST(ProductsCsv, EachWrongRowIsNamedAndTheRestKept) {
  const struct {
    const char* row;
    const char* reason;
  } cases[] = {
      {"0,,,,,,,,,,,,,", "product is neither a number nor delivery"},
      {"-1,,,,,,,,,,,,,", "product is neither"},
      {"x,,,,,,,,,,,,,", "product is neither"},
      {"99999999999999999999,,,,,,,,,,,,,", "product is neither"},
      {",,,,,,,,,,,,,", "product and code are both empty"},
      {"1,,,,,,,,,,,,", "has 13 fields instead of 14"},
      {"1,,,,,,,,,,,,,,", "has 15 fields instead of 14"},
      {"1,,,0190500100100000,,,,,,,,,,", "class_code has 16 digits"},
      {"1,,,0190500100100000x,,,,,,,,,,", "class_code is not made of digits"},
      {"1,,,,x,,,,,,,,,", "package_code is not made of digits"},
      {"1,,,,1234567890123456,,,,,,,,,", "package_code has 16 digits"},
      {"1,,4780000000008,,,,,,,,,,,", "barcodes has 4780000000008, whose check digit is wrong"},
      {"1,,478x,,,,,,,,,,,", "barcodes has \"478x\""},
      {"1,,,,,10,,,,,,,,", "unit is not in the module's table"},
      {"1,,,,,kg,,,,,,,,", "unit is not a whole number"},
      {"1,,,,,,,-1,,,,,,", "vat_percent is not a whole number from 0 to 99"},
      {"1,,,,,,,12.5,,,,,,", "vat_percent is not a whole number"},
      {"1,,,,,,,,3,,,,,", "owner_type is not a whole number from 0 to 2"},
      {"1,,,,,,,,,ja,,,,", "marked is not 0 or 1"},
      {"1,,,,,,,,,1,1,,,", "marked and weighed exclude each other"},
      {"1,,,,,,,,,,,100,,", "min_age is not a whole number from 0 to 99"},
      {"1,,,,,,,,,,,,12345678,", "commission_inn has 8 digits"},
      {"1,,,,,,,,,,,,,1234567890123", "commission_pinfl has 13 digits"},
      {"1,\"a,,,,,,,,,,,,", "a quote that is not closed"},
      {"1,a\"b,,,,,,,,,,,,", "a quote in the middle of a field"},
      {"1,\"a\"b,,,,,,,,,,,,", "a quote in the middle of a field"},
      {"1,a\x01,,,,,,,,,,,,", "holds control characters"},
      {"1,,,,,,,,,,,+18,,", "min_age is not a whole number from 0 to 99"},
      {"1,,,,,,,,,,,-1,,", "min_age is not a whole number from 0 to 99"},
      {"1,,4.78E+12,,,,,,,,,,,", "barcodes has \"4.78E+12\", which is no barcode"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.row);
    const auto table = parse_products_csv(header + good + c.row + "\n" + "9,,,,,,,,,,,,,\n");
    ASSERT_THAT(table.skipped, SizeIs(1));
    EXPECT_TRUE(table.skipped[0].starts_with("line 3: " + std::string{c.reason})) << table.skipped[0];
    EXPECT_TRUE(table.by_product.contains(7) && table.by_product.contains(9));
    EXPECT_THAT(table.by_product, SizeIs(2));
  }
}

TEST(ProductsCsv, WholeFilesThatCannotBeUsed) {
  const struct {
    std::string text;
    const char* fault;
  } cases[] = {
      {"", "line 1: the file is empty"},
      {"\xef\xbb\xbf", "line 1: the file is empty"},
      {"\n\n", "line 1: column product is missing, the file is not used"},
      {"product,code\n1,2\n", "line 1: column barcodes is missing, the file is not used"},
      {"\"product", "line 1: a quote that is not closed, the file is not used"},
      {"product;name;price\n1;a;2\n", "line 1: column code is missing, the file is not used"},
      {"product," + header + good, "line 1: column product stands twice, the file is not used"},
      {"\xff\xfep\0r\0", "line 1: the file is UTF-16 and is not used: save it as UTF-8"},
      {std::string(300, '\0'), "line 1: column product is missing, the file is not used"},
      {header + good + "8,\xea\xee\xe4,,,,,,,,,,,,\n", "line 3: is not UTF-8, the file is not used"},
      {header + good + "8,A-8,4780000000014,0190500100", "line 3: the file ends in the middle of it and is not used"},
      {header + good + "8,\"A-8", "line 3: the file ends in the middle of it and is not used"},
  };
  for (const auto& c : cases) {
    const auto table = parse_products_csv(c.text);
    EXPECT_EQ(table.fault, c.fault);
    EXPECT_THAT(table.skipped, ElementsAre(c.fault));
    EXPECT_THAT(table.by_product, IsEmpty());
    Product any;
    any.id = 7;
    EXPECT_TRUE(table.judge(any).withheld) << "what is not known is not sold";
  }
}

TEST(ProductsCsv, OrderOfColumnsMarkAndLineEndsDoNotMatter) {
  EXPECT_TRUE(parse_products_csv("\xef\xbb\xbf" + header + good).by_product.contains(7));
  EXPECT_TRUE(parse_products_csv(header + good.substr(0, good.size() - 1)).by_product.contains(7));
  EXPECT_TRUE(parse_products_csv(header + "\n\r\n" + good).by_product.contains(7));
  const auto table =
      parse_products_csv("extra,commission_pinfl,commission_inn,min_age,weighed,marked,owner_type,vat_percent,unit_name,unit,"
                         "package_code,class_code,barcodes,code,product\nx,,,21,yes,no,0,0,kg,5,1,,,,3\n");
  EXPECT_THAT(table.skipped, IsEmpty());
  EXPECT_EQ(table.by_product.at(3).min_age, 21);
  EXPECT_EQ(table.by_product.at(3).vat_percent, 0);
}

TEST(ProductsCsv, QuotesAndLinesInsideThem) {
  const auto table = parse_products_csv(header + "1,,,,,,\"a \"\"b\"\" c\",,,,,,,\n2,\"x\ny\",,,,,,,,,,,,\n3,,,,,,,,,,,,,x\n");
  EXPECT_EQ(table.by_product.at(1).unit_name, "a \"b\" c");
  EXPECT_THAT(table.skipped, ElementsAre("line 3: holds control characters", "line 5: commission_pinfl is not made of digits"));
}

TEST(ProductsCsv, AnEndlessRowCostsOneRow) {
  const auto table = parse_products_csv(header + "1,\"" + std::string(10'000, 'x') + "\n" + good);
  EXPECT_THAT(table.skipped, SizeIs(1));
  EXPECT_TRUE(table.by_product.contains(7));
}

/// What of product `id` (article `code`) is certain: 's' sold with its row, 'n' no row names it, 'w' withheld.
char judged(const AttributesTable& table, ProductId id, const std::string& code) {
  Product p;
  p.id = id;
  p.code = code;
  const auto judged = table.judge(p);
  return judged.withheld ? 'w' : judged.row ? 's' : 'n';
}

TEST(ProductsCsv, TheProductThatAWrongRowNamesIsNotSold) {
  const struct {
    const char* row;
    char seven, eight, nine; ///< 7 has a good row, 8 may be named by the wrong row, 9 has none
  } cases[] = {
      {"8,G8,4.78E+12,,,,,,,1,0,18,,", 's', 'w', 'n'},
      {"8,G8", 's', 'w', 'n'},                     // cut
      {"8,G8,,,,,,12,5,0,0,0,0,,", 's', 'w', 'n'}, // 12,5 made one field more
      {"8,G8,\"4780,,,,,,,,,,,", 's', 'w', 'n'},   // a quote that is not closed
      {"\"8,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {"8\"x,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {"8,G8\x01,,,,,,,,,,,,", 's', 'w', 'n'},
      {"8,\"G\n8\",,,,,,,,,,,,", 's', 'w', 'n'},
      {"8.0,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {"\"8,0\",G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {"'8,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {" 8,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {",G8,,1,,,,,,,,,,", 's', 'w', 'n'},    // by its code
      {"acht,G8,,,,,,,,,,,,", 's', 'w', 'n'}, // by its code, because its id cannot be read
      {"8.1E+03,G8,,,,,,,,,,,,", 's', 'w', 'n'},
      {"acht,,,,,,,,,,,,,", 's', 'w', 'w'}, // nobody knows which: it may be any that no good row names
      {",,,02202001001000000,,,,,,1,,18,,", 's', 'w', 'w'},
      {",,,,,,,,,,,,,", 's', 'n', 'n'},                    // says nothing of any product
      {"7,A-7,,,,,,,,,,18,,", 'w', 'n', 'n'},              // twice: neither is certain
      {",8,G8,,,,,,,,,,,,", 's', 'w', 'n'},                // a field too many in front
      {"8,G8,,,,,,,,,,,,9,G9,,,,,,,,,,,,", 's', 'w', 'w'}, // two rows on one line
      {"5,G8,,1,,,,,,,,,,", 's', 'w', 'n'},                // the number says one product, the code another
      {", G8,,,,,,,,,,,,", 's', 'w', 'n'},                 // blanks around a code
      {"8,G8,,,,,,,,,,-0,,", 's', 'w', 'n'},               // a sign
      {"8,G8,96385074,,,,,,,,,,,", 'w', 'w', 'n'},         // a barcode of line 2
      {"8,G8,00000096385074,,,,,,,,,,,", 'w', 'w', 'n'},   // the same number at another length
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.row);
    const auto table = parse_products_csv(header + good + c.row + "\n");
    EXPECT_THAT(table.skipped, testing::Not(IsEmpty()));
    EXPECT_EQ(judged(table, 7, "A-7"), c.seven);
    EXPECT_EQ(judged(table, 8, "G8"), c.eight);
    EXPECT_EQ(judged(table, 9, "G9"), c.nine);
  }
}

TEST(ProductsCsv, AHeaderWithoutRowsIsNoTable) {
  for (const auto& text : {header, header + "\n\r\n"})
    EXPECT_NE(parse_products_csv(text).fault, "") << "every product would be a plain piece";
}

TEST(ProductsCsv, WhatStandsTwiceIsNamedOnBothLines) {
  EXPECT_THAT(parse_products_csv(header + good + "8,,96385074,,,,,,,,,,,\n").skipped,
              ElementsAre("line 2: barcodes has 96385074, which stands on line 3 too",
                          "line 3: barcodes has 96385074, which stands on line 2 too"));
  EXPECT_THAT(parse_products_csv(header + good + "7,,,,,,,,,,,,,\n").skipped, ElementsAre("line 3: product 7 stands twice, on line 2 too"));
  const auto upc = parse_products_csv(header + "1,,036000291452,,,,,,,,,,,\n2,,0036000291452,,,,,,,,,,,\n");
  EXPECT_THAT(upc.by_product, IsEmpty());
  EXPECT_THAT(upc.skipped, SizeIs(2)) << "UPC-A and its EAN-13 are one code";
}

TEST(ProductsCsv, TheHeaderTellsTheSeparator) {
  for (const char separator : {',', ';', '\t'}) {
    std::string text = header + "41,G41,4780000000410,02402001001000000,1431970,1,dona,12,0,TRUE,FALSE,18.0,,\r\n";
    std::ranges::replace(text, ',', separator);
    for (const auto& in_front : {std::string{}, std::string{"\xef\xbb\xbf"}, std::string{"sep="} + separator + "\r\n"}) {
      const auto table = parse_products_csv(in_front + text);
      EXPECT_THAT(table.skipped, IsEmpty());
      ASSERT_TRUE(table.by_product.contains(41)) << separator;
      EXPECT_TRUE(table.by_product.at(41).marked);
      EXPECT_FALSE(table.by_product.at(41).weighed);
      EXPECT_EQ(table.by_product.at(41).min_age, 18);
    }
  }
}

TEST(ProductsCsv, ASpreadsheetsTextIsTheTextInIt) {
  EXPECT_EQ(parse_products_csv(header + "1,,,=\"02202001001000000\",,,,,,,,,,\n").by_product.at(1).class_code, "02202001001000000");
  EXPECT_EQ(judged(parse_products_csv(header + "1,,,\"=\"\"02202001001000000\"\"\",,,,,,,,,,\n"), 1, ""), 'w') << "named, not guessed";
}

TEST(ProductsCsv, CodesThatAreNotWrittenAsPrintedAreUnderstoodAndNamed) {
  const auto table = parse_products_csv(header + "1,,36000291452,,,,,,,,,,,\n2,,1234565,,,,,,,,,,,\n3,,04252614,,,,,,,,,,,\n"
                                                 "31,,31,,,5,kg,,,,1,,,\n5,,2200031012005,,,,,,,,,,,\n");
  EXPECT_THAT(table.skipped, IsEmpty());
  EXPECT_THAT(table.notes, ElementsAre("line 2: barcodes has 36000291452, which lost its zero in front: read as 036000291452",
                                       "line 3: barcodes has 1234565, which lost its zero in front: read as 01234565",
                                       "line 4: barcodes has 04252614, which is an UPC-E: read as 042100005264",
                                       "line 5: barcodes has 31, which lost its zeros in front: read as 00031",
                                       "line 6: barcodes has 2200031012005, which is also a weight label of item 00031: read as product 5",
                                       "line 2 and 4 more: marked, weighed or min_age is empty: read as 0"));
  EXPECT_THAT(table.by_product.at(1).barcodes, ElementsAre("036000291452", "36000291452"));
  EXPECT_THAT(table.by_product.at(3).barcodes, ElementsAre("042100005264"));
  EXPECT_THAT(table.by_product.at(31).barcodes, ElementsAre("00031", "31"));
}

RC_GTEST_PROP(ProductsCsvProperties, AnyBytesAreReadToTheEnd, (const std::string& text)) {
  static_cast<void>(parse_products_csv(text));
  const auto table = parse_products_csv(header + text);
  for (const auto& line : table.skipped) RC_ASSERT(line.starts_with("line "));
}

using ProductsCsvFile = TemporaryFolder;

TEST_F(ProductsCsvFile, IsReadFromDisk) {
  EXPECT_TRUE(load_products_csv(write("products.csv", header + good)).by_product.contains(7));
  EXPECT_THAT(load_products_csv(folder_ / "none.csv").skipped, SizeIs(1));
  EXPECT_NE(load_products_csv(folder_ / "none.csv").fault, "");
  EXPECT_NE(load_products_csv(folder_).fault, "") << "a directory in its place";
  EXPECT_THAT(load_products_csv("").skipped, IsEmpty());
  EXPECT_EQ(load_products_csv("").fault, "") << "the shop has none";
}

TEST(ProductsCsv, UnitsOfTheModule) {
  for (const int unit : {1, 5, 23, 49}) EXPECT_TRUE(is_known_unit(unit));
  for (const int unit : {0, 10, 13, 50, -1}) EXPECT_FALSE(is_known_unit(unit));
}

} // namespace
} // namespace engine::test
