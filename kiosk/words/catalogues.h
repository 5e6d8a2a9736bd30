#pragma once
// Private to the words: the compiled catalogues (.mo) as they stand in the program. Generated from
// assets/strings/*.po.
#include <span>
#include <string_view>

namespace kiosk {

/// The bytes of a language's catalogue; empty for a language without one (English).
std::span<const unsigned char> compiled_catalogue(std::string_view language_code);

} // namespace kiosk
