#pragma once
// The cart while shopping: a bar in the action zone (portrait) or the side panel with lines, total and
// checkout (landscape).
#include "kiosk/screens/shopping/goods.h"

namespace kiosk {

/// Portrait. Opens the cart (`cart.open`); a statement while the cart is empty.
void cart_bar(Ui& ui);
/// Landscape, in the side column from the content's top to the lower edge.
void cart_panel(Ui& ui);

} // namespace kiosk
