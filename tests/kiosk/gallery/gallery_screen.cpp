// Every part in its states.
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "kiosk/widgets/marks.h"
#include "tests/kiosk/gallery/demo.h"
#include <array>

namespace kiosk::demo {
namespace {

class GalleryScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::catalog; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.top_bar = false, .back = false, .utility = false}; }

  void entered(Ui& ui) override {
    name_.set("Gúl");
    phone_.set("61222");
    done_.set("Gúlnaz");
    ui.focus_text("gallery.name");
  }

  void draw(Ui& ui) override {
    head(ui, 26, "Colour");
    swatches(ui);
    buttons(ui);
    steppers(ui);
    fields(ui);
    notices(ui);
    marks(ui);
    type(ui);
  }

private:
  static void head(Ui& ui, float y, std::string_view text, float x = 48) {
    ui.canvas().text({x, y}, text, {Type::t24, ui.colors().ink2, Weight::bold});
  }
  static void caption(Ui& ui, const Rect& above, std::string_view text) {
    ui.canvas().text_in({above.x, above.bottom() + 4, above.w, 32}, text, {Type::t24, ui.colors().ink2}, Align::center);
  }

  static void swatches(Ui& ui) {
    const auto& c = ui.colors();
    const std::array<std::pair<std::string_view, Color>, 10> all{{{"ground", c.ground},
                                                                  {"surface", c.surface},
                                                                  {"sunken", c.sunken},
                                                                  {"line", c.line},
                                                                  {"ink 2", c.ink2},
                                                                  {"ink", c.ink},
                                                                  {"teal", c.teal},
                                                                  {"tint", c.teal_tint},
                                                                  {"saffron", c.saffron},
                                                                  {"brick", c.brick}}};
    for (int i = 0; i < 10; ++i) {
      const auto cell = Rect{48, 74, 984, 64}.column(i, 10, 8);
      ui.canvas().rounded(cell, 16, all.at(static_cast<std::size_t>(i)).second);
      ui.canvas().outline(cell, 16, c.line, 1);
      caption(ui, cell, all.at(static_cast<std::size_t>(i)).first);
    }
  }

  static void buttons(Ui& ui) {
    head(ui, 194, "Primary and secondary button: rest, off, with icon");
    const Rect row{48, 242, 984, 96};
    primary_button(ui, "gallery.primary", row.column(0, 4, 16), "Dawam etiw", {.type = Type::t30});
    primary_button(ui, "gallery.off", row.column(1, 4, 16), "Dawam etiw", {.enabled = false, .type = Type::t30});
    primary_button(ui, "gallery.next", row.column(2, 4, 16), "Baslaw", {.icon = Icon::arrow_right, .type = Type::t30});
    tint_button(ui, "gallery.tint", row.column(3, 4, 16), "Akkaunt", {.icon = Icon::user});
    const Rect second{48, 386, 984, 96};
    secondary_button(ui, "gallery.secondary", second.column(0, 4, 16), "Qaytarıw");
    alarm_button(ui, "gallery.alarm", second.column(1, 4, 16), "Что делать");
    quiet_button(ui, "gallery.quiet", second.column(2, 4, 16), "Artqa", {.icon = Icon::arrow_left});
    danger_button(ui, "gallery.danger", second.column(3, 4, 16), "Óshiriw");
  }

  void steppers(Ui& ui) {
    head(ui, 520, "Choice, options, chips, stepper: many, last one, weighed, off");
    if (choice_card(ui, "gallery.card", {48, 564, 984, 148},
                    {Icon::card, "Karta", "Uzcard, Humo · SMS kod kerek boladı", {}, {}, chosen_ == 0}))
      chosen_ = 0;
    choice_card(ui, "gallery.cash", {48, 728, 984, 148}, {Icon::banknote, "Naq pul", {}, "Házir bolmaydı: chek qaǵazı pitti", {}, false});
    if (option_card(ui, "gallery.district", {48, 892, 484, 100},
                    {.title = "22-kishi rayon", .line = "3,4 km", .value = "6\u2009000", .chosen = true}))
      chosen_ = -1;
    option_card(ui, "gallery.district2", {548, 892, 484, 100}, {.title = "Aeroport", .line = "5,6 km", .value = "12\u2009000"});
    const auto act = stepper(ui, "gallery.stepper", {48, 1008, 236, 76}, {.figure = std::to_string(count_), .last_one = count_ == 1});
    if (act == StepperAction::plus) ++count_;
    if (act == StepperAction::minus) --count_;
    stepper(ui, "gallery.last", {300, 1008, 236, 76}, {.figure = "1", .last_one = true});
    stepper(ui, "gallery.weighed", {552, 1008, 236, 76}, {.figure = "1,5 kg", .weighed = true});
    stepper(ui, "gallery.most", {804, 1008, 228, 76}, {.figure = "9", .can_add = false});
  }

  void fields(Ui& ui) {
    head(ui, 1096, "Field: rest, typed, wrong, filled");
    const Rect row{48, 1176, 984, 88};
    text_field(ui, "gallery.rest", row.column(0, 4, 16), rest_, {.label = "Atıńız", .placeholder = "Atıńız"});
    text_field(ui, "gallery.name", row.column(1, 4, 16), name_, {.label = "Atıńız"});
    text_field(ui, "gallery.phone", row.column(2, 4, 16), phone_, {.label = "Telefon", .fault = "Jáne 4 san kerek", .phone_groups = true});
    text_field(ui, "gallery.done", row.column(3, 4, 16), done_, {.label = "Atıńız", .valid = true});
  }

  static void notices(Ui& ui) {
    head(ui, 1308, "Notice: fact, care, wrong");
    notice(ui, "gallery.fact", {48, 1352, 480, 84}, Tone::fact, Icon::shield_check,
           {"Pulıńız saqlanǵan", "Apparattan ketpeń", false, Type::t24});
    notice(ui, "gallery.care", {48, 1448, 480, 84}, Tone::care, Icon::printer, {"Chek qaǵazı joq", "Karta menen tóleń", false, Type::t24});
    notice(ui, "gallery.wrong", {48, 1544, 480, 84}, Tone::wrong, Icon::alert,
           {"Kod durıs emes", "Jáne 2 múmkinshilik bar", false, Type::t24});
  }

  void marks(Ui& ui) {
    const auto& c = ui.colors();
    head(ui, 1308, "Toggle, choice, tag, ring, wait", 552);
    if (toggle(ui, "gallery.toggle", {552, 1352, 108, 64}, "Toggle", on_)) on_ = !on_;
    toggle(ui, "gallery.toggle_off", {676, 1352, 108, 64}, "Toggle", false);
    radio_mark(ui, {828, 1384}, true);
    radio_mark(ui, {896, 1384}, false);
    discount_tag(ui, {944, 1364}, "\u221215%");
    countdown_ring(ui, {594, 1476}, 84, 10, 0.7F, c.saffron, "14");
    countdown_ring(ui, {694, 1476}, 60, 9, 0.3F, c.teal);
    progress_bar(ui, {752, 1464, 280, 24}, 0.63F, c.saffron, mix(c.saffron_tint, c.saffron, 0.3F));
    status_mark(ui, {580, 1560}, 44, Health::good);
    status_mark(ui, {640, 1560}, 44, Health::care);
    status_mark(ui, {700, 1560}, 44, Health::wrong);
    status_mark(ui, {760, 1560}, 44, Health::off);
    float x = 552;
    for (const auto which : all_icons()) {
      ui.canvas().icon(which, Rect{x, 1600, 44, 44}, c.ink);
      x += 52;
      if (x > 1000) break;
    }
    Point at{48, 1836};
    for (const auto which : all_icons()) {
      ui.canvas().icon(which, Rect{at.x, at.y, 34, 34}, c.ink);
      at.x += 38;
      if (at.x > 1020) at = {48, at.y + 42};
    }
  }

  static void type(Ui& ui) {
    const auto& c = ui.colors();
    head(ui, 1684, "Type 24 30 40 56 96, regular and bold");
    float x = 48;
    const auto put = [&](std::string_view text, Type type, Weight weight) {
      x += ui.canvas().text_on_baseline({x, 1808}, text, {type, c.ink, weight}) + 18;
    };
    put("Óz qolıńız", Type::t24, Weight::regular);
    put("Óz qolıńız", Type::t30, Weight::bold);
    put("Óz qolıńız", Type::t40, Weight::regular);
    put("Jámi", Type::t56, Weight::bold);
    sum_right(ui, 1032, 1808, {.amount = engine::Money::som(152000), .type = Type::t96, .unit = false});
  }

  TextEdit rest_{40}, name_{40}, phone_{9, Accepts::digits}, done_{40};
  int chosen_ = 0, count_ = 2;
  bool on_ = true;
};

} // namespace

namespace {

/// The letters, as the search of the catalogue uses them.
class KeyboardScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::delivery; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 1, .sunken = true}; }
  void entered(Ui& ui) override { ui.focus_text("catalog.search"); }
  void draw(Ui& ui) override {
    text_field(ui, "catalog.search", ui.zones().main.top_strip(96), edit_, {.placeholder = tr(ui, "Search"), .icon = Icon::search});
    keyboard(ui);
    primary_button(ui, "delivery.next", ui.zones().action, tr(ui, "Continue"), {.icon = Icon::arrow_right});
  }

private:
  TextEdit edit_{60};
};

/// Fields of the card and the number pad.
class PadScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::card; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 3}; }
  void entered(Ui& ui) override { ui.focus_text("card.number"); }
  void draw(Ui& ui) override {
    const auto& z = ui.zones();
    title(ui, z.main, tr(ui, "Your card"));
    const Rect box{z.main.x + 32, z.main.y + 172, z.main.w - 64, 128};
    ui.canvas().rounded({z.main.x, z.main.y + 96, z.main.w, 300}, metrics::radius_large, ui.colors().teal_pressed);
    secret_field(ui, "card.number", box, secret_, {.label = tr(ui, "Card number"), .style = SecretStyle::card_number, .on_card = true});
    number_pad(ui, z.pad);
    primary_button(ui, "card.next", z.action, tr(ui, "Get the SMS code"), {.enabled = false});
  }
  void wipe() override { secret_.clear(); }

private:
  engine::SecretBuffer secret_{16};
};

} // namespace

std::unique_ptr<Screen> make_keyboard_screen() { return std::make_unique<KeyboardScreen>(); }
std::unique_ptr<Screen> make_pad_screen() { return std::make_unique<PadScreen>(); }
std::unique_ptr<Screen> make_gallery_screen() { return std::make_unique<GalleryScreen>(); }

} // namespace kiosk::demo
