#include "kiosk/screens/sheets/sheets.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include <array>

namespace kiosk {
namespace {

struct Advice {
  Icon icon;
  std::string_view fact, rest;
};

/// The help for this point of the purchase.
std::array<Advice, 3> advice_for(const Ui& ui) {
  using engine::StageKind;
  switch (ui.view().stage) {
  case StageKind::payment:
  case StageKind::price_changes:
  case StageKind::ordering:
  case StageKind::card:
  case StageKind::sms:
  case StageKind::cash:
  case StageKind::processing:
  case StageKind::done:
  case StageKind::failed:
    return {
        Advice{Icon::card, tr(ui, "Card"), tr(ui, "Enter the number and the expiry date. A code comes by SMS to the phone of the card.")},
        Advice{Icon::banknote, tr(ui, "Cash"),
               tr(ui, "The kiosk takes banknotes and gives no change. The screen says what happens before "
                      "each note.")},
        Advice{Icon::shield_check, tr(ui, "Your money is safe"),
               tr(ui, "Whatever happens, the kiosk keeps a record, and our staff can find your payment.")}};
  case StageKind::attract:
  case StageKind::shopping:
  case StageKind::delivery:
  case StageKind::receiver: break;
  }
  return {
      Advice{Icon::barcode_scan, tr(ui, "Scan or choose"),
             tr(ui, "Show the barcode of an item to the scanner, or find the item on the screen.")},
      Advice{Icon::box, tr(ui, "In your hands or collected"),
             tr(ui, "You take home what you scanned. What you chose on the screen our staff collect.")},
      Advice{Icon::receipt, tr(ui, "Pay and take the receipt"), tr(ui, "By card or in cash here, or later when you receive the order.")}};
}

} // namespace

void HelpSheet::draw(Ui& ui) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const bool landscape = ui.landscape();
  const auto advice = advice_for(ui);
  const float width = ui.zones().sheet.w - 96, text_w = width - 112;
  float height = 96 + canvas.line_height(Type::t56) + 24;
  std::array<float, 3> heights{};
  std::size_t shown = advice.size();
  for (std::size_t i = 0; i < advice.size(); ++i) {
    heights[i] = canvas.line_height(Type::t30) + canvas.paragraph_height(text_w, advice[i].rest, Type::t30) + (landscape ? 16.0F : 36.0F);
    height += heights[i];
  }
  const bool call = !support_phone_.empty(), leave = view.stage == engine::StageKind::shopping;
  const float phone_h = call ? canvas.line_height(Type::t30) + canvas.line_height(Type::t56) + 24 : 0;
  const float button = landscape ? 104 : 128;
  const bool beside = landscape; // two buttons in a row save a row
  height += phone_h + button + 24 + button + (leave && !beside ? button * 0.75F + 16 : 0);
  while (shown > 1 && height > ui.zones().sheet.h)
    height -= heights.at(--shown); // large letters on the low screen: the first advice is the weightiest
  const auto box = sheet(ui, height);
  float y = box.y;
  canvas.text_in({box.x, y, box.w - 96, canvas.line_height(Type::t56)}, tr(ui, "Help"), {Type::t56, c.ink, Weight::bold});
  if (icon_button(ui, "help.close", {box.right() - 80, box.y - 8, 80, 80}, Icon::close, tr(ui, "Close"))) ui.nav().help = false;
  y += canvas.line_height(Type::t56) + 24;
  for (std::size_t i = 0; i < shown; ++i) {
    icon_square(ui, {box.x, y, 80, 80}, advice[i].icon, c.teal_tint, ui.theme().outlined() ? c.ink : c.teal, 20);
    canvas.text_in({box.x + 112, y - 4, text_w, canvas.line_height(Type::t30)}, advice[i].fact, {Type::t30, c.ink, Weight::bold});
    canvas.paragraph({box.x + 112, y - 4 + canvas.line_height(Type::t30), text_w, 200}, advice[i].rest, {Type::t30, c.ink2});
    y += heights[i];
  }
  if (call) {
    canvas.text_in({box.x + 112, y, text_w, canvas.line_height(Type::t30)}, tr(ui, "Support answers by phone"), {Type::t30, c.ink2});
    const auto number = phone_text(support_phone_);
    canvas.icon(Icon::phone, Point{box.x + 40, y + phone_h / 2 - 12}, 52, c.teal);
    canvas.text_in({box.x + 112, y + canvas.line_height(Type::t30), text_w, canvas.line_height(Type::t56)}, number,
                   {Type::t56, c.ink, Weight::bold});
    ui.node({.name = "help.phone", .role = Role::text, .rect = {box.x, y, box.w, phone_h}, .label = number});
  }
  const Rect last = box.bottom_strip(button);
  const auto close_words = view.stage == engine::StageKind::attract ? tr(ui, "Close") : tr(ui, "Back to the purchase");
  Rect close = last;
  if (leave) {
    const Rect out = beside ? last.column(0, 2, 24) : last.bottom_strip(button * 0.75F);
    if (beside) close = last.column(1, 2, 24);
    else close = {last.x, out.y - 16 - button, last.w, button};
    if (secondary_button(ui, "cancel", out, tr(ui, "End the purchase"), {.icon = Icon::sign_out})) {
      ui.nav().help = false;
      ui.send(engine::intent::Cancel{});
    }
  }
  const Rect staff{box.x, close.y - 24 - button, box.w, button};
  if (view.staff_called) {
    notice(ui, "help.staff_called", staff, Tone::fact, Icon::bell,
           {.fact = tr(ui, "A member of staff is coming."), .rest = tr(ui, "Please wait by the kiosk.")});
  } else if (secondary_button(ui, "help.call_staff", staff, tr(ui, "Call a member of staff"), {.icon = Icon::bell})) {
    ui.send(engine::intent::CallStaff{});
  }
  if (primary_button(ui, "help.back", close, close_words, {.is_cancel = true})) ui.nav().help = false;
}

} // namespace kiosk
