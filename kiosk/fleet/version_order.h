#pragma once
// Which of two versions is the newer one, in dpkg's order (deb-version(7), without epochs): digits count as numbers, "~" comes before everything. Pure.
#include <compare>
#include <string_view>

namespace kiosk::fleet {

std::strong_ordering compare_versions(std::string_view one, std::string_view other);

} // namespace kiosk::fleet
