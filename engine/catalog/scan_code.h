#pragma once
// What one read of the barcode scanner means. Pure: text in, meaning out.
//
// EAN-8/13, UPC-A with check digit; in-house EAN-13 with a weight or a price inside (prefixes configurable); GS1 DataMatrix
// with (01) GTIN and (21) serial, kept whole for the fiscal receipt; the order slip's own code.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace engine {

struct PlainCode {
  std::string code; ///< digits as printed, EAN-13 leading zeros kept
};
struct WeightCode {
  std::string item; ///< in-house item code, digits
  Quantity weight;  ///< thousandths of a kilogram
  std::string code;
};
struct PriceCode {
  std::string item;
  Money total; ///< the line total as printed on the label (rules R3)
  std::string code;
};
struct MarkingCode {
  std::string gtin;  ///< 14 digits
  std::string serial;
  std::string label; ///< what goes to the module's `labels`: 01+GTIN+21+serial, cut before AI 91/92/93; at most 63 bytes
  std::string full;  ///< as scanned, with 0x1D kept
};
struct OrderSlipCode {
  std::string order_number;
};
struct UnreadableCode {
  std::string why; ///< English, for the log
};
using ScannedCode = std::variant<PlainCode, WeightCode, PriceCode, MarkingCode, OrderSlipCode, UnreadableCode>;

struct ScanRules {
  std::vector<std::string> weight_prefixes = {"21", "22", "23", "24", "25"}; ///< 2 digits + 5 item + 5 grams + check
  std::vector<std::string> price_prefixes = {"26", "27", "28", "29"};        ///< 2 digits + 5 item + 5 so'm + check
};

/// Never throws; input longer than 256 bytes is unreadable.
ScannedCode decode_scan(std::string_view raw, const ScanRules& rules = {});

/// Modulo-10 check digit of EAN/UPC/GTIN for the digits before it; '\0' if one is not a digit.
char gtin_check_digit(std::string_view digits_without_check);

} // namespace engine
