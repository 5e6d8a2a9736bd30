#pragma once
// The window's program: waits for events, draws when something changed, sleeps otherwise.
//
// Threading: constructed, run and destroyed on the UI (main) thread; stop(), wake() and post() from any thread.
// Ownership: borrows gate and words, which must outlive it; owns the screens.
#include "engine/config/turn.h"
#include "kiosk/app/screen_host.h"
#include "kiosk/app/stats.h"
#include "kiosk/design/glyphs.h"
#include <functional>
#include <memory>

namespace kiosk {

struct AppConfig {
  bool fullscreen = true;
  int width = 1080, height = 1920; ///< when windowed
  std::string title = "Kiosk";
  std::optional<engine::Turn> turn; ///< see WindowOptions
  Brand brand;
  Scheme scheme = Scheme::light;
  FontFiles fonts;
  HostOptions host;
  std::function<engine::Instant()> now; ///< the engine's monotonic clock
  std::function<engine::WallTime()> wall;
  std::function<std::optional<std::string>(const std::string& address)> picture_file; ///< worker thread; empty: addresses are files
  std::function<void(const std::string& address, const std::string& why, bool of_the_file)> picture_failed; ///< see Images::Hooks
  std::function<void(std::string_view label)> speak; ///< spoken guidance: the focused node's label changed
  /// Called after each turn of the loop, as a sign that the program draws. The loop turns at least as often as the result says.
  std::function<engine::Millis()> turned;
};

/// A pointer or key of automation, sent through SDL's queue like a finger's.
struct UiSnapshot {
  std::string screen;
  std::vector<Node> nodes; ///< layout units
  NodeId focus = 0;        ///< keyboard focus, else the field with the caret
  Transform transform;
};

class KioskApp {
public:
  /// Throws NoDisplay (window.h).
  KioskApp(AppConfig config, engine::Gate& gate, const engine::Words& words, Screens screens);
  ~KioskApp();
  KioskApp(const KioskApp&) = delete;
  KioskApp& operator=(const KioskApp&) = delete;

  /// Until stop() or the window is closed. 0.
  int run();
  void stop();
  /// Something changed outside (a new view): look again. Any thread.
  void wake();
  /// Runs on the UI thread, between frames. Any thread. False when the app no longer runs it.
  bool post(std::function<void()> work);

  // UI thread (inside post).
  [[nodiscard]] UiSnapshot snapshot() const;
  /// Frames are up to date with all events so far: draws until nothing asks for an immediate frame.
  void settle();
  void inject_tap(Point pixels);
  void inject_text(std::string_view utf8);
  bool inject_key(std::string_view name); ///< names of kiosk/automation/PROTOCOL.md section 2; false: unknown
  void inject_scan(std::string code);
  bool screenshot(const std::string& path);
  [[nodiscard]] Stats::Report stats() const;
  /// The name of the topmost node at a pixel; empty when there is none.
  [[nodiscard]] std::string node_name_at(Point pixels) const;
  [[nodiscard]] Ui& ui();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
