#include "kiosk/screens/shopping/product_control.h"
#include "kiosk/widgets/controls.h"

namespace kiosk {
namespace {

constexpr auto one_piece = engine::Quantity::thousandths(1000);

bool from_label(const engine::CartLine& line) { return line.weighed() || line.label_total || !line.quantity.is_whole(); }

void one_less(Ui& ui, const engine::CartLine& line) {
  if (line.quantity <= one_piece || from_label(line)) ui.send(engine::intent::RemoveLine{line.id});
  else ui.send(engine::intent::SetQuantity{line.id, line.quantity - one_piece});
}

bool can_add(const Ui& ui, const engine::Product* product) {
  if (product != nullptr && product->withheld) return false;
  if (product == nullptr || !product->stock) return true; // the engine knows better
  return in_cart(ui.view().cart, product->id) + one_piece <= *product->stock;
}

void quiet_words(Ui& ui, const Rect& box, std::string_view words) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const float h = canvas.paragraph_height(box.w, words, Type::t24, Weight::regular, 2);
  canvas.paragraph({box.x, box.center().y - h / 2, box.w, h}, words, {Type::t24, c.ink2}, 2, Align::center);
}

} // namespace

void product_control(Ui& ui, std::string_view prefix, const Rect& box, const engine::Product& product) {
  const auto& cart = ui.view().cart;
  const auto* line = line_of(cart, product.id);
  const auto name = std::string(prefix) + ".plus";
  if (line == nullptr) {
    if (product.withheld) return quiet_words(ui, box, tr(ui, "Not sold right now"));
    if (product.sold_out()) return quiet_words(ui, box, tr(ui, "Sold out"));
    if (product.weighed()) return quiet_words(ui, box, tr(ui, "Weigh it and scan the label"));
    if (tint_button(ui, name, box, "", {.icon = Icon::plus, .spoken = tr(ui, "Add to the basket")}))
      ui.send(engine::intent::AddProduct{product.id});
    return;
  }
  const auto quantity = in_cart(cart, product.id);
  const auto figure = quantity_text(ui, quantity, product.weighed());
  switch (stepper(ui, prefix, box,
                  {.figure = figure, .last_one = quantity <= one_piece, .can_add = can_add(ui, &product), .weighed = product.weighed()})) {
  case StepperAction::plus: ui.send(engine::intent::AddProduct{product.id}); break;
  case StepperAction::minus:
  case StepperAction::remove: one_less(ui, *line); break;
  case StepperAction::none: break;
  }
}

void line_stepper(Ui& ui, std::string_view prefix, const Rect& box, const engine::CartLine& line) {
  const auto figure = quantity_text(ui, line.quantity, line.weighed());
  const bool scanned_one = from_label(line) || (line.marked() && !line.labels.empty()); // more of them come only from the scanner
  switch (stepper(ui, prefix, box,
                  {.figure = figure,
                   .last_one = line.quantity <= one_piece,
                   .can_add = can_add(ui, ui.catalog().find(line.product)),
                   .weighed = scanned_one})) {
  case StepperAction::plus: ui.send(engine::intent::SetQuantity{line.id, line.quantity + one_piece}); break;
  case StepperAction::minus:
  case StepperAction::remove:
    if (scanned_one) ui.send(engine::intent::RemoveLine{line.id});
    else one_less(ui, line);
    break;
  case StepperAction::none: break;
  }
}

std::string line_name(const engine::Cart& cart, const engine::CartLine& line) {
  for (const auto& other : cart.lines()) {
    if (other.id == line.id) break;
    if (other.product == line.product) return fmt::format("cart.line.{}.{}", line.product, line.id);
  }
  return fmt::format("cart.line.{}", line.product);
}

} // namespace kiosk
