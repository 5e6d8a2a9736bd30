#pragma once
// Texts of the screens and slips. The message id is the English text (gettext style), so that an untranslated text is still
// a sentence. Implemented by kiosk/words over .po catalogues. Threading: const members from any thread.
#include "engine/base/language.h"
#include <string_view>

namespace engine {

class Words {
public:
  virtual ~Words() = default;
  /// The translation, or msgid itself when there is none. The view lives as long as this object (or msgid's literal).
  [[nodiscard]] virtual std::string_view text(Language language, std::string_view msgid) const = 0;
};

} // namespace engine
