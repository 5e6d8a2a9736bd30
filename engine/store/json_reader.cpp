#include "engine/store/json_reader.h"

#include <optional>

namespace engine::store {
namespace {

constexpr std::string_view replacement = "\uFFFD";
constexpr char32_t none = 0xFFFD;

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

/// The four digits behind \u.
std::optional<char32_t> four_digits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const bool digit = c >= '0' && c <= '9', small = c >= 'a' && c <= 'f', large = c >= 'A' && c <= 'F';
    if (!digit && !small && !large) return std::nullopt;
    value = value << 4 | static_cast<char32_t>(digit ? c - '0' : small ? c - 'a' + 10 : c - 'A' + 10);
  }
  return value;
}

bool is_high(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Takes what belongs to a \u, four digits or two halves of a pair, off `rest`, which begins behind the u.
char32_t take_unicode(std::string_view& rest) {
  const auto unit = four_digits(rest);
  if (!unit) return none;
  rest.remove_prefix(4);
  if (is_low(*unit)) return none;
  if (!is_high(*unit)) return *unit;
  const auto second = rest.starts_with("\\u") ? four_digits(rest.substr(2)) : std::nullopt;
  if (!second || !is_low(*second)) return none; // the next bytes are another character
  rest.remove_prefix(6);
  return 0x10000 + ((*unit - 0xD800) << 10) + (*second - 0xDC00);
}

} // namespace

std::string unescaped(std::string_view inside_quotes) {
  std::string out;
  out.reserve(inside_quotes.size());
  while (!inside_quotes.empty()) {
    const auto plain = inside_quotes.substr(0, inside_quotes.find('\\'));
    out += plain;
    inside_quotes.remove_prefix(plain.size());
    if (inside_quotes.empty()) break;
    const char kind = inside_quotes.size() > 1 ? inside_quotes[1] : '\0';
    const bool known = kind != '\0' && std::string_view{"\"\\/bfnrtu"}.find(kind) != std::string_view::npos;
    inside_quotes.remove_prefix(known ? 2 : 1); // behind an escape that there is not the character stands for itself
    switch (known ? kind : '\0') {
    case 'b': out += '\b'; break;
    case 'f': out += '\f'; break;
    case 'n': out += '\n'; break;
    case 'r': out += '\r'; break;
    case 't': out += '\t'; break;
    case 'u': append_utf8(out, take_unicode(inside_quotes)); break;
    case '\0': out += replacement; break;
    default: out += kind;
    }
  }
  return out;
}

std::string repaired_json(std::string_view text) {
  const auto sound = sound_utf8(text);
  std::string out;
  out.reserve(sound.size() + sound.size() / 8);
  bool in_string = false;
  bool escaped = false;
  for (const char c : sound) {
    if (in_string && static_cast<unsigned char>(c) < 0x20) {
      if (escaped) out += '\\'; // a backslash before it escapes nothing: it stands for itself
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
      escaped = false;
      continue;
    }
    out += c;
    if (escaped) escaped = false;
    else if (c == '\\') escaped = in_string;
    else if (c == '"') in_string = !in_string;
  }
  return out;
}

} // namespace engine::store
