#include "tests/simulation/wire.h"

#include <algorithm>

namespace simulation {
namespace {
constexpr Millis first_wait{200};
constexpr Millis longest_wait{5000};
} // namespace

Wire::Wire(Scheduler& scheduler, Trace& trace, Dice dice, const char* name, Kind kind, int bytes_per_second, FarEnd& far)
    : scheduler_{scheduler},
      trace_{trace},
      dice_{dice},
      name_{name},
      kind_{kind},
      bytes_per_second_{bytes_per_second},
      far_{far},
      line_{scheduler},
      opening_{scheduler},
      session_clock_{scheduler},
      machine_clock_{scheduler} {}

template <class Call> void Wire::step(Call call) {
  if (!session_) return;
  if (stepping_) { // from inside a callback of the session: the outer step looks again
    again_ = true;
    return;
  }
  struct Inside {
    bool& flag;
    explicit Inside(bool& f) : flag{f} { flag = true; }
    ~Inside() { flag = false; }
  };
  {
    const Inside inside{stepping_};
    call();
  }
  settle();
}

void Wire::settle() {
  do {
    again_ = false;
    if (open_ && session_->take_close_request()) return lose("closed on request");
    if (open_ && kind_ == Kind::tcp && !session_->wants_open()) return rest();
    if (open_)
      if (auto bytes = session_->take_output(); !bytes.empty()) {
        if (came_ && on_turn) on_turn(*std::exchange(came_, nullptr), bytes);
        send(out_, std::move(bytes), true);
      }
    if (!open_ && !waiting_to_open_ && (kind_ == Kind::serial || session_->wants_open())) schedule_open();
  } while (again_);
  arm_session();
}

void Wire::attach(devices::WireSession& session) {
  session_ = &session;
  not_before_ = scheduler_.now();
  wait_next_ = first_wait;
  settle();
}

void Wire::detach() {
  session_clock_.clear();
  session_armed_.reset();
  session_ = nullptr;
  opening_.clear();
  waiting_to_open_ = false;
  stepping_ = again_ = false; // a power cut leaves in the middle of a step
  came_ = nullptr;
  if (open_) close_line();
}

void Wire::pump() {
  step([] {});
}

// --- opening and closing ---

void Wire::schedule_open() {
  waiting_to_open_ = true;
  const auto at = std::max(not_before_, scheduler_.now()) + dice_.wait(0, 3);
  opening_.at(at, [this] { open(); });
}

void Wire::open() {
  waiting_to_open_ = false;
  if (open_ || !session_) return;
  if (kind_ == Kind::tcp && !session_->wants_open()) return arm_session();
  if (!plugged_ || !far_.reachable()) {
    not_before_ = scheduler_.now() + wait_next_;
    wait_next_ = std::min(wait_next_ * 2, longest_wait);
    schedule_open();
    return step([&] { session_->on_closed(scheduler_.now(), "cannot be opened"); });
  }
  open_ = true;
  far_.on_connected();
  step([&] { session_->on_open(scheduler_.now()); });
}

/// Only the kiosk's end and what is on the way to it; what was sent goes on to the machine, unless the
/// connection was one.
void Wire::close_line() {
  open_ = false;
  in_.clear();
  if (kind_ == Kind::tcp) {
    out_.clear();
    line_.clear();
    far_.on_disconnected();
    machine_armed_.reset();
    machine_clock_.clear();
  }
}

void Wire::lose(const std::string& why) {
  trace_.say(name_, "line lost: {}", why);
  close_line();
  if (kind_ == Kind::serial || session_->wants_open()) {
    not_before_ = scheduler_.now() + wait_next_;
    wait_next_ = std::min(wait_next_ * 2, longest_wait);
  } else {
    not_before_ = scheduler_.now();
  }
  step([&] { session_->on_closed(scheduler_.now(), why); });
}

void Wire::rest() {
  close_line();
  not_before_ = scheduler_.now();
  wait_next_ = first_wait;
  step([&] { session_->on_closed(scheduler_.now(), "not needed now"); });
}

void Wire::unplug() {
  plugged_ = false;
  out_.clear();
  if (open_ && session_) lose("unplugged");
}

void Wire::plug() { plugged_ = true; }

void Wire::cut() {
  ++counts_.cut;
  if (open_ && session_) lose("connection reset");
}

// --- bytes ---

void Wire::push(Queue& queue, Piece piece, bool to_machine) {
  auto& free = to_machine ? out_free_ : in_free_;
  piece.at = std::max({piece.at, free, scheduler_.now()});
  free = piece.at;
  line_.at(piece.at, [this, to_machine] { to_machine ? deliver_to_machine() : deliver_to_session(); });
  queue.push_back(std::move(piece));
}

void Wire::send(Queue& queue, Bytes bytes, bool to_machine, std::function<void()> heard) {
  const auto on_the_wire = Millis{static_cast<std::int64_t>(bytes.size()) * 1000 / bytes_per_second_};
  auto at = std::max(scheduler_.now(), to_machine ? out_free_ : in_free_) + on_the_wire + dice_.wait(1, 6);
  std::optional<Bytes> sent_as;
  const auto piece = [&](Bytes part, bool last) {
    return Piece{at, std::move(part), false, sent_as, last && !sent_as ? std::move(heard) : std::function<void()>{}};
  };
  if (kind_ == Kind::serial) {
    if (luck.lost > 0 && dice_.chance(luck.lost)) {
      ++counts_.lost;
      trace_.say(name_, "{} bytes lost {}", bytes.size(), to_machine ? "to the machine" : "to the kiosk");
      if (bytes.size() == 1 || dice_.chance(500)) return;
      sent_as = bytes;
      bytes.erase(bytes.begin() + dice_.below(static_cast<std::int64_t>(bytes.size()))); // an overrun: one of them
    }
    if (luck.changed > 0 && dice_.chance(luck.changed)) {
      ++counts_.changed;
      trace_.say(name_, "a byte changed {}", to_machine ? "to the machine" : "to the kiosk");
      if (!sent_as) sent_as = bytes;
      bytes[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(bytes.size())))] ^=
          static_cast<std::uint8_t>(1 + dice_.below(255));
    }
  }
  if (luck.late > 0 && dice_.chance(luck.late)) {
    ++counts_.late;
    at += dice_.wait(latest.count() / 10, latest.count());
  }
  if (kind_ == Kind::tcp && luck.cut > 0 && dice_.chance(luck.cut)) {
    ++counts_.cut;
    trace_.say(name_, "connection cut {}", to_machine ? "on the way to the machine" : "on the way to the kiosk");
    bytes.resize(static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(bytes.size()) + 1)));
    if (!bytes.empty()) push(queue, piece(std::move(bytes), false), to_machine);
    return push(in_, {at, {}, true, {}, {}}, false);
  }
  if (luck.split > 0 && bytes.size() > 1 && dice_.chance(luck.split)) {
    const auto head = 1 + dice_.below(static_cast<std::int64_t>(bytes.size()) - 1);
    push(queue, piece(Bytes(bytes.begin(), bytes.begin() + head), false), to_machine);
    at += dice_.wait(1, 15);
    bytes.erase(bytes.begin(), bytes.begin() + head);
  }
  push(queue, piece(std::move(bytes), true), to_machine);
}

/// Short frames are worth reading; slips and HTTP are told elsewhere.
void Wire::tell(const char* arrow, const Bytes& bytes) {
  if (!trace_.on() || bytes.size() > 24) return;
  std::string hex;
  for (const auto byte : bytes) hex += fmt::format(" {:02x}", byte);
  trace_.say(name_, "{}{}", arrow, hex);
}

void Wire::deliver_to_machine() {
  if (out_.empty() || out_.front().at > scheduler_.now()) return;
  const auto piece = std::move(out_.front());
  out_.pop_front();
  tell("->", piece.bytes);
  if (!plugged_) return;
  if (piece.sent_as) far_.on_damage(*piece.sent_as);
  far_.on_bytes(scheduler_.now(), piece.bytes);
  collect();
}

void Wire::deliver_to_session() {
  if (in_.empty() || in_.front().at > scheduler_.now()) return;
  auto piece = std::move(in_.front());
  in_.pop_front();
  if (!session_ || !open_) return;
  if (piece.end) return lose("connection reset");
  tell("<-", piece.bytes);
  wait_next_ = first_wait;
  if (piece.heard) piece.heard();
  came_ = &piece.bytes;
  step([&] { session_->on_bytes(scheduler_.now(), piece.bytes); });
  came_ = nullptr;
}

void Wire::machine_changed() {
  far_.on_time(scheduler_.now());
  collect();
}

/// What the machine says now, and when it wants to be looked at again.
void Wire::collect() {
  auto bytes = far_.take_output(scheduler_.now());
  auto heard = far_.when_heard();
  const bool end = far_.take_close();
  if (open_ && plugged_) {
    if (!bytes.empty()) send(in_, std::move(bytes), false, std::move(heard));
    if (end) push(in_, {scheduler_.now(), {}, true, {}, {}}, false);
  }
  arm_machine();
}

// --- clocks: at most one look of each is under way, later ones replace nothing ---

void Wire::arm_session() {
  if (!session_) return;
  const auto wanted = session_->deadline();
  if (!wanted) return;
  const auto at = std::max(*wanted, scheduler_.now() + Millis{*wanted <= scheduler_.now() ? 1 : 0});
  if (session_armed_ && *session_armed_ <= at) return;
  if (session_armed_) session_clock_.clear();
  session_armed_ = at;
  session_clock_.at(at, [this] {
    session_armed_.reset();
    if (!session_) return;
    const auto due = session_->deadline();
    if (due && *due <= scheduler_.now()) return step([&] { session_->on_time(scheduler_.now()); });
    arm_session();
  });
}

void Wire::arm_machine() {
  const auto wanted = far_.deadline();
  if (!wanted) return;
  const auto at = std::max(*wanted, scheduler_.now() + Millis{*wanted <= scheduler_.now() ? 1 : 0});
  if (machine_armed_ && *machine_armed_ <= at) return;
  if (machine_armed_) machine_clock_.clear();
  machine_armed_ = at;
  machine_clock_.at(at, [this] {
    machine_armed_.reset();
    far_.on_time(scheduler_.now());
    collect();
  });
}

} // namespace simulation
