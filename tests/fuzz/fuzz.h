#pragma once
// What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput: it takes any bytes, and
// calls fuzz::require() for what must hold beyond not crashing. libFuzzer runs it in the `fuzz` preset,
// replay.cpp everywhere else. Threading: one thread; nothing is kept between two inputs.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the program, so that the input is kept as a crash.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// The input as a script: a byte that says what happens, a byte that says how much of it, and the bytes
/// themselves.
class Script {
public:
  Script(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}
  [[nodiscard]] bool over() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  /// As many as are left, at most `count`.
  std::span<const std::uint8_t> bytes(std::size_t count) {
    const auto taken = rest_.first(count < rest_.size() ? count : rest_.size());
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

private:
  std::span<const std::uint8_t> rest_;
};

} // namespace fuzz
