#pragma once
// Picks the screens for a view, draws the frame around them, moves between them, and minds the idle time.
// UI thread. Ownership: owns the screens.
#include "kiosk/screens/parts/screen.h"
#include <string>
#include <vector>

namespace kiosk {

/// Which screens lie on the display, lowest first: one full screen, then sheets.
std::vector<ScreenId> layers_of(const engine::View& view, const Navigation& nav);

struct HostOptions {
  engine::Millis idle{60000};
  engine::Millis idle_question{30000};
  std::vector<engine::Language> languages{engine::all_languages.begin(), engine::all_languages.end()};
};

class ScreenHost {
public:
  ScreenHost(Screens screens, HostOptions options);

  /// One frame. `active`: a person did something since the last frame.
  void draw(Ui& ui, bool active);
  /// The name for automation: the topmost screen that has one.
  [[nodiscard]] std::string_view screen_name() const { return name_; }

private:
  struct Toast {
    std::string text;
    std::string_view action; ///< empty: none
    bool undo = false;
    engine::Instant until{};
  };
  Screen* find(ScreenId id);
  void mind_session(Ui& ui, bool active);
  void end_session(Ui& ui);
  void change_layers(Ui& ui, const std::vector<ScreenId>& layers);
  void mind_door(Ui& ui, const Rect& rect);
  void draw_chrome(Ui& ui, Screen& screen, const Chrome& chrome);
  void draw_toast(Ui& ui, const Chrome& chrome);

  Screens screens_;
  HostOptions options_;
  std::vector<ScreenId> shown_; ///< layers of the last frame
  std::string_view name_;
  engine::Instant last_active_{}, base_since_{}, sheet_since_{};
  float direction_ = 1;
  bool started_ = false;
  engine::Language language_{};
  std::uint64_t scanned_ = 0; ///< the last order slip that was shown to the scanner
  engine::StageKind stage_ = engine::StageKind::attract;
  std::uint64_t toast_serial_ = 0;
  Toast toast_;
  std::vector<engine::Instant> door_taps_;
};

/// The sentence of a toast of the view; empty for none.
std::string toast_text(const Ui& ui, const engine::Toast& toast);

} // namespace kiosk
