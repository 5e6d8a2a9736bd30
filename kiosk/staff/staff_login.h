#pragma once
// The PIN of a member of staff. It lives in a SecretBuffer and leaves in one send_secret().
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class StaffLoginScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::staff_login; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.utility = false}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override;
  void entered(Ui& ui) override;
  void wipe() override { pin_.clear(); }

private:
  engine::SecretBuffer pin_{12};
};

} // namespace kiosk
