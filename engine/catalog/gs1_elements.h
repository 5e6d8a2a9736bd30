#pragma once
// GS1 element strings: application identifiers and their data, variable ones ended by 0x1D. Only what a shop needs of
// them: the GTIN (01) and the serial number (21). Source: GS1 General Specifications section 3; lengths of the national
// marking: facts/fiscal-module.md section 7. Threading: pure functions.
#include <optional>
#include <string>
#include <string_view>

namespace engine {

inline constexpr char group_separator = '\x1d';

struct Gs1Elements {
  std::string gtin;   ///< 14 digits, check digit right; empty: none
  std::string serial; ///< at most 20 characters; empty: none
  std::string fault;  ///< English; not empty: the string cannot be read
};

/// `text` without AIM prefix and without FNC1 in front.
Gs1Elements read_gs1_elements(std::string_view text);

/// "(01)…(21)…" as an element string with 0x1D where one is needed; nullopt when the brackets do not fit.
std::optional<std::string> elements_from_brackets(std::string_view text);

/// Begins with (01), a right GTIN and then nothing or a known identifier: an element string whose FNC1 was not sent.
bool looks_like_gs1(std::string_view text);

} // namespace engine
