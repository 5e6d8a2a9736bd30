#pragma once
// How the goods come to the customer: picked up, or by courier to a district.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class DeliveryScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::delivery; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 2}; }
  void draw(Ui& ui) override;

private:
  void districts(Ui& ui, const Rect& area);
};

} // namespace kiosk
