#include "engine/catalog/gtin.h"

#include <algorithm>

namespace engine {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string padded(std::string_view digits, std::size_t length) { return std::string(length - digits.size(), '0').append(digits); }

} // namespace

char gtin_check_digit(std::string_view digits) {
  int sum = 0;
  int weight = digits.size() % 2 == 0 ? 1 : 3; // the last digit always weighs 3
  for (const char c : digits) {
    if (!is_digit(c)) return '\0';
    sum += (c - '0') * weight;
    weight = 4 - weight;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool is_gtin(std::string_view code) {
  return code.size() > 1 && is_digit(code.back()) && gtin_check_digit(code.substr(0, code.size() - 1)) == code.back();
}

std::optional<std::string> gtin14(std::string_view code) {
  if (code.size() != 8 && (code.size() < 12 || code.size() > 14)) return std::nullopt;
  if (!is_gtin(code)) return std::nullopt;
  return padded(code, 14);
}

std::optional<std::string> upc_a_of_upc_e(std::string_view eight) {
  if (eight.size() != 8 || !std::ranges::all_of(eight, is_digit) || eight[0] > '1') return std::nullopt;
  const auto x = eight.substr(1, 6);
  std::string a{eight[0]};
  switch (x[5]) { // how the manufacturer's zeros were left out
  case '0':
  case '1':
  case '2': a.append(x.substr(0, 2)).append({x[5]}).append("0000").append(x.substr(2, 3)); break;
  case '3': a.append(x.substr(0, 3)).append("00000").append(x.substr(3, 2)); break;
  case '4': a.append(x.substr(0, 4)).append("00000").append(x.substr(4, 1)); break;
  default: a.append(x.substr(0, 5)).append("0000").append({x[5]}); break;
  }
  a += eight[7];
  if (!is_gtin(a)) return std::nullopt;
  return a;
}

std::optional<std::string> gtin_before_lost_zeros(std::string_view digits) {
  const std::size_t length = digits.size() == 6 || digits.size() == 7 ? 8 : digits.size() >= 9 && digits.size() <= 11 ? 12 : 0;
  if (length == 0 || digits.front() == '0' || !is_gtin(digits)) return std::nullopt; // zeros in front do not change the check digit
  return padded(digits, length);
}

} // namespace engine
