#include "kiosk/screens/shopping/receiver.h"
#include "engine/base/phone.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {

using engine::FieldFault;

bool ReceiverScreen::shown(const Ui& ui, const Entry& entry) const {
  return entry.kind != PersonField::address || ui.view().delivery.type == engine::DeliveryType::courier;
}

bool ReceiverScreen::letters(const Ui& ui) const {
  return std::ranges::any_of(entries_,
                             [&](const Entry& e) { return e.kind != PersonField::phone && shown(ui, e) && ui.has_caret(node_id(e.name)); });
}

Chrome ReceiverScreen::chrome(const Ui& ui) const { return {.step = 2, .sunken = letters(ui) && !ui.landscape()}; }

FieldFault ReceiverScreen::fault_of(const Ui& ui, const Entry& entry) const {
  switch (entry.kind) {
  case PersonField::first_name:
  case PersonField::last_name: return engine::check_name(entry.edit.text());
  case PersonField::phone: return engine::check_phone(entry.edit.text());
  case PersonField::address: return engine::check_address(entry.edit.text(), shown(ui, entry));
  }
  return FieldFault::none;
}

void ReceiverScreen::entered(Ui& ui) {
  const auto& known = ui.view().receiver;
  const auto phone = engine::read_phone(known.phone).whole ? engine::read_phone(known.phone).national : std::string{};
  const std::array<std::string, fields> values{known.first_name, known.last_name, known.address, phone};
  for (std::size_t i = 0; i < fields; ++i)
    if (entries_[i].edit.empty()) entries_[i].edit.set(values[i]);
  for (const auto& entry : entries_)
    if (shown(ui, entry) && entry.edit.empty()) return ui.focus_text(entry.name);
  ui.drop_text_focus();
}

void ReceiverScreen::forget() {
  for (auto& entry : entries_) entry.edit.clear(), entry.touched = entry.refused = false;
  filled_for_.clear();
}

void ReceiverScreen::next_field(Ui& ui, const Entry& entry) {
  bool after = false;
  for (const auto& other : entries_) {
    if (after && shown(ui, other)) return ui.focus_text(other.name), ui.draw_again();
    after = after || other.name == entry.name;
  }
  submit(ui);
}

void ReceiverScreen::submit(Ui& ui) {
  for (auto& entry : entries_) entry.touched = true;
  for (auto& entry : entries_)
    if (shown(ui, entry) && fault_of(ui, entry) != FieldFault::none)
      return entry.refused = true, ui.focus_text(entry.name), ui.draw_again();
  const auto courier = shown(ui, entries_[2]);
  ui.send(engine::intent::SubmitReceiver{entries_[0].edit.text(), entries_[1].edit.text(),
                                         engine::read_phone(entries_[3].edit.text()).international(),
                                         courier ? entries_[2].edit.text() : std::string{}});
}

void ReceiverScreen::field(Ui& ui, Entry& entry, const Rect& box, std::string_view label, std::string_view hint) {
  const auto fault = fault_of(ui, entry);
  const bool active = ui.has_caret(node_id(entry.name));
  // An empty field is no fault while one is still on the way to it; an unfinished one not while it is being
  // typed.
  const bool say = entry.touched && fault != FieldFault::none &&
                   (!active || entry.refused || fault == FieldFault::bad_characters || fault == FieldFault::too_long ||
                    fault == FieldFault::not_digits || fault == FieldFault::foreign_country);
  const bool phone = entry.kind == PersonField::phone;
  const auto result = text_field(ui, entry.name, box, entry.edit,
                                 {.label = label,
                                  .prefix = phone ? "+998" : "",
                                  .fault = say ? fault_text(ui, entry.kind, fault) : std::string_view{},
                                  .hint = hint,
                                  .valid = fault == FieldFault::none,
                                  .phone_groups = phone,
                                  .big = phone && !ui.landscape(),
                                  .own_enter = true});
  if (result.changed) entry.refused = false;
  if (result.changed && entry.edit.characters() > 1) entry.touched = true;
  if (result.submitted) entry.touched = true, next_field(ui, entry);
}

void ReceiverScreen::account(Ui& ui) {
  const auto& main = ui.zones().main;
  const auto& customer = ui.view().customer;
  if (customer) {
    const auto who = customer->name.empty() ? std::string(tr(ui, "You are signed in")) : customer->name;
    const auto out = tr(ui, "Sign out");
    const float w = button_width(ui, out, Type::t30, true);
    const Rect box{main.right() - w, main.y, w, 80};
    if (quiet_button(ui, "receiver.sign_out", box, out, {.icon = Icon::sign_out})) ui.send(engine::intent::SignOut{});
    const auto heading = ui.zones().landscape && ui.large_text() ? Type::t40 : Type::t56; // as draw() has it
    const float left = main.x + ui.canvas().text_width(tr(ui, "Who receives it?"), heading, Weight::bold) + 24, room = box.x - 24 - left;
    if (room >= 96) // else the fields below say who it is
      ui.canvas().text_in({left, main.y, room, 80}, who, {Type::t30, ui.colors().teal, Weight::bold}, Align::right);
    if (filled_for_ != who) {
      filled_for_ = who;
      const auto space = customer->name.find(' ');
      if (entries_[0].edit.empty() && !customer->name.empty()) entries_[0].edit.set(customer->name.substr(0, space));
      // An account may have been given any name; nobody should have to delete it letter by letter.
      if (fault_of(ui, entries_[0]) != FieldFault::none) entries_[0].edit.clear();
      if (entries_[1].edit.empty() && space != std::string::npos) entries_[1].edit.set(customer->name.substr(space + 1));
      if (fault_of(ui, entries_[1]) != FieldFault::none) entries_[1].edit.clear();
      ui.draw_again();
    }
    return;
  }
  const auto label = tr(ui, "Sign in to my account");
  const float title_w = ui.canvas().text_width(tr(ui, "Who receives it?"), Type::t56, Weight::bold);
  const float w = std::min(button_width(ui, label, Type::t30, true), main.w - title_w - 24);
  if (tint_button(ui, "receiver.sign_in", {main.right() - w, main.y, w, 80}, label, {.icon = Icon::user})) ui.nav().sign_in = true;
}

void ReceiverScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  const bool courier = shown(ui, entries_[2]);
  const bool tight = zones.landscape && ui.large_text(); // the keys leave little room: a smaller heading
  if (tight)
    canvas.text_in({zones.main.x, zones.main.y, zones.main.w, 72}, tr(ui, "Who receives it?"), {Type::t40, ui.colors().ink, Weight::bold});
  else title(ui, zones.main, tr(ui, "Who receives it?"));
  account(ui);
  const auto first = tr(ui, "First name"), last = tr(ui, "Last name"), address = tr(ui, "Address"), phone = tr(ui, "Phone number");
  const auto hint = tr(ui, "We write to this number when the order is ready.");
  const bool typing_letters = letters(ui);
  if (zones.landscape) {
    const float y = zones.main.y + (tight ? 119.0F : 108.0F), height = tight ? 68 : 96;
    const Rect row{zones.main.x, y, zones.main.w, height};
    if (courier) {
      field(ui, entries_[0], {row.x, y, 280, height}, first, {});
      field(ui, entries_[1], {row.x + 296, y, 330, height}, last, {});
      field(ui, entries_[2], {row.x + 642, y, row.w - 642, height}, address, {});
    } else {
      field(ui, entries_[0], row.column(0, 2, 24), first, {});
      field(ui, entries_[1], row.column(1, 2, 24), last, {});
    }
    field(ui, entries_[3], {zones.pad.x, zones.pad.y + 44, zones.pad.w, 104}, phone, hint);
    const float below = tight ? 262.0F : 230.0F; // a fault has two lines in large text
    if (typing_letters) keyboard(ui, {.enter_label = tr(ui, "Next")});
    else number_pad(ui, {zones.pad.x, zones.pad.y + below, zones.pad.w, zones.pad.h - below}, 110);
  } else {
    const bool large = ui.large_text();
    // A fault has its line between a box and the next label.
    const float label = large ? 56 : 44, step = 44, box = 104;
    // With large text the letters leave room for two rows: the rows before the one being typed give way.
    float y = zones.content.y + canvas.line_height(Type::t56) + (large ? 8.0F : 32.0F);
    y += label;
    const bool on_address = ui.has_caret(node_id(entries_[2].name));
    if (!(large && typing_letters && on_address)) {
      const Rect row{zones.content.x, y, zones.content.w, box};
      field(ui, entries_[0], row.column(0, 2, 24), first, {});
      field(ui, entries_[1], row.column(1, 2, 24), last, {});
      y += box + step + label;
    }
    if (courier) {
      field(ui, entries_[2], {zones.content.x, y, zones.content.w, box}, address, {});
      y += box + step + label;
    }
    const float phone_box = large ? 120 : 136;
    const float limit = typing_letters ? keyboard_sheet(ui).y : zones.content.bottom() - 4 * 128 - 48 - 24;
    if (y + phone_box <= limit) {
      const bool room = y + phone_box + 48 <= limit;
      field(ui, entries_[3], {zones.content.x, y, zones.content.w, phone_box}, phone, room ? hint : std::string_view{});
    }
    if (typing_letters) keyboard(ui, {.enter_label = tr(ui, "Next")});
    else number_pad(ui, zones.content, large ? 116 : 128);
  }
  if (primary_button(ui, "receiver.next", zones.action, tr(ui, "Continue"), {.icon = Icon::arrow_right})) submit(ui);
}

} // namespace kiosk
