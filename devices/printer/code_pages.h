#pragma once
// The 8-bit code pages that receipt printers hold, as our own tables, so that "can this line be printed as
// text?" has an exact answer. Sources: facts in devices/printer/PROTOCOL.md section 3; the tables are checked against iconv
// by a test. Threading: pure functions.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace devices::printer {

enum class CodePage { cp437, cp850, cp852, cp855, cp857, cp858, cp866, cp1250, cp1251, cp1252, cp1254, rk1048, pt154, kzt };

/// "cp866", "rk1048", ...
std::string_view code_page_name(CodePage page);
std::optional<CodePage> code_page_from_name(std::string_view name);

/// The character of the byte in the page; U+FFFD where the page has a hole. Below 0x80 all pages are ASCII.
char32_t code_point(CodePage page, std::uint8_t byte);
std::optional<std::uint8_t> byte_of(CodePage page, char32_t c);

/// The line in this page, or nothing when a single character is missing. Typography that has a plain equal is
/// replaced where the page lacks it: the turned comma and apostrophe, minus and dashes, the multiplication
/// sign, quotation marks. Letters never are. A result holds no byte below 0x20, and '?' only where the text
/// has one.
std::optional<std::vector<std::uint8_t>> encode_line(CodePage page, std::u32string_view line);

} // namespace devices::printer
