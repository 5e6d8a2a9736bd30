#include "kiosk/app/screen_host.h"

#include "engine/base/wipe.h"
#include "kiosk/design/logo.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include <algorithm>
#include <array>

namespace kiosk {
namespace {

using engine::StageKind;

ScreenId base_of(const engine::View& view, const Navigation& nav) {
  if (view.staff.logged_in) return ScreenId::staff;
  if (nav.staff_login) return ScreenId::staff_login;
  switch (view.stage) {
  case StageKind::attract:
    return nav.order_status ? ScreenId::order_status : view.out_of_service ? ScreenId::out_of_service : ScreenId::attract;
  case StageKind::shopping:
    return nav.place == Navigation::Place::cart      ? ScreenId::cart
           : nav.place == Navigation::Place::product ? ScreenId::product
                                                     : ScreenId::catalog;
  case StageKind::delivery: return ScreenId::delivery;
  case StageKind::receiver: return nav.sign_in ? ScreenId::sign_in : ScreenId::receiver;
  case StageKind::payment:
  case StageKind::price_changes: return ScreenId::payment;
  case StageKind::ordering:
  case StageKind::processing: return ScreenId::processing;
  case StageKind::card: return ScreenId::card;
  case StageKind::sms: return ScreenId::sms;
  case StageKind::cash: return ScreenId::cash;
  case StageKind::done: return ScreenId::done;
  case StageKind::failed: return ScreenId::failed;
  }
  return ScreenId::attract;
}

/// A transition's first frame already shows a part of what comes, or the answer to a tap would be a blank screen.
constexpr engine::Millis head_start{24};
float ease_out(float t) { return 1 - (1 - t) * (1 - t) * (1 - t); }
float part_since(engine::Instant since, engine::Instant now, int ms) {
  return std::clamp(static_cast<float>((now - since).count()) / static_cast<float>(ms), 0.0F, 1.0F);
}

std::string_view short_code(engine::Language language) {
  switch (language) {
  case engine::Language::kaa: return "QQ";
  case engine::Language::uz: return "UZ";
  case engine::Language::ru: return "RU";
  case engine::Language::en: return "EN";
  }
  return "";
}
std::string_view own_name(engine::Language language) {
  switch (language) {
  case engine::Language::kaa: return "Qaraqalpaqsha";
  case engine::Language::uz: return "O\u02BBzbekcha";
  case engine::Language::ru: return "Русский";
  case engine::Language::en: return "English";
  }
  return "";
}

} // namespace

std::vector<ScreenId> layers_of(const engine::View& view, const Navigation& nav) {
  std::vector layers{base_of(view, nav)};
  if (view.stage == StageKind::price_changes) layers.push_back(ScreenId::price_changes);
  if (view.stage == StageKind::cash && view.cash.overpay) return layers; // its own sheet: nothing may cover money
  if (view.question) layers.push_back(ScreenId::question);
  else if (nav.help) layers.push_back(ScreenId::help);
  else if (nav.accessibility) layers.push_back(ScreenId::accessibility);
  if (nav.idle_until) layers.push_back(ScreenId::idle);
  return layers;
}

ScreenHost::ScreenHost(Screens screens, HostOptions options) : screens_(std::move(screens)), options_(std::move(options)) {}

Screen* ScreenHost::find(ScreenId id) {
  const auto at = std::find_if(screens_.begin(), screens_.end(), [&](const auto& s) { return s->id() == id; });
  return at == screens_.end() ? nullptr : at->get();
}

void ScreenHost::end_session(Ui& ui) {
  for (auto& screen : screens_) screen->forget();
  engine::wipe(toast_.text); // it may greet by name
  ui.nav() = {};
  ui.accessibility() = {};
  ui.keyboard_state() = {};
  ui.reset_interaction();
}

void ScreenHost::mind_session(Ui& ui, bool active) {
  const auto& view = ui.view();
  auto& nav = ui.nav();
  if (!started_) started_ = true, last_active_ = ui.now(), language_ = view.language, stage_ = view.stage;
  if (stage_ != view.stage) {
    if (view.stage == StageKind::attract) end_session(ui);
    if (stage_ == StageKind::attract || view.stage == StageKind::shopping)
      nav.place = nav.place == Navigation::Place::product ? Navigation::Place::catalog : nav.place;
    if (stage_ == StageKind::attract) nav.order_status = nav.staff_login = false;
    if (view.stage != StageKind::receiver) nav.sign_in = false;
    stage_ = view.stage;
    last_active_ = ui.now();
  }
  // A slip that is scanned while nobody is here asks for its order.
  if (scanned_ != view.order_status.scanned && (scanned_ = view.order_status.scanned) != 0 && view.stage == StageKind::attract &&
      !nav.staff_login)
    nav.order_status = true;
  if (language_ != view.language) {
    language_ = view.language;
    ui.keyboard_state() = {};
    for (auto& screen : screens_) screen->wipe();
  }
  if (active) last_active_ = ui.now(); // the answer to the question as well, or it would be asked again at once
  // A question in the middle of one's own page of settings would be rude: staff have no idle question, they are signed out.
  const bool local = view.stage == StageKind::attract;
  const bool anything =
      !local || nav.order_status || nav.staff_login || nav.help || nav.accessibility || view.staff.logged_in || view.language_chosen;
  if (nav.idle_until && (!view.idle_question_allowed || local)) nav.idle_until.reset(), last_active_ = ui.now();
  if (nav.end_session || (nav.idle_until && ui.now() >= *nav.idle_until)) {
    end_session(ui);
    ui.send(engine::intent::IdleEnded{});
    last_active_ = ui.now();
    return;
  }
  if (nav.idle_until) {
    ui.draw_again_at(*nav.idle_until);
    return;
  }
  if (!anything || (!local && !view.idle_question_allowed)) return;
  const auto due = last_active_ + options_.idle;
  if (ui.now() < due) {
    ui.draw_again_at(due);
    return;
  }
  if (!local && !view.staff.logged_in) {
    nav.idle_until = ui.now() + options_.idle_question;
    for (auto& screen : screens_) screen->wipe();
    ui.draw_again_at(*nav.idle_until);
    return;
  }
  if (view.staff.logged_in) ui.send(engine::intent::StaffLogout{});
  end_session(ui);
  ui.send(engine::intent::IdleEnded{});
  last_active_ = ui.now();
}

void ScreenHost::change_layers(Ui& ui, const std::vector<ScreenId>& layers) {
  const bool same = std::equal(layers.begin(), layers.end(), shown_.begin(), shown_.end());
  if (same) return;
  const bool base_changed = shown_.empty() || shown_.front() != layers.front();
  for (const auto& old : shown_)
    if (std::find(layers.begin(), layers.end(), old) == layers.end())
      if (auto* screen = find(old)) screen->left(ui);
  if (base_changed) {
    direction_ = shown_.empty() || layers.front() >= shown_.front() ? 1.0F : -1.0F;
    base_since_ = shown_.empty() ? engine::Instant{} : ui.now() - head_start;
    ui.reset_interaction();
    engine::wipe(toast_.text); // the toast belongs to the screen that is left
  }
  if (layers.size() > shown_.size() || (layers.size() > 1 && layers.back() != shown_.back())) sheet_since_ = ui.now() - head_start;
  const auto before = std::move(shown_);
  shown_.assign(layers.begin(), layers.end());
  for (const auto& fresh : shown_)
    if (std::find(before.begin(), before.end(), fresh) == before.end())
      if (auto* screen = find(fresh)) screen->entered(ui);
  for (const auto layer : shown_)
    if (traits(layer).renames) name_ = traits(layer).name;
}

void ScreenHost::draw(Ui& ui, bool active) {
  mind_session(ui, active);
  auto layers = layers_of(ui.view(), ui.nav());
  // A scrim without its sheet would lock the customer out.
  layers.erase(std::remove_if(layers.begin() + 1, layers.end(), [this](ScreenId id) { return find(id) == nullptr; }), layers.end());
  change_layers(ui, layers);
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  canvas.fill(canvas.clip(), c.ground);
  auto* base = find(shown_.front());
  if (base == nullptr) return;
  const auto chrome = base->chrome(ui);
  const bool covered = layers.size() > 1;
  ui.set_passive(covered);
  if (chrome.sunken) canvas.fill({0, ui.zones().keyboard.y - 24, ui.zones().screen.w, ui.zones().screen.h}, c.sunken);
  const float t = part_since(base_since_, ui.now(), timing::screen);
  const auto mark = canvas.mark();
  base->draw(ui);
  if (t < 1) {
    const float e = ease_out(t);
    canvas.shift_since(mark, {direction_ * 40 * (1 - e), 0}, e);
    ui.draw_again();
  }
  draw_chrome(ui, *base, chrome);
  ui.set_passive(false);
  if (covered) {
    const float s = ease_out(part_since(sheet_since_, ui.now(), timing::sheet));
    canvas.fill(canvas.clip(), c.scrim.fade(s));
    for (std::size_t i = 1; i < layers.size(); ++i) {
      auto* screen = find(layers[i]);
      if (screen == nullptr) continue;
      ui.barrier();
      ui.set_passive(i + 1 < layers.size());
      const auto sheet_mark = canvas.mark();
      screen->draw(ui);
      if (s < 1 && i + 1 == layers.size()) {
        canvas.shift_since(sheet_mark, {0, 64 * (1 - s)}, s);
        ui.draw_again();
      }
    }
    ui.set_passive(false);
  }
  if (!traits(layers.back()).hides_toast) draw_toast(ui, chrome);
}

/// Five taps within 3 s on what looks like a logo open the staff's login (kiosk/automation/PROTOCOL.md section 5).
void ScreenHost::mind_door(Ui& ui, const Rect& rect) {
  const auto door = ui.node({.name = "staff.door", .rect = rect, .stop = false});
  if (!door.clicked) return;
  door_taps_.push_back(ui.now());
  std::erase_if(door_taps_, [&](engine::Instant tap) { return ui.now() - tap > engine::seconds(3); });
  if (door_taps_.size() < 5 || !ui.view().staff.offered) return;
  door_taps_.clear();
  ui.nav().staff_login = true;
}

void ScreenHost::draw_chrome(Ui& ui, Screen& screen, const Chrome& chrome) {
  auto& canvas = ui.canvas();
  const auto& zones = ui.zones();
  if (!chrome.top_bar && chrome.door.w > 0) mind_door(ui, chrome.door);
  if (chrome.top_bar) {
    const Rect logo{48, zones.top_bar.y + 16, 260, zones.top_bar.h - 28};
    draw_logo(canvas, ui.theme(), {48, zones.top_bar.center().y}, ui.theme().outlined() ? LogoStyle::outlined : LogoStyle::bar);
    mind_door(ui, logo);
    std::vector<Segment> segments;
    int chosen = -1;
    for (const auto language : options_.languages) {
      if (language == ui.language()) chosen = static_cast<int>(segments.size());
      segments.push_back({engine::language_code(language), short_code(language), own_name(language)});
    }
    const auto count = static_cast<float>(segments.size());
    const float height = ui.theme().outlined() ? 84 : 72, width = ui.theme().outlined() ? 104 * count + 8 * (count - 1) : 88 * count + 4;
    const float right = zones.screen.w - 48;
    const int tapped =
        segmented(ui, "language", {right - width, zones.top_bar.center().y - height / 2 + (ui.large_text() ? 2.0F : 0.0F), width, height},
                  segments, chosen);
    if (tapped >= 0 && tapped != chosen) ui.send(engine::intent::SetLanguage{options_.languages[static_cast<std::size_t>(tapped)]});
  }
  if (chrome.step > 0) step_bar(ui, chrome.step);
  const auto row = zones.utility;
  const bool landscape = zones.landscape;
  if (chrome.back) {
    const auto word = chrome.back_label.empty() ? tr(ui, "Back") : chrome.back_label;
    const float width = std::max(204.0F, canvas.text_width(word, Type::t30, Weight::bold) + 124);
    const Rect box = landscape ? row.bottom_strip(84) : Rect{row.x, row.y + 4, std::min(width, 440.0F), 88};
    const bool on_sunken = chrome.sunken && !ui.theme().outlined();
    if (on_sunken) canvas.rounded(box, metrics::radius_small, ui.colors().surface);
    ButtonOptions options{.icon = Icon::arrow_left};
    options.is_cancel = true;
    const bool clicked = on_sunken ? secondary_button(ui, "back", box, word, options) : quiet_button(ui, "back", box, word, options);
    if (clicked) screen.back(ui);
  }
  if (chrome.utility) {
    const auto help = tr(ui, "Help"), access = tr(ui, "Accessibility");
    const auto [access_box, help_box] = utility_links(ui);
    const ButtonOptions small{.icon = Icon::accessibility, .type = landscape ? std::optional(Type::t24) : std::nullopt};
    if (link_button(ui, "accessibility", access_box, access, small)) ui.nav().accessibility = true;
    auto help_options = small;
    help_options.icon = Icon::help;
    if (link_button(ui, "help", help_box, help, help_options)) ui.nav().help = true;
  }
}

void ScreenHost::draw_toast(Ui& ui, const Chrome& chrome) {
  const auto& view = ui.view();
  if (view.toast.serial != toast_serial_) {
    toast_serial_ = view.toast.serial;
    auto text = toast_text(ui, view.toast);
    toast_ = {std::move(text), view.toast.can_undo ? tr(ui, "Undo") : std::string_view{}, view.toast.can_undo,
              ui.now() + engine::Millis{timing::toast}};
  }
  if (const auto local = ui.local_toast(); !local.text.empty()) {
    toast_ = {std::string(local.text), {}, false, local.at + engine::Millis{timing::toast}};
    ui.clear_local_toast();
  }
  if (toast_.text.empty() || ui.now() >= toast_.until) {
    engine::wipe(toast_.text);
    return;
  }
  ui.draw_again_at(toast_.until);
  const auto& c = ui.colors();
  auto& canvas = ui.canvas();
  const auto zone = ui.landscape() ? Rect{ui.zones().main.x, 0, ui.zones().main.w, 0} : ui.zones().action;
  const float action_w = toast_.action.empty() ? 0 : canvas.text_width(toast_.action, Type::t24, Weight::bold) + 104;
  const float room = zone.w - 56 - action_w - (action_w > 0 ? 16.0F : 0.0F);
  const float height = std::max(96.0F, canvas.paragraph_height(room, toast_.text, Type::t24, Weight::regular, 2) + 40);
  const float bottom = ui.landscape() ? ui.zones().screen.h - 32 : chrome.sunken ? ui.zones().keyboard.y - 40 : ui.zones().action.y - 16;
  Rect box{zone.x, bottom - height, zone.w, height};
  // The sum stays in sight: the toast stands above it.
  for (const auto& node : ui.nodes())
    if (node.role == Role::value && node.name.ends_with(".total") && node.rect.overlaps(box)) box.y = node.rect.y - 16 - height;
  canvas.rounded(box, metrics::radius_small, c.toast);
  const float h = canvas.paragraph_height(room, toast_.text, Type::t24, Weight::regular, 2);
  canvas.paragraph({box.x + 28, box.center().y - h / 2, room, h}, toast_.text, {Type::t24, c.on_toast}, 2);
  ui.node({.name = "toast.message", .role = Role::text, .rect = box, .label = toast_.text, .value = toast_.text});
  if (action_w <= 0) return;
  const Rect button{box.right() - 12 - action_w, box.y + 12, action_w, box.h - 24};
  const auto r = ui.node({.name = "toast.undo", .rect = button, .label = toast_.action});
  canvas.rounded(button, 12, mix(c.toast, c.on_toast, r.pressed ? 0.28F : 0.12F));
  canvas.icon(Icon::undo, Point{button.x + 42, button.center().y}, 32, c.toast_action);
  canvas.text_in({button.x + 70, button.y, button.w - 84, button.h}, toast_.action, {Type::t24, c.toast_action, Weight::bold});
  if (r.clicked) {
    ui.send(engine::intent::UndoRemove{});
    engine::wipe(toast_.text);
  }
}

} // namespace kiosk
