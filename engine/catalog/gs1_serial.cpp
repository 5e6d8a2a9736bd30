#include "engine/catalog/gs1_serial.h"

#include "engine/catalog/gtin.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

namespace engine {
namespace {

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

enum Identifier : unsigned { gtin = 1, lot = 2, made = 4, until = 8, weight = 16, price = 32, key = 64, signature = 128, check = 256 };

struct Fit {
  bool fits = false;
  bool checked = false; ///< with the check part that no pack comes without
  bool dated = false;   ///< with a date, which letters and figures hardly are by chance; "10" and anything is
  void operator|=(Fit other) { fits |= other.fits, checked |= other.checked, dated |= other.dated; }
};

constexpr std::size_t longest_serial = 20, longest_lot = 20, shortest_signature = 44;

/// Whether known identifiers in their national forms fill all of `tail`: (91) with 4, then (92) with 44 or more; (93) with 4; (8005) with the
/// price; (17), (11) with a date; (310n) with a weight; (10) with a lot; each once. `used`: those that stood before.
Fit tail_fit(std::string_view tail, unsigned used) {
  if (tail.empty()) return {true, (used & (key | check)) != 0, (used & (until | made)) != 0};
  Fit found;
  const auto element = [&](unsigned what, std::string_view ai, std::size_t length, auto&& right) {
    if ((used & what) != 0 || !tail.starts_with(ai) || tail.size() < ai.size() + length || !right(tail.substr(ai.size(), length))) return;
    found |= tail_fit(tail.substr(ai.size() + length), used | what);
  };
  const auto anything = [](std::string_view) { return true; };
  element(check, "93", 4, anything);
  element(key, "91", 4, anything);
  if ((used & key) != 0 && tail.size() >= 2 + shortest_signature) element(signature, "92", tail.size() - 2, anything); // it is the last one
  element(price, "8005", 6, all_digits);
  element(until, "17", 6, is_gs1_date);
  element(made, "11", 6, is_gs1_date);
  if (tail.size() > 3 && tail[3] >= '0' && tail[3] <= '5')
    element(weight, tail.substr(0, 3) == "310" ? tail.substr(0, 4) : "310", 6, all_digits);
  element(gtin, "01", 14, is_gtin);
  for (std::size_t length = 1; length <= longest_lot && length + 2 <= tail.size(); ++length) element(lot, "10", length, anything);
  return found;
}

bool is_usual(std::size_t length) { return length == 6 || length == 7 || length == 13 || length == 20; }

} // namespace

bool is_gs1_date(std::string_view six) {
  if (six.size() != 6 || !all_digits(six)) return false;
  constexpr std::array days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto month = static_cast<std::size_t>((six[2] - '0') * 10 + six[3] - '0');
  return month >= 1 && month <= 12 && (six[4] - '0') * 10 + six[5] - '0' <= days[month - 1];
}

SerialEnd serial_end(std::string_view rest, bool gtin_known) {
  if (rest.empty()) return {0, "(21) is empty"};
  std::vector<std::size_t> checked, unchecked, unusual, odd; // odd: a date at an unusual place is no reading, but a doubt about another
  bool dated = false;                                        // one of the unchecked
  for (std::size_t length = 1; length <= longest_serial && length < rest.size(); ++length) {
    const auto fit = tail_fit(rest.substr(length), gtin_known ? gtin : 0U);
    if (is_usual(length) && fit.fits) (fit.checked ? checked : unchecked).push_back(length), dated |= !fit.checked && fit.dated;
    else if (fit.checked) unusual.push_back(length);
    else if (fit.dated) odd.push_back(length);
  }
  const auto of = [](const std::vector<std::size_t>& lengths) {
    if (lengths.size() == 1) return SerialEnd{lengths.front(), {}};
    return SerialEnd{
        0, fmt::format("the serial number may have {} characters: the scanner drops the separator 0x1D", fmt::join(lengths, " or "))};
  };
  if (!checked.empty()) return of(checked);
  if (!unchecked.empty()) {
    if (!dated) unchecked.insert(unchecked.end(), odd.begin(), odd.end());
    return of(unchecked);
  }
  if (is_usual(rest.size())) {
    unusual.push_back(rest.size());
    unusual.insert(unusual.end(), odd.begin(), odd.end());
  }
  if (!unusual.empty()) return of(unusual);
  return {0, "a serial number without an end: the scanner drops the separator 0x1D"};
}

} // namespace engine
