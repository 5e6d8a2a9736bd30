#include "engine/catalog/name_index.h"

#include "engine/catalog/text_fold.h"
#include <algorithm>
#include <array>

namespace engine {
namespace {

constexpr std::size_t longest_query = 80;
constexpr std::size_t most_words = 6;
constexpr std::size_t edits_from = 4; ///< letters of a query word

enum Place : std::uint8_t { in_description = 0, in_name = 1, first_in_name = 2 };

/// Points of one query word. An edited first word still ranks behind an exact word of the description.
std::uint32_t points(bool whole, bool edited, unsigned place) {
  static constexpr std::array<std::uint32_t, 3> whole_word = {60, 110, 130};
  static constexpr std::array<std::uint32_t, 3> beginning = {40, 80, 100};
  static constexpr std::array<std::uint32_t, 3> misspelt = {10, 25, 30};
  if (edited) return misspelt[place] + (whole ? 8 : 0);
  return whole ? whole_word[place] : beginning[place];
}

} // namespace

void NameIndex::add_words(const std::vector<std::string>& words, bool name) {
  const auto entry = static_cast<Entry>(sold_out_.size() - 1);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(vocabulary_.size());
    const auto word = vocabulary_.try_emplace(words[i], number).first->second;
    drafts_.push_back({word, entry << 2 | (name ? (i == 0 ? first_in_name : in_name) : in_description)});
  }
}

void NameIndex::add(std::string_view name, std::string_view description, bool sold_out) {
  sold_out_.push_back(sold_out);
  add_words(fold_words(name), true);
  if (!description.empty()) add_words(fold_words(description), false);
}

void NameIndex::build() {
  std::vector<std::pair<std::string_view, std::uint32_t>> sorted;
  sorted.reserve(vocabulary_.size());
  std::size_t letters = 0;
  for (const auto& [word, number] : vocabulary_) {
    sorted.emplace_back(word, number);
    letters += word.size();
  }
  std::ranges::sort(sorted);
  letters_.reserve(letters);
  std::vector<std::uint32_t> rank(sorted.size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    rank[sorted[i].second] = i;
    words_.push_back(static_cast<std::uint32_t>(letters_.size()));
    letters_ += sorted[i].first;
  }
  words_.push_back(static_cast<std::uint32_t>(letters_.size()));

  // Counting sort by word; the drafts of one word stay in the order of entries. A word that stands twice in a text counts
  // once, with its better place, which comes first.
  std::vector<std::uint32_t> counts(sorted.size() + 1);
  std::vector<std::uint32_t> last(sorted.size(), ~0U);
  std::erase_if(drafts_, [&](Draft& draft) {
    draft.word = rank[draft.word];
    const bool again = last[draft.word] == draft.posting >> 2;
    last[draft.word] = draft.posting >> 2;
    if (!again) ++counts[draft.word + 1];
    return again;
  });
  for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
  starts_ = counts;
  postings_.resize(drafts_.size());
  for (const auto& draft : drafts_) postings_[counts[draft.word]++] = draft.posting;
  drafts_ = {};
  vocabulary_ = {};
}

char NameIndex::letter(std::uint32_t word, std::size_t at) const {
  const auto begin = words_[word] + at;
  return begin < words_[word + 1] ? letters_[begin] : '\0';
}

/// The words of `range` whose next letter is `c`. All of them have the same first `depth` letters.
NameIndex::Range NameIndex::narrow(Range range, std::size_t depth, char c) const {
  const auto lower = [&](std::uint32_t first, std::uint32_t last, auto before) {
    while (first < last) {
      const auto middle = first + (last - first) / 2;
      if (before(letter(middle, depth))) first = middle + 1;
      else last = middle;
    }
    return first;
  };
  range.first = lower(range.first, range.last, [c](char x) { return x < c; });
  range.last = lower(range.first, range.last, [c](char x) { return x <= c; });
  return range;
}

NameIndex::Range NameIndex::narrow_all(Range range, std::size_t depth, std::string_view rest) const {
  for (std::size_t i = 0; i < rest.size() && range.first < range.last; ++i) range = narrow(range, depth + i, rest[i]);
  return range;
}

std::vector<NameIndex::Range> NameIndex::matches(std::string_view word) const {
  std::vector<Range> found;
  const auto keep = [&found](Range range, bool edited) {
    range.edited = edited;
    if (range.first < range.last) found.push_back(range);
  };
  // The exact path is walked letter by letter; at each letter one edit leaves it, and the rest must fit exactly.
  Range exact{0, static_cast<std::uint32_t>(words_.empty() ? 0 : words_.size() - 1)};
  const bool edits = word.size() >= edits_from && !(word[0] >= '0' && word[0] <= '9');
  for (std::size_t i = 0; edits && i < word.size() && exact.first < exact.last; ++i) {
    keep(narrow_all(exact, i, word.substr(i + 1)), true); // a letter too many in the query
    for (auto at = exact.first; at < exact.last;) {
      const char c = letter(at, i);
      const auto child = narrow({at, exact.last}, i, c);
      at = child.last;
      if (c == '\0' || c == word[i]) continue;
      keep(narrow_all(child, i + 1, word.substr(i + 1)), true); // another letter
      keep(narrow_all(child, i + 1, word.substr(i)), true);     // a letter left out in the query
      if (i + 1 < word.size() && c == word[i + 1])              // two letters swapped
        keep(narrow_all(narrow(child, i + 1, word[i]), i + 2, word.substr(i + 2)), true);
    }
    exact = narrow(exact, i, word[i]);
  }
  if (!edits) exact = narrow_all(exact, 0, word);
  keep(exact, false);
  return found;
}

std::vector<NameIndex::Hit> NameIndex::search_words(std::span<const std::string> words) const {
  std::vector<std::uint16_t> total(sold_out_.size()), best(sold_out_.size());
  std::vector<std::uint8_t> matched(sold_out_.size());
  std::vector<Entry> touched, all;
  std::uint8_t most = 0;
  for (const auto& word : words) {
    touched.clear();
    for (const auto& range : matches(word)) {
      for (auto w = range.first; w < range.last; ++w) {
        const bool whole = words_[w + 1] - words_[w] == word.size();
        for (auto p = starts_[w]; p < starts_[w + 1]; ++p) {
          const auto entry = postings_[p] >> 2;
          const auto score = static_cast<std::uint16_t>(points(whole, range.edited, postings_[p] & 3U));
          if (best[entry] == 0) touched.push_back(entry);
          best[entry] = std::max(best[entry], score);
        }
      }
    }
    for (const auto entry : touched) {
      if (matched[entry]++ == 0) all.push_back(entry);
      most = std::max(most, matched[entry]);
      total[entry] = static_cast<std::uint16_t>(total[entry] + best[entry]);
      best[entry] = 0;
    }
  }
  // One word of several may be missing; half of them is another thing altogether.
  if (most * 2U <= words.size()) return {};
  std::vector<Hit> hits;
  for (const auto entry : all)
    if (matched[entry] == most) hits.push_back({entry, total[entry] * 2U + (sold_out_[entry] ? 0U : 1U)});
  return hits;
}

std::vector<NameIndex::Entry> NameIndex::search(std::string_view query, std::size_t limit) const {
  query = query.substr(0, longest_query);
  auto words = fold_words(query);
  if (words.size() > most_words) words.resize(most_words);
  if (words.empty() || limit == 0) return {};
  auto hits = search_words(words);
  if (has_short_u(query)) {
    auto other = fold_words(query, ShortU::as_v);
    if (other.size() > most_words) other.resize(most_words);
    for (const auto& hit : search_words(other)) {
      const auto same = std::ranges::find(hits, hit.entry, &Hit::entry);
      if (same == hits.end()) hits.push_back(hit);
      else same->score = std::max(same->score, hit.score);
    }
  }
  const auto wanted = std::min(limit, hits.size());
  std::ranges::partial_sort(hits, hits.begin() + static_cast<std::ptrdiff_t>(wanted),
                            [](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.entry < b.entry; });
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < wanted; ++i) entries.push_back(hits[i].entry);
  return entries;
}

} // namespace engine
