#include "kiosk/screens/paying/cash.h"
#include "kiosk/screens/paying/cash_parts.h"
#include "kiosk/screens/sheets/overpay.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

using engine::CashMessage;

struct Said {
  Tone tone = Tone::care;
  Icon icon = Icon::alert;
  std::string_view fact, rest;
};

Said words_of(const Ui& ui, CashMessage message) {
  switch (message) {
  case CashMessage::none: return {};
  case CashMessage::note_returned:
    return {Tone::fact, Icon::undo, tr(ui, "The note came back to you."), tr(ui, "Please take it from the slot.")};
  case CashMessage::note_rejected:
    return {Tone::care, Icon::undo, tr(ui, "The machine could not read this note."),
            tr(ui, "Smooth it out and try again, or use another one.")};
  case CashMessage::too_large:
    return {Tone::care, Icon::banknote, tr(ui, "This note is too large for what is left."), tr(ui, "Please use a smaller one.")};
  case CashMessage::take_second_note:
    return {Tone::care, Icon::hand, tr(ui, "One note at a time, please."), tr(ui, "Take the second note back.")};
  case CashMessage::acceptor_failed:
    return {Tone::care, Icon::clock, tr(ui, "The machine takes no notes now."),
            tr(ui, "What you paid is counted. Wait a moment, or press Stop.")};
  case CashMessage::no_paper:
    return {Tone::care, Icon::receipt, tr(ui, "The receipt paper is out."),
            tr(ui, "No notes are taken until it is refilled. Press Stop to pay another way.")};
  case CashMessage::no_printer:
    return {Tone::care, Icon::receipt, tr(ui, "The receipt printer does not work now."),
            tr(ui, "No notes are taken without a receipt. Press Stop to pay another way.")};
  case CashMessage::no_module:
    return {Tone::care, Icon::receipt, tr(ui, "The receipt module does not answer now."),
            tr(ui, "No notes are taken without a receipt. Press Stop to pay another way.")};
  case CashMessage::jammed:
    return {Tone::wrong, Icon::alert, tr(ui, "A note is stuck in the machine."), tr(ui, "What you paid is counted. Our staff will come.")};
  case CashMessage::cassette_out:
    return {Tone::wrong, Icon::alert, tr(ui, "The note box was taken out."), tr(ui, "What you paid is counted. Our staff will come.")};
  case CashMessage::note_unknown:
    return {Tone::care, Icon::clock, tr(ui, "We do not know where your note is"),
            tr(ui, "It is written down. Tell our staff before you go.")};
  }
  return {};
}

} // namespace

void CashScreen::stop_button(Ui& ui) {
  if (!ui.view().can_go_back) return;
  const auto row = ui.zones().utility;
  const auto word = tr(ui, "Stop");
  const float width = std::max(252.0F, ui.canvas().text_width(word, Type::t30, Weight::bold) + 124);
  const Rect box = ui.landscape() ? row.bottom_strip(84) : Rect{row.x, row.y + 4, std::min(width, 440.0F), 88};
  if (quiet_button(ui, "cash.cancel", box, word, {.icon = Icon::arrow_left})) ui.send(engine::intent::Cancel{});
  // The arrow is the way back, as on every other screen.
  if (ui.node({.name = "back", .rect = box.left_strip(std::min(72.0F, box.w * 0.36F)), .label = word, .is_cancel = true}).clicked) back(ui);
}

float CashScreen::statement(Ui& ui, const Rect& box) {
  const auto& cash = ui.view().cash;
  NoticeText text{tr(ui, "The machine gives no change."),
                  cash.vouchers ? tr(ui, "For what is over you get a voucher; we ask you first.")
                                : tr(ui, "Notes that are too large come back to you."),
                  false, ui.landscape() || ui.large_text() ? Type::t24 : Type::t30};
  const float height = ui.landscape() ? std::max(box.h, notice_height(ui, box.w, text)) : box.h;
  notice(ui, "cash.no_change", box.bottom_strip(height), Tone::plain, Icon::ticket, text);
  return height - box.h;
}

/// The present action of the validator, or its last message.
void CashScreen::happening(Ui& ui, const Rect& box) {
  const auto& cash = ui.view().cash;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto doing = cash.closing    ? std::string(tr(ui, "Finishing, one moment"))
                     : cash.checking ? trf(ui, "{} is being checked", group_digits(*cash.checking))
                                     : std::string{};
  if (!doing.empty()) {
    const float width = std::min(canvas.text_width(doing, Type::t40, Weight::bold), box.w - 76);
    const float x = box.center().x - (width + 76) / 2;
    spinner(ui, {x + 26, box.y + 48}, 52);
    canvas.text_in({x + 76, box.y, width + 1, 96}, doing, {Type::t40, c.ink, Weight::bold});
    ui.value("cash.state", {x, box.y, width + 76, 96}, doing, "checking");
    return;
  }
  if (cash.message != CashMessage::none) {
    const auto said = words_of(ui, cash.message);
    const NoticeText text{said.fact, said.rest, false, ui.landscape() && ui.large_text() ? Type::t24 : Type::t30};
    const float height = std::max(112.0F, notice_height(ui, box.w, text));
    notice(ui, "cash.message", {box.x, std::min(box.y, box.bottom() - height), box.w, height}, said.tone, said.icon, text);
    return;
  }
  const auto words = cash.inserted > engine::Money{} ? tr(ui, "Insert the next note") : tr(ui, "Insert a note into the slot");
  if (canvas.text_width(words, Type::t40, Weight::bold) <= box.w)
    canvas.text_in({box.x, box.y, box.w, 96}, words, {Type::t40, c.ink, Weight::bold}, Align::center);
  else canvas.paragraph({box.x, box.y - 16, box.w, 160}, words, {Type::t30, c.ink, Weight::bold}, 2, Align::center);
  ui.value("cash.state", {box.x, box.y, box.w, 96}, words, "waiting");
}

void CashScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& cash = ui.view().cash;
  auto& canvas = ui.canvas();
  title(ui, zones.main, tr(ui, "Insert cash"));
  const float y = zones.main.y + canvas.line_height(Type::t56) + 24;
  const Rect panel{zones.main.x, y, zones.main.w, ui.large_text() ? 456.0F : 432.0F};
  cash_panel(ui, panel);
  // The drawing shows a note in the slot: the note that is being checked, otherwise the largest note that is accepted.
  const bool waiting = !cash.checking && !cash.closing && !cash.overpay && !takes_no_notes(cash.message) && !cash.accepted.empty();
  std::int64_t sample = cash.checking.value_or(0);
  if (sample == 0 && waiting)
    for (const auto note : cash.accepted)
      if (engine::Money::som(note) <= cash.left) sample = std::max(sample, note);
  if (sample == 0 && waiting) sample = cash.accepted.front();
  if (zones.landscape) {
    const Rect slot{zones.main.x, panel.bottom() + 24, 520, 260};
    note_slot(ui, slot, sample, Chevrons::none);
    happening(ui, {slot.right() + 24, panel.bottom() + 60, zones.main.right() - slot.right() - 24, 220});
    const float grown = statement(ui, zones.action);
    accepted_notes(ui, {zones.pad.x, zones.pad.y, zones.pad.w, zones.pad.h - grown});
  } else {
    const Rect slot{zones.main.x, panel.bottom() + 32, zones.main.w, 376};
    const bool crowded = ui.large_text() && cash.message != CashMessage::none; // the words need the room
    note_slot(ui, slot, sample, sample == 0 || crowded ? Chevrons::none : waiting ? Chevrons::running : Chevrons::still);
    const float limit = accepted_notes(ui, zones.pad) - 8, top = std::min(slot.bottom(), limit - 112);
    happening(ui, {zones.main.x, top, zones.main.w, limit - top});
  }
  if (!zones.landscape) statement(ui, zones.action);
  stop_button(ui);
  if (cash.overpay) draw_overpay_sheet(ui, *cash.overpay);
}

} // namespace kiosk
