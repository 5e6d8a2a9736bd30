#pragma once
// The scanner of a running kiosk: a session on its port. Threading: the thread of the io_context.
#include "devices/scanner/scanner_session.h"
#include "devices/serial/session_driver.h"

namespace devices {

class ScannerDriver final : public engine::ScannerPort {
public:
  /// 9600 8N1, what scanners come with; USB ones ignore it. Set the handlers, then start().
  ScannerDriver(boost::asio::any_io_executor executor, std::string port, int baud = 9600)
      : driver_(std::move(executor), session_, SerialSettings{.port = std::move(port), .baud = baud}) {}

  void start() { driver_.start(); }
  void stop() { driver_.stop(); }
  [[nodiscard]] const engine::ScannerStatus& status() const override { return session_.status(); }
  void on_status(std::function<void(const engine::ScannerStatus&)> watcher) override { session_.on_status(std::move(watcher)); }
  void on_code(std::function<void(const std::string&)> handler) override { session_.on_code(std::move(handler)); }

private:
  ScannerSession session_; // outlives the driver
  SessionDriver driver_;
};

} // namespace devices
