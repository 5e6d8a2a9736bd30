#include "kiosk/fleet/version_order.h"

#include <utility>

namespace kiosk::fleet {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The rank of a sign that is no digit. The end of the text, or of a run of such signs, has rank 0.
int weight(std::string_view text, std::size_t at) {
  if (at >= text.size() || is_digit(text[at])) return 0;
  const char c = text[at];
  if (c == '~') return -1;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter ? c : c + 256;
}

std::strong_ordering compare_part(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    while ((i < a.size() && !is_digit(a[i])) || (j < b.size() && !is_digit(b[j]))) {
      if (const auto order = weight(a, i) <=> weight(b, j); order != 0) return order;
      ++i;
      ++j;
    }
    while (i < a.size() && a[i] == '0') ++i;
    while (j < b.size() && b[j] == '0') ++j;
    auto first = std::strong_ordering::equal;
    while (i < a.size() && is_digit(a[i]) && j < b.size() && is_digit(b[j])) {
      if (first == 0) first = a[i] <=> b[j];
      ++i;
      ++j;
    }
    if (i < a.size() && is_digit(a[i])) return std::strong_ordering::greater;
    if (j < b.size() && is_digit(b[j])) return std::strong_ordering::less;
    if (first != 0) return first;
  }
  return std::strong_ordering::equal;
}

std::pair<std::string_view, std::string_view> parts(std::string_view version) {
  const auto at = version.rfind('-');
  if (at == std::string_view::npos) return {version, "0"};
  return {version.substr(0, at), version.substr(at + 1)};
}

} // namespace

std::strong_ordering compare_versions(std::string_view one, std::string_view other) {
  const auto [a, revision_a] = parts(one);
  const auto [b, revision_b] = parts(other);
  if (const auto order = compare_part(a, b); order != 0) return order;
  return compare_part(revision_a, revision_b);
}

} // namespace kiosk::fleet
