#include "kiosk/screens/shopping/product.h"
#include "kiosk/screens/shopping/cart_bar.h"
#include "kiosk/screens/shopping/category_icon.h"
#include "kiosk/screens/shopping/product_control.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

struct Hint {
  std::string_view name;
  Icon icon;
  Tone tone;
  std::string fact;
  std::string_view rest;
};

/// Facts that the customer must know before the product goes into the cart; the most important first.
std::vector<Hint> hints_of(const Ui& ui, const engine::Product& product) {
  std::vector<Hint> hints;
  if (product.withheld)
    hints.push_back({"product.withheld", Icon::alert, Tone::care, std::string(tr(ui, "This product cannot be sold here right now.")),
                     tr(ui, "Please ask our staff.")});
  if (product.sold_out())
    hints.push_back({"product.sold_out", Icon::box, Tone::plain, std::string(tr(ui, "Sold out")), tr(ui, "There is none left today.")});
  if (product.min_age() > 0)
    hints.push_back({"product.age", Icon::user, Tone::care, trf(ui, "From {} years", product.min_age()),
                     tr(ui, "A member of staff checks your age before payment.")});
  if (product.weighed())
    hints.push_back({"product.weighed", Icon::barcode_scan, Tone::fact, std::string(tr(ui, "Sold by weight")),
                     tr(ui, "Weigh it in the hall and scan the label.")});
  if (product.marked())
    hints.push_back({"product.marked", Icon::barcode_scan, Tone::fact, std::string(tr(ui, "To take it with you")),
                     tr(ui, "Scan the square code on the package.")});
  return hints;
}

/// Add it, or a stepper in the same rectangle. The filled button of this screen is the basket below.
void add_control(Ui& ui, const Rect& box, const engine::Product& product) {
  const auto* line = line_of(ui.view().cart, product.id);
  if (line != nullptr) return product_control(ui, "product", box, product);
  const bool can = !product.withheld && !product.sold_out() && !product.weighed();
  const auto label = product.withheld     ? tr(ui, "Not sold right now")
                     : product.sold_out() ? tr(ui, "Sold out")
                     : product.weighed()  ? tr(ui, "Scan the label")
                                          : tr(ui, "Add to the basket");
  const auto icon = !can ? Icon::none : Icon::plus;
  if (tint_button(ui, "product.add", box, label, {.icon = icon, .enabled = can})) ui.send(engine::intent::AddProduct{product.id});
}

} // namespace

void ProductScreen::draw(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& zones = ui.zones();
  const auto* product = ui.catalog().find(ui.nav().product);
  if (zones.landscape) cart_panel(ui);
  else cart_bar(ui);
  if (product == nullptr) { // the shop took it out of its list meanwhile
    canvas.icon(Icon::box, Point{zones.main.center().x, zones.main.y + 260}, 120, c.ink3);
    canvas.paragraph({zones.main.x, zones.main.y + 350, zones.main.w, 120}, tr(ui, "This item is no longer sold."),
                     {Type::t40, c.ink, Weight::bold}, 0, Align::center);
    return;
  }
  const bool landscape = zones.landscape;
  const float picture_side = landscape ? 480.0F : ui.large_text() ? 440.0F : 560.0F;
  const Rect picture = landscape ? Rect{zones.main.x, zones.main.y, picture_side, picture_side}
                                 : Rect{zones.main.x, zones.main.y, zones.main.w, picture_side};
  card(ui, picture);
  product_picture(ui, product, picture.inset(40), product->sold_out() || product->withheld ? 0.45F : 1.0F);
  if (const int off = discount_percent(product->price, product->effective_price()); off > 0)
    discount_tag(ui, {picture.x + 24, picture.y + 24}, discount_text(off));
  ui.node({.name = "product.picture", .role = Role::image, .rect = picture, .label = product->name});

  const Rect text = landscape ? Rect{picture.right() + 32, zones.main.y, zones.main.right() - picture.right() - 32, zones.main.h}
                              : Rect{zones.main.x, picture.bottom() + 24, zones.main.w, zones.main.bottom() - picture.bottom() - 24};
  const Rect control =
      landscape ? Rect{text.x, zones.main.bottom() - 16 - 112, text.w, 112} : Rect{text.x, zones.main.bottom() - 24 - 112, text.w, 112};
  float y = text.y;
  const auto name_type = landscape || product->name.size() > 80 ? Type::t40 : Type::t56;
  y += canvas.paragraph({text.x, y, text.w, 300}, product->name, {name_type, c.ink, Weight::bold}, 3);
  const auto category = category_name(ui.catalog(), product->category);
  if (!category.empty()) y += canvas.text_in({text.x, y, text.w, 44}, category, {Type::t30, c.ink2}) > 0 ? 52.0F : 0.0F;
  // The sum is the largest thing.
  const auto price = product->effective_price();
  const auto price_type = landscape ? Type::t56 : Type::t96;
  y += canvas.line_height(price_type);
  const float base = y - canvas.line_height(price_type) + canvas.baseline(price_type);
  float x = text.x + sum_left(ui, text.x, base, {.amount = price, .type = price_type});
  if (product->weighed()) x += canvas.text_on_baseline({x + 10, base}, tr(ui, "per kg"), {Type::t30, c.ink2}) + 10;
  if (price < product->price) struck_text(ui, {x + 24, base - canvas.baseline(Type::t30)}, money_figures(product->price), Type::t30);
  ui.value("product.price", {text.x, base - 80, text.w, 100}, tr(ui, "Price"), std::to_string(price.in_tiyin()));
  y += 16;
  for (const auto& hint : hints_of(ui, *product)) {
    const NoticeText words{.fact = hint.fact, .rest = hint.rest, .type = landscape && ui.large_text() ? Type::t24 : Type::t30};
    const float h = notice_height(ui, text.w, words);
    notice(ui, hint.name, {text.x, y, text.w, h}, hint.tone, hint.icon, words);
    y += h + 16;
  }
  if (!product->description.empty() && y < control.y - 60) {
    const Rect area{text.x, y + 8, text.w, control.y - 16 - y - 8};
    const float whole = canvas.paragraph_height(area.w, product->description, Type::t30);
    const float offset = ui.scroll("product.description", area, whole);
    const Canvas::Clip clip(canvas, area);
    canvas.paragraph({area.x, area.y - offset, area.w, whole}, product->description, {Type::t30, c.ink2});
  }
  add_control(ui, control, *product);
}

} // namespace kiosk
