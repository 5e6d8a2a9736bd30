#include "engine/base/outside_text.h"

#include <algorithm>
#include <iterator>

namespace engine {
namespace {

constexpr std::string_view replacement = "\uFFFD";
constexpr std::string_view ellipsis = "\u2026";
constexpr int most_accents = 4; ///< over one letter; languages need two, and one more

/// One character and the bytes that it stands in; `sound` is false for bytes that are no UTF-8.
struct Taken {
  char32_t point = 0xFFFD;
  std::size_t bytes = 1;
  bool sound = false;
};

/// Takes the first character. Bytes that begin a character and do not go on are taken together, so a letter that was cut is one mark, not three.
Taken first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0) return {};
  // Which second bytes are right tells overlong forms, surrogates and what lies above U+10FFFF.
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  char32_t point = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (i == text.size()) return {0xFFFD, i, false};
    const unsigned next = byte(i);
    if (next < (i == 1 ? low : 0x80) || next > (i == 1 ? high : 0xBF)) return {0xFFFD, i, false};
    point = point << 6 | (next & 0x3F);
  }
  return {point, length, true};
}

enum class Fate { stays, accent, blank, goes };

struct Range {
  char32_t first, last;
  Fate fate;
};
constexpr Range fates[] = {
    {0x00, 0x08, Fate::goes},       {0x09, 0x0D, Fate::blank},      {0x0E, 0x1F, Fate::goes},       {0x7F, 0x84, Fate::goes},
    {0x85, 0x85, Fate::blank},      {0x86, 0x9F, Fate::goes},       {0xAD, 0xAD, Fate::goes}, // soft hyphen
    {0x300, 0x34E, Fate::accent},   {0x34F, 0x34F, Fate::goes},     {0x350, 0x36F, Fate::accent},   {0x483, 0x489, Fate::accent},
    {0x591, 0x5BD, Fate::accent},   {0x610, 0x61A, Fate::accent},   {0x61C, 0x61C, Fate::goes},     {0x64B, 0x65F, Fate::accent},
    {0x670, 0x670, Fate::accent},   {0x6D6, 0x6DC, Fate::accent},   {0x6DF, 0x6E4, Fate::accent},   {0xE31, 0xE31, Fate::accent},
    {0xE34, 0xE3A, Fate::accent},   {0xE47, 0xE4E, Fate::accent},   {0x115F, 0x1160, Fate::goes}, // fillers
    {0x17B4, 0x17B5, Fate::goes},   {0x180B, 0x180F, Fate::goes},   {0x1AB0, 0x1AFF, Fate::accent}, {0x1DC0, 0x1DFF, Fate::accent},
    {0x200B, 0x200F, Fate::goes}, // without width, joiners, direction
    {0x2028, 0x2029, Fate::blank},  {0x202A, 0x202E, Fate::goes},   {0x2060, 0x206F, Fate::goes},   {0x20D0, 0x20FF, Fate::accent},
    {0x2800, 0x2800, Fate::blank},  {0x302A, 0x302F, Fate::accent}, {0x3099, 0x309A, Fate::accent}, {0x3164, 0x3164, Fate::goes},
    {0xFDD0, 0xFDEF, Fate::goes},   {0xFE00, 0xFE0F, Fate::goes},   {0xFE20, 0xFE2F, Fate::accent}, {0xFEFF, 0xFEFF, Fate::goes},
    {0xFFA0, 0xFFA0, Fate::goes},   {0xFFF0, 0xFFFC, Fate::goes},   {0xFFFE, 0xFFFF, Fate::goes},   {0x1D173, 0x1D17A, Fate::goes},
    {0xE0000, 0xE0FFF, Fate::goes}, // tags: a second, invisible text
};

Fate fate_of(char32_t point) {
  if (point >= 0x20 && point < 0x7F) return Fate::stays;
  const auto* range = std::lower_bound(std::begin(fates), std::end(fates), point, [](const Range& r, char32_t p) { return r.last < p; });
  if (range != std::end(fates) && range->first <= point) return range->fate;
  return point > 0xFFFF && (point & 0xFFFE) == 0xFFFE ? Fate::goes : Fate::stays; // no characters, at the end of each plane
}

/// Most texts need nothing done: printable ASCII and the Cyrillic letters, in the bytes that they have.
bool is_plain(std::string_view text) {
  if (!text.empty() && (text.front() == ' ' || text.back() == ' ')) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x7F) continue;
    if ((c != 0xD0 && c != 0xD1) || ++i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
  }
  return true;
}

void drop_blanks_behind(std::string& text) {
  text.resize(text.find_last_not_of(' ') + 1); // npos + 1 is 0
}

} // namespace

std::string tidy(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes && is_plain(text)) return std::string{text};
  std::string out;
  std::size_t letter = 0; // where the last letter begins: with its accents it stays or goes
  std::size_t room = 0;   // up to where the text may stand when an ellipsis has to follow
  const std::size_t marked = most_bytes >= ellipsis.size() ? most_bytes - ellipsis.size() : most_bytes;
  int accents = 0;
  while (!text.empty()) {
    const auto taken = first_of(text);
    const auto bytes = taken.sound ? text.substr(0, taken.bytes) : replacement;
    text.remove_prefix(taken.bytes);
    auto fate = fate_of(taken.point);
    if (fate == Fate::goes) continue;
    if (fate == Fate::blank && (out.empty() || out.back() == ' ')) continue;
    if (fate == Fate::accent && ++accents > most_accents) continue;
    if (fate != Fate::accent) {
      accents = 0;
      letter = out.size();
      if (letter <= marked) room = letter;
    }
    if (out.empty() && bytes == " ") continue;
    out += fate == Fate::blank ? std::string_view{" "} : bytes;
    if (out.size() <= most_bytes) continue;
    // Blanks alone may still be behind the limit.
    if (out.find_last_not_of(' ') + 1 <= most_bytes && text.find_first_not_of(" \t\r\n") == std::string_view::npos) break;
    out.resize(room);
    drop_blanks_behind(out);
    if (most_bytes >= ellipsis.size()) out += ellipsis;
    return out;
  }
  drop_blanks_behind(out);
  return out;
}

bool is_identity(std::string_view text, std::size_t most_bytes) {
  if (text.size() > most_bytes || text.find_first_not_of(' ') == std::string_view::npos) return false;
  while (!text.empty()) {
    const auto taken = first_of(text);
    const auto fate = fate_of(taken.point);
    if (!taken.sound || taken.point == 0xFFFD || (fate != Fate::stays && fate != Fate::accent)) return false;
    text.remove_prefix(taken.bytes);
  }
  return true;
}

bool is_token(std::string_view text, std::size_t most_bytes) {
  return !text.empty() && text.size() <= most_bytes && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_garbled(std::string_view tidied) {
  std::size_t all = 0;
  std::size_t mended = 0;
  for (; !tidied.empty(); ++all) {
    const auto taken = first_of(tidied);
    if (taken.point == 0xFFFD) ++mended;
    tidied.remove_prefix(taken.bytes);
  }
  return mended * 2 > all;
}

std::string sound_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto taken = first_of(text);
    out += taken.sound ? text.substr(0, taken.bytes) : replacement;
    text.remove_prefix(taken.bytes);
  }
  return out;
}

} // namespace engine
