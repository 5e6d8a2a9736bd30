#pragma once
// A message over a line without checksums that nothing else proves. It counts when it is heard twice in a row, alike, because noise
// does not repeat itself. Threading: one thread at a time.
#include <optional>
#include <utility>

namespace devices::fiscal {

template <class T> class Twice {
public:
  /// Whether `heard` equals the message before it, by `same`. Then `heard` becomes the message before the next one.
  bool again(const T& heard, bool (*same)(const T&, const T&)) {
    const bool alike = before_ && same(*before_, heard);
    before_ = heard;
    return alike;
  }

private:
  std::optional<T> before_;
};

} // namespace devices::fiscal
