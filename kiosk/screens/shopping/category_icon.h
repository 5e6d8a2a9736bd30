#pragma once
// The sign of a category. The store sends only a name, so the sign is chosen by the words in it, in the four
// languages.
#include "engine/catalog/catalog.h"
#include "kiosk/design/icons.h"

namespace kiosk {

/// Icon::basket when no word is known.
Icon category_icon(std::string_view name);
Icon category_icon_of(const engine::Catalog& catalog, engine::CategoryId category);
/// Its name, or nothing.
std::string_view category_name(const engine::Catalog& catalog, engine::CategoryId category);

} // namespace kiosk
