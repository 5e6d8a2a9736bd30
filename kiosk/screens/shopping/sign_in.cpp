#include "kiosk/screens/shopping/sign_in.h"
#include "engine/base/phone.h"
#include "engine/base/wipe.h"
#include "engine/sale/receiver_check.h"
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"

namespace kiosk {
namespace {

constexpr std::string_view phone_name = "sign_in.phone";
constexpr std::string_view password_name = "sign_in.password";

std::string_view refusal_text(const Ui& ui, engine::RefusalClass refusal) {
  using engine::RefusalClass;
  switch (refusal) {
  case RefusalClass::unauthorized:
  case RefusalClass::not_found:
  case RefusalClass::invalid: return tr(ui, "Phone or password is wrong");
  case RefusalClass::wrong_code:
  case RefusalClass::dead_code:
  case RefusalClass::card_refused:
  case RefusalClass::money:
  case RefusalClass::service:
  case RefusalClass::unavailable: break;
  }
  return tr(ui, "The store does not answer now. You can go on without signing in.");
}

} // namespace

Chrome SignInScreen::chrome(const Ui& ui) const { return {.step = 2, .sunken = ui.has_caret(node_id(password_name)) && !ui.landscape()}; }

void SignInScreen::entered(Ui& ui) {
  asked_ = checked_ = latin_shown_ = false;
  ui.focus_text(engine::read_phone(phone_.text()).whole ? password_name : phone_name);
}

void SignInScreen::wipe() { password_.clear(); }

void SignInScreen::forget() {
  wipe();
  phone_.clear();
  engine::wipe(phone_before_);
  asked_ = checked_ = phone_refused_ = false;
}

void SignInScreen::submit(Ui& ui) {
  checked_ = true;
  if (engine::check_phone(phone_.text()) != engine::FieldFault::none)
    return phone_refused_ = true, ui.focus_text(phone_name), ui.draw_again();
  if (password_.empty()) return ui.focus_text(password_name), ui.draw_again();
  asked_ = true;
  ui.gate().send_secret(engine::intent::SignIn{engine::read_phone(phone_.text()).international()},
                        std::exchange(password_, engine::SecretBuffer{max_password}));
}

void SignInScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  const auto& state = ui.view().sign_in;
  if (ui.view().customer) { // it worked
    ui.nav().sign_in = false;
    return ui.draw_again();
  }
  const bool tight = zones.landscape && ui.large_text(); // the keys leave little room: a smaller heading
  if (tight)
    canvas.text_in({zones.main.x, zones.main.y, zones.main.w, 72}, tr(ui, "Your account"), {Type::t40, ui.colors().ink, Weight::bold});
  else title(ui, zones.main, tr(ui, "Your account"));
  const bool typing_password = ui.has_caret(node_id(password_name));
  float y = zones.main.y + canvas.line_height(Type::t56) + 8;
  // Lying, the letters need all the room below the fields.
  const float words_y = zones.landscape ? zones.main.y + (tight ? 320.0F : 290.0F) : y;
  const auto words = tr(ui, "With it you collect and spend cashback. You can also buy without it.");
  if (!zones.landscape || !typing_password) {
    const float h = canvas.paragraph({zones.main.x, words_y, zones.main.w, 100}, words, {Type::t30, ui.colors().ink2}, 2);
    if (!zones.landscape) y += h + 72;
  }
  if (zones.landscape) y = zones.main.y + (tight ? 120.0F : 108.0F);
  const auto phone_fault = engine::check_phone(phone_.text());
  const Rect row{zones.main.x, y, zones.main.w, tight ? 80.0F : zones.landscape ? 96.0F : 136.0F};
  const Rect phone_box = zones.landscape ? row.column(0, 2, 24) : row;
  const Rect password_box =
      zones.landscape ? row.column(1, 2, 24) : Rect{row.x, row.bottom() + (ui.large_text() ? 116.0F : 88.0F), row.w, 104};
  const bool say_phone = (checked_ && phone_fault != engine::FieldFault::none && (phone_refused_ || !ui.has_caret(node_id(phone_name)))) ||
                         phone_fault == engine::FieldFault::too_long || phone_fault == engine::FieldFault::not_digits ||
                         phone_fault == engine::FieldFault::foreign_country;
  const auto phone = text_field(ui, phone_name, phone_box, phone_,
                                {.label = tr(ui, "Phone number"),
                                 .prefix = "+998",
                                 .fault = say_phone ? fault_text(ui, PersonField::phone, phone_fault) : std::string_view{},
                                 .valid = phone_fault == engine::FieldFault::none,
                                 .phone_groups = true,
                                 .big = !zones.landscape});
  if (phone.changed) phone_refused_ = false;
  // Nine digits that begin with 998 or 8, or that a longer form was just read as, may not be all: the rest must not land in the password.
  const bool appended = phone_.text().starts_with(phone_before_);
  phone_before_ = phone_.text();
  const bool certain =
      appended && engine::read_phone(phone_.text()).whole && !phone_.text().starts_with("998") && !phone_.text().starts_with('8');
  if (phone.submitted || (phone.changed && certain)) ui.focus_text(password_name), ui.draw_again();
  const bool refused = asked_ && !state.busy && state.error && password_.empty();
  const auto fault = refused                                                            ? refusal_text(ui, *state.error)
                     : checked_ && password_.empty() && !state.busy && !typing_password ? tr(ui, "Enter your password")
                                                                                        : std::string_view{};
  if (typing_password && !latin_shown_) { // passwords are Latin nearly always; the other script is one key away
    latin_shown_ = true;
    ui.keyboard_state().other_script = ui.language() == engine::Language::ru;
  }
  const auto password =
      secret_field(ui, password_name, password_box, password_,
                   {.label = tr(ui, "Password"), .fault = fault, .style = SecretStyle::dots, .digits = 64, .letters = true});
  if (password.changed) asked_ = false;
  if (typing_password) keyboard(ui, {.enter_label = tr(ui, "Sign in")});
  else number_pad(ui, zones.landscape ? zones.pad : zones.content, 128);
  const bool pressed = primary_button(ui, "sign_in.next", zones.action, state.busy ? tr(ui, "One moment\u2026") : tr(ui, "Sign in"),
                                      {.icon = Icon::arrow_right, .enabled = !state.busy});
  if (state.busy) spinner(ui, {zones.action.x + 72, zones.action.center().y}, 48);
  if ((pressed || password.submitted) && !state.busy) submit(ui);
}

} // namespace kiosk
