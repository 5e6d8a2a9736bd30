#include "kiosk/screens/shopping/catalog.h"
#include "kiosk/screens/shopping/cart_bar.h"
#include "kiosk/screens/shopping/category_icon.h"
#include "kiosk/screens/shopping/match.h"
#include "kiosk/screens/shopping/product_control.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/marks.h"
#include <cmath>

namespace kiosk {
namespace {

constexpr std::string_view search_name = "catalog.search";
constexpr std::string_view tiles_name = "catalog.tiles";
constexpr std::string_view results_name = "catalog.results";
constexpr std::size_t most_results = 60;
constexpr float row_height = 156;

/// The part of a category's name that fits into the rail: all of it, the part before the comma, or the first
/// word.
std::string_view rail_name(Canvas& canvas, std::string_view name, float width) {
  for (const auto cut : {name.size(), name.find(','), name.find(' ')}) {
    const auto part = name.substr(0, cut);
    if (canvas.text_width(part, Type::t24, Weight::bold) <= width) return part;
  }
  return name.substr(0, name.find(' '));
}

/// Picture, two lines of name, price, action row.
float tile_height(const Canvas& canvas) { return 206 + 2 * canvas.line_height(Type::t30) + canvas.line_height(Type::t40) + 6 + 76 + 16; }

} // namespace

bool CatalogScreen::searching(const Ui& ui) const { return !query_.empty() || ui.has_caret(node_id(search_name)); }

Chrome CatalogScreen::chrome(const Ui& ui) const { return {.step = 1, .sunken = ui.has_caret(node_id(search_name)) && !ui.landscape()}; }

void CatalogScreen::close_search(Ui& ui) {
  query_.clear();
  ui.drop_text_focus();
  ui.scroll_to(results_name, 0);
  ui.draw_again();
}

void CatalogScreen::back(Ui& ui) {
  if (searching(ui)) close_search(ui);
  else ui.send(engine::intent::Cancel{}); // asks first when there is something in the cart
}

void CatalogScreen::forget() {
  query_.clear();
  category_ = 0;
  found_ = {};
}

void CatalogScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const bool landscape = zones.landscape;
  if (searching(ui)) results(ui);
  else tiles(ui);
  if (landscape) cart_panel(ui);
  else cart_bar(ui);
  if (landscape || !searching(ui)) categories(ui);
  search_field(ui, landscape ? Rect{514, 18, 760, 84} : zones.content.top_strip(96));
  if (ui.has_caret(node_id(search_name))) keyboard(ui);
}

void CatalogScreen::search_field(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool open = searching(ui);
  const auto hint = tr(ui, "Show a barcode");
  const float hint_w = open || ui.large_text() ? 0 : canvas.text_width(hint, Type::t24) + 104;
  // The field is as wide as what stands in it at the right leaves.
  const auto result =
      text_field(ui, search_name, box, query_, {.placeholder = tr(ui, "Search for goods"), .icon = Icon::search, .own_enter = true});
  if (result.changed) ui.scroll_to(results_name, 0);
  if (result.submitted) ui.drop_text_focus();
  if (open) {
    const Rect close = Rect{box.right() - 12 - 72, box.center().y - 36, 72, 72};
    if (icon_button(ui, "catalog.search.clear", close, Icon::close, tr(ui, "Close the search"))) close_search(ui);
  } else if (hint_w > 0) {
    const Rect chip_box{box.right() - 12 - hint_w, box.y + 12, hint_w, box.h - 24};
    if (!ui.theme().outlined()) canvas.rounded(chip_box, metrics::radius_small, c.sunken);
    canvas.icon(Icon::barcode_scan, Point{chip_box.x + 46, box.center().y}, 40, c.ink);
    canvas.text_in({chip_box.x + 80, chip_box.y, chip_box.w - 92, chip_box.h}, hint, {Type::t24, c.ink});
  }
}

void CatalogScreen::categories(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& zones = ui.zones();
  const auto& all = ui.catalog().categories();
  const auto pick = [&](engine::CategoryId id) {
    category_ = id;
    if (searching(ui)) close_search(ui);
    ui.scroll_to(tiles_name, 0);
    ui.draw_again();
  };
  const auto name_of = [](engine::CategoryId id) { return fmt::format("catalog.category.{}", id); };
  const bool narrowed = !searching(ui);
  if (zones.landscape) {
    const float height = 76, pitch = 86, rows = static_cast<float>(all.size() + 1);
    const Rect area{zones.rail.x - 16, zones.rail.y - 8, zones.rail.w + 32, zones.utility.y - zones.rail.y};
    const float offset = ui.scroll("catalog.categories", area, rows * pitch + 8);
    const Canvas::Clip clip(canvas, area);
    float y = zones.rail.y - offset;
    if (chip(ui, name_of(0), {zones.rail.x, y, zones.rail.w, height}, Icon::category_all, tr(ui, "All"), narrowed && category_ == 0))
      pick(0);
    for (const auto& category : all) {
      y += pitch;
      if (y + height < area.y || y > area.bottom()) continue;
      if (chip(ui, name_of(category.id), {zones.rail.x, y, zones.rail.w, height}, category_icon(category.name),
               rail_name(canvas, category.name, zones.rail.w - 80), narrowed && category_ == category.id))
        pick(category.id);
    }
    return;
  }
  const float gap = 12, height = ui.large_text() ? 136 : 128;
  const auto width_of = [&](std::string_view label) {
    return std::clamp(canvas.text_width(label, Type::t24, Weight::bold) + 36, 140.0F, 480.0F); // the next one is always in sight
  };
  float content = width_of(tr(ui, "All"));
  for (const auto& category : all) content += gap + width_of(category.name);
  const Rect area{0, zones.content.y + 112, zones.screen.w, height + 16};
  const float offset = ui.scroll("catalog.categories", area, content + 2 * metrics::margin, ScrollAxis::sideways);
  const Canvas::Clip clip(canvas, area);
  Rect box{metrics::margin - offset, area.y + 8, width_of(tr(ui, "All")), height};
  if (chip(ui, name_of(0), box, Icon::category_all, tr(ui, "All"), category_ == 0)) pick(0);
  for (const auto& category : all) {
    box.x = box.right() + gap, box.w = width_of(category.name);
    if (box.right() < 0 || box.x > zones.screen.w) continue;
    if (chip(ui, name_of(category.id), box, category_icon(category.name), category.name, category_ == category.id)) pick(category.id);
  }
}

void CatalogScreen::tiles(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& zones = ui.zones();
  const auto& catalog = ui.catalog();
  if (category_ != 0 && category_name(catalog, category_).empty()) category_ = 0; // it went away with a new copy
  const auto ids = catalog.in_category(category_);
  const int columns = zones.landscape ? (ui.large_text() ? 3 : 4) : (ui.large_text() ? (zones.main.w > 1100 ? 3 : 2) : 3);
  const float top = zones.landscape ? zones.main.y - 8 : zones.content.y + 112 + (ui.large_text() ? 136 : 128) + 24;
  const float bottom = zones.landscape ? zones.screen.h : zones.content.bottom();
  const Rect area{zones.main.x - 16, top, zones.main.w + 32, bottom - top};
  if (ids.empty()) {
    canvas.icon(Icon::box, Point{area.center().x, area.y + 240}, 120, ui.colors().ink3);
    const auto words =
        catalog.size() == 0 ? tr(ui, "The goods are being loaded. This takes a minute.") : tr(ui, "There is nothing here yet.");
    canvas.paragraph({area.x + 80, area.y + 330, area.w - 160, 120}, words, {Type::t30, ui.colors().ink2}, 0, Align::center);
    return;
  }
  const float height = tile_height(canvas) - (zones.landscape && !ui.large_text() ? 18.0F : 0.0F), pitch = height + 16;
  const auto rows = (ids.size() + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
  const float offset = ui.scroll(tiles_name, area, static_cast<float>(rows) * pitch + 8);
  {
    const Canvas::Clip clip(canvas, area);
    const auto first = static_cast<std::size_t>(std::max(0.0F, std::floor((offset - 8) / pitch)));
    for (auto row = first; row < rows; ++row) {
      const float y = area.y + 8 - offset + static_cast<float>(row) * pitch;
      if (y > area.bottom()) break;
      for (int column = 0; column < columns; ++column) {
        const auto at = row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
        if (at >= ids.size()) break;
        const auto* product = catalog.find(ids[at]);
        if (product == nullptr) continue;
        tile(ui, Rect{zones.main.x, y, zones.main.w, height}.column(column, columns, 16), *product);
      }
    }
  }
  if (!zones.landscape) canvas.fill({0, zones.content.bottom(), zones.screen.w, 2}, ui.colors().line);
}

void CatalogScreen::tile(Ui& ui, const Rect& box, const engine::Product& product) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto name = fmt::format("catalog.product.{}", product.id);
  const bool chosen = line_of(ui.view().cart, product.id) != nullptr, outlined = ui.theme().outlined();
  const Rect action{box.x + 16, box.bottom() - 16 - 76, box.w - 32, 76};
  const Rect face{box.x, box.y, box.w, action.y - 4 - box.y};
  const auto r = ui.node({.name = name,
                          .rect = face,
                          .label = product.name,
                          .value = std::to_string(product.effective_price().in_tiyin()),
                          .radius = metrics::radius_large});
  card(ui, box);
  if (chosen || r.pressed) canvas.outline(box, metrics::radius_large, c.teal, outlined ? 6.0F : 4.0F);
  const float picture = box.h - (tile_height(canvas) - 180);
  product_picture(ui, &product, {box.center().x - picture / 2 - 20, box.y + 18, picture + 40, picture},
                  product.sold_out() || product.withheld ? 0.45F : 1.0F);
  if (const int off = discount_percent(product.price, product.effective_price()); off > 0)
    discount_tag(ui, {box.x + 16, box.y + 16}, discount_text(off));
  const float text_y = box.y + 18 + picture + 8, line = canvas.line_height(Type::t30);
  canvas.paragraph({box.x + 20, text_y, box.w - 36, 2 * line}, product.name,
                   {Type::t30, product.sold_out() || product.withheld ? c.ink2 : c.ink}, 2);
  price_row(ui, {box.x + 20, text_y + 2 * line, box.w - 36, canvas.line_height(Type::t40)}, product);
  product_control(ui, name, action, product);
  if (r.clicked) ui.nav().show_product(product.id);
}

void CatalogScreen::results(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& zones = ui.zones();
  if (found_.query != query_.text() || found_.catalog != ui.catalog_ptr()) {
    found_.query = query_.text();
    found_.catalog = ui.catalog_ptr();
    found_.products = query_.empty() ? std::vector<engine::ProductId>{} : ui.catalog().search(query_.text(), most_results);
  }
  const bool typing = ui.has_caret(node_id(search_name));
  const float top = zones.landscape ? zones.main.y : zones.content.y + 96;
  const float bottom = typing ? keyboard_sheet(ui).y : zones.landscape ? zones.screen.h : zones.content.bottom();
  const Rect room{zones.main.x, top, zones.main.w, bottom - top};
  if (found_.products.empty()) {
    const bool asked = !query_.empty();
    const auto head = asked ? trf(ui, "Nothing found for \u00AB{}\u00BB", query_.text()) : std::string(tr(ui, "What are you looking for?"));
    const auto rest = asked ? tr(ui, "Try another word or a shorter one, or look through the categories.")
                            : tr(ui, "Type the name of an item, or show its barcode to the scanner.");
    const bool low = room.h < 340; // lying, above the keys: the words alone
    const float middle = low ? room.y + 56 : std::min(room.center().y, room.y + 300);
    if (!low) canvas.icon(asked ? Icon::search : Icon::keyboard, Point{room.center().x, middle - 110}, 88, c.ink3);
    const float h = canvas.paragraph({room.x, middle - 40, room.w, 120}, head, {Type::t40, c.ink, Weight::bold}, 2, Align::center);
    if (const float left = room.bottom() - (middle - 32 + h); !low || left >= 2 * canvas.line_height(Type::t30))
      canvas.paragraph({room.x + 60, middle - 32 + h, room.w - 120, 160}, rest, {Type::t30, c.ink2}, 0, Align::center);
    ui.node({.name = "catalog.search.nothing", .role = Role::text, .rect = {room.x, middle - 40, room.w, h}, .label = head});
    return;
  }
  const auto count = static_cast<std::int64_t>(found_.products.size());
  const Rect head{room.x, room.y + 8, room.w, 56};
  const auto words = found_.products.size() == most_results
                         ? trf(ui, "The first {} for \u00AB{}\u00BB", count, query_.text())
                         : trn(ui, "{} item for \u00AB{}\u00BB", "{} items for \u00AB{}\u00BB", count, count, query_.text());
  canvas.text_in(head, words, {Type::t24, c.ink2});
  if (typing) {
    const auto label = tr(ui, "Show all");
    const float w = canvas.text_width(label, Type::t24, Weight::bold);
    const Rect link{head.right() - w - 24, head.y - 8, w + 24, 72};
    const auto r = ui.node({.name = "catalog.search.all", .role = Role::link, .rect = link, .label = label});
    canvas.text_in({link.x, head.y, link.w, head.h}, label, {Type::t24, r.pressed ? c.teal_pressed : c.teal, Weight::bold}, Align::right);
    if (r.clicked) ui.drop_text_focus(), ui.draw_again();
  }
  const Rect area{room.x - 16, room.y + 64, room.w + 32, room.bottom() - room.y - 64};
  const float height = row_height + (ui.large_text() ? 24.0F : 0.0F);
  const float offset = ui.scroll(results_name, area, static_cast<float>(count) * height + 8);
  const Canvas::Clip clip(canvas, area);
  for (std::size_t i = 0; i < found_.products.size(); ++i) {
    const Rect row{room.x, area.y - offset + static_cast<float>(i) * height, room.w, height};
    if (row.bottom() < area.y) continue;
    if (row.y > area.bottom()) break;
    if (const auto* product = ui.catalog().find(found_.products[i])) result_row(ui, row, *product);
  }
}

void CatalogScreen::result_row(Ui& ui, const Rect& box, const engine::Product& product) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto name = fmt::format("catalog.product.{}", product.id);
  const Rect control{box.right() - 236, box.center().y - 40, 236, 80};
  const Rect face{box.x, box.y, control.x - 16 - box.x, box.h};
  const auto r =
      ui.node({.name = name, .rect = face, .label = product.name, .value = std::to_string(product.effective_price().in_tiyin())});
  if (r.pressed) canvas.rounded(face.inset(-8, 4), metrics::radius_small, c.teal_tint);
  const Rect picture{box.x, box.y + 12, 132, 132};
  if (!ui.theme().outlined()) canvas.rounded(picture, metrics::radius_small, c.surface);
  product_picture(ui, &product, picture.inset(14), product.sold_out() || product.withheld ? 0.45F : 1.0F);
  canvas.line({box.x, box.bottom()}, {box.right(), box.bottom()}, c.line);
  const auto price = money_figures(product.effective_price());
  const float price_w = canvas.text_width(price, Type::t40, Weight::bold);
  const float right = control.x - 28;
  canvas.text_in({right - price_w, box.y, price_w + 1, box.h}, price, {Type::t40, r.pressed ? c.on_tint : c.ink, Weight::bold});
  if (const int off = discount_percent(product.price, product.effective_price()); off > 0) {
    const auto tag = discount_text(off);
    discount_tag(ui, {right - discount_tag_width(ui, tag), box.center().y + 26}, tag);
  }
  const float x = picture.right() + 28, w = right - price_w - 28 - x;
  // The words that match are bold.
  std::vector<TextRun> runs;
  std::size_t done = 0;
  const auto ink = r.pressed ? c.on_tint : c.ink;
  const std::string_view text = product.name;
  for (const auto& part : matched(text, query_.text())) {
    if (part.from > done) runs.push_back({text.substr(done, part.from - done), ink, Weight::regular});
    runs.push_back({text.substr(part.from, part.to - part.from), ink, Weight::bold});
    done = part.to;
  }
  if (done < text.size()) runs.push_back({text.substr(done), ink, Weight::regular});
  const float name_h = canvas.paragraph_height(w, text, Type::t30, Weight::regular, 2), below = canvas.line_height(Type::t24);
  const float y = box.center().y - (name_h + below) / 2;
  canvas.paragraph({x, y, w, name_h}, runs, Type::t30, 2);
  canvas.text_in({x, y + name_h, w, below}, category_name(ui.catalog(), product.category), {Type::t24, r.pressed ? c.on_tint : c.ink2});
  product_control(ui, name, control, product);
  if (r.clicked) ui.nav().show_product(product.id);
}

} // namespace kiosk
