// The wire of the simulated validator. Motion and hands: validator_motion.cpp.
#include "devices/simulators/cash/validator_model.h"

#include <algorithm>
#include <fmt/format.h>

namespace devices::sim {

using ccnet::Command;

namespace {

std::optional<std::size_t> data_size(Command command) {
  switch (command) {
  case Command::reset:
  case Command::get_status:
  case Command::poll:
  case Command::stack:
  case Command::return_bill:
  case Command::identification:
  case Command::hold:
  case Command::get_bill_table:
  case Command::get_stacked_counter: return 0;
  case Command::set_security: return 3;
  case Command::enable_bill_types: return 6;
  case Command::set_escrow_timeouts: return 8;
  default: return std::nullopt;
  }
}

Bytes identification() {
  const std::string part = "SM-UZ1427      ";
  const std::string serial = "21K500012345";
  Bytes body(part.begin(), part.end());
  body.insert(body.end(), serial.begin(), serial.end());
  body.insert(body.end(), {0x10, 0x00, 0x00, 0x00, 0xC9, 0xFF, 0x01});
  return body;
}

std::uint32_t number(std::span<const std::uint8_t> bytes) {
  std::uint32_t value = 0;
  for (const auto byte : bytes) value = value << 8U | byte;
  return value;
}

} // namespace

ccnet::BillTable ValidatorModel::uzbek_table(const std::string& country) {
  ccnet::BillTable table;
  const std::array<std::pair<std::uint8_t, std::uint8_t>, 8> amounts{{{1, 3}, {2, 3}, {5, 3}, {1, 4}, {2, 4}, {5, 4}, {1, 5}, {2, 5}}};
  for (std::size_t type = 0; type < amounts.size(); ++type) {
    auto& entry = table.entries[type];
    entry.mantissa = amounts[type].first;
    entry.exponent = amounts[type].second;
    std::copy_n(country.begin(), std::min<std::size_t>(country.size(), 3), entry.country.begin());
  }
  return table;
}

void ValidatorModel::on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) {
  advance(now);
  if (echo_) output_.insert(output_.end(), bytes.begin(), bytes.end());
  if (!powered_ || silent_) return;
  // The protocol allows 5 ms between bytes; a host behind USB takes longer. A frame that stops for good is dropped.
  constexpr engine::Millis longest_gap{100};
  if (now - last_bytes_ > longest_gap) framer_.clear();
  last_bytes_ = now;
  framer_.push(bytes);
  while (const auto body = framer_.next()) on_command(now, *body);
  if (framer_.take_dropped() > 0) {
    violation(fmt::format("bytes that are no frame: {}", framer_.why()));
    if (framer_.empty()) say(now, {ccnet::answer_nak});
  }
}

void ValidatorModel::on_time(engine::Instant now) { advance(now); }

std::optional<engine::Instant> ValidatorModel::deadline() const {
  std::optional<engine::Instant> next;
  if (powered_) next = until_;
  if (!late_.empty() && (!next || late_.front().at < *next)) next = late_.front().at;
  return next;
}

std::optional<ccnet::PollAnswer> ValidatorModel::pending() const {
  if (events_.empty()) return std::nullopt;
  return events_.front().answer;
}

void ValidatorModel::say(engine::Instant now, const Bytes& body) {
  auto bytes = ccnet::frame(body);
  if (drop_answers_ > 0) {
    --drop_answers_;
    return;
  }
  if (corrupt_answers_ > 0) {
    --corrupt_answers_;
    bytes.back() ^= 0x5A;
  }
  if (delay_answers_ > 0) {
    --delay_answers_;
    late_.push_back({now + timings_.lateness, std::move(bytes)});
    return;
  }
  if (!late_.empty()) { // answers keep their order: the answer to this question stands behind the earlier ones
    late_.push_back({late_.back().at, std::move(bytes)});
    return;
  }
  output_.insert(output_.end(), bytes.begin(), bytes.end());
}

void ValidatorModel::on_ack(engine::Instant now) {
  if (!std::exchange(event_said_, false) || events_.empty()) return;
  if (now - said_at_ > timings_.ack_limit) return; // too late: it counts as a NAK, the event is said again
  if (ignore_acks_ > 0) {
    --ignore_acks_;
    return;
  }
  events_.pop_front();
}

void ValidatorModel::on_command(engine::Instant now, const Bytes& body) {
  const auto command = static_cast<Command>(body[0]);
  if (body.size() == 1 && command == Command::ack) {
    on_ack(now);
    return;
  }
  event_said_ = false; // any other frame is no ACK
  if (body.size() == 1 && command == Command::nak) return;
  if (nak_commands_ > 0) {
    --nak_commands_;
    say(now, {ccnet::answer_nak});
    return;
  }
  const auto size = data_size(command);
  if (!size) violation(fmt::format("unknown command {:02X}", body[0]));
  else if (*size != body.size() - 1) violation(fmt::format("{} with {} bytes", name_of(command), body.size() - 1));
  else if (legal(command)) {
    say(now, obey(now, command, std::span{body}.subspan(1)));
    return;
  } else log(fmt::format("{} is illegal while {}", name_of(command), name_of(state_)));
  say(now, {ccnet::answer_illegal});
}

bool ValidatorModel::legal(Command command) const {
  const bool starting = ccnet::is_power_up(state_) || state_ == State::initialize;
  const bool reading = starting || state_ == State::disabled || state_ == State::failure;
  switch (command) {
  case Command::stack:
  case Command::return_bill:
  case Command::hold: return state_ == State::escrow || state_ == State::holding;
  case Command::identification:
  case Command::get_bill_table: return reading;
  case Command::get_stacked_counter: return !without_counter_ && (reading || state_ == State::idling);
  default: return true;
  }
}

Bytes ValidatorModel::obey(engine::Instant now, Command command, std::span<const std::uint8_t> data) {
  switch (command) {
  case Command::poll: return poll(now);
  case Command::reset: reset(now); break;
  case Command::get_status: {
    auto body = ccnet::mask_bytes(enabled_);
    const auto security = ccnet::mask_bytes(security_);
    body.insert(body.end(), security.begin(), security.end());
    return body;
  }
  case Command::set_security: security_ = ccnet::mask_from(data.first<3>()); break;
  case Command::enable_bill_types: enable(ccnet::mask_from(data.first<3>()), ccnet::mask_from(data.last<3>())); break;
  case Command::stack:
    log("stacks");
    become(State::stacking, now + timings_.stacking);
    break;
  case Command::return_bill:
    log("returns");
    become(State::returning, now + timings_.returning);
    break;
  case Command::hold: become(State::holding, now + timings_.escrow); break;
  case Command::identification: return identification();
  case Command::get_bill_table: return table_.encode();
  case Command::get_stacked_counter: {
    const auto count = static_cast<std::uint16_t>(truth_.stacked.size() & 0xFFFFU);
    return {static_cast<std::uint8_t>(count >> 8U), static_cast<std::uint8_t>(count & 0xFFU)};
  }
  case Command::set_escrow_timeouts: timings_.escrow = engine::Millis{number(data.first(4))}; break;
  default: break;
  }
  return {ccnet::answer_ack};
}

Bytes ValidatorModel::poll(engine::Instant now) {
  ++truth_.polls;
  if (busy_until_ && now < *busy_until_) {
    const auto left = (*busy_until_ - now).count() / 100 + 1;
    return {static_cast<std::uint8_t>(State::busy), static_cast<std::uint8_t>(std::min<std::int64_t>(left, 255))};
  }
  busy_until_.reset();
  ccnet::PollAnswer answer{state_, 0};
  // An event waits for the end of the initialising.
  if (!events_.empty() && state_ != State::initialize && !ccnet::is_power_up(state_)) {
    answer = events_.front().answer;
    event_said_ = true;
    said_at_ = now;
  } else if (state_ == State::escrow) {
    answer.detail = note_->type;
  } else if (state_ == State::rejecting) {
    answer.detail = reject_reason_;
  } else if (state_ == State::failure) {
    answer.detail = failure_;
  }
  Bytes body{static_cast<std::uint8_t>(answer.state)};
  if (ccnet::has_detail(answer.state)) body.push_back(answer.detail);
  return body;
}

void ValidatorModel::enable(ccnet::TypeMask enabled, ccnet::TypeMask escrow) {
  const bool recovering = !events_.empty() && events_.front().recovered;
  if (enabled != 0 && (recovering || ccnet::is_power_up(state_) || state_ == State::initialize)) {
    violation("notes enabled before the recovery was over");
    // This is how a credit gets lost: the validator forgets what it had to say.
    while (!events_.empty() && events_.front().recovered) {
      events_.pop_front();
      ++truth_.events_lost;
    }
  }
  if (enabled != 0 && (enabled & ~escrow) != 0) violation("notes enabled without escrow");
  enabled_ = enabled;
  escrow_ = escrow;
  if (state_ == State::idling || state_ == State::disabled) rest();
}

void ValidatorModel::violation(std::string text) {
  log("VIOLATION: " + text);
  if (truth_.violations.size() < 1000) truth_.violations.push_back(std::move(text));
}

void ValidatorModel::log(const std::string& line) const {
  if (on_log) on_log(line);
}

} // namespace devices::sim
