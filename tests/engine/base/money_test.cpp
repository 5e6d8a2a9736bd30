#include "engine/base/money.h"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>
#include <stdexcept>

namespace engine::test {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

TEST(Money, ReadsPlainDecimals) {
  const struct {
    const char* text;
    std::optional<std::int64_t> tiyin;
  } cases[] = {
      {"0", 0},
      {"42000", 4'200'000},
      {"42000.5", 4'200'050},
      {"42000.50", 4'200'050},
      {"35480.0", 3'548'000},
      {"0.01", 1},
      {"-0.01", -1},
      {"-0", 0},
      {"1.10000", 110},
      {"007", 700},
      {"92233720368547758.07", most},
      {"92233720368547758.08", {}},
      {"92233720368547759", {}},
      {"", {}},
      {"-", {}},
      {".", {}},
      {".5", {}},
      {"5.", {}},
      {"1.001", {}},
      {"1e3", {}},
      {"4.2E4", {}},
      {"+1", {}},
      {"1,5", {}},
      {" 1", {}},
      {"1 ", {}},
      {"1 000", {}},
      {"--1", {}},
      {"0x10", {}},
      {"nan", {}},
      {"1.5.0", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = Money::parse_som(c.text);
    ASSERT_EQ(got.has_value(), c.tiyin.has_value());
    if (got) {
      EXPECT_EQ(got->in_tiyin(), *c.tiyin);
    }
  }
}

TEST(Money, WritesPlainDecimalsWithoutExponent) {
  EXPECT_EQ(Money::som(42000).to_som_text(), "42000");
  EXPECT_EQ(Money::tiyin(4'200'050).to_som_text(), "42000.50");
  EXPECT_EQ(Money::tiyin(-1).to_som_text(), "-0.01");
  EXPECT_EQ(Money::tiyin(-150).to_som_text(), "-1.50");
  EXPECT_EQ(Money::som(480447).to_som_text(), "480447");
  EXPECT_EQ(Money::tiyin(most).to_som_text(), "92233720368547758.07");
}

TEST(Money, OverflowThrows) {
  EXPECT_THROW(Money::tiyin(most) + Money::tiyin(1), std::overflow_error);
  EXPECT_THROW(Money::tiyin(least) - Money::tiyin(1), std::overflow_error);
  EXPECT_THROW(-Money::tiyin(least), std::overflow_error);
  EXPECT_THROW(Money::tiyin(most) * 2, std::overflow_error);
  EXPECT_THROW(Money::som(most), std::overflow_error);
  EXPECT_THROW(multiply_ratio_half_up(Money::tiyin(most), 2, 1), std::overflow_error);
  EXPECT_THROW(multiply_ratio_half_up(Money::tiyin(1), 1, 0), std::invalid_argument);
  EXPECT_THROW(multiply_ratio_half_up(Money::tiyin(1), 1, -1), std::invalid_argument);
}

TEST(Money, HalfUpAwayFromZero) {
  const struct {
    std::int64_t amount, numerator, denominator, result;
  } cases[] = {
      {8000 * 100, 15, 115, 104348},
      {9000, 10, 110, 818},
      {9100, 12, 112, 975},
      {8000, 15, 115, 1043},
      {10000, 15, 115, 1304},
      {9000, 15, 115, 1174}, // devices/fiscal/PROTOCOL.md section 5.1
      {800000, 12, 112, 85714},
      {100000, 12, 112, 10714},
      {1, 1, 2, 1},
      {-1, 1, 2, -1},
      {3, 1, 2, 2},
      {1, 1, 3, 0},
      {2, 1, 3, 1},
      {0, 5, 7, 0},
      {most, 1, 1, most},
      {most, most, most, most},
  };
  for (const auto& c : cases)
    EXPECT_EQ(multiply_ratio_half_up(Money::tiyin(c.amount), c.numerator, c.denominator).in_tiyin(), c.result)
        << c.amount << " x " << c.numerator << " / " << c.denominator;
}

TEST(Money, FloorToSom) { // rules R9
  EXPECT_EQ(Money::tiyin(199).floor_to_som(), Money::som(1));
  EXPECT_EQ(Money::tiyin(200).floor_to_som(), Money::som(2));
  EXPECT_EQ(Money::tiyin(-1).floor_to_som(), Money::som(-1));
  EXPECT_EQ(Money::tiyin(-100).floor_to_som(), Money::som(-1));
}

RC_GTEST_PROP(MoneyProperties, TextAndBack, (std::int64_t tiyin)) {
  RC_PRE(tiyin != least); // its magnitude has no positive twin to read through
  RC_ASSERT(Money::parse_som(Money::tiyin(tiyin).to_som_text()) == Money::tiyin(tiyin));
}

RC_GTEST_PROP(MoneyProperties, SumAndDifference, (std::int32_t a, std::int32_t b)) {
  RC_ASSERT(Money::tiyin(a) + Money::tiyin(b) - Money::tiyin(b) == Money::tiyin(a));
  RC_ASSERT((Money::tiyin(a) < Money::tiyin(b)) == (a < b));
}

RC_GTEST_PROP(MoneyProperties, ARatioIsWithinHalfOfTheTruth, (std::int32_t amount, std::int32_t numerator)) {
  const auto denominator = *rc::gen::inRange<std::int64_t>(1, 100'000);
  const auto result = multiply_ratio_half_up(Money::tiyin(amount), numerator, denominator).in_tiyin();
  __extension__ using Wide = __int128;
  const Wide error = static_cast<Wide>(result) * denominator - static_cast<Wide>(amount) * numerator;
  RC_ASSERT(2 * (error < 0 ? -error : error) <= denominator);
}

RC_GTEST_PROP(MoneyProperties, AnyTextIsReadOrRefused, (const std::string& text)) {
  if (const auto money = Money::parse_som(text)) RC_ASSERT(text.find_first_not_of("-.0123456789") == std::string::npos);
}

RC_GTEST_PROP(MoneyProperties, JsonIsWholeTiyin, (std::int64_t tiyin)) {
  const auto json = boost::json::value_from(Money::tiyin(tiyin));
  RC_ASSERT(json.is_int64());
  RC_ASSERT(boost::json::value_to<Money>(json) == Money::tiyin(tiyin));
}

} // namespace
} // namespace engine::test
