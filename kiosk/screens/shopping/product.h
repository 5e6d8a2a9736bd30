#pragma once
// One product: picture, price, description, what is special about buying it.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class ProductScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::product; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 1}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().show_catalog(), ui.draw_again(); }
};

} // namespace kiosk
