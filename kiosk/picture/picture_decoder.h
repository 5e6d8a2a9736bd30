#pragma once
// A picture file to pixels, upright and no larger than the screen needs. For the program kiosk-picture only, which has nothing to lose; never in the
// kiosk's own process.
#include "kiosk/picture/picture.h"
#include <optional>
#include <span>

namespace kiosk {

/// nullopt and `why` for a file that is no picture, is too large, or is damaged.
std::optional<Picture> decode_picture(std::span<const std::uint8_t> file, std::string& why);

} // namespace kiosk
