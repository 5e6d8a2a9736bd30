#include "kiosk/staff/staff_login.h"
#include "kiosk/screens/parts/countdown.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {
constexpr std::size_t shortest_pin = 4, longest_pin = 12;
}

void StaffLoginScreen::entered(Ui& ui) {
  wipe();
  ui.focus_text("staff_login.pin");
}

void StaffLoginScreen::back(Ui& ui) {
  ui.send(engine::intent::StaffLogout{}); // forgets that a PIN was wrong
  ui.nav().staff_login = false;
}

void StaffLoginScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& view = ui.view();
  const auto& staff = view.staff;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  title(ui, zones.main, tr(ui, "Staff only"));
  float y = zones.main.y + canvas.line_height(Type::t56) + 8;
  const auto purpose = view.age_waiting ? trf(ui, "A customer waits for the age check: from {} years.", view.min_age)
                                        : std::string(tr(ui, "Type your PIN to open staff mode."));
  y += canvas.paragraph({zones.main.x, y, zones.main.w, 84}, purpose, {Type::t30, c.ink2}, 2) + 84;

  const auto locked = staff.locked_until ? seconds_left(ui, *staff.locked_until) : 0;
  const bool wrong = staff.pin_wrong && pin_.empty() && !staff.busy;
  std::string fault;
  if (locked > 0) fault = trf(ui, "Too many wrong PINs. Try again in {}.", fmt::format("{}:{:02}", locked / 60, locked % 60));
  else if (wrong) fault = trf(ui, "This PIN is not right. Tries left: {}", staff.tries_left);
  const Rect box{zones.main.x, y, zones.main.w, 136};
  const auto result = secret_field(ui, "staff_login.pin", box, pin_,
                                   {.label = tr(ui, "PIN"), .fault = fault, .style = SecretStyle::dots, .digits = longest_pin});
  number_pad(ui, zones.pad, ui.large_text() && !zones.landscape ? 128 : 148);
  const bool ready = locked == 0 && !staff.busy && pin_.size() >= shortest_pin;
  const auto label = staff.busy ? tr(ui, "One moment") : tr(ui, "Sign in");
  const bool next = primary_button(ui, "staff_login.next", zones.action, label, {.enabled = ready});
  if (!(next || (result.submitted && ready))) return;
  ui.gate().send_secret(engine::intent::StaffLogin{}, std::move(pin_));
  pin_ = engine::SecretBuffer(longest_pin);
  ui.focus_text("staff_login.pin");
}

} // namespace kiosk
