#include "kiosk/screens/paying/card.h"
#include "engine/base/local_time.h"
#include "kiosk/design/ornament.h"
#include "kiosk/screens/paying/card_messages.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include <array>
#include <charconv>
#include <cmath>

namespace kiosk {
namespace {

using engine::FieldFault;

constexpr std::size_t number_digits = 16, expiry_digits = 4;

FieldFault expiry_fault(const Ui& ui, std::string_view digits) {
  const auto today = engine::format_fiscal_time(ui.wall()); // "2026-11-22 ..."
  int year = 0, month = 0;
  std::from_chars(today.data(), today.data() + 4, year);
  std::from_chars(today.data() + 5, today.data() + 7, month);
  return engine::check_expiry(digits, year, month);
}

std::string_view system_name(std::string_view digits) {
  if (digits.size() < 4) return {};
  switch (engine::card_system(digits.substr(0, 4))) {
  case engine::CardSystem::uzcard: return "UZCARD";
  case engine::CardSystem::humo: return "HUMO";
  case engine::CardSystem::visa: return "VISA";
  case engine::CardSystem::mastercard: return "MASTERCARD";
  case engine::CardSystem::unknown: return {};
  }
  return {};
}

Color card_color(const Ui& ui) {
  const auto& c = ui.colors();
  if (ui.theme().outlined()) return c.surface;
  return ui.theme().scheme == Scheme::dark ? c.teal_tint : c.teal_pressed;
}

/// Covers what reaches over the two lower round corners of a box.
void round_off_below(Canvas& canvas, const Rect& box, float radius, Color ground) {
  constexpr int steps = 10;
  for (const bool left : {true, false}) {
    const float edge = left ? box.x : box.right(), inward = left ? 1.0F : -1.0F;
    std::array<Point, steps + 2> points;
    points[0] = {edge, box.bottom()};
    for (int i = 0; i <= steps; ++i) {
      const float turn = 1.5707963F * static_cast<float>(i) / steps;
      points[static_cast<std::size_t>(i) + 1] = {edge + inward * radius * (1 - std::cos(turn)),
                                                 box.bottom() - radius * (1 - std::sin(turn))};
    }
    canvas.polygon(points, ground);
  }
}

constexpr float label_ink_part = 0.86F;

void accepted_line(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  constexpr std::string_view by = "Powered by ", payme = "Payme";
  const float payme_w = canvas.text_width(payme, Type::t24, Weight::bold), by_w = canvas.text_width(by, Type::t24);
  canvas.text_in({box.x, box.y, box.w - payme_w - by_w - 24, box.h}, tr(ui, "Uzcard and Humo cards are accepted"), {Type::t24, c.ink2});
  canvas.text_in({box.right() - payme_w - by_w, box.y, by_w + 1, box.h}, by, {Type::t24, c.ink2});
  canvas.text_in({box.right() - payme_w, box.y, payme_w + 1, box.h}, payme, {Type::t24, c.ink, Weight::bold});
}

} // namespace

void CardScreen::wipe() {
  number_.clear();
  expiry_.clear();
}

void CardScreen::entered(Ui& ui) {
  wipe();
  ui.focus_text("card.number");
}

CardScreen::Warning CardScreen::warning(const Ui& ui) const {
  if (number_.size() == number_digits) {
    switch (engine::check_card_number(number_.reveal())) {
    case FieldFault::bad_check_digit: return {tr(ui, "Please check the card number: one figure does not fit."), false};
    case FieldFault::unknown_card_system: return {tr(ui, "We do not know this kind of card. Uzcard and Humo are accepted."), false};
    case FieldFault::none: break;
    default: return {tr(ui, "A card number has 16 figures."), true};
    }
  }
  if (expiry_.size() >= 2) {
    const auto fault = expiry_.size() == expiry_digits ? expiry_fault(ui, expiry_.reveal()) : FieldFault::none;
    const auto month = expiry_.reveal().substr(0, 2);
    if (fault == FieldFault::bad_month || month == "00" || month > "12") return {tr(ui, "The month is a number from 01 to 12."), true};
    if (fault == FieldFault::expired) return {tr(ui, "This date is in the past. Please check it on the card."), true};
    if (fault != FieldFault::none) return {tr(ui, "Please check the date on the card: month and year."), true};
  }
  return {};
}

void CardScreen::next_field(Ui& ui) {
  ui.focus_text("card.expiry");
  ui.draw_again();
}

void CardScreen::submit(Ui& ui) {
  ui.gate().send_card({std::move(number_), std::move(expiry_)});
  number_ = engine::SecretBuffer(number_digits);
  expiry_ = engine::SecretBuffer(expiry_digits);
  ui.focus_text("card.number");
}

void CardScreen::face(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto ground = card_color(ui);
  if (!ui.theme().outlined()) {
    canvas.shadow(box, metrics::radius_large);
    canvas.rounded(box, metrics::radius_large, ground);
    draw_ornament(canvas, box.bottom_strip(72), faint_ornament_colors(ground));
    round_off_below(canvas, box, metrics::radius_large, c.ground);
  } else {
    canvas.outline(box, metrics::radius_large, c.line, 4);
  }
  const auto system = system_name(number_.reveal());
  const auto light = ui.theme().outlined() ? c.saffron_ink : Color::hex(0xFFC95C);
  canvas.text_in({box.right() - 40 - 300, box.y + 32, 300, 36}, system, {Type::t24, light, Weight::bold}, Align::right);
}

void CardScreen::fields(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto pale = ui.theme().outlined() ? c.ink : mix(card_color(ui), Color::hex(0xFFFFFF), label_ink_part);
  const Rect number_box{box.x + 32, box.y + 76, box.w - 64, 128};
  const Rect expiry_box{box.x + 32, box.y + 272, 300, 104};
  // Deleting in an empty date goes back to the number, as one would expect of one line of figures.
  if (ui.has_caret(node_id("card.expiry")) && expiry_.empty() && ui.typed().text().starts_with('\b')) ui.focus_text("card.number");
  if (ui.text_focus() == 0) ui.focus_text("card.number"); // the bank has answered: the fields are back
  const auto number = secret_field(ui, "card.number", number_box, number_,
                                   {.label = tr(ui, "Card number"),
                                    .placeholder = "0000 0000 0000 0000",
                                    .style = SecretStyle::card_number,
                                    .digits = number_digits,
                                    .on_card = true});
  const auto said = warning(ui);
  const auto expiry = secret_field(ui, "card.expiry", expiry_box, expiry_,
                                   {.label = tr(ui, "Valid until"),
                                    .placeholder = tr(ui, "MM / YY"),
                                    .fault = said.blocks ? said.text : std::string_view{},
                                    .style = SecretStyle::expiry,
                                    .digits = expiry_digits,
                                    .on_card = true});
  if ((number.changed && number_.size() == number_digits) || number.submitted) next_field(ui);
  if (expiry.submitted && number_.size() < number_digits) ui.focus_text("card.number"), ui.draw_again();
  const float x = expiry_box.right() + 40;
  canvas.icon(Icon::lock, Point{x + 22, expiry_box.center().y}, 44, pale);
  const float room = box.right() - 40 - (x + 64);
  const auto text = tr(ui, "Card details are not kept here");
  const float height = canvas.paragraph_height(room, text, Type::t24, Weight::regular, 3);
  canvas.paragraph({x + 64, expiry_box.center().y - height / 2, room, height}, text, {Type::t24, pale}, 3);
}

void CardScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& view = ui.view();
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  title(ui, zones.main, tr(ui, "Your card"));
  sum_right(ui, zones.main.right(), zones.main.y + canvas.baseline(Type::t56), {.amount = view.total, .type = Type::t56});
  const float y = zones.main.y + canvas.line_height(Type::t56) + 28;
  const Rect box{zones.main.x, y, zones.main.w, 492};
  face(ui, box);
  if (view.card.busy) {
    const auto ink = ui.theme().outlined() ? c.ink : Color::hex(0xFFFFFF);
    const Rect middle{box.x, box.y + 100, box.w, 220};
    canvas.text_in(middle.top_strip(100), tr(ui, "Asking the bank"), {Type::t56, ink, Weight::bold}, Align::center);
    const Point center{middle.center().x, middle.y + 164};
    canvas.circle(center, 64, c.surface);
    spinner(ui, center, 88);
  } else {
    fields(ui, box);
  }
  const float pad_height = ui.large_text() && !zones.landscape ? 128 : 148;
  const float pad_top = zones.landscape ? zones.main.bottom() + 16 : zones.pad.bottom() - 4 * pad_height - 48;
  const Rect room{zones.main.x, box.bottom() + 16, zones.main.w, std::min(180.0F, pad_top - 32 - box.bottom())};
  const auto said = warning(ui);
  float top = room.bottom();
  if (!said.text.empty() && !view.card.busy) {
    top = draw_card_notice(ui, "card.message", room, {said.blocks ? Tone::wrong : Tone::care, Icon::alert, std::string(said.text), {}});
  } else if (const auto answer = card_notice(ui, view.card); answer && !view.card.busy) {
    top = draw_card_notice(ui, "card.message", room, *answer);
  }
  // A long answer takes the place of the line about the cards.
  if (top >= room.y + 48) accepted_line(ui, {zones.main.x, room.y + 4, zones.main.w, 40});
  number_pad(ui, zones.pad, pad_height);
  const bool ready = !view.card.busy && number_.size() == number_digits && expiry_.size() == expiry_digits && !said.blocks;
  if (primary_button(ui, "card.next", zones.action, view.card.busy ? tr(ui, "One moment") : tr(ui, "Get an SMS code"), {.enabled = ready}))
    submit(ui);
}

} // namespace kiosk
