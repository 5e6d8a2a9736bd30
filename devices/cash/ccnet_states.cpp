// What the answers to POLL mean: each event is told once and before its ACK, and each state has its next step.
#include "devices/cash/ccnet_session.h"

#include "engine/base/log.h"
#include <tuple>

namespace devices::ccnet {
namespace {

bool is_failure(State state) {
  return state == State::cassette_full || state == State::cassette_out || state == State::jammed || state == State::cassette_jammed ||
         state == State::failure;
}

bool is_moving(State state) {
  switch (state) {
  case State::accepting:
  case State::stacking:
  case State::returning:
  case State::holding:
  case State::rejecting:
  case State::escrow:
  case State::pause:
  case State::power_up_note_in_validator:
  case State::power_up_note_in_stacker: return true;
  default: return false;
  }
}

} // namespace

void CcnetSession::on_poll(engine::Instant now, PollAnswer answer) {
  if (answer.state == State::stacking) seen_moving_ = true;
  poll_at_ = now + pace();
  // The note has left the escrow, even when its event cannot be told now. The decision about it must not meet the next note.
  if (answer.state == State::stacked || answer.state == State::returned) forget_decision();
  if (!report(answer)) { // no ACK: the validator says the event again
    free_at_ = now + timings_.free;
    // The table can be fetched in some states only, so the state is remembered although its event was not told.
    if (table_needed_) last_ = answer;
    return;
  }
  acknowledge(now, Command::ack);
  notes_.saw(answer.state);
  if (!last_ || last_->state != answer.state) {
    last_change_ = now;
    spdlog::debug("validator: {}", name_of(answer.state));
  }
  last_ = answer;
  follow(now, answer);
  poll_at_ = now + pace();
}

// --- events ---

bool CcnetSession::report(PollAnswer answer) {
  if (cassette_out_ && answer.state != State::cassette_out && answer.state != State::busy) {
    if (!tell(engine::CassetteInserted{})) return false;
    cassette_out_ = false;
  }
  if (!notes_.is_news(answer)) return true;
  return report_news(answer);
}

std::int64_t CcnetSession::denomination_of(std::uint8_t type) const {
  if (notes_.open() && notes_.open()->type == type) return notes_.open()->denomination;
  return table_ ? table_->denomination(type).value_or(0) : 0;
}

bool CcnetSession::report_news(PollAnswer answer) {
  const auto type = answer.detail;
  switch (answer.state) {
  case State::escrow: {
    // A note that was in escrow before this connection is no new note. It goes back, and its return is told.
    if (phase_ != Phase::ready) break;
    const auto denomination = table_ ? table_->denomination(type) : std::nullopt;
    if (!denomination) break; // a note of an unknown type goes back
    if (notes_.open()) spdlog::error("validator: a new note while the last one has no outcome");
    decision_.reset(); // a decision about the last note is no decision about this one
    stack_sent_ = asked_since_stack_ = seen_moving_ = false;
    decision_retry_at_.reset();
    const auto before = notes_;
    notes_.escrowed({type, *denomination});
    if (!tell(engine::NoteInEscrow{*denomination})) {
      notes_ = before;
      return false;
    }
    break;
  }
  case State::stacked:
  case State::returned: {
    const bool known = table_ || (notes_.open() && notes_.open()->type == type);
    if (!known && table_failures_ < most_failures) {
      if (!table_needed_) disable_due_ = true; // the table can be read only while the validator is disabled
      table_needed_ = true;
      return false;
    }
    const auto denomination = denomination_of(type);
    if (denomination == 0) spdlog::error("validator: {}, of unknown type {}", name_of(answer.state), type);
    if (answer.state == State::stacked) {
      if (!tell(engine::NoteStacked{denomination, notes_.is_recovery(), seen_moving_})) return false;
      seen_moving_ = false;
      notes_.outcome();
    } else if (denomination != 0 || (notes_.open() && notes_.open()->type == type)) {
      if (!tell(engine::NoteReturned{denomination})) return false;
      notes_.outcome();
    } // a note of an unknown type was never told, so its return is not told either
    table_needed_ = false;
    break;
  }
  case State::rejecting:
    if (!tell(engine::NoteRejected{type, reject_reason(type)})) return false;
    break;
  case State::suspected:
  case State::counterfeit:
    spdlog::error("validator: {}, type {}", name_of(answer.state), type);
    if (!tell(engine::NoteRejected{static_cast<int>(answer.state), std::string{name_of(answer.state)}})) return false;
    break;
  case State::cheated:
    spdlog::error("validator: somebody tried to cheat");
    if (!tell(engine::ValidatorCheated{})) return false;
    break;
  case State::cassette_out:
    if (!cassette_out_ && !tell(engine::CassetteRemoved{})) return false;
    cassette_out_ = true;
    break;
  case State::power_up:
  case State::power_up_note_in_validator:
  case State::power_up_note_in_stacker: {
    using Note = engine::ValidatorPowerUp::Note;
    const auto note = answer.state == State::power_up                     ? Note::none
                      : answer.state == State::power_up_note_in_validator ? Note::in_validator
                                                                          : Note::in_stacker;
    spdlog::warn("validator: {}", name_of(answer.state));
    if (!tell(engine::ValidatorPowerUp{note})) return false;
    break;
  }
  default: return true;
  }
  notes_.told(answer);
  return true;
}

/// Takes a good frame that answers no open question. Two answers may have crossed on the line. Then the ACK of the first was taken for the
/// ACK of a "stacked" behind it: the validator does not say "stacked" again, and the note is inside. So a "stacked" is taken here, without
/// an ACK. If it still waits for its ACK it comes again, and is no news then (devices/cash/PROTOCOL.md section 5.6).
void CcnetSession::overhear(const Bytes& body) {
  const auto answer = parse_poll(body);
  if (answer && answer->state == State::stacking)
    seen_moving_ = true; // answers keep their order: this note moved after the last one that was told
  if (!answer || answer->state != State::stacked || counter_unheard_ || !notes_.is_news(*answer)) return;
  if (denomination_of(answer->detail) == 0) return; // a type that the table cannot name is taken only as the answer to a POLL
  // A note that waits in escrow and was not told to stack cannot be the stacked one. Then the frame repeats the note before it.
  const bool waits = last_ && (last_->state == State::escrow || last_->state == State::holding);
  // The validator says "stacked" only as an answer to POLL. Before the first POLL after STACK the frame cannot be about the note in escrow,
  // even if both notes have the same value.
  if (waits && (decision_ != Command::stack || !asked_since_stack_)) return;
  spdlog::warn("validator: a late \"stacked\" is taken");
  forget_decision();
  (void)report_news(*answer);
}

void CcnetSession::forget_decision() {
  decision_.reset();
  decision_retry_at_.reset();
  hold_due_ = false;
}

bool CcnetSession::tell(const engine::CashEvent& event) {
  if (!handler_) {
    spdlog::error("validator: an event, and nobody to take it");
    return false;
  }
  try {
    handler_(event);
    events_not_taken_ = 0;
    return true;
  } catch (const std::exception& failure) {
    // While the disk is full the event comes five times a second. One line a minute in the log is enough.
    if (events_not_taken_++ % 300 == 0)
      spdlog::error("validator: the event could not be taken, it is not acknowledged: {}", failure.what());
    return false;
  }
}

// --- states ---

void CcnetSession::follow(engine::Instant now, PollAnswer answer) {
  const auto state = answer.state;
  if (state == State::busy) return;
  if (state != State::escrow && state != State::holding) forget_decision();
  if (!is_failure(state) || state == State::cassette_out || state == State::cassette_full) reset_at_.reset();
  switch (state) {
  case State::power_up:
  case State::power_up_note_in_validator:
  case State::power_up_note_in_stacker:
    notes_.power_up();
    if (!notes_.open()) table_conflict_ = false;
    applied_ = 0;
    if (phase_ == Phase::initialising && now - last_change_ < timings_.initialise / 20) break; // the validator has just taken a RESET
    if (phase_ != Phase::meeting || last_change_ == now) meet_again(true);
    poll_first_ = false;
    reset_due_ = true;
    break;
  case State::initialize:
    applied_ = 0;
    if (phase_ != Phase::initialising) {
      meet_again(false);
      poll_first_ = false;
      reset_done_ = true; // the validator initialises by itself, as after a RESET
      phase_ = Phase::initialising;
    } else if (now - last_change_ >= timings_.initialise) {
      spdlog::error("validator: initialising does not end");
      last_change_ = now;
      reset_due_ = true;
    }
    break;
  case State::disabled:
  case State::idling: at_rest(now, state); break;
  case State::escrow:
  case State::holding:
    if (decision_retry_at_ && now >= *decision_retry_at_) decision_retry_at_.reset(); // the decision was not obeyed and is sent again
    if (!decision_ && (phase_ != Phase::ready || wanted_.empty() || !notes_.open())) decision_ = Command::return_bill;
    break;
  case State::cassette_out: applied_ = 0; break; // a validator without its cassette loses its masks
  case State::jammed:
  case State::cassette_jammed:
  case State::failure:
    if (!reset_at_) reset_at_ = now + (phase_ == Phase::meeting && !reset_done_ ? engine::Millis{0} : timings_.failure_reset);
    break;
  default: break;
  }
}

void CcnetSession::at_rest(engine::Instant now, State state) {
  switch (phase_) {
  case Phase::closed: break;
  case Phase::meeting:
    if (state == State::idling) disable_due_ = true;
    else if (reset_done_) enter_setup();
    else reset_due_ = true;
    break;
  case Phase::initialising:
    if (state == State::idling) disable_due_ = true;
    else enter_setup();
    break;
  case Phase::setup:
    if (state == State::idling) disable_due_ = true;
    else if (setup_step_ >= setup_.size()) become_ready();
    break;
  case Phase::ready:
    if (state == State::disabled && applied_ != TypeMask{0}) applied_ = 0;   // the validator has lost its masks
    if (state == State::idling && applied_ == TypeMask{0}) applied_.reset(); // the validator takes notes although it was told not to
    if (notes_.open() && now - last_change_ >= timings_.outcome) {
      spdlog::error("validator: at rest, and the last note has no outcome");
      meet_again(false);
      poll_first_ = false;
      (state == State::idling ? disable_due_ : reset_due_) = true;
    }
    break;
  }
}

void CcnetSession::enter_setup() {
  phase_ = Phase::setup;
  setup_ = {Command::get_status};
  if (!table_fresh_) setup_.push_back(Command::get_bill_table);
  setup_.insert(setup_.end(), {Command::set_security, Command::identification, Command::get_stacked_counter});
  setup_step_ = 0;
  step_failures_ = 0;
  counter_.reset();
  counter_unheard_ = false;
}

void CcnetSession::become_ready() {
  engine::ValidatorReady event;
  if (counter_) event.stacked_counter = *counter_;
  if (!tell(event)) return; // told again after the next POLL
  notes_.settled();
  applied_ = 0;
  phase_ = Phase::ready;
  spdlog::info("validator: ready, {}", identification_);
}

// --- status ---

void CcnetSession::update_status() {
  auto now = current_status();
  if (now == status_) return;
  status_ = std::move(now);
  if (watcher_) watcher_(status_);
}

engine::CashStatus CcnetSession::current_status() const {
  engine::CashStatus result;
  std::tie(result.health, result.detail) = condition();
  const auto mask = applied_.value_or(0);
  result.accepting = phase_ == Phase::ready && mask != 0 && result.can_accept() && last_ && last_->state != State::disabled;
  const bool closing = wanted_.empty() && applied_ != TypeMask{0} && phase_ == Phase::ready;
  result.settled = !notes_.open() && !closing && !(last_ && is_moving(last_->state));
  result.cassette_out = cassette_out_;
  result.cassette_full = last_ && last_->state == State::cassette_full;
  result.jammed = last_ && (last_->state == State::jammed || last_->state == State::cassette_jammed);
  result.denominations = denominations_;
  result.identification = identification_;
  return result;
}

std::pair<engine::Health, std::string> CcnetSession::condition() const {
  using engine::Health;
  if (phase_ == Phase::closed) return {Health::connecting, closed_why_};
  if (echo_) return {Health::failed, "the line echoes: adapter or wiring"};
  if (silent_) return {Health::failed, "no answer"};
  if (!last_) return {Health::connecting, "asked"};
  const auto state = last_->state;
  if (state == State::failure) return {Health::failed, "failure: " + failure_name(last_->detail)};
  if (is_failure(state)) return {Health::failed, std::string{name_of(state)}};
  if (phase_ != Phase::ready) return {Health::connecting, std::string{name_of(state)}};
  if (table_conflict_) return {Health::failed, "the bill table changed while a note was open"};
  if (table_ && denominations_.empty()) return {Health::failed, "no Uzbek notes in the bill table, only: " + table_->countries()};
  if (state == State::pause) return {Health::warning, "a second note was pushed in"};
  if (state == State::suspected || state == State::counterfeit) return {Health::warning, std::string{name_of(state)}};
  return {Health::ok, std::string{name_of(state)}};
}

} // namespace devices::ccnet
