#pragma once
// The kiosk's side of a CCNET bill validator: bytes and time in; bytes, events and a deadline out. What the
// session does when, and why: devices/cash/PROTOCOL.md section 5.
//
// Exactly once: an event is handed to the on_event handler before its ACK is put out. A handler that throws
// (a std::exception) leaves the event unacknowledged and untold; the validator says the event again at the next
// POLL. Without a handler no event about money is acknowledged. A repetition is acknowledged and not told
// again. After a power-up the same note may be told a second time, flagged `recovered`: the journal decides
// whether it counts.
//
// The type of a stacked or returned note may be missing in the table, or the table cannot be read. Such a note
// is told with denomination 0 and not left out.
//
// Threading: one thread at a time. Handlers may call stack(), return_note(), hold(), enable() and disable()
// from inside.
#include "devices/cash/bill_table.h"
#include "devices/cash/ccnet_codec.h"
#include "devices/cash/note_tracker.h"
#include "devices/serial/wire_session.h"
#include "engine/ports/cash.h"

namespace devices::ccnet {

/// Milliseconds. The defaults are those of devices/cash/PROTOCOL.md section 5.
struct Timings {
  engine::Millis poll_enabled{200};
  engine::Millis poll_disabled{800};
  engine::Millis poll_shortest{100};
  engine::Millis answer{300};
  engine::Millis long_answer{1500};    ///< IDENTIFICATION and GET BILL TABLE
  engine::Millis free{20};             ///< silence after our ACK or NAK and between commands
  engine::Millis drain{900};           ///< silence after a missing answer: a late answer that comes in it is dropped. Four missing
                                       ///< answers in a row still take less time than `silence`
  engine::Millis silence{5000};        ///< a validator without any answer for this time is taken for dead
  engine::Millis silent_poll{1000};    ///< polls of a dead validator
  engine::Millis silent_reset{8000};   ///< resets of a dead validator
  engine::Millis initialise{40000};    ///< longest INITIALIZE before another RESET
  engine::Millis failure_reset{30000}; ///< resets of a jammed or failed validator
  engine::Millis command_retry{2000};  ///< a STACK or RETURN that was acknowledged and changed nothing is sent again
  engine::Millis outcome{1500};        ///< a validator at rest for this time reports no outcome of a note any more
  engine::Millis stacking{30000};      ///< longest STACKING before it is reported as stuck
};

class CcnetSession final : public WireSession, public engine::CashPort {
public:
  CcnetSession() : CcnetSession(Timings{}) {}
  explicit CcnetSession(Timings timings) : timings_(timings) {}

  void on_open(engine::Instant now) override;
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) override;
  void on_closed(engine::Instant now, const std::string& why) override;
  void on_time(engine::Instant now) override;
  Bytes take_output() override { return std::exchange(output_, {}); }
  [[nodiscard]] std::optional<engine::Instant> deadline() const override;

  [[nodiscard]] const engine::CashStatus& status() const override { return status_; }
  void on_status(std::function<void(const engine::CashStatus&)> watcher) override { watcher_ = std::move(watcher); }
  void on_event(std::function<void(const engine::CashEvent&)> handler) override { handler_ = std::move(handler); }
  void enable(const std::vector<std::int64_t>& denominations) override;
  void disable() override;
  void stack() override { decide(Command::stack); }
  void return_note() override { decide(Command::return_bill); }
  void hold() override { hold_due_ = true; }

private:
  enum class Phase {
    closed,
    meeting,      ///< the validator is brought to a known state: notes inside it come to an end, it is disabled, RESET
    initialising, ///< after RESET
    setup,        ///< disabled; status, table, security, identification and counter are read
    ready,
  };
  struct Exchange {
    Command command = Command::poll;
    Bytes frame;
    engine::Instant deadline{};
    int naks = 0;
  };
  struct Plan {
    Command command = Command::poll;
    engine::Instant at{};
  };

  static constexpr int most_doubts = 3;   ///< doubted answers in a row; after them an answer is believed in spite of the doubt
  static constexpr int most_failures = 3; ///< tries of one command of the set-up before it is given up

  void decide(Command command);
  // Sending (ccnet_session.cpp)
  void advance(engine::Instant now);
  [[nodiscard]] Plan plan() const;
  [[nodiscard]] std::optional<Command> due_command() const;
  [[nodiscard]] Bytes frame_of(Command command) const;
  [[nodiscard]] bool wants_decision_sent() const;
  [[nodiscard]] TypeMask target_mask() const;
  [[nodiscard]] engine::Millis pace() const;
  void send(engine::Instant now, Command command, int naks = 0);
  void acknowledge(engine::Instant now, Command how);

  // Answers (ccnet_session.cpp)
  void on_answer(engine::Instant now, const Bytes& body);
  void on_acknowledged(engine::Instant now, Command command, bool legal);
  void on_data(engine::Instant now, Command command, const Bytes& body);
  void failed_exchange(engine::Instant now, bool garbage);
  void heard();
  void fall_silent(engine::Instant now);
  void take_table(const BillTable& table);
  void step_failed(engine::Instant now, Command command, bool illegal);
  void step_done(Command command);

  // States (ccnet_states.cpp)
  void on_poll(engine::Instant now, PollAnswer answer);
  [[nodiscard]] bool report(PollAnswer answer);
  [[nodiscard]] bool report_news(PollAnswer answer);
  void overhear(const Bytes& body);
  void forget_decision();
  [[nodiscard]] bool tell(const engine::CashEvent& event);
  void follow(engine::Instant now, PollAnswer answer);
  void at_rest(engine::Instant now, State state);
  void meet_again(bool reset);
  void enter_setup();
  void become_ready();
  void update_status();
  [[nodiscard]] engine::CashStatus current_status() const;
  [[nodiscard]] std::pair<engine::Health, std::string> condition() const;
  [[nodiscard]] std::int64_t denomination_of(std::uint8_t type) const;

  Timings timings_;
  std::function<void(const engine::CashStatus&)> watcher_;
  std::function<void(const engine::CashEvent&)> handler_;
  engine::CashStatus status_;
  Framer framer_;
  Bytes output_;
  Phase phase_ = Phase::closed;
  std::string closed_why_;
  std::optional<Exchange> in_flight_;

  engine::Instant free_at_{};               ///< nothing is sent before this time
  engine::Instant poll_at_{};               ///< no POLL is sent before this time
  std::optional<engine::Instant> asked_at_; ///< the oldest question since the last good frame
  std::optional<engine::Instant> reset_at_; ///< time of the next RESET while the validator is silent, jammed or broken
  std::optional<PollAnswer> last_;          ///< last answer of a POLL since the line opened
  engine::Instant last_change_{};           ///< since when the validator is in its state
  bool poll_first_ = true;                  ///< after any trouble the state is asked for before anything is commanded
  bool doubtful_ = false;                   ///< an answer is missing: the next answer may be the missing one
  int doubts_ = 0;                          ///< answers in a row that got no ACK because they were doubtful
  bool silent_ = false;
  bool echo_ = false;

  bool reset_due_ = false;
  bool reset_done_ = false;  ///< since the line opened or the validator restarted
  bool disable_due_ = false; ///< ENABLE BILL TYPES with no type is due: before the validator is known, or to make its table readable
  std::vector<Command> setup_;
  std::size_t setup_step_ = 0;
  int step_failures_ = 0;

  std::optional<BillTable> table_;
  std::vector<std::int64_t> denominations_; ///< of the table
  bool table_fresh_ = false;                ///< read since the line opened or the validator restarted
  bool table_needed_ = false;               ///< an outcome cannot be told before the table is read
  int table_failures_ = 0;                  ///< failed readings of the table outside the set-up
  bool table_conflict_ = false;             ///< the table changed while a note was open
  std::optional<std::uint16_t> counter_;
  bool counter_unheard_ = false; ///< the counter's answer may still come; it has two bytes, as "stacked" has
  std::string identification_;

  NoteTracker notes_;
  std::vector<std::int64_t> wanted_;
  std::optional<TypeMask> applied_;                  ///< the mask that the validator has; empty: unknown
  TypeMask wanted_mask_ = 0;                         ///< the types of wanted_ in the table
  TypeMask sent_mask_ = 0;                           ///< the mask of the last ENABLE BILL TYPES
  std::optional<Command> decision_;                  ///< STACK or RETURN, until the note has left the escrow
  bool stack_sent_ = false;                          ///< STACK was sent for the note in escrow
  bool seen_moving_ = false;                         ///< the validator said "stacking" since the last "stacked" was told
  bool asked_since_stack_ = false;                   ///< a POLL was sent after that STACK
  std::optional<engine::Instant> decision_retry_at_; ///< set once the decision was acknowledged
  bool hold_due_ = false;
  bool cassette_out_ = false;
  int events_not_taken_ = 0; ///< events in a row whose handler threw
};

} // namespace devices::ccnet
