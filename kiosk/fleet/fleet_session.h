#pragma once
// The kiosk's side of kiosk/fleet/PROTOCOL.md without a socket, a disk or a clock: which message is sent when, which is sent again, how far the cursor is.
// The owner (FleetDriver, tests) asks the session for its wishes and tells it the events.
//
// The cursor is the promise of this class: it never passes an event that the broker has not acknowledged on the connection on which it was sent.
//
// Threading: a plain value of one thread. Times are handed in.
#include "engine/base/time.h"
#include "engine/journal/journal_tail.h"
#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace kiosk::fleet {

class FleetSession {
public:
  struct Settings {
    std::string kiosk;       ///< kiosk.id
    std::size_t window = 32; ///< events that are sent and not acknowledged
    std::size_t rows_at_once = 64;
    engine::Millis state_each{60'000}, state_pause{5'000};
    engine::Millis wait_least{1'000}, wait_most{120'000};
    engine::Millis patience{30'000}; ///< for CONNACK and PUBACK
    engine::Millis again_pause{10'000};
    engine::Millis save_pause{1'000};
  };
  struct Cursor {
    std::int64_t seq = 0; ///< row of the last event that was acknowledged together with all before it; 0: none
    engine::Digest hash{};
    friend bool operator==(const Cursor&, const Cursor&) = default;
  };
  using Ticket = std::uint64_t;
  struct Message {
    Ticket ticket = 0;
    std::string topic, payload;
    bool retain = false; ///< every message has QoS 1
  };
  struct Wanted {
    std::int64_t after = 0;
    std::size_t most = 0;
  };

  FleetSession(Settings settings, Cursor cursor);

  [[nodiscard]] std::string topic(std::string_view last) const { return "kiosk/" + settings_.kiosk + "/" + std::string{last}; }
  /// The text of the state for a kiosk that is gone. `why`: "lost" (the last will), "stopped".
  [[nodiscard]] std::string farewell(std::string_view why) const;

  // ---- the connection
  [[nodiscard]] bool wants_connection(engine::Instant now) const { return line_ == Line::down && now >= next_try_; }
  void connecting(engine::Instant now);
  void connected(engine::Instant now);    ///< CONNACK, accepted
  void disconnected(engine::Instant now); ///< the line is lost, could not be opened, or was refused
  [[nodiscard]] bool is_connected() const { return line_ == Line::up; }
  /// An answer is overdue, so the connection has to be given up.
  [[nodiscard]] bool is_stuck(engine::Instant now) const;

  // ---- the journal
  [[nodiscard]] std::optional<Wanted> wants_rows() const;
  /// The rows of the journal behind the wanted row. Fewer rows than wanted mean the journal's end.
  void rows(const std::vector<engine::TailRow>& rows);
  void journal_may_have_grown() { at_end_ = false; }

  /// The journal that the rows belong to (journal_name()); empty: not known yet.
  void journal_is(std::string name) { journal_ = std::move(name); }
  [[nodiscard]] const std::string& journal() const { return journal_; }

  // ---- a message of another kind, behind state and events; one at a time
  /// No such message is on its way. A message that was on its way when the line was lost is not sent again by itself: its owner was not told that it arrived.
  [[nodiscard]] bool wants_parcel() const { return line_ == Line::up && !parcel_; }
  void parcel(std::string last_topics, std::string payload);
  /// True once for each message that the broker took.
  [[nodiscard]] bool parcel_arrived() { return std::exchange(parcel_arrived_, false); }

  // ---- messages
  void state_is(boost::json::object core); ///< without v, kiosk, online, at_ms, sent
  [[nodiscard]] std::optional<Message> next(engine::Instant now, engine::WallTime wall);
  void acknowledged(Ticket ticket, engine::Instant now);
  void asked_again(std::string_view payload, engine::Instant now);

  // ---- the cursor
  [[nodiscard]] const Cursor& cursor() const { return cursor_; }
  /// The cursor that has to be written now; it counts as written. `in_a_hurry`: the kiosk stops.
  [[nodiscard]] std::optional<Cursor> cursor_to_save(engine::Instant now, bool in_a_hurry = false);
  [[nodiscard]] std::size_t on_their_way() const { return flights_.size(); }

private:
  enum class Line { down, connecting, up };
  struct Flight {
    std::int64_t seq = 0;
    engine::Digest hash{};
    std::string payload;
    Ticket ticket = 0; ///< 0: not sent on this connection yet
    bool acknowledged = false;
    engine::Instant sent{};
  };
  void start_over(std::int64_t after);
  [[nodiscard]] bool state_is_due(engine::Instant now) const;
  Message state_message(engine::Instant now, engine::WallTime wall);

  Settings settings_;
  Cursor cursor_, saved_;
  Line line_ = Line::down;
  engine::Instant next_try_{}, connecting_since_{};
  engine::Millis wait_;
  Ticket last_ticket_ = 0;

  std::int64_t read_to_ = 0;    ///< rows up to here were read: their events are acknowledged or on their way
  std::int64_t covered_to_ = 0; ///< the last event among them
  std::int64_t missing_to_ = 0; ///< rows behind that event that are gone
  bool at_end_ = false;
  std::deque<Flight> flights_;

  boost::json::object state_;
  bool state_changed_ = true;
  Ticket state_ticket_ = 0;      ///< on its way
  std::int64_t state_told_ = -1; ///< cursor that the last state told
  engine::Instant state_sent_{};
  std::optional<engine::Instant> again_, saved_at_;
  std::string journal_;
  std::optional<Message> parcel_; ///< ticket 0: not sent yet
  engine::Instant parcel_sent_{};
  bool parcel_arrived_ = false;
};

} // namespace kiosk::fleet
