#include "engine/base/money.h"

#include <fmt/format.h>
#include <limits>
#include <stdexcept>

namespace engine {

void Money::overflow() { throw std::overflow_error("a sum of money does not fit into 64 bits of tiyin"); }

std::optional<Money> Money::parse_som(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-')) {
    negative = true;
    text.remove_prefix(1);
  }
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot);
  const auto part = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  if (whole.empty() || (dot != std::string_view::npos && part.empty())) return std::nullopt;

  std::int64_t value = 0;
  const auto push_digit = [&](char c) {
    return c >= '0' && c <= '9' && !__builtin_mul_overflow(value, 10, &value) && !__builtin_add_overflow(value, c - '0', &value);
  };
  for (const char c : whole)
    if (!push_digit(c)) return std::nullopt;
  for (std::size_t i = 0; i < 2; ++i)
    if (!push_digit(i < part.size() ? part[i] : '0')) return std::nullopt;
  for (std::size_t i = 2; i < part.size(); ++i)
    if (part[i] != '0') return std::nullopt;
  return Money::tiyin(negative ? -value : value);
}

std::string Money::to_som_text() const {
  const auto rest = tiyin_ % 100;
  if (rest == 0) return fmt::format("{}", tiyin_ / 100);
  return fmt::format("{}{}.{:02}", tiyin_ < 0 ? "-" : "", tiyin_ < 0 ? -(tiyin_ / 100) : tiyin_ / 100, rest < 0 ? -rest : rest);
}

Money multiply_ratio_half_up(Money a, std::int64_t numerator, std::int64_t denominator) {
  if (denominator <= 0) throw std::invalid_argument("a ratio of money needs a denominator above 0");
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(a.in_tiyin()) * numerator;
  const Wide magnitude = product < 0 ? -product : product;
  const Wide rounded = (2 * magnitude + denominator) / (2 * static_cast<Wide>(denominator));
  const Wide result = product < 0 ? -rounded : rounded;
  if (result > std::numeric_limits<std::int64_t>::max() || result < std::numeric_limits<std::int64_t>::min())
    throw std::overflow_error("a share of a sum of money does not fit into 64 bits of tiyin");
  return Money::tiyin(static_cast<std::int64_t>(result));
}

} // namespace engine
