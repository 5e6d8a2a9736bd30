#include "engine/store/exact_number.h"

#include <gtest/gtest.h>

namespace engine::store {
namespace {

void check_som(const char* token, std::optional<std::int64_t> tiyin) {
  const auto sum = exact_som(token);
  ASSERT_EQ(sum.has_value(), tiyin.has_value()) << token;
  if (sum) {
    EXPECT_EQ(sum->in_tiyin(), *tiyin) << token;
  }
}

TEST(ExactNumber, R5_sums_are_read_exactly_or_refused) {
  check_som("35480.0", 3548000);
  check_som("42000", 4200000);
  check_som(" 42000 \n", 4200000);
  check_som("4.2E4", 4200000);
  check_som("4.2e+4", 4200000);
  check_som("4.80447E3", 480447);
  check_som("480447e-2", 480447);
  check_som("4.804471E3", std::nullopt); // a thousandth of a so'm
  check_som("0.1", 10);
  check_som("-0.01", -1);
  check_som("-4E1", -4000);
  check_som("0e5", 0);
  check_som("90071992547409.93", 9007199254740993); // not a double
  check_som("92233720368547758.07", 9223372036854775807);
  check_som("92233720368547758.08", std::nullopt);
  check_som("1e30", std::nullopt);
  check_som("1e31", std::nullopt);
  check_som("1e", std::nullopt);
  check_som("1e+-2", std::nullopt);
  check_som("e5", std::nullopt);
  check_som("1.", std::nullopt);
  check_som(".5", std::nullopt);
  check_som("", std::nullopt);
  check_som("null", std::nullopt);
  check_som("12 000", std::nullopt);
  check_som("1234567890123456789012345678901234567890123456789012345678901234567890", std::nullopt);
}

TEST(ExactNumber, R3_quantities_have_three_places) {
  EXPECT_EQ(exact_quantity("0.25")->in_thousandths(), 250);
  EXPECT_EQ(exact_quantity("2.5E-1")->in_thousandths(), 250);
  EXPECT_EQ(exact_quantity("1e1")->in_thousandths(), 10000);
  EXPECT_FALSE(exact_quantity("0.2501"));
}

TEST(ExactNumber, integers_may_have_a_point) {
  EXPECT_EQ(exact_integer("20"), 20);
  EXPECT_EQ(exact_integer("20.0"), 20);
  EXPECT_EQ(exact_integer("2e1"), 20);
  EXPECT_EQ(exact_integer("-31103"), -31103);
  EXPECT_FALSE(exact_integer("20.5"));
  EXPECT_FALSE(exact_integer("twenty"));
}

TEST(ExactNumber, coordinates_are_cut_off) {
  EXPECT_EQ(scaled("54.548", 6), 54548000);
  EXPECT_EQ(scaled("-0.0000019", 6), -1);
  EXPECT_EQ(scaled("2.5", 3), 2500);
  EXPECT_FALSE(scaled("north", 6));
}

} // namespace
} // namespace engine::store
