#include "kiosk/widgets/keyboard_layout.h"
#include "kiosk/design/utf8.h"
#include <array>
#include <utility>

namespace kiosk {
namespace {

using engine::Language;
using Kind = Key::Kind;

struct Rows {
  std::string_view first, second, third; ///< between shift and backspace in the third
  std::string_view own;                  ///< the language's own letters, in the last row
};

constexpr std::string_view digits = "1 2 3 4 5 6 7 8 9 0";
constexpr std::string_view signs = ", . / \u2116 : ; ! ? + &"; // what shift makes of the digits

Rows rows_of(Language language, bool other_script) {
  constexpr std::string_view cyrillic_1 = "й ц у к е н г ш щ з х ъ", cyrillic_2 = "ф ы в а п р о л д ж э",
                             cyrillic_3 = "я ч с м и т ь б ю -";
  constexpr std::string_view latin_1 = "q w e r t y u i o p", latin_2 = "a s d f g h j k l '", latin_3 = "z x c v b n m -";
  switch (language) {
  case Language::kaa:
    return other_script ? Rows{cyrillic_1, cyrillic_2, cyrillic_3, "ә ғ қ ң ө ү ў ҳ ё"}
                        : Rows{latin_1, latin_2, latin_3, "\u00E1 \u01F5 \u0131 \u0144 \u00F3 \u00FA"};
  case Language::uz:
    return other_script ? Rows{cyrillic_1, cyrillic_2, cyrillic_3, "ў қ ғ ҳ ё"} : Rows{latin_1, latin_2, latin_3, "o\u02BB g\u02BB \u02BC"};
  case Language::ru: return other_script ? Rows{latin_1, latin_2, latin_3, ""} : Rows{cyrillic_1, cyrillic_2, cyrillic_3, "ё"};
  case Language::en: return other_script ? Rows{cyrillic_1, cyrillic_2, cyrillic_3, "ё"} : Rows{latin_1, latin_2, latin_3, ""};
  }
  return {};
}

void add_letters(KeyRow& row, std::string_view letters, bool shift, Kind kind) {
  while (!letters.empty()) {
    const auto end = std::min(letters.find(' '), letters.size());
    const auto letter = letters.substr(0, end);
    letters.remove_prefix(std::min(end + 1, letters.size()));
    row.push_back({kind, shift ? capital(letter) : std::string(letter), 1});
  }
}

} // namespace

std::string capital(std::string_view letter) {
  auto rest = letter;
  const auto code = utf8::next(rest);
  static constexpr std::array<std::pair<char32_t, std::string_view>, 15> special{{{0x00E1, "\u00C1"},
                                                                                  {0x01F5, "\u01F4"},
                                                                                  {0x0131, "\u00CD"},
                                                                                  {0x0144, "\u0143"},
                                                                                  {0x00F3, "\u00D3"},
                                                                                  {0x00FA, "\u00DA"},
                                                                                  {0x04D9, "\u04D8"},
                                                                                  {0x0493, "\u0492"},
                                                                                  {0x049B, "\u049A"},
                                                                                  {0x04A3, "\u04A2"},
                                                                                  {0x04E9, "\u04E8"},
                                                                                  {0x04AF, "\u04AE"},
                                                                                  {0x045E, "\u040E"},
                                                                                  {0x04B3, "\u04B2"},
                                                                                  {0x0451, "\u0401"}}};
  for (const auto& [small, large] : special)
    if (small == code) return std::string(large) + std::string(rest);
  if (code >= U'a' && code <= U'z') return std::string(1, static_cast<char>(code - 32)) + std::string(rest);
  if (code >= 0x0430 && code <= 0x044F) { // а to я
    const auto large = static_cast<unsigned>(code) - 0x20U;
    return {static_cast<char>(0xC0U | large >> 6U), static_cast<char>(0x80U | (large & 0x3FU))};
  }
  return std::string(letter);
}

std::vector<KeyRow> keyboard_layout(Language language, bool other_script, bool shift, bool enter) {
  const auto rows = rows_of(language, other_script);
  std::vector<KeyRow> layout(5);
  add_letters(layout[0], shift ? signs : digits, false, Kind::letter);
  add_letters(layout[1], rows.first, shift, Kind::letter);
  add_letters(layout[2], rows.second, shift, Kind::letter);
  layout[3].push_back({Kind::shift, "", 1});
  add_letters(layout[3], rows.third, shift, Kind::letter);
  layout[3].push_back({Kind::backspace, "", 1});
  const bool now_cyrillic = (language == Language::ru) != other_script;
  layout[4].push_back({Kind::script, now_cyrillic ? "ABC" : "АБВ", 1.42F});
  add_letters(layout[4], rows.own, shift, Kind::own_letter);
  layout[4].push_back({Kind::space, "", rows.own.size() > 20 ? 2.0F : rows.own.empty() ? 6.0F : 2.75F});
  if (enter) layout[4].push_back({Kind::enter, "", 1.6F});
  return layout;
}

std::string key_name(const Key& key) {
  switch (key.kind) {
  case Kind::letter:
  case Kind::own_letter: return "key." + key.text;
  case Kind::shift: return "key.shift";
  case Kind::script: return "key.script";
  case Kind::space: return "key.space";
  case Kind::backspace: return "key.backspace";
  case Kind::enter: return "key.enter";
  }
  return {};
}

} // namespace kiosk
