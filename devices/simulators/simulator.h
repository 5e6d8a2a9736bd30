#pragma once
// What every simulator offers besides its wire: faults on command, and the truth it keeps. The bench, the end-to-end tests
// and the simulation drive all simulators through this.
//
// Threading: one io_context thread.
#include <boost/json/object.hpp>
#include <functional>
#include <string>

namespace devices::sim {

class Simulator {
public:
  virtual ~Simulator() = default;
  /// {"do":"paper_out"} -> {"ok":true,...} or {"ok":false,"error":"..."}. {"do":"help"} lists the commands with one line each.
  virtual boost::json::object command(const boost::json::object& request) = 0;
  /// What really happened: orders, payments, receipts registered, notes stacked, paper printed.
  [[nodiscard]] virtual boost::json::object truth() const = 0;
  /// Called with one English line for each thing that a person watching would like to see.
  std::function<void(const std::string&)> on_log;
};

} // namespace devices::sim
