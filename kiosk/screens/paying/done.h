#pragma once
// Thank you: the order number, the fiscal QR, the paper, and where the goods are.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class DoneScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::done; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 4, .back = false}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.send(engine::intent::Finish{}); }

private:
  float head(Ui& ui, const Rect& box);
  float receipt_card(Ui& ui, const Rect& box);
  float voucher_card(Ui& ui, const Rect& box);
  void goods(Ui& ui, const Rect& box);
};

} // namespace kiosk
