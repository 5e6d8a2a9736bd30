#pragma once
// Search in memory over the names of a catalogue. Words are folded to one Latin skeleton (text_fold.h) and kept sorted; a
// query word matches words that begin with it, and from four letters on also words that begin with something one edit away
// (a letter more, less, other, or two swapped). All words of a query must match; if no product has them all, the products
// that have most of them are given.
//
// Ranking: the whole word before its beginning before a misspelt one, the name before the description, the first word of a
// name before the others, then the shop's order.
// Threading: immutable after build; const members may be called from any thread.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace engine {

class NameIndex {
public:
  using Entry = std::uint32_t; ///< number of the text in the order of add()

  /// name and description of the next entry. sold_out entries rank behind equals.
  void add(std::string_view name, std::string_view description, bool sold_out);
  /// Once, after the last add().
  void build();

  /// Best first, at most `limit`. Only the first 80 bytes and 6 words of a query count.
  [[nodiscard]] std::vector<Entry> search(std::string_view query, std::size_t limit) const;
  [[nodiscard]] std::size_t words() const { return words_.size(); }

private:
  struct Range { ///< words_[first, last)
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool edited = false;
  };
  struct Draft {
    std::uint32_t word; ///< number in vocabulary_
    std::uint32_t posting;
  };
  struct Hit {
    Entry entry;
    std::uint32_t score;
  };

  void add_words(const std::vector<std::string>& words, bool in_name);
  [[nodiscard]] char letter(std::uint32_t word, std::size_t at) const;
  [[nodiscard]] Range narrow(Range range, std::size_t depth, char c) const;
  [[nodiscard]] Range narrow_all(Range range, std::size_t depth, std::string_view rest) const;
  [[nodiscard]] std::vector<Range> matches(std::string_view word) const;
  [[nodiscard]] std::vector<Hit> search_words(std::span<const std::string> words) const;

  std::unordered_map<std::string, std::uint32_t> vocabulary_; ///< until build()
  std::vector<Draft> drafts_;                                 ///< until build(); ascending by entry, better places first
  std::string letters_;                                       ///< the words one after the other
  std::vector<std::uint32_t> words_;    ///< where each word begins in letters_, sorted; with one further entry for the end
  std::vector<std::uint32_t> starts_;   ///< where the postings of each word begin; with one further entry for the end
  std::vector<std::uint32_t> postings_; ///< entry << 2 | place
  std::vector<bool> sold_out_;
};

} // namespace engine
