#pragma once
// How to pay: the sum, the methods with what stands in their way, cashback, approval of age.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class PaymentScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::payment; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 3}; }
  void draw(Ui& ui) override;
};

} // namespace kiosk
