// The sheet of the four modes for everyone. Part of the frame, so it is the host's own.
#include "kiosk/app/accessibility_sheet.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

class AccessibilitySheet : public Screen {
public:
  [[nodiscard]] std::string_view name() const override { return "accessibility"; }
  [[nodiscard]] Presentation presentation() const override { return Presentation::sheet; }

  void draw(Ui& ui) override {
    const float row = ui.large_text() ? 140 : 116;
    auto box = sheet(ui, 4 * row + (ui.large_text() ? 440.0F : 400.0F));
    title(ui, box, tr(ui, "Accessibility"));
    auto& modes = ui.accessibility();
    float y = box.y + 100;
    const auto mode = [&](std::string_view node, Icon icon, std::string_view word, bool& on) {
      const Rect line{box.x, y, box.w, row};
      ui.canvas().icon(icon, Point{line.x + 26, line.center().y}, 52, ui.colors().ink);
      ui.canvas().text_in({line.x + 84, line.y, line.w - 220, line.h}, word, {Type::t40, ui.colors().ink});
      if (toggle(ui, node, {line.right() - 116, line.center().y - 36, 116, 72}, word, on)) on = !on, ui.draw_again();
      y += row;
    };
    mode("accessibility.large_text", Icon::text_size, tr(ui, "Large text"), modes.large_text);
    mode("accessibility.high_contrast", Icon::contrast, tr(ui, "High contrast"), modes.high_contrast);
    mode("accessibility.reach", Icon::reach, tr(ui, "Everything lower"), modes.reach);
    mode("accessibility.spoken", Icon::phone, tr(ui, "Spoken guidance"), modes.spoken);
    ButtonOptions options;
    options.is_cancel = true;
    if (primary_button(ui, "accessibility.close", box.bottom_strip(128), tr(ui, "Done"), options)) ui.nav().accessibility = false;
  }
};

} // namespace

std::unique_ptr<Screen> make_accessibility_sheet() { return std::make_unique<AccessibilitySheet>(); }

} // namespace kiosk
