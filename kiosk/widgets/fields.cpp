#include "kiosk/widgets/fields.h"
#include "kiosk/design/utf8.h"

namespace kiosk {
namespace {

/// 612224567 -> "61 222 45 67", as far as typed.
std::string grouped_phone(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == 2 || i == 5 || i == 7) out += ' ';
    out += digits[i];
  }
  return out;
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

FieldResult text_field(Ui& ui, std::string_view name, const Rect& box, TextEdit& edit, const FieldOptions& options) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto id = node_id(name);
  FieldResult result;
  if (ui.has_caret(id)) result = type_into(ui, edit);
  const bool search = options.icon != Icon::none;
  const auto r = ui.node({.name = name, .role = Role::field, .rect = box, .label = options.label.empty() ? options.placeholder : options.label,
                          .value = edit.text(), .own_enter = options.own_enter, .radius = search ? metrics::radius_large : metrics::radius_small});
  const bool active = ui.has_caret(id), wrong = !options.fault.empty();
  const float radius = search ? metrics::radius_large : metrics::radius_small;
  if (search && !active && !ui.theme().outlined()) canvas.shadow(box, radius);
  canvas.rounded(box, radius, c.surface);
  if (wrong) canvas.outline(box, radius, c.brick, 4);
  else if (active) canvas.outline(box, radius, c.teal, 4);
  else if (!search || ui.theme().outlined()) canvas.outline(box, radius, c.line, ui.theme().outlined() ? 4.0F : 2.0F);
  if (!options.label.empty())
    canvas.text_in({box.x, box.y - 40, box.w, 34}, options.label,
                   {Type::t24, wrong ? c.brick : active ? c.teal : c.ink2, active || wrong ? Weight::bold : Weight::regular});

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
    if (!options.prefix.empty())
      x += canvas.text_in({x, box.y, right - x, box.h}, options.prefix, {type, c.ink2}) + (options.big ? 16.0F : 10.0F);
    const auto before_caret = options.phone_groups ? grouped_phone(std::string_view(edit.text()).substr(0, edit.caret()))
                                                   : edit.text().substr(0, edit.caret());
    const auto shown = options.phone_groups ? grouped_phone(edit.text()) : edit.text();
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
    if (wrong) ui.node({.name = std::string(name) + ".fault", .role = Role::text, .rect = said.top_strip(h), .label = below, .value = below});
  }
  return result;
}

} // namespace kiosk
