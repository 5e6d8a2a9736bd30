#include "devices/printer/code_pages.h"
#include <algorithm>
#include <array>
#include <string>

namespace devices::printer {
namespace {

using Upper = std::array<char16_t, 128>;
constexpr std::array<std::string_view, 14> names{"cp437",  "cp850",  "cp852",  "cp855",  "cp857",  "cp858", "cp866",
                                                 "cp1250", "cp1251", "cp1252", "cp1254", "rk1048", "pt154", "kzt"};
constexpr std::array<Upper, names.size()> uppers{{
#include "devices/printer/code_page_tables.inc"
}};

constexpr char32_t hole = 0xFFFD;

// Plain equals of typography, best first.
std::u32string_view equals_of(char32_t c) {
  switch (c) {
  case 0x02BB: // modifier letter turned comma, the Uzbek o' and g'
  case 0x2018:
  case U'`': return U"\u2018'";
  case 0x02BC: // modifier letter apostrophe, the Uzbek tutuq belgisi
  case 0x2019:
  case 0x00B4:
  case 0x02B9: return U"\u2019'";
  case 0x2212:
  case 0x2010:
  case 0x2011:
  case 0x2013:
  case 0x2014: return U"-";
  case 0x00D7: return U"x";
  case 0x00AB:
  case 0x00BB:
  case 0x201C:
  case 0x201D:
  case 0x201E: return U"\"";
  case 0x00B7:
  case 0x2022: return U"\u00B7.";
  default: return {};
  }
}

} // namespace

std::string_view code_page_name(CodePage page) { return names[static_cast<std::size_t>(page)]; }

std::optional<CodePage> code_page_from_name(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<CodePage>(found - names.begin());
}

char32_t code_point(CodePage page, std::uint8_t byte) {
  if (byte < 0x80) return byte;
  return uppers[static_cast<std::size_t>(page)][byte - 0x80U];
}

std::optional<std::uint8_t> byte_of(CodePage page, char32_t c) {
  if (c < 0x80) return static_cast<std::uint8_t>(c);
  if (c == hole || c > 0xFFFF) return std::nullopt;
  const auto& upper = uppers[static_cast<std::size_t>(page)];
  const auto found = std::find(upper.begin(), upper.end(), static_cast<char16_t>(c));
  if (found == upper.end()) return std::nullopt;
  return static_cast<std::uint8_t>(0x80 + (found - upper.begin()));
}

std::optional<std::vector<std::uint8_t>> encode_line(CodePage page, std::u32string_view line) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(line.size());
  for (const auto c : line) {
    auto byte = byte_of(page, c);
    if (c == U'`') byte.reset(); // meant as the turned comma; an accent on paper is wrong
    for (const auto equal : equals_of(c)) {
      if (byte) break;
      byte = byte_of(page, equal);
    }
    if (!byte || *byte < 0x20 || *byte == 0x7F) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

} // namespace devices::printer
