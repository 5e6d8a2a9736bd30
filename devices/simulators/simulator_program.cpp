#include "devices/simulators/simulator_program.h"

#include "devices/simulators/control_server.h"
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace devices::sim {
namespace {

/// Reads standard input away and stops the loop when it ends.
class StdinWatch {
public:
  explicit StdinWatch(boost::asio::io_context& loop) : loop_(loop), input_(loop, ::dup(STDIN_FILENO)) { read(); }

private:
  void read() {
    input_.async_read_some(boost::asio::buffer(buffer_), [this](boost::system::error_code error, std::size_t) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) loop_.stop();
      else read();
    });
  }
  boost::asio::io_context& loop_;
  boost::asio::posix::stream_descriptor input_;
  std::array<char, 256> buffer_{};
};

} // namespace

boost::json::object serve(Simulator& simulator, const boost::json::object& request) {
  const auto* what = request.if_contains("do");
  if (what == nullptr || !what->is_string()) return {{"ok", false}, {"error", "\"do\" is missing"}};
  if (what->get_string() == "truth" && !request.contains("device")) return {{"ok", true}, {"truth", simulator.truth()}};
  return simulator.command(request);
}

int run_program(boost::asio::io_context& loop, Simulator& simulator, const ProgramOptions& options) {
  simulator.on_log = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  boost::asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) loop.stop();
  });
  std::optional<ControlServer> control;
  if (!options.control.empty())
    control.emplace(loop.get_executor(), options.control, [&](const auto& request) { return serve(simulator, request); });
  std::optional<StdinWatch> stdin_watch;
  if (options.until_stdin_ends) stdin_watch.emplace(loop);
  std::puts("ready");
  std::fflush(stdout);
  loop.run();
  simulator.on_log = nullptr;
  return 0;
}

} // namespace devices::sim
