#pragma once
// What the screens say about goods and cart lines: prices, quantities, pictures. UI thread; free functions
// without state.
#include "engine/cart/cart.h"
#include "kiosk/screens/parts/plural.h"
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// "1,5 kg", "2": in the customer's way of writing. Weighed goods carry their unit.
std::string quantity_text(const Ui& ui, engine::Quantity quantity, bool weighed);
/// "22 000 / kg" or "22 000".
std::string unit_price_text(const Ui& ui, engine::Money price, bool weighed);
/// Percent off, at least 1; 0 when there is no discount (rules R2).
int discount_percent(engine::Money list_price, engine::Money price);
/// "−15%".
std::string discount_text(int percent);
/// "3,4 km".
std::string distance_text(const Ui& ui, std::int64_t metres);
/// "(61) 222-00-00" of "998612220000", with +998 before it; other texts as they are.
std::string phone_text(std::string_view digits);

/// All pieces of a product in the cart, over its lines.
engine::Quantity in_cart(const engine::Cart& cart, engine::ProductId product);
/// The line that plus and minus on a tile change: the one that the store collects, else the last one.
const engine::CartLine* line_of(const engine::Cart& cart, engine::ProductId product);

/// The picture fitted into the box; while there is none, the sign of its category on a quiet ground.
void product_picture(Ui& ui, const engine::Product* product, const Rect& box, float opacity = 1);

/// Figures and unit of a price: 40 bold with a quiet unit, or with the old price struck beside it. Returns
/// the width.
void price_row(Ui& ui, const Rect& box, const engine::Product& product);

} // namespace kiosk
