#pragma once
// The printer's simulator on a pseudo-terminal: paper as PNG and text files in a folder, faults on command,
// and the truth about what was printed. Threading: one io_context thread.
//
// Files: NNNN.png and NNNN.txt for each piece of paper, in order.
#include "devices/simulators/printer/paper_model.h"
#include "devices/simulators/simulator.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>

namespace devices::sim {

struct PrinterSimulatorSettings {
  std::filesystem::path link;   ///< the kiosk's port
  std::filesystem::path folder; ///< made when it is missing; empty: no files
  PaperModelSettings model;
};

struct PrintedPaper {
  int number = 0; ///< 1, 2, ...
  std::string text;
  std::vector<std::string> qr; ///< data of the QR codes, top to bottom
  std::vector<std::string> barcodes;
  std::filesystem::path png; ///< empty without a folder
  bool complete = false;
  std::string end;
};

class PrinterSimulator final : public Simulator {
public:
  /// Throws std::system_error or std::filesystem::filesystem_error.
  PrinterSimulator(boost::asio::any_io_executor executor, PrinterSimulatorSettings settings);
  ~PrinterSimulator() override;

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;
  [[nodiscard]] const std::vector<PrintedPaper>& papers() const;
  [[nodiscard]] const std::vector<std::string>& errors() const;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices::sim
