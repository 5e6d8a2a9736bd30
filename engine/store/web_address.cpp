#include "engine/store/web_address.h"

#include <algorithm>
#include <charconv>

namespace engine::store {

std::string WebAddress::host_header() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const auto* usual = secure ? "443" : "80";
  return service == usual ? name : name + ":" + service;
}

bool WebAddress::loopback() const {
  if (host == "localhost" || host == "::1") return true;
  const auto octets = std::count(host.begin(), host.end(), '.') == 3 && host.find_first_not_of("0123456789.") == std::string::npos;
  return octets && host.starts_with("127.");
}

std::optional<WebAddress> parse_web_address(std::string_view url) {
  WebAddress address;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const auto scheme = url.substr(0, scheme_end);
  address.secure = scheme == "https" || scheme == "wss";
  if (!address.secure && scheme != "http" && scheme != "ws") return std::nullopt;
  url.remove_prefix(scheme_end + 3);
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; })) return std::nullopt;

  const auto path = std::min(url.find_first_of("/?#"), url.size());
  auto authority = url.substr(0, path);
  const auto rest = url.substr(path, url.find('#') == std::string_view::npos ? std::string_view::npos : url.find('#') - path);
  address.target = (rest.starts_with('/') ? "" : "/") + std::string{rest};
  if (authority.find('@') != std::string_view::npos) return std::nullopt;

  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    address.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    address.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (address.host.empty()) return std::nullopt;
  address.service = address.secure ? "443" : "80";
  if (!port.empty()) {
    unsigned number = 0;
    const auto digits = port.substr(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (port.front() != ':' || error != std::errc{} || end != digits.data() + digits.size() || number == 0 || number > 65535)
      return std::nullopt;
    address.service = digits;
  }
  return address;
}

} // namespace engine::store
