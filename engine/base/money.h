#pragma once
// Sums of money. Purpose: no other type in the kiosk may hold one.
//
// Unit: tiyin (1 so'm = 100 tiyin), 64-bit signed. Arithmetic is checked: an overflow throws std::overflow_error,
// because a wrong sum is worse than a stopped sale. There is no conversion from or to floating point.
// Threading: a plain value.
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

class Money {
public:
  constexpr Money() = default;
  static constexpr Money tiyin(std::int64_t amount) { return Money{amount}; }
  /// Throws std::overflow_error above 92 233 720 368 547 758 so'm.
  static constexpr Money som(std::int64_t amount) { return Money{checked_multiply(amount, 100)}; }

  /// Reads a plain decimal in so'm ("42000", "42000.5", "-0.01", "35480.0") without passing through a double. More than
  /// two decimal places are accepted only when the rest are zeros. nullopt for anything else, exponents included.
  static std::optional<Money> parse_som(std::string_view text);

  [[nodiscard]] constexpr std::int64_t in_tiyin() const { return tiyin_; }
  /// Whole so'm, rounded toward zero.
  [[nodiscard]] constexpr std::int64_t in_som() const { return tiyin_ / 100; }
  [[nodiscard]] constexpr bool is_whole_som() const { return tiyin_ % 100 == 0; }
  [[nodiscard]] constexpr bool is_zero() const { return tiyin_ == 0; }
  /// The largest whole number of so'm not above this sum (rules R9).
  [[nodiscard]] constexpr Money floor_to_som() const {
    const auto rest = tiyin_ % 100;
    return Money{tiyin_ - (rest < 0 ? rest + 100 : rest)};
  }
  /// Plain decimal in so'm for the store's API: "42000", "42000.5" as "42000.50". Never an exponent.
  [[nodiscard]] std::string to_som_text() const;

  friend constexpr auto operator<=>(Money, Money) = default;
  friend constexpr Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.tiyin_, b.tiyin_, &sum)) overflow();
    return Money{sum};
  }
  friend constexpr Money operator-(Money a, Money b) {
    std::int64_t rest = 0;
    if (__builtin_sub_overflow(a.tiyin_, b.tiyin_, &rest)) overflow();
    return Money{rest};
  }
  friend constexpr Money operator*(Money a, std::int64_t times) { return Money{checked_multiply(a.tiyin_, times)}; }
  constexpr Money& operator+=(Money b) { return *this = *this + b; }
  constexpr Money& operator-=(Money b) { return *this = *this - b; }
  constexpr Money operator-() const { return Money{} - *this; }

private:
  explicit constexpr Money(std::int64_t amount) : tiyin_(amount) {}
  static constexpr std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) overflow();
    return product;
  }
  [[noreturn]] static void overflow();
  std::int64_t tiyin_ = 0;
};

/// a x numerator / denominator, half away from zero, with a 128-bit intermediate. denominator > 0.
/// Throws std::overflow_error when the result does not fit.
Money multiply_ratio_half_up(Money a, std::int64_t numerator, std::int64_t denominator);

// In JSON (journal, view) money is a whole number of tiyin.
inline void tag_invoke(boost::json::value_from_tag, boost::json::value& v, const Money& m) { v = m.in_tiyin(); }
inline Money tag_invoke(boost::json::value_to_tag<Money>, const boost::json::value& v) { return Money::tiyin(v.to_number<std::int64_t>()); }

} // namespace engine
