#pragma once
// The sentences in the customer's languages, from gettext catalogues: assets/strings/<code>.po, which
// translators edit with the tools they know. msgfmt compiles them at build time and they are part of the
// program, so no path can be wrong and the first frame waits for no file. English is the message id itself.
// Read by Boost.Locale; no system locale is needed.
//
// Threading: immutable once made; any thread. Ownership: the texts live as long as this object.
#include "engine/ports/words.h"
#include <memory>

namespace kiosk {

class GettextWords final : public engine::Words {
public:
  /// Throws std::runtime_error when a compiled-in catalogue cannot be read.
  GettextWords();
  ~GettextWords() override;
  GettextWords(const GettextWords&) = delete;
  GettextWords& operator=(const GettextWords&) = delete;

  [[nodiscard]] std::string_view text(engine::Language language, std::string_view msgid) const override;
  [[nodiscard]] std::string_view plural(engine::Language language, std::string_view one, std::string_view many,
                                        std::int64_t count) const override;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
