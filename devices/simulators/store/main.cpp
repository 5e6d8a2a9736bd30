// sim-store: the store's server on a local address, for the bench, for tests and for trying things by hand.
#include "devices/simulators/simulator_program.h"
#include "devices/simulators/store/store_simulator.h"
#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>

int main(int argc, char** argv) {
  CLI::App app{"The store's server, simulated: HTTP and the orders socket"};
  std::string listen = "127.0.0.1:8080";
  devices::sim::StoreSimulatorOptions options;
  devices::sim::ProgramOptions program;
  app.add_option("--listen", listen, "address and port; port 0 takes a free one")->capture_default_str();
  app.add_option("--catalog", options.catalog, "JSON file with categories, products, delivery and users")->required();
  app.add_option("--pictures", options.pictures, "folder that is served under /pictures/");
  app.add_option("--certificate", options.certificate, "PEM; speaks TLS");
  app.add_option("--private-key", options.private_key, "PEM");
  app.add_option("--control", program.control, "path of the control socket");
  app.add_option("--seed", options.seed, "of tokens and random codes")->capture_default_str();
  app.add_flag("--until-stdin-ends", program.until_stdin_ends, "stop when standard input ends");
  CLI11_PARSE(app, argc, argv);

  const auto colon = listen.rfind(':');
  const auto port = colon == std::string::npos ? std::string{} : listen.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size()) {
    std::cerr << "--listen: ADDRESS:PORT is required\n";
    return 2;
  }
  options.host = listen.substr(0, colon);
  try {
    boost::asio::io_context loop{1};
    devices::sim::StoreSimulator simulator(loop.get_executor(), options);
    simulator.on_log = [](const std::string& line) { std::cerr << line << '\n'; };
    std::cerr << "store at " << simulator.api_url() << '\n';
    return devices::sim::run_program(loop, simulator, program);
  } catch (const std::exception& e) {
    std::cerr << "sim-store: " << e.what() << '\n';
    return 1;
  }
}
