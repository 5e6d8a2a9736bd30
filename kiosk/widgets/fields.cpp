#include "kiosk/widgets/fields.h"
#include "engine/base/phone.h"
#include "kiosk/design/utf8.h"
#include <algorithm>

namespace kiosk {
namespace {

struct PhoneLook {
  std::string shown, before_caret;
  bool with_code = true; ///< +998 stands before it
};

/// Grouped, as far as it is understood; else as it was typed, so that nothing is hidden of what is wrong.
PhoneLook look_of_phone(const TextEdit& edit) {
  using engine::PhoneFault;
  const auto& text = edit.text();
  const auto reading = engine::read_phone(text);
  if (reading.fault == PhoneFault::too_long || reading.fault == PhoneFault::not_digits || reading.fault == PhoneFault::foreign_country)
    return {.shown = text, .before_caret = text.substr(0, edit.caret()), .with_code = false};
  const auto behind = static_cast<std::size_t>(std::ranges::count_if(text.begin() + static_cast<std::ptrdiff_t>(edit.caret()), text.end(),
                                                                     [](char c) { return c >= '0' && c <= '9'; }));
  const auto before = reading.national.size() - std::min(behind, reading.national.size());
  return {.shown = engine::phone_groups(reading.national), .before_caret = engine::phone_groups(reading.national.substr(0, before))};
}

FieldResult type_into(Ui& ui, TextEdit& edit) {
  FieldResult result;
  while (!ui.typed().empty()) {
    const auto one = ui.typed().next();
    if (one == "\n") result.submitted = true;
    else result.changed |= one == "\b" ? edit.backspace() : edit.insert(one);
  }
  return result;
}

} // namespace

void tidy_phone(TextEdit& edit) {
  const auto reading = engine::read_phone(edit.text());
  if (reading.whole && reading.national != edit.text()) edit.set(reading.national);
}

FieldResult text_field(Ui& ui, std::string_view name, const Rect& box, TextEdit& edit, const FieldOptions& options) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto id = node_id(name);
  FieldResult result;
  if (ui.has_caret(id)) result = type_into(ui, edit);
  if (options.phone_groups && result.changed) tidy_phone(edit);
  const bool search = options.icon != Icon::none;
  const auto r = ui.node({.name = name,
                          .role = Role::field,
                          .rect = box,
                          .label = options.label.empty() ? options.placeholder : options.label,
                          .value = edit.text(),
                          .own_enter = options.own_enter,
                          .radius = search ? metrics::radius_large : metrics::radius_small});
  const bool active = ui.has_caret(id), wrong = !options.fault.empty();
  const float radius = search ? metrics::radius_large : metrics::radius_small;
  if (search && !active && !ui.theme().outlined()) canvas.shadow(box, radius);
  canvas.rounded(box, radius, c.surface);
  if (wrong) canvas.outline(box, radius, c.brick, 4);
  else if (active) canvas.outline(box, radius, c.teal, 4);
  else if (!search || ui.theme().outlined()) canvas.outline(box, radius, c.line, ui.theme().outlined() ? 4.0F : 2.0F);
  if (!options.label.empty())
    canvas.text_in({box.x, box.y - 40, box.w, 34}, options.label,
                   {Type::t24,
                    wrong    ? c.brick
                    : active ? c.teal
                             : c.ink2,
                    active || wrong ? Weight::bold : Weight::regular});

  const auto type = options.big ? Type::t56 : (search ? !active && edit.empty() : box.h < 100) ? Type::t30 : Type::t40;
  const auto weight = options.big ? Weight::bold : Weight::regular;
  float x = box.x + 28, right = box.right() - 28;
  if (search) canvas.icon(options.icon, Point{box.x + 56, box.center().y}, 44, active ? c.teal : c.ink2), x = box.x + 104;
  if (options.valid && !active && !wrong) {
    canvas.icon(Icon::check, Point{right - 18, box.center().y}, 40, c.teal);
    right -= 56;
  }
  {
    const Canvas::Clip clip(canvas, {box.x + 4, box.y, right - box.x - 4, box.h});
    const auto look = options.phone_groups ? look_of_phone(edit) : PhoneLook{edit.text(), edit.text().substr(0, edit.caret())};
    const auto &shown = look.shown, &before_caret = look.before_caret;
    if (!options.prefix.empty() && look.with_code)
      x += canvas.text_in({x, box.y, right - x, box.h}, options.prefix, {type, c.ink2}) + (options.big ? 16.0F : 10.0F);
    const float caret_x = canvas.text_width(before_caret, type, weight);
    const float over = active ? std::max(0.0F, x + caret_x + 8 - right) : 0; // a long text follows its caret
    if (shown.empty()) {
      canvas.text_in({x, box.y, right - x, box.h}, options.placeholder, {type, c.ink2});
    } else {
      const float width = active ? canvas.text_width(shown, type, weight) + 1 : right - x;
      canvas.text_in({x - over, box.y, std::max(width, 1.0F), box.h}, shown, {type, c.ink, weight});
    }
    if (active) {
      const float half = canvas.cap_height(type) * 0.72F;
      canvas.fill({x - over + caret_x + 3, box.center().y - half, 4, 2 * half}, c.teal);
    }
  }
  if (r.clicked) ui.draw_again();
  const auto below = wrong ? options.fault : options.hint;
  if (!below.empty()) {
    const Rect said{box.x, box.bottom() + 8, box.w, 64};
    const float h = canvas.paragraph(said, below, {Type::t24, wrong ? c.brick : c.ink2}, 2);
    if (wrong)
      ui.node({.name = std::string(name) + ".fault", .role = Role::text, .rect = said.top_strip(h), .label = below, .value = below});
  }
  return result;
}

} // namespace kiosk
