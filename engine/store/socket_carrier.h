#pragma once
// Carries one account's orders socket with Boost.Beast. Private to engine_store_net.
#include "engine/store/store_actions.h"
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

namespace engine::store {

class SocketCarrier {
public:
  struct Handlers {
    std::function<void()> on_open;
    std::function<void(std::string_view bytes, bool last)> on_fragment;
    std::function<void(const std::string& why, int http_status)> on_closed; ///< not after close()
  };
  SocketCarrier(boost::asio::any_io_executor executor, std::shared_ptr<boost::asio::ssl::context> tls, Handlers handlers);
  ~SocketCarrier();
  SocketCarrier(const SocketCarrier&) = delete;
  SocketCarrier& operator=(const SocketCarrier&) = delete;

  void open(const std::string& url, Instant deadline); ///< ends the connection before
  void send(std::string text);
  void close();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace engine::store
