#pragma once
// The stroke icons: 48 grid, stroke 3.5, round ends. Drawn from assets/icons/icons.txt, which is compiled in.
#include "kiosk/design/geometry.h"
#include <span>
#include <string_view>
#include <vector>

namespace kiosk {

/// Every icon, once: the enumeration, its names and the file are checked against each other by a test.
// clang-format off
#define KIOSK_ICONS(X) X(accessibility) X(alert) X(arrow_down) X(arrow_left) X(arrow_right) X(arrow_up)     \
  X(backspace) X(banknote) X(barcode_scan) X(basket) X(bell) X(bin) X(box) X(calendar) X(card)              \
  X(category_all) X(category_baby) X(category_bread) X(category_clean) X(category_drink) X(category_fish)   \
  X(category_fruit) X(category_grain) X(category_home) X(category_meat) X(category_milk) X(category_pets)   \
  X(category_sweets) X(category_tea) X(chart) X(check) X(chevron_down) X(chevron_left) X(chevron_right)     \
  X(chevron_up) X(chip) X(clock) X(close) X(contrast) X(dot) X(eye) X(globe) X(hand) X(help) X(info)        \
  X(keyboard) X(list) X(lock) X(minus) X(phone) X(pin) X(plus) X(printer) X(reach) X(receipt) X(refresh)    \
  X(search) X(settings) X(shield_check) X(shift) X(sign_out) X(store) X(text_size) X(ticket) X(truck)       \
  X(undo) X(user)
// clang-format on

enum class Icon {
  none,
#define KIOSK_ICON(name) name,
  KIOSK_ICONS(KIOSK_ICON)
#undef KIOSK_ICON
};
std::string_view icon_name(Icon icon);
/// All but none.
std::span<const Icon> all_icons();
/// The icon of a name in a file of categories or the like; Icon::none for any other text.
Icon icon_from_name(std::string_view name);

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
