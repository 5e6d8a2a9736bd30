#include "engine/receipt/slip_format.h"
#include <algorithm>
#include <fmt/format.h>

namespace engine {

std::string slip_money(Money sum) {
  const auto tiyin = sum.in_tiyin();
  const auto size = tiyin < 0 ? 0 - static_cast<std::uint64_t>(tiyin) : static_cast<std::uint64_t>(tiyin);
  const auto digits = fmt::format("{}", size / 100);
  std::string whole;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) whole += ' ';
    whole += digits[i];
  }
  return fmt::format("{}{}.{:02}", tiyin < 0 ? "−" : "", whole, size % 100);
}

std::string slip_quantity(Quantity quantity) {
  const auto n = quantity.in_thousandths();
  if (quantity.is_whole()) return fmt::format("{}", n / 1000);
  const auto size = n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  return fmt::format("{}{}.{:03}", n < 0 ? "−" : "", size / 1000, size % 1000);
}

std::string slip_phone(std::string_view phone) {
  const auto digits = phone.starts_with('+') ? phone.substr(1) : phone;
  const bool plain = digits.size() == 12 && digits.starts_with("998") &&
                     std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain) return std::string(phone);
  return fmt::format("+998 {} {}-{}-{}", digits.substr(3, 2), digits.substr(5, 3), digits.substr(8, 2), digits.substr(10, 2));
}

std::string fill(std::string_view sentence, std::initializer_list<std::string_view> arguments) {
  std::string out;
  for (std::size_t i = 0; i < sentence.size();) {
    const bool placeholder = i + 2 < sentence.size() && sentence[i] == '{' && sentence[i + 2] == '}' && sentence[i + 1] >= '0' &&
                             static_cast<std::size_t>(sentence[i + 1] - '0') < arguments.size();
    if (placeholder) {
      out += *(arguments.begin() + (sentence[i + 1] - '0'));
      i += 3;
    } else {
      out += sentence[i++];
    }
  }
  return out;
}

} // namespace engine
