// The bill validator's session under anything that a wire may say: it stays bounded, keeps a deadline, tells
// of money only what it heard, and swallows no note that nobody asked it to.
#include "devices/cash/ccnet_session.h"
#include "engine/base/log.h"
#include "tests/fuzz/wire.h"
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
  void answer(std::span<const std::uint8_t> body) {
    if (!body.empty()) wire_.say(frame(body));
  }
  /// The answer of a faultless validator to the last command; `state` and `detail` are for a POLL.
  void answer_properly(std::uint8_t state, std::uint8_t detail) { answer_to(asked_, state, detail); }
  /// The answer to the question before the last, whose answer did not come in its time.
  void answer_late(std::uint8_t state, std::uint8_t detail) { answer_to(asked_before_, state, detail); }

  void stack() {
    asked_to_stack_ = escrow_;
    session_.stack();
    wire_.wake();
  }
  void return_note() {
    session_.return_note();
    wire_.wake();
  }
  void hold() {
    session_.hold();
    wire_.wake();
  }
  void disable() {
    session_.disable();
    wire_.wake();
  }
  void enable() {
    session_.enable({1000, 10000});
    wire_.wake();
  }
  void throw_next() { throws_ = true; }
  fuzz::Wire& wire() { return wire_; }

private:
  void answer_to(Command question, std::uint8_t state, std::uint8_t detail) {
    switch (question) {
    case Command::poll:
      if (has_detail(static_cast<State>(state))) return answer(Bytes{state, detail});
      return answer(Bytes{state});
    case Command::get_status: return answer(Bytes(6, 0));
    case Command::identification: return answer(Bytes(34, 'A'));
    case Command::get_stacked_counter: return answer(Bytes{0x04, 0xD2});
    case Command::get_bill_table: return answer(notes().encode());
    default: return answer(Bytes{answer_ack});
    }
  }
  static BillTable notes() {
    BillTable table;
    constexpr std::array<std::pair<int, int>, 8> values{{{1, 3}, {2, 3}, {5, 3}, {10, 3}, {20, 3}, {50, 3}, {100, 3}, {200, 3}}};
    for (std::size_t i = 0; i < values.size(); ++i)
      table.entries[i] = {static_cast<std::uint8_t>(values[i].first), {'U', 'Z', 'B'}, static_cast<std::uint8_t>(values[i].second)};
    return table;
  }
  void hear(const engine::CashEvent& event) {
    if (std::exchange(throws_, false)) throw std::runtime_error("the disk is full");
    if (const auto* note = std::get_if<engine::NoteInEscrow>(&event)) {
      fuzz::require(note->denomination > 0, "a note that is offered has a value");
      escrow_ = true;
      asked_to_stack_ = false;
    } else if (const auto* stacked = std::get_if<engine::NoteStacked>(&event)) {
      fuzz::require(stacked->denomination >= 0 && stacked->denomination <= 1'000'000'000, "a note has a value within bounds");
      fuzz::require(stacked->recovered || escrow_, "a note that was not in escrow is told as recovered");
      escrow_ = false;
    } else if (std::holds_alternative<engine::NoteReturned>(event)) {
      escrow_ = false;
    }
  }
  void sent(const Bytes& out) {
    fuzz::require(out.size() <= 64, "what goes out at once is a few short frames");
    std::span<const std::uint8_t> rest{out};
    while (!rest.empty()) {
      const auto next = scan(rest);
      fuzz::require(next.kind == Scan::Kind::frame, "what goes out is whole frames");
      if (next.body[0] == static_cast<std::uint8_t>(Command::stack)) fuzz::require(asked_to_stack_, "STACK goes out only when asked for");
      if (const auto command = static_cast<Command>(next.body[0]); command != Command::ack && command != Command::nak)
        asked_before_ = std::exchange(asked_, command);
      rest = rest.subspan(next.size);
    }
  }

  CcnetSession session_;
  engine::Instant now_{};
  fuzz::Wire wire_{session_, now_, true, [this](const Bytes& out) { sent(out); }};
  bool escrow_ = false;
  Command asked_ = Command::poll;
  Command asked_before_ = Command::poll;
  bool asked_to_stack_ = false;
  bool throws_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = (spdlog::set_level(spdlog::level::off), true);
  static_cast<void>(quiet);
  Line line;
  auto& wire = line.wire();
  wire.open();
  fuzz::Script script(data, size);
  for (int steps = 0; !script.over() && steps < 2'000; ++steps) {
    switch (const auto what = script.byte(); what % 16) {
    case 0: wire.say(script.bytes(script.byte())); break;
    case 1: wire.pass(Millis{script.byte() * 20}); break;
    case 2: line.stack(); break;
    case 3: line.return_note(); break;
    case 4: line.hold(); break;
    case 5: line.disable(); break;
    case 6: line.enable(); break;
    case 7: wire.close(); break;
    case 8: wire.open(); break;
    case 9: line.throw_next(); break;
    case 10:
      line.answer(script.bytes(script.byte()));
      wire.pass(Millis{220});
      break;
    case 15: { // an answer that came too late for its question, in part of the rest of the session
      const auto state = script.byte();
      wire.pass(Millis{300 + what / 16 * 100});
      line.answer_late(state, what / 16);
      wire.pass(Millis{220});
      break;
    }
    default: { // most of the time the validator answers the question, and the next one follows
      const auto state = script.byte();
      line.answer_properly(state, what / 16);
      wire.pass(Millis{220});
    }
    }
  }
  wire.pass(Millis{60'000});
  return 0;
}
