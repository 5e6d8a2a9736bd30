#pragma once
// The keyboard while a card number, a code, a PIN or a password is typed: no scanner types there. A stroke within `person_gap` of the one before is
// no person's: scanners can be told, by a printed code, to wait between their strokes, and most go to some 80 ms; people are slower. So neither of the
// two strokes comes out, nor do the strokes that follow as fast. A printed code that holds a PIN opens nothing. For that the newest stroke is kept back
// until the gap is over, in locked memory. No other stroke is ever kept.
//
// A key that is held down repeats itself; repetitions are a person's. Pure: strokes with times in, typed characters out.
// Threading: one thread at a time.
#include "devices/scanner/keyboard_wedge.h"
#include "engine/base/secret.h"
#include <functional>

namespace devices {

class SecretKeys {
public:
  static constexpr engine::Millis person_gap{85};

  /// A character (the view is valid during the call, in locked memory) or a key.
  using Take = std::function<void(std::string_view text, std::optional<WedgeKey> key)>;

  void text(const Stroke& stroke, std::string_view utf8, const Take& take);
  void key(const Stroke& stroke, WedgeKey key, const Take& take);
  /// A stroke went elsewhere: strokes that come as fast behind it are no person's.
  void pass(const Stroke& stroke);
  /// A stroke that is part of a character to come.
  void part(const Stroke& stroke);
  /// Call at deadline().
  void time(engine::Instant now, const Take& take);
  [[nodiscard]] std::optional<engine::Instant> deadline() const;
  /// Forgets the stroke that is kept back, because the field is gone.
  void drop();

private:
  [[nodiscard]] bool is_person(const Stroke& stroke, const Take& take);
  void give(const Take& take);

  engine::SecretBuffer text_{16}; ///< one character
  std::optional<WedgeKey> key_;
  std::optional<engine::Instant> last_;
};

} // namespace devices
