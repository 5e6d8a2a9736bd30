// kiosk-bench: all simulators together, and the configuration of a kiosk that stands on them. Prints "ready CONFIG_PATH".
#include "devices/simulators/bench/bench.h"
#include "devices/simulators/control_server.h"
#include "devices/simulators/simulator_program.h"

#include <CLI/CLI.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <iostream>
#include <unistd.h>

namespace {

/// The panel is a program of its own: it may crash or be closed without the machines noticing.
pid_t start_panel(const std::string& control) {
  const auto path = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bench_panel/bench-panel";
  const pid_t child = fork();
  if (child == 0) {
    execl(path.c_str(), path.c_str(), "--control", control.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  return child;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"The bench: store, fiscal module, printer, validator and scanner, simulated"};
  devices::sim::BenchOptions options;
  devices::sim::ProgramOptions program;
  options.demo_catalog = DEMO_CATALOG;
  bool panel = false;
  std::string catalog_file;
  app.add_option("--folder", options.folder, "folder for links, papers and kiosk.toml")->required();
  app.add_option("--control", program.control, "control socket")->required();
  app.add_option("--catalog", catalog_file, "catalogue JSON instead of the demo's");
  app.add_option("--attributes", options.attributes, "products.csv instead of the demo's");
  app.add_flag("--until-stdin-ends", program.until_stdin_ends, "stop when standard input ends");
  app.add_flag("--panel", panel, "open the bench panel (needs a display)");
  CLI11_PARSE(app, argc, argv);
  try {
    if (!catalog_file.empty()) {
      std::ifstream in{catalog_file, std::ios::binary};
      options.catalog_json.assign(std::istreambuf_iterator<char>{in}, {});
      if (options.catalog_json.empty()) throw std::runtime_error("--catalog: cannot read " + catalog_file);
    }
    boost::asio::io_context loop{1};
    devices::sim::Bench bench{loop.get_executor(), options};
    bench.on_log = [](const std::string& line) { std::cerr << line << std::endl; };
    std::cout << "ready " << bench.config().string() << std::endl;
    const pid_t child = panel ? start_panel(program.control) : -1;
    const int status = devices::sim::run_program(loop, bench, program);
    if (child > 0) ::kill(child, SIGTERM);
    return status;
  } catch (const std::exception& e) {
    std::cerr << "kiosk-bench: " << e.what() << '\n';
    return 1;
  }
}
