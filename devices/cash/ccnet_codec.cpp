#include "devices/cash/ccnet_codec.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace devices::ccnet {
namespace {

constexpr std::size_t header_size = 3;
constexpr std::size_t crc_size = 2;

constexpr auto crc_table = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned value = 0; value < 256; ++value) {
    unsigned rest = value;
    for (int bit = 0; bit < 8; ++bit) rest = (rest & 1U) != 0 ? (rest >> 1U) ^ 0x8408U : rest >> 1U;
    table[value] = static_cast<std::uint16_t>(rest);
  }
  return table;
}();

Scan drop(std::span<const std::uint8_t> bytes, std::string_view why) {
  const auto next = std::find(bytes.begin() + 1, bytes.end(), sync);
  return {Scan::Kind::drop, static_cast<std::size_t>(next - bytes.begin()), {}, why};
}

} // namespace

std::uint16_t crc(std::span<const std::uint8_t> bytes) {
  unsigned value = 0;
  for (const auto byte : bytes) value = (value >> 8U) ^ crc_table[(value ^ byte) & 0xFFU];
  return static_cast<std::uint16_t>(value);
}

Bytes frame(std::span<const std::uint8_t> body) {
  if (body.empty() || body.size() > longest_body) throw std::length_error("a CCNET body has 1 to 250 bytes");
  Bytes result{sync, validator_address, static_cast<std::uint8_t>(header_size + body.size() + crc_size)};
  result.insert(result.end(), body.begin(), body.end());
  const auto sum = crc(result);
  result.push_back(static_cast<std::uint8_t>(sum & 0xFFU));
  result.push_back(static_cast<std::uint8_t>(sum >> 8U));
  return result;
}

Scan scan(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return {};
  if (bytes[0] != sync) return drop(bytes, "no SYNC");
  if (bytes.size() < 2) return {};
  if (bytes[1] != validator_address) return drop(bytes, "not the validator's address");
  if (bytes.size() < header_size) return {};
  const std::size_t size = bytes[2];
  if (size == 0) return drop(bytes, "long frame");
  if (size < shortest_frame) return drop(bytes, "length below 6");
  if (bytes.size() < size) return {};
  if (crc(bytes.first(size)) != 0) return drop(bytes, "wrong CRC");
  return {Scan::Kind::frame, size, bytes.subspan(header_size, size - header_size - crc_size), {}};
}

std::optional<Bytes> Framer::next() {
  for (;;) {
    const auto found = scan(buffer_);
    if (found.kind == Scan::Kind::need_more) return std::nullopt;
    std::optional<Bytes> body;
    if (found.kind == Scan::Kind::frame) body.emplace(found.body.begin(), found.body.end());
    else {
      dropped_ += found.size;
      why_ = found.why;
    }
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(found.size));
    if (body) return body;
  }
}

} // namespace devices::ccnet
