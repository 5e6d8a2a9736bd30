#include "devices/printer/text.h"
#include <array>
#include <cstdint>
#include <optional>

namespace devices::printer {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Composition {
  char32_t base;
  char32_t mark;
  char32_t composed;
};
// Canonical compositions (Unicode NFC) of the letters of Karakalpak, Uzbek, Russian and of names from nearby.
constexpr std::array compositions{
    Composition{U'A', 0x301, U'Á'}, Composition{U'a', 0x301, U'á'}, Composition{U'E', 0x301, U'É'}, Composition{U'e', 0x301, U'é'},
    Composition{U'G', 0x301, U'Ǵ'}, Composition{U'g', 0x301, U'ǵ'}, Composition{U'I', 0x301, U'Í'}, Composition{U'i', 0x301, U'í'},
    Composition{U'N', 0x301, U'Ń'}, Composition{U'n', 0x301, U'ń'}, Composition{U'O', 0x301, U'Ó'}, Composition{U'o', 0x301, U'ó'},
    Composition{U'U', 0x301, U'Ú'}, Composition{U'u', 0x301, U'ú'}, Composition{U'Y', 0x301, U'Ý'}, Composition{U'y', 0x301, U'ý'},
    Composition{U'I', 0x307, U'İ'}, Composition{U'A', 0x308, U'Ä'}, Composition{U'a', 0x308, U'ä'}, Composition{U'O', 0x308, U'Ö'},
    Composition{U'o', 0x308, U'ö'}, Composition{U'U', 0x308, U'Ü'}, Composition{U'u', 0x308, U'ü'}, Composition{U'S', 0x327, U'Ş'},
    Composition{U's', 0x327, U'ş'}, Composition{U'C', 0x327, U'Ç'}, Composition{U'c', 0x327, U'ç'}, Composition{U'G', 0x306, U'Ğ'},
    Composition{U'g', 0x306, U'ğ'}, Composition{U'И', 0x306, U'Й'}, Composition{U'и', 0x306, U'й'}, Composition{U'Е', 0x308, U'Ё'},
    Composition{U'е', 0x308, U'ё'}, Composition{U'У', 0x306, U'Ў'}, Composition{U'у', 0x306, U'ў'}, Composition{U'І', 0x308, U'Ї'},
    Composition{U'і', 0x308, U'ї'},
};

std::optional<char32_t> compose(char32_t base, char32_t mark) {
  for (const auto& c : compositions)
    if (c.base == base && c.mark == mark) return c.composed;
  return std::nullopt;
}

bool is_space(char32_t c) {
  return c == 0x20 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
bool has_no_width(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF ||
         (c >= 0xFE00 && c <= 0xFE0F);
}

} // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    const int more = lead < 0x80 ? 0 : (lead & 0xE0) == 0xC0 ? 1 : (lead & 0xF0) == 0xE0 ? 2 : (lead & 0xF8) == 0xF0 ? 3 : -1;
    if (more <= 0 || i + static_cast<std::size_t>(more) >= text.size()) {
      out += more == 0 ? static_cast<char32_t>(lead) : replacement;
      ++i;
      continue;
    }
    char32_t c = lead & (0x3FU >> more);
    bool good = true;
    for (int k = 1; k <= more; ++k) {
      const auto next = static_cast<std::uint8_t>(text[i + static_cast<std::size_t>(k)]);
      good = good && (next & 0xC0) == 0x80;
      c = (c << 6) | (next & 0x3FU);
    }
    constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000}; // overlong forms are refused
    if (!good || c < least[static_cast<std::size_t>(more)] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
      out += replacement;
      ++i;
      continue;
    }
    out += c;
    i += static_cast<std::size_t>(more) + 1;
  }
  return out;
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  for (const auto c : text) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | (c >> 6));
      tail(0);
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | (c >> 12));
      tail(6), tail(0);
    } else {
      out += static_cast<char>(0xF0 | (c >> 18));
      tail(12), tail(6), tail(0);
    }
  }
  return out;
}

std::u32string normalise(std::string_view utf8) {
  std::u32string out;
  for (const auto c : decode_utf8(utf8)) {
    if (has_no_width(c)) continue;
    if (is_space(c) || is_control(c)) {
      out += U' ';
      continue;
    }
    if (!out.empty()) {
      if (const auto composed = compose(out.back(), c)) {
        out.back() = *composed;
        continue;
      }
    }
    out += c;
  }
  return out;
}

} // namespace devices::printer
