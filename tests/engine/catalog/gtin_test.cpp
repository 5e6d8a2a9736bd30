#include "engine/catalog/gtin.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace engine;

TEST(Gtin, EveryLengthOfOneNumberIsOneGtin14) {
  EXPECT_EQ(gtin14("036000291452"), "00036000291452");
  EXPECT_EQ(gtin14("0036000291452"), gtin14("036000291452"));
  EXPECT_EQ(gtin14("00036000291452"), gtin14("036000291452"));
  EXPECT_EQ(gtin14("96385074"), "00000096385074");
  EXPECT_EQ(gtin14("14780000000011"), "14780000000011");
  for (const char* none : {"", "0", "36000291452", "1234565", "036000291453", "03600029145x", "000036000291452"})
    EXPECT_FALSE(gtin14(none)) << none;
}

TEST(Gtin, CheckDigit) {
  EXPECT_EQ(gtin_check_digit("478000000000"), '7');
  EXPECT_EQ(gtin_check_digit("03600029145"), '2');
  EXPECT_EQ(gtin_check_digit("9638507"), '4');
  EXPECT_EQ(gtin_check_digit("47800x"), '\0');
  EXPECT_FALSE(is_gtin(""));
  EXPECT_FALSE(is_gtin("0"));
}

TEST(Gtin, UpcEStandsForAnUpcA) {
  EXPECT_EQ(upc_a_of_upc_e("04252614"), "042100005264"); // the last of the six: 0, 1, 2
  EXPECT_EQ(upc_a_of_upc_e("06397126"), "063200009716");
  EXPECT_EQ(upc_a_of_upc_e("01234531"), "012300000451"); // 3
  EXPECT_EQ(upc_a_of_upc_e("01234543"), "012340000053"); // 4
  EXPECT_EQ(upc_a_of_upc_e("01234565"), "012345000065"); // 5 to 9
}

TEST(Gtin, WhatIsNoUpcEIsNone) {
  for (const char* none : {"", "0425261", "04252613", "24252614", "0425261x", "06397909", "07834217", "96385074", "042526140"})
    EXPECT_FALSE(upc_a_of_upc_e(none)) << none;
}

TEST(Gtin, ALostZeroIsToldWithTheCodeThatWasMeant) {
  EXPECT_EQ(gtin_before_lost_zeros("36000291452"), "036000291452");
  EXPECT_EQ(gtin_before_lost_zeros("1234565"), "01234565");
  for (const char* none : {"", "31", "00031", "036000291452", "36000291453", "96385074", "01234565", "0123456"})
    EXPECT_FALSE(gtin_before_lost_zeros(none)) << none;
}

RC_GTEST_PROP(Gtin, ZerosInFrontChangeNothing, ()) {
  std::string digits = std::to_string(*rc::gen::inRange<std::int64_t>(100000, 99999999999));
  digits += gtin_check_digit(digits);
  const auto meant = gtin_before_lost_zeros(digits);
  if (meant) RC_ASSERT(gtin14(*meant) && meant->ends_with(digits));
}
