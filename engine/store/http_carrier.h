#pragma once
// Carries HttpRequests with Boost.Beast. Private to engine_store_net: the heavy headers stay in its .cpp file.
#include "engine/store/store_actions.h"
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

namespace engine::store {

class HttpCarrier {
public:
  using OnAnswer = std::function<void(RequestId, HttpAnswer)>;
  using OnFailed = std::function<void(RequestId, Sent, const std::string& why)>;
  HttpCarrier(boost::asio::any_io_executor executor, std::shared_ptr<boost::asio::ssl::context> tls, OnAnswer on_answer,
              OnFailed on_failed);
  ~HttpCarrier();
  HttpCarrier(const HttpCarrier&) = delete;
  HttpCarrier& operator=(const HttpCarrier&) = delete;

  void send(HttpRequest request); ///< ends in exactly one of the two calls, unless cancelled
  void cancel(RequestId id);
  void stop();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// The monotonic clock that deadlines are read on.
Instant monotonic_now();

} // namespace engine::store
