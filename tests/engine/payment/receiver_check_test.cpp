// What a customer types about himself, and his card (rule R21).
#include "engine/sale/receiver_check.h"

#include <gtest/gtest.h>
#include <string>

namespace engine {
namespace {

using enum FieldFault;

struct Case {
  std::string text;
  FieldFault fault;
};

std::string times(int n, const std::string& text) {
  std::string all;
  while (n-- > 0) all += text;
  return all;
}

TEST(ReceiverCheck, R10_names) {
  for (const auto& [text, fault] : std::initializer_list<Case>{{"", empty},
                                                               {"   ", empty},
                                                               {"A", none},
                                                               {"Aysulıw", none},
                                                               {"Ğárezsiz", none},
                                                               {"O'tkir", none},
                                                               {"Oʻtkir", none},
                                                               {"O‘tkir", none},
                                                               {"Анна-Мария", none},
                                                               {"Әлия", none},
                                                               {"Ўткир", none},
                                                               {"de la Cruz", none},
                                                               {"A\u0301li", none},
                                                               {"  Ali  ", none},
                                                               {times(40, "á"), none},
                                                               {times(41, "á"), too_long},
                                                               {"Ali1", bad_characters},
                                                               {"-", bad_characters},
                                                               {"'", bad_characters},
                                                               {"Ali\n", bad_characters},
                                                               {"[Ali]", bad_characters},
                                                               {"Ali;", bad_characters},
                                                               {"\xC3", bad_characters},
                                                               {"\xC3(", bad_characters},
                                                               {"\xC0\x80", bad_characters},
                                                               {"\xE0\x80\x80", bad_characters},
                                                               {"\xED\xA0\x80", bad_characters},
                                                               {"\xF4\x90\x80\x80", bad_characters},
                                                               {"\xFF", bad_characters},
                                                               {"Ali\xE2\x80\xAE", bad_characters},
                                                               {"\xF0\x9F\x98\x80", bad_characters},
                                                               {std::string("A\0", 2), bad_characters}})
    EXPECT_EQ(check_name(text), fault) << text;
}

TEST(ReceiverCheck, R10_phones) {
  for (const auto& [text, fault] : std::initializer_list<Case>{{"", empty},
                                                               {"998991234567", none},
                                                               {"991234567", none},
                                                               {"998001234567", unknown_operator},
                                                               {"99899123456", incomplete},
                                                               {"998", incomplete},
                                                               {"9989912345678", too_long},
                                                               {"+99899123456", incomplete},
                                                               {"99899 123456", incomplete},
                                                               {"799991234567", too_long},
                                                               {"+79991234567", foreign_country},
                                                               {"99899123456a", not_digits}})
    EXPECT_EQ(check_phone(text), fault) << text;
}

TEST(ReceiverCheck, R10_addresses_leave_the_brackets_to_the_order_mark) {
  for (const auto& [text, fault] : std::initializer_list<Case>{{"", empty},
                                                               {"  ", empty},
                                                               {"Úy 1", too_short},
                                                               {"Úy 12", none},
                                                               {"Ózbekstan kóshesi 12, 4-qabat №7", none},
                                                               {times(120, "á"), none},
                                                               {times(121, "á"), too_long},
                                                               {"12 [k-000001]", bad_characters},
                                                               {"12345]", bad_characters},
                                                               {"line\nbreak", bad_characters},
                                                               {"tab\there", bad_characters},
                                                               {"12345\x7F", bad_characters},
                                                               {"12345\xC2\x85", bad_characters},
                                                               {"12345\xE2\x80\xAE", bad_characters},
                                                               {"12345\xE2\x80\xA8", bad_characters},
                                                               {"12345\xEF\xBB\xBF", bad_characters},
                                                               {"12345\xC3", bad_characters}})
    EXPECT_EQ(check_address(text, true), fault) << text;
  EXPECT_EQ(check_address("", false), none);
  EXPECT_EQ(check_address("A", false), none);
  EXPECT_EQ(check_address("[", false), bad_characters);
  EXPECT_EQ(check_address(times(121, "a"), false), too_long);
}

TEST(ReceiverCheck, R21_check_digit_warns_and_never_refuses) {
  for (const auto& [text, fault] : std::initializer_list<Case>{{"", empty},
                                                               {"8600069195406311", none},
                                                               {"8600069195406312", bad_check_digit},
                                                               {"5614681234567890", bad_check_digit},
                                                               {"9860000000000001", none},
                                                               {"860006919540631", incomplete},
                                                               {"86000691954063111", too_long},
                                                               {"8600 06919540631", not_digits},
                                                               {"4000000000000000", none},
                                                               {"5100000000000000", none},
                                                               {"1234567890123456", unknown_card_system}})
    EXPECT_EQ(check_card_number(text), fault) << text;
  EXPECT_TRUE(is_warning(bad_check_digit));
  EXPECT_TRUE(is_warning(unknown_card_system));
  EXPECT_FALSE(is_warning(incomplete));
  EXPECT_FALSE(is_warning(none));
}

TEST(ReceiverCheck, R21_every_single_wrong_digit_of_an_uzcard_is_noticed) {
  const std::string good = "8600069195406311";
  for (std::size_t i = 4; i < good.size(); ++i)
    for (char c = '0'; c <= '9'; ++c) {
      auto other = good;
      other[i] = c;
      EXPECT_EQ(check_card_number(other), c == good[i] ? none : bad_check_digit) << other;
    }
}

TEST(ReceiverCheck, R21_expiry) {
  for (const auto& [text, fault] : std::initializer_list<Case>{{"", empty},
                                                               {"0", incomplete},
                                                               {"1", incomplete},
                                                               {"13", bad_month},
                                                               {"00", bad_month},
                                                               {"12", incomplete},
                                                               {"126", incomplete},
                                                               {"0399", none},
                                                               {"1126", none},
                                                               {"1026", expired},
                                                               {"1225", expired},
                                                               {"0127", none},
                                                               {"1326", bad_month},
                                                               {"0026", bad_month},
                                                               {"03/9", not_digits},
                                                               {"03999", too_long}})
    EXPECT_EQ(check_expiry(text, 2026, 11), fault) << text;
}

TEST(ReceiverCheck, R21_card_systems_local_first) {
  struct Prefix {
    const char* digits;
    CardSystem system;
  };
  for (const auto& [digits, system] : std::initializer_list<Prefix>{{"860", CardSystem::unknown},
                                                                    {"8600", CardSystem::uzcard},
                                                                    {"5614", CardSystem::uzcard},
                                                                    {"9860", CardSystem::humo},
                                                                    {"4000", CardSystem::visa},
                                                                    {"4", CardSystem::unknown},
                                                                    {"5100", CardSystem::mastercard},
                                                                    {"5599", CardSystem::mastercard},
                                                                    {"5600", CardSystem::unknown},
                                                                    {"2220", CardSystem::unknown},
                                                                    {"2221", CardSystem::mastercard},
                                                                    {"2720", CardSystem::mastercard},
                                                                    {"2721", CardSystem::unknown},
                                                                    {"86a0", CardSystem::unknown},
                                                                    {"86000691", CardSystem::uzcard}})
    EXPECT_EQ(card_system(digits), system) << digits;
}

} // namespace
} // namespace engine
