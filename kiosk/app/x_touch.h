#pragma once
// Where a finger lands on a turned screen: the X server turns the picture alone, and goes on to take a touch panel's left for the picture's. Needs the X server's
// input extension; without it nothing is turned. UI thread only.
#include "engine/config/turn.h"
#include <array>
#include <memory>

struct _XDisplay;
typedef union _XEvent XEvent; // NOLINT(modernize-use-using): as Xlib has it

namespace kiosk {

/// From a place on the panel to one on the picture, both from 0 to 1: rows of a matrix over x, y, 1.
[[nodiscard]] std::array<float, 9> touch_matrix(engine::Turn turn);

class XTouch {
public:
  /// Borrows the connection. Machines that are plugged in later are announced by events, see tells_of_machines().
  explicit XTouch(_XDisplay* display);

  /// Every machine that points at places (touch panels, tablets; no mouse) is turned as the picture is.
  void turn_all(engine::Turn turn);
  /// Whether the event says that some input machine came or went.
  [[nodiscard]] static bool tells_of_machines(const XEvent& event);

private:
  _XDisplay* display_;
  bool there_ = false;
};

} // namespace kiosk
