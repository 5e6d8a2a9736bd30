#pragma once
// What single values of the configuration must look like. Each check answers an empty string, or the fault in English
// without the key. Threading: pure, but the file checks look at the disk.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace engine::checks {

enum class Network {
  loopback,            ///< plain text only on this machine: 127.0.0.0/8, ::1
  loopback_or_private, ///< and in the shop's own network: 10/8, 172.16/12, 192.168/16, 169.254/16, fc00::/7, fe80::/10
};

/// "https://host[:port][/path]" (or wss), or `plain` ("http", "ws") to an address that `network` allows. No user, query or
/// fragment: they would carry secrets into logs.
std::string url(std::string_view text, std::string_view secure, std::string_view plain, Network network);

/// "address:port", numeric, an IPv6 address in brackets: where a server of ours listens.
std::string listen_address(std::string_view text);
struct HostAndPort {
  std::string host; ///< without brackets
  std::uint16_t port = 0;
};
/// Takes a text that passed url() (without scheme and path) or listen_address().
HostAndPort host_and_port(std::string_view text, std::uint16_t otherwise);
bool is_loopback(const std::string& address); ///< numeric: 127.0.0.0/8, ::1

std::string phone(std::string_view text);      ///< as people write one (engine/base/phone.h)
std::string host_name(std::string_view text);  ///< with a point in it, no scheme, no port
std::string tax_number(std::string_view text); ///< 9 digits (INN) or 14 (PINFL)
std::string kiosk_id(std::string_view text);
std::string plain_text(std::string_view text, std::size_t longest); ///< UTF-8 without control characters, not empty
std::string device_path(std::string_view text);                     ///< absolute; need not exist now: devices come and go
std::string profile_name(std::string_view text);
std::string readable_file(const std::filesystem::path& path);
std::string certificates(const std::filesystem::path& path); ///< readable_file(), in which a reader of PEM finds the first certificate
std::string secret_file(const std::filesystem::path& path);  ///< readable_file(), and readable for its owner alone

} // namespace engine::checks
