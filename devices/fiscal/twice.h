#pragma once
// Something that came over a line without checksums and that nothing proves: it counts when it was heard a second time running,
// alike, for noise does not repeat itself. Threading: one thread at a time.
#include <optional>
#include <utility>

namespace devices::fiscal {

template <class T>
class Twice {
public:
  /// Whether `heard` is what was heard before, as far as `same` looks. From now on it is what was heard before.
  bool again(const T& heard, bool (*same)(const T&, const T&)) {
    const bool alike = before_ && same(*before_, heard);
    before_ = heard;
    return alike;
  }

private:
  std::optional<T> before_;
};

} // namespace devices::fiscal
