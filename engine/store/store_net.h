#pragma once
// The store's client on real sockets: a StoreSession whose actions Boost.Beast carries. HTTP/1.1 with a few kept
// connections for each server, one WebSocket for each account; plain for loopback addresses, TLS elsewhere, verified
// against `ca_file` or the system's authorities and the host's name; every operation ends at its deadline; answers are
// bounded. Secret bodies go to the socket from their SecretBuffer, without a copy in between on our side.
//
// Threading: constructed, used and destroyed on the thread that runs the io_context. Replies that are open when it is
// destroyed are not called.
#include "engine/store/store_session.h"
#include <boost/asio/any_io_executor.hpp>
#include <memory>

namespace engine::store {

class StoreClient {
public:
  struct Options {
    StoreSettings settings;
    std::string ca_file; ///< empty: the system's authorities
  };
  /// Throws std::runtime_error when an address is not understood, is not loopback and yet without TLS, or the ca_file
  /// cannot be read.
  StoreClient(boost::asio::any_io_executor executor, Options options, SecretBuffer password);
  ~StoreClient();
  StoreClient(const StoreClient&) = delete;
  StoreClient& operator=(const StoreClient&) = delete;

  void start(); ///< logs in
  void stop();  ///< closes every connection; nothing is called afterwards
  /// The port to hand to the engine, and the source for the catalogue's synchroniser.
  StoreSession& session();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace engine::store
