#pragma once
// Letters without their marks and scripts, to find what was typed inside a name ("sut" in "Sút", "alma" in "Алма").
// Pure; UTF-8 in, lower-case ASCII out. Only for what is shown (bold part, sign of a category): what is found is the
// catalogue's own search.
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

/// Everything that is no letter or digit becomes one space.
std::string fold(std::string_view utf8);

/// A stretch of the name, in bytes.
struct Stretch {
  std::size_t from = 0, to = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};
/// The beginnings of words in `name` that the words of `query` match; in order, not overlapping.
std::vector<Stretch> matched(std::string_view name, std::string_view query);

} // namespace kiosk
