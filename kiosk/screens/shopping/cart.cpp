#include "kiosk/screens/shopping/cart.h"
#include "kiosk/design/ornament.h"
#include "kiosk/screens/shopping/product_control.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

using engine::CartLine;
using engine::LineKind;

constexpr float normal_line = 148;
constexpr float more_height = 96;
constexpr std::string_view list_name = "cart.list";

float line_height_of(const Ui& ui) {
  if (!ui.large_text()) return normal_line;
  return 24 + std::max(112.0F, ui.canvas().line_height(Type::t30) + ui.canvas().line_height(Type::t24)) + 16 + 108 + 24;
}

void below_name(Ui& ui, Point at, const CartLine& line) {
  float x = at.x;
  if (line.unit_price < line.list_price) x += struck_text(ui, {x, at.y}, money_figures(line.list_price), Type::t24) + 12;
  ui.canvas().text(Point{x, at.y}, unit_price_text(ui, line.unit_price, line.weighed()), {Type::t24, ui.colors().ink2});
}

/// Picture, name and unit price, stepper, sum. Large text: the stepper and the sum on a row of their own.
void draw_line(Ui& ui, const Rect& box, const CartLine& line) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto name = line_name(ui.view().cart, line);
  const auto* product = ui.catalog().find(line.product);
  const bool large = ui.large_text();
  const float line30 = canvas.line_height(Type::t30), line24 = canvas.line_height(Type::t24);
  ui.value(name, box, line.name, std::to_string(line.total().in_tiyin()));
  const auto sum = money_figures(line.total());
  const auto saved = line.discount();
  if (large) {
    product_picture(ui, product, {box.x, box.y + 24, 112, 112});
    const float x = box.x + 140;
    canvas.text_in({x, box.y + 24, box.right() - x, line30}, line.name, {Type::t30, c.ink});
    below_name(ui, {x, box.y + 24 + line30}, line);
    const Rect stepper_box{box.x, box.bottom() - 24 - 108, 372, 108};
    line_stepper(ui, name, stepper_box, line);
    canvas.text_in({stepper_box.right(), stepper_box.y, box.right() - stepper_box.right(), 108}, sum, {Type::t56, c.ink, Weight::bold},
                   Align::right);
    if (saved > engine::Money{}) {
      const auto tag = "\u2212" + money_figures(saved);
      discount_tag(ui, {box.right() - discount_tag_width(ui, tag), box.y + 28 + line30}, tag);
    }
    return;
  }
  product_picture(ui, product, {box.x + 22, box.center().y - 56, 112, 112});
  const float right = box.right() - 28;
  const float sum_left_edge = box.right() - 236;
  const Rect stepper_box{sum_left_edge - 224, box.center().y - 38, 224, 76};
  const float x = box.x + 160, width = stepper_box.x - 24 - x;
  const float name_h = canvas.paragraph_height(width, line.name, Type::t30, Weight::regular, 2);
  const float y = box.center().y - (name_h + line24) / 2;
  canvas.paragraph({x, y, width, name_h}, line.name, {Type::t30, c.ink}, 2);
  below_name(ui, {x, y + name_h}, line);
  line_stepper(ui, name, stepper_box, line);
  const bool tagged = saved > engine::Money{};
  const float middle = box.center().y - (tagged ? 22.0F : 0.0F);
  canvas.text_in({sum_left_edge, middle - 30, right - sum_left_edge, 60}, sum, {Type::t40, c.ink, Weight::bold}, Align::right);
  if (tagged) {
    const auto tag = "\u2212" + money_figures(saved);
    discount_tag(ui, {right - discount_tag_width(ui, tag), box.center().y + 8}, tag);
  }
}

struct Group {
  LineKind kind;
  std::vector<const CartLine*> lines;
};

std::vector<Group> groups_of(const engine::Cart& cart) {
  std::vector<Group> groups;
  for (const auto kind : {LineKind::in_hand, LineKind::to_collect}) {
    Group group{kind, {}};
    for (const auto& line : cart.lines())
      if (cart.kind_of(line) == kind) group.lines.push_back(&line);
    if (!group.lines.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

/// Draws the groups from `y` on; returns where they end. Lines outside the clip are measured only.
float draw_groups(Ui& ui, const Rect& column, float y, const std::vector<Group>& groups) {
  auto& canvas = ui.canvas();
  const float height = line_height_of(ui);
  const bool boxed = !ui.large_text();
  for (const auto& group : groups) {
    const bool hand = group.kind == LineKind::in_hand;
    group_head(ui, {column.x, y}, hand ? Icon::hand : Icon::box, hand ? Tone::care : Tone::fact,
               hand ? tr(ui, "In your hands") : tr(ui, "We collect"),
               ui.large_text() ? std::string_view{}
               : hand          ? tr(ui, "scanned, you take it with you")
                               : tr(ui, "the store gathers it for you"));
    y += 56 + 16;
    const Rect box{column.x, y, column.w, height * static_cast<float>(group.lines.size())};
    if (boxed) card(ui, box);
    for (std::size_t i = 0; i < group.lines.size(); ++i) {
      const Rect row{box.x, box.y + height * static_cast<float>(i), box.w, height};
      if (row.bottom() >= column.y && row.y <= column.bottom()) draw_line(ui, row, *group.lines[i]);
      if (i + 1 < group.lines.size())
        canvas.line({row.x + (boxed ? 20.0F : 0.0F), row.bottom()}, {row.right() - (boxed ? 28.0F : 0.0F), row.bottom()}, ui.colors().line);
    }
    y = box.bottom() + 32;
  }
  return y - 32;
}

float groups_height(const Ui& ui, const std::vector<Group>& groups) {
  float h = 0;
  for (const auto& group : groups) h += 56 + 16 + line_height_of(ui) * static_cast<float>(group.lines.size()) + 32;
  return std::max(0.0F, h - 32);
}

void sum_line(Ui& ui, const Rect& box, std::string_view name, std::string_view word, engine::Money amount, bool off) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  canvas.text_in(box, word, {Type::t30, c.ink2});
  const auto figures = (off ? "\u2212" : "") + money_figures(amount);
  canvas.text_in(box, figures, {Type::t30, off ? c.saffron_ink : c.ink, off ? Weight::bold : Weight::regular}, Align::right);
  ui.value(name, box, word, std::to_string(amount.in_tiyin()));
}

/// How many lines begin below the visible part.
std::int64_t lines_below(const Ui& ui, const std::vector<Group>& groups, float seen) {
  std::int64_t below = 0;
  float y = 4;
  for (const auto& group : groups) {
    y += 72;
    for (std::size_t i = 0; i < group.lines.size(); ++i) below += y > seen - 40 ? 1 : 0, y += line_height_of(ui);
    y += 32;
  }
  return below;
}

/// Goods below the edge are announced and one tap away; at the end the tap leads back to the top.
void more_bar(Ui& ui, const Rect& area, const std::vector<Group>& groups, float offset, float content) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool landscape = ui.landscape(), at_end = offset >= content - area.h - 1;
  const Rect bar{landscape ? area.x : 0, area.bottom(), landscape ? area.w : ui.zones().screen.w, more_height};
  canvas.fill(bar.top_strip(ui.theme().outlined() ? 4.0F : 2.0F), c.line);
  const Rect inside{area.x, bar.y + 2, area.w, bar.h - 2};
  const auto words = at_end ? tr(ui, "Back to the top") : tr(ui, "Further down");
  const auto r = ui.node({.name = "cart.more", .rect = inside, .label = words});
  if (const auto below = lines_below(ui, groups, offset + area.h); below > 0)
    canvas.text_in(inside, trn(ui, "{} more item", "{} more items", below, below), {Type::t30, c.ink2});
  const float w = canvas.text_width(words, Type::t30, Weight::bold);
  const auto ink = r.pressed ? c.teal_pressed : ui.theme().outlined() ? c.ink : c.teal;
  canvas.text_in({inside.right() - w, inside.y, w + 1, inside.h}, words, {Type::t30, ink, Weight::bold});
  canvas.icon(at_end ? Icon::arrow_up : Icon::arrow_down, Point{inside.right() - w - 36, inside.center().y}, 40, ink);
  if (r.clicked) ui.scroll_to(list_name, at_end ? 0 : offset + area.h * 0.7F), ui.draw_again();
}

void empty_cart(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& zones = ui.zones();
  const Rect room{zones.content.x, zones.content.y, zones.content.w, zones.landscape ? zones.content.h : zones.content.h - 40};
  title(ui, room, tr(ui, "Basket"));
  const float middle = room.center().y - 80;
  draw_ornament(canvas, {zones.screen.x, middle - 260, zones.screen.w, 120}, ornament_colors(c));
  canvas.icon(Icon::basket, Point{room.center().x, middle - 20}, 140, c.ink3);
  float y = middle + 80;
  y += canvas.paragraph({room.x, y, room.w, 80}, tr(ui, "The basket is empty"), {Type::t56, c.ink, Weight::bold}, 0, Align::center) + 8;
  canvas.paragraph({room.x + 40, y, room.w - 80, 120}, tr(ui, "Scan the barcode of an item, or choose one from the shelves on the screen."),
                   {Type::t30, c.ink2}, 0, Align::center);
  const Rect action = zones.landscape ? Rect{room.center().x - 300, room.bottom() - 144, 600, 128} : zones.action;
  if (primary_button(ui, "cart.browse", action, tr(ui, "Choose goods"), {.icon = Icon::arrow_right})) ui.nav().show_catalog();
}

} // namespace

void CartScreen::draw(Ui& ui) {
  const auto& view = ui.view();
  if (view.cart.empty()) return empty_cart(ui);
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& zones = ui.zones();
  const bool landscape = zones.landscape;
  title(ui, zones.main, tr(ui, "Basket"));
  canvas.text_in({zones.main.x, zones.main.y, zones.main.w, canvas.line_height(Type::t56)}, pieces_text(ui, view.cart.pieces()),
                 {Type::t30, c.ink2}, Align::right);

  const bool discounted = view.discount > engine::Money{};
  const Rect total{zones.pad.x, zones.pad.bottom() - 124, zones.pad.w, 124};
  const float sums = discounted && !(ui.large_text() && !landscape) ? 108 : 0;
  const float head = canvas.line_height(Type::t56) + 12;
  const float area_bottom = landscape ? zones.screen.h : total.y - sums - 16;
  const Rect room{zones.main.x, zones.main.y + head, zones.main.w, area_bottom - zones.main.y - head};
  const auto groups = groups_of(view.cart);
  const float content = groups_height(ui, groups) + 16;
  const bool long_list = content > room.h;
  const Rect area{room.x, room.y, room.w, room.h - (long_list ? more_height : 0)};
  const float offset = ui.scroll(list_name, area, content);
  {
    const Canvas::Clip clip(canvas, area.inset(-16, 0));
    draw_groups(ui, area, area.y + 4 - offset, groups);
  }
  if (long_list) more_bar(ui, area, groups, offset, content);
  if (sums > 0) {
    sum_line(ui, {total.x, total.y - 108, total.w, 48}, "cart.goods", tr(ui, "Goods"), view.goods_list_total, false);
    sum_line(ui, {total.x, total.y - 60, total.w, 48}, "cart.discount", tr(ui, "Discount"), view.discount, true);
  }
  total_row(ui, "cart.total", total, tr(ui, "Total"), view.total);
  if (primary_button(ui, "cart.checkout", zones.action, tr(ui, "Check out"), {.icon = Icon::arrow_right}))
    ui.send(engine::intent::Checkout{});
}

} // namespace kiosk
