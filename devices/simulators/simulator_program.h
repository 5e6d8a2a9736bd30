#pragma once
// What the command-line programs of the simulators share: the control socket, the log on standard error, and
// how they end.
#include "devices/simulators/simulator.h"
#include <boost/asio/io_context.hpp>

namespace devices::sim {

struct ProgramOptions {
  std::string control;           ///< path of the control socket; empty: none
  bool until_stdin_ends = false; ///< stops when standard input ends, so that no simulator outlives its starter
};

/// One request of a control socket: {"do":"truth"} gives the simulator's truth under "truth", all else is its
/// command().
boost::json::object serve(Simulator& simulator, const boost::json::object& request);

/// Runs the loop until SIGTERM, SIGINT or the end of standard input; prints "ready" on standard output first.
/// Returns the exit code. Throws std::system_error when the control socket cannot be made.
int run_program(boost::asio::io_context& loop, Simulator& simulator, const ProgramOptions& options);

} // namespace devices::sim
