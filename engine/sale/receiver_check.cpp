#include "engine/sale/receiver_check.h"

#include "engine/base/phone.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace engine {
namespace {

/// Takes the next code point off the text; nothing when the bytes are not well-formed UTF-8 (overlong forms, surrogates and
/// what lies above U+10FFFF included).
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t point = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    point = point << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < least[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

constexpr bool between(char32_t c, char32_t low, char32_t high) { return c >= low && c <= high; }

/// Letters of the scripts that the kiosk's keyboards have (Latin with its accents, Cyrillic with the Karakalpak and Uzbek
/// letters), composed or with combining accents.
constexpr bool is_letter(char32_t c) {
  return between(c, 'A', 'Z') || between(c, 'a', 'z') || (between(c, 0xC0, 0x24F) && c != 0xD7 && c != 0xF7) || between(c, 0x400, 0x481) ||
         between(c, 0x48A, 0x52F) || between(c, 0x1E00, 0x1EFF);
}
constexpr bool is_name_sign(char32_t c) {
  return c == ' ' || c == '-' || c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2BB || c == 0x2BC || c == 0xB4 ||
         between(c, 0x300, 0x36F);
}
/// Characters that must not stand in an address: control characters, invisible marks that reorder or hide text, and the brackets.
constexpr bool is_forbidden_in_address(char32_t c) {
  return c < 0x20 || between(c, 0x7F, 0x9F) || c == '[' || c == ']' || c == 0xAD || between(c, 0x200B, 0x200F) ||
         between(c, 0x2028, 0x202E) || between(c, 0x2060, 0x206F) || c == 0xFEFF || between(c, 0xFFF0, 0xFFFF);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits and their number; the order of the faults is the order in which typing mends them.
FieldFault check_digits(std::string_view text, std::size_t wanted) {
  if (text.empty()) return FieldFault::empty;
  if (!all_digits(text)) return FieldFault::not_digits;
  if (text.size() > wanted) return FieldFault::too_long;
  return text.size() < wanted ? FieldFault::incomplete : FieldFault::none;
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool luhn_fits(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
  }
  return sum % 10 == 0;
}

} // namespace

FieldFault check_name(std::string_view utf8) {
  auto rest = trim(utf8);
  if (rest.empty()) return FieldFault::empty;
  std::size_t count = 0;
  bool has_letter = false;
  while (!rest.empty()) {
    const auto point = take_code_point(rest);
    if (!point || !(is_letter(*point) || is_name_sign(*point))) return FieldFault::bad_characters;
    has_letter = has_letter || is_letter(*point);
    ++count;
  }
  if (!has_letter) return FieldFault::bad_characters;
  return count > 40 ? FieldFault::too_long : FieldFault::none;
}

FieldFault check_phone(std::string_view written) {
  switch (read_phone(written).fault) {
  case PhoneFault::none: return FieldFault::none;
  case PhoneFault::empty: return FieldFault::empty;
  case PhoneFault::not_digits: return FieldFault::not_digits;
  case PhoneFault::incomplete: return FieldFault::incomplete;
  case PhoneFault::too_long: return FieldFault::too_long;
  case PhoneFault::foreign_country: return FieldFault::foreign_country;
  case PhoneFault::unknown_operator: return FieldFault::unknown_operator;
  }
  return FieldFault::not_digits;
}

FieldFault check_address(std::string_view utf8, bool required) {
  auto rest = trim(utf8);
  if (rest.empty()) return required ? FieldFault::empty : FieldFault::none;
  std::size_t count = 0;
  while (!rest.empty()) {
    const auto point = take_code_point(rest);
    if (!point || is_forbidden_in_address(*point)) return FieldFault::bad_characters;
    ++count;
  }
  if (count > 120) return FieldFault::too_long;
  return required && count < 5 ? FieldFault::too_short : FieldFault::none;
}

FieldFault check_card_number(std::string_view digits) {
  if (const auto fault = check_digits(digits, 16); fault != FieldFault::none) return fault;
  const auto system = card_system(digits);
  if (system == CardSystem::unknown) return FieldFault::unknown_card_system;
  if (system == CardSystem::uzcard && !luhn_fits(digits)) return FieldFault::bad_check_digit;
  return FieldFault::none;
}

FieldFault check_expiry(std::string_view digits, int now_year, int now_month) {
  const auto fault = check_digits(digits, 4);
  if (fault != FieldFault::none && fault != FieldFault::incomplete) return fault;
  if (digits.size() >= 2) {
    const int month = number_of(digits.substr(0, 2));
    if (month < 1 || month > 12) return FieldFault::bad_month;
    if (fault == FieldFault::none) {
      const int year = 2000 + number_of(digits.substr(2, 2));
      if (year < now_year || (year == now_year && month < now_month)) return FieldFault::expired;
    }
  }
  return fault;
}

CardSystem card_system(std::string_view first_digits) {
  if (first_digits.size() < 4 || !all_digits(first_digits.substr(0, 4))) return CardSystem::unknown;
  const int prefix = number_of(first_digits.substr(0, 4));
  // The local systems first: 5614 would otherwise be near enough to look like an international card.
  if (prefix == 8600 || prefix == 5614) return CardSystem::uzcard;
  if (prefix == 9860) return CardSystem::humo;
  if (prefix / 1000 == 4) return CardSystem::visa;
  if ((prefix >= 5100 && prefix <= 5599) || (prefix >= 2221 && prefix <= 2720)) return CardSystem::mastercard;
  return CardSystem::unknown;
}

} // namespace engine
