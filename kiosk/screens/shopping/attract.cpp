#include "kiosk/screens/shopping/attract.h"
#include "kiosk/design/illustration.h"
#include "kiosk/design/logo.h"
#include "kiosk/design/ornament.h"
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"

namespace kiosk {
namespace {

/// In its own language: who looks for it cannot read the others.
std::string_view own_name(engine::Language language) {
  switch (language) {
  case engine::Language::kaa: return "Qaraqalpaqsha";
  case engine::Language::uz: return "O\u02BBzbekcha";
  case engine::Language::ru: return "\u0420\u0443\u0441\u0441\u043A\u0438\u0439";
  case engine::Language::en: return "English";
  }
  return {};
}

/// The jar's label is narrow: a word that does not fit is left out.
std::string_view fitting(Canvas& canvas, std::string_view word, Type type, float width) {
  return canvas.large_text() || canvas.text_width(word, type, Weight::bold) > width ? std::string_view{} : word;
}

void draw_picture(Ui& ui, const Rect& poster, const Rect& ornament) {
  auto& canvas = ui.canvas();
  const bool dark = ui.theme().scheme != Scheme::light;
  const auto ground = dark ? (ui.theme().outlined() ? Color::hex(0x000000) : Color::hex(0x0B3B39)) : ui.colors().teal;
  const auto ink = Color::hex(0xFFFFFF), lesser = Color::hex(0xE3EFED);
  canvas.fill(poster, ground);
  draw_logo(canvas, ui.theme(), {48, 84}, ui.theme().outlined() ? LogoStyle::outlined : LogoStyle::poster);
  const float width = poster.w - 96;
  const auto welcome = tr(ui, "Welcome!");
  auto type = Type::t96;
  if (canvas.text_width(welcome, type, Weight::bold) > width) type = Type::t56;
  const float top = 196;
  canvas.text({48, top}, welcome, {type, ink, Weight::bold});
  canvas.paragraph({48, top + canvas.line_height(type) + 8, std::min(width, ui.large_text() ? 900.0F : 560.0F), 220},
                   tr(ui, "Scan an item or touch the screen"), {Type::t40, lesser}, 3);
  // With large text the words need the room; the picture makes way.
  const float picture = ui.large_text() ? std::min(poster.w, 1080.0F) * 0.72F : poster.w;
  draw_still_life(canvas, ui.colors(), {poster.right() - picture, poster.y, picture, poster.h},
                  {.milk = fitting(canvas, tr(ui, "MILK"), Type::t40, 136), .honey = fitting(canvas, tr(ui, "HONEY"), Type::t30, 84)});
  draw_ornament(canvas, ornament, ornament_colors(ui.colors()));
}

/// As the host's row, at the foot of the column.
void help_row(Ui& ui, const Rect& row) {
  const auto help = tr(ui, "Help"), access = tr(ui, "Accessibility");
  const float help_w = ui.canvas().text_width(help, Type::t30) + 60, access_w = ui.canvas().text_width(access, Type::t30) + 60;
  const Rect help_box{row.right() - help_w, row.y, help_w, row.h}, access_box{help_box.x - 64 - access_w, row.y, access_w, row.h};
  if (link_button(ui, "accessibility", access_box, access, {.icon = Icon::accessibility})) ui.nav().accessibility = true;
  if (link_button(ui, "help", help_box, help, {.icon = Icon::help})) ui.nav().help = true;
}

} // namespace

void AttractScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  const bool landscape = zones.landscape, large = ui.large_text();
  const Rect column = landscape ? Rect{1128, 48, 744, 984} : Rect{48, 0, zones.content.w, zones.screen.h};
  const auto said = service_notice(ui);
  NoticeText words{.inline_rest = true};
  if (said) words.fact = said->fact, words.rest = said->rest;
  const float notice_h = said ? notice_height(ui, column.w, words) : 0;
  // Without a notice the blocks below stay where they are; a long one in large letters lifts only the
  // poster's foot.
  const float lift = landscape ? 0 : std::max(0.0F, notice_h - 128);
  const Rect poster = landscape ? Rect{0, 0, 1080, 960} : Rect{0, 0, zones.screen.w, 904 - lift};
  const Rect ornament = landscape ? Rect{0, 960, 1080, 120} : Rect{0, 904 - lift, zones.screen.w, 120};
  // Everything that is no control of its own starts: it lies below the controls.
  if (ui.node({.name = "attract.poster", .rect = zones.screen, .label = tr(ui, "Start"), .stop = false, .radius = 0}))
    ui.send(engine::intent::Start{});
  draw_picture(ui, poster, ornament);

  if (said) {
    const float top = landscape ? column.y : 1060 - lift + (lift > 0 ? 0.0F : (128 - notice_h) / 2);
    notice(ui, "attract.notice", {column.x, top, column.w, notice_h}, said->tone, said->icon, words);
  }
  float y = landscape ? column.y + 260 : 1204;
  const float box = large ? 112 : 104;
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    const auto language = languages_[i];
    const Rect cell = Rect{column.x, y + static_cast<float>(i / 2) * (box + 16), column.w, box}.column(static_cast<int>(i % 2), 2, 16);
    if (option_card(ui, fmt::format("language.{}", engine::language_code(language)), cell,
                    {.title = own_name(language),
                     .chosen = language == ui.language(),
                     .tick = true,
                     .type = landscape || large ? Type::t30 : Type::t40}) &&
        language != ui.language())
      ui.send(engine::intent::SetLanguage{language});
  }
  y += 2 * box + 16 + (landscape ? 48.0F : large ? 24.0F : 48.0F);
  const Rect status{column.x, y, column.w, 110};
  const auto question = tr(ui, "Is my order ready?"), how = tr(ui, "Check by its number");
  const bool both = canvas.text_width(question, Type::t30, Weight::bold) + canvas.text_width(how, Type::t30) + 72 + 24 + 80 < status.w;
  if (list_row(ui, "attract.order_status", status, Icon::box, question, both ? how : std::string_view{})) ui.nav().order_status = true;
  const Rect start = landscape ? Rect{column.x, 760, column.w, 144} : Rect{column.x, 1632, column.w, 144};
  if (primary_button(ui, "attract.start", start, tr(ui, "Start"), {.icon = Icon::arrow_right})) ui.send(engine::intent::Start{});
  if (landscape) help_row(ui, {column.x, 944, column.w, 88});
}

namespace {

using engine::StopKind;

std::string_view for_staff(const Ui& ui, StopKind stop, bool not_set_up) {
  switch (stop) {
  case StopKind::none: return {};
  case StopKind::journal_write:
    return tr(ui, "For staff: the journal cannot be written, the disk is full or broken. Mend that, then start the kiosk again.");
  case StopKind::journal_unreadable:
    return tr(ui, "For staff: code 4. The journal is damaged, or its disk is full. Delete nothing and call the engineer.");
  case StopKind::state_busy:
    return tr(
        ui,
        "For staff: code 3. Another kiosk program runs on this computer. Restart the computer; if that does not help, call the engineer.");
  case StopKind::configuration:
    if (not_set_up) return tr(ui, "For staff: this kiosk is not set up yet. Call the engineer, who runs: kiosk --setup");
    return tr(ui, "For staff: code 2. The configuration has faults, the log names them. Call the engineer.");
  case StopKind::program:
    return tr(ui, "For staff: the kiosk program has stopped. Restart the computer; if that does not help, call the engineer.");
  }
  return {};
}

} // namespace

void OutOfServiceScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& devices = ui.view().devices;
  const Rect column =
      zones.landscape ? Rect{zones.content.x, 0, 1664 - zones.content.x, zones.screen.h} : Rect{48, 0, zones.content.w, zones.screen.h};
  draw_ornament(canvas, {0, zones.landscape ? 128.0F : 200.0F, zones.screen.w, 120}, ornament_colors(c));
  float y = zones.landscape ? 280 : 440;
  const float half = zones.landscape ? 64 : 88;
  const Point sign{column.center().x, y + half};
  canvas.circle(sign, half, c.saffron);
  canvas.icon(Icon::clock, sign, half, c.on_saffron);
  y += 2 * half + 32;
  const auto head = tr(ui, "We are not selling here right now");
  y += canvas.paragraph({column.x, y, column.w, 240}, head, {Type::t56, c.ink, Weight::bold}, 0, Align::center) + 16;
  // The fault that stops everything is said first.
  const auto stop = ui.view().stop;
  const bool stopped = stop != StopKind::none; // nothing here does anything until somebody starts the program again
  const auto why = stopped ? tr(ui, "The kiosk has stopped so that nothing is lost. Our staff start it again.")
                   : !devices.store.can_order()
                       ? tr(ui, "There is no connection with the store. The kiosk keeps trying and starts again by itself.")
                       : tr(ui, "The machines are being looked after. The kiosk starts again by itself.");
  y += canvas.paragraph({column.x, y, column.w, 240}, why, {Type::t40, c.ink2}, 0, Align::center) + (zones.landscape ? 24.0F : 48.0F);
  ui.node({.name = "out_of_service.why", .role = Role::text, .rect = {column.x, y - 200, column.w, 180}, .label = head, .value = why});
  const NoticeText desk{.fact = tr(ui, "The tills in the store are open."), .rest = tr(ui, "Please pay there, or ask our staff.")};
  const float h = notice_height(ui, column.w, desk);
  notice(ui, "out_of_service.still", {column.x, y, column.w, h}, Tone::fact, Icon::store, desk);
  y += h + (zones.landscape ? 16.0F : 24.0F);
  if (stop != StopKind::none) {
    const auto staff = for_staff(ui, stop, not_set_up_);
    const float high = canvas.paragraph({column.x, y + 24, column.w, 300}, staff, {Type::t30, c.ink}, 0, Align::center);
    ui.node(
        {.name = "out_of_service.staff", .role = Role::text, .rect = {column.x, y + 24, column.w, high}, .label = staff, .value = staff});
    if (!support_phone_.empty())
      canvas.text_in({column.x, y + 24 + high + 16, column.w, 60}, trf(ui, "Support: {}", phone_text(support_phone_)), {Type::t30, c.ink2},
                     Align::center);
    return;
  }
  const Rect status = zones.landscape ? Rect{column.x, 909, 576, 110} : Rect{column.x, y, column.w, 110};
  if (!stopped && list_row(ui, "attract.order_status", status, Icon::box, tr(ui, "Is my order ready?"), {})) ui.nav().order_status = true;
  if (!support_phone_.empty() && !zones.landscape)
    canvas.text_in({column.x, y + 130, column.w, 60}, trf(ui, "Support: {}", phone_text(support_phone_)), {Type::t30, c.ink2},
                   Align::center);
  const Rect action = zones.landscape ? Rect{column.right() - 784, 900, 784, 128} : zones.action;
  // Looking at goods and prices needs no store.
  if (!stopped && ui.catalog().size() > 0 &&
      primary_button(ui, "attract.start", action, tr(ui, "Look at goods and prices"), {.icon = Icon::arrow_right}))
    ui.send(engine::intent::Start{});
}

} // namespace kiosk
