#pragma once
// The staff's screens: the door with its PIN, and staff mode.
#include "kiosk/screens/parts/screen.h"
#include <string>

namespace kiosk {

/// `kiosk_id`, `kiosk_name`: for the bar of staff mode, as configured; may be empty.
Screens make_staff_screens(const std::string& kiosk_id = {}, const std::string& kiosk_name = {});

} // namespace kiosk
