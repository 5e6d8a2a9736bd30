#include "kiosk/staff/staff_screens.h"
#include "kiosk/staff/staff.h"
#include "kiosk/staff/staff_login.h"

namespace kiosk {

Screens make_staff_screens(const std::string& kiosk_id, const std::string& kiosk_name) {
  Screens screens;
  screens.push_back(std::make_unique<StaffLoginScreen>());
  screens.push_back(std::make_unique<StaffScreen>(kiosk_id, kiosk_name));
  return screens;
}

} // namespace kiosk
