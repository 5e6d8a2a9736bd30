#pragma once
// JSON with numbers kept as their characters: Boost.JSON would turn them into doubles, and a strict server must see whether
// a client wrote 42000, 42000.00 or 4.2E4. In the tree a number is a string that begins with number_mark; a real string can
// never begin with it, because that control character is refused in input.
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace devices::sim {

inline constexpr char number_mark = '\x01';

/// nullopt: not JSON, deeper than 32, or a string with a control character escaped into it.
std::optional<boost::json::value> parse_exact(std::string_view text);
std::string write_exact(const boost::json::value& value);

/// A number for answers; `digits` is written verbatim.
boost::json::value number(std::string_view digits);
boost::json::value number(std::int64_t n);
/// The characters of a number; nullopt for everything else.
std::optional<std::string_view> number_text(const boost::json::value* value);
/// A string that is no number.
std::optional<std::string_view> string_text(const boost::json::value* value);

} // namespace devices::sim
