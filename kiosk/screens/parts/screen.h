#pragma once
// The contract between the host (kiosk/app) and a screen. The host draws the frame (logo, languages, steps, back,
// accessibility, help) as chrome() says, picks the screen from the view's stage and Navigation, and moves between them.
//
// Threading: UI thread. Ownership: the host owns its screens for the program's life; a screen keeps only what the person
// typed, and gives it up in wipe().
#include "kiosk/screens/parts/screen_id.h"
#include "kiosk/widgets/ui.h"
#include <memory>

namespace kiosk {

/// The parts that the host draws around a screen.
struct Chrome {
  bool top_bar = true;
  int step = 0;                     ///< 1 to 4; 0: no step bar
  bool back = true;                 ///< at the lower left, named "back"
  std::string_view back_label = {}; ///< empty: the word for back
  bool utility = true;              ///< accessibility and help
  Rect door{};                      ///< without the top bar: where the hidden staff door is; empty: none
  bool sunken = false;              ///< the keyboard's sheet reaches down: ground is sunken below it
};

class Screen {
public:
  virtual ~Screen() = default;
  [[nodiscard]] virtual ScreenId id() const = 0;
  [[nodiscard]] virtual Chrome chrome(const Ui&) const { return {}; }
  /// Content only: zones().content, main, pad, action. On a sheet: all, inside ui.zones().sheet, beginning with sheet(ui, ...).
  virtual void draw(Ui& ui) = 0;
  /// The back button, Escape. Default: intent::Back.
  virtual void back(Ui& ui) { ui.send(engine::intent::Back{}); }
  virtual void entered(Ui&) {}
  virtual void left(Ui&) { wipe(); }
  /// Forget secrets (and, on time-out, everything typed). Also called at time-out and when the language changes.
  virtual void wipe() {}
  /// The visit is over: forget everything that the person typed.
  virtual void forget() { wipe(); }
};

using Screens = std::vector<std::unique_ptr<Screen>>;

} // namespace kiosk
