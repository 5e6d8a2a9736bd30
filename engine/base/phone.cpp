#include "engine/base/phone.h"

#include <array>

namespace engine {
namespace {

constexpr std::size_t national_digits = 9;
constexpr std::string_view country = "998";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Signs that people and programs put between the digits. A no-break space and the dashes of a word processor come with pasted text.
std::size_t length_of_separator(std::string_view text) {
  if (std::string_view{" \t-().,/"}.find(text.front()) != std::string_view::npos) return 1;
  for (const std::string_view sign : {"\u00A0", "\u202F", "\u2009", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"})
    if (text.starts_with(sign)) return sign.size();
  return 0;
}

/// The prefixes before the nine digits; a prefix that begins with another stands before it.
constexpr std::array<std::string_view, 5> prefixes{"810998", "00998", "998", "8", "0"};

} // namespace

PhoneReading read_phone(std::string_view written) {
  std::string digits;
  bool plus = false, other = false;
  while (!written.empty()) {
    const char c = written.front();
    std::size_t length = 1;
    if (is_digit(c)) digits += c;
    else if (c == '+' && digits.empty() && !plus) plus = true;
    else if (const auto separator = length_of_separator(written); separator != 0) length = separator;
    else other = true;
    written.remove_prefix(length);
  }
  PhoneReading out;
  out.national = digits;
  const auto end = [&out](PhoneFault fault) {
    out.fault = fault;
    return out;
  };
  if (other) return end(PhoneFault::not_digits);
  if (digits.empty()) return end(plus ? PhoneFault::incomplete : PhoneFault::empty);
  if (plus) { // the country is said: nothing is guessed
    const auto common = std::min(digits.size(), country.size());
    if (digits.compare(0, common, country, 0, common) != 0) return end(PhoneFault::foreign_country);
    out.national = digits.substr(common);
  } else if (digits.size() > national_digits) {
    for (const auto prefix : prefixes)
      if (digits.starts_with(prefix) && digits.size() <= prefix.size() + national_digits) {
        out.national = digits.substr(prefix.size());
        break;
      }
    if (out.national.size() > national_digits)
      return end(digits.starts_with("00") && !digits.starts_with("00998") ? PhoneFault::foreign_country : PhoneFault::too_long);
  }
  if (out.national.size() > national_digits) return end(PhoneFault::too_long);
  if (out.national.size() < national_digits) return end(PhoneFault::incomplete);
  if (out.national.front() < '2') return end(PhoneFault::unknown_operator);
  out.whole = true;
  return out;
}

std::string phone_groups(std::string_view national) {
  std::string out;
  for (std::size_t i = 0; i < national.size(); ++i) {
    if (i == 2 || i == 5 || i == 7) out += ' ';
    out += national[i];
  }
  return out;
}

std::string last_four_digits(std::string_view written) {
  std::string digits;
  for (const char c : written)
    if (is_digit(c)) digits += c;
  return digits.size() > 4 ? digits.substr(digits.size() - 4) : digits;
}

} // namespace engine
