#pragma once
// A real keyboard, and the scanner that pretends to be one: whose stroke it is (devices/scanner) and where it goes, into the input queue or, as a
// code, to the engine. While a secret is typed strokes go past the detector, and no scanner types there.
//
// Alt with digits is one character to come, not the digits: so scanners send what no key types ("Alt mode": 0 2 9 is 0x1D).
// UI thread; pure but for what it calls.
#include "devices/scanner/keyboard_wedge.h"
#include "devices/scanner/lone_press.h"
#include "devices/scanner/secret_keys.h"
#include "kiosk/app/input_queue.h"
#include <functional>

namespace kiosk {

class Keyboard {
public:
  /// `input` outlives it. `scan` gets a complete read.
  Keyboard(InputQueue& input, std::function<void(std::string code)> scan) : input_(input), scan_(std::move(scan)) {}

  /// `secret`: typed text goes into a secret field.
  void text(const devices::Stroke& stroke, std::string_view utf8, bool secret);
  void key(const devices::Stroke& stroke, devices::WedgeKey key, bool secret);
  /// Alt goes down and comes up again around the digits of one character: a scanner that types so takes three times as long for it.
  void alt_pressed(const devices::Stroke& stroke, bool secret);
  /// A digit was struck while Alt was held.
  void alt_digit(const devices::Stroke& stroke, int digit);
  void alt_released(const devices::Stroke& stroke, bool secret);
  /// Call at deadline().
  void time(engine::Instant now, bool secret);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;

private:
  void take(const std::vector<devices::WedgeResult>& results);
  void press(devices::WedgeKey key);
  [[nodiscard]] devices::Stroke judged(devices::Stroke stroke);
  [[nodiscard]] devices::SecretKeys::Take into_secret();

  InputQueue& input_;
  std::function<void(std::string)> scan_;
  devices::KeyboardWedge wedge_;
  devices::SecretKeys secret_;
  devices::LonePress lone_;
  std::optional<int> alt_; ///< the number so far
  bool held_down_ = false; ///< the last stroke was a key that is held down
  std::optional<engine::Instant> last_;
};

} // namespace kiosk
