#pragma once
// Tells a scanner that works as a keyboard from a person who types. A scanner sends at least `shortest_scan` characters, each within
// `key_gap` of the one before, and ends with Enter, Tab or another key that is no character. No person types so.
//
// Strokes within key_gap of each other belong to the same hand. So the strokes around a scanner's code are the scanner's too: a prefix in front
// of it, and a second Enter, a Tab or Ctrl+J behind it. They press nothing. A burst with more characters than any code has is thrown away up to
// the next pause. So are characters that follow a code as fast and are no code themselves. A burst of one to three characters is no code and
// comes out as typed; the key that ends it presses nothing, because a scanner may have read a short label.
//
// Keys and characters are kept back until that is decided, at most `decide_after` after the last one. Then they come out as typed, in order,
// and none is lost. A key that is held down repeats itself faster than that; repetitions are a person's and pass at once. Pure: strokes with times
// in, results out.
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
  /// For how long the caller had not looked at its events when it saw the stroke (it was drawing). `at` may be late by that time, where it is the
  /// time of looking, and on a busy machine the window system stood still as well. Such a pause is not taken for a typist's.
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
  static constexpr std::size_t shortest_scan = 4; ///< characters; a shorter burst comes out as typed
  static constexpr std::size_t longest_scan = 256;

  /// One text input event of the window system: usually one character.
  [[nodiscard]] std::vector<WedgeResult> text(const Stroke& stroke, std::string_view utf8);
  [[nodiscard]] std::vector<WedgeResult> key(const Stroke& stroke, WedgeKey key);
  /// A stroke that is part of a character to come (a digit while Alt is held) belongs to the same hand. Five strokes make one character there, so one of
  /// them is late more often; a gap of up to `decide_after` is not taken for a typist's pause.
  void part(const Stroke& stroke);
  /// Call at deadline(): strokes that were kept back and are no scan come out as typed.
  [[nodiscard]] std::vector<WedgeResult> time(engine::Instant now);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;
  /// A stroke went past this object. The strokes that are held, and those that come as fast behind it, are dropped.
  void pass(const Stroke& stroke);
  void drop(); ///< drops the strokes that are held

private:
  void stroke(const Stroke& stroke, std::vector<WedgeResult>& results);
  void release(std::vector<WedgeResult>& results);

  std::vector<WedgeTyped> held_; ///< not decided yet; the key of the last one may still come
  std::string run_;              ///< characters since the last key
  std::size_t characters_ = 0;   ///< of run_
  bool behind_scan_ = false;     ///< every stroke since a code, or a shorter burst, came within key_gap of the one before
  bool flood_ = false;           ///< the burst has more characters than any code; lasts up to the next pause
  std::optional<engine::Instant> last_;
};

} // namespace devices
