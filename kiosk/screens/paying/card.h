#pragma once
// Card number and expiry. Both live in SecretBuffers and leave in one send_card(); an answer finds the fields empty.
#include "engine/sale/receiver_check.h"
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class CardScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::card; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override { return {.step = 3, .back = ui.view().can_go_back && !ui.view().card.busy}; }
  void draw(Ui& ui) override;
  void entered(Ui& ui) override;
  void wipe() override;

private:
  struct Warning {
    std::string_view text;
    bool blocks = false;
  };
  [[nodiscard]] Warning warning(const Ui& ui) const;
  void face(Ui& ui, const Rect& box);
  void fields(Ui& ui, const Rect& box);
  void next_field(Ui& ui);
  void submit(Ui& ui);

  engine::SecretBuffer number_{16}, expiry_{4};
};

} // namespace kiosk
