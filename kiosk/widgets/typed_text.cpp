#include "kiosk/widgets/typed_text.h"
#include "kiosk/design/utf8.h"
#include <algorithm>
#include <cstring>

namespace kiosk {
namespace {
/// Wipes the bytes; the compiler cannot optimise this away.
void wipe(char* bytes, std::size_t size) {
  auto* volatile at = bytes;
  std::memset(at, 0, size);
}
} // namespace

void TypedText::append(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8::length_of_first(text);
    if (length == 0) {
      text.remove_prefix(1);
      continue;
    }
    if (size_ + length > bytes_.size()) return;
    std::copy_n(text.data(), length, bytes_.data() + size_);
    size_ += length;
    text.remove_prefix(length);
  }
}

void TypedText::clear() {
  wipe(bytes_.data(), bytes_.size());
  wipe(taken_.data(), taken_.size());
  size_ = 0;
}

std::string_view TypedText::next() {
  const auto length = utf8::length_of_first(text());
  if (length == 0) {
    clear();
    return {};
  }
  std::copy_n(bytes_.data(), length, taken_.data());
  std::copy(bytes_.data() + length, bytes_.data() + size_, bytes_.data());
  size_ -= length;
  wipe(bytes_.data() + size_, length);
  return {taken_.data(), length};
}

} // namespace kiosk
