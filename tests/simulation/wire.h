#pragma once
// A line between one protocol session of the kiosk and one simulated machine: what SessionDriver is on a real
// port, in virtual time (it keeps the same promises to the session). Bytes take their time and may come in
// pieces. A serial line may lose, change or hold back bytes, never reorder them; a TCP connection may be cut
// anywhere, never change a byte.
//
// Threading: one thread. Ownership: machine and scheduler outlive the wire; attach() and detach() frame the
// life of a session.
#include "devices/serial/wire_session.h"
#include "tests/simulation/trace.h"
#include <deque>

namespace simulation {

using devices::Bytes;

/// A machine at the far end of a wire: a simulator's model.
class FarEnd {
public:
  virtual ~FarEnd() = default;
  virtual void on_bytes(Instant now, std::span<const std::uint8_t> bytes) = 0;
  virtual void on_time(Instant now) = 0;
  virtual Bytes take_output(Instant now) = 0;
  [[nodiscard]] virtual std::optional<Instant> deadline() const = 0;
  /// False: nothing is there to open (no power at the adapter, connection refused).
  [[nodiscard]] virtual bool reachable() const { return true; }
  virtual void on_connected() {}
  /// The next bytes were damaged on the line: a byte was lost or changed. The argument holds the bytes as they were sent.
  virtual void on_damage(const Bytes&) {}
  /// For the bytes that take_output() just gave: a call for the moment when they reach the session, complete and as they were said.
  virtual std::function<void()> when_heard() { return {}; }
  virtual void on_disconnected() {}
  /// True once: it ends the connection (after the output that it gave).
  virtual bool take_close() { return false; }
};

class Wire {
public:
  enum class Kind { serial, tcp };
  struct Luck { ///< of each piece that goes over it, in thousandths
    int lost = 0, changed = 0, late = 0, split = 0, cut = 0;
  };
  struct Counts {
    std::int64_t lost = 0, changed = 0, late = 0, cut = 0;
  };

  Wire(Scheduler& scheduler, Trace& trace, Dice dice, const char* name, Kind kind, int bytes_per_second, FarEnd& far);

  void attach(devices::WireSession& session); ///< the program started
  void detach();                              ///< it ended; bytes on the way to the machine still arrive
  void pump();                                ///< after a command to the session
  void machine_changed();                     ///< after hands or faults on the machine

  void unplug();
  void plug();
  void cut(); ///< TCP: the connection is reset
  [[nodiscard]] bool plugged() const { return plugged_; }
  Luck luck;
  Millis latest{2'000}; ///< how late a late piece may be
  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// The bytes that came to the session, and its immediate output.
  std::function<void(const Bytes& came, const Bytes& went)> on_turn;

private:
  struct Piece {
    Instant at{};
    Bytes bytes;
    bool end = false;             ///< of the connection, told to the session
    std::optional<Bytes> sent_as; ///< damaged: as it was sent
    std::function<void()> heard;  ///< called when it comes to the session
  };
  using Queue = std::deque<Piece>;
  template <class Call> void step(Call call);
  void settle();
  void arm_session();
  void arm_machine();
  void schedule_open();
  void open();
  void lose(const std::string& why);
  void rest();
  void close_line();
  void send(Queue& queue, Bytes bytes, bool to_machine, std::function<void()> heard = {});
  void push(Queue& queue, Piece piece, bool to_machine);
  void deliver_to_machine();
  void deliver_to_session();
  void collect();
  void tell(const char* arrow, const Bytes& bytes);

  Scheduler& scheduler_;
  Trace& trace_;
  Dice dice_;
  const char* name_;
  Kind kind_;
  int bytes_per_second_;
  FarEnd& far_;
  devices::WireSession* session_ = nullptr;
  Scheduler::Lease line_;    ///< what is on the way, both ways
  Scheduler::Lease opening_; ///< attempts to open
  Scheduler::Lease session_clock_;
  Scheduler::Lease machine_clock_;
  Counts counts_;
  bool plugged_ = true;
  bool open_ = false;
  bool waiting_to_open_ = false;
  bool stepping_ = false, again_ = false;
  const Bytes* came_ = nullptr; ///< while the session answers it
  Instant not_before_{};
  Millis wait_next_{200};
  Queue out_, in_;
  Instant out_free_{}, in_free_{};
  std::optional<Instant> session_armed_, machine_armed_;
};

} // namespace simulation
