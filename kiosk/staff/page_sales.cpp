// Sales: the last ones, one found by its number, and what of it is taken back.
#include "engine/base/local_time.h"
#include "kiosk/staff/staff_parts.h"

namespace kiosk {
namespace {

constexpr float row_height = 104;

const engine::SaleSummary* shown_sale(const Ui& ui, const StaffState& state) {
  const auto& staff = ui.view().staff;
  if (staff.found && staff.found->sale == state.sale) return &*staff.found;
  for (const auto& sale : staff.last_sales)
    if (sale.sale == state.sale) return &sale;
  return nullptr;
}

void sale_row(Ui& ui, const Rect& row, const engine::SaleSummary& sale, StaffState& state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto r = ui.node({.name = fmt::format("staff.sale.{}", sale.sale),
                          .rect = row,
                          .label = sale.order_number,
                          .value = std::to_string(sale.total.in_tiyin())});
  if (r.pressed) canvas.fill(row, c.teal_tint);
  canvas.line({row.x, row.bottom()}, {row.right(), row.bottom()}, c.line);
  const float first = canvas.line_height(Type::t30), second = canvas.line_height(Type::t24), y = row.center().y - (first + second) / 2;
  canvas.icon(Icon::chevron_right, Point{row.right() - 20, row.center().y}, 36, c.ink3);
  const float w =
      sum_right(ui, row.right() - 60, row.center().y + canvas.cap_height(Type::t30) / 2, {.amount = sale.total, .type = Type::t30});
  const float room = row.w - w - 90;
  canvas.text_in({row.x + 8, y, room, first}, trf(ui, "Order {}", sale.order_number.empty() ? std::string("\u2014") : sale.order_number),
                 {Type::t30, c.ink, Weight::bold});
  canvas.text_in({row.x + 8, y + first, room, second},
                 trf(ui, "{} \u00B7 {} \u00B7 sale {}", staff_time(ui, sale.at_ms), method_word(ui, sale.method), sale.sale),
                 {Type::t24, c.ink2});
  if (r.clicked)
    state.sale = sale.sale, state.refund.clear(), state.returned.clear(), state.scan_seen = ui.view().staff.scanned.serial, ui.draw_again();
}

void sale_list(Ui& ui, const Rect& box, StaffState& state) {
  const auto& staff = ui.view().staff;
  const Rect top = box.top_strip(88);
  const auto label = tr(ui, "Find a sale by its number");
  if (tint_button(ui, "staff.find", {top.x, top.y, std::min(560.0F, top.w), 88}, label, {.icon = Icon::search})) {
    state.open(StaffForm::find_sale);
    state.number.clear();
    ui.draw_again();
  }
  if (state.searched && staff.not_found) {
    const Rect beside{top.x + 584, top.y, top.w - 584, 88};
    const auto words = tr(ui, "There is no such sale here.");
    const float h = ui.canvas().paragraph_height(beside.w, words, Type::t30, Weight::regular, 2);
    ui.canvas().paragraph({beside.x, beside.center().y - h / 2, beside.w, h}, words, {Type::t30, ui.colors().saffron_ink}, 2);
    ui.node({.name = "staff.not_found", .role = Role::text, .rect = beside, .label = words, .value = words});
  }
  const auto inner = staff_card(ui, {box.x, top.bottom() + 24, box.w, box.h - 112}, tr(ui, "The last sales"));
  if (staff.last_sales.empty()) {
    ui.canvas().text_in(inner.top_strip(72), tr(ui, "None yet."), {Type::t30, ui.colors().ink2});
    return;
  }
  const float offset = ui.scroll("staff.sales_list", inner, row_height * static_cast<float>(staff.last_sales.size()));
  const Canvas::Clip clip(ui.canvas(), inner);
  float y = inner.y - offset;
  for (const auto& sale : staff.last_sales) {
    const Rect row{inner.x, y, inner.w, row_height};
    if (row.overlaps(inner)) sale_row(ui, row, sale, state);
    y += row_height;
  }
}

std::string quantity_text(std::int64_t thousandths) { return engine::Quantity::thousandths(thousandths).to_text(); }

/// Steps of a whole piece; weighed goods go back whole.
void refund_stepper(Ui& ui, const Rect& box, std::size_t index, const engine::SaleSummary::Line& line, StaffState& state) {
  const auto left = line.quantity.in_thousandths() - line.refunded.in_thousandths();
  const auto prefix = fmt::format("staff.line.{}", index);
  if (left <= 0) {
    ui.canvas().text_in(box, tr(ui, "taken back"), {Type::t24, ui.colors().ink2}, Align::right);
    return;
  }
  auto& chosen = state.refund[index];
  if (!line.labels.empty()) {
    // Each piece of marked goods has its own code. So the pieces are scanned, or all the remaining pieces come back.
    const bool all = chosen == left;
    if (toggle(ui, prefix + ".all", {box.right() - 124, box.center().y - 36, 124, 72}, line.name, all)) {
      state.returned[index].clear();
      chosen = all ? 0 : left;
      ui.draw_again();
    }
    ui.canvas().text_in({box.x, box.y, box.w - 140, box.h}, quantity_text(chosen), {Type::t30, ui.colors().ink, Weight::bold},
                        Align::right);
    return;
  }
  const bool weighed = !line.quantity.is_whole();
  if (weighed) {
    if (toggle(ui, prefix + ".all", {box.right() - 124, box.center().y - 36, 124, 72}, line.name, chosen > 0))
      chosen = chosen > 0 ? 0 : left, ui.draw_again();
    return;
  }
  const auto act = stepper(ui, prefix, {box.right() - 236, box.center().y - 38, 236, 76},
                           {.figure = quantity_text(chosen), .last_one = false, .can_add = chosen + 1000 <= left});
  if (act == StepperAction::plus) chosen = std::min(left, chosen + 1000), ui.draw_again();
  if (act == StepperAction::minus || act == StepperAction::remove) chosen = std::max<std::int64_t>(0, chosen - 1000), ui.draw_again();
}

/// The piece that was read comes back; read again, it does not.
void take_scanned(Ui& ui, const engine::SaleSummary& sale, StaffState& state) {
  const auto& scanned = ui.view().staff.scanned;
  if (scanned.serial == state.scan_seen) return;
  state.scan_seen = scanned.serial;
  for (std::size_t i = 0; sale.registered_here && i < sale.lines.size(); ++i) {
    const auto& labels = sale.lines[i].labels;
    if (std::ranges::find(labels, scanned.label) == labels.end()) continue;
    auto& codes = state.returned[i];
    if (!codes.erase(scanned.label)) codes.insert(scanned.label);
    state.refund[i] = static_cast<std::int64_t>(codes.size()) * 1000;
    ui.draw_again();
  }
}

/// A refund that was made already. Its slip may have been lost, so a copy can be printed.
void refund_row(Ui& ui, const Rect& row, const engine::SaleSummary& sale, const engine::SaleSummary::Refund& refund) {
  const auto label = tr(ui, "Print a copy");
  const float w = button_width(ui, label, Type::t30, true);
  ui.canvas().line({row.x, row.bottom()}, {row.right(), row.bottom()}, ui.colors().line);
  ui.canvas().text_in({row.x, row.y, row.w - w - 24, row.h}, trf(ui, "Refund No. {} for {}", refund.number, money_text(ui, refund.amount)),
                      {Type::t30, ui.colors().ink});
  if (tint_button(ui, fmt::format("staff.refund_copy.{}", refund.number), {row.right() - w, row.y + 10, w, row.h - 20}, label,
                  {.icon = Icon::receipt, .enabled = ui.view().devices.printer.can_print()}))
    ui.send(engine::intent::StaffPrintRefund{sale.sale, refund.number});
}

void sale_detail(Ui& ui, const Rect& box, const engine::SaleSummary& sale, StaffState& state) {
  auto& canvas = ui.canvas();
  take_scanned(ui, sale, state);
  const auto& c = ui.colors();
  if (quiet_button(ui, "staff.sales_back", {box.x, box.y, button_width(ui, tr(ui, "All sales"), Type::t30, true), 80}, tr(ui, "All sales"),
                   {.icon = Icon::arrow_left}))
    return state.show_list(), ui.draw_again();
  canvas.text_in({box.x, box.y, box.w, 80}, trf(ui, "Order {}", sale.order_number), {Type::t40, c.ink, Weight::bold}, Align::right);
  float y = box.y + 100;
  canvas.text_in({box.x, y, box.w, 44},
                 trf(ui, "{} \u00B7 {} \u00B7 sale {}", engine::format_slip_time({sale.at_ms}), method_word(ui, sale.method), sale.sale),
                 {Type::t24, c.ink2});
  sum_right(ui, box.right(), y + 36, {.amount = sale.total, .type = Type::t40});
  ui.value("staff.found", {box.x, y, box.w, 44}, sale.order_number, std::to_string(sale.total.in_tiyin()));
  y += 68;
  if (!sale.registered_here) {
    const NoticeText text{tr(ui, "This sale was not registered by this kiosk's module."),
                          tr(ui, "It is taken back in the back office of the store."), false, Type::t24};
    const float h = notice_height(ui, box.w, text);
    notice(ui, "staff.not_here", {box.x, y, box.w, h}, Tone::care, Icon::info, text);
    y += h + 24;
  }
  const auto inner = staff_card(ui, {box.x, y, box.w, box.bottom() - y - (sale.registered_here ? 112.0F : 0.0F)},
                                tr(ui, "Lines; choose how much comes back"));
  {
    const float offset = ui.scroll("staff.lines", inner, row_height * static_cast<float>(sale.lines.size() + sale.refunds.size()));
    const Canvas::Clip clip(canvas, inner);
    for (std::size_t i = 0; i < sale.lines.size(); ++i) {
      const auto& line = sale.lines[i];
      const Rect row{inner.x, inner.y - offset + row_height * static_cast<float>(i), inner.w, row_height};
      if (!row.overlaps(inner)) continue;
      canvas.line({row.x, row.bottom()}, {row.right(), row.bottom()}, c.line);
      const float room = row.w - 280;
      canvas.text_in({row.x, row.y + 12, room, 40}, line.name, {Type::t30, c.ink});
      auto what = trf(ui, "{} for {}", line.quantity.to_text(), money_text(ui, line.paid));
      if (sale.registered_here && !line.labels.empty()) what += " \u00B7 " + std::string(tr(ui, "read the code of each piece"));
      canvas.text_in({row.x, row.y + 54, room, 36}, what, {Type::t24, c.ink2});
      if (sale.registered_here) refund_stepper(ui, {row.right() - 260, row.y, 260, row.h}, i, line, state);
    }
    float y_refund = inner.y - offset + row_height * static_cast<float>(sale.lines.size());
    for (const auto& refund : sale.refunds) {
      refund_row(ui, {inner.x, y_refund, inner.w, row_height}, sale, refund);
      y_refund += row_height;
    }
  }
  if (!sale.registered_here) return;
  const bool some = std::ranges::any_of(state.refund, [](const auto& entry) { return entry.second > 0; });
  if (primary_button(ui, "staff.refund", box.bottom_strip(96), tr(ui, "Take back what is chosen"),
                     {.enabled = some && !ui.view().staff.busy, .type = Type::t30})) {
    state.open(StaffForm::refund);
    ui.draw_again();
  }
}

} // namespace

void sales_page(Ui& ui, const Rect& box, StaffState& state) {
  if (state.searched && ui.view().staff.found && state.sale == 0) state.sale = ui.view().staff.found->sale;
  const auto* sale = state.sale != 0 ? shown_sale(ui, state) : nullptr;
  if (sale != nullptr) sale_detail(ui, box, *sale, state);
  else sale_list(ui, box, state);
}

} // namespace kiosk
