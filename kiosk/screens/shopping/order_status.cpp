#include "kiosk/screens/shopping/order_status.h"
#include "engine/base/phone.h"
#include "engine/catalog/text_fold.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

using State = engine::OrderLookUp::State;
constexpr std::string_view number_name = "order_status.number";
constexpr std::string_view order_phone_name = "order_status.phone";

} // namespace

std::string order_status_words(const engine::Words& words, engine::Language language, const std::string& sent) {
  const auto status = engine::fold_words(sent); // one form for both cases, and for е and ё
  const auto is = [&status](std::string_view known) { return status == engine::fold_words(known); };
  if (is("ожидает подтверждения")) return std::string(words.text(language, "Waiting to be confirmed"));
  if (is("в обработке")) return std::string(words.text(language, "Being prepared"));
  if (is("завершён")) return std::string(words.text(language, "Completed"));
  if (is("отменён")) return std::string(words.text(language, "Cancelled"));
  return sent;
}

void OrderStatusScreen::entered(Ui& ui) { ui.focus_text(number_name); }

void OrderStatusScreen::back(Ui& ui) {
  ui.send(engine::intent::LeaveOrderStatus{});
  ui.nav().order_status = false;
  forget();
}

void OrderStatusScreen::ask(Ui& ui) {
  checked_ = true;
  if (number_.empty()) return ui.focus_text(number_name), ui.draw_again();
  if (engine::last_four_digits(phone_.text()).size() != 4) return ui.focus_text(order_phone_name), ui.draw_again();
  checked_ = false;
  ui.send(engine::intent::LookUpOrder{number_.text(), engine::last_four_digits(phone_.text())});
}

void OrderStatusScreen::draw(Ui& ui) {
  title(ui, ui.zones().main, tr(ui, "Is my order ready?"));
  if (const auto& view = ui.view().order_status;
      view.scanned != scanned_) { // a slip that does not stand in for the phone: its digits are asked
    scanned_ = view.scanned;
    if (scanned_ != 0) number_.set(view.order_number);
    if (scanned_ != 0 && view.state == State::asking) ui.focus_text(order_phone_name);
  }
  const auto state = ui.view().order_status.state;
  if (state == State::found || state == State::not_ours) answer(ui);
  else form(ui);
}

void OrderStatusScreen::form(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto state = ui.view().order_status.state;
  const bool busy = state == State::busy, large = ui.large_text();
  float y = zones.main.y + canvas.line_height(Type::t56) + 16;
  const NoticeText scan{.fact = tr(ui, "Show the slip to the scanner"), .rest = tr(ui, "or type what stands on it.")};
  const float h = notice_height(ui, zones.main.w, scan);
  notice(ui, "order_status.scan", {zones.main.x, y, zones.main.w, h}, Tone::fact, Icon::barcode_scan, scan);
  y += h + (large ? 64.0F : 72.0F);
  const Rect row{zones.main.x, y, zones.main.w, 120};
  const auto number_fault = checked_ && number_.empty() ? tr(ui, "Enter the order number") : std::string_view{};
  const auto phone_fault =
      checked_ && engine::last_four_digits(phone_.text()).size() != 4 ? tr(ui, "Four digits are needed") : std::string_view{};
  const auto number =
      text_field(ui, number_name, row.column(0, 2, 24), number_, {.label = tr(ui, "Order number"), .fault = number_fault, .big = true});
  const auto phone = text_field(ui, order_phone_name, row.column(1, 2, 24), phone_,
                                {.label = tr(ui, "Last 4 digits of the phone"), .fault = phone_fault, .big = true});
  if (number.submitted) ui.focus_text(order_phone_name), ui.draw_again();
  y += 120 + 56;
  if (state == State::wait) {
    const NoticeText words{.fact = tr(ui, "Please wait a moment."),
                           .rest = tr(ui, "Too many orders were asked for. Try again in a few minutes, or ask at the order desk.")};
    notice(ui, "order_status.message", {zones.main.x, y, zones.main.w, notice_height(ui, zones.main.w, words)}, Tone::care, Icon::clock,
           words);
  } else if (state == State::not_found || state == State::failed) {
    const bool nothing = state == State::not_found;
    const NoticeText words{.fact = nothing ? tr(ui, "No such order was found.") : tr(ui, "The store does not answer now."),
                           .rest = nothing ? tr(ui, "Check the number and the phone, or ask at the order desk.")
                                           : tr(ui, "Try again in a minute, or ask at the order desk.")};
    const float words_h = notice_height(ui, zones.main.w, words);
    notice(ui, "order_status.message", {zones.main.x, y, zones.main.w, words_h}, Tone::care, nothing ? Icon::search : Icon::clock, words);
  } else if (busy) {
    spinner(ui, {zones.main.x + 36, y + 40}, 56);
    canvas.text_in({zones.main.x + 92, y, zones.main.w - 92, 80}, tr(ui, "Asking the store\u2026"), {Type::t30, c.ink2});
  }
  number_pad(ui, zones.landscape ? zones.pad : zones.content, large ? 120 : 132);
  const bool pressed =
      primary_button(ui, "order_status.show", zones.action, tr(ui, "Show my order"), {.icon = Icon::arrow_right, .enabled = !busy});
  if ((pressed || phone.submitted) && !busy) ask(ui);
}

void OrderStatusScreen::answer(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto& found = ui.view().order_status;
  float y = zones.main.y + canvas.line_height(Type::t56) + 32;
  if (found.state == State::not_ours) {
    const NoticeText words{.fact = tr(ui, "This order was not made at this kiosk\u2019s account."),
                           .rest = tr(ui, "Please ask at the order desk: they see every order.")};
    const float h = std::max(180.0F, notice_height(ui, zones.main.w, words));
    notice(ui, "order_status.message", {zones.main.x, y, zones.main.w, h}, Tone::fact, Icon::store, words);
  } else {
    const Rect box{zones.main.x, y, zones.main.w, ui.large_text() ? 560.0F : 460.0F};
    card(ui, box);
    const auto inner = box.inset(48, 40);
    canvas.text_in({inner.x, inner.y, inner.w, canvas.line_height(Type::t30)}, tr(ui, "Order"), {Type::t30, c.ink2});
    float at = inner.y + canvas.line_height(Type::t30);
    canvas.text_in({inner.x, at, inner.w, canvas.line_height(Type::t96)}, found.order_number, {Type::t96, c.ink, Weight::bold});
    at += canvas.line_height(Type::t96) + 12;
    canvas.icon(Icon::box, Point{inner.x + 26, at + 34}, 52, c.teal);
    const auto status = order_status_words(ui.words(), ui.language(), found.status);
    canvas.text_in({inner.x + 76, at, inner.w - 76, 68}, status, {Type::t40, c.ink, Weight::bold});
    ui.node({.name = "order_status.status", .role = Role::text, .rect = {inner.x, at, inner.w, 68}, .label = status});
    at += 68 + 28;
    canvas.line({inner.x, at}, {inner.right(), at}, c.line);
    at += 20;
    canvas.text_in({inner.x, at, inner.w, 72}, found.paid ? tr(ui, "Paid") : tr(ui, "To pay when you receive it"), {Type::t30, c.ink2});
    sum_right(ui, inner.right(), at + 36 + canvas.cap_height(Type::t56) / 2, {.amount = found.amount, .type = Type::t56});
    ui.value("order_status.amount", {inner.x, at, inner.w, 72}, tr(ui, "Sum"), std::to_string(found.amount.in_tiyin()));
  }
  if (primary_button(ui, "order_status.done", zones.action, tr(ui, "Ready"))) back(ui);
}

} // namespace kiosk
