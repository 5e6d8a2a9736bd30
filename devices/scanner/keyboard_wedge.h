#pragma once
// Tells a scanner that pretends to be a keyboard from somebody who types. A scanner sends at least
// `shortest_scan` characters, each within `key_gap` of the one before, and ends with Enter; nobody types so.
//
// Until a burst is decided its characters are kept back, at most `decide_after` after the last one; then they
// come out as typed text, in order, none lost. Pure: characters with times in, results out.
// Threading: one thread at a time.
//
// Not for secrets: while a field for a card number, a code or a PIN has the focus, keys must go past this object, which
// keeps characters in ordinary memory.
#include "engine/base/time.h"
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace devices {

struct WedgeScan {
  std::string code; ///< without AIM identifier, 0x1D kept
  friend bool operator==(const WedgeScan&, const WedgeScan&) = default;
};
struct WedgeTyped {
  std::string text;   ///< UTF-8; empty when only Enter was pressed
  bool enter = false; ///< Enter was pressed behind the text
  friend bool operator==(const WedgeTyped&, const WedgeTyped&) = default;
};
using WedgeResult = std::variant<WedgeScan, WedgeTyped>;

class KeyboardWedge {
public:
  static constexpr engine::Millis key_gap{35};
  static constexpr engine::Millis decide_after{60};
  static constexpr std::size_t shortest_scan = 4; ///< characters; shorter bursts are typed
  static constexpr std::size_t longest_scan = 256;

  /// One text input event of the window system: usually one character. `now` is when the caller saw it. A window system tells nobody
  /// when a key was struck, so `deaf` is how long before `now` the caller did not listen (it was drawing): the stroke may be that much
  /// older, and such a pause is not taken for a typist's.
  [[nodiscard]] std::vector<WedgeResult> text(engine::Instant now, const std::string& utf8, engine::Millis deaf = engine::Millis{0});
  [[nodiscard]] std::vector<WedgeResult> enter(engine::Instant now, engine::Millis deaf = engine::Millis{0});
  /// Call at deadline(): text that is kept back and no scan comes out as typed.
  [[nodiscard]] std::vector<WedgeResult> time(engine::Instant now);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;

private:
  void release(std::vector<WedgeResult>& results);
  [[nodiscard]] bool paused(engine::Instant now, engine::Millis deaf) const { return now - last_ - deaf > key_gap; }

  std::string held_;
  std::size_t characters_ = 0;
  engine::Instant last_{};
};

} // namespace devices
