#include "kiosk/widgets/text_edit.h"
#include "kiosk/design/utf8.h"

#include <cstring>

namespace kiosk {
namespace {
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
} // namespace

std::size_t TextEdit::characters() const { return utf8::count(text_); }

void TextEdit::set(std::string_view text) {
  const std::string fresh{text};              // it may be a part of the old one
  explicit_bzero(text_.data(), text_.size()); // short texts lie in the field itself, which lives on
  text_.clear();
  caret_ = 0;
  insert(fresh);
}

bool TextEdit::insert(std::string_view text) {
  bool changed = false;
  while (!text.empty()) {
    const auto length = utf8::length_of_first(text);
    const auto one = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(one.size());
    auto decoding = one;
    const auto code = utf8::next(decoding);
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool taken = accepts_ == Accepts::text ? length > 0 && !control : code >= U'0' && code <= U'9';
    if (!taken) continue;
    if (full()) break;
    text_.insert(caret_, one);
    caret_ += one.size();
    changed = true;
  }
  return changed;
}

bool TextEdit::backspace() {
  if (caret_ == 0) return false;
  const auto end = caret_;
  left();
  text_.erase(caret_, end - caret_);
  return true;
}

bool TextEdit::remove_next() {
  if (caret_ >= text_.size()) return false;
  const auto start = caret_;
  right();
  text_.erase(start, caret_ - start);
  caret_ = start;
  return true;
}

void TextEdit::left() {
  if (caret_ == 0) return;
  do --caret_;
  while (caret_ > 0 && continues(text_[caret_]));
}

void TextEdit::right() {
  if (caret_ >= text_.size()) return;
  do ++caret_;
  while (caret_ < text_.size() && continues(text_[caret_]));
}

void TextEdit::put_caret(std::size_t byte) {
  caret_ = byte < text_.size() ? byte : text_.size();
  while (caret_ > 0 && caret_ < text_.size() && continues(text_[caret_])) --caret_;
}

} // namespace kiosk
