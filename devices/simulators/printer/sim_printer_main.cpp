// sim-printer --link PATH --out DIR [--profile NAME] [--profiles FILE] [--control SOCKET]
#include "devices/simulators/printer/printer_simulator.h"
#include "devices/simulators/simulator_program.h"
#include <CLI/CLI.hpp>
#include <iostream>

int main(int argc, char** argv) {
  CLI::App app{"A receipt printer on a pseudo-terminal: decodes ESC/POS into PNG and text"};
  devices::sim::PrinterSimulatorSettings settings;
  devices::sim::ProgramOptions options;
  std::string profile = "generic-80mm";
  std::string profiles_file;
  app.add_option("--link", settings.link, "symbolic link to the pseudo-terminal that the kiosk opens")->required();
  app.add_option("--out", settings.folder, "folder for the papers")->required();
  app.add_option("--profile", profile, "which printer it is")->capture_default_str();
  app.add_option("--profiles", profiles_file, "printers.toml, for profiles other than generic-80mm");
  app.add_option("--speed", settings.model.dots_per_second, "dots a second; 0: at once")->capture_default_str();
  app.add_option("--buffer", settings.model.buffer_bytes, "size of the receive buffer in bytes")
      ->check(CLI::Range(512, 1 << 20))
      ->capture_default_str();
  app.add_flag("--leave-tickets", settings.model.leave_tickets, "with a presenter: nobody takes the ticket");
  app.add_option("--control", options.control, "control socket");
  app.add_flag("--until-stdin-ends", options.until_stdin_ends, "stop when standard input ends");
  CLI11_PARSE(app, argc, argv);

  if (!profiles_file.empty()) {
    const auto profiles = devices::printer::load_profiles(profiles_file);
    if (!profiles) {
      std::cerr << profiles.error() << '\n';
      return 2;
    }
    const auto found = profiles->find(profile);
    if (found == profiles->end()) {
      std::cerr << "no profile " << profile << " in " << profiles_file << '\n';
      return 2;
    }
    settings.model.profile = found->second;
  } else if (profile != "generic-80mm") {
    std::cerr << "--profile " << profile << " needs --profiles\n";
    return 2;
  }
  try {
    boost::asio::io_context loop;
    devices::sim::PrinterSimulator simulator(loop.get_executor(), settings);
    return devices::sim::run_program(loop, simulator, options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
