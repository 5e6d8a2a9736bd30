#pragma once
// Counted words: "1 piece", "7 pieces", in the form that the language has for the number.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// As trf, with the form for `count` (xgettext keyword trn:2,3). `{}` in both forms is the count, grouped by
/// the caller's args.
template <class... Args>
std::string trn(const Ui& ui, std::string_view one, std::string_view many, std::int64_t count, const Args&... args) {
  return format_words(ui.words().plural(ui.language(), one, many, count), count == 1 ? one : many, fmt::make_format_args(args...));
}

/// "7 pieces".
std::string pieces_text(const Ui& ui, std::int64_t pieces);

} // namespace kiosk
