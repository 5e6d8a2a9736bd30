#pragma once
// While the machine works: what is done, what is running, what follows. Also for ordering, when nothing has been paid yet.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class ProcessingScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::processing; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override { return {.step = 3, .back = ui.view().can_go_back}; }
  void draw(Ui& ui) override;
};

} // namespace kiosk
