#include "kiosk/design/utf8.h"

namespace kiosk::utf8 {
namespace {

struct Decoded {
  char32_t code = 0xFFFD;
  std::size_t length = 0; ///< 0: not UTF-8
};

Decoded decode(std::string_view text) {
  if (text.empty()) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (first >= 0xF5 || length == 0 || text.size() < length) return {};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, length};
}

} // namespace

std::size_t length_of_first(std::string_view text) { return decode(text).length; }

char32_t next(std::string_view& text) {
  const auto one = decode(text);
  text.remove_prefix(one.length == 0 ? std::size_t{!text.empty()} : one.length);
  return one.code;
}

std::size_t count(std::string_view text) {
  std::size_t n = 0;
  while (!text.empty()) next(text), ++n;
  return n;
}

} // namespace kiosk::utf8
