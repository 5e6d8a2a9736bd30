#pragma once
// An Enter (or Escape) that can be nobody's scanner: nothing else came from the keyboard for `before`, and nothing for `after`. It is what a question
// about money asks for. Scanners may be set to end with several Enters, and some send them slowly; what a person does before, to move to the button
// (Tab, arrows), does not count, unless it came as fast as a scanner's. Pure.
// Threading: one thread at a time.
#include "devices/scanner/keyboard_wedge.h"

namespace devices {

class LonePress {
public:
  static constexpr engine::Millis before{500};
  static constexpr engine::Millis after{120};

  void text(const Stroke& stroke) { other(stroke.at); }
  void key(const Stroke& stroke, WedgeKey key);
  /// The press that waits stood alone. Once.
  [[nodiscard]] bool time(engine::Instant now);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;

private:
  void other(engine::Instant at);
  std::optional<engine::Instant> pressed_; ///< waits for what comes behind it
  std::optional<engine::Instant> moved_, other_;
};

} // namespace devices
