#pragma once
// The grid of every screen: where bar, content, action and utility row stand. Layout units.
#include "kiosk/design/geometry.h"

namespace kiosk {

struct Zones {
  bool landscape = false;
  Rect screen;
  Rect top_bar;
  Rect steps;
  Rect content;  ///< all between steps and action (portrait) or between steps and the lower edge, right of the rail (landscape)
  Rect main;     ///< portrait: content; landscape: the part left of the side column
  Rect pad;      ///< where keypads and sums stand: portrait: content; landscape: the side column above the action
  Rect action;   ///< the one primary action; landscape: foot of the side column
  Rect utility;  ///< back, accessibility, help; landscape: lower end of the rail
  Rect rail;     ///< landscape only
  Rect keyboard; ///< the keys; they lie on keyboard_sheet()
  Rect sheet;    ///< a question at its largest
};

/// `width`: of the portrait layout; wider than 1080 in reach mode, where the layout is drawn smaller but keeps the screen's width.
Zones make_zones(bool landscape, bool large_text, float width = 1080);

} // namespace kiosk
