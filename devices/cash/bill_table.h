#pragma once
// The validator's own table of the notes it knows, read at each connection: bill type -> denomination. The
// order of the types is the firmware's, never assumed. Facts: devices/cash/PROTOCOL.md section 4. Threading: a plain
// value.
#include "devices/cash/ccnet_messages.h"
#include <array>
#include <optional>
#include <vector>

namespace devices::ccnet {

class BillTable {
public:
  static constexpr std::size_t type_count = 24;
  static constexpr std::size_t answer_size = 120;

  struct Entry {
    std::uint8_t mantissa = 0; ///< 0 = unused
    std::array<char, 3> country{};
    std::uint8_t exponent = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  BillTable() = default;
  /// The error is one English line.
  static tl::expected<BillTable, std::string> parse(std::span<const std::uint8_t> body);

  /// So'm; nothing for an unused type, another country's note, a broken amount, or the coupon's number.
  [[nodiscard]] std::optional<std::int64_t> denomination(std::uint8_t type) const;
  /// The types of these denominations; several types may share one.
  [[nodiscard]] TypeMask types_of(const std::vector<std::int64_t>& denominations) const;
  /// All denominations, ascending, each once.
  [[nodiscard]] std::vector<std::int64_t> denominations() const;
  /// The country codes in use, for the log: "UZB" or "UKR, UZS"; unprintable bytes as '?'.
  [[nodiscard]] std::string countries() const;
  [[nodiscard]] Bytes encode() const; ///< 120 bytes

  friend bool operator==(const BillTable&, const BillTable&) = default;
  std::array<Entry, type_count> entries{};
};

/// UZB by the pattern of other countries' tables (UKR, AZE); UZS, the currency code, is accepted as well.
[[nodiscard]] bool is_uzbek(const std::array<char, 3>& country);

/// mantissa and exponent as the protocol writes them: bit 7 of the exponent clear = trailing zeros, set =
/// decimal places. Nothing when it is no whole number of so'm or above 1 000 000 000.
[[nodiscard]] std::optional<std::int64_t> bill_amount(std::uint8_t mantissa, std::uint8_t exponent);

} // namespace devices::ccnet
