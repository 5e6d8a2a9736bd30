#pragma once
// A strict CCNET bill validator without I/O: the kiosk's bytes, time and a person's hands in; bytes and a
// deadline out. It keeps the truth: which notes are in its cassette, which it gave back. The deterministic
// simulation uses it directly; ValidatorSimulator puts it on a pseudo-terminal. What it does where the
// protocol is silent: devices/cash/PROTOCOL.md section 6.
//
// An event (81, 82, 1C, 45) is said at every POLL until its ACK comes within ack_limit. A note that was
// stacked and whose event has no ACK is "in process": after a power cut the validator says 12 and, after
// RESET, the event again. Threading: one thread at a time.
#include "devices/cash/bill_table.h"
#include "devices/cash/ccnet_codec.h"
#include "devices/cash/ccnet_messages.h"
#include "engine/base/time.h"
#include <deque>
#include <functional>

namespace devices::sim {

struct ValidatorTimings {
  engine::Millis accepting{600};
  engine::Millis stacking{800};
  engine::Millis returning{700};
  engine::Millis rejecting{500};
  engine::Millis initialising{1500};
  engine::Millis escrow{10000}; ///< without STACK, RETURN or HOLD; command 5A changes it
  engine::Millis pause{10000};
  engine::Millis ack_limit{250}; ///< a later ACK does not count
  engine::Millis lateness{400};  ///< of answers that are told to be late
};

class ValidatorModel {
public:
  using State = ccnet::State;
  using Result = tl::expected<void, std::string>; ///< the error says in English why a hand cannot do that now

  struct Note {
    std::uint8_t type = 0;
    std::int64_t denomination = 0; ///< so'm
    engine::Instant inserted{};
    friend bool operator==(const Note&, const Note&) = default;
  };
  struct Ended {
    Note note;
    engine::Instant at{};
    std::uint8_t reason = 0; ///< of a rejection
  };
  struct Truth {
    std::vector<Ended> stacked;
    std::vector<Ended> returned;         ///< out of the escrow, by RETURN, time-out, RESET or power-up
    std::vector<Ended> rejected;         ///< never offered, or thrown out
    std::vector<Ended> pulled;           ///< the customer took it back by force
    std::vector<Ended> stuck;            ///< jammed and taken out by hand
    std::vector<std::string> violations; ///< forbidden actions of the kiosk, one English line each
    std::uint64_t polls = 0;
    std::uint64_t events_lost = 0; ///< recoveries that an early ENABLE destroyed
  };

  explicit ValidatorModel(ccnet::BillTable table, ValidatorTimings timings = {}) : table_(std::move(table)), timings_(timings) {}
  /// Eight denominations, 1000 to 200000 so'm, under a country code (UZB, UZS, or another to be refused).
  static ccnet::BillTable uzbek_table(const std::string& country = "UZB");

  // --- the wire ---
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes);
  void on_time(engine::Instant now);
  [[nodiscard]] Bytes take_output() { return std::exchange(output_, {}); }
  [[nodiscard]] std::optional<engine::Instant> deadline() const;

  // --- hands ---
  Result insert(engine::Instant now, std::int64_t denomination);
  Result pull_back(engine::Instant now);   ///< pulls the note out of the slot or of the escrow
  Result second_note(engine::Instant now); ///< pushes one in behind another: PAUSE
  Result take_second_back(engine::Instant now);
  Result cheat(engine::Instant now);
  Result power_cut(engine::Instant now);
  Result power_on(engine::Instant now);
  Result cassette_out(engine::Instant now);
  Result cassette_in(engine::Instant now);
  Result full(engine::Instant now);
  Result jam(engine::Instant now, bool in_cassette);
  Result unjam(engine::Instant now); ///< the note is taken out by hand; RESET starts the validator again
  Result fail(engine::Instant now, std::uint8_t code);
  Result mend(engine::Instant now);
  Result change_table(ccnet::BillTable table);

  // --- faults ---
  void reject_next(std::uint8_t reason) { reject_next_ = reason; }
  void drop_answers(int count) { drop_answers_ = count; } ///< done, but not answered
  void corrupt_answers(int count) { corrupt_answers_ = count; }
  void delay_answers(int count) { delay_answers_ = count; }
  void refuse_commands(int count) { nak_commands_ = count; } ///< NAK instead of doing
  void ignore_acks(int count) { ignore_acks_ = count; }      ///< the event is said again
  void be_silent(bool silent) { silent_ = silent; }          ///< hears and says nothing
  void be_busy(engine::Instant now, engine::Millis time) { busy_until_ = now + time; }
  void echo(bool on) { echo_ = on; }                                         ///< the line brings back the sent bytes
  void without_counter(bool on) { without_counter_ = on; }                   ///< firmware that does not know 5B
  void report_recovered_returns(bool on) { report_recovered_returns_ = on; } ///< 82 after 11 and RESET

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool powered() const { return powered_; }
  [[nodiscard]] ccnet::TypeMask enabled() const { return enabled_; }
  [[nodiscard]] bool hears() const { return powered_ && !silent_; } ///< else bytes are lost on it
  [[nodiscard]] const std::optional<Note>& note() const { return note_; }
  [[nodiscard]] const Truth& truth() const { return truth_; }
  [[nodiscard]] const ccnet::BillTable& table() const { return table_; }
  [[nodiscard]] std::optional<ccnet::PollAnswer> pending() const;
  /// Called with one English line for what a watcher would like to see; may be empty.
  std::function<void(const std::string&)> on_log;

private:
  struct Event {
    ccnet::PollAnswer answer;
    bool recovered = false;
  };
  void on_command(engine::Instant now, const Bytes& body);
  void on_ack(engine::Instant now);
  Bytes obey(engine::Instant now, ccnet::Command command, std::span<const std::uint8_t> data);
  [[nodiscard]] bool legal(ccnet::Command command) const;
  Bytes poll(engine::Instant now);
  void reset(engine::Instant now);
  void enable(ccnet::TypeMask enabled, ccnet::TypeMask escrow);
  void say(engine::Instant now, const Bytes& body);
  void advance(engine::Instant now);
  void move_on(engine::Instant now);
  void become(State state, std::optional<engine::Instant> until = std::nullopt);
  void rest();
  void finish_stacking(engine::Instant at, bool recovered);
  void give_back(engine::Instant at, bool tell);
  void reject(engine::Instant now, std::uint8_t reason);
  [[nodiscard]] bool moving() const;
  void violation(std::string text);
  void log(const std::string& line) const;

  ccnet::BillTable table_;
  ValidatorTimings timings_;
  ccnet::Framer framer_;
  engine::Instant last_bytes_{};
  Bytes output_;
  struct Late {
    engine::Instant at;
    Bytes bytes;
  };
  std::deque<Late> late_;
  Truth truth_;

  bool powered_ = true;
  State state_ = State::power_up;
  std::optional<engine::Instant> until_; ///< when the state moves on by itself
  std::optional<Note> note_;             ///< inside, not yet stacked, returned or rejected
  bool stack_on_reset_ = false;          ///< the note inside lies in the stacker
  std::deque<Event> events_;             ///< not yet acknowledged, the first is said
  bool event_said_ = false;              ///< and its ACK is awaited
  engine::Instant said_at_{};
  std::uint8_t reject_reason_ = 0;
  std::uint8_t failure_ = 0;
  State before_pause_ = State::idling;
  std::optional<engine::Instant> busy_until_;
  ccnet::TypeMask enabled_ = 0;
  ccnet::TypeMask escrow_ = 0;
  ccnet::TypeMask security_ = 0;

  std::uint8_t reject_next_ = 0;
  int drop_answers_ = 0;
  int corrupt_answers_ = 0;
  int delay_answers_ = 0;
  int nak_commands_ = 0;
  int ignore_acks_ = 0;
  bool silent_ = false;
  bool echo_ = false;
  bool jam_cleared_ = false;
  bool without_counter_ = false;
  bool report_recovered_returns_ = false;
};

} // namespace devices::sim
