#include "devices/scanner/scanner_session.h"

#include "engine/base/log.h"
#include <string_view>

namespace devices {
namespace {

constexpr char group_separator = 0x1D;

bool is_aim_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_aim_modifier(char c) { return (c >= '0' && c <= '9') || is_aim_letter(c); }

} // namespace

std::string without_aim_identifier(const std::string& text) {
  const bool identified =
      text.size() > 3 && text[0] == ']' && is_aim_letter(text[1]) && is_aim_modifier(text[2]);
  return identified ? text.substr(3) : text;
}

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
  if (ends_at_ && now >= *ends_at_) end_of_read(); // the gap was there, only nobody woke us in it
  for (const auto byte : bytes) {
    const char c = static_cast<char>(byte);
    if (c == '\r' || c == '\n') {
      end_of_read();
      continue;
    }
    ends_at_ = now + gap;
    if ((byte < 0x20 && c != group_separator) || byte == 0x7F) continue;
    if (read_.size() < longest_code + 3)
      read_.push_back(c); // 3: the identifier does not count
    else
      too_long_ = true;
  }
}

void ScannerSession::on_time(engine::Instant now) {
  if (ends_at_ && now >= *ends_at_) end_of_read();
}

void ScannerSession::end_of_read() {
  ends_at_.reset();
  const auto code = without_aim_identifier(std::exchange(read_, {}));
  if (std::exchange(too_long_, false) || code.size() > longest_code) {
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
