#pragma once
// A serial barcode scanner: bytes and time in, one code for each read out. Scanners have no common protocol. All
// of them can be set to send the code's text with CR, LF or both behind it, and an AIM identifier (ISO/IEC 15424)
// in front of it. Without CR and LF a gap in time ends the read.
//
// 0x1D (GS, FNC1 inside a GS1 code) is kept, and so is the AIM identifier: it tells what the digits alone do not. Other control characters are
// dropped. A read of more than 256 bytes, identifier included, is refused whole, up to its end. Threading: one thread at a time.
#include "devices/serial/wire_session.h"
#include "engine/ports/scanner.h"

namespace devices {

class ScannerSession final : public WireSession, public engine::ScannerPort {
public:
  static constexpr std::size_t longest_code = 256;
  static constexpr engine::Millis gap{50}; ///< this time without a byte ends the read

  void on_open(engine::Instant now) override;
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) override;
  void on_closed(engine::Instant now, const std::string& why) override;
  void on_time(engine::Instant now) override;
  Bytes take_output() override { return {}; } // a scanner is only listened to
  [[nodiscard]] std::optional<engine::Instant> deadline() const override { return ends_at_; }

  [[nodiscard]] const engine::ScannerStatus& status() const override { return status_; }
  void on_status(std::function<void(const engine::ScannerStatus&)> watcher) override { watcher_ = std::move(watcher); }
  void on_code(std::function<void(const std::string&)> handler) override { handler_ = std::move(handler); }

private:
  void end_of_read();
  void tell();

  std::string read_;
  bool too_long_ = false;
  std::optional<engine::Instant> ends_at_;
  engine::ScannerStatus status_;
  std::function<void(const engine::ScannerStatus&)> watcher_;
  std::function<void(const std::string&)> handler_;
};

} // namespace devices
