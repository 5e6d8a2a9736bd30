#pragma once
// The SDL window and its GL context: a kept render target into which only changed rectangles are drawn, then shown.
// UI thread only.
#include "engine/config/turn.h"
#include "kiosk/app/damage.h"
#include "kiosk/design/canvas.h"
#include "kiosk/design/glyphs.h"
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

union SDL_Event;

namespace kiosk {

struct WindowOptions {
  bool fullscreen = true;
  int width = 1080, height = 1920; ///< when windowed
  std::string title = "Kiosk";
  std::optional<engine::Turn> turn; ///< turn of the display where no window manager turns it; empty: it stays
};

/// There is no display to draw on now. A display may be switched on later, or a driver may be loading: try again.
class NoDisplay : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

class Window {
public:
  /// Throws NoDisplay when there is no display or no GL 3.3.
  explicit Window(const WindowOptions& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  [[nodiscard]] int width() const; ///< pixels
  [[nodiscard]] int height() const;
  /// Asks SDL for the size; true when it changed.
  bool refresh_size();
  /// Called with each event. Does the work of a window manager where there is none: displays that come, go or change are followed (x_screen.h).
  void follow_display(const SDL_Event& event);

  /// Brings new letters of the atlas to the GPU.
  void upload(Glyphs& glyphs);
  /// 8-bit RGBA rows; 0 when it cannot be made.
  std::uintptr_t upload_picture(const std::uint8_t* rgba, int width, int height);
  void drop_picture(std::uintptr_t id);

  /// Draws the rectangles of the list into the target and shows it.
  void draw(const ImDrawList& list, const std::vector<PixelRect>& rects);
  /// Writes the frame that was shown last, as PNG. False when the file cannot be written.
  bool save_png(const std::string& path);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
