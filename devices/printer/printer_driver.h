#pragma once
// A receipt printer on a serial line: the session and what carries its bytes. Threading: I/O thread;
// constructed and destroyed there. Throws nothing; a missing port is a state (status()).
#include "devices/printer/printer_session.h"
#include "devices/serial/session_driver.h"

namespace devices::printer {

class PrinterDriver final : public engine::PrinterPort {
public:
  PrinterDriver(boost::asio::any_io_executor executor, PrinterProfile profile, const std::string& port, int baud)
      : session_(profile, baud), driver_(std::move(executor), session_, settings(profile, port, baud)) {}

  void start() { driver_.start(); }
  void stop() { driver_.stop(); }
  void assume_torn() override { session_.assume_torn(); }

  [[nodiscard]] const engine::PrinterStatus& status() const override { return session_.status(); }
  void on_status(std::function<void(const engine::PrinterStatus&)> watcher) override { session_.on_status(std::move(watcher)); }
  void print(std::int64_t job, const engine::Slip& slip, engine::Reply<engine::Done> reply) override {
    session_.print(job, slip, std::move(reply));
    driver_.pump();
  }

private:
  static SerialSettings settings(const PrinterProfile& profile, const std::string& port, int baud) {
    SerialSettings s;
    s.port = port;
    s.baud = baud;
    // XON and XOFF are read by the session; the kernel would hold back status questions too.
    s.flow = profile.flow == FlowControl::hardware ? SerialSettings::Flow::rts_cts : SerialSettings::Flow::none;
    return s;
  }

  PrinterSession session_;
  SessionDriver driver_;
};

} // namespace devices::printer
