#pragma once
// What the simulated shop sells: the store's catalogue as its simulator reads it, the shop's products.csv,
// and the codes that scanners read off the goods. Pure.
#include "tests/simulation/dice.h"
#include <string>

namespace simulation {

inline constexpr const char* kiosk_phone = "998991234567";
inline constexpr const char* kiosk_password = "kiosk-pass";
inline constexpr const char* customer_phones[] = {"998901112233", "998902223344", "998903334455"};
inline constexpr const char* customer_password = "own";

/// JSON: categories, products, delivery, users.
const std::string& shop_catalogue();
const std::string& shop_attributes(); ///< products.csv
inline constexpr int product_count = 14;

enum class Goods { plain, by_weight, by_price, marked };
/// A code as a scanner reads it. Marked pieces are never the same twice: `serial` counts them.
std::string code_of(Goods kind, Dice& dice, std::int64_t serial);

} // namespace simulation
