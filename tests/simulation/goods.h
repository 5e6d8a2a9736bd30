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
inline constexpr int product_count = 15;
inline constexpr int withheld_product = 15; ///< its row cannot be read: never sold

enum class Goods { plain, by_weight, by_price, marked };
/// The codes on the goods. Marked pieces are never the same twice: `serial` counts them; theirs is the element string with its separator.
std::string code_of(Goods kind, Dice& dice, std::int64_t serial);
/// As the scanner at hand sends a marked piece's code: whole, with or without the symbology in front, without the separator, or with another sign
/// in its place.
std::string as_scanned(std::string code, Dice& dice);
/// (01) and (21) as they stand on every marked pack of this shop.
inline constexpr std::size_t marking_label_length = 2 + 14 + 2 + 7;

} // namespace simulation
