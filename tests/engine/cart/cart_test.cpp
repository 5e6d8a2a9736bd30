#include "tests/engine/cart/cart_fixture.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
constexpr auto in_hand = LineKind::in_hand;
constexpr auto to_collect = LineKind::to_collect;

Quantity grams(std::int64_t n) { return Quantity::thousandths(n); }

// ---- rules R1 ----

TEST(CartR1, ScannedAndChosenAreLinesOfTheirOwn) {
  Cart cart;
  const auto bread = product(1, 5000);
  const auto first = cart.add(bread, in_hand, one, "4780000000011");
  const auto second = cart.add(bread, to_collect, one);
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(cart.kind_of(*cart.find(*first)), in_hand);
  EXPECT_EQ(cart.kind_of(*cart.find(*second)), to_collect);
}

TEST(CartR1, CourierMakesEveryLineToCollectAndPickupRestoresIt) {
  Cart cart;
  const auto line = *cart.add(product(1, 5000), in_hand, one);
  cart.set_all_to_collect(true);
  EXPECT_EQ(cart.kind_of(*cart.find(line)), to_collect);
  cart.set_all_to_collect(false);
  EXPECT_EQ(cart.kind_of(*cart.find(line)), in_hand);
}

TEST(CartR1, MarkedInHandNeedsItsOwnCodeForEachPiece) {
  Cart cart;
  const auto water = marked(product(2, 4000));
  EXPECT_EQ(cart.add(water, in_hand, one).error(), CartError::needs_marking);
  EXPECT_EQ(cart.add(water, in_hand, Quantity::pieces(2), "", {}, "code-a").error(), CartError::needs_marking);
  EXPECT_EQ(cart.add(water, in_hand, one, "", {}, "").error(), CartError::needs_marking);
  const auto line = *cart.add(water, in_hand, one, "", {}, "code-a");
  EXPECT_EQ(cart.add(water, in_hand, one, "", {}, "code-b"), line);
  EXPECT_THAT(cart.find(line)->labels, ElementsAre("code-a", "code-b"));
  EXPECT_EQ(cart.find(line)->quantity, Quantity::pieces(2));
  EXPECT_THAT(cart.not_registrable(), IsEmpty());
}

TEST(CartR1, MarkedChosenOnTheScreenIsSoldButNotRegistered) {
  Cart cart;
  const auto water = marked(product(2, 4000));
  ASSERT_TRUE(cart.add(water, to_collect, Quantity::pieces(3)));
  EXPECT_THAT(cart.not_registrable(), ElementsAre("product 2"));
}

TEST(CartR1, CodesOfGoodsThatAreNotMarkedAreIgnored) {
  Cart cart;
  const auto line = *cart.add(product(1, 5000), in_hand, one, "", {}, "code-a");
  EXPECT_THAT(cart.find(line)->labels, IsEmpty());
  EXPECT_TRUE(cart.add(product(1, 5000), in_hand, one, "", {}, "code-a"));
}

// ---- rules R32 ----

TEST(CartR32, OneMarkingCodeOnlyOnce) {
  Cart cart;
  const auto water = marked(product(2, 4000));
  ASSERT_TRUE(cart.add(water, in_hand, one, "", {}, "code-a"));
  EXPECT_EQ(cart.add(water, in_hand, one, "", {}, "code-a").error(), CartError::marking_twice);
  EXPECT_EQ(cart.add(marked(product(3, 4000)), in_hand, one, "", {}, "code-a").error(), CartError::marking_twice);
  EXPECT_TRUE(cart.has_marking("code-a"));
  EXPECT_FALSE(cart.has_marking("code-b"));
}

// ---- rules R2 ----

struct PriceCase {
  const char* name;
  std::int64_t price;
  std::optional<std::int64_t> discount;
  bool active;
  std::int64_t paid;
};

TEST(CartR2, DiscountAppliesAboveZeroBelowPriceAndActive) {
  const PriceCase cases[] = {
      {"none", 26000, std::nullopt, true, 26000}, {"below", 26000, 22000, true, 22000}, {"zero", 26000, 0, true, 26000},
      {"equal", 26000, 26000, true, 26000},       {"above", 26000, 30000, true, 26000}, {"negative", 26000, -5, true, 26000},
      {"inactive", 26000, 22000, false, 26000},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    auto p = product(1, c.price);
    if (c.discount) p.discount_price = Money::som(*c.discount);
    p.discount_active = c.active;
    Cart cart;
    const auto* line = cart.find(*cart.add(p, to_collect, Quantity::pieces(2)));
    EXPECT_EQ(line->unit_price, Money::som(c.paid));
    EXPECT_EQ(line->total(), Money::som(2 * c.paid));
    EXPECT_EQ(line->discount(), Money::som(2 * (c.price - c.paid)));
    EXPECT_EQ(cart.list_total(), Money::som(2 * c.price));
  }
}

TEST(CartR2, RefreshSaysWhatChanged) {
  Cart cart;
  const auto apples = *cart.add(product(1, 26000), to_collect, Quantity::pieces(2));
  const auto bread = *cart.add(product(2, 5000), in_hand, one);
  const auto milk = *cart.add(product(3, 14500), in_hand, one);
  const auto changes = cart.refresh({discounted(product(1, 26000), 22000), product(2, 5000)}, {3});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0], (Cart::PriceChange{apples, "product 1", Money::som(52000), Money::som(44000), false, false}));
  EXPECT_EQ(changes[1], (Cart::PriceChange{milk, "product 3", Money::som(14500), Money{}, true, false}));
  EXPECT_EQ(cart.find(milk), nullptr);
  EXPECT_EQ(cart.total(), Money::som(49000));
  EXPECT_NE(cart.find(bread), nullptr);
  EXPECT_THAT(cart.refresh({discounted(product(1, 26000), 22000)}, {}), IsEmpty()) << "the same news twice";
}

TEST(CartR2, RefreshKeepsAttributesThatTheFreshCopyLacks) {
  Cart cart;
  const auto line = *cart.add(product(1, 5000), in_hand, one);
  auto fresh = product(1, 5500);
  fresh.attributes.reset();
  cart.refresh({fresh}, {});
  EXPECT_EQ(cart.find(line)->attributes->class_code, "01905001001000000");
  EXPECT_EQ(cart.find(line)->list_price, Money::som(5500));
}

TEST(CartR4, WhatIsNotKnownForCertainIsNotSold) {
  Cart cart;
  auto beer = product(1, 5000);
  beer.withheld = true;
  EXPECT_EQ(cart.add(beer, in_hand, one, "4780000000007").error(), CartError::withheld);
  EXPECT_EQ(cart.add(beer, to_collect, one).error(), CartError::withheld);
  beer.withheld = false;
  const auto line = *cart.add(beer, in_hand, one);
  beer.withheld = true;
  beer.attributes.reset();
  const auto changes = cart.refresh({beer}, {});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].gone) << "put in while it was known";
  EXPECT_EQ(cart.find(line), nullptr);
}

TEST(CartR1, WhatIsMarkedOrWeighedByNowIsNotSoldAsAPiece) {
  Cart cart;
  const auto water = *cart.add(product(1, 5000), in_hand, one), later = *cart.add(product(2, 5000), to_collect, one);
  const auto cheese = *cart.add(product(3, 5000), in_hand, one),
             by_weight = *cart.add(weighed(product(4, 5000)), in_hand, Quantity::thousandths(300), "2100004003000");
  cart.refresh({marked(product(1, 5000)), marked(product(2, 5000)), weighed(product(3, 5000)), weighed(product(4, 5000))}, {});
  EXPECT_EQ(cart.find(water), nullptr) << "taken without its code";
  EXPECT_NE(cart.find(later), nullptr) << "the store scans it";
  EXPECT_EQ(cart.find(cheese), nullptr) << "nobody weighed it";
  EXPECT_NE(cart.find(by_weight), nullptr);
}

TEST(CartR2, ShrunkStockLowersWhatIsToBeCollectedFirst) {
  Cart cart;
  const auto hand = *cart.add(product(1, 1000, 9), in_hand, Quantity::pieces(3));
  const auto fetch = *cart.add(product(1, 1000, 9), to_collect, Quantity::pieces(4));
  auto changes = cart.refresh({product(1, 1000, 5)}, {});
  EXPECT_EQ(cart.find(hand)->quantity, Quantity::pieces(3));
  EXPECT_EQ(cart.find(fetch)->quantity, Quantity::pieces(2));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].less);
  changes = cart.refresh({product(1, 1000, 2)}, {});
  EXPECT_EQ(cart.find(hand)->quantity, Quantity::pieces(2));
  EXPECT_EQ(cart.find(fetch), nullptr);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[0].less);
  EXPECT_TRUE(changes[1].gone);
  cart.refresh({product(1, 1000, -7)}, {});
  EXPECT_TRUE(cart.empty());
}

TEST(CartR2, ShrunkStockTakesCodesWithThePiecesAndWeighedLinesWhole) {
  Cart cart;
  const auto water = marked(product(2, 4000, 5));
  const auto line = *cart.add(water, in_hand, one, "", {}, "a");
  ASSERT_TRUE(cart.add(water, in_hand, one, "", {}, "b"));
  const auto cheese = weighed(product(3, 90000, 2));
  ASSERT_TRUE(cart.add(cheese, in_hand, grams(1500), "2112345015003"));
  cart.refresh({marked(product(2, 4000, 1)), weighed(product(3, 90000, 1))}, {});
  EXPECT_THAT(cart.find(line)->labels, ElementsAre("a"));
  EXPECT_EQ(cart.lines().size(), 1U);
}

TEST(CartR2, APriceOfNothingIsNotSold) {
  Cart cart;
  EXPECT_EQ(cart.add(product(1, 0), to_collect, one).error(), CartError::sold_out);
  EXPECT_EQ(cart.add(product(1, -5), to_collect, one).error(), CartError::sold_out);
  ASSERT_TRUE(cart.add(product(1, 100), to_collect, one));
  EXPECT_TRUE(cart.refresh({product(1, 0)}, {}).front().gone);
}

// ---- rules R3 ----

TEST(CartR3, WeighedGoodsNeedTheirLabel) {
  Cart cart;
  EXPECT_EQ(cart.add(weighed(product(1, 90000)), to_collect, one).error(), CartError::needs_label);
  EXPECT_EQ(cart.add(product(1, 90000), to_collect, grams(500)).error(), CartError::needs_label);
  EXPECT_EQ(cart.add(product(1, 90000), to_collect, Quantity{}).error(), CartError::needs_label);
}

TEST(CartR3, WeightLabelGivesTheQuantityAndEachLabelItsLine) {
  Cart cart;
  const auto cheese = weighed(discounted(product(1, 90000), 81000));
  const auto first = *cart.add(cheese, in_hand, grams(333), "2112345003338");
  const auto second = *cart.add(cheese, in_hand, grams(1500), "2112345015003");
  EXPECT_NE(first, second);
  EXPECT_EQ(cart.find(first)->list_total(), Money::som(29970));
  EXPECT_EQ(cart.find(first)->total(), Money::som(26973));
  EXPECT_EQ(cart.pieces(), 2);
  EXPECT_EQ(cart.set_quantity(first, grams(500), {}).error(), CartError::needs_label);
  EXPECT_TRUE(cart.set_quantity(first, grams(333), {}));
  EXPECT_TRUE(cart.set_quantity(first, Quantity{}, {}));
  EXPECT_EQ(cart.find(first), nullptr);
}

TEST(CartR3, PriceLabelGivesTheLineTotal) {
  Cart cart;
  const auto line = *cart.add(weighed(product(1, 90000)), in_hand, Quantity{}, "2612345123455", Money::som(12345));
  EXPECT_EQ(cart.find(line)->total(), Money::som(12345));
  EXPECT_EQ(cart.find(line)->list_total(), Money::som(12345));
  EXPECT_EQ(cart.find(line)->quantity, grams(137)); // 12345 / 90000 = 0.13716...
  EXPECT_THAT(cart.refresh({weighed(product(1, 95000))}, {}), IsEmpty()) << "the label counts";
  EXPECT_EQ(cart.add(weighed(product(1, 90000)), in_hand, Quantity{}, "2612345000001", Money{}).error(), CartError::sold_out);
}

TEST(CartR3, QuantityForATotal) {
  EXPECT_EQ(quantity_for_total(Money::som(45000), Money::som(90000)), grams(500));
  EXPECT_EQ(quantity_for_total(Money::tiyin(1), Money::som(90000)), grams(1));
  EXPECT_EQ(quantity_for_total(Money::som(1), Money{}), Quantity{});
  EXPECT_EQ(quantity_for_total(Money::som(-1), Money::som(10)), Quantity{});
}

// ---- rules R4 ----

TEST(CartR4, WithoutClassOrPackageCodeItIsNamed) {
  auto no_class = product(1, 100), no_package = product(2, 100), no_row = product(3, 100);
  no_class.attributes->class_code.clear();
  no_package.attributes->package_code.clear();
  no_row.attributes.reset();
  Cart cart;
  for (const auto& p : {no_class, no_package, no_row, product(4, 100)}) ASSERT_TRUE(cart.add(p, to_collect, one));
  ASSERT_TRUE(cart.add(no_class, in_hand, one)) << "a second line of the same product";
  EXPECT_THAT(cart.not_registrable(), ElementsAre("product 1", "product 2", "product 3"));
}

TEST(CartR4, TheHighestAgeCounts) {
  Cart cart;
  auto beer = product(1, 12000), knife = product(2, 30000);
  beer.attributes->min_age = 20;
  knife.attributes->min_age = 18;
  EXPECT_EQ(cart.min_age(), 0);
  ASSERT_TRUE(cart.add(knife, in_hand, one) && cart.add(beer, in_hand, one));
  EXPECT_EQ(cart.min_age(), 20);
}

TEST(CartR4, StockIsTheCeilingOverAllLines) {
  Cart cart;
  const auto p = product(1, 1000, 3);
  const auto line = *cart.add(p, in_hand, Quantity::pieces(2));
  ASSERT_TRUE(cart.add(p, to_collect, one));
  EXPECT_EQ(cart.add(p, to_collect, one).error(), CartError::sold_out);
  EXPECT_EQ(cart.set_quantity(line, Quantity::pieces(3), p.stock).error(), CartError::sold_out);
  EXPECT_TRUE(cart.set_quantity(line, one, p.stock));
  EXPECT_TRUE(cart.add(p, to_collect, one));
  EXPECT_EQ(cart.add(product(2, 1000, 0), to_collect, one).error(), CartError::sold_out);
}

// ---- lines ----

TEST(Cart, QuantitiesOfPieces) {
  Cart cart;
  const auto line = *cart.add(product(1, 1000), to_collect, one);
  EXPECT_EQ(*cart.add(product(1, 1000), to_collect, Quantity::pieces(2)), line);
  EXPECT_EQ(cart.find(line)->quantity, Quantity::pieces(3));
  EXPECT_TRUE(cart.set_quantity(line, Quantity::pieces(7), {}));
  EXPECT_EQ(cart.total(), Money::som(7000));
  EXPECT_EQ(cart.set_quantity(line, grams(1500), {}).error(), CartError::needs_label);
  EXPECT_EQ(cart.set_quantity(99, one, {}).error(), CartError::no_such_line);
  EXPECT_EQ(cart.remove(99).error(), CartError::no_such_line);
  EXPECT_TRUE(cart.set_quantity(line, Quantity::pieces(-1), {}));
  EXPECT_TRUE(cart.empty());
}

TEST(Cart, MarkedLinesShrinkButGrowOnlyByScanning) {
  Cart cart;
  const auto water = marked(product(2, 4000));
  const auto line = *cart.add(water, in_hand, one, "", {}, "a");
  ASSERT_TRUE(cart.add(water, in_hand, one, "", {}, "b"));
  EXPECT_EQ(cart.set_quantity(line, Quantity::pieces(3), {}).error(), CartError::needs_marking);
  EXPECT_TRUE(cart.set_quantity(line, one, {}));
  EXPECT_THAT(cart.find(line)->labels, ElementsAre("a"));
  EXPECT_TRUE(cart.add(water, in_hand, one, "", {}, "b"));
}

TEST(Cart, BoundsOfPiecesAndLines) {
  Cart cart;
  const auto line = *cart.add(product(1, 1000), to_collect, Quantity::pieces(999));
  EXPECT_EQ(cart.add(product(2, 1000), to_collect, one).error(), CartError::too_many);
  EXPECT_EQ(cart.set_quantity(line, Quantity::pieces(1000), {}).error(), CartError::too_many);
  EXPECT_EQ(cart.add(product(2, 1000), to_collect, Quantity::thousandths(std::numeric_limits<std::int64_t>::max())).error(),
            CartError::too_many);
  cart.clear();
  for (ProductId id = 1; id <= 200; ++id) ASSERT_TRUE(cart.add(product(id, 1000), to_collect, one));
  EXPECT_EQ(cart.add(product(201, 1000), to_collect, one).error(), CartError::too_many);
  EXPECT_TRUE(cart.add(product(200, 1000), to_collect, one));
}

TEST(Cart, ASumBeyondMoneyIsRefusedAndChangesNothing) {
  Cart cart;
  const auto gold = product(1, 90'000'000'000'000'000);
  const auto line = *cart.add(gold, to_collect, one);
  const auto before = cart;
  EXPECT_EQ(cart.add(gold, to_collect, one).error(), CartError::too_many);
  EXPECT_EQ(cart.set_quantity(line, Quantity::pieces(2), {}).error(), CartError::too_many);
  EXPECT_EQ(cart, before);
  EXPECT_EQ(cart.add(weighed(gold), in_hand, Quantity{}, "2", Money::som(90'000'000'000'000'000)).error(), CartError::too_many);
  ASSERT_TRUE(cart.add(product(2, 10'000), to_collect, Quantity::pieces(2)));
  cart.refresh({product(2, 90'000'000'000'000'000)}, {});
  EXPECT_EQ(cart.lines().size(), 1U);
}

TEST(Cart, UndoPutsTheLineBackInItsPlace) {
  Cart cart;
  ASSERT_TRUE(cart.add(product(1, 1000), to_collect, one));
  const auto middle = *cart.add(product(2, 2000), to_collect, Quantity::pieces(2));
  ASSERT_TRUE(cart.add(product(3, 3000), to_collect, one));
  const auto before = cart;
  const auto line = *cart.find(middle);
  ASSERT_TRUE(cart.remove(middle));
  cart.restore(line);
  EXPECT_EQ(cart, before);
  cart.restore(line);
  EXPECT_EQ(cart, before) << "what is there is not put back";
}

TEST(Cart, UndoKeepsTheInvariants) {
  Cart cart;
  const auto p = product(1, 1000, 3);
  const auto line = *cart.find(*cart.add(p, to_collect, Quantity::pieces(3)));
  ASSERT_TRUE(cart.remove(line.id));
  ASSERT_TRUE(cart.add(p, to_collect, Quantity::pieces(2)));
  cart.restore(line);
  EXPECT_EQ(cart.find(line.id)->quantity, one) << "the stock is three";

  Cart other;
  const auto water = marked(product(2, 4000));
  const auto codes = *other.find(*other.add(water, in_hand, one, "", {}, "a"));
  ASSERT_TRUE(other.remove(codes.id));
  ASSERT_TRUE(other.add(water, in_hand, one, "", {}, "a"));
  other.restore(codes);
  EXPECT_EQ(other.lines().size(), 1U);
}

TEST(Cart, LineNumbersAreNeverReused) {
  Cart cart;
  const auto first = *cart.add(product(1, 1000), to_collect, one);
  ASSERT_TRUE(cart.remove(first));
  EXPECT_GT(*cart.add(product(1, 1000), to_collect, one), first);
  cart.clear();
  EXPECT_GT(*cart.add(product(1, 1000), to_collect, one), first + 1);
}

TEST(Cart, TheBarcodeIsWhatWasScannedOrTheFirstKnown) {
  Cart cart;
  EXPECT_EQ(cart.find(*cart.add(product(1, 1000), in_hand, one, "4780000000028"))->barcode, "4780000000028");
  EXPECT_EQ(cart.find(*cart.add(product(3, 1000), to_collect, one))->barcode, "4780000000003");
}

TEST(Cart, LinesAndChangesCanBeWrittenAsJson) {
  Cart cart;
  ASSERT_TRUE(cart.add(product(1, 1000), in_hand, one, "4780000000028"));
  const auto json = boost::json::value_from(cart.lines().front());
  EXPECT_EQ(json.at("kind").as_string(), "in_hand");
  EXPECT_EQ(json.at("list_price").as_int64(), 100000);
  EXPECT_EQ(boost::json::value_to<CartLine>(json), cart.lines().front());
}

} // namespace
} // namespace engine::test
