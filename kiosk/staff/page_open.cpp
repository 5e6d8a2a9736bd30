// What waits for a human: queued receipts, claims, vouchers, orders to cancel, notes without an owner.
#include "kiosk/staff/staff_parts.h"

namespace kiosk {
namespace {

using Kind = engine::OpenItem::Kind;

Icon icon_of(Kind kind) {
  switch (kind) {
  case Kind::fiscal_queued:
  case Kind::store_receipt_awaited:
  case Kind::registered_no_sign:
  case Kind::slip_unprinted:
  case Kind::double_registration:
  case Kind::act_unprinted:
  case Kind::report_unprinted: return Icon::receipt;
  case Kind::claim:
  case Kind::voucher: return Icon::ticket;
  case Kind::abandoned_order:
  case Kind::unknown_order:
  case Kind::cart_not_cleared: return Icon::basket;
  case Kind::unknown_payment: return Icon::card;
  case Kind::unknown_note:
  case Kind::orphan_note:
  case Kind::cash_not_known_to_store: return Icon::banknote;
  case Kind::clock_jumped: return Icon::clock;
  case Kind::door_tried: return Icon::lock;
  }
  return Icon::list;
}

constexpr float left_of_words = 76, right_of_words = 60;
constexpr float sum_room = 260;
constexpr int head_lines = 2, detail_lines = 3;

float head_room(const engine::OpenItem& item, float width) {
  return width - left_of_words - right_of_words - (item.amount.is_zero() ? 0 : sum_room);
}
float head_height(Ui& ui, const engine::OpenItem& item, float width) {
  return ui.canvas().paragraph_height(head_room(item, width), open_item_words(ui, item.kind), Type::t30, Weight::bold, head_lines);
}

/// The words of a row, what happened and what to do, are not cut; the row grows with them.
float height_of(Ui& ui, float width, const engine::OpenItem& item) {
  auto& canvas = ui.canvas();
  const float room = width - left_of_words - right_of_words;
  return head_height(ui, item, width) + canvas.line_height(Type::t24) +
         std::max(canvas.line_height(Type::t24),
                  canvas.paragraph_height(room, open_item_detail(ui, item), Type::t24, Weight::regular, detail_lines)) +
         32;
}

void item_row(Ui& ui, const Rect& row, const engine::OpenItem& item, StaffState& state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto words = open_item_words(ui, item.kind);
  const auto r = ui.node({.name = "staff.open." + item.id, .rect = row, .label = words, .value = std::to_string(item.amount.in_tiyin())});
  if (r.pressed) canvas.fill(row, c.teal_tint);
  canvas.line({row.x, row.bottom()}, {row.right(), row.bottom()}, c.line);
  canvas.icon(icon_of(item.kind), Point{row.x + 28, row.center().y}, 48, c.ink2);
  canvas.icon(Icon::chevron_right, Point{row.right() - 20, row.center().y}, 36, c.ink3);
  if (!item.amount.is_zero())
    sum_right(ui, row.right() - right_of_words, row.y + 16 + (canvas.line_height(Type::t30) + canvas.cap_height(Type::t30)) / 2,
              {.amount = item.amount, .type = Type::t30});
  std::string line = staff_time(ui, item.since_ms);
  if (!item.order_number.empty()) line += (line.empty() ? "" : " \u00B7 ") + trf(ui, "order {}", item.order_number);
  const bool bare = item.kind == Kind::act_unprinted || item.kind == Kind::report_unprinted;
  if (!item.number.empty() &&
      item.kind != Kind::door_tried) // an act and a shift have a bare number; claims and vouchers have one with letters
    line += (line.empty() ? "" : " \u00B7 ") + (bare ? trf(ui, "No. {}", item.number) : item.number);
  const float x = row.x + left_of_words, first = head_height(ui, item, row.w), second = canvas.line_height(Type::t24), y = row.y + 16;
  canvas.paragraph({x, y, head_room(item, row.w), first}, words, {Type::t30, c.ink, Weight::bold}, head_lines);
  canvas.text_in({x, y + first, row.right() - right_of_words - x, second}, line, {Type::t24, c.ink2});
  const Rect detail{x, y + first + second, row.right() - right_of_words - x, row.bottom() - 16 - y - first - second};
  canvas.paragraph(detail, open_item_detail(ui, item), {Type::t24, c.ink}, detail_lines);
  if (!r.clicked) return;
  state.item = item.id;
  state.open(StaffForm::settle);
  ui.draw_again();
}

} // namespace

std::string_view open_item_words(const Ui& ui, Kind kind) {
  switch (kind) {
  case Kind::fiscal_queued: return tr(ui, "Fiscal receipt waits for the module");
  case Kind::store_receipt_awaited: return tr(ui, "Fiscal receipt waits for the store");
  case Kind::claim: return tr(ui, "Claim to be paid out");
  case Kind::voucher: return tr(ui, "Voucher to be paid out");
  case Kind::abandoned_order: return tr(ui, "Order to be cancelled in the back office");
  case Kind::unknown_order: return tr(ui, "Order without an answer of the store");
  case Kind::unknown_payment: return tr(ui, "Payment without an answer of the bank");
  case Kind::unknown_note: return tr(ui, "Note whose way is not known");
  case Kind::orphan_note: return tr(ui, "Note that belongs to no sale");
  case Kind::cash_not_known_to_store: return tr(ui, "Paid here in cash, the store does not show it");
  case Kind::registered_no_sign: return tr(ui, "Registered, the fiscal sign is missing");
  case Kind::slip_unprinted: return tr(ui, "Slip that was not printed");
  case Kind::double_registration: return tr(ui, "Registered here and by the store");
  case Kind::cart_not_cleared: return tr(ui, "The store's cart was not emptied");
  case Kind::clock_jumped: return tr(ui, "The kiosk's clock jumped");
  case Kind::act_unprinted: return tr(ui, "Collection act that did not come out");
  case Kind::report_unprinted: return tr(ui, "Z report that did not come out");
  case Kind::door_tried: return tr(ui, "Wrong PINs at the staff door");
  }
  return {};
}

void open_page(Ui& ui, const Rect& box, StaffState& state) {
  const auto& items = ui.view().staff.open;
  if (items.empty()) {
    const Point center{box.center().x, box.y + 200};
    status_mark(ui, center, 96, Health::good);
    ui.canvas().text_in({box.x, center.y + 80, box.w, 56}, tr(ui, "Nothing is open."), {Type::t40, ui.colors().ink, Weight::bold},
                        Align::center);
    ui.value("staff.open_count", {box.x, center.y + 80, box.w, 56}, tr(ui, "Nothing is open."), "0");
    return;
  }
  const auto heading = trf(ui, "{} things wait for a decision; tap one to settle it", static_cast<std::int64_t>(items.size()));
  const auto inner = staff_card(ui, box, heading);
  ui.value("staff.open_count", box.top_strip(64), heading, std::to_string(items.size()));
  float all = 0;
  for (const auto& item : items) all += height_of(ui, inner.w, item);
  const float offset = ui.scroll("staff.open_list", inner, all);
  const Canvas::Clip clip(ui.canvas(), inner);
  float y = inner.y - offset;
  for (const auto& item : items) {
    const Rect row{inner.x, y, inner.w, height_of(ui, inner.w, item)};
    if (row.overlaps(inner)) item_row(ui, row, item, state);
    y = row.bottom();
  }
}

} // namespace kiosk
