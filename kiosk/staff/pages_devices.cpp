// The pages of the single devices, and of the goods.
#include "engine/base/local_time.h"
#include "kiosk/staff/staff_parts.h"

namespace kiosk {
namespace {

/// Facts in a card at the left (or above), what is left of the page beside (or below) it.
Rect facts_card(Ui& ui, std::string_view prefix, const Rect& box, std::string_view heading, const std::vector<Fact>& facts,
                std::string_view advice) {
  Rect left = ui.landscape() ? box.left_strip(box.w * 0.56F) : box;
  const Rect right{left.right() + 24, box.y, box.right() - left.right() - 24, box.h};
  const float advised = advice_box(ui, ui.landscape() ? right : left, advice);
  if (!ui.landscape()) left.y += advised, left.h -= advised;
  const float height = std::min(left.h, 80.0F + fact_rows_height(ui, left.w - 56, facts) + 4.0F * static_cast<float>(facts.size()));
  const auto inner = staff_card(ui, {left.x, left.y, left.w, height}, heading);
  fact_rows(ui, prefix, inner, facts);
  if (ui.landscape()) return {right.x, right.y + advised, right.w, right.h - advised};
  return {box.x, left.y + height + 24, box.w, box.bottom() - left.y - height - 24};
}

void shift_card(Ui& ui, const Rect& box) {
  const auto& shift = ui.view().staff.shift;
  if (!shift) {
    info_line(ui, {box.x, box.y, box.w, 64}, Icon::info, tr(ui, "Sums of the shift: press X report."));
    return;
  }
  const auto inner = staff_card(ui, {box.x, box.y, box.w, std::min(box.h, 80.0F + (shift->shift_open ? 6 : 7) * 56)},
                                trf(ui, "Shift No. {}", shift->number));
  float y = inner.y;
  const auto row = [&](std::string_view name, const std::string& words, bool bold = false) {
    if (words.empty() || y + 56 > inner.bottom() + 1) return;
    pair_row(ui, {inner.x, y, inner.w, 56}, name, words, bold);
    y += 56;
  };
  row(tr(ui, "Opened"), shift_time(ui, shift->open_time));
  row(tr(ui, "Closed"), shift->shift_open ? std::string{} : shift_time(ui, shift->close_time));
  row(tr(ui, "Sales in cash"), money_text(ui, shift->total_sale_cash));
  row(tr(ui, "Sales by card"), money_text(ui, shift->total_sale_card));
  row(tr(ui, "VAT in them"), money_text(ui, shift->total_sale_vat));
  row(tr(ui, "Refunds"), money_text(ui, shift->total_refund_cash + shift->total_refund_card));
  row(tr(ui, "Receipts"), trf(ui, "sales {}, refunds {}", shift->total_sale_count, shift->total_refund_count), true);
  ui.value("staff.shift", box, tr(ui, "Shift"), std::to_string(shift->number));
}

} // namespace

void printer_page(Ui& ui, const Rect& box, StaffState&) {
  facts_card(ui, "staff.printer", box, tr(ui, "Receipt printer"), printer_facts(ui), printer_advice(ui));
}

void fiscal_page(Ui& ui, const Rect& box, StaffState&) {
  const auto rest = facts_card(ui, "staff.fiscal", box, tr(ui, "Fiscal module"), fiscal_facts(ui), fiscal_advice(ui));
  if (rest.h > 150) shift_card(ui, rest);
}

void cash_page(Ui& ui, const Rect& box, StaffState&) {
  const auto rest = facts_card(ui, "staff.cash", box, tr(ui, "Note acceptor"), cash_facts(ui), cash_advice(ui));
  const auto& staff = ui.view().staff;
  const auto rows = static_cast<float>(staff.cassette.size()) + 1;
  const auto inner =
      staff_card(ui, {rest.x, rest.y, rest.w, std::min(rest.h, 88.0F + 56 * rows)}, tr(ui, "In the note box since the last encashment"));
  float y = inner.y;
  for (const auto& kind : staff.cassette) {
    if (y + 112 > inner.bottom() + 1) break;
    pair_row(ui, {inner.x, y, inner.w, 56}, fmt::format("{} \u00D7 {}", group_digits(kind.denomination), kind.count),
             money_text(ui, engine::Money::som(kind.denomination) * kind.count));
    ui.value(fmt::format("staff.cassette.{}", kind.denomination), {inner.x, y, inner.w, 56}, group_digits(kind.denomination),
             std::to_string(kind.count));
    y += 56;
  }
  pair_row(ui, {inner.x, y, inner.w, 56}, tr(ui, "Together"), money_text(ui, staff.cassette_total), true);
}

void goods_page(Ui& ui, const Rect& box, StaffState&) {
  const auto& view = ui.view();
  const auto& devices = view.devices;
  std::vector<Fact> facts;
  facts.push_back({devices.store.can_order() ? Health::good : Health::wrong, std::string(tr(ui, "Store server")),
                   devices.store.can_order()      ? std::string(tr(ui, "takes orders"))
                   : devices.store.detail.empty() ? std::string(tr(ui, "no connection"))
                                                  : devices.store.detail});
  facts.push_back({devices.catalog_size > 0 ? Health::good : Health::wrong, std::string(tr(ui, "Goods in the catalogue")),
                   group_digits(devices.catalog_size)});
  facts.push_back({Health::off, std::string(tr(ui, "Last brought up to date")),
                   devices.catalog_synced_ms > 0 ? engine::format_slip_time({devices.catalog_synced_ms}) : std::string(tr(ui, "never"))});
  facts.push_back({view.staff.unregistrable_products > 0 ? Health::care : Health::good,
                   std::string(tr(ui, "Goods without a class or package code")), group_digits(view.staff.unregistrable_products)});
  facts.push_back({view.staff.skipped_rows.empty() ? Health::good : Health::care, std::string(tr(ui, "Wrong lines in the table of goods")),
                   std::to_string(view.staff.skipped_rows.size())});
  using engine::TableState;
  const auto& table = view.staff.table;
  const auto read_at = engine::format_slip_time({table.read_at_ms});
  switch (table.state) {
  case TableState::none: break;
  case TableState::read: facts.push_back({Health::good, std::string(tr(ui, "Table of goods")), trf(ui, "read {}", read_at)}); break;
  case TableState::last_good:
    facts.push_back({Health::wrong, std::string(tr(ui, "Table of goods")), trf(ui, "cannot be read; in force is that of {}", read_at)});
    break;
  case TableState::unusable:
    facts.push_back({Health::wrong, std::string(tr(ui, "Table of goods")), std::string(tr(ui, "cannot be read: nothing is sold"))});
    break;
  }
  if (table.withheld > 0)
    facts.push_back({Health::wrong,
                     std::string(table.state == TableState::unusable ? tr(ui, "Goods not sold, there is no table")
                                                                     : tr(ui, "Goods not sold, their line is wrong")),
                     group_digits(table.withheld)});
  const auto rest = facts_card(ui, "staff.goods", box, tr(ui, "Goods"), facts, {});
  // One list, the most serious first: rows that were left out, goods that are not sold because of their row, rows that were understood in spite of
  // a mistake, and goods that this kiosk cannot register.
  std::vector<std::string> rows = view.staff.skipped_rows;
  for (const auto& name : table.withheld_names) rows.push_back(trf(ui, "Not sold: {}", name));
  rows.insert(rows.end(), table.notes.begin(), table.notes.end());
  rows.insert(rows.end(), view.staff.unregistrable_names.begin(), view.staff.unregistrable_names.end());
  if (rows.empty() || rest.h < 160) return;
  const auto inner = staff_card(ui, rest, tr(ui, "These goods and lines need care"));
  const float line = 80;
  const float offset = ui.scroll("staff.skipped", inner, line * static_cast<float>(rows.size()));
  const Canvas::Clip clip(ui.canvas(), inner);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rect row{inner.x, inner.y - offset + line * static_cast<float>(i), inner.w, line};
    if (!row.overlaps(inner)) continue;
    const float h = ui.canvas().paragraph_height(row.w, rows[i], Type::t24, Weight::regular, 2);
    ui.canvas().paragraph({row.x, row.center().y - h / 2, row.w, h}, rows[i], {Type::t24, ui.colors().ink}, 2);
    ui.value(fmt::format("staff.skipped.{}", i), row, rows[i], rows[i]);
  }
}

} // namespace kiosk
