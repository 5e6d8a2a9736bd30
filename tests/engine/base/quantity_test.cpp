#include "engine/base/quantity.h"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>
#include <stdexcept>

namespace engine::test {
namespace {

TEST(Quantity, ReadsDecimalsOfThreePlaces) {
  const struct {
    const char* text;
    std::optional<std::int64_t> thousandths;
  } cases[] = {
      {"1", 1000},    {"1.5", 1500}, {"0.250", 250},      {"2.0", 2000},
      {"0", 0},       {"0.001", 1},  {"1.2500000", 1250}, {"9223372036854775.807", std::numeric_limits<std::int64_t>::max()},
      {"0.0001", {}}, {"", {}},      {".5", {}},          {"5.", {}},
      {"-1", {}},     {"1e3", {}},   {"1,5", {}},         {"9223372036854775.808", {}},
      {" 1", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = Quantity::parse(c.text);
    ASSERT_EQ(got.has_value(), c.thousandths.has_value());
    if (got) {
      EXPECT_EQ(got->in_thousandths(), *c.thousandths);
    }
  }
}

TEST(Quantity, WritesTheShortestDecimal) { // rules R3
  EXPECT_EQ(Quantity::pieces(1).to_text(), "1");
  EXPECT_EQ(Quantity::thousandths(1500).to_text(), "1.5");
  EXPECT_EQ(Quantity::thousandths(250).to_text(), "0.25");
  EXPECT_EQ(Quantity::thousandths(1).to_text(), "0.001");
  EXPECT_EQ(Quantity::thousandths(-250).to_text(), "-0.25");
  EXPECT_EQ(Quantity::thousandths(10000).to_text(), "10");
}

TEST(Quantity, OverflowThrows) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(Quantity::pieces(most), std::overflow_error);
  EXPECT_THROW(Quantity::thousandths(most) + Quantity::thousandths(1), std::overflow_error);
  EXPECT_THROW(Quantity::thousandths(-most) - Quantity::thousandths(2), std::overflow_error);
}

TEST(Quantity, PriceOfIsHalfUp) { // rules R6
  EXPECT_EQ(price_of(Money::som(90000), Quantity::thousandths(333)), Money::som(29970));
  EXPECT_EQ(price_of(Money::tiyin(1), Quantity::thousandths(500)), Money::tiyin(1));
  EXPECT_EQ(price_of(Money::tiyin(1), Quantity::thousandths(499)), Money{});
  EXPECT_EQ(price_of(Money::som(5000), Quantity::pieces(3)), Money::som(15000));
}

RC_GTEST_PROP(QuantityProperties, TextAndBack, ()) {
  const auto q = Quantity::thousandths(*rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()));
  RC_ASSERT(Quantity::parse(q.to_text()) == q);
}

RC_GTEST_PROP(QuantityProperties, WholePiecesCostExactlyThatManyTimes, (std::int32_t tiyin)) {
  const auto n = *rc::gen::inRange<std::int64_t>(1, 1000);
  RC_ASSERT(price_of(Money::tiyin(tiyin), Quantity::pieces(n)) == Money::tiyin(tiyin) * n);
}

} // namespace
} // namespace engine::test
