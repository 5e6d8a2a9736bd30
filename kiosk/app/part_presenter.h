#pragma once
// Shows parts of the back buffer without swapping, where that is cheaper: a software driver on X11, which otherwise copies every
// pixel of the window twice for each pressed button (11 ms at 1080x1920). With a GPU a swap costs nothing and does not tear.
// UI thread only; the window and its GL context must outlive it.
#include <memory>

struct SDL_Window;

namespace kiosk {

class PartPresenter {
public:
  /// Null when the driver is no software one, the window is not X11's, or GLX_MESA_copy_sub_buffer is missing. With the
  /// window's GL context current.
  static std::unique_ptr<PartPresenter> make(SDL_Window* window);
  /// Pixels of the back buffer, y from the lower edge as in GL. What lies beside them in the back buffer does not matter.
  void show(int x, int y, int width, int height) const;

private:
  PartPresenter() = default;
  void* display_ = nullptr;
  unsigned long drawable_ = 0;
  void (*copy_)(void*, unsigned long, int, int, int, int) = nullptr; ///< glXCopySubBufferMESA
};

} // namespace kiosk
