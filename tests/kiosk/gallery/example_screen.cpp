// A whole screen on the API, as the writers of screens may copy it.
#include "kiosk/design/illustration.h"
#include "kiosk/design/logo.h"
#include "kiosk/design/ornament.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include "tests/kiosk/gallery/demo.h"
#include <array>

namespace kiosk::demo {
namespace {

class ExampleScreen : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::attract; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.top_bar = false, .back = false}; }

  void draw(Ui& ui) override {
    auto& canvas = ui.canvas();
    const auto& c = ui.colors();
    canvas.fill({0, 0, 1080, 909}, c.teal);
    draw_logo(canvas, ui.theme(), {48, 86}, LogoStyle::poster);
    canvas.text({48, 196}, tr(ui, "Welcome!"), {Type::t96, c.on_teal, Weight::bold});
    canvas.paragraph({48, 316, 560, 120}, tr(ui, "Scan a product or touch the screen"), {Type::t40, mix(c.teal, c.on_teal, 0.86F)}, 2);
    draw_still_life(canvas, c, {0, 400, 1080, 504}, {tr(ui, "MILK"), tr(ui, "HONEY")});
    draw_ornament(canvas, {0, 904, 1080, 120}, ornament_colors(c));
    notice(ui, "attract.notice", {48, 1060, 984, 112}, Tone::care, Icon::printer,
           {tr(ui, "There is no receipt paper now."), tr(ui, "Pay by card — the QR code of the receipt is shown on the screen."), true});
    constexpr std::array names{"Qaraqalpaqsha", "O\u02BBzbekcha", "Русский", "English"};
    for (int i = 0; i < 4; ++i) {
      const auto language = engine::all_languages.at(static_cast<std::size_t>(i));
      const auto cell = Rect{48, 1204, 984, 224}.row(i / 2, 2, 16).column(i % 2, 2, 16);
      const OptionCard card{
          .title = names.at(static_cast<std::size_t>(i)), .chosen = ui.language() == language, .tick = true, .type = Type::t40};
      if (option_card(ui, "language." + std::string(engine::language_code(language)), cell, card))
        ui.send(engine::intent::SetLanguage{language});
    }
    if (list_row(ui, "attract.order_status", {48, 1476, 984, 112}, Icon::box, tr(ui, "Is my order ready?"), tr(ui, "Ask by its number")))
      ui.nav().order_status = true;
    if (primary_button(ui, "attract.start", {48, 1632, 984, 144}, tr(ui, "Start"), {.icon = Icon::arrow_right}))
      ui.send(engine::intent::Start{});
  }
};

} // namespace

std::unique_ptr<Screen> make_example_screen() { return std::make_unique<ExampleScreen>(); }

} // namespace kiosk::demo
