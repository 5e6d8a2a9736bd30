// bench-panel --control SOCKET: a window that drives the bench.
#include "devices/simulators/bench_panel/bench_panel.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>

int main(int argc, char** argv) {
  CLI::App app{"A window that drives the simulated machines of the bench"};
  std::string control;
  app.add_option("--control", control, "the bench's control socket")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    devices::sim::PanelWindow window{"Bench", 1120, 960};
    devices::sim::ControlClient client{control};
    devices::sim::BenchPanel panel{window, client};
    constexpr int frame_ms = 100;
    auto next = std::chrono::steady_clock::now();
    while (window.begin_frame(frame_ms)) {
      client.poll();
      if (const auto now = std::chrono::steady_clock::now(); now >= next) {
        next = now + std::chrono::seconds(1);
        panel.refresh();
      }
      panel.draw();
      window.end_frame();
    }
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "bench-panel: " << e.what() << '\n';
    return 1;
  }
}
