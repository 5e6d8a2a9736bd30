// Numbers of the store's answers: exact or refused. The check counts in whole tiyin by shifting digits, never
// by a double.
#include "engine/store/exact_number.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

using namespace engine;
using namespace engine::store;

__extension__ using Wide = __int128;

/// The value of a plain decimal times 10^places as an integer; nullopt when places are left over or it is
/// above 10^30.
std::optional<Wide> shifted(std::string_view plain, std::size_t places) {
  const bool negative = plain.starts_with('-');
  if (negative) plain.remove_prefix(1);
  const auto dot = std::min(plain.find('.'), plain.size());
  std::string digits{plain.substr(0, dot)};
  std::string part{dot < plain.size() ? plain.substr(dot + 1) : std::string_view{}};
  while (!part.empty() && part.back() == '0') part.pop_back();
  if (part.size() > places) return std::nullopt;
  part.resize(places, '0');
  digits += part;
  const auto first = digits.find_first_not_of('0');
  digits = first == std::string::npos ? "0" : digits.substr(first);
  if (digits.size() > 30) return std::nullopt;
  Wide value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto token = fuzz::text_of(data, size);
  const auto plain = plain_decimal(token);
  const auto sum = exact_som(token);
  const auto quantity = exact_quantity(token);
  const auto whole = exact_integer(token);
  if (!plain) {
    fuzz::require(!sum && !quantity && !whole && !scaled(token, 6), "what is no number is none in any unit");
    return 0;
  }
  // Without its exponent a number may be longer than what is read.
  if (plain->size() <= 64) fuzz::require(plain_decimal(*plain) == plain, "a plain decimal is itself");
  const std::string padded = " " + std::string{token} + "\r\n";
  fuzz::require(exact_som(padded) == sum && exact_quantity(padded) == quantity && exact_integer(padded) == whole,
                "white space around it says nothing");
  if (sum) {
    fuzz::require(shifted(*plain, 2) == sum->in_tiyin(), "a sum is exact");
    fuzz::require(exact_som(sum->to_som_text()) == sum, "a sum that is written is read back");
  }
  if (quantity) {
    fuzz::require(shifted(*plain, 3) == quantity->in_thousandths(), "a quantity is exact");
    fuzz::require(exact_quantity(quantity->to_text()) == quantity, "a quantity that is written is read back");
  }
  if (whole) fuzz::require(shifted(*plain, 0) == *whole, "a whole number is exact");
  // What fits is not refused.
  const auto tiyin = shifted(*plain, 2);
  if (tiyin && *tiyin > -1'000'000'000'000'000 && *tiyin < 1'000'000'000'000'000) fuzz::require(sum.has_value(), "a sum that fits is read");
  return 0;
}
