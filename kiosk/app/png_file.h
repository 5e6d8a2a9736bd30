#pragma once
// Writes pixels as a PNG file, for the automation's screenshots. It has a file of its own, because stb's compression is the one part that
// is compiled without sanitizers: with them a picture takes seconds of the UI thread, and the screen has changed meanwhile.
#include <cstdint>
#include <string>

namespace kiosk {

/// Rows of RGBA, the first at `first`, each `stride` bytes behind the one above it (negative: before it). False: cannot be written.
bool write_png(const std::string& path, int width, int height, const std::uint8_t* first, int stride);

} // namespace kiosk
