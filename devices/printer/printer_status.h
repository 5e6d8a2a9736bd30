#pragma once
// A printer's bytes, one by one: answers to DLE EOT, GS r, GS ( H, 10 04 14 and the buffer-clearing
// command, automatic status (ASB), XON and XOFF, all mixed on one line and told apart by their bit patterns
// (devices/printer/PROTOCOL.md section 4). Bytes that nobody asked for are an event of their own and harm nothing. Threading:
// plain values; no I/O, no clock.
#include "devices/printer/printer_profile.h"
#include "engine/ports/printer.h"
#include <array>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace devices::printer {

struct FlowStop {}; ///< XOFF
struct FlowGo {};   ///< XON
struct RealTimeAnswer {
  std::uint8_t byte = 0;
}; ///< answer to the oldest unanswered DLE EOT
struct PaperAnswer {
  std::uint8_t byte = 0;
}; ///< answer to GS r 1
struct AutoStatus {
  std::array<std::uint8_t, 4> bytes{};
}; ///< ASB
struct FullStatus {
  std::array<std::uint8_t, 4> bytes{};
}; ///< b3 to b6 of the answer to 10 04 14
struct ProcessAnswer {
  std::array<char, 4> id{};
};                       ///< GS ( H
struct BufferCleared {}; ///< 37 25 00
struct Noise {
  std::uint8_t byte = 0;
}; ///< a byte that fits no answer
using PrinterAnswer =
    std::variant<FlowStop, FlowGo, RealTimeAnswer, PaperAnswer, AutoStatus, FullStatus, ProcessAnswer, BufferCleared, Noise>;

class AnswerDecoder {
public:
  /// A 10 04 14 was sent: 10 0F opens its answer (else 10 opens an ASB block).
  void expect_full_status(bool expected) { expect_full_status_ = expected; }
  /// Answers found in these bytes; an unfinished block waits for the next call.
  std::vector<PrinterAnswer> feed(std::span<const std::uint8_t> bytes);
  /// Forgets an unfinished block: call when the line was silent for 200 ms or was closed. Its bytes become
  /// noise.
  std::vector<PrinterAnswer> drop_partial();
  [[nodiscard]] bool partial() const { return !held_.empty(); }

private:
  bool step(std::vector<PrinterAnswer>& out);
  void spill(std::vector<PrinterAnswer>& out);
  std::vector<std::uint8_t> held_; ///< at most 7 bytes
  bool expect_full_status_ = false;
};

/// The facts of one round of questions. They are applied to a status in which nothing is known.
void apply_real_time(const StatusDialect& dialect, int n, std::uint8_t byte, engine::PrinterStatus& status);
void apply_auto_status(const AutoStatus& answer, engine::PrinterStatus& status);
void apply_full_status(const FullStatus& answer, engine::PrinterStatus& status);
/// Health and words from the facts.
void conclude(engine::PrinterStatus& status);

} // namespace devices::printer
