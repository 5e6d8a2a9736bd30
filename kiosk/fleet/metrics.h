#pragma once
// The figures of a kiosk for monitoring: /metrics (Prometheus text format 0.0.4), and its faults in words for /health and the fleet. assets/fleet
// relies on names, units and labels: add to them, change none.
// No personal data, no secret, no word of a customer, a server or a machine: numbers, and sentences that stand here.
// Pure.
#include "kiosk/fleet/pulse.h"
#include "kiosk/fleet/sales_tally.h"
#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace kiosk::fleet {

struct BrokerState {
  bool connected = false;
  std::int64_t waiting = 0; ///< rows of the journal that the broker has not yet taken
};

struct ProcessFigures {
  std::int64_t resident_bytes = 0, cpu_ms = 0, open_files = 0;
};
ProcessFigures process_figures(); ///< of this process, from /proc; zeros when that cannot be read

struct Facts {
  std::string kiosk, version;
  std::int64_t started_ms = 0; ///< wall clock
  Beat beat;
  const SalesTally* tally = nullptr; ///< null: the journal has not been read to its end yet
  bool journal_readable = true;
  std::int64_t cassette_capacity = 0; ///< 0: not known
  std::optional<BrokerState> broker;  ///< empty: not configured
  ProcessFigures process;
};

std::string metrics_text(const Facts& facts);

/// English sentences for people. `wrong`: why the kiosk does not do its work. `soon`: why it will stop doing its work, unless somebody comes.
struct Verdict {
  std::vector<std::string> wrong, soon;
  [[nodiscard]] bool healthy() const { return wrong.empty(); }
};
Verdict judge(const Beat& beat, std::int64_t cassette_capacity = 0, const SalesTally* tally = nullptr);

/// {"ok":..,"kiosk":..,"version":..,"state":..,"state_seconds":..,"wrong":[..],"soon":[..]}
boost::json::object health_json(const Facts& facts);

} // namespace kiosk::fleet
