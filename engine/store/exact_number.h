#pragma once
// Numbers of the store's answers, read from their very characters: "35480.0", "4.2E4" and "0.5e-1" become exact sums or
// are refused; a double is never made (rules R5). `token` is a JSON number as it stood on the wire, with surrounding
// white space allowed. nullopt: not a number, more places than the unit has, or out of range.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <optional>
#include <string>
#include <string_view>

namespace engine::store {

/// The same number without an exponent: "4.2E4" -> "42000". Exponents up to 30 either way.
std::optional<std::string> plain_decimal(std::string_view token);
std::optional<Money> exact_som(std::string_view token);
std::optional<Quantity> exact_quantity(std::string_view token);
/// Whole numbers only: "20", "20.0", "2e1".
std::optional<std::int64_t> exact_integer(std::string_view token);
/// Times 10^places, further places cut off; for coordinates and distances, which are no money. places 0 to 9.
std::optional<std::int64_t> scaled(std::string_view token, int places);

} // namespace engine::store
