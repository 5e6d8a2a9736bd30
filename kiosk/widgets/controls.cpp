// Buttons, stepper, toggle, switches. Cards are in cards.cpp.
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

struct Look {
  Color fill, ink, line;
  float line_width = 0;
  float radius = metrics::radius_large;
  bool shadow = false;
};

/// A pressed control is 2 % smaller at once.
Rect pressed_box(const Rect& box, bool pressed) {
  const float by = pressed ? std::min(box.w, box.h) * 0.01F + 1 : 0;
  return box.inset(by);
}

void draw_face(Ui& ui, const Rect& box, const Look& look) {
  auto& canvas = ui.canvas();
  if (look.shadow && !ui.theme().outlined()) canvas.shadow(box, look.radius);
  if (look.fill.a > 0) canvas.rounded(box, look.radius, look.fill);
  if (look.line_width > 0) canvas.outline(box, look.radius, look.line, look.line_width);
}

Type label_type(const Rect& box, const ButtonOptions& options) { return options.type.value_or(box.h >= 108 ? Type::t40 : Type::t30); }

/// Icon and word in the middle of the box.
void draw_label(Ui& ui, const Rect& box, std::string_view label, Color ink, const ButtonOptions& options, bool icon_after, Weight weight) {
  auto& canvas = ui.canvas();
  auto type = label_type(box, options);
  const auto needed = [&] {
    const float icon = options.icon == Icon::none ? 0 : (type == Type::t40 ? 44.0F : 36.0F) + (label.empty() ? 0 : 20);
    return canvas.text_width(label, type, weight) + icon;
  };
  // A long word in one of the languages takes the next smaller type, then two lines, then the icon's room, rather than an ellipsis.
  while (type > Type::t24 && needed() > box.w - 24) {
    if (type == Type::t30 && box.h >= 2 * canvas.line_height(type) + 16 && label.find(' ') != std::string_view::npos) {
      const float h = canvas.paragraph_height(box.w - 48, label, type, weight, 2);
      canvas.paragraph({box.x + 24, box.center().y - h / 2, box.w - 48, h}, label, {type, ink, weight}, 2, Align::center);
      return;
    }
    type = static_cast<Type>(static_cast<int>(type) - 1);
  }
  auto icon = options.icon;
  if (!label.empty() && needed() > box.w - 16) icon = Icon::none;
  const float size = icon == Icon::none ? 0 : type == Type::t40 ? 44.0F : type == Type::t30 ? 36.0F : 30.0F;
  const float gap = icon == Icon::none || label.empty() ? 0 : icon_after ? 24.0F : 16.0F;
  const float width = std::min(canvas.text_width(label, type, weight), box.w - 16 - size - gap);
  float x = box.center().x - (width + gap + size) / 2;
  if (!icon_after && size > 0) canvas.icon(icon, Point{x + size / 2, box.center().y}, size, ink), x += size + gap;
  canvas.text_in({x, box.y, width + 1, box.h}, label, {type, ink, weight});
  if (icon_after && size > 0) canvas.icon(icon, Point{x + width + gap + size / 2, box.center().y}, size, ink);
}

bool button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, const ButtonOptions& options, const Look& rest,
            const Look& pressed, const Look& off, bool icon_after, Weight weight = Weight::bold) {
  const auto r = ui.node({.name = name,
                          .rect = box,
                          .label = label.empty() ? options.spoken : label,
                          .enabled = options.enabled,
                          .is_default = options.is_default,
                          .is_cancel = options.is_cancel,
                          .moves_money = options.moves_money,
                          .radius = rest.radius});
  const auto& look = !options.enabled ? off : r.pressed ? pressed : rest;
  const auto face = pressed_box(box, r.pressed);
  draw_face(ui, face, look);
  draw_label(ui, face, label, look.ink, options, icon_after, weight);
  return r.clicked;
}

Look off_look(const Ui& ui, float radius) {
  const auto& c = ui.colors();
  return {.fill = c.sunken, .ink = c.ink2, .line = c.line, .line_width = ui.theme().outlined() ? 2.0F : 0.0F, .radius = radius};
}

} // namespace

bool primary_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  options.is_default = true;
  const Look rest{.fill = c.teal, .ink = c.on_teal, .line = {}};
  const Look pressed{.fill = c.teal_pressed, .ink = c.on_teal, .line = {}};
  if (!options.enabled) options.icon = Icon::none;
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, metrics::radius_large), true);
}

bool secondary_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  const float line = ui.theme().outlined() ? 4 : 3;
  const float radius = box.h < 92 ? metrics::radius_small : metrics::radius_large;
  const Look rest{.fill = c.surface, .ink = c.ink, .line = c.line, .line_width = line, .radius = radius};
  const Look pressed{.fill = ui.theme().outlined() ? c.ink : c.sunken,
                     .ink = ui.theme().outlined() ? c.ground : c.ink,
                     .line = c.ink3,
                     .line_width = line,
                     .radius = radius};
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, radius), false);
}

bool danger_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  const Look rest{.fill = c.surface, .ink = c.brick, .line = c.brick, .line_width = 3};
  const Look pressed{.fill = c.brick_tint, .ink = c.brick, .line = c.brick, .line_width = 4};
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, metrics::radius_large), false);
}

bool alarm_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  const Look rest{.fill = c.brick, .ink = c.on_brick, .line = {}, .radius = metrics::radius_small};
  const Look pressed{.fill = mix(c.brick, c.ink, 0.3F), .ink = c.on_brick, .line = {}, .radius = metrics::radius_small};
  if (!options.type) options.type = Type::t24;
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, metrics::radius_small), false);
}

bool quiet_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  const float line = ui.theme().outlined() ? 4 : 0;
  const Look rest{.fill = c.sunken, .ink = c.ink, .line = c.line, .line_width = line, .radius = metrics::radius_small};
  const Look pressed{.fill = c.teal_tint, .ink = c.on_tint, .line = c.teal, .line_width = 4, .radius = metrics::radius_small};
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, metrics::radius_small), false);
}

bool tint_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options) {
  const auto& c = ui.colors();
  const bool outlined = ui.theme().outlined();
  const Look rest{.fill = outlined ? c.ground : c.teal_tint,
                  .ink = outlined ? c.ink : c.on_tint,
                  .line = c.line,
                  .line_width = outlined ? 4.0F : 0.0F,
                  .radius = metrics::radius_small};
  const Look pressed{.fill = c.teal_tint, .ink = c.on_tint, .line = c.teal, .line_width = 4, .radius = metrics::radius_small};
  return button(ui, name, box, label, options, rest, pressed, off_look(ui, metrics::radius_small), false);
}

bool link_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options, Align align) {
  const auto r = ui.node({.name = name,
                          .rect = box,
                          .label = label,
                          .enabled = options.enabled,
                          .is_default = options.is_default,
                          .is_cancel = options.is_cancel,
                          .moves_money = options.moves_money});
  const auto& c = ui.colors();
  const auto type = options.type.value_or(Type::t30);
  const bool small = type == Type::t24; // beside the rail of the landscape
  const float size = options.icon == Icon::none ? 0 : small ? 36.0F : 44.0F, gap = options.icon == Icon::none ? 0 : small ? 10.0F : 16.0F;
  const float width = ui.canvas().text_width(label, type);
  const float x = align == Align::left    ? box.x
                  : align == Align::right ? box.right() - width - size - gap
                                          : box.center().x - (width + size + gap) / 2;
  const auto ink = r.pressed ? c.teal : options.enabled ? c.ink : c.ink2;
  if (size > 0) ui.canvas().icon(options.icon, Point{x + size / 2, box.center().y}, size, ink);
  ui.canvas().text_in({x + size + gap, box.y, width + 1, box.h}, label, {type, ink});
  return r.clicked;
}

bool icon_button(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view spoken_label, bool enabled) {
  const auto r = ui.node({.name = name, .rect = box, .label = spoken_label, .enabled = enabled});
  const auto& c = ui.colors();
  const Look look{.fill = r.pressed ? c.teal_tint : c.sunken,
                  .ink = r.pressed ? c.on_tint : c.ink,
                  .line = r.pressed ? c.teal : c.line,
                  .line_width = r.pressed || ui.theme().outlined() ? 4.0F : 0.0F,
                  .radius = metrics::radius_small};
  draw_face(ui, pressed_box(box, r.pressed), look);
  ui.canvas().icon(icon, box.center(), std::min(44.0F, box.h * 0.5F), enabled ? look.ink : c.ink3);
  return r.clicked;
}

UtilityLinks utility_links(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto row = ui.zones().utility;
  if (ui.landscape()) return {{row.x, row.bottom() - 84 - 168, row.w, 72}, {row.x, row.bottom() - 84 - 88, row.w, 72}};
  const float help_w = canvas.text_width(tr(ui, "Help"), Type::t30) + 60,
              access_w = canvas.text_width(tr(ui, "Accessibility"), Type::t30) + 60;
  const Rect help{row.right() - help_w, row.y + 4, help_w, 88};
  return {{help.x - access_w - (ui.large_text() ? 36.0F : 64.0F), row.y + 4, access_w, 88}, help};
}

float button_width(Ui& ui, std::string_view label, Type type, bool icon) {
  return ui.canvas().text_width(label, type, Weight::bold) + 72 + (icon ? 52.0F : 0.0F);
}

StepperAction stepper(Ui& ui, std::string_view prefix, const Rect& box, const StepperState& state) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const bool outlined = ui.theme().outlined();
  const float inset = outlined ? 0 : 4, side = std::min(box.h - 2 * inset, box.w * 0.36F);
  const Rect left{box.x + inset, box.y + inset, side, box.h - 2 * inset};
  const Rect right{box.right() - inset - side, box.y + inset, side, box.h - 2 * inset};
  canvas.rounded(box, metrics::radius_small, c.sunken);
  const bool bin = state.last_one || state.weighed;
  const auto minus_name = std::string(prefix) + (bin ? ".remove" : ".minus");
  // The finger has the whole height of the box, not only the face inside it.
  const Rect left_hit{box.x, box.y, side + 2 * inset, box.h}, right_hit{box.right() - side - 2 * inset, box.y, side + 2 * inset, box.h};
  const auto minus = ui.node(
      {.name = minus_name, .rect = left_hit, .label = bin ? tr(ui, "Remove") : tr(ui, "One less"), .value = state.figure, .radius = 12});
  canvas.rounded(pressed_box(left, minus.pressed), outlined ? 16.0F : 12.0F, minus.pressed ? c.teal_tint : c.surface);
  if (minus.pressed && !outlined) canvas.outline(pressed_box(left, true), 12, c.teal, 4);
  canvas.icon(bin ? Icon::bin : Icon::minus, left.center(), bin ? 40.0F : 38.0F, minus.pressed ? c.on_tint : outlined ? c.ink : c.teal);
  Response plus;
  if (!state.weighed) {
    const auto plus_name = std::string(prefix) + ".plus";
    plus = ui.node(
        {.name = plus_name, .rect = right_hit, .label = tr(ui, "One more"), .value = state.figure, .enabled = state.can_add, .radius = 12});
    if (outlined) {
      if (plus.pressed) canvas.rounded(right, 16, c.teal_tint);
    } else {
      canvas.rounded(pressed_box(right, plus.pressed), 12, !state.can_add ? c.line : plus.pressed ? c.teal_pressed : c.teal);
    }
    canvas.icon(Icon::plus, right.center(), 38, !state.can_add ? c.ink2 : outlined ? (plus.pressed ? c.on_tint : c.ink) : c.on_teal);
  }
  const Rect middle{left.right(), box.y, (state.weighed ? box.right() - inset : right.x) - left.right(), box.h};
  const bool narrow = canvas.text_width(state.figure, Type::t40, Weight::bold) > middle.w - 8 || state.weighed;
  canvas.text_in(middle, state.figure, {narrow ? Type::t30 : Type::t40, c.ink, Weight::bold}, Align::center);
  if (outlined) {
    canvas.outline(box, metrics::radius_small, c.line, 4);
    canvas.fill({left.right() - 2, box.y, 4, box.h}, c.line);
    if (!state.weighed) canvas.fill({right.x - 2, box.y, 4, box.h}, c.line);
  }
  if (plus.clicked) return StepperAction::plus;
  if (minus.clicked) return bin ? StepperAction::remove : StepperAction::minus;
  return StepperAction::none;
}

bool toggle(Ui& ui, std::string_view name, const Rect& box, std::string_view label, bool on) {
  const auto r =
      ui.node({.name = name, .role = Role::toggle, .rect = box, .label = label, .value = on ? "on" : "off", .radius = box.h / 2});
  const auto& c = ui.colors();
  const float at = ui.ease(std::string(name) + "#knob", on ? 1.0F : 0.0F, timing::press);
  ui.canvas().rounded(box, box.h / 2, ui.theme().outlined() ? mix(c.ground, c.teal, at) : mix(c.ink3, c.teal, at));
  if (ui.theme().outlined()) ui.canvas().outline(box, box.h / 2, c.line, 4);
  const float knob = box.h / 2;
  ui.canvas().circle({box.x + knob + (box.w - 2 * knob) * at, box.y + knob}, knob - 6,
                     ui.theme().outlined() ? mix(c.ink, c.ground, at) : Color::hex(0xFFFFFF));
  return r.clicked;
}

int segmented(Ui& ui, std::string_view prefix, const Rect& box, std::span<const Segment> segments, int chosen) {
  const auto& c = ui.colors();
  const bool outlined = ui.theme().outlined();
  if (!outlined) ui.canvas().rounded(box, 18, c.sunken);
  int tapped = -1;
  const auto count = static_cast<int>(segments.size());
  for (int i = 0; i < count; ++i) {
    const auto& segment = segments[static_cast<std::size_t>(i)];
    const auto cell = outlined ? box.column(i, count, 8) : box.inset(4).column(i, count, 4);
    const auto r = ui.node({.name = std::string(prefix) + "." + std::string(segment.code),
                            .role = Role::radio,
                            .rect = cell,
                            .label = segment.spoken.empty() ? segment.label : segment.spoken,
                            .value = i == chosen ? "on" : "",
                            .radius = 14});
    const bool on = i == chosen;
    if (outlined) {
      if (on) ui.canvas().rounded(cell, 14, c.teal);
      else ui.canvas().outline(cell, 14, c.line, 4);
    } else if (on || r.pressed) {
      if (on) ui.canvas().shadow(cell, 14);
      ui.canvas().rounded(cell, 14, on ? c.surface : c.teal_tint);
    }
    const auto ink = outlined ? (on ? c.on_teal : c.ink) : on ? c.teal : c.ink2;
    ui.canvas().text_in(cell, segment.label, {Type::t24, ink, on || outlined ? Weight::bold : Weight::regular}, Align::center);
    if (r.clicked) tapped = i;
  }
  return tapped;
}

int tabs(Ui& ui, std::string_view prefix, const Rect& box, std::span<const Segment> entries, int chosen) {
  const auto& c = ui.colors();
  ui.canvas().fill(box, c.surface);
  ui.canvas().fill(box.bottom_strip(2), c.line);
  float x = box.x + 32;
  int tapped = -1;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool on = static_cast<int>(i) == chosen;
    const float width = ui.canvas().text_width(entries[i].label, Type::t24, on ? Weight::bold : Weight::regular) + 36;
    const Rect cell{x, box.y, width, box.h};
    const auto r = ui.node({.name = std::string(prefix) + "." + std::string(entries[i].code),
                            .role = Role::tab,
                            .rect = cell,
                            .label = entries[i].label,
                            .value = on ? "on" : ""});
    if (r.pressed) ui.canvas().fill(cell, c.teal_tint);
    if (on) ui.canvas().fill(cell.bottom_strip(8), c.teal);
    ui.canvas().text_in(cell, entries[i].label, {Type::t24, on ? c.teal : c.ink2, on ? Weight::bold : Weight::regular}, Align::center);
    if (r.clicked) tapped = static_cast<int>(i);
    x += width;
  }
  return tapped;
}

bool chip(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view label, bool chosen) {
  const auto& c = ui.colors();
  const bool outlined = ui.theme().outlined();
  const auto r = ui.node(
      {.name = name, .role = Role::radio, .rect = box, .label = label, .value = chosen ? "on" : "", .radius = metrics::radius_large});
  const auto fill = chosen ? (outlined ? c.teal : c.ink) : r.pressed ? c.teal_tint : c.sunken;
  const auto ink = chosen ? (outlined ? c.on_teal : c.ground) : r.pressed ? c.on_tint : c.ink;
  const auto face = pressed_box(box, r.pressed);
  const bool flat = box.h < 100; // in the rail of the landscape: icon beside the word
  const float radius = flat ? metrics::radius_small : metrics::radius_large;
  ui.canvas().rounded(face, radius, fill);
  if (outlined && !chosen) ui.canvas().outline(face, radius, c.line, 4);
  if (r.pressed && !outlined) ui.canvas().outline(face, radius, c.teal, 4);
  const auto weight = chosen ? Weight::bold : Weight::regular;
  if (flat) {
    ui.canvas().icon(icon, Point{box.x + 38, box.center().y}, 36, ink);
    ui.canvas().text_in({box.x + 72, box.y, box.w - 80, box.h}, label, {Type::t24, ink, weight});
  } else {
    ui.canvas().icon(icon, Point{box.center().x, box.y + 44}, 40, ink);
    ui.canvas().text_in({box.x + 8, box.y + 72, box.w - 16, 36}, label, {Type::t24, ink, weight}, Align::center);
  }
  return r.clicked;
}

} // namespace kiosk
