#include "devices/simulators/cash/validator_simulator.h"

#include "devices/serial/pty.h"
#include "devices/serial/session_driver.h"
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace devices::sim {

namespace json = boost::json;

namespace {

std::int64_t number(const json::object& request, std::string_view name, std::int64_t fallback) {
  const auto* value = request.if_contains(name);
  if (value == nullptr) return fallback;
  return value->to_number<std::int64_t>(); // throws: the command is answered with an error
}

bool flag(const json::object& request, std::string_view name, bool fallback) {
  const auto* value = request.if_contains(name);
  return value == nullptr ? fallback : value->as_bool();
}

std::string text(const json::object& request, std::string_view name, std::string_view fallback) {
  const auto* value = request.if_contains(name);
  return std::string{value == nullptr ? fallback : std::string_view{value->as_string()}};
}

json::array listed(const std::vector<ValidatorModel::Ended>& notes) {
  json::array list;
  for (const auto& ended : notes) {
    json::object note{{"denomination", ended.note.denomination}, {"type", ended.note.type}, {"at_ms", ended.at.time_since_epoch().count()}};
    if (ended.reason != 0) note["reason"] = ended.reason;
    list.emplace_back(std::move(note));
  }
  return list;
}

} // namespace

struct ValidatorSimulator::Impl : std::enable_shared_from_this<ValidatorSimulator::Impl> {
  Impl(const boost::asio::any_io_executor& executor, const std::filesystem::path& link, const std::string& country,
       ValidatorTimings timings)
      : model(ValidatorModel::uzbek_table(country), timings),
        timer(executor),
        pty(executor, link, [this](std::span<const std::uint8_t> bytes) {
          model.on_bytes(SessionDriver::now(), bytes);
          step();
        }) {}

  void step() {
    if (const auto bytes = model.take_output(); !bytes.empty()) pty.write(bytes);
    const auto deadline = model.deadline();
    if (!deadline) {
      timer.cancel();
      return;
    }
    timer.expires_at(std::chrono::steady_clock::time_point{deadline->time_since_epoch()});
    timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
      const auto self = weak.lock();
      if (error || !self) return;
      self->model.on_time(SessionDriver::now());
      self->step();
    });
  }

  ValidatorModel model;
  boost::asio::steady_timer timer;
  PtyHost pty;
};

namespace {

using Now = engine::Instant;
using Result = ValidatorModel::Result;

struct Entry {
  std::string_view name;
  std::string_view help;
  Result (*run)(ValidatorModel& model, Now now, const json::object& request);
};

/// Faults that cannot fail themselves.
template <auto Member> Result counted(ValidatorModel& model, Now, const json::object& request) {
  const auto count = number(request, "n", 1);
  if (count < 0 || count > 1000) return tl::make_unexpected(std::string{"\"n\" is out of range"});
  (model.*Member)(static_cast<int>(count));
  return {};
}
template <auto Member> Result switched(ValidatorModel& model, Now, const json::object& request) {
  (model.*Member)(flag(request, "on", true));
  return {};
}
template <auto Member> Result simple(ValidatorModel& model, Now now, const json::object&) { return (model.*Member)(now); }

Result failure_code(const json::object& request, std::string_view name, std::int64_t fallback, std::uint8_t& code) {
  const auto value = number(request, name, fallback);
  if (value < 1 || value > 255) return tl::make_unexpected(fmt::format("\"{}\" is out of range", name));
  code = static_cast<std::uint8_t>(value);
  return {};
}

constexpr std::array entries{
    Entry{"insert", "{\"denomination\":N}: a note of N so'm into the slot",
          [](ValidatorModel& m, Now now, const json::object& r) { return m.insert(now, number(r, "denomination", 0)); }},
    Entry{"pull_back", "the customer pulls the note out again", simple<&ValidatorModel::pull_back>},
    Entry{"second_note", "a second note is pushed in behind the first", simple<&ValidatorModel::second_note>},
    Entry{"take_second_back", "and taken back", simple<&ValidatorModel::take_second_back>},
    Entry{"cheat", "an attempt to cheat is seen", simple<&ValidatorModel::cheat>},
    Entry{"power_cut", "the validator loses its power", simple<&ValidatorModel::power_cut>},
    Entry{"power_on", "and gets it back", simple<&ValidatorModel::power_on>},
    Entry{"cassette_out", "the cassette is taken out", simple<&ValidatorModel::cassette_out>},
    Entry{"cassette_in", "and put back", simple<&ValidatorModel::cassette_in>},
    Entry{"full", "the cassette is full", simple<&ValidatorModel::full>},
    Entry{"jam", "{\"where\":\"validator\"|\"cassette\"}: a note jams",
          [](ValidatorModel& m, Now now, const json::object& r) { return m.jam(now, text(r, "where", "validator") == "cassette"); }},
    Entry{"unjam", "and is taken out by hand", simple<&ValidatorModel::unjam>},
    Entry{"fail", "{\"code\":N}: a hardware failure, 80 = stack motor",
          [](ValidatorModel& m, Now now, const json::object& r) {
            std::uint8_t code = 0;
            const auto read = failure_code(r, "code", 0x50, code);
            return read ? m.fail(now, code) : read;
          }},
    Entry{"mend", "and its repair", simple<&ValidatorModel::mend>},
    Entry{"reject", "{\"reason\":N}: the next note is rejected, 101 = identification",
          [](ValidatorModel& m, Now, const json::object& r) {
            std::uint8_t code = 0;
            const auto read = failure_code(r, "reason", 0x65, code);
            if (read) m.reject_next(code);
            return read;
          }},
    Entry{"table", "{\"country\":\"UZB\"|\"UZS\"|...}: another bill table",
          [](ValidatorModel& m, Now, const json::object& r) {
            return m.change_table(ValidatorModel::uzbek_table(text(r, "country", "UZB")));
          }},
    Entry{"drop_answers", "{\"n\":N}: the next N answers are lost", counted<&ValidatorModel::drop_answers>},
    Entry{"corrupt_answers", "{\"n\":N}: the next N answers are damaged", counted<&ValidatorModel::corrupt_answers>},
    Entry{"delay_answers", "{\"n\":N}: the next N answers come too late", counted<&ValidatorModel::delay_answers>},
    Entry{"refuse_commands", "{\"n\":N}: NAK to the next N commands", counted<&ValidatorModel::refuse_commands>},
    Entry{"repeat_stacked", "{\"n\":N}: the next N ACKs of events are lost: they are said again", counted<&ValidatorModel::ignore_acks>},
    Entry{"silent", "{\"on\":true}: hears and says nothing", switched<&ValidatorModel::be_silent>},
    Entry{"echo", "{\"on\":true}: the line brings back what is sent", switched<&ValidatorModel::echo>},
    Entry{"old_firmware", "{\"on\":true}: without the counter of stacked notes", switched<&ValidatorModel::without_counter>},
    Entry{"report_recovered_returns", "{\"on\":true}: 82 after a power-up with a note in the validator",
          switched<&ValidatorModel::report_recovered_returns>},
    Entry{"busy", "{\"ms\":N}: busy for so long",
          [](ValidatorModel& m, Now now, const json::object& r) {
            m.be_busy(now, engine::Millis{number(r, "ms", 1000)});
            return Result{};
          }},
};

} // namespace

ValidatorSimulator::ValidatorSimulator(boost::asio::any_io_executor executor, std::filesystem::path link, const std::string& country,
                                       ValidatorTimings timings)
    : impl_(std::make_shared<Impl>(executor, link, country, timings)) {
  impl_->model.on_log = [this](const std::string& line) {
    if (on_log) on_log("validator: " + line);
  };
}

ValidatorSimulator::~ValidatorSimulator() { impl_->model.on_log = nullptr; }

ValidatorModel& ValidatorSimulator::model() { return impl_->model; }
void ValidatorSimulator::step() { impl_->step(); }

json::object ValidatorSimulator::command(const json::object& request) {
  try {
    return obey(request);
  } catch (const std::exception& wrong) { // a field of another kind than it should be
    return {{"ok", false}, {"error", wrong.what()}};
  }
}

json::object ValidatorSimulator::obey(const json::object& request) {
  const auto name = text(request, "do", "");
  if (name == "help") {
    json::object help{{"unplug", "the cable is pulled out"}, {"plug", "and put in again"}};
    for (const auto& entry : entries) help[entry.name] = entry.help;
    return {{"ok", true}, {"commands", std::move(help)}};
  }
  if (name == "unplug" || name == "plug") {
    if (name == "plug") impl_->pty.plug();
    else impl_->pty.unplug();
    return {{"ok", true}};
  }
  for (const auto& entry : entries) {
    if (entry.name != name) continue;
    const auto done = entry.run(impl_->model, SessionDriver::now(), request);
    impl_->step();
    if (!done) return {{"ok", false}, {"error", done.error()}};
    return {{"ok", true}, {"state", name_of(impl_->model.state())}};
  }
  return {{"ok", false}, {"error", "unknown command: " + name}};
}

json::object ValidatorSimulator::truth() const {
  const auto& model = impl_->model;
  const auto& truth = model.truth();
  json::array violations;
  for (const auto& line : truth.violations) violations.emplace_back(line);
  json::array taken;
  for (std::uint8_t type = 0; type < ccnet::BillTable::type_count; ++type)
    if ((model.enabled() >> type & 1U) != 0)
      if (const auto amount = model.table().denomination(type)) taken.emplace_back(*amount);
  json::object result{{"powered", model.powered()},
                      {"plugged", impl_->pty.plugged()},
                      {"state", name_of(model.state())},
                      {"takes", std::move(taken)},
                      {"stacked", listed(truth.stacked)},
                      {"returned", listed(truth.returned)},
                      {"rejected", listed(truth.rejected)},
                      {"pulled", listed(truth.pulled)},
                      {"stuck", listed(truth.stuck)},
                      {"violations", std::move(violations)},
                      {"polls", truth.polls},
                      {"events_lost", truth.events_lost}};
  if (model.note()) result["inside"] = model.note()->denomination;
  return result;
}

} // namespace devices::sim
