#pragma once
// Quantities of goods. Unit: thousandths of the product's unit (1 piece = 1000, 0.25 kg = 250), 64-bit signed, the
// fiscal module's own unit. No floating point. Threading: a plain value.
#include "engine/base/money.h"

namespace engine {

class Quantity {
public:
  constexpr Quantity() = default;
  static constexpr Quantity thousandths(std::int64_t n) { return Quantity{n}; }
  /// Throws std::overflow_error when it does not fit.
  static Quantity pieces(std::int64_t n);
  /// Plain decimal with at most three significant places ("1", "1.5", "0.250", "2.0"); nullopt for anything else.
  static std::optional<Quantity> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t in_thousandths() const { return thousandths_; }
  [[nodiscard]] constexpr bool is_whole() const { return thousandths_ % 1000 == 0; }
  [[nodiscard]] constexpr bool is_zero() const { return thousandths_ == 0; }
  /// Shortest plain decimal: "1", "1.5", "0.25" (rules R3: three places at most).
  [[nodiscard]] std::string to_text() const;

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend Quantity operator+(Quantity a, Quantity b);
  friend Quantity operator-(Quantity a, Quantity b);

private:
  explicit constexpr Quantity(std::int64_t n) : thousandths_(n) {}
  std::int64_t thousandths_ = 0;
};

/// Unit price x quantity, half up to a tiyin (rules R6).
inline Money price_of(Money unit_price, Quantity q) { return multiply_ratio_half_up(unit_price, q.in_thousandths(), 1000); }

inline void tag_invoke(boost::json::value_from_tag, boost::json::value& v, const Quantity& q) { v = q.in_thousandths(); }
inline Quantity tag_invoke(boost::json::value_to_tag<Quantity>, const boost::json::value& v) {
  return Quantity::thousandths(v.to_number<std::int64_t>());
}

} // namespace engine
