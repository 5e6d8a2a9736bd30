#include "engine/base/phone.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Phone, EveryFormThatPeopleWriteIsTheSameNumber) {
  for (const auto* written :
       {"901234567", "90 123 45 67", "90-123-45-67", "(90) 123-45-67", "998901234567", "+998901234567", "+998 90 123 45 67",
        "+998 (90) 123-45-67", "998 90 123-45-67", "00998901234567", "8901234567", "8 90 123 45 67", "8(90)123-45-67", "0901234567",
        "0 90 123 45 67", "8 10 998 90 123 45 67", "\u00A090\u00A0123\u201345\u201367", "90.123.45.67"}) {
    const auto reading = read_phone(written);
    EXPECT_TRUE(reading.whole) << written;
    EXPECT_EQ(reading.international(), "998901234567") << written;
  }
}

TEST(Phone, NineDigitsAreANumberWithoutCountryCodeWhateverTheyBeginWith) {
  EXPECT_EQ(read_phone("998123456").international(), "998998123456"); // operator 99
  EXPECT_EQ(read_phone("998998123456").international(), "998998123456");
  EXPECT_EQ(read_phone("+998998123456").international(), "998998123456");
  EXPECT_EQ(read_phone("889012345").international(), "998889012345"); // operator 88, not a trunk 8
  EXPECT_EQ(read_phone("612224567").international(), "998612224567"); // Nókis
}

TEST(Phone, WhatDoesNotFitIsNamedAndNeverCut) {
  struct Case {
    const char* written;
    PhoneFault fault;
  };
  using enum PhoneFault;
  for (const auto& c : {Case{"", empty},
                        {"  ", empty},
                        {"+", incomplete},
                        {"9", incomplete},
                        {"90123456", incomplete},
                        {"99890123456", incomplete},
                        {"+99890123456", incomplete},
                        {"+901234567", foreign_country},
                        {"9012345678", too_long},
                        {"9989012345678", too_long},
                        {"89012345678", too_long},
                        {"+9989012345678", too_long},
                        {"+7 701 123 45 67", foreign_country},
                        {"007701123456", foreign_country},
                        {"012345678", unknown_operator},
                        {"123456789", unknown_operator},
                        {"998112345678", unknown_operator},
                        {"90123456a", not_digits},
                        {"90123456\u0667", not_digits},
                        {"90+1234567", not_digits},
                        {"++998901234567", not_digits}}) {
    const auto reading = read_phone(c.written);
    EXPECT_EQ(static_cast<int>(reading.fault), static_cast<int>(c.fault)) << c.written;
    EXPECT_FALSE(reading.whole) << c.written;
    EXPECT_EQ(reading.international(), "") << c.written;
  }
}

TEST(Phone, TheGroupsStandAsFarAsItIsTyped) {
  for (const auto& [typed, shown] : {std::pair{"9", "9"},
                                     {"90", "90"},
                                     {"9012", "90 12"},
                                     {"901234", "90 123 4"},
                                     {"901234567", "90 123 45 67"},
                                     {"9989012345", "90 123 45"},
                                     {"89012345678", "89 012 34 5678"},
                                     {"8901234567", "90 123 45 67"}})
    EXPECT_EQ(phone_groups(read_phone(typed).national), shown) << typed;
}

TEST(Phone, TheLastFourDigitsWhateverStandsBetweenThem) {
  for (const auto* written : {"998991234567", "+998 99 123-45-67", "+998 (99) 123 45 6 7", "4567", "45-67"})
    EXPECT_EQ(last_four_digits(written), "4567") << written;
  EXPECT_EQ(last_four_digits("+1 2"), "12");
}

} // namespace
} // namespace engine
