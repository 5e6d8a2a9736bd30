#include "kiosk/screens/shopping/match.h"
#include "engine/catalog/text_fold.h"
#include "kiosk/design/utf8.h"

namespace kiosk {
namespace {

std::string skeleton(std::string_view word) {
  std::string all;
  for (const auto& part : engine::fold_words(word)) all += part;
  return all;
}

bool separates(char32_t code) {
  constexpr std::u32string_view marks = U" ,.;:!?()[]\u00AB\u00BB\"/\\+-\u2013\u2014\u00A0";
  return marks.find(code) != std::u32string_view::npos;
}

/// Bytes of the word's beginning that make up the typed word; 0 when it does not begin so.
std::size_t matching_bytes(std::string_view word, const std::vector<std::string>& typed) {
  const auto whole = skeleton(word);
  std::size_t longest = 0;
  for (const auto& query : typed) {
    if (!whole.starts_with(query)) continue;
    // The shortest beginning whose skeleton holds all that was typed.
    for (auto rest = word; !rest.empty();) {
      utf8::next(rest);
      const auto bytes = word.size() - rest.size();
      if (const auto part = skeleton(word.substr(0, bytes)); part.size() < query.size()) continue;
      longest = std::max(longest, bytes);
      break;
    }
  }
  return longest;
}

} // namespace

std::vector<Stretch> matched(std::string_view name, std::string_view query) {
  const auto typed = engine::fold_words(query);
  std::vector<Stretch> stretches;
  if (typed.empty()) return stretches;
  for (std::size_t at = 0; at < name.size();) {
    auto rest = name.substr(at);
    std::size_t word = 0;
    while (!rest.empty()) {
      auto ahead = rest;
      if (separates(utf8::next(ahead))) break;
      rest = ahead;
      word = name.size() - at - rest.size();
    }
    if (word > 0)
      if (const auto bytes = matching_bytes(name.substr(at, word), typed); bytes > 0) stretches.push_back({at, at + bytes});
    at += word;
    if (!rest.empty()) {
      utf8::next(rest);
      at = name.size() - rest.size();
    }
  }
  return stretches;
}

} // namespace kiosk
