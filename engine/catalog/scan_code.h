#pragma once
// What one read of the barcode scanner means. Pure: text in, meaning out.
//
// EAN-8/13, UPC-A, UPC-E with check digit, the first two also with a magazine's add-on of 2 or 5 digits behind them; in-house EAN-13 with a
// weight or a price inside (prefixes configurable); GS1 DataMatrix with (01) GTIN and (21) serial, kept whole for the fiscal receipt; GS1 DataBar
// with a weight (310n) or a price (392n, 393n), indicator 9 for variable measure; tobacco packs (29 characters without AI); short article codes
// of the shop; the order slip's own code. A GTIN-14 with indicator 0 is the EAN-13 inside it; other GTIN-14 (ITF-14) and SSCC name a case or a
// pallet, which is not what a customer buys, and are refused.
//
// The AIM identifier (ISO/IEC 15424: "]d2", "]E0"), when the scanner sends it, tells what digits alone do not: an element string that begins with
// any identifier; UPC-E ("]E0" with eight digits) from EAN-8 ("]E4"). A GS1 code comes as element string, with FNC1 as 0x1D, or in readable
// brackets; what becomes of a 0x1D that the scanner drops or replaces: gs1_elements.h. Source: devices/fiscal/PROTOCOL.md section 8.
//
// Threading: pure functions and values.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace engine {

struct PlainCode {
  std::string code;    ///< digits as printed, EAN-13 leading zeros kept, UPC-E as its UPC-A; or the shop's article code
  std::string upc_a{}; ///< the UPC-A behind eight digits that may be an UPC-E; otherwise empty
  friend bool operator==(const PlainCode&, const PlainCode&) = default;
};
struct WeightCode {
  std::string item; ///< in-house item code, digits; or a GTIN of 14 digits
  Quantity weight;  ///< thousandths of a kilogram
  std::string code;
  friend bool operator==(const WeightCode&, const WeightCode&) = default;
};
struct PriceCode {
  std::string item;
  Money total; ///< the line total as printed on the label (rules R3)
  std::string code;
  friend bool operator==(const PriceCode&, const PriceCode&) = default;
};
struct MarkingCode {
  std::string gtin; ///< 14 digits
  std::string serial;
  std::string label; ///< the text for the module's `labels`: 01+GTIN+21+serial, or the first 21 characters of a tobacco pack
  std::string full;  ///< the element string as scanned, 0x1D kept (and put in where the scanner sent something else), without AIM prefix
  friend bool operator==(const MarkingCode&, const MarkingCode&) = default;
};
struct OrderSlipCode {
  std::string order_number;
  std::string mac{}; ///< 8 characters that show which kiosk wrote it (engine/checkout/order_slip.h); empty: none
  friend bool operator==(const OrderSlipCode&, const OrderSlipCode&) = default;
};
enum class Unreadable {
  misread, ///< damaged: the next try may read it
  unclear, ///< read as the scanner sent it, and not certain: no try helps, staff may
  foreign, ///< something else than goods
};
struct UnreadableCode {
  std::string why; ///< English, for the log
  Unreadable kind = Unreadable::misread;
  friend bool operator==(const UnreadableCode&, const UnreadableCode&) = default;
};
using ScannedCode = std::variant<PlainCode, WeightCode, PriceCode, MarkingCode, OrderSlipCode, UnreadableCode>;

struct ScanRules {
  std::vector<std::string> weight_prefixes = {"21", "22", "23", "24", "25"}; ///< 2 digits + 5 item + 5 grams + check
  std::vector<std::string> price_prefixes = {"26", "27", "28", "29"};        ///< 2 digits + 5 item + 5 so'm + check
};

/// The text of a read, without line ends, blanks and the AIM identifier around it.
struct ScanText {
  std::string_view text;
  std::string_view aim; ///< two characters, "E0"; empty: none was sent
};
ScanText scan_text(std::string_view raw);

/// Never throws; input longer than 256 bytes is unreadable. Which product a code names: scan_resolve.h.
ScannedCode decode_scan(std::string_view raw, const ScanRules& rules = {});

/// The text in the QR or Code 128 of an order slip: "GLB-ORDER:", the number as the store wrote it and, when there is one, ":" and the
/// mac. Empty when the number is empty, longer than 40 bytes or has control characters, or the mac is none.
std::string make_order_slip_code(std::string_view order_number, std::string_view mac = {});

/// The alphabet of macs: Crockford's, without letters that look like figures.
inline constexpr std::string_view order_slip_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
inline constexpr std::size_t order_slip_mac_length = 8;

} // namespace engine
