#include "devices/fiscal/status_keeper.h"
#include "engine/base/local_time.h"
#include <fmt/format.h>
#include <utility>

namespace devices::fiscal {
namespace {

using engine::Health;

constexpr engine::Millis block_lasts{10 * 60 * 1000};
constexpr std::int64_t clock_off_ms = 5 * 60 * 1000; // rules R25
// The sources disagree whether a module stops after 24 or 48 hours without the tax server (devices/fiscal/PROTOCOL.md section 12): half of
// the shorter time.
constexpr std::int64_t unsent_long_ms = 12LL * 3'600'000;
constexpr std::int64_t shifts_left_low = 30; // about a month of days

} // namespace

void StatusKeeper::unreachable(const std::string& why) {
  if (!status_.reachable && status_.health == Health::failed && status_.detail == why) return;
  status_.reachable = false;
  status_.health = Health::failed;
  status_.detail = why;
  changed_ = true;
}

void StatusKeeper::answered() {
  if (status_.reachable) return;
  status_.reachable = true;
  judge();
}

void StatusKeeper::info(const engine::FiscalInfo& info, engine::Millis clock_offset) {
  status_.reachable = true;
  status_.initialised = true;
  status_.info = info;
  status_.clock_offset_ms = clock_offset.count();
  if (no_room_said_ && info.unsent_receipts < unsent_when_full_) no_room_said_ = false; // some were sent
  judge();
}

void StatusKeeper::shift(const engine::ZReport& report) {
  status_.shift_open = report.shift_open;
  status_.shift_known = true;
  shift_number_ = report.number;
  if (no_room_said_ && report.number != shift_when_full_) no_room_said_ = false; // a new shift, new counters
  judge();
}

void StatusKeeper::shift_opened() {
  status_.shift_open = true;
  status_.shift_known = true;
  judge();
}

void StatusKeeper::error(engine::Instant now, const ErrorInfo& info, const ModuleError& error) {
  status_.reachable = true;
  status_.last_error = static_cast<int>(error.code);
  switch (info.action) {
  case ErrorAction::not_initialised: status_.initialised = false; break;
  case ErrorAction::memory_full:
    no_room_said_ = true;
    full_text_ = info.text;
    unsent_when_full_ = status_.info.unsent_receipts;
    shift_when_full_ = shift_number_;
    break;
  case ErrorAction::blocked:
    blocked_until_ = now + block_lasts;
    blocked_text_ = info.text;
    break;
  case ErrorAction::open_shift:
    status_.shift_open = false;
    status_.shift_known = true;
    break;
  case ErrorAction::already_open:
    status_.shift_open = true;
    status_.shift_known = true;
    break;
  case ErrorAction::none:
  case ErrorAction::shift_empty:
  case ErrorAction::wait_and_retry:
  case ErrorAction::ask_before_retry:
  case ErrorAction::wrong_time:
  case ErrorAction::refund_refused:
  case ErrorAction::invalid:
  case ErrorAction::service: break;
  }
  judge();
}

void StatusKeeper::registered() {
  status_.last_error = 0;
  no_room_said_ = false;
  blocked_until_.reset();
  status_.initialised = true;
  judge();
}

void StatusKeeper::time(engine::Instant now) {
  if (!blocked_until_ || now < *blocked_until_) return;
  blocked_until_.reset();
  judge();
}

void StatusKeeper::judge() {
  changed_ = true;
  const auto& info = status_.info;
  const bool shifts_full = info.shifts_capacity > 0 && info.shifts_closed >= info.shifts_capacity;
  const bool receipts_full = info.receipt_capacity > 0 && info.unsent_receipts >= info.receipt_capacity;
  status_.memory_full = no_room_said_ || shifts_full || receipts_full;

  const auto say = [this](Health health, std::string detail) {
    status_.health = health;
    status_.detail = std::move(detail);
  };
  if (!status_.reachable) return; // unreachable() has said why
  if (!status_.initialised) return say(Health::failed, "the fiscal module is not initialised");
  if (blocked_until_) return say(Health::failed, blocked_text_);
  if (shifts_full) return say(Health::failed, "the Z report memory is full: the fiscal module must be replaced");
  if (receipts_full) return say(Health::failed, "the receipt memory is full: receipts must be sent to the tax server");
  if (no_room_said_) return say(Health::failed, full_text_);
  if (info.receipt_capacity > 0 && info.unsent_receipts * 5 >= info.receipt_capacity * 4)
    return say(Health::warning, fmt::format("{} of {} receipts are unsent", info.unsent_receipts, info.receipt_capacity));
  // Both times are the module's own, so no other clock matters.
  const auto first = engine::parse_fiscal_time(info.first_unsent_time), there = engine::parse_fiscal_time(info.current_time);
  if (first && there && there->unix_ms - first->unix_ms >= unsent_long_ms)
    return say(Health::warning, fmt::format("receipts are unsent since {}: the module must reach the tax server", info.first_unsent_time));
  if (info.shifts_capacity > 0 && info.shifts_capacity - info.shifts_closed <= shifts_left_low)
    return say(Health::warning, fmt::format("{} shifts are left", info.shifts_capacity - info.shifts_closed));
  if (status_.clock_offset_ms > clock_off_ms || status_.clock_offset_ms < -clock_off_ms)
    return say(Health::warning, fmt::format("the clocks differ by {} s", status_.clock_offset_ms / 1000));
  say(Health::ok, status_.shift_known && !status_.shift_open ? "the shift is closed" : "");
}

} // namespace devices::fiscal
