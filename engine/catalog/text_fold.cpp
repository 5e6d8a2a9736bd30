#include "engine/catalog/text_fold.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace engine {
namespace {

constexpr char32_t no_character = 0xffffffff;

char32_t next_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || length > text.size()) {
    text.remove_prefix(1);
    return no_character;
  }
  char32_t c = length == 1 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      text.remove_prefix(1);
      return no_character;
    }
    c = c << 6 | (byte(i) & 0x3fU);
  }
  text.remove_prefix(length);
  return c;
}

/// а to я in order.
constexpr std::array<const char*, 32> russian = {"a", "b", "v", "g", "d", "e", "j",  "z",  "i",  "y",  "k", "l", "m", "n", "o",  "p",
                                                 "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sh", "",  "i", "",  "e", "yu", "ya"};

/// The folded form of one character; nullptr: the character separates words; "": it is dropped inside a word.
const char* latin_of(char32_t c, ShortU short_u) {
  if (c >= U'А' && c <= U'Я') c += U'а' - U'А';
  if (c >= U'а' && c <= U'я') return russian[c - U'а'];
  switch (c) {
  case U'ё':
  case U'Ё': return "e";
  case U'қ':
  case U'Қ': return "k";
  case U'ғ':
  case U'Ғ': return "g";
  case U'ҳ':
  case U'Ҳ': return "h";
  case U'ә':
  case U'Ә': return "a";
  case U'ө':
  case U'Ө': return "o";
  case U'ү':
  case U'Ү':
  case U'ұ':
  case U'Ұ': return "u";
  case U'ң':
  case U'Ң': return "n";
  case U'і':
  case U'І': return "i";
  case U'ў':
  case U'Ў': return short_u == ShortU::as_o ? "o" : "v";
  case U'á':
  case U'Á':
  case U'ä':
  case U'Ä':
  case U'à':
  case U'â': return "a";
  case U'é':
  case U'É':
  case U'è':
  case U'ê':
  case U'ë': return "e";
  case U'í':
  case U'Í':
  case U'ı':
  case U'İ':
  case U'ï': return "i";
  case U'ó':
  case U'Ó':
  case U'ö':
  case U'Ö':
  case U'ō': return "o";
  case U'ú':
  case U'Ú':
  case U'ü':
  case U'Ü': return "u";
  case U'ǵ':
  case U'Ǵ':
  case U'ğ':
  case U'Ğ': return "g";
  case U'ń':
  case U'Ń':
  case U'ñ':
  case U'Ñ': return "n";
  case U'ş':
  case U'Ş': return "sh";
  case U'ç':
  case U'Ç': return "ch";
  case U'\'':
  case U'`':
  case U'ʻ':
  case U'ʼ':
  case U'‘':
  case U'’':
  case U'´':
  case U'\u0301': return "";
  default: return nullptr;
  }
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Spellings of one sound become one letter: digraphs first, then single letters, then doubled ones.
std::string skeleton(const std::string& word) {
  std::string out;
  const auto put = [&out](char c) {
    if (out.empty() || out.back() != c) out += c;
  };
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    const char next = i + 1 < word.size() ? word[i + 1] : '\0';
    if (c == 'y' && (next == 'o' || next == 'e')) put('e'), ++i; // ё, е: "yog'" and "ёғ"
    else if (c == 'z' && next == 'h') put('j'), ++i;             // ж
    else if (c == 'd' && next == 'j') put('j'), ++i;             // дж
    else if (c == 'k' && next == 'h') put('h'), ++i;             // х
    else if (c == 't' && next == 's') put('s'), ++i;             // ц
    else if (c == 'p' && next == 'h') put('f'), ++i;
    else if (c == 'c' && next != 'h') put('k');
    else if (c == 'q') put('k');
    else if (c == 'x') put('h');
    else if (c == 'w') put('v');
    else if (c == 'y') put('i');
    else put(c);
  }
  return out;
}

} // namespace

std::vector<std::string> fold_words(std::string_view text, ShortU short_u) {
  std::vector<std::string> words;
  std::string word;
  bool digits = false;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(digits ? word : skeleton(word));
    word.clear();
  };
  const auto append = [&](char c) {
    const bool digit = !is_letter(c);
    if (!word.empty() && digit != digits) finish();
    digits = digit;
    word += c;
  };
  while (!text.empty()) {
    const auto c = next_character(text);
    if (c < 0x80) {
      const char ascii = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
      if (is_letter(ascii) || (ascii >= '0' && ascii <= '9')) append(ascii);
      else if (ascii != '\'' && ascii != '`') finish();
      continue;
    }
    const auto* latin = latin_of(c, short_u);
    if (!latin) finish();
    else
      for (; *latin; ++latin) append(*latin);
  }
  finish();
  return words;
}

bool has_short_u(std::string_view utf8) { return utf8.find("ў") != std::string_view::npos || utf8.find("Ў") != std::string_view::npos; }

} // namespace engine
