#include "kiosk/screens/sheets/sheets.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

struct QuestionWords {
  Icon icon = Icon::help;
  bool money = false; ///< saffron: money is concerned
  std::string title, text;
  std::string_view yes, no;
  bool leaving = false; ///< yes gives something up: the quiet answer stands first
};

QuestionWords words_of(const Ui& ui, engine::QuestionKind kind) {
  const auto& view = ui.view();
  using engine::QuestionKind;
  switch (kind) {
  case QuestionKind::leave_cart:
    return {Icon::basket,
            false,
            std::string(tr(ui, "Leave and empty the basket?")),
            trf(ui, "It holds {} for {}.", pieces_text(ui, view.cart.pieces()), money_text(ui, view.cart.total())),
            tr(ui, "Yes, empty it"),
            tr(ui, "Keep shopping"),
            true};
  case QuestionKind::keep_for_later:
    return {Icon::clock,
            true,
            std::string(tr(ui, "Keep the order and pay when you receive it?")),
            trf(ui, "Nothing has been paid. The order for {} stands in the store.", money_text(ui, view.total)),
            tr(ui, "Yes, keep the order"),
            tr(ui, "No, cancel the order"),
            false};
  case QuestionKind::abandon_order:
    return {Icon::receipt,
            true,
            std::string(tr(ui, "Give up this order?")),
            std::string(tr(ui, "Nothing has been paid. Our staff cancel the order; you need do nothing.")),
            tr(ui, "Yes, give it up"),
            tr(ui, "No, go on paying"),
            true};
  case QuestionKind::leave_part_paid:
    return {Icon::banknote,
            true,
            std::string(tr(ui, "Leave without paying the rest?")),
            trf(ui, "You have put in {}. You get a slip with a number; our staff pay the money back against it.",
                money_text(ui, view.cash.inserted)),
            tr(ui, "Leave and get the slip"),
            tr(ui, "Go on paying"),
            true};
  }
  return {};
}

} // namespace

void QuestionSheet::draw(Ui& ui) {
  const auto& view = ui.view();
  if (!view.question) return;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto words = words_of(ui, *view.question);
  const float width = ui.zones().sheet.w - 96;
  const float title_h = canvas.paragraph_height(width, words.title, Type::t56, Weight::bold);
  const float text_h = canvas.paragraph_height(width, words.text, Type::t40);
  const float height = 48 + 136 + 40 + title_h + 16 + text_h + 72 + 128 + 24 + 128 + 48;
  const auto box = sheet(ui, height);
  const Point sign{box.center().x, box.y + 68};
  canvas.circle(sign, 68, words.money ? c.saffron : ui.theme().outlined() ? c.teal : c.teal_tint);
  canvas.icon(words.icon, sign, 68, words.money ? c.on_saffron : ui.theme().outlined() ? c.on_teal : c.teal);
  float y = box.y + 176;
  y += canvas.paragraph({box.x, y, box.w, title_h}, words.title, {Type::t56, c.ink, Weight::bold}, 0, Align::center) + 16;
  canvas.paragraph({box.x, y, box.w, text_h}, words.text, {Type::t40, c.ink2}, 0, Align::center);
  ui.node({.name = "dialog.text",
           .role = Role::text,
           .rect = {box.x, box.y + 176, box.w, title_h + text_h + 16},
           .label = words.title,
           .value = words.text});
  const Rect lower = box.bottom_strip(128), upper = lower.moved(0, -152);
  // The answer that keeps things as they are is the filled one, above.
  const bool kept = primary_button(ui, words.leaving ? "dialog.no" : "dialog.yes", upper, words.leaving ? words.no : words.yes,
                                   {.is_cancel = words.leaving, .moves_money = true});
  const bool other = secondary_button(ui, words.leaving ? "dialog.yes" : "dialog.no", lower, words.leaving ? words.yes : words.no,
                                      {.is_cancel = !words.leaving, .moves_money = true});
  if (kept) ui.send(engine::intent::Answer{!words.leaving});
  else if (other) ui.send(engine::intent::Answer{words.leaving});
}

void PriceChangesSheet::draw(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const auto& changes = view.price_changes;
  const float row = ui.large_text() ? (ui.landscape() ? 148.0F : 184.0F) : 112.0F,
              head = canvas.line_height(Type::t56) + 16 + canvas.line_height(Type::t30) + 24;
  const float buttons = 128 + 16 + 112, total_h = 132;
  const float room = ui.zones().sheet.h - 96 - head - total_h - 24 - buttons;
  const float list_h = std::min(room, row * static_cast<float>(changes.size()));
  const auto box = sheet(ui, 96 + head + list_h + total_h + 24 + buttons);
  float y = box.y;
  canvas.text_in({box.x, y, box.w, canvas.line_height(Type::t56)}, tr(ui, "The prices have changed"), {Type::t56, c.ink, Weight::bold});
  y += canvas.line_height(Type::t56) + 16;
  canvas.text_in({box.x, y, box.w, canvas.line_height(Type::t30)}, tr(ui, "Please look through it before you pay."), {Type::t30, c.ink2});
  y += canvas.line_height(Type::t30) + 24;
  const Rect list{box.x, y, box.w, list_h};
  {
    const float offset = ui.scroll("price_changes.list", list, row * static_cast<float>(changes.size()));
    const Canvas::Clip clip(canvas, list);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const auto& change = changes[i];
      const Rect cell{list.x, list.y - offset + row * static_cast<float>(i), list.w, row};
      canvas.line({cell.x, cell.y}, {cell.right(), cell.y}, c.line);
      const auto old_sum = money_figures(change.old_total);
      const auto new_sum = money_figures(change.new_total);
      const float new_w = change.gone ? 0 : canvas.text_width(new_sum, Type::t40, Weight::bold);
      const float right = cell.right();
      if (!change.gone) canvas.text_in({right - new_w, cell.y, new_w + 1, row}, new_sum, {Type::t40, c.ink, Weight::bold});
      const float old_w = canvas.text_width(old_sum, Type::t30);
      const float old_x = right - new_w - (change.gone ? 0.0F : 24.0F) - old_w;
      struck_text(ui, {old_x, cell.center().y - canvas.line_height(Type::t30) / 2}, old_sum, Type::t30);
      const auto note = change.gone                           ? tr(ui, "No longer sold: taken out of the basket")
                        : change.less                         ? tr(ui, "Fewer are left: the number was lowered")
                        : change.new_total > change.old_total ? tr(ui, "Dearer now")
                                                              : tr(ui, "Cheaper now");
      const float w = old_x - 24 - cell.x, first = canvas.line_height(Type::t30);
      const float second = canvas.paragraph_height(w, note, Type::t24, Weight::regular, 2);
      const float top = cell.center().y - (first + second) / 2;
      canvas.text_in({cell.x, top, w, first}, change.name, {Type::t30, c.ink});
      canvas.paragraph({cell.x, top + first, w, second}, note, {Type::t24, change.gone || change.less ? c.saffron_ink : c.ink2}, 2);
      ui.value(fmt::format("price_changes.{}", i), cell, change.name, std::to_string(change.new_total.in_tiyin()));
    }
  }
  y = list.bottom() + 8;
  total_row(ui, "price_changes.total", {box.x, y, box.w, 124}, tr(ui, "Total"), view.total);
  const Rect lower = box.bottom_strip(112), upper{box.x, lower.y - 16 - 128, box.w, 128};
  const bool left = view.cart.empty();
  if (primary_button(ui, "dialog.yes", upper, tr(ui, "Agree and continue"),
                     {.icon = Icon::arrow_right, .enabled = !left, .moves_money = true}))
    ui.send(engine::intent::AcceptPriceChanges{});
  if (secondary_button(ui, "dialog.no", lower, tr(ui, "Not now, go back"), {.is_cancel = true, .moves_money = true}))
    ui.send(engine::intent::Back{});
}

} // namespace kiosk
