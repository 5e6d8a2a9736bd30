#pragma once
// Tells a scanner that pretends to be a keyboard from somebody who types. A scanner sends at least `shortest_scan` characters, each within
// `key_gap` of the one before, and ends with Enter, Tab or another key that is no character; nobody types so.
//
// Whatever comes within key_gap of something belongs to the same hand. So what a scanner sends around its code is the scanner's too: a second
// Enter, a Tab, Ctrl+J behind it, each within key_gap of the one before, and a prefix in front of it. It presses nothing. More characters than any
// code has are thrown away up to the next pause, and so is what follows a code and is none itself. One to three characters as fast as that are no
// code and come out as typed; the key that ends them presses nothing, because the hand may be a scanner's that read a short label.
//
// Until that is decided, keys and characters are kept back, at most `decide_after` after the last one; then they come out as typed, in order, none
// lost. A key that is held down repeats itself faster than that: repetitions are a person's and pass at once. Pure: strokes with times in, results out.
// Threading: one thread at a time.
//
// Not for secrets: while a field for a card number, a code or a PIN has the focus, keys go to SecretKeys (secret_keys.h). This object keeps
// characters in ordinary memory.
#include "engine/base/time.h"
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace devices {

/// Keys that are no characters. other: does nothing here, but may stand before or behind a code (F keys, Ctrl with a letter).
enum class WedgeKey { enter, tab, shift_tab, escape, up, down, left, right, backspace, other };

struct Stroke {
  engine::Instant at;
  /// How long before it saw the stroke the caller did not look (it was drawing). `at` may be that much too late, where it is the moment of
  /// looking; and on a busy machine the window system stood still as well. Such a pause is not taken for a typist's.
  engine::Millis deaf{0};
  bool repeat = false; ///< the key is held down
};

struct WedgeScan {
  std::string code; ///< as sent, AIM identifier and 0x1D kept
  friend bool operator==(const WedgeScan&, const WedgeScan&) = default;
};
struct WedgeTyped {
  std::string text;            ///< UTF-8
  std::optional<WedgeKey> key; ///< pressed behind the text
  friend bool operator==(const WedgeTyped&, const WedgeTyped&) = default;
};
using WedgeResult = std::variant<WedgeScan, WedgeTyped>;

class KeyboardWedge {
public:
  static constexpr engine::Millis key_gap{35};
  static constexpr engine::Millis decide_after{60};
  static constexpr std::size_t shortest_scan = 4; ///< characters; of a shorter burst these are typed
  static constexpr std::size_t longest_scan = 256;

  /// One text input event of the window system: usually one character.
  [[nodiscard]] std::vector<WedgeResult> text(const Stroke& stroke, std::string_view utf8);
  [[nodiscard]] std::vector<WedgeResult> key(const Stroke& stroke, WedgeKey key);
  /// A stroke that is part of a character to come (a digit while Alt is held): the hand is the same. Five strokes make one character there, so that one of
  /// them is late more often; up to `decide_after` is not taken for a typist's pause.
  void part(const Stroke& stroke);
  /// Call at deadline(): what is kept back and no scan comes out as typed.
  [[nodiscard]] std::vector<WedgeResult> time(engine::Instant now);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;
  /// A stroke that went past this object: what is held, and whatever comes as fast behind it, is nobody's.
  void pass(const Stroke& stroke);
  void drop(); ///< what is held is nobody's

private:
  void stroke(const Stroke& stroke, std::vector<WedgeResult>& results);
  void release(std::vector<WedgeResult>& results);

  std::vector<WedgeTyped> held_; ///< a scanner's or a typist's, not decided; the last one's key may be still to come
  std::string run_;              ///< characters since the last key
  std::size_t characters_ = 0;   ///< of run_
  bool behind_scan_ = false;     ///< everything since a code, or a shorter burst, came within key_gap of the stroke before
  bool flood_ = false;           ///< more than any code has: up to the next pause
  std::optional<engine::Instant> last_;
};

} // namespace devices
