#include "kiosk/screens/paying/sms.h"
#include "kiosk/screens/parts/countdown.h"
#include "kiosk/screens/paying/card_messages.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include <array>

namespace kiosk {
namespace {

constexpr std::size_t code_digits = 6;
constexpr std::string_view hole = "{}";

/// A sentence with one place, which stands out in bold.
struct Sentence {
  std::string before, inside, after;
};
Sentence sentence(std::string_view words, std::string inside) {
  const auto at = words.find(hole);
  if (at == std::string_view::npos) return {std::string(words), {}, {}};
  return {std::string(words.substr(0, at)), std::move(inside), std::string(words.substr(at + hole.size()))};
}

float draw_sentence(Ui& ui, const Rect& box, const Sentence& said, Type type, Color ink) {
  const std::array runs{TextRun{said.before, ink}, TextRun{said.inside, ui.colors().ink, Weight::bold}, TextRun{said.after, ink}};
  return ui.canvas().paragraph(box, runs, type, 2);
}

} // namespace

void SmsScreen::entered(Ui& ui) {
  wipe();
  ui.focus_text("sms.code");
}

void SmsScreen::phone_line(Ui& ui, const Rect& box) {
  const auto& phone = ui.view().card.phone;
  if (phone.empty()) {
    ui.canvas().paragraph(box, tr(ui, "The bank sent a code to the phone of this card."), {Type::t30, ui.colors().ink2}, 2);
    return;
  }
  draw_sentence(ui, box, sentence(tr(ui, "A code was sent to {}"), phone), Type::t30, ui.colors().ink2);
}

void SmsScreen::wait_card(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& state = ui.view().card;
  card(ui, box);
  const auto left = state.resend_at ? seconds_left(ui, *state.resend_at) : 0;
  const float part = state.resend_at ? part_left(ui, *state.resend_at, state.resend_wait) : 0;
  const Point ring{box.x + 80, box.center().y};
  if (left > 0) countdown_ring(ui, ring, 88, 10, part, c.saffron);
  else canvas.icon(Icon::phone, ring, 60, c.teal);
  const auto label = tr(ui, "Send again");
  const float width = std::min(button_width(ui, label), 420.0F);
  const Rect button{box.right() - 36 - width, box.center().y - 40, width, 80};
  if (quiet_button(ui, "sms.resend", button, label, {.enabled = left == 0 && !state.busy})) {
    code_.clear();
    ui.send(engine::intent::ResendCode{});
    ui.focus_text("sms.code");
  }
  const float x = box.x + 152, room = button.x - 24 - x;
  const auto line = left > 0 ? tr(ui, "then you can ask for the code again") : tr(ui, "You can ask for a new one");
  const auto head = left > 0 ? minutes_and_seconds(left) : std::string(tr(ui, "No code?"));
  const float first = canvas.line_height(Type::t40), second = canvas.paragraph_height(room, line, Type::t24, Weight::regular, 2);
  const float y = box.center().y - (first + second) / 2;
  canvas.text_in({x, y, room, first}, head, {Type::t40, c.ink, Weight::bold});
  canvas.paragraph({x, y + first, room, second}, line, {Type::t24, c.ink2}, 2);
}

void SmsScreen::warning_line(Ui& ui, const Rect& box) {
  ui.canvas().icon(Icon::shield_check, Point{box.x + 22, box.y + 28}, 44, ui.colors().ink2);
  draw_sentence(
      ui, {box.x + 64, box.y + 10, box.w - 64, box.h},
      sentence(tr(ui, "If the code is right, {} is taken from your card. Tell the code to nobody."), money_text(ui, ui.view().total)),
      Type::t24, ui.colors().ink2);
}

void SmsScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& view = ui.view();
  auto& canvas = ui.canvas();
  title(ui, zones.main, tr(ui, "Type the SMS code"));
  float y = zones.main.y + canvas.line_height(Type::t56) + 8;
  phone_line(ui, {zones.main.x, y, zones.main.w, 84});
  y += canvas.line_height(Type::t30) + 44;
  const float box_height = ui.large_text() ? 148 : 176, wait_height = ui.large_text() ? 160 : 128, gap = ui.large_text() ? 24 : 40;
  const Rect boxes{zones.main.x, y, zones.main.w, box_height};
  const bool wrong = view.card.message == engine::CardMessage::wrong_code && code_.empty() && !view.card.busy;
  if (view.card.busy) {
    const Rect middle{boxes.x, boxes.y, boxes.w, boxes.h};
    spinner(ui, {middle.x + 60, middle.center().y}, 88);
    canvas.text_in({middle.x + 144, middle.y, middle.w - 144, middle.h}, tr(ui, "The bank is checking the code"),
                   {Type::t40, ui.colors().ink, Weight::bold});
    ui.node({.name = "sms.code", .role = Role::secret, .rect = boxes, .enabled = false, .length = code_.size()});
  } else {
    if (ui.text_focus() == 0) ui.focus_text("sms.code");
    secret_field(ui, "sms.code", boxes, code_,
                 {.fault = wrong ? std::string_view(" ") : std::string_view{}, .style = SecretStyle::code_boxes, .digits = code_digits});
  }
  wait_card(ui, {zones.main.x, boxes.bottom() + gap, zones.main.w, wait_height});
  const Rect line{zones.main.x, boxes.bottom() + gap + wait_height + 24, zones.main.w, 80};
  warning_line(ui, line);

  const float pad_height = ui.large_text() && !zones.landscape ? 128 : 148;
  const float pad_top = zones.landscape ? zones.main.bottom() : zones.pad.bottom() - 4 * pad_height - 48;
  const Rect room{zones.main.x, line.bottom() + 8, zones.main.w, std::min(132.0F, pad_top - 16 - line.bottom() - 8)};
  if (const auto answer = card_notice(ui, view.card); answer && !view.card.busy && code_.size() < code_digits)
    draw_card_notice(ui, "sms.message", room, *answer);
  number_pad(ui, zones.pad, pad_height);
  const auto label = view.card.busy ? std::string(tr(ui, "One moment")) : trf(ui, "Pay {}", money_text(ui, view.total));
  if (primary_button(ui, "sms.next", zones.action, label, {.enabled = code_.size() == code_digits && !view.card.busy})) {
    ui.gate().send_secret(engine::intent::SubmitCode{}, std::move(code_));
    code_ = engine::SecretBuffer(code_digits);
    ui.focus_text("sms.code");
  }
}

} // namespace kiosk
