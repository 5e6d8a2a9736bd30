#pragma once
// Putting a product into the cart: a plus that becomes a stepper in the same place, or quiet words when it
// cannot be. Sends the intents itself.
#include "kiosk/screens/shopping/goods.h"

namespace kiosk {

/// `prefix`: automation name ("catalog.product.17"): nodes `prefix.plus`, `.minus`, `.remove`.
void product_control(Ui& ui, std::string_view prefix, const Rect& box, const engine::Product& product);

/// Stepper of one line of the cart; sends the intents.
void line_stepper(Ui& ui, std::string_view prefix, const Rect& box, const engine::CartLine& line);

/// Names of the cart lines: cart.line.<product id>; a second line of the same product also carries its line
/// id.
std::string line_name(const engine::Cart& cart, const engine::CartLine& line);

} // namespace kiosk
