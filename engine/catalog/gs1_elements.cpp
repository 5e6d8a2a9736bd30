#include "engine/catalog/gs1_elements.h"

#include "engine/catalog/gtin.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace engine {
namespace {

struct Identifier {
  std::string_view ai;  ///< 'n' stands for any digit
  std::size_t length;   ///< of the data; the largest when it is variable
  bool variable;
};

constexpr auto identifiers = std::to_array<Identifier>({
    {"00", 18, false},  {"01", 14, false},  {"02", 14, false},  {"10", 20, true},   {"11", 6, false},  {"12", 6, false},
    {"13", 6, false},   {"15", 6, false},   {"16", 6, false},   {"17", 6, false},   {"20", 2, false},  {"21", 20, true},
    {"22", 20, true},   {"240", 30, true},  {"241", 30, true},  {"250", 30, true},  {"30", 8, true},   {"37", 8, true},
    {"31nn", 6, false}, {"32nn", 6, false}, {"33nn", 6, false}, {"35nn", 6, false}, {"36nn", 6, false}, {"392n", 15, true},
    {"7003", 10, true}, {"8005", 6, false},  {"8008", 12, true}, {"91", 90, true},   {"92", 90, true},  {"93", 90, true},
    {"94", 90, true},   {"95", 90, true},   {"96", 90, true},   {"97", 90, true},   {"98", 90, true},  {"99", 90, true},
});

bool matches(std::string_view pattern, std::string_view text) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] == 'n' ? text[i] < '0' || text[i] > '9' : pattern[i] != text[i]) return false;
  return true;
}

const Identifier* identifier_of(std::string_view text) {
  const auto found = std::ranges::find_if(identifiers, [text](const auto& i) { return matches(i.ai, text); });
  return found == identifiers.end() ? nullptr : &*found;
}

/// What may follow a serial in the national marking: (8005) price and then (93), (93) with 4 characters, or (91) with 4
/// and (92) with 44 or more. Only looked at when the scanner dropped 0x1D.
bool is_marking_tail(std::string_view tail) {
  if (tail.starts_with("8005")) {
    const auto price = tail.substr(4, 6);
    tail.remove_prefix(std::min<std::size_t>(tail.size(), 10));
    return price.size() == 6 && std::ranges::all_of(price, [](char c) { return c >= '0' && c <= '9'; }) &&
           (tail.empty() || is_marking_tail(tail));
  }
  if (tail.starts_with("93")) return tail.size() == 6;
  return tail.starts_with("91") && tail.size() >= 6 + 2 + 44 && tail.substr(6, 2) == "92";
}

/// The length of a serial in a string where nothing marks its end. The usual lengths are tried, 13 before 7 because a
/// serial of 13 may hold any characters.
std::optional<std::size_t> serial_length(std::string_view rest) {
  for (const std::size_t length : {13U, 20U, 7U})
    if (rest.size() == length || (rest.size() > length && is_marking_tail(rest.substr(length)))) return length;
  if (rest.size() <= 20) return rest.size();
  return std::nullopt;
}

} // namespace

Gs1Elements read_gs1_elements(std::string_view text) {
  Gs1Elements found;
  while (!text.empty()) {
    if (text.front() == group_separator) {
      text.remove_prefix(1);
      continue;
    }
    const auto* identifier = identifier_of(text);
    if (!identifier) {
      found.fault = fmt::format("application identifier {} is not known", text.substr(0, 2));
      return found;
    }
    text.remove_prefix(identifier->ai.size());
    auto data = text.substr(0, text.find(group_separator));
    if (!identifier->variable) {
      if (data.size() < identifier->length) {
        found.fault = fmt::format("({}) is shorter than {} characters", identifier->ai, identifier->length);
        return found;
      }
      data = data.substr(0, identifier->length);
    } else if (identifier->ai == "21" && data.size() == text.size()) {
      const auto length = serial_length(data);
      if (!length) {
        found.fault = "a serial number without an end: the scanner drops the separator 0x1D";
        return found;
      }
      data = data.substr(0, *length);
    } else if (data.empty() || data.size() > identifier->length) {
      found.fault = fmt::format("({}) has {} characters, allowed are 1 to {}", identifier->ai, data.size(), identifier->length);
      return found;
    }
    text.remove_prefix(data.size());

    if (identifier->ai == "00") {
      found.fault = "SSCC: the code of a pallet or case";
      return found;
    }
    auto* field = identifier->ai == "01" ? &found.gtin : identifier->ai == "21" ? &found.serial : nullptr;
    if (!field) continue;
    if (!field->empty()) {
      found.fault = fmt::format("({}) stands twice", identifier->ai);
      return found;
    }
    *field = data;
    if (field == &found.gtin && !is_gtin(data)) {
      found.fault = fmt::format("check digit of GTIN {} is wrong", data);
      return found;
    }
    if (field == &found.serial && data.empty()) {
      found.fault = "(21) is empty";
      return found;
    }
    if (field == &found.serial && data.find(' ') != data.npos) { // none of GS1's characters
      found.fault = "(21) holds a space";
      return found;
    }
  }
  return found;
}

std::optional<std::string> elements_from_brackets(std::string_view text) {
  std::string plain;
  bool open_end = false;
  while (!text.empty()) {
    if (text.front() != '(') return std::nullopt;
    const auto close = text.find(')');
    if (close == std::string_view::npos) return std::nullopt;
    const auto ai = text.substr(1, close - 1);
    const auto* identifier = identifier_of(ai);
    if (!identifier || identifier->ai.size() != ai.size()) return std::nullopt;
    text.remove_prefix(close + 1);
    // A serial may hold brackets itself, so its data ends only where a known identifier stands in them.
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
      if (text[end] != '(') continue;
      const auto next_close = text.find(')', end);
      if (next_close == std::string_view::npos) continue;
      const auto next_ai = text.substr(end + 1, next_close - end - 1);
      if (const auto* next = identifier_of(next_ai); next && next->ai.size() == next_ai.size()) break;
    }
    const auto data = text.substr(0, end);
    if (data.empty() || (!identifier->variable && data.size() != identifier->length)) return std::nullopt;
    if (open_end) plain += group_separator;
    plain.append(ai).append(data);
    open_end = identifier->variable;
    text.remove_prefix(end);
  }
  // The brackets gave the end of the serial; keep it, also when it is the last element.
  if (open_end) plain += group_separator;
  return plain;
}

bool looks_like_gs1(std::string_view text) {
  return text.size() >= 16 && text.starts_with("01") && is_gtin(text.substr(2, 14)) &&
         (text.size() == 16 || text[16] == group_separator || identifier_of(text.substr(16)) != nullptr);
}

} // namespace engine
