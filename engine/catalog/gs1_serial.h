#pragma once
// Where a serial number (21) ends when the scanner dropped 0x1D behind it: see gs1_elements.h. Threading: a pure function.
#include <cstddef>
#include <string>
#include <string_view>

namespace engine {

struct SerialEnd {
  std::size_t length = 0;
  std::string fault; ///< English; not empty: nothing tells for certain
};

/// `rest`: all that stands behind (21), in GS1's characters. `gtin_known`: (01) stood before it; else it may stand behind.
SerialEnd serial_end(std::string_view rest, bool gtin_known);

/// YYMMDD; the day may be 00: the whole month.
bool is_gs1_date(std::string_view six);

} // namespace engine
