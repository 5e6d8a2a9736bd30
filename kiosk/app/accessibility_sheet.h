#pragma once
// The sheet of the four modes for everyone: large text, high contrast, everything lower, spoken guidance.
#include "kiosk/screens/screen.h"

namespace kiosk {

std::unique_ptr<Screen> make_accessibility_sheet();

} // namespace kiosk
