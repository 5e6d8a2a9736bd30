#pragma once
// UTF-8 and what is done to a text before it is printed. Threading: pure functions.
#include <string>
#include <string_view>

namespace devices::printer {

/// Bytes that are not UTF-8 become U+FFFD, one for each byte that fits nowhere.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view text);

/// Composes a letter and a combining mark into one code point where one exists for our four languages, turns
/// all kinds of spaces into U+0020 and control characters into spaces, and drops what has no width.
std::u32string normalise(std::string_view utf8);

} // namespace devices::printer
