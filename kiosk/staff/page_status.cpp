// The first page: what is sold, every device, the counters, the day.
#include "kiosk/staff/staff_parts.h"

namespace kiosk {
namespace {

float device_height(const Ui& ui, const DeviceLine& line) {
  const bool wrong = line.health == Health::wrong;
  return ui.landscape() ? (wrong ? 100.0F : 84.0F) : wrong ? 120.0F : 100.0F;
}

/// The row of one device. A row with a fault has a brick ground and names the remedy.
float device_row(Ui& ui, const Rect& box, const DeviceLine& line, bool ruled, StaffState& state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool wrong = line.health == Health::wrong;
  const Rect row{box.x, box.y, box.w, device_height(ui, line)};
  const auto name = fmt::format("staff.device.{}", line.code);
  const auto r = ui.node({.name = name, .rect = row, .label = line.name, .value = line.words});
  if (wrong) {
    canvas.rounded(row.inset(0, 2), metrics::radius_small, c.brick_tint);
    if (ui.theme().outlined()) canvas.outline(row.inset(0, 2), metrics::radius_small, c.brick, 4);
  } else if (r.pressed) {
    canvas.rounded(row, metrics::radius_small, c.teal_tint);
  } else if (ruled) {
    canvas.line({row.x + 96, row.y}, {row.right(), row.y}, c.line);
  }
  if (r.clicked) state.tab = line.tab, ui.draw_again();
  status_mark(ui, {row.x + 50, row.center().y}, 42, line.health);
  canvas.icon(line.icon, Point{row.x + 118, row.center().y}, 48, c.ink2);
  const float x = row.x + 164;
  float right = row.right() - 28;
  if (wrong) {
    const auto label = tr(ui, "What to do");
    const float w = canvas.text_width(label, Type::t24, Weight::bold) + 56;
    const Rect button{right - w, row.center().y - 38, w, 76};
    if (alarm_button(ui, name + ".what", button, label, {.type = Type::t24})) state.tab = line.tab, ui.draw_again();
    right = button.x - 24;
  } else {
    canvas.icon(Icon::chevron_right, Point{right - 14, row.center().y}, 36, c.ink3);
    right -= 52;
  }
  if (line.since_ms > 0) {
    const auto since = trf(ui, "since {}", staff_time(ui, line.since_ms));
    const float w = canvas.text_width(since, Type::t24);
    canvas.text_in({right - w - 1, row.y, w + 1, row.h}, since, {Type::t24, c.ink2}, Align::right);
    right -= w + 24;
  }
  const auto ink = wrong ? c.brick : line.health == Health::care ? c.saffron_ink : c.ink2;
  const float first = canvas.line_height(Type::t30), second = canvas.line_height(Type::t24), y = row.center().y - (first + second) / 2;
  canvas.text_in({x, y, right - x, first}, line.name, {Type::t30, c.ink, Weight::bold});
  canvas.text_in({x, y + first, right - x, second}, line.words,
                 {Type::t24, ink, wrong || line.health == Health::care ? Weight::bold : Weight::regular});
  return row.h;
}

float devices_card(Ui& ui, const Rect& box, StaffState& state) {
  const auto lines = device_lines(ui);
  float height = 28;
  for (const auto& line : lines) height += device_height(ui, line);
  card(ui, {box.x, box.y, box.w, height});
  float y = box.y + 14;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool ruled = i > 0 && lines[i - 1].health != Health::wrong;
    y += device_row(ui, {box.x + 14, y, box.w - 28, 0}, lines[i], ruled, state);
  }
  return height;
}

struct Tile {
  std::string_view name, heading;
  std::string figure, below;
  float part = -1; ///< below 0: no bar
  bool care = false;
};

void tile(Ui& ui, const Rect& box, const Tile& t) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  card(ui, box);
  const Rect inner = box.inset(box.w < 300 ? 20.0F : 28.0F, 20);
  canvas.text_in({inner.x, inner.y, inner.w, 36}, t.heading, {Type::t24, c.ink2});
  const auto type = canvas.text_width(t.figure, Type::t40, Weight::bold) <= inner.w ? Type::t40 : Type::t30;
  canvas.text_in({inner.x, inner.y + 38, inner.w, 52}, t.figure, {type, c.ink, Weight::bold});
  if (t.part >= 0) progress_bar(ui, {inner.x, inner.y + 100, inner.w, 14}, t.part, t.care ? c.saffron : c.green, c.sunken);
  canvas.text_in({inner.x, inner.bottom() - 34, inner.w, 36}, t.below, {Type::t24, c.ink2});
  ui.value(t.name, box, t.heading, t.figure);
}

void tiles(Ui& ui, const Rect& box) {
  const auto& view = ui.view();
  const auto& info = view.devices.fiscal.info;
  Tile memory{"staff.memory", tr(ui, "Module memory"), "\u2014", {}};
  if (info.receipt_capacity > 0) {
    memory.figure = fmt::format("{} / {}", info.unsent_receipts, info.receipt_capacity);
    memory.part = static_cast<float>(info.unsent_receipts) / static_cast<float>(info.receipt_capacity);
    memory.care = memory.part > 0.5F;
  }
  memory.below = tr(ui, "receipts not sent");
  std::int64_t notes = 0;
  for (const auto& kind : view.staff.cassette) notes += kind.count;
  const Tile cassette{"staff.cassette", tr(ui, "Note box"), trf(ui, "{} notes", notes), money_text(ui, view.staff.cassette_total)};
  const auto open = static_cast<std::int64_t>(view.staff.open.size());
  const Tile waiting{"staff.waiting", tr(ui, "Waiting"), std::to_string(open), trf(ui, "in the queue: {}", view.devices.queue_length)};
  tile(ui, box.column(0, 3, 16), memory);
  tile(ui, box.column(1, 3, 16), cassette);
  tile(ui, box.column(2, 3, 16), waiting);
}

void sales_chart(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& staff = ui.view().staff;
  card(ui, box);
  const Rect inner = box.inset(28, 20);
  canvas.text_in({inner.x, inner.y, inner.w, 44}, tr(ui, "Sales today by hour"), {Type::t24, c.ink2});
  const auto sum = trf(ui, "{} sales \u00B7 {}", staff.sales_today_count, money_text(ui, staff.sales_today));
  canvas.text_in({inner.x, inner.y, inner.w, 44}, sum, {Type::t30, c.ink, Weight::bold}, Align::right);
  ui.value("staff.sales_today", box, tr(ui, "Sales today"), std::to_string(staff.sales_today.in_tiyin()));
  if (staff.sales_by_hour.size() != 24) return;
  // Opening hours, widened by sales outside them.
  int from = 7, to = 19;
  std::int64_t most = 1;
  for (int hour = 0; hour < 24; ++hour) {
    const auto n = staff.sales_by_hour[static_cast<std::size_t>(hour)];
    if (n > 0) from = std::min(from, hour), to = std::max(to, hour);
    most = std::max(most, n);
  }
  const auto now = static_cast<int>((ui.wall().unix_ms / 3'600'000 + 5) % 24);
  const float base = inner.bottom() - 36, high = base - inner.y - 60;
  canvas.line({inner.x, base}, {inner.right(), base}, c.line);
  for (int hour = from; hour <= to; ++hour) {
    const auto cell = Rect{inner.x, inner.y, inner.w, inner.h}.column(hour - from, to - from + 1, 14);
    const float h = high * static_cast<float>(staff.sales_by_hour[static_cast<std::size_t>(hour)]) / static_cast<float>(most);
    if (h > 0) canvas.rounded_top({cell.x, base - h, cell.w, h}, 8, hour == now ? c.teal : mix(c.surface, c.teal, 0.4F));
    canvas.text_in({cell.x - 10, base + 4, cell.w + 20, 34}, std::to_string(hour), {Type::t24, c.ink2}, Align::center);
  }
}

} // namespace

void status_page(Ui& ui, const Rect& box, StaffState& state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const auto words = selling_words(ui);
  const auto& fiscal = view.devices.fiscal;
  const auto shift = !fiscal.shift_known  ? std::string{}
                     : !fiscal.shift_open ? std::string(tr(ui, "shift closed"))
                     : view.staff.shift && !view.staff.shift->open_time.empty()
                         ? trf(ui, "shift open since {}", shift_time(ui, view.staff.shift->open_time))
                         : std::string(tr(ui, "shift open"));
  // Beside the headline, or in the row below when the headline is long.
  const float shift_w = canvas.text_width(shift, Type::t24) + 24;
  const bool beside = canvas.text_width(words.what, Type::t30, Weight::bold) + shift_w <= box.w;
  canvas.text_in({box.x, box.y + (beside ? 0.0F : 52.0F), box.w, beside ? 52.0F : 36.0F}, shift, {Type::t24, c.ink2}, Align::right);
  const float room = box.w - (beside ? shift_w : 0.0F);
  const auto type = canvas.text_width(words.what, Type::t40, Weight::bold) <= room ? Type::t40 : Type::t30;
  canvas.text_in({box.x, box.y, room, 52}, words.what, {type, c.ink, Weight::bold});
  canvas.text_in({box.x, box.y + 52, box.w - (beside ? 0.0F : shift_w), 36}, words.why, {Type::t24, c.ink2});
  ui.value("staff.selling", {box.x, box.y, box.w, 92}, words.what, words.why);
  const float y = box.y + 100;
  const Rect left = ui.landscape() ? Rect{box.x, y, box.w * 0.52F, 0} : Rect{box.x, y, box.w, 0};
  const float height = devices_card(ui, left, state);
  if (ui.landscape()) {
    const Rect right{left.right() + 24, y, box.right() - left.right() - 24, 0};
    tiles(ui, {right.x, y, right.w, 196});
    sales_chart(ui, {right.x, y + 220, right.w, 272});
  } else {
    tiles(ui, {box.x, y + height + 24, box.w, 196});
    const float top = y + height + 24 + 196 + 24;
    sales_chart(ui, {box.x, top, box.w, std::min(272.0F, box.bottom() - top)});
  }
}

} // namespace kiosk
