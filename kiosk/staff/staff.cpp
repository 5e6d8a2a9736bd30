#include "kiosk/staff/staff.h"
#include "engine/base/local_time.h"
#include "kiosk/staff/staff_parts.h"
#include <array>

namespace kiosk {
namespace {

std::string_view role_word(const Ui& ui, std::string_view role) {
  if (role == "attendant") return tr(ui, "attendant");
  if (role == "collector") return tr(ui, "collector");
  if (role == "technician") return tr(ui, "technician");
  return role;
}

} // namespace

void StaffScreen::entered(Ui& ui) {
  state_ = {};
  ui.nav().staff_login = false; // signing out leads back to where the customer was
}

void StaffScreen::back(Ui& ui) { leave(ui); }

void StaffScreen::leave(Ui& ui) {
  ui.nav().staff_login = false;
  ui.send(engine::intent::StaffLogout{});
}

void StaffScreen::bar(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& staff = ui.view().staff;
  const Rect box{0, 0, ui.zones().screen.w, 128};
  const bool light = ui.theme().scheme == Scheme::light;
  const auto ground = light ? c.ink : c.sunken, ink = light ? c.ground : c.ink, lesser = light ? mix(c.ink, c.ground, 0.75F) : c.ink2;
  canvas.fill(box, ground);
  if (ui.theme().outlined()) canvas.fill(box.bottom_strip(4), c.line);
  std::string where = kiosk_id_;
  if (!kiosk_name_.empty()) where += (where.empty() ? "" : " \u00B7 ") + kiosk_name_;
  const auto out = tr(ui, "Sign out");
  const float out_w = canvas.text_width(out, Type::t24, Weight::bold) + 112;
  const Rect door{box.right() - 48 - out_w, 24, out_w, 80};
  canvas.text_in({48, where.empty() ? 0.0F : 20.0F, 480, where.empty() ? 128.0F : 56.0F}, tr(ui, "Staff mode"),
                 {Type::t40, ink, Weight::bold});
  canvas.text_in({48, 74, 480, 36}, where, {Type::t24, lesser});
  const auto who = std::string(role_word(ui, staff.role)) + " \u00B7 " + engine::format_clock(ui.wall());
  canvas.text_in({door.x - 24 - 420, 28, 420, 36}, staff.name, {Type::t24, ink, Weight::bold}, Align::right);
  canvas.text_in({door.x - 24 - 420, 64, 420, 36}, who, {Type::t24, lesser}, Align::right);
  ui.draw_again_in(static_cast<int>(60000 - ui.wall().unix_ms % 60000));
  const auto r = ui.node({.name = "staff.logout", .rect = door, .label = out, .is_cancel = state_.form == StaffForm::none});
  canvas.rounded(door, metrics::radius_small, mix(ground, ink, r.pressed ? 0.3F : 0.14F));
  if (ui.theme().outlined()) canvas.outline(door, metrics::radius_small, c.line, 4);
  canvas.icon(Icon::lock, Point{door.x + 50, door.center().y}, 34, ink);
  canvas.text_in({door.x + 80, door.y, door.w - 88, door.h}, out, {Type::t24, ink, Weight::bold});
  if (r.clicked) leave(ui);
}

void StaffScreen::tab_row(Ui& ui, const Rect& box) {
  const auto open = ui.view().staff.open.size();
  const auto open_word = open == 0 ? std::string(tr(ui, "Open items")) : trf(ui, "Open items ({})", open);
  std::array entries{Segment{"status", tr(ui, "Status"), {}}, Segment{"printer", tr(ui, "Printer"), {}},
                     Segment{"fiscal", tr(ui, "Fiscal"), {}}, Segment{"cash", tr(ui, "Notes"), {}},
                     Segment{"sales", tr(ui, "Sales"), {}},   Segment{"open", open_word, {}},
                     Segment{"goods", tr(ui, "Goods"), {}}};
  // Seven long words do not fit the narrow window in every language: the row is then pushed sideways, and cut so that it shows.
  const auto measure = [&] {
    float sum = 64;
    for (const auto& entry : entries) sum += ui.canvas().text_width(entry.label, Type::t24, Weight::bold) + 36;
    return sum;
  };
  float width = measure();
  if (width > box.w) entries[static_cast<std::size_t>(StaffTab::open)].label = tr(ui, "Open items"), width = measure();
  const float offset = ui.scroll("staff.tabs", box, width, ScrollAxis::sideways);
  const Canvas::Clip clip(ui.canvas(), box);
  const int tapped = tabs(ui, "staff.tab", {box.x - offset, box.y, std::max(width, box.w), box.h}, entries, static_cast<int>(state_.tab));
  if (tapped < 0) return;
  state_.tab = static_cast<StaffTab>(tapped);
  state_.form = StaffForm::none;
  state_.show_list();
  ui.scroll_to("staff.tabs", tapped > 3 ? width : 0); // what was tapped, and its neighbours, come into view
  ui.draw_again();
}

/// Somebody stands at the kiosk and waits: nothing else is shown until it is answered.
void StaffScreen::age_check(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto answer = [&](bool approved) {
    ui.send(engine::intent::StaffApproveAge{approved});
    leave(ui);
  };
  icon_square(ui, {box.x, box.y + 40, 120, 120}, Icon::user, c.saffron_tint, c.saffron_ink, metrics::radius_large);
  const Rect words{box.x, box.y + 200, box.w, 0};
  float y = words.y;
  const auto head = trf(ui, "Is this customer {} or older?", ui.view().min_age);
  y += canvas.paragraph({words.x, y, words.w, 140}, head, {Type::t56, c.ink, Weight::bold}, 2) + 16;
  const auto text = tr(ui, "There are goods in the cart that are sold by age. Look at a document, then answer.");
  y += canvas.paragraph({words.x, y, words.w, 130}, text, {Type::t30, c.ink2}, 3) + 40;
  ui.value("staff.age", words, head, std::to_string(ui.view().min_age));
  const float w = std::min(box.w, 984.0F);
  if (primary_button(ui, "dialog.yes", {box.x, y, w, 128}, tr(ui, "Yes, sell"), {.moves_money = true})) answer(true);
  if (danger_button(ui, "dialog.no", {box.x, y + 152, w, 112}, tr(ui, "No, do not sell"), {.moves_money = true})) answer(false);
}

void StaffScreen::buttons(Ui& ui, const Rect& box) {
  using namespace engine::intent;
  const auto& view = ui.view();
  const bool free = !view.staff.busy;
  const bool shift_open = view.devices.fiscal.shift_known && view.devices.fiscal.shift_open, fiscal = view.devices.fiscal.reachable;
  const bool prints = view.devices.printer.can_print();
  // Notes are collected by a collector or a technician (README, "Staff mode"); the engine refuses others.
  const StaffButton encash{"staff.encash", Icon::box, tr(ui, "Encashment"), free && view.staff.role != "attendant"};
  const StaffButton act{"staff.act_again", Icon::receipt, tr(ui, "Print an act again"), free && prints && !view.staff.acts.empty()};
  const StaffButton x_report{"staff.x_report", Icon::list, tr(ui, "X report"), free && fiscal};
  const StaffButton shift = shift_open ? StaffButton{"staff.close_shift", Icon::lock, tr(ui, "Close the shift"), free && fiscal}
                                       : StaffButton{"staff.open_shift", Icon::lock, tr(ui, "Open the shift"), free && fiscal};
  const StaffButton test{"staff.test_page", Icon::printer, tr(ui, "Test page"), free && prints};
  const StaffButton last{"staff.print_last", Icon::receipt, tr(ui, "Print the last one"), free && prints};
  const StaffButton retry{"staff.retry_queue", Icon::refresh, tr(ui, "Try the queue again"), free};
  std::vector<StaffButton> row;
  switch (state_.tab) {
  case StaffTab::status: row = {encash, x_report, shift, test}; break;
  case StaffTab::printer: row = {test, last}; break;
  case StaffTab::fiscal: row = {x_report, shift}; break;
  case StaffTab::cash: row = {encash, act}; break;
  case StaffTab::sales: row = {last}; break;
  case StaffTab::open: row = {retry}; break;
  case StaffTab::goods: return;
  }
  const int pressed = button_row(ui, box, row);
  if (pressed < 0) return;
  const auto name = row[static_cast<std::size_t>(pressed)].name;
  if (name == test.name) ui.send(StaffTestPage{});
  else if (name == last.name) ui.send(StaffPrintLast{});
  else if (name == retry.name) ui.send(StaffRetryQueue{});
  else if (name == x_report.name) ui.send(StaffXReport{});
  else if (name == encash.name) state_.open(StaffForm::encash);
  else if (name == act.name) {
    state_.open(StaffForm::act_again);
    state_.act.set(std::to_string(view.staff.acts.front().number));
  } else if (shift_open) state_.open(StaffForm::close_shift);
  else ui.send(StaffOpenShift{});
  ui.draw_again();
}

void StaffScreen::draw(Ui& ui) {
  const auto& screen = ui.zones().screen;
  bar(ui);
  const bool landscape = ui.landscape();
  if (ui.view().age_waiting) return age_check(ui, {48, 160, screen.w - 96, screen.h - 208});
  tab_row(ui, {0, 128, screen.w, 96});
  const Rect page = landscape ? Rect{48, 248, screen.w - 96, 696} : Rect{48, 256, screen.w - 96, 1496};
  if (state_.form != StaffForm::none) return staff_form(ui, page, state_);
  switch (state_.tab) {
  case StaffTab::status: status_page(ui, page, state_); break;
  case StaffTab::printer: printer_page(ui, page, state_); break;
  case StaffTab::fiscal: fiscal_page(ui, page, state_); break;
  case StaffTab::cash: cash_page(ui, page, state_); break;
  case StaffTab::sales: sales_page(ui, page, state_); break;
  case StaffTab::open: open_page(ui, page, state_); break;
  case StaffTab::goods: goods_page(ui, page, state_); break;
  }
  buttons(ui, landscape ? Rect{48, 960, screen.w - 96, 96} : Rect{48, 1776, screen.w - 96, 96});
  if (ui.view().staff.busy) spinner(ui, {screen.w - 76, landscape ? 936.0F : 1744.0F}, 44);
}

} // namespace kiosk
