#include "kiosk/screens/shopping/cart_bar.h"
#include "kiosk/screens/shopping/product_control.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

/// In place of a button when there is nothing to press.
void statement(Ui& ui, const Rect& box, Icon icon, std::string_view words) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  canvas.rounded(box, metrics::radius_large, c.sunken);
  if (ui.theme().outlined()) canvas.outline(box, metrics::radius_large, c.line, 2);
  canvas.icon(icon, Point{box.x + 64, box.center().y}, 52, c.ink2);
  canvas.text_in({box.x + 116, box.y, box.w - 140, box.h}, words, {Type::t30, c.ink2});
  ui.node({.name = "cart.empty", .role = Role::text, .rect = box, .label = words});
}

void panel_line(Ui& ui, const Rect& box, const engine::CartLine& line) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& cart = ui.view().cart;
  product_picture(ui, ui.catalog().find(line.product), {box.x, box.y + 8, 60, 60});
  const auto sum = money_figures(line.total());
  const float sum_w = canvas.text_width(sum, Type::t30, Weight::bold);
  canvas.text_in({box.right() - sum_w, box.y + 12, sum_w + 1, 48}, sum, {Type::t30, c.ink, Weight::bold});
  canvas.text_in({box.x + 76, box.y + 12, box.w - 76 - sum_w - 16, 48}, line.name, {Type::t24, c.ink});
  const auto kind = cart.kind_of(line) == engine::LineKind::in_hand ? tr(ui, "In your hands") : tr(ui, "We collect");
  canvas.text_in({box.x, box.y + 76, box.w - 208, 60}, kind, {Type::t24, c.ink2});
  line_stepper(ui, line_name(cart, line), {box.right() - 192, box.y + 70, 192, 72}, line);
}

} // namespace

void cart_bar(Ui& ui) {
  const auto& view = ui.view();
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto box = ui.zones().action;
  if (view.cart.empty()) return statement(ui, box, Icon::basket, tr(ui, "The basket is empty. Scan an item or choose one."));
  const auto total = view.cart.total();
  const auto r = ui.node({.name = "cart.open",
                          .rect = box,
                          .label = tr(ui, "Go to the basket"),
                          .value = std::to_string(total.in_tiyin()),
                          .is_default = true,
                          .radius = metrics::radius_large});
  canvas.rounded(box.inset(r.pressed ? 2.0F : 0.0F), metrics::radius_large, r.pressed ? c.teal_pressed : c.teal);
  float x = box.x + 40;
  canvas.icon(Icon::basket, Point{x + 26, box.center().y}, 56, c.on_teal);
  x += 76;
  const auto pieces = pieces_text(ui, view.cart.pieces());
  const float first = canvas.line_height(Type::t30), second = canvas.line_height(Type::t24), top = box.center().y - (first + second) / 2;
  const float word = std::max(canvas.text(Point{x, top}, tr(ui, "Basket"), {Type::t30, c.on_teal, Weight::bold}),
                              canvas.text(Point{x, top + first}, pieces, {Type::t24, c.on_teal}));
  x += word + 44;
  const float base = box.center().y + canvas.cap_height(Type::t56) / 2;
  x += sum_left(ui, x, base, {.amount = total, .type = Type::t56, .color = c.money_on_teal, .unit_type = Type::t30});
  const float arrow = box.right() - 40 - 44;
  canvas.icon(Icon::arrow_right, Point{arrow + 22, box.center().y}, 44, c.on_teal);
  const auto go = tr(ui, "Go to the basket");
  const float go_w = canvas.text_width(go, Type::t30, Weight::bold);
  if (x + 32 + go_w + 20 < arrow) canvas.text_in({arrow - 20 - go_w, box.y, go_w + 1, box.h}, go, {Type::t30, c.on_teal, Weight::bold});
  if (r.clicked) ui.nav().show_cart();
}

void cart_panel(Ui& ui) {
  const auto& view = ui.view();
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto& zones = ui.zones();
  const Rect panel{zones.pad.x, zones.pad.y, zones.pad.w, zones.action.bottom() - 16 - zones.pad.y};
  card(ui, panel);
  const auto inner = panel.inset(28, 24);
  canvas.text_in({inner.x, inner.y, inner.w, 56}, tr(ui, "Basket"), {Type::t40, c.ink, Weight::bold});
  const auto open = [&](const Rect& box) {
    return ui.node({.name = "cart.open",
                    .rect = box,
                    .label = tr(ui, "Go to the basket"),
                    .value = std::to_string(view.cart.total().in_tiyin()),
                    .enabled = !view.cart.empty()});
  };
  if (view.cart.empty()) {
    const auto words = tr(ui, "The basket is empty. Scan an item or choose one.");
    canvas.icon(Icon::basket, Point{panel.center().x, panel.y + 260}, 96, c.ink3);
    canvas.paragraph({inner.x, panel.y + 340, inner.w, 200}, words, {Type::t30, c.ink2}, 0, Align::center);
    ui.node({.name = "cart.empty", .role = Role::text, .rect = panel, .label = words});
    return;
  }
  const auto pieces = pieces_text(ui, view.cart.pieces());
  canvas.text_in({inner.x, inner.y, inner.w, 56}, pieces, {Type::t24, c.ink2}, Align::right);
  const Rect button{inner.x, panel.bottom() - 28 - 112, inner.w, 112};
  const float total_top = button.y - 84;
  const float line_h = 146;
  const Rect list{inner.x, inner.y + 64, inner.w, total_top - 76 - inner.y - 64};
  const auto fits = static_cast<std::size_t>(list.h / line_h);
  const auto& lines = view.cart.lines();
  // The newest first: it is what was just done.
  float y = list.y;
  for (std::size_t i = 0; i < lines.size() && i < fits; ++i) {
    canvas.line({inner.x, y}, {inner.right(), y}, c.line);
    panel_line(ui, {inner.x, y, inner.w, line_h}, lines[lines.size() - 1 - i]);
    y += line_h;
  }
  canvas.line({inner.x, y}, {inner.right(), y}, c.line, 3);
  const Rect more{inner.x, y + 4, inner.w, 72};
  const auto r = open(more);
  const auto rest = lines.size() > fits ? static_cast<std::int64_t>(lines.size() - fits) : 0;
  const auto words = rest > 0 ? trn(ui, "{} more item", "{} more items", rest, rest) : std::string(tr(ui, "Open the basket"));
  canvas.text_in({more.x, more.y, more.w - 60, more.h}, words, {Type::t24, r.pressed ? c.teal_pressed : c.teal, Weight::bold});
  canvas.icon(Icon::chevron_right, Point{more.right() - 18, more.center().y}, 36, c.teal);
  canvas.line({inner.x, total_top}, {inner.right(), total_top}, c.ink, metrics::sum_line);
  const float base = total_top + 60;
  Sum sum{.amount = view.total, .type = Type::t56};
  auto word = Type::t40;
  const auto both_fit = [&] { return canvas.text_width(tr(ui, "Total"), word, Weight::bold) + 16 + sum_width(ui, sum) <= inner.w; };
  while (!both_fit() && word > Type::t24) word = static_cast<Type>(static_cast<int>(word) - 1);
  while (!both_fit() && sum.type > Type::t30) sum.type = static_cast<Type>(static_cast<int>(sum.type) - 1);
  sum_right(ui, inner.right(), base, sum);
  canvas.text_on_baseline({inner.x, base - 4}, tr(ui, "Total"), {word, c.ink, Weight::bold});
  ui.value("cart.total", {inner.x, total_top, inner.w, 72}, tr(ui, "Total"), std::to_string(view.total.in_tiyin()));
  if (primary_button(ui, "cart.checkout", button, tr(ui, "Check out"), {.icon = Icon::arrow_right})) ui.send(engine::intent::Checkout{});
  if (r.clicked) ui.nav().show_cart();
}

} // namespace kiosk
