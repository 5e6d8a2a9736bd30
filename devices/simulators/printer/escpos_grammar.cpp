#include "devices/simulators/printer/escpos_grammar.h"
#include <algorithm>
#include <array>

namespace devices::sim {
namespace {

constexpr std::uint8_t dle = 0x10;
constexpr std::uint8_t esc = 0x1B;
constexpr std::uint8_t fs = 0x1C;
constexpr std::uint8_t gs = 0x1D;
constexpr std::array<std::uint8_t, 10> clear_buffer{0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};

using Length = std::optional<std::size_t>;

Length escape_length(std::uint8_t command) {
  switch (command) {
  case '@':
  case '2':
  case 'i':
  case 'm': return 2;
  case '=':
  case 't':
  case 'R':
  case 'a':
  case 'E':
  case '-':
  case 'M':
  case '!':
  case '3':
  case 'J':
  case 'd': return 3;
  case '$':
  case '\\': return 4;
  default: return 0;
  }
}

Length group_length(std::span<const std::uint8_t> bytes) {
  const auto command = bytes[1];
  switch (command) {
  case '!':
  case 'r':
  case 'a':
  case 'I': return 3;
  case 'L':
  case 'W': return 4;
  case 'V':
    if (bytes.size() < 3) return std::nullopt;
    if (bytes[2] <= 1 || bytes[2] == '0' || bytes[2] == '1') return 3;
    return bytes[2] == 'A' || bytes[2] == 'B' ? Length(4) : Length(0);
  case 'v': {
    if (bytes.size() < 8) return std::nullopt;
    if (bytes[2] != '0' || bytes[3] > 3) return 0;
    const std::size_t width = bytes[4] + 256U * bytes[5];
    const std::size_t rows = bytes[6] + 256U * bytes[7];
    if (width == 0 || width > 128 || rows == 0 || rows > 2303) return 0; // devices/printer/PROTOCOL.md section 1: 2303 rows at most
    return 8 + width * rows;
  }
  case '(':
    if (bytes.size() < 5) return std::nullopt;
    if (bytes[2] != 'H' && bytes[2] != 'k') return 0;
    return 5 + bytes[3] + 256U * bytes[4];
  case 'e': // presenter of Custom and others
    if (bytes.size() < 3) return std::nullopt;
    switch (bytes[2]) {
    case 0x02:
    case 0x05:
    case 0x06:
    case 0x12:
    case 0x14: return 3;
    case 0x03: return 4;
    case 0x20: return 5;
    default: return 0;
    }
  case 'R': // Citizen: 30 retract now, 31 n later
    if (bytes.size() < 3) return std::nullopt;
    return bytes[2] == 0x30 ? Length(3) : bytes[2] == 0x31 ? Length(4) : Length(0);
  default: return 0;
  }
}

} // namespace

std::optional<std::size_t> real_time_length(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return std::nullopt;
  if (bytes[0] != dle) return 0;
  if (bytes.size() < 3) return std::nullopt;
  const auto n = bytes[2];
  if (bytes[1] == 0x04) return (n >= 1 && n <= 4) || n == 0x11 || n == 0x14 ? Length(3) : Length(0);
  if (bytes[1] == 0x05) return n <= 3 ? Length(3) : Length(0);
  if (bytes[1] != 0x14 || n != 0x08) return 0;
  const auto known = std::min(bytes.size(), clear_buffer.size());
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(known), clear_buffer.begin())) return 0;
  return known < clear_buffer.size() ? std::nullopt : Length(clear_buffer.size());
}

std::optional<std::size_t> command_length(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto first = bytes[0];
  if (first >= 0x20) return first == 0x7F ? 0 : 1;
  switch (first) {
  case 0x00:
  case 0x0A: return 1;
  case esc: return bytes.size() < 2 ? std::nullopt : escape_length(bytes[1]);
  case fs: return bytes.size() < 2 ? std::nullopt : bytes[1] == 0x2E ? Length(2) : Length(0);
  case gs: return bytes.size() < 2 ? std::nullopt : group_length(bytes);
  default: return 0;
  }
}

bool is_picture(std::span<const std::uint8_t> bytes) { return bytes.size() >= 8 && bytes[0] == gs && bytes[1] == 'v'; }

} // namespace devices::sim
