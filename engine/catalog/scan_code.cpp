#include "engine/catalog/scan_code.h"

#include "engine/catalog/gs1_elements.h"
#include "engine/catalog/gtin.h"
#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

constexpr std::size_t longest_read = 256;
constexpr std::string_view order_slip_prefix = "GLB-ORDER:";
constexpr std::size_t longest_order_number = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Letters and signs of the shop's own article codes.
bool is_article_code(std::string_view text) {
  return text.size() <= 20 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
         });
}

/// Scanners end a read with CR, LF or a tab, and some add spaces.
std::string_view trimmed(std::string_view raw) {
  constexpr std::string_view blank = "\r\n\t ";
  const auto first = raw.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return raw.substr(first, raw.find_last_not_of(blank) - first + 1);
}

bool has_prefix(std::string_view code, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes, [code](const std::string& p) { return !p.empty() && code.starts_with(p); });
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

ScannedCode decode_ean13(std::string_view code, const ScanRules& rules) {
  const auto item = code.substr(2, 5);
  const auto value = number(code.substr(7, 5));
  if (has_prefix(code, rules.weight_prefixes)) {
    if (value == 0) return UnreadableCode{fmt::format("weight label {} says 0 g", code)};
    return WeightCode{std::string{item}, Quantity::thousandths(value), std::string{code}};
  }
  if (has_prefix(code, rules.price_prefixes)) {
    if (value == 0) return UnreadableCode{fmt::format("price label {} says 0 so'm", code)};
    return PriceCode{std::string{item}, Money::som(value), std::string{code}};
  }
  return PlainCode{std::string{code}};
}

ScannedCode plain_gtin14(std::string_view gtin, const ScanRules& rules) {
  if (gtin.front() == '9')
    return UnreadableCode{fmt::format("{} is of variable measure, and its weight is missing", gtin), Unreadable::unclear};
  if (gtin.front() != '0') return UnreadableCode{fmt::format("{} is the code of a case, not of a piece", gtin), Unreadable::foreign};
  return decode_ean13(gtin.substr(1), rules);
}

ScannedCode decode_8_digits(std::string_view code, std::string_view aim) {
  const auto upc_a = aim == "E4" ? std::nullopt : upc_a_of_upc_e(code);
  if (upc_a && (aim == "E0" || !is_gtin(code))) return PlainCode{*upc_a};
  if (is_gtin(code)) return PlainCode{std::string{code}, upc_a.value_or("")};
  return UnreadableCode{fmt::format("check digit of {} is wrong", code)};
}

/// A magazine's code with its add-on: `code` are the digits of both.
bool has_add_on(std::string_view code) {
  const auto behind = code.size() == 14 || code.size() == 15 ? 2U : 5U;
  return (code.size() == 14 || code.size() == 15 || code.size() == 17 || code.size() == 18) &&
         is_gtin(code.substr(0, code.size() - behind));
}

ScannedCode decode_digits(std::string_view code, std::string_view aim, const ScanRules& rules) {
  if (aim == "E1" || aim == "E2") return UnreadableCode{"the add-on of a code without the code"};
  if (code.size() == 8) return decode_8_digits(code, aim);
  if (code.size() == 14 && is_gtin(code) && aim != "E3") return plain_gtin14(code, rules);
  if (has_add_on(code)) code = code.substr(0, code.size() == 14 || code.size() == 17 ? 12 : 13);
  if (code.size() >= 12 && code.size() <= 14) {
    if (!is_gtin(code)) return UnreadableCode{fmt::format("check digit of {} is wrong", code)};
    return code.size() == 13 ? decode_ean13(code, rules) : PlainCode{std::string{code}};
  }
  if (code.size() > 14) return UnreadableCode{fmt::format("{} digits are no product code", code.size()), Unreadable::foreign};
  return PlainCode{std::string{code}};
}

/// "4780000000007 12": scanners may set a blank between code and add-on.
std::string without_blank_before_add_on(std::string_view code) {
  const auto blank = code.find(' ');
  if (blank != 12 && blank != 13) return {};
  const auto add_on = code.substr(blank + 1);
  if ((add_on.size() != 2 && add_on.size() != 5) || !all_digits(add_on) || !all_digits(code.substr(0, blank))) return {};
  return std::string{code.substr(0, blank)}.append(add_on);
}

/// A tobacco pack: 14 digits of GTIN, 7 of serial, 4 of price, 4 of check, no application identifiers.
bool is_tobacco_pack(std::string_view text) {
  return text.size() == 29 && is_gtin(text.substr(0, 14)) && std::ranges::all_of(text.substr(14), is_gs1_character);
}

ScannedCode tobacco_pack(std::string_view text) {
  return MarkingCode{.gtin = std::string{text.substr(0, 14)},
                     .serial = std::string{text.substr(14, 7)},
                     .label = std::string{text.substr(0, 21)},
                     .full = std::string{text}};
}

ScannedCode from_elements(const Gs1Elements& elements, const ScanRules& rules) {
  if (!elements.fault.empty()) return UnreadableCode{elements.fault, elements.unclear ? Unreadable::unclear : Unreadable::misread};
  const auto& gtin = elements.gtin;
  if (gtin.empty()) return UnreadableCode{"a GS1 code without (01) GTIN names no product", Unreadable::foreign};
  if (!elements.serial.empty())
    return MarkingCode{.gtin = gtin, .serial = elements.serial, .label = "01" + gtin + "21" + elements.serial, .full = elements.full};
  const bool piece_or_measure = gtin.front() == '0' || gtin.front() == '9';
  if (piece_or_measure && elements.weight) return WeightCode{gtin, *elements.weight, gtin};
  if (piece_or_measure && elements.price) return PriceCode{gtin, *elements.price, gtin};
  return plain_gtin14(gtin, rules);
}

/// Without the separators behind the last element.
std::string_view without_end(std::string_view elements) { return elements.substr(0, elements.find_last_not_of(group_separator) + 1); }

bool is_order_slip_mac_shaped(std::string_view text) {
  return text.size() == order_slip_mac_length &&
         std::ranges::all_of(text, [](char c) { return order_slip_alphabet.find(c) != std::string_view::npos; });
}

} // namespace

ScanText scan_text(std::string_view raw) {
  const auto text = trimmed(raw);
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  if (text.size() < 3 || text[0] != ']' || !is_letter(text[1]) || !(is_digit(text[2]) || is_letter(text[2]))) return {text, {}};
  return {text.substr(3), text.substr(1, 2)};
}

ScannedCode decode_scan(std::string_view raw, const ScanRules& rules) {
  if (raw.size() > longest_read) return UnreadableCode{fmt::format("{} bytes are too many for a code", raw.size()), Unreadable::foreign};
  auto [code, aim] = scan_text(raw);
  if (code.empty()) return UnreadableCode{aim.empty() ? "an empty read" : "a symbology identifier without data"};

  if (code.starts_with(order_slip_prefix)) {
    auto order = code.substr(order_slip_prefix.size());
    std::string_view mac;
    if (const auto colon = order.rfind(':'); colon != std::string_view::npos && is_order_slip_mac_shaped(order.substr(colon + 1))) {
      mac = order.substr(colon + 1);
      order = order.substr(0, colon);
    }
    if (mac.empty()) order = order.substr(0, order.find_last_not_of(':') + 1); // the code behind it is cut off
    if (make_order_slip_code(order, mac).empty()) return UnreadableCode{"an order slip without a usable number"};
    return OrderSlipCode{std::string{order}, std::string{mac}};
  }

  bool gs1 = aim == "d2" || aim == "C1" || aim == "e0" || aim == "Q3"; // the symbology itself says that an element string follows
  gs1 = gs1 || code.starts_with(group_separator);                      // FNC1 in the first place
  code = without_outer_separators(code);
  if (code.empty()) return UnreadableCode{"a symbology identifier without data"};
  for (const char c : code)
    if ((is_control(c) && c != group_separator) || static_cast<unsigned char>(c) > 0x7f)
      return UnreadableCode{"characters that no product code has", Unreadable::foreign};

  if (code.front() == '(') {
    const auto plain = elements_from_brackets(code);
    if (!plain) return UnreadableCode{"application identifiers in brackets that cannot be read"};
    auto elements = read_gs1_elements(*plain);
    elements.full = without_end(elements.full);
    return from_elements(elements, rules);
  }
  if (gs1) return from_elements(read_gs1_elements(code), rules);
  const auto joined = without_blank_before_add_on(code);
  if (!joined.empty()) code = joined;
  if (all_digits(code) && aim.starts_with('E')) return decode_digits(code, aim, rules);
  if (is_tobacco_pack(code) && !looks_like_gs1(code)) return tobacco_pack(code);
  if (begins_with_gtin(code)) return from_elements(read_gs1_elements(code), rules);
  if (code.size() == 20 && code.starts_with("00") && all_digits(code))
    return UnreadableCode{"SSCC: the code of a pallet or case", Unreadable::foreign};
  if (all_digits(code)) return decode_digits(code, aim, rules);
  if (is_article_code(code)) return PlainCode{std::string{code}};
  return UnreadableCode{"neither a product code nor an order slip", Unreadable::foreign};
}

std::string make_order_slip_code(std::string_view order_number, std::string_view mac) {
  if (!mac.empty() && !is_order_slip_mac_shaped(mac)) return {};
  if (order_number.empty() || order_number.size() > longest_order_number || std::ranges::any_of(order_number, is_control)) return {};
  return std::string{order_slip_prefix} + std::string{order_number} + (mac.empty() ? "" : ":") + std::string{mac};
}

} // namespace engine
