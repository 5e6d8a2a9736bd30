#pragma once
// A telephone number of Uzbekistan as people write it: with or without country code, plus, blanks, brackets, dashes, a trunk 8 or 0. One reading for
// the receiver, the sign-in, the configuration and what the store sends. Pure functions.
#include <string>
#include <string_view>

namespace engine {

enum class PhoneFault {
  none,
  empty,
  not_digits,
  incomplete,       ///< so far it can become one
  too_long,         ///< more digits than any form of it has
  foreign_country,  ///< a plus, or 00, before another country's code
  unknown_operator, ///< no code of an operator or a town begins with 0 or 1
};

struct PhoneReading {
  std::string national; ///< the digits behind +998, as far as they are there
  PhoneFault fault = PhoneFault::none;
  bool whole = false; ///< the text is a whole number, in any form
  /// 998 and nine digits, as the store has it (engine/store/PROTOCOL.md section 12); empty while it is not whole.
  [[nodiscard]] std::string international() const { return whole ? "998" + national : std::string{}; }
};

/// Understood: 901234567; 998901234567, with + or 00 before it; 8901234567, 0901234567; 810 998 ... Nine digits are always a number without
/// country code: 998 12 34 56 of operator 99 is one. Operators are not judged, as their codes grow; only 0 and 1 begin none.
PhoneReading read_phone(std::string_view written);
/// "90 123 45 67", as far as it is there.
std::string phone_groups(std::string_view national);
/// The last four digits, without the signs between them; fewer digits when there are no more.
std::string last_four_digits(std::string_view written);

} // namespace engine
