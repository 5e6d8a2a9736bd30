#pragma once
// Parts that the pages of staff mode share.
#include "kiosk/staff/staff_state.h"
#include "kiosk/widgets/controls.h"

namespace kiosk {

/// A white card with a heading; returns the box inside it.
Rect staff_card(Ui& ui, const Rect& box, std::string_view heading);
/// Rows of name and words with their marks, from the top of the box. Returns the height used.
float fact_rows(Ui& ui, std::string_view prefix, const Rect& box, const std::vector<Fact>& facts);
/// The height of these rows in a box of this width.
float fact_rows_height(const Ui& ui, float w, const std::vector<Fact>& facts);
/// The advice to staff, on saffron; nothing for an empty sentence. Returns the height used, gap included.
float advice_box(Ui& ui, const Rect& box, std::string_view advice);
/// Name at the left, words at the right edge, 56 high.
void pair_row(Ui& ui, const Rect& box, std::string_view name, std::string_view words, bool bold = false);
/// "14:02", or the date before it when it was not today.
std::string staff_time(const Ui& ui, std::int64_t wall_ms);
/// A time of the module in the same form; the module's own words when they are no time.
std::string shift_time(const Ui& ui, std::string_view module_time);
std::string method_word(const Ui& ui, engine::Method method);
/// The row of buttons at the foot of a page.
struct StaffButton {
  std::string_view name;
  Icon icon = Icon::none;
  std::string_view label;
  bool enabled = true;
};
/// Index of the button that was pressed, or -1.
int button_row(Ui& ui, const Rect& box, std::span<const StaffButton> buttons);

// The pages.
void status_page(Ui& ui, const Rect& box, StaffState& state);
void printer_page(Ui& ui, const Rect& box, StaffState& state);
void fiscal_page(Ui& ui, const Rect& box, StaffState& state);
void cash_page(Ui& ui, const Rect& box, StaffState& state);
void sales_page(Ui& ui, const Rect& box, StaffState& state);
void open_page(Ui& ui, const Rect& box, StaffState& state);
void goods_page(Ui& ui, const Rect& box, StaffState& state);
/// The form that lies over the pages, with its keyboard and buttons.
void staff_form(Ui& ui, const Rect& box, StaffState& state);
/// Why an order was given up (engine::abandoned), in words.
std::string_view abandoned_words(const engine::Words& words, engine::Language language, std::string_view reason);
/// The state of an open item, and what staff have to do.
std::string open_item_detail(const Ui& ui, const engine::OpenItem& item);
/// The name of a kind of open item.
std::string_view open_item_words(const Ui& ui, engine::OpenItem::Kind kind);

} // namespace kiosk
