#pragma once
// "02 03 06" <-> bytes, for tests.
#include "devices/serial/wire_session.h"
#include <fmt/ranges.h>
#include <sstream>

namespace test {

inline devices::Bytes hex(const std::string& text) {
  std::istringstream in(text);
  devices::Bytes bytes;
  unsigned value = 0;
  while (in >> std::hex >> value) bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

inline std::string hex(std::span<const std::uint8_t> bytes) { return fmt::format("{:02X}", fmt::join(bytes, " ")); }

} // namespace test
