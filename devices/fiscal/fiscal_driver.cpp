#include "devices/fiscal/fiscal_driver.h"
#include <charconv>

namespace devices::fiscal {
namespace {

FiscalSettings with_address(FiscalSettings settings, const FiscalAddress& address) {
  settings.carrier = std::holds_alternative<TcpSettings>(address.line) ? Carrier::tcp : Carrier::serial;
  settings.host = address.host_header;
  settings.base_path = address.base_path;
  return settings;
}

} // namespace

std::optional<FiscalAddress> parse_fiscal_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const auto slash = std::min(url.find('/'), url.size());
  const std::string_view authority = url.substr(0, slash);
  std::string_view path = url.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);

  std::string_view host = authority;
  std::string_view port = "80";
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  const bool good_port = error == std::errc{} && end == port.data() + port.size() && number > 0 && number < 65536;
  const auto strange = [](std::string_view text) { return text.find_first_of(" \t\r\n?#@") != std::string_view::npos; };
  if (host.empty() || !good_port || strange(authority) || strange(path)) return std::nullopt;
  return FiscalAddress{TcpSettings{std::string(host), std::string(port)}, std::string(authority), std::string(path)};
}

FiscalAddress fiscal_serial_address(SerialSettings settings) { return {std::move(settings), "fiscal-module", ""}; }

FiscalDriver::FiscalDriver(boost::asio::any_io_executor executor, const FiscalAddress& address, FiscalSettings settings,
                           std::function<engine::WallTime()> wall)
    : session_(with_address(std::move(settings), address), std::move(wall)) {
  std::visit([&](const auto& line) { driver_ = std::make_unique<SessionDriver>(executor, session_, line); }, address.line);
}

void FiscalDriver::read_info(engine::Reply<engine::FiscalInfo> reply) {
  session_.read_info(std::move(reply));
  driver_->pump();
}
void FiscalDriver::read_shift(engine::Reply<engine::ZReport> reply) {
  session_.read_shift(std::move(reply));
  driver_->pump();
}
void FiscalDriver::open_shift(engine::Reply<engine::Done> reply) {
  session_.open_shift(std::move(reply));
  driver_->pump();
}
void FiscalDriver::close_shift(bool print, engine::Reply<engine::ZReport> reply) {
  session_.close_shift(print, std::move(reply));
  driver_->pump();
}
void FiscalDriver::x_report(engine::Reply<engine::ZReport> reply) {
  session_.x_report(std::move(reply));
  driver_->pump();
}
void FiscalDriver::prepare(engine::Reply<engine::FiscalCounters> reply) {
  session_.prepare(std::move(reply));
  driver_->pump();
}
void FiscalDriver::register_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before,
                                 engine::Reply<engine::FiscalResult> reply) {
  session_.register_sale(sale, before, std::move(reply));
  driver_->pump();
}
void FiscalDriver::register_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                                   engine::Reply<engine::FiscalResult> reply) {
  session_.register_refund(refund, before, std::move(reply));
  driver_->pump();
}
void FiscalDriver::find_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before,
                             engine::Reply<engine::FiscalResult> reply) {
  session_.find_sale(sale, before, std::move(reply));
  driver_->pump();
}
void FiscalDriver::find_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                               engine::Reply<engine::FiscalResult> reply) {
  session_.find_refund(refund, before, std::move(reply));
  driver_->pump();
}
void FiscalDriver::print_copy(engine::Reply<engine::Done> reply) {
  session_.print_copy(std::move(reply));
  driver_->pump();
}

} // namespace devices::fiscal
