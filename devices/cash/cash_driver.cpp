#include "devices/cash/cash_driver.h"

namespace devices {

CashDriver::CashDriver(boost::asio::any_io_executor executor, std::string port, ccnet::Timings timings)
    : session_(timings), driver_(std::move(executor), session_, SerialSettings{.port = std::move(port)}) {}

void CashDriver::enable(const std::vector<std::int64_t>& denominations) {
  session_.enable(denominations);
  driver_.pump();
}
void CashDriver::disable() {
  session_.disable();
  driver_.pump();
}
void CashDriver::stack() {
  session_.stack();
  driver_.pump();
}
void CashDriver::return_note() {
  session_.return_note();
  driver_.pump();
}
void CashDriver::hold() {
  session_.hold();
  driver_.pump();
}

} // namespace devices
