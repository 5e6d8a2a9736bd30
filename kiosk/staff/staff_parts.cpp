#include "kiosk/staff/staff_parts.h"
#include "engine/base/local_time.h"

namespace kiosk {

Rect staff_card(Ui& ui, const Rect& box, std::string_view heading) {
  card(ui, box);
  if (heading.empty()) return box.inset(28, 16);
  ui.canvas().text_in({box.x + 28, box.y + 16, box.w - 56, 48}, heading, {Type::t24, ui.colors().ink2});
  return {box.x + 28, box.y + 64, box.w - 56, box.h - 80};
}

namespace {

float fact_height(const Ui& ui, float w, const Fact& fact) {
  return std::max(72.0F, ui.canvas().paragraph_height(w * 0.55F, fact.words, Type::t30, Weight::regular, 2) + 24);
}

} // namespace

float fact_rows_height(const Ui& ui, float w, const std::vector<Fact>& facts) {
  float height = 0;
  for (const auto& fact : facts) height += fact_height(ui, w, fact);
  return height;
}

float fact_rows(Ui& ui, std::string_view prefix, const Rect& box, const std::vector<Fact>& facts) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  float y = box.y;
  int index = 0;
  for (const auto& fact : facts) {
    const float room = box.w * 0.55F, h = fact_height(ui, box.w, fact);
    if (y + h > box.bottom() + 1) break;
    if (index > 0) canvas.line({box.x + 64, y}, {box.right(), y}, c.line.fade(0.6F));
    if (fact.health != Health::off) status_mark(ui, {box.x + 22, y + h / 2}, 36, fact.health);
    const float words_w = std::min(room, canvas.text_width(fact.words, Type::t30, Weight::bold));
    canvas.text_in({box.x + 64, y, box.w - 64 - words_w - 24, h}, fact.name, {Type::t24, c.ink2});
    const auto ink = fact.health == Health::wrong ? c.brick : fact.health == Health::care ? c.saffron_ink : c.ink;
    const float text = canvas.paragraph_height(room, fact.words, Type::t30, Weight::regular, 2);
    canvas.paragraph({box.right() - room, y + (h - text) / 2, room, text}, fact.words,
                     {Type::t30, ink, fact.health == Health::wrong ? Weight::bold : Weight::regular}, 2, Align::right);
    ui.value(fmt::format("{}.{}", prefix, index), {box.x, y, box.w, h}, fact.name, fact.words);
    y += h;
    ++index;
  }
  return y - box.y;
}

float advice_box(Ui& ui, const Rect& box, std::string_view advice) {
  if (advice.empty()) return 0;
  const NoticeText text{tr(ui, "What to do"), advice, false, Type::t24};
  const float h = notice_height(ui, box.w, text);
  notice(ui, "staff.advice", {box.x, box.y, box.w, h}, Tone::care, Icon::info, text);
  return h + 20;
}

void pair_row(Ui& ui, const Rect& box, std::string_view name, std::string_view words, bool bold) {
  auto& canvas = ui.canvas();
  const float w = canvas.text_width(words, Type::t30, bold ? Weight::bold : Weight::regular);
  canvas.text_in({box.x, box.y, box.w - w - 24, box.h}, name,
                 {Type::t24, bold ? ui.colors().ink : ui.colors().ink2, bold ? Weight::bold : Weight::regular});
  canvas.text_in({box.right() - w - 1, box.y, w + 1, box.h}, words, {Type::t30, ui.colors().ink, bold ? Weight::bold : Weight::regular},
                 Align::right);
}

std::string staff_time(const Ui& ui, std::int64_t wall_ms) {
  if (wall_ms <= 0) return {};
  const auto then = engine::format_slip_time({wall_ms}), today = engine::format_slip_time(ui.wall()); // "22.11.2026 14:02"
  if (then.substr(0, 10) == today.substr(0, 10)) return engine::format_clock({wall_ms});
  return then.substr(0, 5) + " " + engine::format_clock({wall_ms});
}

std::string shift_time(const Ui& ui, std::string_view module_time) {
  for (const auto parsed : {engine::parse_fiscal_time(module_time), engine::parse_compact_time(module_time)})
    if (parsed) return staff_time(ui, parsed->unix_ms);
  return std::string(module_time);
}

std::string method_word(const Ui& ui, engine::Method method) {
  switch (method) {
  case engine::Method::card: return std::string(tr(ui, "card"));
  case engine::Method::cash: return std::string(tr(ui, "cash"));
  case engine::Method::later: return std::string(tr(ui, "later"));
  }
  return {};
}

int button_row(Ui& ui, const Rect& box, std::span<const StaffButton> buttons) {
  // Each button is as wide as its words need; the rest of the width is shared. Two buttons or fewer are not stretched.
  const auto type = buttons.size() > 3 ? Type::t24 : Type::t30;
  std::vector<float> widths;
  float needed = 0;
  bool icons = true;
  const auto measure = [&] {
    widths.clear();
    needed = 16 * static_cast<float>(buttons.size() - 1);
    for (const auto& b : buttons) {
      widths.push_back(icons ? button_width(ui, b.label, type, true) - 16 : ui.canvas().text_width(b.label, type, Weight::bold) + 48);
      needed += widths.back();
    }
  };
  measure();
  if (needed > box.w) icons = false, measure(); // the words matter more
  const float spare = buttons.size() > 2 || needed > box.w ? (box.w - needed) / static_cast<float>(buttons.size()) : 24;
  int pressed = -1;
  float x = box.x;
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const auto& b = buttons[i];
    const Rect cell{x, box.y, widths[i] + spare, box.h};
    if (secondary_button(ui, b.name, cell, b.label, {.icon = icons ? b.icon : Icon::none, .enabled = b.enabled, .type = type}))
      pressed = static_cast<int>(i);
    x = cell.right() + 16;
  }
  return pressed;
}

} // namespace kiosk
