#pragma once
// One product: picture, price, description, what is special about buying it.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class ProductScreen final : public Screen {
public:
  [[nodiscard]] std::string_view name() const override { return "product"; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 1}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().show_catalog(), ui.draw_again(); }
};

} // namespace kiosk
