#include "kiosk/screens/sheets/overpay.h"
#include "kiosk/design/illustration.h"
#include "kiosk/design/logo.h"
#include "kiosk/screens/parts/countdown.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

void sum_line(Ui& ui, const Rect& box, std::string_view word, engine::Money amount, bool minus) {
  auto& canvas = ui.canvas();
  const float base = box.center().y + canvas.cap_height(Type::t40) / 2;
  canvas.text_in({box.x, box.y, box.w / 2, box.h}, word, {Type::t30, ui.colors().ink2});
  sum_right(ui, box.right(), base, {.amount = amount, .type = Type::t40, .minus = minus, .unit_type = Type::t30});
}

/// Under the scrim the frame of the screen stays where it was.
void frame_below(Ui& ui) {
  draw_logo(ui.canvas(), ui.theme(), {48, ui.zones().top_bar.center().y}, ui.theme().outlined() ? LogoStyle::outlined : LogoStyle::bar);
  step_bar(ui, 3);
  ui.canvas().fill(ui.canvas().clip(), ui.colors().scrim);
}

} // namespace

void draw_overpay_sheet(Ui& ui, const engine::CashView::Overpay& overpay) {
  frame_below(ui);
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool tight = ui.landscape();
  const auto inner = sheet(ui, ui.zones().sheet.h);
  const auto note = engine::Money::som(overpay.denomination);
  const auto question = tr(ui, "This note is more than is left. What shall we do?");
  float y = inner.y;
  const bool crowded = tight && ui.large_text();
  y += canvas.paragraph({inner.x, y, inner.w, 140}, question, {crowded ? Type::t40 : Type::t56, c.ink, Weight::bold}, 2) +
       (crowded ? 12.0F : 24.0F);
  const Rect picture{inner.x, y, tight ? 220.0F : ui.large_text() ? 500.0F : 440.0F, tight ? 96.0F : 202.0F};
  draw_banknote(canvas, picture, overpay.denomination);
  const float x = picture.right() + 40;
  const auto where = tr(ui, "It is in the machine, but has not been taken yet.");
  const float h = canvas.paragraph_height(inner.right() - x, where, Type::t30, Weight::regular, 4);
  canvas.paragraph({x, picture.center().y - h / 2, inner.right() - x, h}, where, {Type::t30, c.ink2}, 4);
  y = picture.bottom() + 16;
  const float row = tight ? 54 : ui.large_text() ? 72 : 80;
  sum_line(ui, {inner.x, y, inner.w, row}, tr(ui, "Note"), note, false);
  sum_line(ui, {inner.x, y + row, inner.w, row}, tr(ui, "Left to pay"), note - overpay.voucher, true);
  y += 2 * row + 8;
  canvas.line({inner.x, y}, {inner.right(), y}, c.ink, metrics::sum_line);
  const float base = y + (tight ? 80.0F : 96.0F);
  const auto word = tr(ui, "On a voucher");
  canvas.text_on_baseline({inner.x, base - (tight ? 0.0F : 20.0F)}, word, {Type::t40, c.ink, Weight::bold});
  sum_right(ui, inner.right(), base, {.amount = overpay.voucher, .type = tight ? Type::t56 : Type::t96, .unit_type = Type::t30});
  ui.value("cash.voucher", {inner.x, y, inner.w, 100}, word, std::to_string(overpay.voucher.in_tiyin()));
  const Rect back = inner.bottom_strip(tight ? 88 : 128);
  const Rect take = back.moved(0, -(back.h + 24));
  const Rect wait{inner.x, take.y - 24 - 96, inner.w, 96};
  if (const float room = wait.y - base - 16; room >= canvas.line_height(Type::t30))
    canvas.paragraph({inner.x, base + 16, inner.w, room}, tr(ui, "The till pays the voucher out, today or later."), {Type::t30, c.ink2},
                     tight ? 1 : 2);
  const auto left = seconds_left(ui, overpay.answer_by);
  countdown_ring(ui, {wait.x + 48, wait.center().y}, 96, 11, part_left(ui, overpay.answer_by, overpay.whole), c.saffron,
                 std::to_string(left), Type::t30);
  const auto otherwise = tr(ui, "Without an answer the note comes back to you.");
  const float high = canvas.paragraph_height(wait.w - 124, otherwise, Type::t30, Weight::regular, 2);
  canvas.paragraph({wait.x + 124, wait.center().y - high / 2, wait.w - 124, high}, otherwise, {Type::t30, c.ink2}, 2);
  if (primary_button(ui, "cash.accept_overpay", take, trf(ui, "Take a voucher for {}", money_text(ui, overpay.voucher)),
                     {.moves_money = true}))
    ui.send(engine::intent::AcceptOverpay{});
  if (secondary_button(ui, "cash.return_note", back, tr(ui, "Give the note back"), {.is_cancel = true, .moves_money = true}))
    ui.send(engine::intent::ReturnNote{});
}

} // namespace kiosk
