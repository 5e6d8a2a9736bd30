#pragma once
// What the program calls itself: in --version, its log and its journal. Of a package the package's whole version, so that a shop's log tells which
// commit it runs. A file of its own: only this one is compiled anew with every commit.
#include <string_view>

namespace kiosk {

[[nodiscard]] std::string_view program_version();

} // namespace kiosk
