// Fields that no one may read over a shoulder, a log or a core dump: drawn from a SecretBuffer, which is never copied.
#include "kiosk/design/utf8.h"
#include "kiosk/widgets/fields.h"

namespace kiosk {
namespace {

constexpr std::string_view bullet = "\u2022";

FieldResult type_into(Ui& ui, engine::SecretBuffer& secret, const SecretOptions& options) {
  FieldResult result;
  while (!ui.typed().empty()) {
    const auto one = ui.typed().next();
    if (one == "\n") {
      result.submitted = true;
    } else if (one == "\b") {
      if (secret.empty()) continue;
      while (!secret.empty() && (static_cast<unsigned char>(secret.reveal().back()) & 0xC0U) == 0x80U) secret.pop_back();
      secret.pop_back();
      result.changed = true;
    } else {
      const bool digit = one.size() == 1 && one[0] >= '0' && one[0] <= '9';
      const bool taken = digit || (options.letters && static_cast<unsigned char>(one[0]) >= 0x20);
      if (!taken || utf8::count(secret.reveal()) >= options.digits || secret.size() + one.size() > secret.capacity()) continue;
      secret.append(one);
      result.changed = true;
    }
  }
  return result;
}

/// 8600 •••• •••• •7 and what is still to come, quiet. Returns where the caret stands.
float draw_card_number(Ui& ui, const Rect& box, const engine::SecretBuffer& secret, Color ink, Color rest) {
  auto& canvas = ui.canvas();
  const auto digits = secret.reveal();
  float caret = box.x;
  const float group = box.w / 4, dot = canvas.text_width(bullet, Type::t56, Weight::bold);
  for (std::size_t g = 0; g < 4; ++g) {
    float x = box.x + group * static_cast<float>(g);
    for (std::size_t i = g * 4; i < g * 4 + 4; ++i) {
      if (i == digits.size()) caret = x;
      const bool typed = i < digits.size();
      // The first four digits name the card system, and the newest shows that the key was felt. The others are hidden.
      const bool plain = typed && (i < 4 || i + 1 == digits.size());
      const auto text = plain ? digits.substr(i, 1) : bullet;
      if (!typed && (digits.empty() || g > digits.size() / 4)) continue;
      canvas.text_in({x, box.y, dot + 40, box.h}, text, {Type::t56, typed ? ink : rest, Weight::bold});
      x += plain ? canvas.text_width(text, Type::t56, Weight::bold) : dot;
      if (i + 1 == digits.size() && i % 4 == 3 && g == 3) caret = x;
    }
  }
  return caret;
}

void draw_code_boxes(Ui& ui, const Rect& box, const engine::SecretBuffer& secret, const SecretOptions& options, bool active, bool wrong) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto count = static_cast<int>(options.digits);
  for (int i = 0; i < count; ++i) {
    const auto cell = box.column(i, count, 24);
    const auto at = static_cast<std::size_t>(i);
    const bool next = active && at == secret.size();
    canvas.rounded(cell, metrics::radius_small, c.surface);
    canvas.outline(cell, metrics::radius_small,
                   wrong  ? c.brick
                   : next ? c.teal
                          : c.line,
                   wrong || next || ui.theme().outlined() ? 4.0F : 2.0F);
    if (at < secret.size()) canvas.text_in(cell, secret.reveal().substr(at, 1), {Type::t96, c.ink, Weight::bold}, Align::center);
    else if (next) canvas.fill({cell.center().x - 2, cell.center().y - 48, 4, 96}, c.teal);
  }
}

} // namespace

FieldResult secret_field(Ui& ui, std::string_view name, const Rect& box, engine::SecretBuffer& secret, const SecretOptions& options) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto id = node_id(name);
  FieldResult result;
  if (ui.has_caret(id)) result = type_into(ui, secret, options);
  const auto r = ui.node({.name = name, .role = Role::secret, .rect = box, .label = options.label, .length = utf8::count(secret.reveal())});
  const bool active = ui.has_caret(id), wrong = !options.fault.empty();
  if (options.style == SecretStyle::code_boxes) {
    draw_code_boxes(ui, box, secret, options, active, wrong);
  } else {
    const bool dim = options.on_card && !active && secret.empty() && !ui.theme().outlined();
    const auto on_dark = Color::hex(0xDCECE9);
    canvas.rounded(box, metrics::radius_small, dim ? mix(c.teal_pressed, Color::hex(0xFFFFFF), 0.09F) : c.surface);
    const auto line = wrong ? c.brick : active ? (options.on_card ? c.saffron : c.teal) : c.line;
    if (!dim) canvas.outline(box, metrics::radius_small, line, active || wrong || ui.theme().outlined() ? 4.0F : 2.0F);
    if (!options.label.empty()) {
      const auto ink = options.on_card && !ui.theme().outlined() ? on_dark : wrong ? c.brick : active ? c.teal : c.ink2;
      canvas.text_in({box.x + (options.on_card ? 8.0F : 0.0F), box.y - 44, box.w, 36}, options.label,
                     {Type::t24, ink, active || wrong ? Weight::bold : Weight::regular});
    }
    const Rect inner{box.x + (options.on_card ? 40.0F : 28.0F), box.y, box.w - 56, box.h};
    const auto type = options.style == SecretStyle::card_number ? Type::t56 : Type::t40;
    float caret = inner.x;
    if (secret.empty() && !options.placeholder.empty() && !active) {
      canvas.text_in({box.x + 32, box.y, box.w - 40, box.h}, options.placeholder, {Type::t40, dim ? on_dark : c.ink2});
    } else if (options.style == SecretStyle::card_number) {
      caret = draw_card_number(ui, inner, secret, c.ink, ui.theme().outlined() ? mix(c.surface, c.ink, 0.35F) : c.line);
    } else if (options.style == SecretStyle::expiry) {
      const auto digits = secret.reveal();
      float x = inner.x;
      for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i == 2) x += canvas.text_in({x, box.y, 80, box.h}, " / ", {type, c.ink2});
        x += canvas.text_in({x, box.y, 80, box.h}, digits.substr(i, 1), {type, c.ink, Weight::bold});
      }
      caret = x;
    } else {
      float x = inner.x;
      for (std::size_t i = 0; i < utf8::count(secret.reveal()) && x < inner.right() - 30; ++i)
        x += canvas.text_in({x, box.y, 60, box.h}, bullet, {Type::t56, c.ink, Weight::bold}) + 4;
      caret = x;
    }
    if (active) canvas.fill({caret + 2, box.center().y - 32, 4, 64}, c.teal);
  }
  if (r.clicked) ui.draw_again();
  if (wrong && !options.on_card && options.style != SecretStyle::code_boxes) {
    const Rect said{box.x, box.bottom() + 8, box.w, 64};
    const float h = canvas.paragraph(said, options.fault, {Type::t24, c.brick}, 2);
    ui.node({.name = std::string(name) + ".fault",
             .role = Role::text,
             .rect = said.top_strip(h),
             .label = options.fault,
             .value = options.fault});
  }
  return result;
}

} // namespace kiosk
