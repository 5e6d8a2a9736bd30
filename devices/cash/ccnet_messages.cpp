#include "devices/cash/ccnet_messages.h"

#include "devices/cash/ccnet_codec.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace devices::ccnet {
namespace {

struct Named {
  std::uint8_t code;
  std::string_view name;
};

constexpr std::array reject_reasons{
    Named{0x60, "insertion"},
    Named{0x61, "magnetic or dielectric sensor"},
    Named{0x62, "a note is already in the head"},
    Named{0x63, "compensation"},
    Named{0x64, "conveying"},
    Named{0x65, "identification"},
    Named{0x66, "verification"},
    Named{0x67, "optical sensor"},
    Named{0x68, "this type is inhibited"},
    Named{0x69, "capacitance"},
    Named{0x6A, "operation"},
    Named{0x6C, "length"},
    Named{0x6D, "ultraviolet sensor"},
    Named{0x92, "barcode not recognised"},
    Named{0x93, "barcode length"},
    Named{0x94, "barcode start"},
    Named{0x95, "barcode stop"},
};

constexpr std::array failures{
    Named{0x50, "stack motor"},
    Named{0x51, "transport speed"},
    Named{0x52, "transport motor"},
    Named{0x53, "aligning"},
    Named{0x54, "initial cassette status"},
    Named{0x55, "optical channel"},
    Named{0x56, "magnetic channel"},
    Named{0x57, "operating system"},
    Named{0x58, "memory"},
    Named{0x59, "DPLINK"},
    Named{0x5A, "I2C bus"},
    Named{0x5B, "SPI bus"},
    Named{0x5C, "second processor"},
    Named{0x5F, "capacitance channel"},
};

constexpr std::array states{
    Named{0x10, "power up"},
    Named{0x11, "power up, note in validator"},
    Named{0x12, "power up, note in stacker"},
    Named{0x13, "initialising"},
    Named{0x14, "idling"},
    Named{0x15, "accepting"},
    Named{0x17, "stacking"},
    Named{0x18, "returning"},
    Named{0x19, "disabled"},
    Named{0x1A, "holding"},
    Named{0x1B, "busy"},
    Named{0x1C, "rejecting"},
    Named{0x41, "cassette full"},
    Named{0x42, "cassette out"},
    Named{0x43, "validator jammed"},
    Named{0x44, "cassette jammed"},
    Named{0x45, "cheated"},
    Named{0x46, "pause"},
    Named{0x47, "failure"},
    Named{0x80, "note in escrow"},
    Named{0x81, "note stacked"},
    Named{0x82, "note returned"},
    Named{0x84, "suspected note held"},
    Named{0x90, "counterfeit note held"},
};

constexpr std::array commands{
    Named{0x00, "ACK"},
    Named{0x30, "RESET"},
    Named{0x31, "GET STATUS"},
    Named{0x32, "SET SECURITY"},
    Named{0x33, "POLL"},
    Named{0x34, "ENABLE BILL TYPES"},
    Named{0x35, "STACK"},
    Named{0x36, "RETURN"},
    Named{0x37, "IDENTIFICATION"},
    Named{0x38, "HOLD"},
    Named{0x41, "GET BILL TABLE"},
    Named{0x5A, "SET ESCROW TIME-OUTS"},
    Named{0x5B, "GET COUNTER OF STACKED BILLS"},
    Named{0xFF, "NAK"},
};

template <std::size_t N> const Named* find(const std::array<Named, N>& table, std::uint8_t code) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Named& n) { return n.code == code; });
  return found == table.end() ? nullptr : &*found;
}

template <std::size_t N> std::string named(const std::array<Named, N>& table, std::uint8_t code) {
  const auto* found = find(table, code);
  return found != nullptr ? std::string{found->name} : fmt::format("unnamed code {:02X}", code);
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const auto byte : bytes)
    if (byte != 0) text.push_back(byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?');
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

tl::unexpected<std::string> wrong_length(std::string_view what, std::size_t size) {
  return tl::make_unexpected(fmt::format("{} of {} bytes", what, size));
}

Bytes with_data(Command code, std::initializer_list<Bytes> parts) {
  Bytes body{static_cast<std::uint8_t>(code)};
  for (const auto& part : parts) body.insert(body.end(), part.begin(), part.end());
  return frame(body);
}

Bytes big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24U), static_cast<std::uint8_t>(value >> 16U), static_cast<std::uint8_t>(value >> 8U),
          static_cast<std::uint8_t>(value)};
}

} // namespace

std::string_view name_of(Command code) {
  const auto* found = find(commands, static_cast<std::uint8_t>(code));
  return found != nullptr ? found->name : "unnamed command";
}

Bytes command(Command code) { return with_data(code, {}); }

Bytes mask_bytes(TypeMask mask) {
  auto bytes = big_endian(mask);
  bytes.erase(bytes.begin());
  return bytes;
}

TypeMask mask_from(std::span<const std::uint8_t, 3> bytes) {
  return static_cast<TypeMask>(bytes[0]) << 16U | static_cast<TypeMask>(bytes[1]) << 8U | bytes[2];
}

Bytes enable_bill_types(TypeMask enabled, TypeMask escrow) {
  return with_data(Command::enable_bill_types, {mask_bytes(enabled), mask_bytes(escrow)});
}

Bytes set_security(TypeMask high_security) { return with_data(Command::set_security, {mask_bytes(high_security)}); }

Bytes set_escrow_timeouts(std::uint32_t notes_ms, std::uint32_t coupons_ms) {
  return with_data(Command::set_escrow_timeouts, {big_endian(notes_ms), big_endian(coupons_ms)});
}

std::string_view name_of(State state) {
  const auto* found = find(states, static_cast<std::uint8_t>(state));
  return found != nullptr ? found->name : "unnamed state";
}

bool has_detail(State state) {
  switch (state) {
  case State::busy:
  case State::rejecting:
  case State::failure:
  case State::escrow:
  case State::stacked:
  case State::returned:
  case State::suspected:
  case State::counterfeit: return true;
  default: return false;
  }
}

bool is_power_up(State state) {
  return state == State::power_up || state == State::power_up_note_in_validator || state == State::power_up_note_in_stacker;
}

tl::expected<PollAnswer, std::string> parse_poll(std::span<const std::uint8_t> body) {
  if (body.empty()) return wrong_length("POLL answer", 0);
  if (find(states, body[0]) == nullptr) return tl::make_unexpected(fmt::format("unknown state {:02X}", body[0]));
  const auto state = static_cast<State>(body[0]);
  const std::size_t expected = has_detail(state) ? 2 : 1;
  if (body.size() != expected) return wrong_length(name_of(state), body.size());
  return PollAnswer{state, expected == 2 ? body[1] : std::uint8_t{0}};
}

std::string reject_reason(std::uint8_t code) { return named(reject_reasons, code); }
std::string failure_name(std::uint8_t code) { return named(failures, code); }

tl::expected<StatusAnswer, std::string> parse_status(std::span<const std::uint8_t> body) {
  if (body.size() != 6) return wrong_length("GET STATUS answer", body.size());
  return StatusAnswer{mask_from(body.first<3>()), mask_from(body.last<3>())};
}

tl::expected<Identification, std::string> parse_identification(std::span<const std::uint8_t> body) {
  if (body.size() != 34) return wrong_length("IDENTIFICATION answer", body.size());
  const auto asset = body.last(7);
  return Identification{text_of(body.first(15)), text_of(body.subspan(15, 12)), {asset.begin(), asset.end()}};
}

tl::expected<std::uint16_t, std::string> parse_counter(std::span<const std::uint8_t> body) {
  if (body.size() != 2) return wrong_length("counter answer", body.size());
  return static_cast<std::uint16_t>(body[0] << 8U | body[1]);
}

} // namespace devices::ccnet
