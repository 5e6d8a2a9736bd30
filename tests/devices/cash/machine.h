#pragma once
// A session wired to the simulated validator in virtual time: no ports, no waiting, the same run every time.
#include "devices/cash/ccnet_session.h"
#include "devices/simulators/cash/validator_model.h"
#include <fmt/format.h>

namespace test {

using namespace std::chrono_literals;

/// "escrow 5000", "stacked 5000 recovered", ... for comparing whole histories.
inline std::string word(const engine::CashEvent& event) {
  using Note = engine::ValidatorPowerUp::Note;
  return std::visit(
      engine::overloaded{
          [](const engine::NoteInEscrow& e) { return fmt::format("escrow {}", e.denomination); },
          [](const engine::NoteStacked& e) { return fmt::format("stacked {}{}", e.denomination, e.recovered ? " recovered" : ""); },
          [](const engine::NoteReturned& e) { return fmt::format("returned {}", e.denomination); },
          [](const engine::NoteRejected& e) { return fmt::format("rejected {:02X}", e.reason); },
          [](const engine::ValidatorPowerUp& e) -> std::string {
            return e.note == Note::none ? "power-up" : e.note == Note::in_validator ? "power-up 11" : "power-up 12";
          },
          [](const engine::ValidatorReady& e) { return e.stacked_counter ? fmt::format("ready {}", *e.stacked_counter) : "ready"; },
          [](const engine::CassetteRemoved&) -> std::string { return "cassette out"; },
          [](const engine::CassetteInserted&) -> std::string { return "cassette in"; },
          [](const engine::ValidatorCheated&) -> std::string { return "cheated"; }},
      event);
}

class Machine {
public:
  using Words = std::vector<std::string>;
  static inline const std::vector<std::int64_t> all{1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};

  explicit Machine(const std::string& country = "UZB") : model(devices::sim::ValidatorModel::uzbek_table(country)) { listen(session); }
  void listen(devices::ccnet::CcnetSession& to) {
    to.on_event([this](const engine::CashEvent& event) {
      if (before_event) before_event(event);
      events.push_back(word(event));
      if (after_event) after_event(event);
    });
  }

  void plug() {
    line = true;
    current->on_open(now);
  }
  void unplug() {
    line = false;
    current->on_closed(now, "unplugged");
  }
  /// The kiosk's process ends and starts again: all that the session knew is gone.
  void restart_kiosk() {
    line = false;
    fresh = std::make_unique<devices::ccnet::CcnetSession>();
    current = fresh.get();
    listen(*current);
    plug();
  }

  void run(engine::Millis time) {
    const auto end = now + time;
    exchange();
    while (now < end) {
      auto next = end;
      for (const auto deadline : {line ? current->deadline() : std::nullopt, model.deadline()})
        if (deadline) next = std::min(next, *deadline);
      now = std::max(next, now + 1ms);
      model.on_time(now);
      current->on_time(now);
      exchange();
    }
  }
  template <class Condition> bool run_until(Condition condition, engine::Millis limit = 60s) {
    for (const auto end = now + limit; now < end; run(10ms))
      if (condition()) return true;
    return condition();
  }
  /// Plugged in, started, enabled for everything.
  void start() {
    plug();
    current->enable(all);
    run_until([&] { return current->status().accepting; });
    events.clear();
  }
  [[nodiscard]] bool is(devices::ccnet::State state) const { return model.state() == state; }
  bool until(devices::ccnet::State state) {
    return run_until([&] { return is(state); });
  }
  bool until_event(const std::string& what) {
    return run_until([&] { return !events.empty() && events.back() == what; });
  }
  [[nodiscard]] std::int64_t stacked() const {
    std::int64_t sum = 0;
    for (const auto& note : model.truth().stacked) sum += note.note.denomination;
    return sum;
  }
  [[nodiscard]] std::ptrdiff_t count(const std::string& what) const { return std::count(events.begin(), events.end(), what); }

  devices::ccnet::CcnetSession session;
  devices::ccnet::CcnetSession* current = &session;
  devices::sim::ValidatorModel model;
  engine::Instant now{1'000'000ms};
  bool line = false;
  Words events;
  std::function<void(const engine::CashEvent&)> before_event; ///< may throw: the event was not taken
  std::function<void(const engine::CashEvent&)> after_event;
  devices::Bytes sent; ///< by the kiosk, all of it

private:
  void exchange() {
    for (;;) {
      const auto commands = current->take_output();
      if (line && !commands.empty()) {
        sent.insert(sent.end(), commands.begin(), commands.end());
        model.on_bytes(now, commands);
      }
      const auto answers = model.take_output();
      if (line && !answers.empty()) current->on_bytes(now, answers);
      if (commands.empty() && answers.empty()) return;
    }
  }
  std::unique_ptr<devices::ccnet::CcnetSession> fresh;
};

} // namespace test
