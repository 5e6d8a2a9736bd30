#include "devices/cash/bill_table.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace devices::ccnet {
namespace {

constexpr std::size_t entry_size = 5;
constexpr std::int64_t largest_amount = 1'000'000'000;
constexpr std::uint8_t decimals_flag = 0x80;

} // namespace

bool is_uzbek(const std::array<char, 3>& country) {
  return country[0] == 'U' && country[1] == 'Z' && (country[2] == 'B' || country[2] == 'S');
}

std::optional<std::int64_t> bill_amount(std::uint8_t mantissa, std::uint8_t exponent) {
  if (mantissa == 0) return std::nullopt;
  std::int64_t amount = mantissa;
  const int steps = exponent & ~decimals_flag;
  for (int i = 0; i < steps; ++i) {
    if ((exponent & decimals_flag) != 0) {
      if (amount % 10 != 0) return std::nullopt;
      amount /= 10;
    } else {
      amount *= 10;
    }
    if (amount > largest_amount) return std::nullopt;
  }
  return amount;
}

tl::expected<BillTable, std::string> BillTable::parse(std::span<const std::uint8_t> body) {
  if (body.size() != answer_size) return tl::make_unexpected(fmt::format("bill table of {} bytes", body.size()));
  BillTable table;
  for (std::size_t type = 0; type < type_count; ++type) {
    const auto word = body.subspan(type * entry_size, entry_size);
    auto& entry = table.entries[type];
    entry.mantissa = word[0];
    std::transform(word.begin() + 1, word.begin() + 4, entry.country.begin(), [](std::uint8_t byte) { return static_cast<char>(byte); });
    entry.exponent = word[4];
  }
  return table;
}

std::optional<std::int64_t> BillTable::denomination(std::uint8_t type) const {
  if (type >= type_count || type == coupon_type) return std::nullopt;
  const auto& entry = entries[type];
  if (entry.mantissa == 0 || !is_uzbek(entry.country)) return std::nullopt;
  return bill_amount(entry.mantissa, entry.exponent);
}

TypeMask BillTable::types_of(const std::vector<std::int64_t>& denominations) const {
  TypeMask mask = 0;
  for (std::uint8_t type = 0; type < type_count; ++type) {
    const auto amount = denomination(type);
    if (amount && std::find(denominations.begin(), denominations.end(), *amount) != denominations.end()) mask |= TypeMask{1} << type;
  }
  return mask;
}

std::vector<std::int64_t> BillTable::denominations() const {
  std::set<std::int64_t> amounts;
  for (std::uint8_t type = 0; type < type_count; ++type)
    if (const auto amount = denomination(type)) amounts.insert(*amount);
  return {amounts.begin(), amounts.end()};
}

std::string BillTable::countries() const {
  std::set<std::string> codes;
  for (const auto& entry : entries) {
    if (entry.mantissa == 0) continue;
    std::string code(entry.country.begin(), entry.country.end());
    for (auto& c : code) c = c >= 0x20 && c < 0x7F ? c : '?';
    codes.insert(code);
  }
  return fmt::format("{}", fmt::join(codes, ", "));
}

Bytes BillTable::encode() const {
  Bytes bytes;
  for (const auto& entry : entries) {
    bytes.push_back(entry.mantissa);
    for (const char c : entry.country) bytes.push_back(static_cast<std::uint8_t>(c));
    bytes.push_back(entry.exponent);
  }
  return bytes;
}

} // namespace devices::ccnet
