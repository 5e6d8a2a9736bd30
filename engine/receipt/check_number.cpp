#include "engine/receipt/check_number.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace engine {
namespace {

constexpr std::int64_t most = 999'999'999'999;

// The totally anti-symmetric quasigroup of order 10 from H. M. Damm's thesis (2004).
constexpr std::array<std::array<std::uint8_t, 10>, 10> quasigroup{{{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
                                                                   {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                                                   {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
                                                                   {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                                                   {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
                                                                   {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                                                   {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
                                                                   {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                                                   {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
                                                                   {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}}};

char letter_of(SlipNumberKind kind) { return kind == SlipNumberKind::voucher ? 'V' : 'C'; }

// A voucher's number must not be a claim's when the letter is misread, so the letter takes part in the sum.
std::string summed(SlipNumberKind kind, std::string_view digits) {
  return (kind == SlipNumberKind::voucher ? "1" : "2") + std::string(digits);
}

} // namespace

char damm_digit(std::string_view digits) {
  std::uint8_t state = 0;
  for (const char c : digits) state = quasigroup[state][static_cast<std::size_t>(c - '0')];
  return static_cast<char>('0' + state);
}

std::string make_slip_number(SlipNumberKind kind, std::int64_t number) {
  if (number < 0 || number > most) throw std::out_of_range("number of a voucher or claim");
  const auto digits = fmt::format("{:05}", number);
  return fmt::format("{}-{}-{}", letter_of(kind), digits, damm_digit(summed(kind, digits)));
}

std::string make_slip_number(SlipNumberKind kind, std::int64_t number, std::uint64_t random) {
  return fmt::format("{}-{:04}", make_slip_number(kind, number), random % 10'000);
}

std::string_view without_random_digits(std::string_view number) {
  const bool has_them = std::ranges::count(number, '-') == 3;
  return has_them ? number.substr(0, number.rfind('-')) : number;
}

std::optional<SlipNumber> parse_slip_number(std::string_view text) {
  std::optional<SlipNumberKind> kind;
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!kind) {
      if (c == 'V' || c == 'v') kind = SlipNumberKind::voucher;
      else if (c == 'C' || c == 'c') kind = SlipNumberKind::claim;
      else return std::nullopt;
    } else if (c >= '0' && c <= '9' && digits.size() < 13) {
      digits += c;
    } else {
      return std::nullopt;
    }
  }
  if (!kind || digits.size() < 6) return std::nullopt;
  const char check = digits.back();
  digits.pop_back();
  if (digits.size() > 5 && digits.front() == '0') return std::nullopt; // one way to write a number
  if (damm_digit(summed(*kind, digits)) != check) return std::nullopt;
  return SlipNumber{*kind, std::stoll(digits)};
}

} // namespace engine
