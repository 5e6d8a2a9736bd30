#pragma once
// CCNET messages for a bill validator (address 03): commands built, answers typed, codes named. Facts:
// devices/cash/PROTOCOL.md sections 2 to 4. Functions that build return a whole frame. Threading: plain values.
#include "devices/serial/wire_session.h"
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace devices::ccnet {

enum class Command : std::uint8_t {
  ack = 0x00,
  reset = 0x30,
  get_status = 0x31,
  set_security = 0x32,
  poll = 0x33,
  enable_bill_types = 0x34,
  stack = 0x35,
  return_bill = 0x36,
  identification = 0x37,
  hold = 0x38,
  get_bill_table = 0x41,
  set_escrow_timeouts = 0x5A,
  get_stacked_counter = 0x5B,
  nak = 0xFF,
};
[[nodiscard]] std::string_view name_of(Command command);

/// The one-byte answers that are no data.
inline constexpr std::uint8_t answer_ack = 0x00;
inline constexpr std::uint8_t answer_nak = 0xFF;
inline constexpr std::uint8_t answer_illegal = 0x30;

/// 24 bill types; type 0 is bit 0 here and goes out as bit 0 of the third byte.
using TypeMask = std::uint32_t;
inline constexpr TypeMask all_types = 0xFFFFFF;

/// A command without data.
[[nodiscard]] Bytes command(Command code);
[[nodiscard]] Bytes enable_bill_types(TypeMask enabled, TypeMask escrow);
[[nodiscard]] Bytes set_security(TypeMask high_security);
[[nodiscard]] Bytes set_escrow_timeouts(std::uint32_t notes_ms, std::uint32_t coupons_ms);
/// Three bytes, the most significant first.
[[nodiscard]] Bytes mask_bytes(TypeMask mask);
[[nodiscard]] TypeMask mask_from(std::span<const std::uint8_t, 3> bytes);

enum class State : std::uint8_t {
  power_up = 0x10,
  power_up_note_in_validator = 0x11,
  power_up_note_in_stacker = 0x12,
  initialize = 0x13,
  idling = 0x14,
  accepting = 0x15,
  stacking = 0x17,
  returning = 0x18,
  disabled = 0x19,
  holding = 0x1A,
  busy = 0x1B,      ///< detail: x 100 ms without polls
  rejecting = 0x1C, ///< detail: reject reason
  cassette_full = 0x41,
  cassette_out = 0x42,
  jammed = 0x43,
  cassette_jammed = 0x44,
  cheated = 0x45,
  pause = 0x46,
  failure = 0x47,     ///< detail: failure code
  escrow = 0x80,      ///< detail: bill type
  stacked = 0x81,     ///< detail: bill type
  returned = 0x82,    ///< detail: bill type
  suspected = 0x84,   ///< detail: bill type; held by firmware that must keep suspected notes
  counterfeit = 0x90, ///< detail: bill type; the same
};
[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] bool has_detail(State state);
[[nodiscard]] bool is_power_up(State state);

struct PollAnswer {
  State state = State::disabled;
  std::uint8_t detail = 0; ///< 0 when the state has none
  friend bool operator==(const PollAnswer&, const PollAnswer&) = default;
};
/// The error is one English line: unknown code, or a length that does not fit the code.
[[nodiscard]] tl::expected<PollAnswer, std::string> parse_poll(std::span<const std::uint8_t> body);

/// A barcode coupon in the place of a bill type.
inline constexpr std::uint8_t coupon_type = 0x17;

[[nodiscard]] std::string reject_reason(std::uint8_t code);
[[nodiscard]] std::string failure_name(std::uint8_t code);

struct StatusAnswer {
  TypeMask enabled = 0;
  TypeMask high_security = 0;
};
[[nodiscard]] tl::expected<StatusAnswer, std::string> parse_status(std::span<const std::uint8_t> body);

struct Identification {
  std::string part;   ///< up to 15 characters
  std::string serial; ///< up to 12
  Bytes asset;        ///< 7 bytes
};
/// Blanks around the texts are cut, unprintable bytes become '?'.
[[nodiscard]] tl::expected<Identification, std::string> parse_identification(std::span<const std::uint8_t> body);

/// Notes stacked as the device counts them. Two bytes.
[[nodiscard]] tl::expected<std::uint16_t, std::string> parse_counter(std::span<const std::uint8_t> body);

} // namespace devices::ccnet
