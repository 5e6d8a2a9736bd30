#include "kiosk/screens/paying/cash_parts.h"
#include "kiosk/design/illustration.h"
#include "kiosk/widgets/marks.h"
#include <array>

namespace kiosk {
namespace {

constexpr std::array<std::int64_t, 8> all_notes{1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
constexpr int chevron_ms = 300;

void chevrons(Ui& ui, Point top, bool waiting) {
  const auto& c = ui.colors();
  const auto step = waiting ? ui.now().time_since_epoch().count() / chevron_ms % 3 : 0;
  for (int i = 0; i < 3; ++i) {
    // The brightest one wanders upwards, into the slot.
    const auto rank = (i + static_cast<int>(step)) % 3;
    const auto color = mix(c.saffron, c.ground, static_cast<float>(rank) * 0.34F);
    const float y = top.y + static_cast<float>(i) * 32;
    ui.canvas().stroke({{top.x - 20, y + 20}, {top.x, y}, {top.x + 20, y + 20}}, color, 7);
  }
  if (waiting) ui.draw_again_in(chevron_ms);
}

/// A note that is not taken now: its shape stays, its colour goes.
void quiet_note(Ui& ui, const Rect& box, std::int64_t denomination) {
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  canvas.rounded(box, 12, c.sunken);
  canvas.outline(box, 12, c.line, 2);
  const auto figures = group_digits(denomination);
  canvas.text_in({box.x + 20, box.y, box.w - 40, box.h}, figures, {Type::t30, c.ink2});
  canvas.icon(Icon::close, Point{box.right() - 40, box.center().y}, 32, c.ink3);
}

} // namespace

void cash_panel(Ui& ui, const Rect& box) {
  const auto& cash = ui.view().cash;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  canvas.rounded(box, metrics::radius_large, c.saffron_tint);
  if (ui.theme().outlined()) canvas.outline(box, metrics::radius_large, c.saffron, 4);
  const float left = box.x + 40, right = box.right() - 40, half = box.w / 2 - 56;
  const auto due = tr(ui, "To pay"), inserted = tr(ui, "Inserted"), rest = tr(ui, "Left");
  canvas.text_in({left, box.y + 32, half, canvas.line_height(Type::t30)}, due, {Type::t30, c.saffron_ink});
  canvas.text_in({right - half, box.y + 32, half, canvas.line_height(Type::t30)}, inserted, {Type::t30, c.saffron_ink}, Align::right);
  const float base = box.y + 46 + canvas.line_height(Type::t30) + canvas.cap_height(Type::t56);
  sum_left(ui, left, base, {.amount = cash.due, .type = Type::t56});
  sum_right(ui, right, base, {.amount = cash.inserted, .type = Type::t56});
  const float part = cash.due > engine::Money{} ? static_cast<float>(cash.inserted.in_som()) / static_cast<float>(cash.due.in_som()) : 0;
  progress_bar(ui, {left, base + 34, right - left, 28}, ui.ease("cash.part", part, timing::screen), c.saffron,
               ui.theme().outlined() ? c.ground : mix(c.saffron_tint, c.saffron, 0.3F));
  const float low = box.bottom() - 64;
  // The figure is the largest thing, as large as it and its word have room for.
  Sum figure{.amount = cash.left, .type = Type::t176};
  auto word = Type::t40;
  const auto fits = [&] { return canvas.text_width(rest, word, Weight::bold) + 24 + sum_width(ui, figure) <= right - left; };
  if (!fits()) word = Type::t30;
  if (!fits()) figure.type = Type::t96, word = Type::t40;
  canvas.text_on_baseline({left, low}, rest, {word, c.ink, Weight::bold});
  sum_right(ui, right, low, figure);
  ui.value("cash.due", {left, box.y + 32, half, 110}, due, std::to_string(cash.due.in_tiyin()));
  ui.value("cash.inserted", {right - half, box.y + 32, half, 110}, inserted, std::to_string(cash.inserted.in_tiyin()));
  ui.value("cash.left", {left, box.y + 200, right - left, box.h - 232}, rest, std::to_string(cash.left.in_tiyin()));
}

void note_slot(Ui& ui, const Rect& box, std::int64_t denomination, Chevrons shown) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const float middle = box.center().x, width = std::min(680.0F, box.w);
  const Rect body{middle - width / 2, box.y, width, 84};
  const Rect slit{body.x + 48, body.y + 36, body.w - 96, 14};
  const auto metal = ui.theme().scheme == Scheme::light ? c.ink : c.sunken;
  canvas.rounded(body, metrics::radius_large, metal);
  if (ui.theme().outlined()) canvas.outline(body, metrics::radius_large, c.line, 4);
  canvas.rounded(slit, 7, Color::hex(0x000000));
  if (denomination > 0) {
    const float w = std::min(520.0F, slit.w - 40);
    const Rect note{middle - w / 2, body.y - 6, w, 244};
    const Canvas::Clip inside(canvas, {note.x, slit.center().y + 1, note.w, note.h});
    draw_banknote(canvas, note, denomination);
    canvas.fill({note.x, slit.center().y, note.w, 8}, Color::hex(0x000000).fade(0.5F));
  }
  if (shown != Chevrons::none) chevrons(ui, {middle, box.y + 268}, shown == Chevrons::running);
}

float accepted_notes(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& cash = ui.view().cash;
  const bool narrow = box.w < 700;
  const int columns = narrow ? 2 : 4, lines = narrow ? 4 : 2;
  const Rect rows = box.bottom_strip(narrow ? 4 * 92 + 3 * 16 : 228);
  const float head = rows.y - (narrow ? 100.0F : 56.0F);
  const auto taken = [&](std::int64_t note) { return std::ranges::find(cash.accepted, note) != cash.accepted.end(); };
  std::vector<std::int64_t> shown(all_notes.begin(), all_notes.end());
  const auto most = cash.accepted.empty() ? 0 : *std::ranges::max_element(cash.accepted);
  const auto least = cash.accepted.empty() ? 0 : *std::ranges::min_element(cash.accepted);
  std::string range;
  if (cash.accepted.empty()) range = tr(ui, "none now");
  else if (cash.accepted.size() == all_notes.size()) range = trf(ui, "all, {}\u2013{}", group_digits(least), group_digits(most));
  else range = trf(ui, "{}\u2013{}", group_digits(least), group_digits(most));
  const float range_w = canvas.text_width(range, Type::t24);
  const auto heading = tr(ui, "Notes that are taken");
  const float heading_w = narrow ? box.w : box.w - range_w - 24;
  canvas.text_in({box.x, head, heading_w, 44}, heading,
                 {canvas.text_width(heading, Type::t30, Weight::bold) <= heading_w ? Type::t30 : Type::t24, c.ink, Weight::bold});
  if (narrow) canvas.text_in({box.x, head + 44, box.w, 40}, range, {Type::t24, c.ink2});
  else canvas.text_in({box.right() - range_w - 1, head, range_w + 1, 44}, range, {Type::t24, c.ink2}, Align::right);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto cell = rows.row(static_cast<int>(i) / columns, lines, 16).column(static_cast<int>(i) % columns, columns, 16);
    if (taken(shown[i])) draw_banknote(canvas, cell, shown[i]);
    else quiet_note(ui, cell, shown[i]);
    ui.value("cash.note." + std::to_string(shown[i]), cell, group_digits(shown[i]), taken(shown[i]) ? "taken" : "not taken");
  }
  return head;
}

} // namespace kiosk
