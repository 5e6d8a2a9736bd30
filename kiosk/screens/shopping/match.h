#pragma once
// Where in a name stands what was typed, to show it bold ("sut" in «Sút», "alma" in «Алма»). By the same
// skeleton as the catalogue's search. Pure.
#include <cstddef>
#include <string_view>
#include <vector>

namespace kiosk {

/// A stretch of the name, in bytes.
struct Stretch {
  std::size_t from = 0, to = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};
/// The beginnings of words in `name` that words of `query` match; in order, at most one in a word.
std::vector<Stretch> matched(std::string_view name, std::string_view query);

} // namespace kiosk
