#include "devices/printer/printer_session.h"
#include "engine/base/log.h"
#include <algorithm>
#include <fmt/format.h>

namespace devices::printer {
namespace {

using engine::Instant;
using engine::Millis;

constexpr Millis idle_interval{2000};
constexpr Millis busy_interval{1000};
constexpr Millis longest_band{300}; ///< on the wire
constexpr int slowest_baud = 1200;
constexpr Millis answer_limit{500};
constexpr Millis partial_limit{200};
constexpr Millis connecting_limit{3000}; ///< a job waits this long for a printer that is being looked for
constexpr Millis presenter_limit{10000};
constexpr Millis clearing_limit{1000};
constexpr Millis stop_limit{60000}; ///< XOFF before a job: longest wait for XON
constexpr Millis stall_limit{5000}; ///< XOFF inside a command: a printer that stands still longer ends the job
constexpr Millis stop_again{1000};
constexpr int most_odd_goes = 3; ///< jobs in a row
constexpr int misses_are_silence = 3;
constexpr int misses_reopen = 6;
constexpr int full_status_question = 5;

std::array<char, 4> process_id(std::int64_t job) {
  static constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::array<char, 4> id{};
  auto n = static_cast<std::uint64_t>(job);
  for (auto& c : id) {
    c = digits[n % digits.size()];
    n /= digits.size();
  }
  return id;
}

std::size_t bytes_of_band(const PrinterProfile& profile) {
  return static_cast<std::size_t>(profile.band_rows) * static_cast<std::size_t>((profile.width_dots + 7) / 8);
}

/// The printer can be asked for its state between two bands. Bands are short enough that a printer without power for two seconds misses a
/// question, also on a slow line.
PrinterProfile for_line(PrinterProfile profile, int baud) {
  const auto bytes = static_cast<int>(baud / 10 * longest_band / Millis{1000});
  profile.band_rows = std::clamp(bytes / ((profile.width_dots + 7) / 8), 1, profile.band_rows);
  return profile;
}

} // namespace

PrinterSession::PrinterSession(PrinterProfile profile, int baud, std::shared_ptr<LineRenderer> renderer)
    : most_owed_(bytes_of_band(profile)),
      profile_(for_line(std::move(profile), std::max(baud, slowest_baud))),
      baud_(std::max(baud, slowest_baud)),
      renderer_(std::move(renderer)) {
  status_.health = engine::Health::connecting;
  status_.detail = "looking for the printer";
}
PrinterSession::~PrinterSession() = default;

/// The last run may have ended inside a picture. The printer would then take the cut and the questions for the rest of the picture. It waits
/// for one whole band at most, so a whole band of white is sent. The band has the profile's full length, because the last run may have had a
/// faster line with longer bands.
void PrinterSession::assume_torn() { owe(most_owed_); }

/// A printer that is not inside a picture command ignores these zero bytes.
void PrinterSession::owe(std::size_t white) {
  torn_ = true;
  owed_ = profile_.clear_buffer.empty() ? white : 0;
}

void PrinterSession::on_status(std::function<void(const engine::PrinterStatus&)> watcher) { watchers_.push_back(std::move(watcher)); }

void PrinterSession::print(std::int64_t job, const engine::Slip& slip, engine::Reply<engine::Done> reply) {
  queue_.push_back({job, slip, std::move(reply)});
  woken_ = true;
}

void PrinterSession::publish(engine::PrinterStatus status) {
  if (status == status_) return;
  if (status.detail != status_.detail) spdlog::info("printer: {}", status.detail);
  status_ = std::move(status);
  for (const auto& watcher : watchers_) watcher(status_);
}

// ---- What the carrier calls
// ----------------------------------------------------------------------------------------

void PrinterSession::on_open(Instant now) {
  open_ = true;
  stopped_ = false;
  missed_ = 0;
  round_.reset();
  decoder_ = {};
  output_.clear();
  next_round_ = now;
  advance(now);
}

void PrinterSession::on_bytes(Instant now, std::span<const std::uint8_t> bytes) {
  now_ = now;
  for (const auto& answer : decoder_.feed(bytes)) take_answer(now, answer);
  partial_since_ = now;
  advance(now);
}

void PrinterSession::on_closed(Instant now, const std::string& why) {
  open_ = false;
  round_.reset();
  decoder_ = {};
  if (phase_ != Phase::idle) fail(now, "the line was closed: " + why);
  output_.clear();
  engine::PrinterStatus gone;
  gone.health = engine::Health::failed;
  gone.detail = "not connected: " + why;
  publish(std::move(gone));
  advance(now);
}

void PrinterSession::on_time(Instant now) { advance(now); }

Bytes PrinterSession::take_output() { return std::exchange(output_, {}); }

bool PrinterSession::take_close_request() { return std::exchange(close_wanted_, false); }

std::optional<Instant> PrinterSession::deadline() const {
  if (woken_ || !outcomes_.empty()) return now_;
  std::optional<Instant> earliest;
  const auto want = [&earliest](Instant at) {
    if (!earliest || at < *earliest) earliest = at;
  };
  if (phase_ != Phase::idle) want(phase_give_up_);
  if (!open_) return earliest;
  if (decoder_.partial()) want(partial_since_ + partial_limit);
  if (round_) {
    want(round_->give_up);
  } else {
    if (may_interrupt()) want(next_round_);
    if (stands_inside()) want(stopped_since_ + stall_limit);
    if (((sending_ && !sending_->all_sent()) || pays_owed()) && !stopped_) want(Instant(Millis((next_chunk_us_ + 999) / 1000)));
  }
  if (sending_) want(sending_->give_up);
  return earliest;
}

void PrinterSession::advance(Instant now) {
  now_ = now;
  woken_ = false;
  if (decoder_.partial() && now >= partial_since_ + partial_limit)
    for (const auto& answer : decoder_.drop_partial()) take_answer(now, answer);
  if (round_ && now >= round_->give_up) miss_round(now);
  if (phase_ == Phase::idle && !queue_.empty()) start_job(now);
  if (phase_ != Phase::idle && now >= phase_give_up_) {
    switch (phase_) {
    case Phase::idle: break;
    case Phase::asking: fail(now, status_.can_print() ? "the printer does not answer" : status_.detail); break;
    case Phase::ejecting:
      spdlog::warn("printer: the ticket stays in the presenter, printing all the same");
      prepare(now);
      break;
    case Phase::clearing: start_cutting(now); break;
    case Phase::cutting:
    case Phase::printing: fail(now, "the end of the job was not confirmed in time"); break;
    }
  }
  if (stands_inside() && now >= stopped_since_ + stall_limit) fail(now, "it stopped in the middle of a picture and did not go on");
  if (pays_owed()) pay_owed(now);
  if (open_ && !round_ && now >= next_round_ && may_interrupt()) start_round(now);
  if (open_ && !round_ && sending_) send_chunk(now);
  deliver();
}

void PrinterSession::deliver() {
  for (auto& [reply, outcome] : std::exchange(outcomes_, {}))
    if (reply) reply(std::move(outcome));
}

// ---- Status
// --------------------------------------------------------------------------------------------------------

// No question stands inside a command of a job. The printer would answer the question and also take its bytes for the command's data
// (devices/printer/PROTOCOL.md section 4). The rest of a job that was given up is white and may be spoilt by a question.
bool PrinterSession::may_interrupt() const {
  if (sending_) return at_break();
  const bool takes_white = !stopped_ && (status_.online || status_.health == engine::Health::connecting);
  return owed_ == 0 || !takes_white || !profile_.clear_buffer.empty();
}

bool PrinterSession::stands_inside() const { return stopped_ && sending_ && !at_break(); }

bool PrinterSession::at_break() const {
  const auto& breaks = sending_->data.breaks;
  return sending_->sent == 0 || std::binary_search(breaks.begin(), breaks.end(), sending_->sent);
}

void PrinterSession::start_round(Instant now) {
  round_ = Round{};
  ask(now);
}

void PrinterSession::ask(Instant now) {
  if (round_->question == full_status_question) {
    decoder_.expect_full_status(true);
    put(std::array<std::uint8_t, 3>{0x10, 0x04, 0x14});
  } else {
    put(std::array<std::uint8_t, 3>{0x10, 0x04, static_cast<std::uint8_t>(round_->question)});
  }
  round_->give_up = now + answer_limit;
}

void PrinterSession::next_question(Instant now) {
  const int last = profile_.status.full_status ? full_status_question : 4;
  if (round_->question == last) return finish_round(now);
  ++round_->question;
  ask(now);
}

void PrinterSession::finish_round(Instant now) {
  auto fresh = round_->draft;
  const bool counts = !round_->before_job;
  round_.reset();
  missed_ = 0;
  next_round_ = now + (!counts                     ? Millis(0)
                       : phase_ == Phase::idle     ? idle_interval
                       : phase_ == Phase::ejecting ? answer_limit
                                                   : busy_interval);
  conclude(fresh);
  publish(std::move(fresh));
  if (stopped_ && phase_ == Phase::idle && status_.can_print() && now >= stopped_since_ + stop_limit) {
    spdlog::warn("printer: it is ready but never said go again after a stop; that go was lost");
    stopped_ = false;
  }
  if (counts) after_status(now);
}

void PrinterSession::miss_round(Instant now) {
  round_.reset();
  decoder_.expect_full_status(false);
  ++missed_;
  if (phase_ == Phase::printing && sending_ && sending_->sent > 0) silent_ = true;
  next_round_ = now + (phase_ == Phase::idle ? idle_interval : busy_interval);
  if (missed_ < misses_are_silence && status_.health != engine::Health::connecting) return;
  engine::PrinterStatus silent;
  silent.health = engine::Health::failed;
  silent.detail = "does not answer";
  publish(std::move(silent));
  if (phase_ != Phase::idle) fail(now, "the printer does not answer");
  if (missed_ % misses_reopen == 0) close_wanted_ = true;
}

void PrinterSession::take_answer(Instant now, const PrinterAnswer& answer) {
  std::visit(engine::overloaded{
                 [&](const FlowStop&) {
                   if (profile_.flow != FlowControl::xon_xoff) return;
                   // A second stop soon after the first is caused by the bytes that were still under way. A second stop a second later,
                   // with nothing sent between, means that the printer has started anew: its part of the job is gone.
                   if (stopped_ && now >= stopped_since_ + stop_again && sending_ && sending_->sent > 0) silent_ = true;
                   if (stopped_) return;
                   stopped_ = true;
                   stopped_since_ = now;
                 },
                 [&](const FlowGo&) { take_go(now); },
                 [&](const RealTimeAnswer& a) {
                   if (!round_ || round_->question == full_status_question) return;
                   apply_real_time(profile_.status, round_->question, a.byte, round_->draft);
                   next_question(now);
                 },
                 [&](const FullStatus& a) {
                   if (!round_ || round_->question != full_status_question) return;
                   apply_full_status(a, round_->draft);
                   next_question(now);
                 },
                 [&](const AutoStatus& a) {
                   auto fresh = status_;
                   apply_auto_status(a, fresh);
                   conclude(fresh);
                   publish(std::move(fresh));
                   after_status(now);
                 },
                 [&](const PaperAnswer& a) {
                   // Both bits of a sensor say the same. Anything else is noise, and noise must not end a job.
                   const auto near_end = a.byte & 0x03, end = a.byte & 0x0C;
                   if ((near_end != 0 && near_end != 0x03) || (end != 0 && end != 0x0C)) return;
                   if (sending_ && sending_->all_sent() && profile_.completion == Completion::gs_r) confirmed(now);
                 },
                 [&](const ProcessAnswer& a) {
                   if (sending_ && sending_->all_sent() && profile_.completion == Completion::process_id && a.id == sending_->id)
                     confirmed(now);
                 },
                 [&](const BufferCleared&) {
                   cleared_ = true;
                   owed_ = 0;
                   if (phase_ == Phase::clearing) start_cutting(now);
                 },
                 [&](const Noise& n) { spdlog::debug("printer: unexpected byte {:02x}", n.byte); },
             },
             answer);
}

/// A go without a stop before it has two possible causes. Either the stop was lost on the line, and perhaps bytes that were sent to a full
/// buffer with it; or the printer has started anew, and its part of the job is gone. So the job is not confirmed. A printer that does so in
/// three jobs in a row always does so; then it means nothing.
void PrinterSession::take_go(Instant now) {
  const bool stood = std::exchange(stopped_, false);
  const bool said_twice = last_go_ && now < *last_go_ + stop_again;
  last_go_ = now;
  if (stood || said_twice || odd_go_ || profile_.flow != FlowControl::xon_xoff || !sending_ || sending_->sent == 0) return;
  odd_go_ = true;
  if (jobs_with_odd_go_ == most_odd_goes) return;
  ++jobs_with_odd_go_;
  silent_ = true;
  spdlog::warn("printer: it says go in the middle of a job, and had not said stop{}",
               jobs_with_odd_go_ < most_odd_goes ? "" : "; it does so in each job, and from now on that is taken for its way");
}

// ---- Jobs
// ----------------------------------------------------------------------------------------------------------

void PrinterSession::start_job(Instant now) {
  phase_ = Phase::asking;
  const bool looked_for = status_.health == engine::Health::connecting;
  if (!open_ && !looked_for) return fail(now, status_.detail);
  phase_give_up_ = now + (stopped_ ? stop_limit : connecting_limit) + on_the_line(owed_);
  if (open_ && !round_) next_round_ = now;
  // The round under way does not count for this job. It is finished and not begun anew, because its answer is still to come.
  if (round_) round_->before_job = true;
}

void PrinterSession::after_status(Instant now) {
  const bool fault = status_.paper_out || status_.cover_open || status_.cutter_error || status_.unrecoverable;
  switch (phase_) {
  case Phase::idle: return;
  case Phase::asking:
    if (!status_.can_print()) return fail(now, status_.detail);
    if (stopped_) { // the printer is busy with an earlier job's bytes
      phase_give_up_ = std::max(phase_give_up_, stopped_since_ + stop_limit);
      return;
    }
    return prepare(now);
  case Phase::ejecting:
    if (!status_.ticket_in_presenter) prepare(now);
    return;
  case Phase::clearing: return;
  case Phase::cutting:
  case Phase::printing:
    if (fault) fail(now, status_.detail);
    return;
  }
}

/// Makes the paper clean before the job: empties the presenter, then cuts the torn half off.
void PrinterSession::prepare(Instant now) {
  if (status_.ticket_in_presenter && phase_ == Phase::asking) {
    const auto& command = profile_.retract_left_tickets && !profile_.retract.empty() ? profile_.retract : profile_.eject;
    if (!command.empty()) {
      put(command);
      phase_ = Phase::ejecting;
      phase_give_up_ = now + presenter_limit;
      next_round_ = now + answer_limit;
      return;
    }
  }
  if (!torn_) return start_printing(now);
  if (!cleared_ && !profile_.clear_buffer.empty()) {
    put(profile_.clear_buffer);
    phase_ = Phase::clearing;
    phase_give_up_ = now + clearing_limit;
    return;
  }
  start_cutting(now);
}

void PrinterSession::start_cutting(Instant now) {
  auto data = encode_torn_off(profile_);
  if (owed_ > 0) {
    data.bytes.insert(data.bytes.begin(), owed_, 0);
    for (auto& offset : data.breaks) offset += owed_;
  }
  phase_ = Phase::cutting;
  start_sending(now, std::move(data));
}

void PrinterSession::start_printing(Instant now) {
  phase_ = Phase::printing;
  auto& job = queue_.front();
  try {
    auto data = encode_slip(job.slip, profile_, *renderer_);
    spdlog::info("printer: job {} ({}): {} bytes, {} lines as text, {} drawn", job.id, job.slip.kind, data.bytes.size(), data.text_lines,
                 data.drawn_lines);
    start_sending(now, std::move(data));
  } catch (const std::exception& error) {
    fail(now, error.what());
  }
}

void PrinterSession::start_sending(Instant now, EncodedSlip data) {
  Sending sending;
  sending.id = process_id(queue_.front().id * 2 + (phase_ == Phase::printing ? 1 : 0));
  if (profile_.completion == Completion::process_id) {
    data.bytes.insert(data.bytes.end(), {0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30});
    data.bytes.insert(data.bytes.end(), sending.id.begin(), sending.id.end());
  } else {
    data.bytes.insert(data.bytes.end(), {0x1D, 0x72, 0x01});
  }
  data.breaks.push_back(data.bytes.size());
  const auto on_the_wire = on_the_line(data.bytes.size());
  const auto on_paper = Millis(std::int64_t{data.paper_dots} * 1000 / profile_.slowest_dots_per_second);
  sending.give_up = now + Millis(10000) + 2 * on_the_wire + on_paper;
  sending.data = std::move(data);
  sending_ = std::move(sending);
  silent_ = odd_go_ = false;
  phase_give_up_ = sending_->give_up;
  next_round_ = now + busy_interval;
  next_chunk_us_ = 0;
}

// The printer takes the next bytes for the rest of the picture that was broken off. So it gets white bytes as soon as
// it takes any. Then it is in step again before it gets a question or a command.
void PrinterSession::pay_owed(Instant now) {
  const std::int64_t now_us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  if (stopped_ || now_us < next_chunk_us_) return;
  const auto count = std::min(owed_, static_cast<std::size_t>(profile_.chunk_bytes));
  output_.insert(output_.end(), count, 0);
  owed_ -= count;
  next_chunk_us_ = std::max(next_chunk_us_ + 1000, now_us) + static_cast<std::int64_t>(count) * 10'000'000 / baud_;
}

// A chunk is no larger than what the wire carries at once, so that few bytes are under way when the printer says
// stop.
void PrinterSession::send_chunk(Instant now) {
  auto& sending = *sending_;
  const std::int64_t now_us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  if (stopped_ || sending.all_sent() || now_us < next_chunk_us_) return;
  // A chunk ends at a place where a question may stand, so that sending mostly rests there when the printer says stop.
  const auto most = std::min(sending.sent + static_cast<std::size_t>(profile_.chunk_bytes), sending.data.bytes.size());
  const auto after = std::upper_bound(sending.data.breaks.begin(), sending.data.breaks.end(), most);
  const auto last_break = after == sending.data.breaks.begin() ? 0 : *std::prev(after);
  const auto end = last_break > sending.sent ? last_break : most;
  const auto count = end - sending.sent;
  put(std::span(sending.data.bytes).subspan(sending.sent, count));
  sending.sent = end;
  next_chunk_us_ = std::max(next_chunk_us_ + 1000, now_us) + static_cast<std::int64_t>(count) * 10'000'000 / baud_;
}

void PrinterSession::confirmed(Instant now) {
  if (phase_ == Phase::printing && silent_)
    return fail(now, "it was silent or started anew in the middle of the job, and may have lost the beginning");
  sending_.reset();
  if (phase_ == Phase::cutting) {
    torn_ = false;
    cleared_ = false;
    owed_ = 0;
    return start_printing(now);
  }
  if (!odd_go_) jobs_with_odd_go_ = 0;
  spdlog::info("printer: job {} is on paper", queue_.front().id);
  finish_job(engine::Done{});
  next_round_ = now; // the paper may have ended with this job
}

void PrinterSession::fail(Instant now, const std::string& why) {
  const bool began = phase_ == Phase::printing && sending_ && sending_->sent > 0;
  if (sending_ && sending_->sent > 0) {
    const auto& breaks = sending_->data.breaks;
    const auto next_break = std::lower_bound(breaks.begin(), breaks.end(), sending_->sent);
    const auto rest = next_break == breaks.end() ? 0 : *next_break - sending_->sent;
    // The whole job was sent and its end is not confirmed. The line may have lost some bytes, and the printer may wait for as many.
    owe(sending_->all_sent() ? bytes_of_band(profile_) : rest);
    cleared_ = false;
    output_.clear();
    // The buffer is cleared at once, also while the printer is off-line. Otherwise the rest comes out when the paper is back.
    if (open_ && !profile_.clear_buffer.empty()) put(profile_.clear_buffer);
    if (!open_) owed_ = 0; // the printer waits for no bytes after its line was closed
  }
  sending_.reset();
  next_round_ = std::min(next_round_, now + busy_interval);
  if (queue_.empty()) return;
  const auto& job = queue_.front();
  spdlog::warn("printer: job {} ({}) {}: {}", job.id, job.slip.kind, began ? "may be on paper in part" : "was not sent", why);
  if (began) finish_job(engine::Unknown{why});
  else finish_job(engine::Refused{engine::RefusalClass::unavailable, "", why});
}

void PrinterSession::finish_job(engine::Outcome<engine::Done> outcome) {
  outcomes_.emplace_back(std::move(queue_.front().reply), std::move(outcome));
  queue_.pop_front();
  phase_ = Phase::idle;
  if (!queue_.empty()) woken_ = true;
}

} // namespace devices::printer
