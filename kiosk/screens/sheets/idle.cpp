#include "kiosk/screens/sheets/sheets.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {

void IdleSheet::draw(Ui& ui) {
  const auto until = ui.nav().idle_until;
  if (!until) return;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const bool landscape = ui.landscape();
  const auto left = std::max(engine::Millis{0}, *until - ui.now());
  const auto whole = std::max(engine::Millis{1}, *until - since_);
  const auto seconds = (left.count() + 999) / 1000;
  ui.draw_again_in(static_cast<int>(left.count() % 1000) + 1); // once a second: the figure, and the ring with it
  const auto box = sheet(ui, landscape ? 952.0F : 1256.0F);
  const float diameter = landscape ? 260 : 360;
  countdown_ring(ui, {box.center().x, box.y + 16 + diameter / 2}, diameter, landscape ? 20.0F : 24.0F,
                 static_cast<float>(left.count()) / static_cast<float>(whole.count()), c.teal, std::to_string(seconds),
                 landscape ? Type::t96 : Type::t176);
  float y = box.y + 16 + diameter + (landscape ? 32.0F : 56.0F);
  const auto question = tr(ui, "Are you still here?");
  auto type = Type::t96;
  if (landscape || canvas.text_width(question, type, Weight::bold) > box.w) type = Type::t56;
  y += canvas.paragraph({box.x, y, box.w, 220}, question, {type, c.ink, Weight::bold}, 2, Align::center) + 12;
  auto text = view.cart.empty()
                  ? trn(ui, "In {} second everything here is cleared.", "In {} seconds everything here is cleared.", seconds, seconds)
                  : trn(ui, "In {} second the basket is emptied.", "In {} seconds the basket is emptied.", seconds, seconds);
  if (!view.cart.empty())
    text += "\n" + trf(ui, "It holds {} for {}.", pieces_text(ui, view.cart.pieces()), money_text(ui, view.cart.total()));
  canvas.paragraph({box.x, y, box.w, 260}, text, {Type::t40, c.ink2}, 0, Align::center);
  const Rect lower = box.bottom_strip(128), upper{box.x, lower.y - 24 - 152, box.w, 152};
  if (primary_button(ui, "idle.stay", upper, tr(ui, "Yes, I go on"), {.is_cancel = true})) ui.nav().idle_until.reset();
  if (secondary_button(ui, "idle.end", lower, view.cart.empty() ? tr(ui, "Finish") : tr(ui, "Finish and empty the basket")))
    ui.nav().end_session = true;
  ui.draw_again_at(*until);
}

} // namespace kiosk
