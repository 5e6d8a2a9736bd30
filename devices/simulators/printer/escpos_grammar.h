#pragma once
// How long an ESC/POS command is, for the printer's simulator. Strict: a command that is not listed here is
// an error. Threading: pure functions. Written from the facts, not from the encoder.
#include <cstdint>
#include <optional>
#include <span>

namespace devices::sim {

/// Bytes of the command that begins at bytes[0]: its whole length, also when it is not all there yet; nothing
/// while the length is not known; 0 when no known command begins so. Printable text is a command of one byte.
std::optional<std::size_t> command_length(std::span<const std::uint8_t> bytes);

/// Whether the command is a picture (GS v 0), whose data may hold anything.
bool is_picture(std::span<const std::uint8_t> bytes);

/// A real-time command: executed when it is received, wherever it stands. Its length; 0 when none begins
/// here; nothing while that is not known.
std::optional<std::size_t> real_time_length(std::span<const std::uint8_t> bytes);

} // namespace devices::sim
