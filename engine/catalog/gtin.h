#pragma once
// GTINs, the numbers that bar codes of goods carry: 8 (EAN-8), 12 (UPC-A), 13 (EAN-13) or 14 digits, the last a check digit. One number may
// be printed at several lengths, so numbers are compared as GTIN-14. Source: GS1 General Specifications, sections 1.4 (lengths, zeros in front),
// 7.9 (check digit) and 5.2.2.4 (UPC-E). Threading: pure functions.
#include <optional>
#include <string>
#include <string_view>

namespace engine {

/// Check digit for the digits before it; '\0' if one is not a digit.
char gtin_check_digit(std::string_view digits_without_check);

/// Digits of any number with a right check digit at the end.
bool is_gtin(std::string_view code);

/// The number as GTIN-14; nullopt unless it has 8, 12, 13 or 14 digits and a right check digit.
std::optional<std::string> gtin14(std::string_view code);

/// The UPC-A (12 digits) that an UPC-E of 8 digits stands for; nullopt when it is none: number system 0 or 1, and the check digit of the
/// UPC-A. Some EAN-8 are right UPC-E too: digits alone do not tell, the symbology does.
std::optional<std::string> upc_a_of_upc_e(std::string_view eight);

/// The code that became `digits` when a spreadsheet took the zeros in front: 6 or 7 digits were an EAN-8, 9 to 11 an UPC-A. nullopt when the check
/// digit says otherwise, or the number has the length of a GTIN. One number in ten fits by chance.
std::optional<std::string> gtin_before_lost_zeros(std::string_view digits);

} // namespace engine
