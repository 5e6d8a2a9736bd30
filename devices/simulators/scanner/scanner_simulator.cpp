#include "devices/simulators/scanner/scanner_simulator.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

namespace devices::sim {

namespace json = boost::json;

ScannerSimulator::ScannerSimulator(boost::asio::any_io_executor executor, std::filesystem::path link)
    : pty_(std::move(executor), std::move(link), [this](auto bytes) { received_ += bytes.size(); }) {}

json::object ScannerSimulator::command(const json::object& request) {
  try {
    return obey(request);
  } catch (const std::exception& wrong) { // a field of another kind than it should be
    return {{"ok", false}, {"error", wrong.what()}};
  }
}

json::object ScannerSimulator::obey(const json::object& request) {
  const auto text = [&](std::string_view name, std::string_view fallback) {
    const auto* value = request.if_contains(name);
    return std::string{value == nullptr ? fallback : std::string_view{value->as_string()}};
  };
  const auto what = text("do", "");
  if (what == "help")
    return {{"ok", true},
            {"commands",
             {{"scan", "{\"code\":\"...\",\"aim\":\"]E0\",\"end\":\"\\r\\n\"}: reads a code; aim and end may "
                       "be left out"},
              {"raw", "{\"text\":\"...\"}: says exactly this"},
              {"unplug", "the cable is pulled out"},
              {"plug", "and put in again"}}}};
  if (what == "scan") {
    const auto code = text("code", "");
    if (code.empty()) return {{"ok", false}, {"error", "\"code\" is missing"}};
    if (!pty_.plugged()) return {{"ok", false}, {"error", "the cable is out"}};
    const auto said = text("aim", "") + code + text("end", "\r\n");
    pty_.write({said.begin(), said.end()});
    scanned_.push_back(code);
    if (on_log) on_log("scanner: " + code);
    return {{"ok", true}};
  }
  if (what == "raw") {
    const auto said = text("text", "");
    pty_.write({said.begin(), said.end()});
    return {{"ok", true}};
  }
  if (what == "unplug") pty_.unplug();
  else if (what == "plug") pty_.plug();
  else return {{"ok", false}, {"error", "unknown command: " + what}};
  return {{"ok", true}};
}

json::object ScannerSimulator::truth() const {
  return {{"plugged", pty_.plugged()}, {"scanned", json::value_from(scanned_)}, {"received", received_}};
}

} // namespace devices::sim
