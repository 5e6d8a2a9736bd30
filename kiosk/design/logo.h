#pragma once
// The shop's mark and name. Drawn by code; name and city come from the theme file.
#include "kiosk/design/canvas.h"

namespace kiosk {

/// bar: teal disc, ink name, city below. poster: white disc on teal, larger. outlined: high contrast, without the city.
enum class LogoStyle { bar, poster, outlined };
/// The left edge's middle. Returns the width.
float draw_logo(Canvas& canvas, const Theme& theme, Point middle_left, LogoStyle style);

} // namespace kiosk
