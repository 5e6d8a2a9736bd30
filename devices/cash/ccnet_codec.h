#pragma once
// CCNET frames: bytes <-> frames, nothing else. Facts: devices/cash/PROTOCOL.md section 1.
//
// SYNC(02) ADR LNG BODY.. CRClo CRChi. LNG counts every byte of the frame. A body is a command and its data,
// or an answer. Long frames (LNG 0) exist for firmware download only and are refused. Threading: plain
// values.
#include "devices/serial/wire_session.h"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace devices::ccnet {

inline constexpr std::uint8_t sync = 0x02;
inline constexpr std::uint8_t validator_address = 0x03;
inline constexpr std::size_t shortest_frame = 6;
inline constexpr std::size_t longest_body = 250;

/// CRC-16/KERMIT: polynomial 0x8408 reflected, start 0. Over a whole frame with its CRC bytes it is 0.
[[nodiscard]] std::uint16_t crc(std::span<const std::uint8_t> bytes);

/// The frame of a body for or from the validator. Throws std::length_error for an empty body or more than 250
/// bytes.
[[nodiscard]] Bytes frame(std::span<const std::uint8_t> body);

/// The reading of the beginning of a byte stream.
struct Scan {
  enum class Kind {
    frame,     ///< `size` bytes are one good frame; `body` points into the input
    need_more, ///< nothing, or bytes that may become a frame
    drop,      ///< throw `size` bytes away and scan again; `why` names the fault
  } kind = Kind::need_more;
  std::size_t size = 0;
  std::span<const std::uint8_t> body;
  std::string_view why;
};
/// The length is checked before its bytes are waited for. After any error it resumes at the next SYNC.
[[nodiscard]] Scan scan(std::span<const std::uint8_t> bytes);

/// A buffer with scan() on top. Holds at most one unfinished frame (255 bytes).
class Framer {
public:
  void push(std::span<const std::uint8_t> bytes) { buffer_.insert(buffer_.end(), bytes.begin(), bytes.end()); }
  /// The next good frame's body, or nothing. Counts the bytes that were dropped.
  [[nodiscard]] std::optional<Bytes> next();
  void clear() { buffer_.clear(); }
  [[nodiscard]] bool empty() const { return buffer_.empty(); } ///< false: a frame has begun
  /// Bytes dropped since the last call, and the reason for the last of them.
  std::size_t take_dropped() { return std::exchange(dropped_, 0); }
  [[nodiscard]] std::string_view why() const { return why_; }

private:
  Bytes buffer_;
  std::size_t dropped_ = 0;
  std::string_view why_;
};

} // namespace devices::ccnet
