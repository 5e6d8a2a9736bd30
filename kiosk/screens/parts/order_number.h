#pragma once
// The order's number inside a sentence of ours.
#include <string_view>

namespace kiosk {

/// Without the number sign that the store may write before it ("№0000001"): the sentence has one of its own.
inline std::string_view bare_order_number(std::string_view number) {
  constexpr std::string_view sign = "\u2116";
  if (number.starts_with(sign)) number.remove_prefix(sign.size());
  while (number.starts_with(' ')) number.remove_prefix(1);
  return number;
}

} // namespace kiosk
