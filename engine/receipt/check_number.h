#pragma once
// Numbers of claims and vouchers (rules R18): a letter, a running number, a check digit, and four random digits that only slip and journal
// know: "V-00042-3-7391". The check digit is Damm's: it finds every single wrong digit and every swap of two neighbours, so that a
// mistyped number is never paid out; anybody can compute it for the neighbour's number, so the random digits are what the slip proves.
// Slips of before this version have none ("V-00042-3"). Threading: pure functions.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

enum class SlipNumberKind { voucher, claim };

/// "V-00042-3" or "C-00042-3"; at least five digits. number is 0 to 999 999 999 999; throws std::out_of_range
/// outside.
std::string make_slip_number(SlipNumberKind kind, std::int64_t number);

/// "V-00042-3-7391": with the last four figures of `random`.
std::string make_slip_number(SlipNumberKind kind, std::int64_t number, std::uint64_t random);
/// The part of a number that may stand on a list: "V-00042-3", without the digits that only the slip has.
std::string_view without_random_digits(std::string_view number);

struct SlipNumber {
  SlipNumberKind kind = SlipNumberKind::voucher;
  std::int64_t number = 0;
  friend bool operator==(const SlipNumber&, const SlipNumber&) = default;
};
/// Reads what a person typed or a scanner read of the part without the random digits: letters of either case, with or without hyphens and spaces.
/// Nothing when the form or the check digit is wrong.
std::optional<SlipNumber> parse_slip_number(std::string_view text);

/// Damm's digit over decimal digits; '0' over none.
char damm_digit(std::string_view digits);

} // namespace engine
