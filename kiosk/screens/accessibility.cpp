#include "kiosk/screens/sheets.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include <array>

namespace kiosk {

void AccessibilitySheet::draw(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  auto& modes = ui.accessibility();
  struct Row {
    std::string_view name;
    Icon icon;
    std::string_view fact, rest;
    bool Accessibility::*mode;
  };
  const std::array rows{
      Row{"accessibility.large_text", Icon::text_size, tr(ui, "Large text"),
          tr(ui, "Letters and buttons grow."), &Accessibility::large_text},
      Row{"accessibility.high_contrast", Icon::contrast, tr(ui, "High contrast"),
          tr(ui, "White and yellow on black."), &Accessibility::high_contrast},
      Row{"accessibility.reach", Icon::reach, tr(ui, "Within reach"),
          tr(ui, "Everything moves down, for sitting or for children."), &Accessibility::reach},
      Row{"accessibility.spoken", Icon::keyboard, tr(ui, "Read aloud"),
          tr(ui, "What is chosen with the keys is spoken."), &Accessibility::spoken},
  };
  const bool landscape = ui.landscape();
  const float row_h = ui.large_text() ? (landscape ? 148.0F : 168.0F) : landscape ? 128.0F : 148.0F, gap = 16;
  const float head = canvas.line_height(Type::t56) + 24, button = 128;
  const auto box = sheet(ui, 96 + head + (row_h + gap) * static_cast<float>(rows.size()) + 24 + button);
  canvas.text_in({box.x, box.y, box.w - 96, canvas.line_height(Type::t56)}, tr(ui, "Accessibility"),
                 {Type::t56, c.ink, Weight::bold});
  float y = box.y + head;
  for (const auto& row : rows) {
    const Rect cell{box.x, y, box.w, row_h};
    card(ui, cell);
    const float text_w = cell.w - 140 - 200;
    icon_square(ui, {cell.x + 28, cell.center().y - 44, 88, 88}, row.icon, c.sunken, c.ink, 20);
    const float first = canvas.line_height(Type::t40),
                second = canvas.paragraph_height(text_w, row.rest, Type::t24, Weight::regular, 2);
    const float top = cell.center().y - (first + second) / 2;
    canvas.text_in({cell.x + 144, top, text_w, first}, row.fact, {Type::t40, c.ink, Weight::bold});
    canvas.paragraph({cell.x + 144, top + first, text_w, second}, row.rest, {Type::t24, c.ink2}, 2);
    const Rect knob{cell.right() - 36 - 124, cell.center().y - 36, 124, 72};
    if (toggle(ui, row.name, knob, row.fact, modes.*row.mode))
      modes.*row.mode = !(modes.*row.mode), ui.draw_again();
    y += row_h + gap;
  }
  if (primary_button(ui, "accessibility.close", box.bottom_strip(button), tr(ui, "Ready"),
                     {.is_cancel = true}))
    ui.nav().accessibility = false;
}

} // namespace kiosk
