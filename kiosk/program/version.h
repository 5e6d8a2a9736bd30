#pragma once
// The program's version, for --version, its log and its journal. In a package it is the package's whole version, so that a shop's log tells which
// commit runs there. It has a file of its own, because only this file is compiled anew with every commit.
#include <string_view>

namespace kiosk {

[[nodiscard]] std::string_view program_version();

} // namespace kiosk
