// The motion of notes inside the simulated validator, and the work of hands on it. The wire: validator_model.cpp.
#include "devices/simulators/cash/validator_model.h"

#include <fmt/format.h>

namespace devices::sim {
namespace {

constexpr std::uint8_t reason_in_head = 0x62;
constexpr std::uint8_t reason_conveying = 0x64;
constexpr std::uint8_t reason_inhibited = 0x68;

tl::unexpected<std::string> cannot(std::string why) { return tl::make_unexpected(std::move(why)); }

} // namespace

void ValidatorModel::become(State state, std::optional<engine::Instant> until) {
  state_ = state;
  until_ = until;
}

void ValidatorModel::rest() { become(enabled_ != 0 ? State::idling : State::disabled); }

bool ValidatorModel::moving() const { return note_ && state_ != State::jammed && state_ != State::cassette_jammed; }

void ValidatorModel::advance(engine::Instant now) {
  while (!late_.empty() && late_.front().at <= now) {
    output_.insert(output_.end(), late_.front().bytes.begin(), late_.front().bytes.end());
    late_.pop_front();
  }
  while (powered_ && until_ && *until_ <= now) move_on(now);
}

void ValidatorModel::move_on(engine::Instant) {
  const auto at = *until_;
  switch (state_) {
  case State::accepting:
    if (reject_next_ != 0) reject(at, std::exchange(reject_next_, std::uint8_t{0}));
    else if ((enabled_ >> note_->type & 1U) == 0) reject(at, reason_inhibited);
    else if ((escrow_ >> note_->type & 1U) != 0) become(State::escrow, at + timings_.escrow);
    else become(State::stacking, at + timings_.stacking);
    break;
  case State::escrow:
  case State::holding:
    log("the escrow time is over: returns by itself");
    become(State::returning, at + timings_.returning);
    break;
  case State::stacking: finish_stacking(at, false); break;
  case State::returning:
    give_back(at, true);
    rest();
    break;
  case State::rejecting: rest(); break;
  case State::pause: reject(at, reason_in_head); break;
  case State::initialize:
    if (stack_on_reset_ && note_) {
      finish_stacking(at, true);
    } else if (note_) {
      give_back(at, report_recovered_returns_);
    }
    stack_on_reset_ = false;
    rest();
    break;
  default: until_.reset(); break;
  }
}

void ValidatorModel::finish_stacking(engine::Instant at, bool recovered) {
  log(fmt::format("stacked {}", note_->denomination));
  truth_.stacked.push_back({*note_, at, 0});
  events_.push_back({{State::stacked, note_->type}, recovered});
  note_.reset();
  rest();
}

void ValidatorModel::give_back(engine::Instant at, bool tell) {
  log(fmt::format("gave back {}", note_->denomination));
  truth_.returned.push_back({*note_, at, 0});
  if (tell) events_.push_back({{State::returned, note_->type}, false});
  note_.reset();
}

void ValidatorModel::reject(engine::Instant now, std::uint8_t reason) {
  log(fmt::format("rejected {}: {}", note_->denomination, ccnet::reject_reason(reason)));
  truth_.rejected.push_back({*note_, now, reason});
  note_.reset();
  reject_reason_ = reason;
  events_.push_back({{State::rejecting, reason}, false});
  become(State::rejecting, now + timings_.rejecting);
}

void ValidatorModel::reset(engine::Instant now) {
  log("RESET");
  if ((state_ == State::jammed || state_ == State::cassette_jammed) && !jam_cleared_) return;
  if (state_ == State::failure && failure_ != 0) return;
  if (state_ == State::cassette_out || state_ == State::cassette_full) return;
  jam_cleared_ = false;
  // A note on its way into the cassette goes in; any other comes out. A stacked note that was not acknowledged is told again after the initialising.
  stack_on_reset_ = note_ && (stack_on_reset_ || state_ == State::stacking);
  enabled_ = escrow_ = 0;
  for (auto& event : events_) event.recovered = true;
  become(State::initialize, now + timings_.initialising);
}

// --- hands ---

ValidatorModel::Result ValidatorModel::insert(engine::Instant now, std::int64_t denomination) {
  advance(now);
  if (!powered_) return cannot("no power");
  const auto types = table_.types_of({denomination});
  if (types == 0) return cannot(fmt::format("there is no note of {}", denomination));
  if (note_) return cannot("another note is inside");
  if (state_ != State::idling) return cannot(fmt::format("the slot is closed: {}", name_of(state_)));
  std::uint8_t type = 0;
  while ((types >> type & 1U) == 0) ++type;
  note_ = Note{type, denomination, now};
  log(fmt::format("takes in {}", denomination));
  become(State::accepting, now + timings_.accepting);
  return {};
}

ValidatorModel::Result ValidatorModel::pull_back(engine::Instant now) {
  advance(now);
  if (!powered_ || !note_) return cannot("no note can be reached");
  switch (state_) {
  case State::accepting: reject(now, reason_conveying); return {};
  case State::returning:
    give_back(now, true);
    rest();
    return {};
  case State::escrow:
  case State::holding:
    truth_.pulled.push_back({*note_, now, 0});
    note_.reset();
    events_.push_back({{State::cheated, 0}, false});
    rest();
    return {};
  default: return cannot("no note can be reached");
  }
}

ValidatorModel::Result ValidatorModel::second_note(engine::Instant now) {
  advance(now);
  if (!powered_ || !note_ || (state_ != State::accepting && state_ != State::escrow && state_ != State::holding))
    return cannot("no note in the way of a second one");
  before_pause_ = state_;
  become(State::pause, now + timings_.pause);
  return {};
}

ValidatorModel::Result ValidatorModel::take_second_back(engine::Instant now) {
  advance(now);
  if (!powered_ || state_ != State::pause) return cannot("there is no second note");
  become(before_pause_, now + (before_pause_ == State::accepting ? timings_.accepting : timings_.escrow));
  return {};
}

ValidatorModel::Result ValidatorModel::cheat(engine::Instant now) {
  advance(now);
  if (!powered_ || state_ != State::idling) return cannot("the slot is closed");
  events_.push_back({{State::cheated, 0}, false});
  return {};
}

ValidatorModel::Result ValidatorModel::power_cut(engine::Instant now) {
  advance(now);
  if (!powered_) return cannot("the power is off already");
  log("power cut");
  powered_ = false;
  until_.reset();
  framer_.clear();
  late_.clear();
  output_.clear();
  enabled_ = escrow_ = security_ = 0;
  event_said_ = false;
  busy_until_.reset();
  stack_on_reset_ = note_ && (stack_on_reset_ || state_ == State::stacking);
  // Only a stacked note outlives the cut in its memory.
  std::erase_if(events_, [](const Event& event) { return event.answer.state != State::stacked; });
  for (auto& event : events_) event.recovered = true;
  return {};
}

ValidatorModel::Result ValidatorModel::power_on(engine::Instant) {
  if (powered_) return cannot("the power is on already");
  log("power on");
  powered_ = true;
  const bool stays = state_ == State::cassette_out || state_ == State::cassette_full || state_ == State::failure ||
                     ((state_ == State::jammed || state_ == State::cassette_jammed) && !jam_cleared_);
  if (stays) return {};
  if (stack_on_reset_ || !events_.empty()) become(State::power_up_note_in_stacker);
  else become(note_ ? State::power_up_note_in_validator : State::power_up);
  return {};
}

ValidatorModel::Result ValidatorModel::cassette_out(engine::Instant now) {
  advance(now);
  if (moving()) return cannot("a note is moving");
  if (state_ == State::cassette_out) return cannot("it is out already");
  enabled_ = escrow_ = 0;
  become(State::cassette_out);
  return {};
}

ValidatorModel::Result ValidatorModel::cassette_in(engine::Instant now) {
  if (state_ != State::cassette_out) return cannot("it is in already");
  become(State::initialize, now + timings_.initialising);
  return {};
}

ValidatorModel::Result ValidatorModel::full(engine::Instant now) {
  advance(now);
  if (moving()) return cannot("a note is moving");
  if (state_ == State::cassette_out) return cannot("the cassette is out");
  become(State::cassette_full);
  return {};
}

ValidatorModel::Result ValidatorModel::jam(engine::Instant now, bool in_cassette) {
  advance(now);
  if (!powered_) return cannot("no power");
  jam_cleared_ = false;
  become(in_cassette ? State::cassette_jammed : State::jammed);
  return {};
}

ValidatorModel::Result ValidatorModel::unjam(engine::Instant now) {
  if (state_ != State::jammed && state_ != State::cassette_jammed) return cannot("nothing is jammed");
  if (note_) truth_.stuck.push_back({*note_, now, 0});
  note_.reset();
  stack_on_reset_ = false;
  jam_cleared_ = true;
  return {};
}

ValidatorModel::Result ValidatorModel::fail(engine::Instant now, std::uint8_t code) {
  advance(now);
  if (!powered_) return cannot("no power");
  if (moving()) return cannot("a note is moving");
  if (code == 0) return cannot("0 is no failure code");
  failure_ = code;
  become(State::failure);
  return {};
}

ValidatorModel::Result ValidatorModel::mend(engine::Instant) {
  if (state_ != State::failure) return cannot("nothing is broken");
  failure_ = 0;
  return {};
}

ValidatorModel::Result ValidatorModel::change_table(ccnet::BillTable table) {
  if (moving() && powered_) return cannot("a note is moving");
  table_ = std::move(table);
  return {};
}

} // namespace devices::sim
