#pragma once
// A serial barcode scanner on a pseudo-terminal: a command makes it read. {"do":"help"} lists the commands.
// Threading: one io_context thread.
#include "devices/serial/pty.h"
#include "devices/simulators/simulator.h"

namespace devices::sim {

class ScannerSimulator final : public Simulator {
public:
  /// The kiosk opens `link`. Throws std::system_error.
  ScannerSimulator(boost::asio::any_io_executor executor, std::filesystem::path link);

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;

private:
  boost::json::object obey(const boost::json::object& request);
  PtyHost pty_;
  std::vector<std::string> scanned_;
  std::uint64_t received_ = 0; ///< bytes from the kiosk; a scanner is only listened to
};

} // namespace devices::sim
