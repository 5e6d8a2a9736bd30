#include "kiosk/app/part_presenter.h"
#include <SDL.h>
#include <SDL_opengl.h>
#include <SDL_syswm.h>
#include <string_view>

namespace kiosk {
namespace {

template <class Function> Function* procedure(const char* name) { return reinterpret_cast<Function*>(SDL_GL_GetProcAddress(name)); }

bool drawn_by_software() {
  const auto get_string = procedure<const GLubyte*(GLenum)>("glGetString");
  const auto* said = get_string ? get_string(GL_RENDERER) : nullptr;
  const std::string_view renderer = said ? reinterpret_cast<const char*>(said) : "";
  return renderer.find("llvmpipe") != renderer.npos || renderer.find("softpipe") != renderer.npos;
}

} // namespace

std::unique_ptr<PartPresenter> PartPresenter::make(SDL_Window* window) {
#if defined(SDL_VIDEO_DRIVER_X11)
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version)
  if (SDL_GetWindowWMInfo(window, &info) != SDL_TRUE || info.subsystem != SDL_SYSWM_X11 || !drawn_by_software()) return nullptr;
  // The entry point exists whether or not the driver can do it: only the list of extensions tells.
  const auto extensions = procedure<const char*(Display*, int)>("glXQueryExtensionsString");
  const char* known = extensions ? extensions(info.info.x11.display, DefaultScreen(info.info.x11.display)) : nullptr;
  if (!known || std::string_view(known).find("GLX_MESA_copy_sub_buffer") == std::string_view::npos) return nullptr;
  auto made = std::unique_ptr<PartPresenter>(new PartPresenter);
  made->display_ = info.info.x11.display;
  made->drawable_ = info.info.x11.window;
  made->copy_ = procedure<void(void*, unsigned long, int, int, int, int)>("glXCopySubBufferMESA");
  return made->copy_ ? std::move(made) : nullptr;
#else
  (void)window;
  return nullptr;
#endif
}

void PartPresenter::show(int x, int y, int width, int height) const { copy_(display_, drawable_, x, y, width, height); }

} // namespace kiosk
