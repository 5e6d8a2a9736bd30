#pragma once
// How sums and quantities stand on paper: "1 000.00" (devices/fiscal/PROTOCOL.md section 9), "2", "1.500".
// Threading: pure functions.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <initializer_list>
#include <string>
#include <string_view>

namespace engine {

/// "152 000.00", "−6 000.00": space for thousands, dot, two places.
std::string slip_money(Money sum);
/// Whole numbers as they are, others with three places.
std::string slip_quantity(Quantity quantity);
/// "+998 61 222-00-00" from "998612220000"; any other text as it is.
std::string slip_phone(std::string_view phone);
/// {0}, {1}, ... replaced by the arguments. A placeholder without an argument stays as it stands: a
/// translator's slip must not cost a receipt.
std::string fill(std::string_view sentence, std::initializer_list<std::string_view> arguments);

} // namespace engine
