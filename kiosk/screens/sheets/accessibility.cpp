#include "kiosk/screens/sheets/sheets.h"
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
      Row{"accessibility.large_text", Icon::text_size, tr(ui, "Large text"), tr(ui, "Letters and buttons grow."),
          &Accessibility::large_text},
      Row{"accessibility.high_contrast", Icon::contrast, tr(ui, "High contrast"), tr(ui, "White and yellow on black."),
          &Accessibility::high_contrast},
      Row{"accessibility.reach", Icon::reach, tr(ui, "Within reach"), tr(ui, "Everything moves down, for sitting or for children."),
          &Accessibility::reach},
      Row{"accessibility.spoken", Icon::keyboard, tr(ui, "Read aloud"),
          voice_ ? tr(ui, "What is chosen with the keys is spoken.") : tr(ui, "This kiosk cannot speak yet."), &Accessibility::spoken},
  };
  const bool landscape = ui.landscape();
  const bool tight = landscape && ui.large_text();
  const float row_h = ui.large_text() ? (landscape ? 148.0F : 188.0F) : landscape ? 128.0F : 148.0F, gap = tight ? 10 : 16;
  const float head = canvas.line_height(Type::t56) + (tight ? 4.0F : 24.0F), button = tight ? 104 : 128;
  const auto fact_type = tight ? Type::t30 : Type::t40;
  const auto box = sheet(ui, 96 + head + (row_h + gap) * static_cast<float>(rows.size()) + (tight ? 0.0F : 24.0F) + button);
  canvas.text_in({box.x, box.y, box.w - 96, canvas.line_height(Type::t56)}, tr(ui, "Accessibility"), {Type::t56, c.ink, Weight::bold});
  float y = box.y + head;
  for (const auto& row : rows) {
    const Rect cell{box.x, y, box.w, row_h};
    const bool offered = voice_ || row.mode != &Accessibility::spoken;
    if (offered) card(ui, cell);
    else canvas.rounded(cell, metrics::radius_large, c.sunken);
    const float text_w = cell.w - 140 - 200;
    icon_square(ui, {cell.x + 28, cell.center().y - 44, 88, 88}, row.icon, offered ? c.sunken : mix(c.sunken, c.line, 0.6F),
                offered ? c.ink : c.ink2, 20);
    const float first = canvas.line_height(fact_type), second = canvas.paragraph_height(text_w, row.rest, Type::t24, Weight::regular, 2);
    const float top = cell.center().y - (first + second) / 2;
    canvas.text_in(
        {cell.x + 144, top, text_w, first}, row.fact,
        {canvas.text_width(row.fact, fact_type, Weight::bold) <= text_w ? fact_type : Type::t30, offered ? c.ink : c.ink2, Weight::bold});
    canvas.paragraph({cell.x + 144, top + first, text_w, second}, row.rest, {Type::t24, offered ? c.ink2 : c.saffron_ink}, 2);
    const Rect knob{cell.right() - 36 - 124, cell.center().y - 36, 124, 72};
    if (!offered) ui.node({.name = row.name, .role = Role::toggle, .rect = cell, .label = row.fact, .value = row.rest, .enabled = false});
    else if (toggle(ui, row.name, knob, row.fact, modes.*row.mode)) modes.*row.mode = !(modes.*row.mode), ui.draw_again();
    y += row_h + gap;
  }
  if (primary_button(ui, "accessibility.close", box.bottom_strip(button), tr(ui, "Ready"), {.is_cancel = true}))
    ui.nav().accessibility = false;
}

} // namespace kiosk
