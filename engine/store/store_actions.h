#pragma once
// What the session asks its carrier to do. Values only; the carrier (store_net.h, or a script in tests) owns the sockets.
//
// Tokens stand in HttpRequest::bearer and SocketOpen::url: a log line of an action has its method and redact_url(url) alone.
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "engine/ports/store.h"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace engine::store {

/// A body with secrets is shared, not copied: the session keeps it for the one replay after a 401, the carrier while it sends.
using Body = std::variant<std::monostate, std::string, std::shared_ptr<const SecretBuffer>>;
inline std::string_view bytes_of(const Body& body) {
  return std::visit(overloaded{[](std::monostate) { return std::string_view{}; },
                               [](const std::string& text) { return std::string_view{text}; },
                               [](const std::shared_ptr<const SecretBuffer>& secret) { return secret->reveal(); }},
                    body);
}

using RequestId = std::uint64_t;

struct HttpRequest {
  RequestId id = 0;
  std::string method;
  std::string url;    ///< absolute
  std::string bearer; ///< empty: no Authorization header
  Body body;
  Instant deadline; ///< for all of it: name look-up, connection, TLS, sending, the whole answer
  std::size_t max_body = 0;
  /// Use a connection on which nothing was sent before, so that a kept one which the server has just closed cannot turn a
  /// payment into an unknown outcome.
  bool fresh_connection = false;
};
/// The answer is not wanted any more.
struct HttpCancel {
  RequestId id = 0;
};
struct SocketOpen {
  Account account = Account::kiosk;
  std::string url; ///< with ?token=
  Instant deadline;
};
struct SocketSend {
  Account account = Account::kiosk;
  std::string text;
};
struct SocketClose {
  Account account = Account::kiosk;
};
using StoreAction = std::variant<HttpRequest, HttpCancel, SocketOpen, SocketSend, SocketClose>;

struct HttpAnswer {
  int status = 0;
  std::string body;
};
/// Whether any byte of a request that failed may have reached the server.
enum class Sent { no, maybe };

} // namespace engine::store
