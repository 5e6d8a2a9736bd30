#pragma once
// The stroke icons: 48 grid, stroke 3.5, round ends. Drawn from assets/icons/icons.txt, which is compiled in.
#include "kiosk/design/geometry.h"
#include <boost/describe/enum.hpp>
#include <span>
#include <string_view>
#include <vector>

namespace kiosk {

BOOST_DEFINE_ENUM_CLASS(Icon, none, accessibility, alert, arrow_down, arrow_left, arrow_right, arrow_up, backspace, banknote,
                        barcode_scan, basket, bell, bin, box, calendar, card, category_all, category_baby, category_bread,
                        category_clean, category_drink, category_fish, category_fruit, category_grain, category_home,
                        category_meat, category_milk, category_pets, category_sweets, category_tea, chart, check, chevron_down,
                        chevron_left, chevron_right, chevron_up, chip, clock, close, contrast, dot, eye, globe, hand, help, info,
                        keyboard, list, lock, minus, phone, pin, plus, printer, reach, receipt, refresh, search, settings,
                        shield_check, shift, sign_out, store, text_size, ticket, truck, undo, user)

/// One stroke (or filled dot) of an icon, flattened to points on the 48 grid.
struct IconStroke {
  std::vector<Point> points;
  bool closed = false;
  bool filled = false;
};
/// The strokes of an icon; empty for Icon::none. Valid for the program's life. UI thread (parsed at first use).
std::span<const IconStroke> icon_strokes(Icon icon);
/// The drawing's text from the icon file; empty when the file lacks it (a test looks).
std::string_view icon_source(Icon icon);

} // namespace kiosk
