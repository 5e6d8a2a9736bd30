#include "kiosk/app/x_screen.h"
#include "kiosk/app/x_touch.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <atomic>
#include <map>
#include <spdlog/spdlog.h>
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
  const int found =
      XGetWindowProperty(display, DefaultRootWindow(display), check, 0, 1, False, XA_WINDOW, &type, &format, &count, &left, &data);
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

namespace {

template <class Info> using Owned = std::unique_ptr<Info, void (*)(Info*)>;

/// The displays of one X server, by RandR.
class Displays {
public:
  /// `turn`: empty, as the server turned each display when it started.
  Displays(Display* display, std::optional<engine::Turn> turn) : display_(display), root_(DefaultRootWindow(display)), turn_(turn) {
    int errors = 0, major = 1, minor = 2;
    const bool there = XRRQueryExtension(display, &randr_events, &errors) != 0 && XRRQueryVersion(display, &major, &minor) != 0;
    there_ = there && (major > 1 || minor >= 2);
    if (!there_) randr_events = -1;
  }
  void listen() {
    if (there_) XRRSelectInput(display_, root_, RRScreenChangeNotifyMask | RROutputChangeNotifyMask | RRCrtcChangeNotifyMask);
  }

  /// The one display that a kiosk has, the first that is connected, shows its preferred mode, or the mode that was chosen for it when the machine was set
  /// up. Without a connected display the last picture stays until one is connected.
  void switch_on() {
    if (!there_) return;
    const Owned<XRRScreenResources> all{XRRGetScreenResources(display_, root_), XRRFreeScreenResources};
    if (!all) return;
    const auto wanted = wish(*all);
    if (!wanted) return;
    XGrabServer(display_);               // the steps between are not shown
    for (int i = 0; i < all->ncrtc; ++i) // a screen cannot become smaller than the displays on it
      XRRSetCrtcConfig(display_, all.get(), all->crtcs[i], CurrentTime, 0, 0, None, RR_Rotate_0, nullptr, 0);
    XRRSetScreenSize(display_, root_, wanted->size.width, wanted->size.height, millimetres(wanted->size.width),
                     millimetres(wanted->size.height));
    auto output = wanted->output;
    const auto done = XRRSetCrtcConfig(display_, all.get(), wanted->crtc, CurrentTime, 0, 0, wanted->mode, wanted->rotation, &output, 1);
    XUngrabServer(display_);
    XSync(display_, False);
    chosen_ = wanted->mode;
    if (done == RRSetConfigSuccess) shows_ = wanted->rotation;
    if (done == RRSetConfigSuccess || wanted->rotation == RR_Rotate_0) return;
    say_unturned();
    turn_ = engine::Turn::none;
    switch_on();
  }

  /// How the display hangs that is shown now, which need not be how it was asked for.
  [[nodiscard]] engine::Turn shown() const {
    if ((shows_ & RR_Rotate_90) != 0) return engine::Turn::left;
    if ((shows_ & RR_Rotate_270) != 0) return engine::Turn::right;
    return (shows_ & RR_Rotate_180) != 0 ? engine::Turn::inverted : engine::Turn::none;
  }

private:
  struct Wish {
    RROutput output;
    RRCrtc crtc;
    RRMode mode;
    Rotation rotation;
    ScreenSize size;
  };

  /// At 96 to the inch: nothing of ours asks how large a letter is in the world.
  static int millimetres(int pixels) { return pixels * 254 / 960; }

  /// Once, however often displays are looked at.
  static void say_unturned() {
    static bool said = false;
    if (!std::exchange(said, true)) spdlog::warn("display.rotate: the X server cannot turn this display; it is shown as it is");
  }

  static Rotation rotation_of(engine::Turn turn) {
    switch (turn) {
    case engine::Turn::none: return RR_Rotate_0;
    case engine::Turn::left: return RR_Rotate_90;
    case engine::Turn::right: return RR_Rotate_270;
    case engine::Turn::inverted: return RR_Rotate_180;
    }
    return RR_Rotate_0;
  }

  /// How a display is to hang that the server can show in the ways `able`.
  Rotation wanted(RROutput output, Rotation able) {
    if (turn_ && (able & rotation_of(*turn_)) != 0) return rotation_of(*turn_);
    if (turn_) say_unturned();
    const auto before = turned_.find(output);
    return before == turned_.end() ? Rotation{RR_Rotate_0} : before->second;
  }

  static const XRRModeInfo* mode_of(const XRRScreenResources& all, RRMode id) {
    for (int i = 0; i < all.nmode; ++i)
      if (all.modes[i].id == id) return &all.modes[i];
    return nullptr;
  }

  /// Does nothing when the display shows its mode already.
  std::optional<Wish> wish(XRRScreenResources& all) {
    for (int i = 0; i < all.noutput; ++i) {
      const Owned<XRROutputInfo> output{XRRGetOutputInfo(display_, &all, all.outputs[i]), XRRFreeOutputInfo};
      if (!output || output->connection == RR_Disconnected || output->nmode == 0 || output->ncrtc == 0) continue;
      const RRMode preferred = output->modes[0];
      const RRCrtc crtc = output->crtc != None ? output->crtc : output->crtcs[0];
      const Owned<XRRCrtcInfo> now{XRRGetCrtcInfo(display_, &all, crtc), XRRFreeCrtcInfo};
      if (!now) continue;
      RRMode shown = preferred;
      if (output->crtc != None && now->mode != None) {
        turned_[all.outputs[i]] = now->rotation;
        if (chosen_ == None) chosen_ = now->mode; // by the server as it started, from its configuration
        bool known = false;
        for (int m = 0; m < output->nmode; ++m) known = known || output->modes[m] == now->mode;
        if (known && (now->mode == preferred || now->mode == chosen_)) {
          shows_ = now->rotation;
          if (now->rotation == wanted(all.outputs[i], now->rotations)) return std::nullopt;
          shown = now->mode;
        }
      }
      const auto* mode = mode_of(all, shown);
      if (mode == nullptr) continue;
      const Rotation rotation = wanted(all.outputs[i], now->rotations);
      ScreenSize size{static_cast<int>(mode->width), static_cast<int>(mode->height)};
      if ((rotation & (RR_Rotate_90 | RR_Rotate_270)) != 0) std::swap(size.width, size.height);
      return Wish{all.outputs[i], crtc, shown, rotation, size};
    }
    return std::nullopt;
  }

  Display* display_;
  Window root_;
  std::optional<engine::Turn> turn_;
  bool there_ = false;
  RRMode chosen_ = None;
  Rotation shows_ = RR_Rotate_0;
  std::map<RROutput, Rotation> turned_; ///< as each display was shown last: the next one in its place hangs as it did
};

} // namespace

void XScreen::wake_displays(std::optional<engine::Turn> turn) {
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) return;
  if (!has_manager(display)) Displays{display, turn}.switch_on();
  XCloseDisplay(display);
}

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
  SDL_Window* window = nullptr;
  Display* display = nullptr;
  std::optional<Displays> displays;
  std::optional<XTouch> touch;
};

XScreen::XScreen(SDL_Window* window, std::optional<engine::Turn> turn) : impl_(std::make_unique<Impl>()) {
  impl_->window = window;
  impl_->display = display_of(window);
  if (impl_->display == nullptr) return;
  const auto root = DefaultRootWindow(impl_->display);
  XWindowAttributes attributes{};
  XGetWindowAttributes(impl_->display, root, &attributes);
  XSelectInput(impl_->display, root, attributes.your_event_mask | StructureNotifyMask);
  impl_->displays.emplace(impl_->display, turn);
  impl_->displays->listen();
  if (turn) impl_->touch.emplace(impl_->display);
}
XScreen::~XScreen() = default;

void XScreen::fit() {
  if (impl_->display == nullptr) return;
  impl_->displays->switch_on();
  if (impl_->touch) impl_->touch->turn_all(impl_->displays->shown());
  const auto screen = root_size(impl_->display);
  ScreenSize mine;
  SDL_GetWindowSize(impl_->window, &mine.width, &mine.height);
  if (screen.width > 0 && screen.height > 0 && !(mine == screen)) {
    SDL_SetWindowSize(impl_->window, screen.width, screen.height);
    SDL_SetWindowPosition(impl_->window, 0, 0);
  }
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version)
  if (SDL_GetWindowWMInfo(impl_->window, &info) == SDL_TRUE)
    XSetInputFocus(impl_->display, info.info.x11.window, RevertToPointerRoot, CurrentTime);
}

bool XScreen::tells_of_change(const SDL_SysWMmsg& message) {
  if (message.subsystem != SDL_SYSWM_X11) return false;
  const auto& event = message.msg.x11.event;
  if (XTouch::tells_of_machines(event)) return true;
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
void XScreen::wake_displays(std::optional<engine::Turn>) {}
std::optional<ScreenSize> XScreen::without_manager() { return std::nullopt; }
XScreen::XScreen(SDL_Window*, std::optional<engine::Turn>) {}
XScreen::~XScreen() = default;
void XScreen::fit() {}
bool XScreen::tells_of_change(const SDL_SysWMmsg&) { return false; }
void on_display_gone(int, std::function<void()>) {}
#endif

} // namespace kiosk
