#pragma once
// The store as a simulator: StoreModel behind real HTTP and WebSocket connections on one address. /api/… and /pictures/… by
// HTTP, /ws/orders?token=… as a WebSocket. Plain, or TLS with the certificate given (tests).
//
// Threading: one io_context thread, on which the simulator is made, used and destroyed.
#include "devices/simulators/simulator.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>

namespace devices::sim {

struct StoreSimulatorOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;            ///< 0: any free one, see port()
  std::filesystem::path catalog;     ///< JSON: categories, products, delivery, users
  std::string catalog_json;          ///< the same as text, instead of a file
  std::filesystem::path pictures;    ///< served under /pictures/; empty: none
  std::filesystem::path certificate; ///< PEM; empty: without TLS
  std::filesystem::path private_key; ///< PEM
  std::uint64_t seed = 1;            ///< of tokens and codes
};

class StoreSimulator : public Simulator {
public:
  /// Listens at once. Throws std::runtime_error (catalogue) or std::system_error (address, certificate).
  StoreSimulator(boost::asio::any_io_executor executor, StoreSimulatorOptions options);
  ~StoreSimulator() override; ///< ends every connection
  StoreSimulator(const StoreSimulator&) = delete;
  StoreSimulator& operator=(const StoreSimulator&) = delete;

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string api_url() const;    ///< "http://127.0.0.1:PORT/api"
  [[nodiscard]] std::string orders_url() const; ///< "ws://127.0.0.1:PORT/ws/orders"

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices::sim
