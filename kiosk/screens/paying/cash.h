#pragma once
// Paying with notes: the sum to pay, the sum inserted, the sum left; the slot, the state of the machine and the notes that it takes.
// The question about a note that is too large lies on it (overpay.h).
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class CashScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::cash; }
  /// "Stop" is drawn by the screen itself, with the names cash.cancel and back.
  [[nodiscard]] Chrome chrome(const Ui& ui) const override {
    const bool asked = ui.view().cash.overpay.has_value();
    return {.top_bar = !asked, .step = asked ? 0 : 3, .back = false, .utility = !asked};
  }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.send(engine::intent::Back{}); }

private:
  void stop_button(Ui& ui);
  /// Stands on the box's lower edge; returns by how much it is higher than the box.
  float statement(Ui& ui, const Rect& box);
  void happening(Ui& ui, const Rect& box);
};

} // namespace kiosk
