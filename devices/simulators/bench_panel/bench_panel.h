#pragma once
// The bench panel: what a person at a desktop does to the simulated machines. Every button is one request on the control socket; what
// the bench answers, errors above all, is shown as it came.
#include "devices/simulators/bench_panel/control_client.h"
#include "devices/simulators/bench_panel/panel_window.h"
#include <array>
#include <deque>
#include <set>

namespace devices::sim {

class BenchPanel {
public:
  BenchPanel(PanelWindow& window, ControlClient& client) : window_(window), client_(client) {}
  /// One frame. Call between begin_frame() and end_frame().
  void draw();
  /// Asks what changes by itself (the paper, states); call about once a second.
  void refresh();

private:
  void send(const char* device, boost::json::object request);
  void simple(const char* device, const char* what) { send(device, {{"do", what}}); }
  /// A button for one command without fields.
  void command(const char* label, const char* device, const char* what, const char* tip = nullptr);
  void say(std::string line, bool wrong);
  void paper_came(const boost::json::object& truth);

  void cash();
  void printer();
  void fiscal();
  void store();
  void scanner();
  void any_command();
  void answers();
  void paper();

  PanelWindow& window_;
  ControlClient& client_;
  struct Line {
    std::string text;
    bool wrong = false;
  };
  std::deque<Line> said_;
  std::string code_ = "none sent yet", printer_state_, cash_state_;
  std::array<char, 128> barcode_{"4780000000007"};
  std::array<char, 24> any_device_{"store"};
  std::array<char, 256> any_request_{R"({"do":"help"})"};
  std::string shown_png_;
  PanelPicture picture_;
  std::int64_t papers_ = -1;
};

} // namespace devices::sim
