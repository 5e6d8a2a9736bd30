#include "kiosk/widgets/marks.h"
#include <array>
#include <cmath>

namespace kiosk {
namespace {

struct ToneColors {
  Color fill, icon, ink;
};
ToneColors tone_colors(const Ui& ui, Tone tone) {
  const auto& c = ui.colors();
  switch (tone) {
  case Tone::fact: return {ui.theme().outlined() ? c.ground : c.teal_tint, c.teal, c.ink};
  case Tone::care: return {c.saffron_tint, c.saffron_ink, c.ink};
  case Tone::wrong: return {c.brick_tint, c.brick, c.ink};
  case Tone::plain: return {c.sunken, c.saffron_ink, c.ink};
  }
  return {c.sunken, c.ink, c.ink};
}

} // namespace

void card(Ui& ui, const Rect& box, float radius) {
  auto& canvas = ui.canvas();
  if (!ui.theme().outlined()) canvas.shadow(box, radius);
  canvas.rounded(box, radius, ui.colors().surface);
  if (ui.theme().outlined()) canvas.outline(box, radius, ui.colors().line, 4);
}

namespace {
float notice_text_x(const NoticeText& text) { return text.type == Type::t24 ? 88.0F : 108.0F; }
} // namespace

float notice_height(Ui& ui, float width, const NoticeText& text) {
  auto& canvas = ui.canvas();
  const float room = width - notice_text_x(text) - 32;
  float height = 0;
  if (text.inline_rest) {
    height = canvas.paragraph_height(room, std::string(text.fact) + " " + std::string(text.rest), text.type, Weight::bold);
  } else {
    height = canvas.paragraph_height(room, text.fact, text.type, Weight::bold);
    if (!text.rest.empty()) height += canvas.paragraph_height(room, text.rest, text.type);
  }
  return std::max(text.type == Type::t24 ? 84.0F : 96.0F, height + 36);
}

void notice(Ui& ui, std::string_view name, const Rect& box, Tone tone, Icon icon, const NoticeText& text) {
  auto& canvas = ui.canvas();
  const auto colors = tone_colors(ui, tone);
  canvas.rounded(box, metrics::radius_large, colors.fill);
  if (ui.theme().outlined()) canvas.outline(box, metrics::radius_large, colors.icon, 4);
  canvas.icon(icon, Point{box.x + notice_text_x(text) * 0.53F, box.center().y},
              box.h >= 120             ? 56.0F
              : text.type == Type::t24 ? 40.0F
                                       : 48.0F,
              colors.icon);
  const float x = box.x + notice_text_x(text), room = box.right() - 32 - x;
  const auto said = text.rest.empty() ? std::string(text.fact) : std::string(text.fact) + " " + std::string(text.rest);
  if (text.inline_rest) {
    const auto rest = fmt::format(" {}", text.rest); // not operator+: GCC 12 warns wrongly (its bug 105651)
    const std::array runs{TextRun{text.fact, colors.ink, Weight::bold}, TextRun{rest, colors.ink, Weight::regular}};
    const float h = canvas.paragraph_height(room, said, text.type, Weight::bold);
    canvas.paragraph({x, box.center().y - h / 2, room, h}, runs, text.type);
  } else {
    const float fact = canvas.paragraph_height(room, text.fact, text.type, Weight::bold);
    const float rest = text.rest.empty() ? 0 : canvas.paragraph_height(room, text.rest, text.type);
    float y = box.center().y - (fact + rest) / 2;
    y += canvas.paragraph({x, y, room, fact}, text.fact, {text.type, colors.ink, Weight::bold});
    canvas.paragraph({x, y, room, rest}, text.rest, {text.type, tone == Tone::plain ? ui.colors().ink2 : colors.ink});
  }
  if (!name.empty()) ui.node({.name = name, .role = Role::text, .rect = box, .label = said});
}

void icon_square(Ui& ui, const Rect& box, Icon icon, Color fill, Color ink, float radius) {
  if (!ui.theme().outlined() || fill == ui.colors().teal) ui.canvas().rounded(box, radius, fill);
  ui.canvas().icon(icon, box.center(), box.w >= 100 ? 60.0F : box.w >= 80 ? 52.0F : 40.0F, ink);
}

void radio_mark(Ui& ui, Point center, bool chosen) {
  const auto& c = ui.colors();
  if (chosen) {
    ui.canvas().circle(center, 26, c.teal);
    ui.canvas().circle(center, 10, ui.theme().outlined() ? c.on_teal : c.surface);
  } else {
    ui.canvas().ring(center, 26, 4, c.ink3);
  }
}

void check_disc(Ui& ui, Point center, float diameter) {
  ui.canvas().circle(center, diameter / 2, ui.colors().teal);
  ui.canvas().icon(Icon::check, center, diameter * 0.5F, ui.colors().on_teal);
}

float discount_tag_width(Ui& ui, std::string_view text) { return ui.canvas().text_width(text, Type::t24, Weight::bold) + 28; }

void discount_tag(Ui& ui, Point top_left, std::string_view text) {
  const Rect box{top_left.x, top_left.y, discount_tag_width(ui, text), 40};
  ui.canvas().rounded(box, 12, ui.colors().saffron);
  ui.canvas().text_in(box, text, {Type::t24, ui.colors().on_saffron, Weight::bold}, Align::center);
}

float struck_text(Ui& ui, Point top_left, std::string_view text, Type type) {
  auto& canvas = ui.canvas();
  const float width = canvas.text(top_left, text, {type, ui.colors().ink2});
  const float y = top_left.y + canvas.baseline(type) - canvas.cap_height(type) / 2;
  canvas.line({top_left.x - 2, y}, {top_left.x + width + 2, y}, ui.colors().brick, 3);
  return width;
}

void countdown_ring(Ui& ui, Point center, float diameter, float thickness, float part, Color color, std::string_view figure, Type type) {
  ui.canvas().ring(center, diameter / 2, thickness, ui.theme().outlined() ? ui.colors().ground : ui.colors().line);
  ui.canvas().ring(center, diameter / 2, thickness, color, 0, std::clamp(part, 0.0F, 1.0F));
  if (!figure.empty()) ui.canvas().text_in(square(center, diameter), figure, {type, ui.colors().ink, Weight::bold}, Align::center);
}

void spinner(Ui& ui, Point center, float diameter) {
  const auto ms = ui.now().time_since_epoch().count() % timing::spinner;
  const float turn = static_cast<float>(ms) / timing::spinner, thickness = std::max(6.0F, diameter * 0.13F);
  ui.canvas().ring(center, diameter / 2, thickness,
                   ui.theme().outlined() ? mix(ui.colors().ground, ui.colors().ink, 0.3F) : ui.colors().line);
  ui.canvas().ring(center, diameter / 2, thickness, ui.colors().teal, turn, turn + 0.3F);
  ui.draw_again_in(33);
}

void progress_bar(Ui& ui, const Rect& box, float part, Color fill, Color track) {
  ui.canvas().rounded(box, box.h / 2, track);
  const float width = box.w * std::clamp(part, 0.0F, 1.0F);
  if (width > 0) ui.canvas().rounded({box.x, box.y, std::max(width, box.h), box.h}, box.h / 2, fill);
  if (ui.theme().outlined()) ui.canvas().outline(box, box.h / 2, ui.colors().line, 2);
}

void step_bar(Ui& ui, int step) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const std::array words{tr(ui, "Goods"), tr(ui, "Receiving"), tr(ui, "Payment"), tr(ui, "Done")};
  const auto box = ui.zones().steps;
  const bool one_word = ui.large_text(); // large type has room for the current step only
  for (int i = 0; i < 4; ++i) {
    const auto cell = box.column(i, 4, 12);
    const bool reached = i < step, current = i + 1 == step;
    const Rect bar{cell.x, cell.y + 4, cell.w, one_word ? 16.0F : 8.0F};
    if (ui.theme().outlined() && !reached) canvas.outline(bar, bar.h / 2, c.line, 3);
    else canvas.rounded(bar, bar.h / 2, reached ? c.teal : c.line);
    const auto ink = current ? c.teal : c.ink2;
    const auto weight = current ? Weight::bold : Weight::regular;
    if (!one_word) canvas.text_in({cell.x, cell.y + 20, cell.w, 32}, words.at(static_cast<std::size_t>(i)), {Type::t24, ink, weight});
    else if (current)
      canvas.text({box.x, cell.y + 26}, fmt::format("{} / 4 {}", step, words.at(static_cast<std::size_t>(i))), {Type::t24, ink, weight});
  }
}

void status_mark(Ui& ui, Point center, float size, Health health) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const float r = size / 2;
  switch (health) {
  case Health::good:
    canvas.circle(center, r, c.green);
    canvas.icon(Icon::check, center, size * 0.62F, c.surface);
    break;
  case Health::care: {
    canvas.stroke(
        {{center.x, center.y - r * 0.86F}, {center.x + r * 0.92F, center.y + r * 0.78F}, {center.x - r * 0.92F, center.y + r * 0.78F}},
        c.saffron, size * 0.1F, true);
    canvas.polygon(
        {{center.x, center.y - r * 0.86F}, {center.x + r * 0.92F, center.y + r * 0.78F}, {center.x - r * 0.92F, center.y + r * 0.78F}},
        c.saffron);
    canvas.stroke({{center.x, center.y - r * 0.28F}, {center.x, center.y + r * 0.22F}}, c.on_saffron, size * 0.11F);
    canvas.circle({center.x, center.y + r * 0.56F}, size * 0.06F, c.on_saffron);
    break;
  }
  case Health::wrong:
    canvas.rounded(square(center, size * 0.96F), size * 0.18F, c.brick);
    canvas.icon(Icon::close, center, size * 0.66F, c.on_brick);
    break;
  case Health::off: canvas.ring(center, r, 4, c.ink3); break;
  }
}

void group_head(Ui& ui, Point at, Icon icon, Tone tone, std::string_view title, std::string_view explanation) {
  const auto& c = ui.colors();
  const auto colors = tone_colors(ui, tone);
  icon_square(ui, {at.x, at.y, 56, 56}, icon, colors.fill, ui.theme().outlined() ? c.saffron_ink : colors.icon);
  const float w =
      ui.canvas().text_in({at.x + 72, at.y, 700, 56}, title, {Type::t30, ui.theme().outlined() ? c.saffron_ink : c.ink, Weight::bold});
  if (!explanation.empty())
    ui.canvas().text_in({at.x + 72 + w + 16, at.y + 1, ui.zones().main.w - 88 - w, 56}, explanation, {Type::t24, c.ink2});
}

void title(Ui& ui, const Rect& box, std::string_view text) {
  ui.canvas().text({box.x, box.y}, text, {Type::t56, ui.colors().ink, Weight::bold});
}

void info_line(Ui& ui, const Rect& box, Icon icon, std::string_view text) {
  const auto& c = ui.colors();
  ui.canvas().icon(icon, Point{box.x + 22, box.center().y}, 44, c.ink2);
  const float room = box.w - 64, h = ui.canvas().paragraph_height(room, text, Type::t24, Weight::regular, 2);
  ui.canvas().paragraph({box.x + 64, box.center().y - h / 2, room, h}, text, {Type::t24, c.ink2}, 2);
}

Rect sheet(Ui& ui, float height) {
  const auto zone = ui.zones().sheet;
  const Rect box{zone.x, zone.bottom() - std::min(height, zone.h), zone.w, std::min(height, zone.h)};
  ui.barrier();
  auto& canvas = ui.canvas();
  if (ui.theme().outlined()) {
    canvas.rounded(box.inset(-4), 28, ui.colors().line);
  } else {
    canvas.rounded(box.inset(-20), 40, Color::hex(0x1E1B17).fade(0.06F));
    canvas.rounded(box.inset(-8), 32, Color::hex(0x1E1B17).fade(0.08F));
  }
  canvas.rounded(box, 24, ui.colors().ground);
  return box.inset(48);
}

} // namespace kiosk
