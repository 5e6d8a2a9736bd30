// sim-validator --link PATH [--control SOCKET]: a CCNET bill validator behind a pseudo-terminal.
#include "devices/simulators/cash/validator_simulator.h"
#include "devices/simulators/simulator_program.h"
#include <CLI/CLI.hpp>

int main(int count, char** arguments) {
  CLI::App app{"A simulated CCNET bill validator behind a pseudo-terminal"};
  std::string link;
  std::string country = "UZB";
  devices::sim::ProgramOptions options;
  app.add_option("--link", link, "symbolic link to make to the pseudo-terminal")->required();
  app.add_option("--control", options.control, "Unix socket for commands, one JSON object a line");
  app.add_option("--country", country, "country code of the bill table")->capture_default_str();
  app.add_flag("--until-stdin-ends", options.until_stdin_ends, "stop when standard input ends");
  CLI11_PARSE(app, count, arguments);
  try {
    boost::asio::io_context loop{1};
    devices::sim::ValidatorSimulator simulator(loop.get_executor(), link, country);
    return devices::sim::run_program(loop, simulator, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sim-validator: %s\n", error.what());
    return 1;
  }
}
