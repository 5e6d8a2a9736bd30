#include "kiosk/screens/shopping/goods.h"
#include "kiosk/design/images.h"
#include "kiosk/screens/shopping/category_icon.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

/// Decimal comma, save in English.
std::string localized(const Ui& ui, std::string text) {
  if (ui.language() != engine::Language::en) std::ranges::replace(text, '.', ',');
  return text;
}

} // namespace

std::string pieces_text(const Ui& ui, std::int64_t pieces) { return trn(ui, "{} item", "{} items", pieces, group_digits(pieces)); }

std::string quantity_text(const Ui& ui, engine::Quantity quantity, bool weighed) {
  const auto figures = localized(ui, quantity.to_text());
  return weighed ? trf(ui, "{} kg", figures) : figures;
}

std::string unit_price_text(const Ui& ui, engine::Money price, bool weighed) {
  return weighed ? trf(ui, "{} / kg", money_figures(price)) : money_figures(price);
}

int discount_percent(engine::Money list_price, engine::Money price) {
  if (price >= list_price || list_price <= engine::Money{}) return 0;
  const auto off = engine::multiply_ratio_half_up(list_price - price, 100, list_price.in_tiyin()).in_tiyin();
  return static_cast<int>(std::clamp<std::int64_t>(off, 1, 99));
}

std::string discount_text(int percent) { return fmt::format("\u2212{}%", percent); }

std::string distance_text(const Ui& ui, std::int64_t metres) {
  const auto tenths = (metres + 50) / 100;
  const auto figures =
      tenths >= 100 || tenths % 10 == 0 ? std::to_string((tenths + 5) / 10) : localized(ui, fmt::format("{}.{}", tenths / 10, tenths % 10));
  return trf(ui, "{} km", figures);
}

std::string phone_text(std::string_view digits) {
  if (digits.size() != 12 || !digits.starts_with("998")) return std::string(digits);
  return fmt::format("+998 {} {} {} {}", digits.substr(3, 2), digits.substr(5, 3), digits.substr(8, 2), digits.substr(10, 2));
}

engine::Quantity in_cart(const engine::Cart& cart, engine::ProductId product) {
  engine::Quantity sum;
  for (const auto& line : cart.lines())
    if (line.product == product) sum = sum + line.quantity;
  return sum;
}

const engine::CartLine* line_of(const engine::Cart& cart, engine::ProductId product) {
  const engine::CartLine* best = nullptr;
  for (const auto& line : cart.lines())
    if (line.product == product && (best == nullptr || line.kind == engine::LineKind::to_collect)) best = &line;
  return best;
}

void product_picture(Ui& ui, const engine::Product* product, const Rect& box, float opacity) {
  const auto& c = ui.colors();
  // Photographs have a white ground: on dark surfaces they stand on a white card.
  const bool on_dark = ui.theme().scheme != Scheme::light;
  if (on_dark) ui.canvas().rounded(box, metrics::radius_small, Color::hex(0xFFFFFF));
  if (product != nullptr && !product->images.empty()) {
    if (const auto texture = ui.images().get(product->images.front())) {
      ui.canvas().image(texture, on_dark ? box.inset(8) : box, metrics::radius_small, opacity);
      return;
    }
  }
  const auto sign = product != nullptr ? category_icon_of(ui.catalog(), product->category) : Icon::basket;
  const float side = std::min(box.w, box.h);
  if (!on_dark) ui.canvas().rounded(square(box.center(), side * 0.84F), side * 0.2F, c.sunken);
  ui.canvas().icon(sign, box.center(), side * 0.42F, (on_dark ? Color::hex(0x5C554B) : c.ink2).fade(opacity));
}

void price_row(Ui& ui, const Rect& box, const engine::Product& product) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto price = product.effective_price();
  const auto figures = money_figures(price);
  const bool off = price < product.price;
  const auto beside = off ? money_figures(product.price) : product.weighed() ? trf(ui, "so\u02BBm / kg") : std::string(tr(ui, "so\u02BBm"));
  auto type = Type::t40;
  if (canvas.text_width(figures, type, Weight::bold) + 12 + canvas.text_width(beside, Type::t24) > box.w) type = Type::t30;
  const float base = box.y + canvas.baseline(Type::t40);
  const float x = box.x + canvas.text_on_baseline({box.x, base}, figures, {type, c.ink, Weight::bold}) + 12;
  if (off) struck_text(ui, {x, base - canvas.baseline(Type::t24)}, beside, Type::t24);
  else canvas.text_on_baseline({x, base}, beside, {Type::t24, c.ink2});
}

} // namespace kiosk
