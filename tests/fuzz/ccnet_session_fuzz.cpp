// The bill validator's session under anything that a wire may say: it stays bounded, keeps a deadline, tells
// of money only what it heard, and swallows no note that nobody asked it to.
#include "devices/cash/ccnet_session.h"
#include "engine/base/log.h"
#include "tests/fuzz/fuzz.h"
#include <array>
#include <stdexcept>

namespace {

using namespace devices::ccnet;
using devices::Bytes;
using engine::Millis;

class Line {
public:
  Line() {
    session_.on_event([this](const engine::CashEvent& event) { hear(event); });
    session_.enable({1000, 5000, 50000});
  }
  void open() {
    if (!open_) session_.on_open(now_);
    open_ = true;
    carry();
  }
  void close() {
    if (open_) session_.on_closed(now_, "unplugged");
    open_ = false;
    carry();
  }
  void say(std::span<const std::uint8_t> bytes) {
    if (!open_) return;
    session_.on_bytes(now_, bytes);
    carry();
  }
  void answer(std::span<const std::uint8_t> body) {
    if (!body.empty()) say(frame(body));
  }
  /// What a validator that lacks nothing answers to the last command; `state` and `detail` are for a POLL.
  void answer_properly(std::uint8_t state, std::uint8_t detail) {
    switch (asked_) {
    case Command::poll:
      if (has_detail(static_cast<State>(state))) return answer(Bytes{state, detail});
      return answer(Bytes{state});
    case Command::get_status:
      return answer(Bytes(6, 0));
    case Command::identification:
      return answer(Bytes(34, 'A'));
    case Command::get_stacked_counter:
      return answer(Bytes{0x04, 0xD2});
    case Command::get_bill_table:
      return answer(notes().encode());
    default:
      return answer(Bytes{answer_ack});
    }
  }
  /// Runs the session's deadlines for this long.
  void pass(Millis time) {
    const auto end = now_ + time;
    for (int steps = 0;; ++steps) {
      const auto next = session_.deadline();
      if (open_) fuzz::require(next.has_value(), "an open line has a deadline");
      if (!next || *next > end) break;
      fuzz::require(steps < 20'000, "deadlines advance");
      now_ = std::max(now_, *next);
      session_.on_time(now_);
      carry();
    }
    now_ = end;
  }
  void stack() {
    asked_to_stack_ = escrow_;
    session_.stack();
    wake();
  }
  void return_note() {
    session_.return_note();
    wake();
  }
  void hold() {
    session_.hold();
    wake();
  }
  void disable() {
    session_.disable();
    wake();
  }
  void enable() {
    session_.enable({1000, 10000});
    wake();
  }
  void throw_next() { throws_ = true; }

private:
  static BillTable notes() {
    BillTable table;
    constexpr std::array<std::pair<int, int>, 8> values{
        {{1, 3}, {2, 3}, {5, 3}, {10, 3}, {20, 3}, {50, 3}, {100, 3}, {200, 3}}};
    for (std::size_t i = 0; i < values.size(); ++i)
      table.entries[i] = {static_cast<std::uint8_t>(values[i].first),
                          {'U', 'Z', 'B'},
                          static_cast<std::uint8_t>(values[i].second)};
    return table;
  }
  void wake() {
    if (open_) session_.on_time(now_);
    carry();
  }
  void hear(const engine::CashEvent& event) {
    if (std::exchange(throws_, false)) throw std::runtime_error("the disk is full");
    if (const auto* note = std::get_if<engine::NoteInEscrow>(&event)) {
      fuzz::require(note->denomination > 0, "a note that is offered has a value");
      escrow_ = true;
      asked_to_stack_ = false;
    } else if (const auto* stacked = std::get_if<engine::NoteStacked>(&event)) {
      fuzz::require(stacked->denomination >= 0 && stacked->denomination <= 1'000'000'000,
                    "a note has a value within bounds");
      fuzz::require(stacked->recovered || escrow_, "a note that was not in escrow is told as recovered");
      escrow_ = false;
    } else if (std::holds_alternative<engine::NoteReturned>(event)) {
      escrow_ = false;
    }
  }
  void carry() {
    const auto out = session_.take_output();
    fuzz::require(out.size() <= 64, "what goes out at once is a few short frames");
    fuzz::require(session_.take_output().empty(), "output is taken once");
    std::span<const std::uint8_t> rest{out};
    while (!rest.empty()) {
      const auto next = scan(rest);
      fuzz::require(next.kind == Scan::Kind::frame, "what goes out is whole frames");
      if (next.body[0] == static_cast<std::uint8_t>(Command::stack))
        fuzz::require(asked_to_stack_, "STACK goes out only when asked for");
      if (const auto command = static_cast<Command>(next.body[0]);
          command != Command::ack && command != Command::nak)
        asked_ = command;
      rest = rest.subspan(next.size);
    }
  }

  CcnetSession session_;
  engine::Instant now_{};
  bool open_ = false;
  bool escrow_ = false;
  Command asked_ = Command::poll;
  bool asked_to_stack_ = false;
  bool throws_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = (spdlog::set_level(spdlog::level::off), true);
  static_cast<void>(quiet);
  Line line;
  line.open();
  fuzz::Script script(data, size);
  for (int steps = 0; !script.over() && steps < 400; ++steps) {
    switch (const auto what = script.byte(); what % 16) {
    case 0:
      line.say(script.bytes(script.byte()));
      break;
    case 1:
      line.pass(Millis{script.byte() * 20});
      break;
    case 2:
      line.stack();
      break;
    case 3:
      line.return_note();
      break;
    case 4:
      line.hold();
      break;
    case 5:
      line.disable();
      break;
    case 6:
      line.enable();
      break;
    case 7:
      line.close();
      break;
    case 8:
      line.open();
      break;
    case 9:
      line.throw_next();
      break;
    case 10:
      line.answer(script.bytes(script.byte()));
      line.pass(Millis{220});
      break;
    default: { // most of the time the validator answers the question, and the next one follows
      const auto state = script.byte();
      line.answer_properly(state, what / 16);
      line.pass(Millis{220});
    }
    }
  }
  line.pass(Millis{60'000});
  return 0;
}
