#pragma once
// The cash acceptor of a running kiosk: a CCNET session on its port. Threading: the thread of the io_context.
#include "devices/cash/ccnet_session.h"
#include "devices/serial/session_driver.h"

namespace devices {

class CashDriver final : public engine::CashPort {
public:
  /// 9600 8N1 as the protocol has it. Set the handlers, then start().
  CashDriver(boost::asio::any_io_executor executor, std::string port, ccnet::Timings timings = {});

  void start() { driver_.start(); }
  void stop() { driver_.stop(); }

  [[nodiscard]] const engine::CashStatus& status() const override { return session_.status(); }
  void on_status(std::function<void(const engine::CashStatus&)> watcher) override { session_.on_status(std::move(watcher)); }
  void on_event(std::function<void(const engine::CashEvent&)> handler) override { session_.on_event(std::move(handler)); }
  void enable(const std::vector<std::int64_t>& denominations) override;
  void disable() override;
  void stack() override;
  void return_note() override;
  void hold() override;

private:
  ccnet::CcnetSession session_; // outlives the driver
  SessionDriver driver_;
};

} // namespace devices
