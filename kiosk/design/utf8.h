#pragma once
// UTF-8, forgiving: what is not UTF-8 becomes U+FFFD, one byte at a time. Pure.
#include <cstddef>
#include <string_view>

namespace kiosk::utf8 {

/// Bytes of the character at the start of `text`: 1 to 4, or 0 when it is empty or not UTF-8.
std::size_t length_of_first(std::string_view text);
/// Decodes the first character and takes it off; U+FFFD (one byte taken) for what is not UTF-8.
char32_t next(std::string_view& text);
/// Characters, counting each wrong byte as one.
std::size_t count(std::string_view text);

} // namespace kiosk::utf8
