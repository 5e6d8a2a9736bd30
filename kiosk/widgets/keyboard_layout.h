#pragma once
// The letters of each language as rows of keys. Pure data.
#include "engine/base/language.h"
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

struct Key {
  enum class Kind { letter, own_letter, shift, script, space, backspace, enter } kind = Kind::letter;
  std::string text; ///< the text that the key types and shows; own_letter: a letter that only this language has (drawn in teal)
  float width = 1;  ///< in letter keys
};
using KeyRow = std::vector<Key>;

/// Five rows. `other_script`: Cyrillic for kaa, uz and en, Latin for ru. `enter`: with an enter key in the last row.
std::vector<KeyRow> keyboard_layout(engine::Language language, bool other_script, bool shift, bool enter);
/// The capital of a lower-case letter of the four languages ("\u01F5" -> "\u01F4", "o\u02BB" -> "O\u02BB"); else the text itself.
std::string capital(std::string_view letter);
/// The automation's name of the key: "key.a", "key.space", "key.backspace", "key.enter", "key.shift", "key.script".
std::string key_name(const Key& key);

} // namespace kiosk
