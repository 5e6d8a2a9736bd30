#include "engine/base/quantity.h"

#include <fmt/format.h>
#include <stdexcept>

namespace engine {
namespace {
[[noreturn]] void overflow() { throw std::overflow_error("a quantity does not fit into 64 bits of thousandths"); }
} // namespace

Quantity Quantity::pieces(std::int64_t n) {
  std::int64_t value = 0;
  if (__builtin_mul_overflow(n, 1000, &value)) overflow();
  return Quantity{value};
}

std::optional<Quantity> Quantity::parse(std::string_view text) {
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
  for (std::size_t i = 0; i < 3; ++i)
    if (!push_digit(i < part.size() ? part[i] : '0')) return std::nullopt;
  for (std::size_t i = 3; i < part.size(); ++i)
    if (part[i] != '0') return std::nullopt;
  return Quantity{value};
}

std::string Quantity::to_text() const {
  const auto magnitude = thousandths_ < 0 ? -thousandths_ : thousandths_;
  auto text = fmt::format("{}{}", thousandths_ < 0 ? "-" : "", magnitude / 1000);
  if (magnitude % 1000 == 0) return text;
  text += fmt::format(".{:03}", magnitude % 1000);
  while (text.back() == '0') text.pop_back();
  return text;
}

Quantity operator+(Quantity a, Quantity b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.thousandths_, b.thousandths_, &sum)) overflow();
  return Quantity{sum};
}

Quantity operator-(Quantity a, Quantity b) {
  std::int64_t rest = 0;
  if (__builtin_sub_overflow(a.thousandths_, b.thousandths_, &rest)) overflow();
  return Quantity{rest};
}

} // namespace engine
