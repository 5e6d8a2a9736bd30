#pragma once
// The code that the bank sent by SMS. It lives in a SecretBuffer and leaves in one send_secret().
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class SmsScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::sms; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override { return {.step = 3, .back = ui.view().can_go_back && !ui.view().card.busy}; }
  void draw(Ui& ui) override;
  void entered(Ui& ui) override;
  void wipe() override { code_.clear(); }

private:
  void phone_line(Ui& ui, const Rect& box);
  void wait_card(Ui& ui, const Rect& box);
  void warning_line(Ui& ui, const Rect& box);

  engine::SecretBuffer code_{6};
};

} // namespace kiosk
