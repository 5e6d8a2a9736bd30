#pragma once
// A FiscalSession on its line: what kiosk/main.cpp makes one of. Forwards the port and wakes the driver after
// each call. Threading: constructed, used and destroyed on the thread that runs the io_context.
#include "devices/fiscal/fiscal_session.h"
#include "devices/serial/session_driver.h"
#include <variant>

namespace devices::fiscal {

struct FiscalAddress {
  std::variant<TcpSettings, SerialSettings> line;
  std::string host_header;
  std::string base_path;
};
/// "http://192.168.1.50:8080", "http://[::1]:8080/api"; port 80 when none is given. nullopt: not such an
/// address.
std::optional<FiscalAddress> parse_fiscal_url(std::string_view url);
/// "/dev/ttyACM0" and the like.
FiscalAddress fiscal_serial_address(SerialSettings settings);

class FiscalDriver final : public engine::FiscalPort {
public:
  /// Takes carrier, host and base path from the address, all else from the settings. Call start() next.
  FiscalDriver(boost::asio::any_io_executor executor, const FiscalAddress& address, FiscalSettings settings,
               std::function<engine::WallTime()> wall);

  void start() { driver_->start(); }
  void stop() { driver_->stop(); }

  [[nodiscard]] const engine::FiscalStatus& status() const override { return session_.status(); }
  void on_status(std::function<void(const engine::FiscalStatus&)> watcher) override { session_.on_status(std::move(watcher)); }
  void read_info(engine::Reply<engine::FiscalInfo> reply) override;
  void read_shift(engine::Reply<engine::ZReport> reply) override;
  void open_shift(engine::Reply<engine::Done> reply) override;
  void close_shift(bool print, engine::Reply<engine::ZReport> reply) override;
  void x_report(engine::Reply<engine::ZReport> reply) override;
  void prepare(engine::Reply<engine::FiscalCounters> reply) override;
  void register_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before,
                     engine::Reply<engine::FiscalResult> reply) override;
  void register_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                       engine::Reply<engine::FiscalResult> reply) override;
  void find_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before, engine::Reply<engine::FiscalResult> reply) override;
  void find_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                   engine::Reply<engine::FiscalResult> reply) override;
  void print_copy(engine::Reply<engine::Done> reply) override;

private:
  FiscalSession session_;
  std::unique_ptr<SessionDriver> driver_; ///< destroyed first
};

} // namespace devices::fiscal
