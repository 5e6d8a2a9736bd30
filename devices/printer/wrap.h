#pragma once
// Breaking a text into lines at words. Threading: pure functions.
#include <string>
#include <string_view>
#include <vector>

namespace devices::printer {

/// `fits(line)` says whether a line is narrow enough; it must hold for a single character, else that
/// character gets a line of its own. Words that are too long are broken anywhere. "\n" always breaks. At
/// least one line, perhaps empty. A paragraph of more than `most` lines ends in three dots: no text that has to be read on paper is longer, and its author
/// may be a stranger.
template <class Fits> std::vector<std::u32string> wrap(std::u32string_view text, Fits fits, std::size_t most = 12) {
  std::vector<std::u32string> lines;
  std::u32string line;
  std::size_t full = 0; // lines of this paragraph that are done
  bool cut = false;
  const auto finish_line = [&] {
    if (++full == most) {
      cut = true;
      while (!line.empty() && !fits(line + U"...")) line.pop_back();
      line += U"...";
    }
    lines.push_back(std::move(line));
    line.clear();
  };
  const auto add_word = [&](std::u32string_view word) {
    auto longer = line.empty() ? std::u32string(word) : line + U' ' + std::u32string(word);
    if (fits(longer)) {
      line = std::move(longer);
      return;
    }
    if (!line.empty()) finish_line();
    for (const auto c : word) {
      if (cut) return;
      if (!line.empty() && !fits(line + c)) {
        finish_line();
        if (cut) return;
      }
      line += c;
    }
  };
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find_first_of(U" \n", begin), text.size());
    if (end > begin && !cut) add_word(text.substr(begin, end - begin));
    if (end < text.size() && text[end] == U'\n') {
      if (!cut) lines.push_back(std::move(line));
      line.clear();
      full = 0;
      cut = false;
    }
    begin = end + 1;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

} // namespace devices::printer
