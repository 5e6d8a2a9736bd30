#pragma once
// The text of one field: UTF-8, a caret between characters, a bound in characters. Pure; no drawing, no clock.
#include <cstddef>
#include <string>
#include <string_view>

namespace kiosk {

/// Room for a telephone number in any form that people write, and for the digits too many that are then named instead of cut.
inline constexpr std::size_t longest_phone = 24;

/// Which characters a field takes; others are dropped as they are typed.
enum class Accepts { text, digits };

class TextEdit {
public:
  explicit TextEdit(std::size_t max_characters = 120, Accepts accepts = Accepts::text) : max_(max_characters), accepts_(accepts) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t characters() const;
  [[nodiscard]] std::size_t caret() const { return caret_; } ///< byte offset, always between characters
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] bool full() const { return characters() >= max_; }
  void set(std::string_view text); ///< cut to the bound; caret at the end
  void clear() { set({}); }
  /// Inserts at the caret; control characters and invalid UTF-8 are dropped. True when anything changed.
  bool insert(std::string_view utf8);
  bool backspace();
  bool remove_next();
  void left();
  void right();
  void home() { caret_ = 0; }
  void end() { caret_ = text_.size(); }
  void put_caret(std::size_t byte); ///< moved back to a character's start

private:
  std::string text_;
  std::size_t caret_ = 0;
  std::size_t max_;
  Accepts accepts_;
};

} // namespace kiosk
