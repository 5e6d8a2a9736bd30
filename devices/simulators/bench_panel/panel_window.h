#pragma once
// An SDL2 window with Dear ImGui in it, and pictures from PNG files. UI thread only.
#include <cstdint>
#include <memory>
#include <string>

namespace devices::sim {

struct PanelPicture {
  std::uintptr_t texture = 0; ///< 0: could not be read
  int width = 0, height = 0;
};

class PanelWindow {
public:
  /// Throws std::runtime_error without a display or without OpenGL 3.
  PanelWindow(const char* title, int width, int height);
  ~PanelWindow();
  PanelWindow(const PanelWindow&) = delete;
  PanelWindow& operator=(const PanelWindow&) = delete;

  /// Waits up to `wait_ms` for events and starts a frame. False: the window was closed.
  bool begin_frame(int wait_ms);
  void end_frame();
  /// The last picture that was loaded is dropped.
  PanelPicture load_picture(const std::string& path);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace devices::sim
