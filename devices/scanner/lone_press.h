#pragma once
// An Enter (or Escape) that no scanner can have sent: no other stroke came for `before`, and none for `after`. A question about money takes no other
// press. Scanners may be set to end with several Enters, and some send them slowly. Strokes with which a person moves to the button (Tab, arrows) do
// not count as other strokes, unless they came as fast as a scanner's. Pure.
// Threading: one thread at a time.
#include "devices/scanner/keyboard_wedge.h"

namespace devices {

class LonePress {
public:
  static constexpr engine::Millis before{500};
  static constexpr engine::Millis after{120};

  void text(const Stroke& stroke) { other(stroke.at); }
  void key(const Stroke& stroke, WedgeKey key);
  /// True once when the waiting press stood alone.
  [[nodiscard]] bool time(engine::Instant now);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;

private:
  void other(engine::Instant at);
  std::optional<engine::Instant> pressed_; ///< the press that waits for strokes behind it
  std::optional<engine::Instant> moved_, other_;
};

} // namespace devices
