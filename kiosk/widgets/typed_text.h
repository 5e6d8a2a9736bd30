#pragma once
// The text that was typed since the last frame, in memory that is wiped after use: a card digit passes through here
// (tests/INVARIANTS.md, "Persons, cards and secrets").
// UI thread. Not copied: moved or consumed.
#include <array>
#include <cstddef>
#include <string_view>

namespace kiosk {

class TypedText {
public:
  TypedText() = default;
  TypedText(const TypedText&) = delete;
  TypedText& operator=(const TypedText&) = delete;
  ~TypedText() { clear(); }
  /// Whole characters only; what does not fit is dropped.
  void append(std::string_view utf8);
  void clear();
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }
  /// Takes the first character off ("" when empty). Valid until the next call that changes this object.
  std::string_view next();

private:
  std::array<char, 128> bytes_{};
  std::array<char, 8> taken_{};
  std::size_t size_ = 0;
};

} // namespace kiosk
