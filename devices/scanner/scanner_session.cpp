#include "devices/scanner/scanner_session.h"

#include "engine/base/log.h"
#include <string_view>

namespace devices {
namespace {

constexpr char group_separator = 0x1D;

} // namespace

void ScannerSession::on_open(engine::Instant) {
  read_.clear();
  too_long_ = false;
  ends_at_.reset();
  status_.health = engine::Health::ok;
  status_.detail = "listening";
  tell();
}

void ScannerSession::on_closed(engine::Instant, const std::string& why) {
  read_.clear(); // half a code is no code
  too_long_ = false;
  ends_at_.reset();
  status_.health = engine::Health::connecting;
  status_.detail = why;
  tell();
}

void ScannerSession::on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) {
  if (ends_at_ && now >= *ends_at_) end_of_read(); // the gap was there, and the carrier did not wake the session in it
  for (const auto byte : bytes) {
    const char c = static_cast<char>(byte);
    if (c == '\r' || c == '\n') {
      end_of_read();
      continue;
    }
    ends_at_ = now + gap;
    if ((byte < 0x20 && c != group_separator) || byte == 0x7F) continue;
    if (read_.size() < longest_code) read_.push_back(c);
    else too_long_ = true;
  }
}

void ScannerSession::on_time(engine::Instant now) {
  if (ends_at_ && now >= *ends_at_) end_of_read();
}

void ScannerSession::end_of_read() {
  ends_at_.reset();
  const auto code = std::exchange(read_, {});
  if (std::exchange(too_long_, false)) {
    spdlog::warn("scanner: a read of more than {} bytes was refused", longest_code);
    return;
  }
  if (code.empty()) return; // the LF of a CR LF, or nothing
  ++status_.reads;
  tell();
  if (handler_) handler_(code);
}

void ScannerSession::tell() {
  if (watcher_) watcher_(status_);
}

} // namespace devices
