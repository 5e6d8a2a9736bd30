#pragma once
// The X screen under the window on a kiosk, whose X server has no window manager and no desktop. Displays that come, go or change their size are switched on
// with their preferred mode, and the window gets the size of the screen. UI thread only.
#include "engine/config/turn.h"
#include <functional>
#include <memory>
#include <optional>

struct SDL_Window;
struct SDL_SysWMmsg;

namespace kiosk {

struct ScreenSize {
  int width = 0, height = 0;
  bool operator==(const ScreenSize&) const = default;
};

class XScreen {
public:
  /// Called before SDL_Init, which finds no display while none is switched on: switches on displays that were plugged in since the server started. Does
  /// nothing where there is a window manager.
  static void wake_displays(std::optional<engine::Turn> turn);
  /// The size of a window over the whole screen, when the video driver is X11 and no window manager would set it. Called after SDL_Init.
  static std::optional<ScreenSize> without_manager();

  /// For a window that without_manager() gave its size; borrows it. `turn`: of the picture and of the touch panel; empty: both stay as the server has them.
  XScreen(SDL_Window* window, std::optional<engine::Turn> turn);
  ~XScreen();
  XScreen(const XScreen&) = delete;
  XScreen& operator=(const XScreen&) = delete;

  /// Displays that changed are switched on or off, new touch panels turned; the window becomes as large as the screen, and gets the keys.
  void fit();
  /// Whether the message says that a display, the screen or an input machine changed.
  [[nodiscard]] static bool tells_of_change(const SDL_SysWMmsg& message);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// When the X server is gone the process ends with that code at once: some thread notices it in the middle of a call that cannot fail. Everything that
/// matters is in the journal, as for a power cut. `last_words` runs on that thread. Any thread.
void on_display_gone(int exit_code, std::function<void()> last_words);

} // namespace kiosk
