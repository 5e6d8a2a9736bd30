// Choices and rows.
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

/// White, tinted with a line when chosen or pressed.
void choice_face(Ui& ui, const Rect& box, bool chosen, bool pressed, float radius) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const bool outlined = ui.theme().outlined();
  if (!outlined && !chosen) canvas.shadow(box, radius);
  canvas.rounded(box, radius, chosen || pressed ? c.teal_tint : c.surface);
  if (chosen || pressed) canvas.outline(box, radius, c.teal, outlined ? 6.0F : 4.0F);
  else if (outlined) canvas.outline(box, radius, c.line, 4);
}

} // namespace

bool choice_card(Ui& ui, std::string_view name, const Rect& box, const ChoiceCard& card) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const bool enabled = card.reason.empty(), outlined = ui.theme().outlined();
  const auto r = ui.node({.name = name,
                          .role = Role::radio,
                          .rect = box,
                          .label = card.title,
                          .value = !enabled      ? card.reason
                                   : card.chosen ? "on"
                                                 : "",
                          .enabled = enabled,
                          .radius = metrics::radius_large});
  const bool lit = card.chosen || r.pressed;
  if (enabled) {
    choice_face(ui, box, card.chosen, r.pressed, metrics::radius_large);
  } else {
    canvas.rounded(box, metrics::radius_large, c.sunken);
    if (outlined) canvas.outline(box, metrics::radius_large, c.line, 2);
  }
  const auto ink = outlined && lit ? c.on_tint : c.ink;
  const auto lesser = outlined && lit ? c.on_tint : c.ink2;
  const Rect square{box.x + 36, box.center().y - 52, 104, 104};
  if (!enabled) icon_square(ui, square, card.icon, mix(c.sunken, c.line, 0.6F), c.ink2, metrics::radius_large);
  else if (card.chosen) icon_square(ui, square, card.icon, c.teal, c.on_teal, metrics::radius_large);
  else icon_square(ui, square, card.icon, c.sunken, c.ink, metrics::radius_large);
  const float x = square.right() + 32;
  float right = box.right() - 36;
  if (enabled) {
    radio_mark(ui, {right - 26, box.center().y}, card.chosen);
    right -= 52 + 32;
  }
  if (!card.value.empty()) {
    const float w = canvas.text_width(card.value, Type::t40, Weight::bold);
    canvas.text_in({right - w, box.y, w + 1, box.h}, card.value, {Type::t40, ink, Weight::bold}, Align::right);
    right -= w + 24;
  }
  const auto line = enabled ? card.line : card.reason;
  const float line_height = canvas.line_height(Type::t30);
  float title_height = canvas.line_height(Type::t40);
  const float line_lines = line.empty() ? 0 : canvas.paragraph_height(right - x, line, Type::t30, Weight::regular, 2);
  float y = box.center().y - (title_height + line_lines) / 2 - 2;
  canvas.text_in({x, y, right - x, title_height}, card.title, {Type::t40, enabled ? ink : c.ink2, Weight::bold});
  y += title_height;
  if (!line.empty() && line_height > 0)
    canvas.paragraph({x, y, right - x, line_lines}, line, {Type::t30, enabled ? lesser : c.saffron_ink}, 2);
  return r.clicked;
}

bool option_card(Ui& ui, std::string_view name, const Rect& box, const OptionCard& card) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const float radius = box.h >= 100 && card.line.empty() ? metrics::radius_large : metrics::radius_small;
  const auto r = ui.node(
      {.name = name, .role = Role::radio, .rect = box, .label = card.title, .value = card.chosen ? "on" : card.value, .radius = radius});
  choice_face(ui, box, card.chosen, r.pressed, radius);
  const bool lit = card.chosen || r.pressed, outlined = ui.theme().outlined();
  const auto ink = lit && (outlined || card.line.empty()) ? c.on_tint : c.ink;
  const float pad = card.line.empty() ? 36 : 28;
  float right = box.right() - pad;
  const bool room_for_tick = canvas.text_width(card.title, Type::t24, Weight::bold) <= right - 60 - box.x - pad; // the fill says it as well
  if (card.tick && card.chosen && room_for_tick) {
    canvas.icon(Icon::check, Point{right - 22, box.center().y}, 44, c.on_tint);
    right -= 60;
  }
  if (!card.value.empty()) {
    const float w = canvas.text_width(card.value, Type::t30, Weight::bold);
    canvas.text_in({right - w, box.y, w + 1, box.h}, card.value, {Type::t30, ink, Weight::bold});
    right -= w + 16;
  }
  const auto weight = card.chosen ? Weight::bold : Weight::regular;
  if (card.line.empty()) {
    auto type = card.type;
    while (type > Type::t24 && canvas.text_width(card.title, type, weight) > right - box.x - pad)
      type = static_cast<Type>(static_cast<int>(type) - 1);
    canvas.text_in({box.x + pad, box.y, right - box.x - pad, box.h}, card.title, {type, ink, weight});
  } else {
    const float top = box.center().y - (canvas.line_height(Type::t30) + canvas.line_height(Type::t24)) / 2;
    canvas.text_in({box.x + pad, top, right - box.x - pad, canvas.line_height(Type::t30)}, card.title, {Type::t30, ink, weight});
    canvas.text_in({box.x + pad, top + canvas.line_height(Type::t30), right - box.x - pad, canvas.line_height(Type::t24)}, card.line,
                   {Type::t24, lit && outlined ? c.on_tint : c.ink2});
  }
  return r.clicked;
}

bool list_row(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view title, std::string_view line) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto r = ui.node({.name = name, .rect = box, .label = title, .value = line});
  if (r.pressed) canvas.fill(box, c.teal_tint);
  canvas.line({box.x, box.y}, {box.right(), box.y}, c.line);
  canvas.line({box.x, box.bottom()}, {box.right(), box.bottom()}, c.line);
  const auto ink = r.pressed ? c.on_tint : c.ink;
  float x = box.x;
  if (icon != Icon::none) canvas.icon(icon, Point{box.x + 24, box.center().y}, 48, r.pressed ? c.on_tint : c.teal), x += 72;
  const float w = canvas.text_in({x, box.y, box.right() - 72 - x, box.h}, title, {Type::t30, ink, Weight::bold});
  canvas.text_in({x + w + 24, box.y, box.right() - 72 - x - w - 24, box.h}, line, {Type::t30, r.pressed ? c.on_tint : c.ink2});
  canvas.icon(Icon::chevron_right, Point{box.right() - 22, box.center().y}, 44, r.pressed ? c.on_tint : c.teal);
  return r.clicked;
}

} // namespace kiosk
