// The keys on the screen: number pad and letters.
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/keyboard_layout.h"
#include <array>

namespace kiosk {
namespace {

struct KeyFace {
  std::string_view name = {}, label = {}, types = {};
  Type type = Type::t40;
  Weight weight = Weight::regular;
  Icon icon = Icon::none;
  bool function = false;
  bool lit = false;
  std::optional<Color> ink = {};
};

bool key(Ui& ui, const Rect& box, const KeyFace& face) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const bool outlined = ui.theme().outlined();
  const auto r = ui.node({.name = face.name, .role = Role::key, .rect = box, .label = face.label, .types = face.types});
  const auto at = box.inset(r.pressed ? 2.0F : 0.0F);
  if (!outlined && !face.function) canvas.rounded({at.x, at.y + 3, at.w, at.h}, 16, c.line);
  const bool lit = r.pressed || face.lit;
  canvas.rounded(at, 16, lit ? c.teal_tint : face.function ? c.sunken : c.surface);
  if (lit) canvas.outline(at, 16, c.teal, 4);
  else if (outlined) canvas.outline(at, 16, c.line, 4);
  else if (face.function) canvas.outline(at, 16, c.line.fade(0.5F), 2);
  const auto ink = lit ? c.on_tint : face.ink.value_or(c.ink);
  if (face.icon != Icon::none) canvas.icon(face.icon, box.center(), box.h > 110 ? 56.0F : 44.0F, ink);
  else canvas.text_in(box.inset(6, 0), face.label, {face.type, ink, face.weight}, Align::center);
  return r.clicked;
}

} // namespace

void number_pad(Ui& ui, const Rect& box, float key_height) {
  constexpr std::array<std::string_view, 10> digits{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"};
  constexpr std::array<std::string_view, 10> names{"key.1", "key.2", "key.3", "key.4", "key.5",
                                                   "key.6", "key.7", "key.8", "key.9", "key.0"};
  const float gap = 16, height = std::min(key_height, (box.h - 3 * gap) / 4);
  const Rect pad = box.bottom_strip(4 * height + 3 * gap);
  for (int i = 0; i < 10; ++i) {
    const int row = i < 9 ? i / 3 : 3, column = i < 9 ? i % 3 : 1;
    const auto cell = pad.row(row, 4, gap).column(column, 3, gap);
    const auto at = static_cast<std::size_t>(i);
    key(ui, cell, {.name = names.at(at), .label = digits.at(at), .types = digits.at(at), .type = Type::t56, .weight = Weight::bold});
  }
  key(ui, pad.row(3, 4, gap).column(2, 3, gap),
      {.name = "key.backspace", .label = tr(ui, "Delete"), .types = "\b", .icon = Icon::backspace, .function = true});
}

Rect keyboard_sheet(const Ui& ui) {
  const auto keys = ui.zones().keyboard;
  if (ui.landscape())
    return {keys.x - 8, keys.y - 16, keys.w + 16, keys.h + 40}; // the links stand beside it, the faults of a field right above
  return {0, keys.y - 24, ui.zones().screen.w, ui.zones().screen.h - keys.y + 24};
}

void keyboard(Ui& ui, const KeyboardOptions& options) {
  auto& state = ui.keyboard_state();
  const auto& c = ui.colors();
  const auto rows = keyboard_layout(ui.language(), state.other_script, state.shift, !options.enter_label.empty());
  const auto zone = ui.zones().keyboard;
  // Only the part above the action bar: the host fills the rest when the screen's chrome says `sunken`.
  const auto sheet = keyboard_sheet(ui);
  ui.canvas().fill({sheet.x, sheet.y, sheet.w, zone.bottom() + 24 - sheet.y}, c.sunken);
  if (ui.theme().outlined()) ui.canvas().fill(sheet.top_strip(4), c.line);
  const float gap = 10, height = (zone.h - 4 * gap - 2) / 5;
  float y = zone.y;
  for (const auto& row : rows) {
    float units = 0;
    for (const auto& k : row) units += k.width;
    const float unit = (zone.w - gap * static_cast<float>(row.size() - 1)) / units;
    float x = zone.x;
    for (const auto& k : row) {
      const Rect cell{x, y, unit * k.width, height};
      x += cell.w + gap;
      const auto name = key_name(k);
      KeyFace face{.name = name, .label = k.text, .types = k.text};
      using Kind = Key::Kind;
      switch (k.kind) {
      case Kind::letter: break;
      case Kind::own_letter: face.weight = Weight::bold, face.ink = c.teal; break;
      case Kind::shift:
        face.label = tr(ui, "Capital letters"), face.types = {}, face.icon = Icon::shift, face.lit = state.shift, face.function = true;
        break;
      case Kind::script: face.types = {}, face.type = Type::t30, face.function = true; break;
      case Kind::space: face.label = tr(ui, "space"), face.types = " ", face.type = Type::t30, face.function = true; break;
      case Kind::backspace: face.label = tr(ui, "Delete"), face.types = "\b", face.icon = Icon::backspace, face.function = true; break;
      case Kind::enter: face.label = options.enter_label, face.types = "\n", face.type = Type::t30, face.function = true; break;
      }
      if (!key(ui, cell, face)) continue;
      if (k.kind == Kind::shift) state.shift = !state.shift, ui.draw_again();
      else if (k.kind == Kind::script) state.other_script = !state.other_script, ui.draw_again();
      else if (state.shift && (k.kind == Kind::letter || k.kind == Kind::own_letter)) state.shift = false, ui.draw_again();
    }
    y += height + gap;
  }
}

} // namespace kiosk
