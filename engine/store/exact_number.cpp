#include "engine/store/exact_number.h"

#include <algorithm>
#include <charconv>

namespace engine::store {
namespace {

constexpr std::size_t longest_token = 64;
constexpr int largest_exponent = 30;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Sign, digits before and after the point, of a number without an exponent.
struct Decimal {
  bool negative = false;
  std::string whole;
  std::string part;
};

std::optional<Decimal> parse_plain(std::string_view text) {
  Decimal d;
  if (!text.empty() && text.front() == '-') {
    d.negative = true;
    text.remove_prefix(1);
  }
  const auto dot = text.find('.');
  d.whole = text.substr(0, dot);
  if (dot != std::string_view::npos) d.part = text.substr(dot + 1);
  if (d.whole.empty() || (dot != std::string_view::npos && d.part.empty())) return std::nullopt;
  if (!all_digits(d.whole) || !all_digits(d.part)) return std::nullopt;
  return d;
}

std::optional<Decimal> parse(std::string_view token) {
  token = trim(token);
  if (token.empty() || token.size() > longest_token) return std::nullopt;
  const auto mark = token.find_first_of("eE");
  auto d = parse_plain(token.substr(0, mark));
  if (!d || mark == std::string_view::npos) return d;

  auto power_text = token.substr(mark + 1);
  if (power_text.starts_with('+')) power_text.remove_prefix(power_text.starts_with("+-") ? power_text.size() : 1);
  int power = 0;
  const auto [end, error] = std::from_chars(power_text.data(), power_text.data() + power_text.size(), power);
  if (power_text.empty() || error != std::errc{} || end != power_text.data() + power_text.size()) return std::nullopt;
  if (power > largest_exponent || power < -largest_exponent) return std::nullopt;
  for (; power > 0; --power) {
    d->whole += d->part.empty() ? '0' : d->part.front();
    if (!d->part.empty()) d->part.erase(0, 1);
  }
  for (; power < 0; ++power) {
    d->part.insert(d->part.begin(), d->whole.back());
    d->whole.pop_back();
    if (d->whole.empty()) d->whole = "0";
  }
  const auto first = d->whole.find_first_not_of('0');
  d->whole = first == std::string::npos ? "0" : d->whole.substr(first);
  return d;
}

std::optional<std::int64_t> scaled(const Decimal& d, int places) {
  auto digits = d.whole;
  for (int i = 0; i < places; ++i) digits += static_cast<std::size_t>(i) < d.part.size() ? d.part[static_cast<std::size_t>(i)] : '0';
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return d.negative ? -value : value;
}

} // namespace

std::optional<std::string> plain_decimal(std::string_view token) {
  const auto d = parse(token);
  if (!d) return std::nullopt;
  return (d->negative ? "-" : "") + d->whole + (d->part.empty() ? "" : "." + d->part);
}

std::optional<Money> exact_som(std::string_view token) {
  const auto plain = plain_decimal(token);
  return plain ? Money::parse_som(*plain) : std::nullopt;
}

std::optional<Quantity> exact_quantity(std::string_view token) {
  const auto plain = plain_decimal(token);
  return plain ? Quantity::parse(*plain) : std::nullopt;
}

std::optional<std::int64_t> exact_integer(std::string_view token) {
  const auto d = parse(token);
  if (!d || d->part.find_first_not_of('0') != std::string::npos) return std::nullopt;
  return scaled(*d, 0);
}

std::optional<std::int64_t> scaled(std::string_view token, int places) {
  const auto d = parse(token);
  return d ? scaled(*d, places) : std::nullopt;
}

} // namespace engine::store
