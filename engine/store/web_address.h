#pragma once
// The parts of an http, https, ws or wss address, and whether it may be spoken to without TLS. Pure.
#include <optional>
#include <string>
#include <string_view>

namespace engine::store {

struct WebAddress {
  bool secure = false;
  std::string host;    ///< without the brackets of an IPv6 address
  std::string service; ///< port number
  std::string target;  ///< path and query, at least "/"
  /// Scheme, host and port: what a kept connection belongs to.
  [[nodiscard]] std::string origin() const { return (secure ? "s:" : "p:") + host + ":" + service; }
  /// For the Host header.
  [[nodiscard]] std::string host_header() const;
  /// 127.0.0.0/8 or ::1, written as such or as localhost: the only hosts that are spoken to without TLS.
  [[nodiscard]] bool loopback() const;
};

/// nullopt: not such an address, or one with a user name, or with characters that do not belong into a request line.
std::optional<WebAddress> parse_web_address(std::string_view url);

} // namespace engine::store
