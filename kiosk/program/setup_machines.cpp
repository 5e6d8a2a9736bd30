#include "kiosk/program/setup_machines.h"

#include "devices/cash/cash_driver.h"
#include "devices/fiscal/fiscal_driver.h"
#include "devices/printer/printer_driver.h"
#include "devices/serial/serial_port.h"
#include "engine/store/store_net.h"
#include "kiosk/program/asio_time.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>

namespace kiosk {
namespace {

namespace fs = std::filesystem;

/// Runs the loop until `known` says so or the time is over; what it says in the end.
template <class Known> bool run_until(boost::asio::io_context& io, std::chrono::milliseconds at_most, Known known) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!known()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    io.restart();
    io.run_for(std::chrono::milliseconds{50});
  }
  return true;
}

std::vector<fs::path> links_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) found.push_back(at->path());
  std::ranges::sort(found);
  return found;
}

/// A port of the board that the kernel lists has a chip when its kind is known.
bool has_chip(const std::string& name) {
  std::ifstream in{"/sys/class/tty/" + name + "/type"};
  int kind = 0;
  return in >> kind && kind != 0;
}

Answer fiscal_at(const devices::fiscal::FiscalAddress& address, engine::FiscalEdition edition, std::chrono::milliseconds at_most) {
  boost::asio::io_context io{1};
  devices::fiscal::FiscalSettings settings;
  settings.edition = edition == engine::FiscalEdition::e2026 ? devices::fiscal::Edition::y2026 : devices::fiscal::Edition::y2023;
  devices::fiscal::FiscalDriver module{io.get_executor(), address, settings, wall_now};
  module.start();
  const bool there = run_until(io, at_most, [&] { return module.status().reachable && !module.status().info.terminal_id.empty(); });
  const auto& status = module.status();
  const Answer answer{there, there                   ? fmt::format("terminal {}, {} receipts not sent yet{}", status.info.terminal_id,
                                                                   status.info.unsent_receipts, status.initialised ? "" : "; it is not initialised")
                             : status.detail.empty() ? "does not answer"
                                                     : status.detail};
  module.stop();
  return answer;
}

Answer printer_at(const engine::SerialConfig& line, std::chrono::milliseconds at_most) {
  boost::asio::io_context io{1};
  devices::printer::PrinterDriver printer{io.get_executor(), devices::printer::generic_80mm(), line.port, line.baud};
  printer.start();
  const bool there =
      run_until(io, at_most, [&] { return printer.status().online || printer.status().paper_out || printer.status().cover_open; });
  const auto& status = printer.status();
  const Answer answer{there, !there               ? (status.detail.empty() ? "does not answer" : status.detail)
                             : status.cover_open  ? "its cover is open"
                             : status.paper_out   ? "it has no paper"
                             : status.can_print() ? "ready to print"
                                                  : "answers, but does not print: " + status.detail};
  printer.stop();
  return answer;
}

Answer cash_at(const std::string& port, std::chrono::milliseconds at_most) {
  boost::asio::io_context io{1};
  devices::CashDriver cash{io.get_executor(), port};
  cash.on_event([](const engine::CashEvent&) {}); // no note is taken: it is never enabled
  cash.start();
  const bool there = run_until(io, at_most, [&] { return !cash.status().denominations.empty() && !cash.status().identification.empty(); });
  const auto& status = cash.status();
  const Answer answer{there, there ? fmt::format("{}, takes {}", status.identification, fmt::join(status.denominations, ", "))
                             : status.detail.empty() ? "does not answer"
                                                     : status.detail};
  cash.stop();
  return answer;
}

} // namespace

std::vector<std::string> serial_ports(const fs::path& folder) {
  std::vector<std::string> names;
  std::vector<fs::path> known;
  const auto add = [&](const fs::path& name) {
    std::error_code error;
    const auto target = fs::canonical(name, error);
    if (error || std::ranges::find(known, target) != known.end()) return;
    known.push_back(target);
    names.push_back(name.string());
  };
  for (const auto& link : links_in(folder)) add(link);
  if (folder != default_ports) return names;
  for (const auto& link : links_in(folder.parent_path() / "by-path")) add(link);
  for (const auto& port : links_in("/sys/class/tty"))
    if (const auto name = port.filename().string(); name.starts_with("ttyS") && has_chip(name)) add("/dev/" + name);
  return names;
}

Identified identify(const std::string& port) {
  using Kind = Identified::Kind;
  if (const auto line = devices::open_serial({.port = port})) devices::close_serial(*line);
  else return {Kind::busy, 0, line.error()};
  for (const int baud : {115200, 9600, 19200, 38400, 57600})
    if (const auto answer = printer_at({port, baud}, std::chrono::milliseconds{1'200}); answer.good)
      return {Kind::printer, baud, answer.words};
  if (const auto answer = try_cash(port); answer.good) return {Kind::cash, 9600, answer.words};
  if (const auto answer = fiscal_at(devices::fiscal::fiscal_serial_address({.port = port, .baud = 115200}), engine::FiscalEdition::e2023,
                                    std::chrono::milliseconds{4'000});
      answer.good)
    return {Kind::fiscal, 115200, answer.words};
  return {};
}

Answer try_store(const engine::StoreConfig& store, engine::SecretBuffer password) {
  boost::asio::io_context io{1};
  engine::store::StoreClient::Options options;
  options.settings.api_url = store.api_url;
  options.settings.orders_url = store.orders_url;
  options.settings.phone = store.phone;
  options.ca_file = store.ca_file.string();
  try {
    engine::store::StoreClient client{io.get_executor(), options, std::move(password)};
    client.start();
    const auto& status = client.session().status();
    const bool there = run_until(io, std::chrono::seconds{20},
                                 [&] { return status.can_order() || (status.health == engine::Health::failed && !status.detail.empty()); });
    const Answer answer{there && status.can_order(), status.can_order()
                                                         ? fmt::format("logged in, it answered in {} ms", status.last_answer_ms)
                                                     : status.detail.empty() ? "no answer within 20 s"
                                                                             : status.detail};
    client.stop();
    return answer;
  } catch (const std::runtime_error& e) {
    return {false, e.what()};
  }
}

Answer try_fiscal(const engine::FiscalConfig& fiscal) {
  if (fiscal.serial)
    return fiscal_at(devices::fiscal::fiscal_serial_address({.port = fiscal.serial->port, .baud = fiscal.serial->baud}), fiscal.edition,
                     std::chrono::seconds{12});
  const auto address = devices::fiscal::parse_fiscal_url(fiscal.url);
  return address ? fiscal_at(*address, fiscal.edition, std::chrono::seconds{12}) : Answer{false, "not an address of a fiscal module"};
}

Answer try_printer(const engine::SerialConfig& line) { return printer_at(line, std::chrono::seconds{3}); }
Answer try_cash(const std::string& port) { return cash_at(port, std::chrono::seconds{8}); }

} // namespace kiosk
