#include "kiosk/screens/fold.h"
#include "kiosk/design/utf8.h"
#include <algorithm>

namespace kiosk {
namespace {

struct Range {
  char32_t first, last;
  char letter;
};
// Latin letters with marks as they stand in the four languages and on labels.
constexpr Range latin[] = {
    {U'\u00C0', U'\u00C5', 'a'}, {U'\u00C7', U'\u00C7', 'c'}, {U'\u00C8', U'\u00CB', 'e'}, {U'\u00CC', U'\u00CF', 'i'},
    {U'\u00D1', U'\u00D1', 'n'}, {U'\u00D2', U'\u00D6', 'o'}, {U'\u00D9', U'\u00DC', 'u'}, {U'\u00E0', U'\u00E5', 'a'},
    {U'\u00E7', U'\u00E7', 'c'}, {U'\u00E8', U'\u00EB', 'e'}, {U'\u00EC', U'\u00EF', 'i'}, {U'\u00F1', U'\u00F1', 'n'},
    {U'\u00F2', U'\u00F6', 'o'}, {U'\u00F9', U'\u00FC', 'u'}, {U'\u011E', U'\u011F', 'g'}, {U'\u01F4', U'\u01F5', 'g'},
    {U'\u0130', U'\u0131', 'i'}, {U'\u0143', U'\u0144', 'n'}, {U'\u015E', U'\u015F', 's'},
};
// U+0430 to U+044F in order; the capitals stand 32 before.
constexpr std::string_view cyrillic[] = {"a", "b", "v",  "g", "d", "e", "zh", "z",  "i",  "y",   "k", "l", "m", "n",  "o", "p",
                                         "r", "s", "t",  "u", "f", "x", "c",  "ch", "sh", "sch", "",  "i", "",  "e",  "yu", "ya"};
struct Other {
  char32_t code;
  std::string_view text;
};
constexpr Other other_cyrillic[] = {
    {U'\u0401', "yo"}, {U'\u0451', "yo"}, {U'\u040E', "o"}, {U'\u045E', "o"}, {U'\u049A', "q"}, {U'\u049B', "q"},
    {U'\u0492', "g"},  {U'\u0493', "g"},  {U'\u04B2', "x"}, {U'\u04B3', "x"}, {U'\u04D8', "a"}, {U'\u04D9', "a"},
    {U'\u04A2', "n"},  {U'\u04A3', "n"},  {U'\u04E8', "o"}, {U'\u04E9', "o"}, {U'\u04AE', "u"}, {U'\u04AF', "u"},
};

bool is_apostrophe(char32_t code) {
  return code == U'\'' || code == U'`' || code == U'\u02BB' || code == U'\u02BC' || code == U'\u2018' || code == U'\u2019';
}

/// The folded letter; " " between words, "" for what is skipped.
std::string fold_one(char32_t code) {
  if (code < 0x80) {
    const auto c = static_cast<char>(code);
    if (c >= 'A' && c <= 'Z') return {static_cast<char>(c - 'A' + 'a')};
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return {c};
    return is_apostrophe(code) ? "" : " ";
  }
  if (is_apostrophe(code)) return "";
  for (const auto& range : latin)
    if (code >= range.first && code <= range.last) return {range.letter};
  if (code >= U'\u0410' && code <= U'\u042F') code += 32;
  if (code >= U'\u0430' && code <= U'\u044F') return std::string(cyrillic[code - U'\u0430']);
  for (const auto& o : other_cyrillic)
    if (o.code == code) return std::string(o.text);
  return " ";
}

} // namespace

std::string fold(std::string_view utf8) {
  std::string out;
  while (!utf8.empty()) {
    const auto one = fold_one(utf8::next(utf8));
    if (one == " " && (out.empty() || out.back() == ' ')) continue;
    out += one;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<Stretch> matched(std::string_view name, std::string_view query) {
  std::vector<std::string> words;
  for (auto rest = fold(query); !rest.empty();) {
    const auto space = rest.find(' ');
    words.push_back(rest.substr(0, space));
    rest = space == std::string::npos ? std::string{} : rest.substr(space + 1);
  }
  std::vector<Stretch> stretches;
  std::string_view rest = name;
  bool word_start = true;
  while (!rest.empty()) {
    const auto at = name.size() - rest.size();
    if (word_start) {
      std::size_t longest = 0;
      for (const auto& word : words) {
        // Walks the name's letters until the whole word of the query is used up.
        auto ahead = rest;
        std::size_t used = 0;
        while (used < word.size() && !ahead.empty()) {
          const auto one = fold_one(utf8::next(ahead));
          if (one == " " || word.compare(used, std::min(one.size(), word.size() - used), one, 0, word.size() - used) != 0) break;
          used += std::min(one.size(), word.size() - used);
        }
        if (used == word.size()) longest = std::max(longest, rest.size() - ahead.size());
      }
      if (longest > 0) {
        stretches.push_back({at, at + longest});
        rest.remove_prefix(longest);
        word_start = false;
        continue;
      }
    }
    word_start = fold_one(utf8::next(rest)) == " ";
  }
  return stretches;
}

} // namespace kiosk
