#include "kiosk/app/x_screen.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <atomic>
#include <map>
#include <string_view>
#include <unistd.h>
#ifdef SDL_VIDEO_DRIVER_X11
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/extensions/Xrandr.h>
#endif

namespace kiosk {

#ifdef SDL_VIDEO_DRIVER_X11
namespace {

/// The extension's own numbers: its events have no type that SDL knows.
int randr_events = -1;

bool has_manager(Display* display) {
  const Atom check = XInternAtom(display, "_NET_SUPPORTING_WM_CHECK", True);
  if (check == None) return false;
  Atom type = None;
  int format = 0;
  unsigned long count = 0, left = 0;
  unsigned char* data = nullptr;
  const int found = XGetWindowProperty(display, DefaultRootWindow(display), check, 0, 1, False, XA_WINDOW, &type, &format, &count, &left, &data);
  if (data != nullptr) XFree(data);
  return found == Success && count > 0;
}

ScreenSize root_size(Display* display) {
  XWindowAttributes root{};
  XGetWindowAttributes(display, DefaultRootWindow(display), &root);
  return {root.width, root.height};
}

Display* display_of(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version)
  return SDL_GetWindowWMInfo(window, &info) == SDL_TRUE && info.subsystem == SDL_SYSWM_X11 ? info.info.x11.display : nullptr;
}

} // namespace

std::optional<ScreenSize> XScreen::without_manager() {
  const char* driver = SDL_GetCurrentVideoDriver();
  if (driver == nullptr || std::string_view(driver) != "x11") return std::nullopt;
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) return std::nullopt;
  std::optional<ScreenSize> size;
  if (!has_manager(display)) size = root_size(display);
  XCloseDisplay(display);
  return size;
}

struct XScreen::Impl {
  SDL_Window* window;
  Display* display;
  Window root;
  bool randr = false;
  std::map<RROutput, Rotation> turned; ///< as each display was shown last: the next one in its place hangs as it did

  void listen() {
    XWindowAttributes attributes{};
    XGetWindowAttributes(display, root, &attributes);
    XSelectInput(display, root, attributes.your_event_mask | StructureNotifyMask);
    int errors = 0, major = 1, minor = 2;
    randr = XRRQueryExtension(display, &randr_events, &errors) != 0 && XRRQueryVersion(display, &major, &minor) != 0 && (major > 1 || minor >= 2);
    if (!randr) randr_events = -1;
    else XRRSelectInput(display, root, RRScreenChangeNotifyMask | RROutputChangeNotifyMask | RRCrtcChangeNotifyMask);
  }

  struct Wish {
    RROutput output;
    RRCrtc crtc;
    RRMode mode;
    Rotation rotation;
    ScreenSize size;
    unsigned long mm_width, mm_height;
  };

  static const XRRModeInfo* mode_of(const XRRScreenResources& all, RRMode id) {
    for (int i = 0; i < all.nmode; ++i)
      if (all.modes[i].id == id) return &all.modes[i];
    return nullptr;
  }

  /// The one display that a kiosk has: the first that is connected. What it should show, when that is not what it shows.
  std::optional<Wish> wish(XRRScreenResources& all, bool& shown) {
    shown = false;
    for (int i = 0; i < all.noutput; ++i) {
      const std::unique_ptr<XRROutputInfo, void (*)(XRROutputInfo*)> output{XRRGetOutputInfo(display, &all, all.outputs[i]), XRRFreeOutputInfo};
      if (!output || output->connection == RR_Disconnected || output->nmode == 0 || output->ncrtc == 0) continue;
      const RRMode preferred = output->modes[0]; // the first npreferred are; without any the first is the best
      const auto* mode = mode_of(all, preferred);
      if (mode == nullptr) continue;
      const RRCrtc crtc = output->crtc != None ? output->crtc : output->crtcs[0];
      const std::unique_ptr<XRRCrtcInfo, void (*)(XRRCrtcInfo*)> now{XRRGetCrtcInfo(display, &all, crtc), XRRFreeCrtcInfo};
      if (output->crtc != None && now) turned[all.outputs[i]] = now->rotation;
      // A mode that the display still knows was chosen by whoever set this machine up, and stays.
      bool fits = output->crtc != None && now && now->mode != None && now->x == 0 && now->y == 0;
      if (fits) {
        bool known = false;
        for (int m = 0; m < output->nmode; ++m) known = known || output->modes[m] == now->mode;
        fits = known && (now->mode == preferred || mode_chosen == now->mode);
        if (!mode_known) mode_known = true, mode_chosen = now->mode, fits = known;
      }
      shown = fits;
      if (fits) return std::nullopt;
      const auto before = turned.find(all.outputs[i]);
      const Rotation rotation = before == turned.end() ? Rotation{RR_Rotate_0} : before->second;
      ScreenSize size{static_cast<int>(mode->width), static_cast<int>(mode->height)};
      if ((rotation & (RR_Rotate_90 | RR_Rotate_270)) != 0) std::swap(size.width, size.height);
      return Wish{all.outputs[i], crtc, preferred, rotation, size, output->mm_width, output->mm_height};
    }
    return std::nullopt;
  }
  bool mode_known = false;
  RRMode mode_chosen = None;

  void switch_on() {
    const std::unique_ptr<XRRScreenResources, void (*)(XRRScreenResources*)> all{XRRGetScreenResources(display, root), XRRFreeScreenResources};
    if (!all) return;
    bool shown = false;
    auto wanted = wish(*all, shown);
    if (!wanted) return; // as it should be, or nothing is connected: what was shown last stays until something is
    XGrabServer(display); // nobody sees the steps between
    for (int i = 0; i < all->ncrtc; ++i) // a screen cannot become smaller than what stands on it
      XRRSetCrtcConfig(display, all.get(), all->crtcs[i], CurrentTime, 0, 0, None, RR_Rotate_0, nullptr, 0);
    const int mm_width = wanted->mm_width > 0 ? static_cast<int>(wanted->mm_width) : wanted->size.width * 254 / 960;
    const int mm_height = wanted->mm_height > 0 ? static_cast<int>(wanted->mm_height) : wanted->size.height * 254 / 960;
    XRRSetScreenSize(display, root, wanted->size.width, wanted->size.height, mm_width, mm_height);
    XRRSetCrtcConfig(display, all.get(), wanted->crtc, CurrentTime, 0, 0, wanted->mode, wanted->rotation, &wanted->output, 1);
    XUngrabServer(display);
    XSync(display, False);
    mode_chosen = wanted->mode;
  }
};

XScreen::XScreen(SDL_Window* window) : impl_(std::make_unique<Impl>()) {
  impl_->window = window;
  impl_->display = display_of(window);
  if (impl_->display == nullptr) return;
  impl_->root = DefaultRootWindow(impl_->display);
  impl_->listen();
}
XScreen::~XScreen() = default;

void XScreen::fit() {
  if (impl_->display == nullptr) return;
  if (impl_->randr) impl_->switch_on();
  const auto screen = root_size(impl_->display);
  ScreenSize mine;
  SDL_GetWindowSize(impl_->window, &mine.width, &mine.height);
  if (screen.width > 0 && screen.height > 0 && !(mine == screen)) {
    SDL_SetWindowSize(impl_->window, screen.width, screen.height);
    SDL_SetWindowPosition(impl_->window, 0, 0);
  }
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version)
  if (SDL_GetWindowWMInfo(impl_->window, &info) == SDL_TRUE) XSetInputFocus(impl_->display, info.info.x11.window, RevertToPointerRoot, CurrentTime);
}

bool XScreen::tells_of_change(const SDL_SysWMmsg& message) {
  if (message.subsystem != SDL_SYSWM_X11) return false;
  const auto& event = message.msg.x11.event;
  if (randr_events >= 0 && (event.type == randr_events + RRScreenChangeNotify || event.type == randr_events + RRNotify)) return true;
  return event.type == ConfigureNotify && event.xconfigure.window == DefaultRootWindow(event.xconfigure.display);
}

void on_display_gone(int exit_code, std::function<void()> last_words) {
  static int code = 0;
  static std::function<void()> words;
  static std::atomic_flag said;
  code = exit_code, words = std::move(last_words);
  XSetIOErrorHandler([](Display*) -> int {
    if (!said.test_and_set() && words) words();
    _exit(code); // not exit(): static objects would wait for threads that wait for this one
  });
}
#else
struct XScreen::Impl {};
std::optional<ScreenSize> XScreen::without_manager() { return std::nullopt; }
XScreen::XScreen(SDL_Window*) {}
XScreen::~XScreen() = default;
void XScreen::fit() {}
bool XScreen::tells_of_change(const SDL_SysWMmsg&) { return false; }
void on_display_gone(int, std::function<void()>) {}
#endif

} // namespace kiosk
