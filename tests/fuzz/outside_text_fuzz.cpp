// Texts from outside: of any bytes the kept text is bounded, clean UTF-8, and stays as it is when it is tidied again.
#include "devices/fiscal/json_tree.h"
#include "engine/base/outside_text.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

void check_tidy(std::string_view text, std::size_t most) {
  const auto tidied = engine::tidy(text, most);
  fuzz::require(tidied.size() <= most, "words are bounded");
  fuzz::require(devices::fiscal::is_utf8(tidied), "words are UTF-8");
  fuzz::require(std::ranges::none_of(tidied, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }),
                "words have no control characters");
  for (const std::string_view steering : {"\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
                                          "\u2067", "\u2068", "\u2069", "\u200B", "\u2028"})
    fuzz::require(tidied.find(steering) == std::string::npos, "words steer nothing");
  fuzz::require(tidied.empty() || (tidied.front() != ' ' && tidied.back() != ' '), "blanks at both ends go");
  fuzz::require(engine::tidy(tidied, most) == tidied, "tidying twice changes nothing");
  fuzz::require(engine::tidy(text, text.size() * 3 + 3).size() >= tidied.size() || tidied.ends_with("\u2026"),
                "a larger bound keeps no less");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data + 1, size - 1);
  for (const std::size_t most : {std::size_t{data[0]}, text.size(), std::size_t{4096}}) {
    check_tidy(text, most);
    if (engine::is_identity(text, most)) {
      fuzz::require(text.size() <= most && devices::fiscal::is_utf8(text), "an identity is bounded UTF-8");
      fuzz::require(text.find("\uFFFD") == std::string_view::npos, "an identity was not mended");
    }
    if (engine::is_token(text, most)) fuzz::require(engine::is_identity(text, most), "a token is an identity");
  }
  const auto sound = engine::sound_utf8(text);
  fuzz::require(devices::fiscal::is_utf8(sound), "sound is UTF-8");
  fuzz::require(!devices::fiscal::is_utf8(text) || sound == text, "what is UTF-8 stays");
  static_cast<void>(engine::is_garbled(sound));
  return 0;
}
