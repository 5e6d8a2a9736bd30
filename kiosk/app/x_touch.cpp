#include "kiosk/app/x_touch.h"

#include <SDL_config.h>
#ifdef SDL_VIDEO_DRIVER_X11
#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>
#endif

namespace kiosk {

std::array<float, 9> touch_matrix(engine::Turn turn) {
  switch (turn) {
  case engine::Turn::none: return {1, 0, 0, 0, 1, 0, 0, 0, 1};
  case engine::Turn::left: return {0, -1, 1, 1, 0, 0, 0, 0, 1};
  case engine::Turn::right: return {0, 1, 0, -1, 0, 1, 0, 0, 1};
  case engine::Turn::inverted: return {-1, 0, 1, 0, -1, 1, 0, 0, 1};
  }
  return {};
}

#ifdef SDL_VIDEO_DRIVER_X11
namespace {

/// The extension's own number; its events are told apart by it.
int input_extension = -1;

bool points_at_places(const XIDeviceInfo& machine) {
  if (machine.use != XISlavePointer && machine.use != XIFloatingSlave) return false;
  for (int i = 0; i < machine.num_classes; ++i) {
    const auto* part = machine.classes[i];
    if (part->type == XITouchClass && reinterpret_cast<const XITouchClassInfo*>(part)->mode == XIDirectTouch) return true;
    if (part->type == XIValuatorClass && reinterpret_cast<const XIValuatorClassInfo*>(part)->mode == XIModeAbsolute) return true;
  }
  return false;
}

/// A machine may be pulled out between the question and the order: no reason to end, which Xlib would.
class ErrorsArePassedOver {
public:
  explicit ErrorsArePassedOver(Display* display) : display_(display) {
    XSync(display_, False);
    before_ = XSetErrorHandler([](Display*, XErrorEvent*) { return 0; });
  }
  ~ErrorsArePassedOver() {
    XSync(display_, False);
    XSetErrorHandler(before_);
  }
  ErrorsArePassedOver(const ErrorsArePassedOver&) = delete;
  ErrorsArePassedOver& operator=(const ErrorsArePassedOver&) = delete;

private:
  Display* display_;
  XErrorHandler before_ = nullptr;
};

} // namespace

XTouch::XTouch(_XDisplay* display) : display_(display) {
  int events = 0, errors = 0, major = 2, minor = 2;
  there_ = XQueryExtension(display_, "XInputExtension", &input_extension, &events, &errors) != 0;
  if (!there_) return;
  const ErrorsArePassedOver passed{display_}; // SDL has said on this connection which version it speaks, and another is an error
  XIQueryVersion(display_, &major, &minor);
  std::array<unsigned char, XIMaskLen(XI_LASTEVENT)> bits{};
  XISetMask(bits.data(), XI_HierarchyChanged);
  XIEventMask mask{.deviceid = XIAllDevices, .mask_len = static_cast<int>(bits.size()), .mask = bits.data()};
  XISelectEvents(display_, DefaultRootWindow(display_), &mask, 1);
}

void XTouch::turn_all(engine::Turn turn) {
  if (!there_) return;
  const Atom property = XInternAtom(display_, "Coordinate Transformation Matrix", True);
  const Atom kind = XInternAtom(display_, "FLOAT", True);
  if (property == None || kind == None) return; // of the server itself, as soon as it has a machine
  auto matrix = touch_matrix(turn);
  int count = 0;
  auto* machines = XIQueryDevice(display_, XIAllDevices, &count);
  if (machines == nullptr) return;
  const ErrorsArePassedOver passed{display_};
  for (int i = 0; i < count; ++i)
    if (points_at_places(machines[i]))
      XIChangeProperty(display_, machines[i].deviceid, property, kind, 32, XIPropModeReplace,
                       reinterpret_cast<unsigned char*>(matrix.data()), static_cast<int>(matrix.size()));
  XIFreeDeviceInfo(machines);
}

bool XTouch::tells_of_machines(const XEvent& event) {
  return event.type == GenericEvent && event.xcookie.extension == input_extension && event.xcookie.evtype == XI_HierarchyChanged;
}
#else
XTouch::XTouch(_XDisplay* display) : display_(display) {}
void XTouch::turn_all(engine::Turn) {}
bool XTouch::tells_of_machines(const XEvent&) { return false; }
#endif

} // namespace kiosk
