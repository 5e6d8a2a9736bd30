#pragma once
// The checks of what a customer types about himself, the same as typed (screen) and as submitted (step). Pure.
#include <boost/describe/enum.hpp>
#include <string_view>

namespace engine {

enum class FieldFault {
  none,
  empty,
  too_short,
  too_long,
  bad_characters, ///< control characters or brackets (the order mark owns the brackets at an address's end)
  not_digits,
  incomplete, ///< more digits are needed
  bad_month,
  expired,
  bad_check_digit,
  unknown_card_system,
  foreign_country,
  unknown_operator, ///< of a phone (engine/base/phone.h)
};
BOOST_DESCRIBE_ENUM(FieldFault, none, empty, too_short, too_long, bad_characters, not_digits, incomplete, bad_month, expired,
                    bad_check_digit, unknown_card_system, foreign_country, unknown_operator)

FieldFault check_name(std::string_view utf8);                   ///< 1 to 40 letters, spaces, hyphens, apostrophes
FieldFault check_phone(std::string_view written);               ///< in any form that read_phone() understands
FieldFault check_address(std::string_view utf8, bool required); ///< 5 to 120 characters when required
/// 16 digits. bad_check_digit only for 8600/5614 and only a warning (rules R21); unknown systems are a warning too.
FieldFault check_card_number(std::string_view digits);
[[nodiscard]] constexpr bool is_warning(FieldFault fault) {
  return fault == FieldFault::bad_check_digit || fault == FieldFault::unknown_card_system;
}
/// MMYY; 0399 is valid (year 2099). now_year/month: today's, four digits and 1..12.
FieldFault check_expiry(std::string_view digits, int now_year, int now_month);
enum class CardSystem { unknown, uzcard, humo, visa, mastercard };
BOOST_DESCRIBE_ENUM(CardSystem, unknown, uzcard, humo, visa, mastercard)
CardSystem card_system(std::string_view first_digits); ///< from four digits on (engine/store/PROTOCOL.md section 11)

} // namespace engine
