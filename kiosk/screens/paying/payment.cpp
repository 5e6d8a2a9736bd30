#include "kiosk/screens/paying/payment.h"
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"

namespace kiosk {
namespace {

using engine::Method;

struct MethodWords {
  std::string_view name;
  Icon icon;
  std::string_view title, line, action;
};

MethodWords words_of(const Ui& ui, Method method) {
  const bool courier = ui.view().delivery.type == engine::DeliveryType::courier;
  switch (method) {
  case Method::card:
    return {"payment.card", Icon::card, tr(ui, "Card"), tr(ui, "Uzcard, Humo \u00B7 a code comes by SMS"), tr(ui, "Pay by card")};
  case Method::cash: return {"payment.cash", Icon::banknote, tr(ui, "Cash"), tr(ui, "Banknotes, here in the kiosk"), tr(ui, "Pay in cash")};
  case Method::later:
    return {"payment.later", Icon::clock, tr(ui, "Pay later"),
            courier ? tr(ui, "To the courier, when you receive it") : tr(ui, "At the order desk, when you collect it"),
            tr(ui, "Order and pay later")};
  }
  return {};
}

/// The yellow sign, what there is, and the switch.
void cashback_row(Ui& ui, const Rect& box, const engine::CustomerView& customer) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  card(ui, box);
  const Point sign{box.x + 80, box.center().y};
  canvas.circle(sign, 44, c.saffron);
  canvas.icon(Icon::undo, sign, 44, c.on_saffron);
  const bool some = customer.cashback_balance > engine::Money{};
  const auto line = some ? trf(ui, "You have {}. The store works out the exact sum.", money_text(ui, customer.cashback_balance))
                         : std::string(tr(ui, "You have no cashback yet."));
  const Rect knob{box.right() - 36 - 124, box.center().y - 36, 124, 72};
  const float x = box.x + 152, w = (some ? knob.x - 24 : box.right() - 36) - x;
  const float first = canvas.line_height(Type::t30), second = canvas.paragraph_height(w, line, Type::t24, Weight::regular, 2);
  const float y = box.center().y - (first + second) / 2;
  canvas.text_in({x, y, w, first}, tr(ui, "Spend cashback"), {Type::t30, c.ink, Weight::bold});
  canvas.paragraph({x, y + first, w, second}, line, {Type::t24, c.ink2}, 2);
  if (some && toggle(ui, "payment.use_cashback", knob, tr(ui, "Spend cashback"), customer.use_cashback))
    ui.send(engine::intent::UseCashback{!customer.use_cashback});
}

void amount_due(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto words = tr(ui, "To pay");
  const auto total = ui.view().total;
  if (ui.landscape()) {
    canvas.line({box.x, box.y}, {box.right(), box.y}, c.ink, metrics::sum_line);
    canvas.text_in({box.x, box.y + 12, box.w, 48}, words, {Type::t30, c.ink2});
    sum_right(ui, box.right(), box.bottom() - 24, {.amount = total, .type = Type::t56});
  } else {
    const float width = sum_right(ui, box.right(), box.y + canvas.baseline(Type::t96), {.amount = total, .type = Type::t96});
    const float room = box.w - width - 24;
    const float h = canvas.paragraph_height(room, words, Type::t30, Weight::regular, 2);
    canvas.paragraph({box.x, box.center().y - h / 2, room, h}, words, {Type::t30, c.ink2}, 2);
  }
  ui.value("payment.total", box, words, std::to_string(total.in_tiyin()));
}

} // namespace

void PaymentScreen::draw(Ui& ui) {
  const auto& view = ui.view();
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  title(ui, zones.main, tr(ui, "How will you pay?"));
  float y = zones.main.y + canvas.line_height(Type::t56);
  if (zones.landscape) {
    amount_due(ui, {zones.pad.x, zones.pad.bottom() - 150, zones.pad.w, 150});
    y += 32;
  } else {
    y += ui.large_text() ? 8.0F : 32.0F;
    amount_due(ui, {zones.main.x, y, zones.main.w, canvas.line_height(Type::t96)});
    y += canvas.line_height(Type::t96) + (ui.large_text() ? 16.0F : 48.0F);
  }
  if (view.age_waiting) {
    const auto fact = trf(ui, "Age check: from {} years.", view.min_age);
    const NoticeText words{.fact = fact, .rest = tr(ui, "A member of staff is coming. You pay right after that.")};
    const float h = notice_height(ui, zones.main.w, words);
    notice(ui, "payment.age", {zones.main.x, y, zones.main.w, h}, Tone::care, Icon::user, words);
    y += h + 16;
  }
  // One tap on a method goes on with it; the button below names the one that is suggested.
  const float account = ui.large_text() ? 184 : 152; // of the cashback
  float height = ui.large_text() ? 208 : zones.landscape ? 176 : 196;
  if (zones.landscape && !view.methods.empty()) { // as high as the low screen allows
    const float room = zones.main.bottom() - y - (view.customer ? account + 8 : 0.0F);
    height = std::max(132.0F, std::min(height, room / static_cast<float>(view.methods.size()) - 16));
  }
  const engine::MethodOffer* suggested = nullptr;
  for (const auto& method : view.methods) {
    const auto words = words_of(ui, method.method);
    const auto reason = method_reason(ui, method);
    const bool chosen = method.method == view.suggested && reason.empty();
    if (chosen) suggested = &method;
    if (choice_card(ui, words.name, {zones.main.x, y, zones.main.w, height},
                    {.icon = words.icon, .title = words.title, .line = words.line, .reason = reason, .chosen = chosen}))
      ui.send(engine::intent::ChooseMethod{method.method});
    y += height + 16;
  }
  const Rect last = zones.landscape ? Rect{zones.pad.x, zones.pad.bottom() - 150 - 120, zones.pad.w, 104}
                                    : Rect{zones.main.x, zones.main.bottom() - 88, zones.main.w, 64};
  if (view.customer) {
    const float h = account;
    y += zones.landscape ? 8.0F : 24.0F;
    cashback_row(ui, {zones.main.x, std::min(y, zones.main.bottom() - h), zones.main.w, h}, *view.customer);
    y += h;
  }
  if (zones.landscape || y < last.y)
    info_line(ui, last, Icon::shield_check, tr(ui, "Money is taken only after the store has accepted the order."));
  const bool none = suggested == nullptr;
  const auto label = view.age_waiting ? tr(ui, "Waiting for the age check")
                     : none           ? tr(ui, "Nothing can be paid right now")
                                      : words_of(ui, suggested->method).action;
  if (primary_button(ui, "payment.next", zones.action, label, {.icon = Icon::arrow_right, .enabled = !none && !view.age_waiting}))
    ui.send(engine::intent::ChooseMethod{suggested->method});
}

} // namespace kiosk
