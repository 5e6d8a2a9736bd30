#pragma once
// Carries a FiscalModel: a TCP server on a loopback address, or a pseudo-terminal. Obeys down/up and slow.
// Threading: one io_context thread. The model must outlive the server.
#include "devices/simulators/fiscal/fiscal_wire.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>

namespace devices::sim {

class FiscalTcpServer {
public:
  /// port 0: any free one, see port(). Throws boost::system::system_error.
  FiscalTcpServer(boost::asio::any_io_executor executor, FiscalModel& model, const std::string& host, std::uint16_t port);
  ~FiscalTcpServer();
  FiscalTcpServer(const FiscalTcpServer&) = delete;
  FiscalTcpServer& operator=(const FiscalTcpServer&) = delete;
  [[nodiscard]] std::uint16_t port() const;
  /// Call after faults.down changed.
  void obey();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

class FiscalPtyServer {
public:
  /// Throws std::system_error.
  FiscalPtyServer(boost::asio::any_io_executor executor, FiscalModel& model, std::filesystem::path link);
  ~FiscalPtyServer();
  FiscalPtyServer(const FiscalPtyServer&) = delete;
  FiscalPtyServer& operator=(const FiscalPtyServer&) = delete;
  void obey();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices::sim
