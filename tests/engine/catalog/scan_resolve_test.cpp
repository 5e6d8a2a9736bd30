#include "engine/catalog/scan_resolve.h"

#include "engine/base/outcome.h"
#include "engine/catalog/catalog_snapshot.h"
#include "engine/catalog/products_csv.h"

#include <gtest/gtest.h>
#include <map>

namespace engine::test {
namespace {

Product product(ProductId id, std::vector<std::string> barcodes, bool weighed = false) {
  Product p;
  p.id = id;
  p.name = "product";
  p.price = Money::som(1000);
  p.attributes = Attributes{};
  p.attributes->barcodes = std::move(barcodes);
  p.attributes->weighed = weighed;
  return p;
}

class Shop {
public:
  explicit Shop(std::vector<Product> products) : products_(std::move(products)) {
    for (const auto& p : products_)
      for (const auto& code : p.attributes->barcodes) by_code_[key(code)] = &p;
  }
  [[nodiscard]] ResolvedScan read(std::string_view raw) const {
    return resolve_scan(raw, {}, [this](std::string_view code) {
      const auto found = by_code_.find(key(code));
      return found == by_code_.end() ? nullptr : found->second;
    });
  }
  /// "5 plain 2200031012005"
  [[nodiscard]] std::string say(std::string_view raw) const {
    const auto found = read(raw);
    const auto id = found.product ? std::to_string(found.product->id) : "nobody";
    return std::visit(overloaded{[&](const PlainCode& c) { return id + " plain " + c.code; },
                                 [&](const WeightCode& c) { return id + " weight " + c.weight.to_text(); },
                                 [&](const PriceCode& c) { return id + " price " + c.total.to_som_text(); },
                                 [&](const MarkingCode& c) { return id + " marking " + c.serial; },
                                 [&](const OrderSlipCode&) { return id + " order"; },
                                 [&](const UnreadableCode& c) { return id + " unreadable: " + c.why; }},
                      found.code);
  }

private:
  /// As the catalogue compares: one number at every length.
  static std::string key(std::string_view code) {
    const auto first = code.find_first_not_of('0');
    return first == std::string_view::npos || code.size() < 8 ? std::string{code} : std::string{code.substr(first)};
  }
  std::vector<Product> products_;
  std::map<std::string, const Product*> by_code_;
};

TEST(ScanResolve, WhatIsListedWholeIsNotTakenApart) {
  const Shop shop{{product(5, {"2200031012005"}), product(31, {"00031"}, true), product(6, {"2612345123450", "2200099000006"})}};
  EXPECT_EQ(shop.say("2200031012005"), "5 plain 2200031012005");
  EXPECT_EQ(shop.say("]E02200031012005"), "5 plain 2200031012005");
  EXPECT_EQ(shop.say("2200031012501"), "nobody unreadable: check digit of 2200031012501 is wrong");
  EXPECT_EQ(shop.say("2200031013002"), "31 weight 1.3") << "another label of the scales";
  EXPECT_EQ(shop.say("2612345123450"), "6 plain 2612345123450");
  EXPECT_EQ(shop.say("2200099000006"), "6 plain 2200099000006") << "a label that says 0 g";
}

TEST(ScanResolve, ALabelOfWeighedGoodsStaysALabelThoughItIsListed) {
  const Shop shop{{product(31, {"00031", "2200031012005"}, true), product(32, {"2200032012004"}, true)}};
  EXPECT_EQ(shop.say("2200031012005"), "31 weight 1.2");
  EXPECT_EQ(shop.say("2200032012004"), "32 plain 2200032012004") << "nothing says that its digits are a weight";
}

TEST(ScanResolve, WhatIsListedIsKnownWhateverItLooksLike) {
  const Shop shop{{product(1, {"14780000000004"}), product(2, {"12345678"}), product(3, {"A 1"})}};
  EXPECT_EQ(shop.say("14780000000004"), "1 plain 14780000000004") << "a case that is sold as such";
  EXPECT_EQ(shop.say("12345678"), "2 plain 12345678") << "a number of the shop's own, no EAN-8";
  EXPECT_EQ(shop.say("]E012345678"), "nobody unreadable: check digit of 12345678 is wrong") << "the scanner says that it is one";
  EXPECT_EQ(shop.say("A 1"), "3 plain A 1");
  EXPECT_EQ(shop.say("]E212345678"), "nobody unreadable: the add-on of a code without the code");
}

TEST(ScanResolve, EightDigitsThatMayBeTwoThings) {
  const Shop ean{{product(1, {"01234565"})}}, upc{{product(2, {"012345000065"})}},
      both{{product(1, {"01234565"}), product(2, {"0012345000065"})}};
  EXPECT_EQ(ean.say("01234565"), "1 plain 01234565");
  EXPECT_EQ(upc.say("01234565"), "2 plain 012345000065");
  EXPECT_EQ(both.say("01234565"), "nobody unreadable: 01234565 may be product 1 or 2");
  EXPECT_EQ(both.say("]E401234565"), "1 plain 01234565");
  EXPECT_EQ(both.say("]E001234565"), "2 plain 012345000065");
  EXPECT_EQ(upc.say("04252614"), "nobody plain 042100005264");
}

TEST(ScanResolve, VariableMeasure) {
  const Shop by_nine{{product(1, {"94780000000017"}, true), product(2, {"4780000000014"}, true)}};
  EXPECT_EQ(by_nine.say("01947800000000173103000750"), "1 weight 0.75") << "the number itself before the one of the goods";
  const Shop by_goods{{product(2, {"4780000000014"}, true)}};
  EXPECT_EQ(by_goods.say("01947800000000173103000750"), "2 weight 0.75");
  EXPECT_EQ(by_goods.say("01047800000000143103000750"), "2 weight 0.75");
  const Shop piece{{product(3, {"4780000000014"})}};
  EXPECT_EQ(piece.say("01047800000000143103000750"), "3 plain 4780000000014") << "a net weight is no quantity of pieces";
  EXPECT_EQ(piece.say("01947800000000173103000750"), "3 weight 0.75") << "the step refuses it";
  EXPECT_EQ(Shop{std::vector<Product>{}}.say("01947800000000173103000750"), "nobody weight 0.75");
}

TEST(ScanResolve, Marking) {
  const Shop shop{{product(36, {"4780000000366"})}};
  EXPECT_EQ(shop.say("]d221aB3dE5h\x1d"
                     "0104780000000366"),
            "36 marking aB3dE5h");
  EXPECT_EQ(shop.say("010478000000036621aB3dE5g~93dGVz"), "36 marking aB3dE5g");
}

} // namespace
} // namespace engine::test
