#pragma once
// The shop's band: rhombi and ram's horns between saw edges, drawn by code. Threading: a pure function.
#include "devices/printer/bitmap.h"

namespace devices::printer {

inline constexpr int ornament_height = 72; ///< dots
Bitmap ornament_band(int width_dots);

} // namespace devices::printer
