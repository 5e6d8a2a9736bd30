// When a command is sent, and what its answer does. ccnet_states.cpp has the meaning of states and events.
#include "devices/cash/ccnet_session.h"

#include "engine/base/log.h"
#include <algorithm>
#include <fmt/ranges.h>

namespace devices::ccnet {
namespace {

constexpr int most_naks = 3;

bool answered_by_ack(Command command) {
  switch (command) {
  case Command::reset:
  case Command::set_security:
  case Command::enable_bill_types:
  case Command::stack:
  case Command::return_bill:
  case Command::hold:
  case Command::set_escrow_timeouts: return true;
  default: return false;
  }
}

/// GET BILL TABLE is legal in these states only.
bool table_readable(State state) {
  return is_power_up(state) || state == State::initialize || state == State::disabled || state == State::failure;
}

} // namespace

// --- the line ---

void CcnetSession::on_open(engine::Instant now) {
  phase_ = Phase::meeting;
  framer_.clear();
  output_.clear();
  in_flight_.reset();
  free_at_ = poll_at_ = last_change_ = now;
  asked_at_.reset();
  reset_at_.reset();
  last_.reset();
  poll_first_ = true;
  silent_ = echo_ = false;
  reset_due_ = reset_done_ = disable_due_ = false;
  table_fresh_ = table_needed_ = table_conflict_ = false;
  table_failures_ = 0;
  counter_unheard_ = false;
  doubtful_ = false;
  doubts_ = 0;
  applied_.reset();
  decision_.reset();
  decision_retry_at_.reset();
  hold_due_ = false;
  advance(now);
}

void CcnetSession::on_closed(engine::Instant, const std::string& why) {
  phase_ = Phase::closed;
  closed_why_ = why;
  in_flight_.reset();
  output_.clear();
  framer_.clear();
  last_.reset();
  applied_ = 0; // no note counts as accepted while the line is closed
  decision_.reset();
  hold_due_ = false;
  update_status();
}

void CcnetSession::on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) {
  if (phase_ == Phase::closed) return;
  framer_.push(bytes);
  std::vector<Bytes> answers;
  while (auto body = framer_.next()) answers.push_back(std::move(*body));
  if (!in_flight_) { // no question is open, so this is a late answer
    for (const auto& late : answers) {
      overhear(late);
      doubtful_ = true;
    }
    (void)framer_.take_dropped();
    return update_status();
  }
  // Of two answers to one question one is late. An ACK for the late answer would be taken for the ACK of the
  // other, and a note would be lost. So nothing is acknowledged, and the line is left to come to rest. An echo
  // looks like two answers as well.
  if (answers.size() == 1 || (!answers.empty() && frame(answers.front()) == in_flight_->frame)) {
    on_answer(now, answers.front());
  } else if (!answers.empty()) {
    spdlog::warn("validator: {} answers to one {}", answers.size(), name_of(in_flight_->command));
    for (const auto& one : answers) overhear(one);
    failed_exchange(now, false);
  }
  const auto dropped = framer_.take_dropped();
  if (dropped > 0) spdlog::warn("validator: {} bytes dropped: {}", dropped, framer_.why());
  if (!in_flight_) framer_.clear();
  else if (dropped > 0 && framer_.empty()) failed_exchange(now, true);
  advance(now);
}

void CcnetSession::on_time(engine::Instant now) {
  if (phase_ == Phase::closed) return;
  if (in_flight_ && now >= in_flight_->deadline) failed_exchange(now, false);
  if (!silent_ && asked_at_ && now - *asked_at_ >= timings_.silence) fall_silent(now);
  advance(now);
}

std::optional<engine::Instant> CcnetSession::deadline() const {
  if (phase_ == Phase::closed) return std::nullopt;
  if (in_flight_) return in_flight_->deadline;
  return plan().at;
}

// --- sending ---

void CcnetSession::advance(engine::Instant now) {
  if (phase_ != Phase::closed && !in_flight_) {
    const auto next = plan();
    if (next.at <= now) send(now, next.command);
  }
  update_status();
}

CcnetSession::Plan CcnetSession::plan() const {
  const Plan poll{Command::poll, std::max(free_at_, poll_at_)};
  if (const auto command = due_command()) return {*command, free_at_};
  if (reset_at_ && std::max(free_at_, *reset_at_) <= poll.at) return {Command::reset, std::max(free_at_, *reset_at_)};
  return poll;
}

/// The command that is due before the next POLL. After any trouble none is: then the state is asked for first.
std::optional<Command> CcnetSession::due_command() const {
  if (poll_first_ || silent_ || echo_ || !last_) return std::nullopt;
  const auto state = last_->state;
  if (state == State::busy) return std::nullopt;
  if (wants_decision_sent()) return decision_;
  if (table_needed_ && table_readable(state)) return Command::get_bill_table;
  if (disable_due_) return Command::enable_bill_types;
  if (table_needed_)
    return Command::get_bill_table; // the untold outcome hides the state. The validator was just disabled, so the command may be legal
  if (reset_due_) {
    const bool table_first = !table_fresh_ && table_failures_ < most_failures && table_readable(state);
    return table_first ? Command::get_bill_table : Command::reset;
  }
  if (phase_ == Phase::setup && setup_step_ < setup_.size()) return setup_[setup_step_];
  if (phase_ != Phase::ready) return std::nullopt;
  if (hold_due_ && (state == State::escrow || state == State::holding)) return Command::hold;
  if ((state == State::idling || state == State::disabled) && applied_ != target_mask()) return Command::enable_bill_types;
  return std::nullopt;
}

bool CcnetSession::wants_decision_sent() const {
  return decision_ && !decision_retry_at_ && (last_->state == State::escrow || last_->state == State::holding);
}

TypeMask CcnetSession::target_mask() const {
  if (phase_ != Phase::ready || !table_ || table_conflict_) return 0;
  return wanted_mask_;
}

Bytes CcnetSession::frame_of(Command what) const {
  if (what == Command::enable_bill_types) {
    const auto mask = disable_due_ ? TypeMask{0} : target_mask();
    return enable_bill_types(mask, mask);
  }
  if (what == Command::set_security) return set_security(0);
  return command(what);
}

engine::Millis CcnetSession::pace() const {
  if (silent_ || echo_) return timings_.silent_poll;
  if (last_ && last_->state == State::busy) return std::max(timings_.poll_shortest, engine::Millis{100} * last_->detail);
  const bool watched = phase_ == Phase::ready
                           ? !wanted_.empty() || applied_ != TypeMask{0} || notes_.open() || (last_ && last_->state != State::disabled)
                           : true;
  return watched ? timings_.poll_enabled : timings_.poll_disabled;
}

void CcnetSession::send(engine::Instant now, Command what, int naks) {
  const bool slow = what == Command::identification || what == Command::get_bill_table;
  if (!asked_at_) asked_at_ = now;
  in_flight_ = Exchange{what, frame_of(what), now + (slow ? timings_.long_answer : timings_.answer), naks};
  if (what == Command::enable_bill_types) sent_mask_ = disable_due_ ? TypeMask{0} : target_mask();
  framer_.clear();
  output_.insert(output_.end(), in_flight_->frame.begin(), in_flight_->frame.end());
  if (what == Command::reset && reset_at_) *reset_at_ = now + (silent_ ? timings_.silent_reset : timings_.failure_reset);
  if (what != Command::poll) spdlog::debug("validator: > {}", name_of(what));
  if (what == Command::stack) stack_sent_ = true;
  if (what == Command::poll)
    asked_since_stack_ = stack_sent_; // a STACK that is sent again leaves this as it is: the first may have been obeyed
}

void CcnetSession::acknowledge(engine::Instant now, Command how) {
  const auto bytes = command(how);
  output_.insert(output_.end(), bytes.begin(), bytes.end());
  free_at_ = now + timings_.free;
}

// --- answers ---

void CcnetSession::heard() {
  asked_at_.reset();
  if (!silent_) return;
  spdlog::info("validator: answers again");
  silent_ = false;
  meet_again(true);
}

void CcnetSession::fall_silent(engine::Instant now) {
  spdlog::error("validator: no answer for {} ms", timings_.silence.count());
  silent_ = true;
  notes_.power_up(); // the validator may have restarted: the next outcome that it tells is a recovery
  meet_again(true);
  last_.reset();
  applied_ = 0;
  reset_at_ = now;
}

/// Begins anew on an open line: meeting, RESET, set-up.
void CcnetSession::meet_again(bool reset) {
  phase_ = Phase::meeting;
  reset_at_.reset();
  reset_done_ = false;
  reset_due_ = false;
  disable_due_ = false;
  poll_first_ = true;
  if (reset) table_fresh_ = false;
  table_failures_ = 0;
  decision_.reset();
  decision_retry_at_.reset();
  hold_due_ = false;
}

void CcnetSession::failed_exchange(engine::Instant now, bool garbage) {
  const auto what = in_flight_->command;
  in_flight_.reset();
  framer_.clear();
  poll_first_ = true;
  if (what == Command::get_stacked_counter) counter_unheard_ = true;
  if (what != Command::poll) spdlog::warn("validator: {} to {}", garbage ? "garbage" : "no answer", name_of(what));
  if (garbage) {
    acknowledge(now, Command::nak);
    poll_at_ = now + timings_.poll_shortest;
  } else {
    doubtful_ = true;
    free_at_ = now + timings_.drain;
    poll_at_ = silent_ || echo_ ? now + timings_.silent_poll : free_at_;
  }
  step_failed(now, what, false);
}

/// A command of the set-up failed. It is tried again, and given up after three tries; a command that the validator
/// does not know is given up at once. Only the bill table is indispensable.
void CcnetSession::step_failed(engine::Instant now, Command what, bool illegal) {
  if (phase_ != Phase::setup || setup_step_ >= setup_.size() || setup_[setup_step_] != what) {
    if (what == Command::get_bill_table) ++table_failures_;
    return;
  }
  if (++step_failures_ < most_failures && (!illegal || what == Command::get_bill_table)) return;
  step_failures_ = 0;
  if (what == Command::get_bill_table) {
    spdlog::error("validator: the bill table cannot be read");
    meet_again(true);
    poll_at_ = now + timings_.silence;
    return;
  }
  spdlog::warn("validator: goes on without {}", name_of(what));
  ++setup_step_;
}

void CcnetSession::step_done(Command what) {
  if (phase_ != Phase::setup || setup_step_ >= setup_.size() || setup_[setup_step_] != what) return;
  step_failures_ = 0;
  ++setup_step_;
}

void CcnetSession::on_answer(engine::Instant now, const Bytes& body) {
  const auto what = in_flight_->command;
  heard();
  const bool same = frame(body) == in_flight_->frame;
  if (same && (what == Command::poll || what == Command::reset)) {
    if (!echo_) spdlog::error("validator: the line echoes what is sent to it");
    echo_ = true;
    in_flight_.reset();
    free_at_ = now + timings_.drain;
    poll_at_ = now + timings_.silent_poll;
    return;
  }
  if (echo_ && what == Command::poll && parse_poll(body)) {
    spdlog::info("validator: the line no longer echoes");
    echo_ = false;
  }
  const bool single = body.size() == 1;
  // A NAK after a POLL may be meant for the ACK before that POLL, which was damaged on the way. A second POLL at once would bring two
  // answers, and the ACK of the first would be taken for the ACK of the event behind it. So the session waits for the answer to the
  // POLL, or for its time-out.
  if (single && body[0] == answer_nak && what == Command::poll) return;
  if (single && body[0] == answer_nak) {
    const auto naks = in_flight_->naks + 1;
    in_flight_.reset();
    free_at_ = now + timings_.free;
    poll_at_ = now + timings_.poll_shortest;
    // STACK and RETURN are not repeated before the validator has told where the note is. The first command may have been obeyed, and the
    // second would meet the next note.
    if (what == Command::stack || what == Command::return_bill) {
      poll_first_ = true;
      return;
    }
    if (naks < most_naks) {
      send(now, what, naks);
      return;
    }
    poll_first_ = true;
    spdlog::warn("validator: does not take {}", name_of(what));
    step_failed(now, what, false);
    return;
  }
  if (answered_by_ack(what)) {
    if (!single || (body[0] != answer_ack && body[0] != answer_illegal)) return overhear(body); // a late answer to another question
    in_flight_.reset();
    free_at_ = now + timings_.free;
    on_acknowledged(now, what, body[0] == answer_ack);
    return;
  }
  if (single && body[0] == answer_ack) return; // a late answer to a command
  on_data(now, what, body);
}

void CcnetSession::on_acknowledged(engine::Instant now, Command what, bool legal) {
  poll_at_ = now + timings_.poll_shortest;
  if (!legal) {
    spdlog::warn("validator: {} is illegal now", name_of(what));
    poll_first_ = true;
    if (what == Command::hold) hold_due_ = false;
    if (what == Command::enable_bill_types) applied_.reset();
    step_failed(now, what, true);
    return;
  }
  switch (what) {
  case Command::reset:
    reset_due_ = false;
    reset_done_ = true;
    applied_ = 0;
    phase_ = Phase::initialising;
    last_change_ = now;
    poll_first_ = true;
    break;
  case Command::enable_bill_types:
    applied_ = sent_mask_;
    if (sent_mask_ == 0) disable_due_ = false;
    poll_first_ = true;
    break;
  case Command::stack:
  case Command::return_bill: decision_retry_at_ = now + timings_.command_retry; break;
  case Command::hold: hold_due_ = false; break;
  default: step_done(what); break;
  }
}

void CcnetSession::on_data(engine::Instant now, Command what, const Bytes& body) {
  const bool illegal = body.size() == 1 && body[0] == answer_illegal;
  if (what == Command::poll) {
    const auto answer = parse_poll(body);
    if (!answer) {
      spdlog::warn("validator: {}", answer.error());
      failed_exchange(now, true);
      return;
    }
    in_flight_.reset();
    // The first answer after a missing one may be the missing one. Its ACK would be taken for the ACK of the answer behind it, which may be
    // "stacked". So it gets no ACK. The validator says it again at the next POLL.
    if (std::exchange(doubtful_, false) && ++doubts_ <= most_doubts) {
      overhear(body);
      free_at_ = now + timings_.free;
      poll_at_ = now + timings_.poll_shortest;
      return;
    }
    doubts_ = 0;
    poll_first_ = false;
    on_poll(now, *answer);
    return;
  }
  std::string fault;
  if (illegal) fault = "illegal now";
  else if (what == Command::get_bill_table) {
    if (const auto table = BillTable::parse(body)) take_table(*table);
    else fault = table.error();
  } else if (what == Command::identification) {
    if (const auto found = parse_identification(body)) identification_ = found->part + " " + found->serial;
    else fault = found.error();
  } else if (what == Command::get_stacked_counter) {
    if (const auto count = parse_counter(body)) counter_ = *count;
    else fault = count.error();
  } else if (what == Command::get_status) {
    if (const auto found = parse_status(body)) spdlog::debug("validator: enabled mask {:06X}", found->enabled);
    else fault = found.error();
  }
  if (!fault.empty() && !illegal && body.size() <= 2)
    return overhear(body); // a late answer to a POLL; the answer to this command may follow
  in_flight_.reset();
  if (illegal) free_at_ = now + timings_.free; // no source says whether ILLEGAL is acknowledged; silence is allowed
  else acknowledge(now, fault.empty() ? Command::ack : Command::nak);
  if (!fault.empty()) {
    spdlog::warn("validator: {}: {}", name_of(what), fault);
    poll_first_ = true;
    poll_at_ = now + timings_.poll_shortest;
    step_failed(now, what, illegal);
    return;
  }
  step_done(what);
}

void CcnetSession::take_table(const BillTable& table) {
  if (table_ && *table_ != table) {
    spdlog::warn("validator: the bill table has changed");
    if (notes_.open()) table_conflict_ = true;
  }
  table_ = table;
  denominations_ = table.denominations();
  wanted_mask_ = table.types_of(wanted_);
  table_fresh_ = true;
  table_needed_ = false;
  if (denominations_.empty()) spdlog::error("validator: its bill table has no Uzbek note, only of: {}", table.countries());
}

// --- commands from outside ---

void CcnetSession::decide(Command what) {
  // A late "stack" that waited for the next note would swallow a note that nobody has looked at.
  if (what == Command::stack && !notes_.open()) {
    spdlog::warn("validator: asked to stack, and there is no note");
    return;
  }
  if (decision_ == what) return;
  decision_ = what;
  decision_retry_at_.reset();
}

void CcnetSession::enable(const std::vector<std::int64_t>& denominations) {
  wanted_ = denominations;
  wanted_mask_ = table_ ? table_->types_of(wanted_) : TypeMask{0};
  update_status();
}

void CcnetSession::disable() {
  wanted_.clear();
  wanted_mask_ = 0;
  // A note with a decision keeps it. A note that still waits for a decision goes back.
  const bool waiting = last_ && (last_->state == State::escrow || last_->state == State::holding);
  if (phase_ == Phase::ready && waiting && !decision_) decision_ = Command::return_bill;
  update_status();
}

} // namespace devices::ccnet
