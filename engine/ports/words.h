#pragma once
// The sentences in the customer's languages, as the engine needs them for paper. Implemented by kiosk/words (gettext
// catalogues) and by the tests.
//
// Message ids are the English text itself. Each literal id stands in a call `words.text(language, "...")` or `tr("...")`, so that
// xgettext (keywords text:2 and tr) collects them.
// Threading: const and safe from any thread once loaded. Ownership: the texts live as long as the Words.
#include "engine/base/language.h"
#include <cstdint>
#include <string_view>

namespace engine {

class Words {
public:
  virtual ~Words() = default;
  /// The translation, or the id itself when the catalogue has none. Never empty for a non-empty id.
  [[nodiscard]] virtual std::string_view text(Language language, std::string_view msgid) const = 0;
  /// The form that the language has for `count` things; `one` and `many` are the English forms ("{} piece", "{} pieces").
  [[nodiscard]] virtual std::string_view plural(Language language, std::string_view one, std::string_view many, std::int64_t count) const {
    return text(language, count == 1 ? one : many);
  }
};

} // namespace engine
