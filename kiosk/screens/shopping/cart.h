#pragma once
// The cart: what is in the customer's hands, what the store collects, and what it comes to.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class CartScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::cart; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 1}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().show_catalog(), ui.draw_again(); }
};

} // namespace kiosk
