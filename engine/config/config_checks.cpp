#include "engine/config/config_checks.h"

#include "engine/base/phone.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::checks {
namespace {

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool word_char(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; }

bool plain_allowed(const std::string& host, bool bracketed, Network network) {
  const bool also_private = network == Network::loopback_or_private;
  if (bracketed) {
    in6_addr six{};
    if (inet_pton(AF_INET6, host.c_str(), &six) != 1) return false;
    if (IN6_IS_ADDR_LOOPBACK(&six)) return true;
    return also_private && ((six.s6_addr[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL(&six));
  }
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) != 1) return false;
  const auto address = ntohl(four.s_addr);
  const auto in = [address](std::uint32_t net, int bits) { return address >> (32 - bits) == net >> (32 - bits); };
  if (in(0x7f000000, 8)) return true;
  return also_private && (in(0x0a000000, 8) || in(0xac100000, 12) || in(0xc0a80000, 16) || in(0xa9fe0000, 16));
}

bool valid_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    i += length;
  }
  return true;
}

} // namespace

std::string url(std::string_view text, std::string_view secure, std::string_view plain, Network network) {
  const auto shape = fmt::format("must be {}://host[:port][/path]", secure);
  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return shape;
  const auto scheme = text.substr(0, mark);
  if (scheme != secure && scheme != plain) return shape;
  auto rest = text.substr(mark + 3);
  if (std::ranges::any_of(rest, [](char c) { return c <= ' ' || c == 0x7f; })) return "must not hold blanks";
  if (rest.find_first_of("?#@") != std::string_view::npos) return "must not hold a user, a query or a fragment";
  auto authority = rest.substr(0, rest.find('/'));

  std::string host;
  const bool bracketed = authority.starts_with('[');
  if (bracketed) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return shape;
    host = authority.substr(1, close - 1);
    in6_addr six{};
    if (inet_pton(AF_INET6, host.c_str(), &six) != 1) return "has no IPv6 address in its brackets";
    authority.remove_prefix(close + 1);
  } else {
    const auto colon = authority.find(':');
    host = authority.substr(0, colon);
    authority = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon);
    if (!std::ranges::all_of(host, [](char c) { return word_char(c) || c == '.'; })) return shape;
  }
  if (host.empty()) return shape;
  if (!authority.empty() && (authority.front() != ':' || !valid_port(authority.substr(1)))) return "has no port between 1 and 65535";
  if (scheme == plain && !plain_allowed(host, bracketed, network))
    return fmt::format("{}:// is accepted only for {}; use {}://", plain,
                       network == Network::loopback ? "127.0.0.0/8 and ::1" : "127.0.0.0/8, ::1 and private addresses", secure);
  return {};
}

std::string listen_address(std::string_view text) {
  constexpr auto shape = "must be ADDRESS:PORT, such as 127.0.0.1:9180 or [::1]:9180";
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return shape;
  if (!valid_port(text.substr(colon + 1))) return "has no port between 1 and 65535";
  const auto host = host_and_port(text, 0).host;
  in6_addr six{};
  in_addr four{};
  const bool good = text.starts_with('[') ? text[colon - 1] == ']' && inet_pton(AF_INET6, host.c_str(), &six) == 1
                                          : inet_pton(AF_INET, host.c_str(), &four) == 1;
  return good ? "" : shape;
}

HostAndPort host_and_port(std::string_view text, std::uint16_t otherwise) {
  const bool bracketed = text.starts_with('[');
  const auto close = bracketed ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', close == std::string_view::npos ? 0 : close);
  HostAndPort found{std::string{bracketed ? text.substr(1, close == std::string_view::npos ? close : close - 1) : text.substr(0, colon)},
                    otherwise};
  if (colon != std::string_view::npos) std::from_chars(text.data() + colon + 1, text.data() + text.size(), found.port);
  return found;
}

bool is_loopback(const std::string& address) { return plain_allowed(address, address.find(':') != std::string::npos, Network::loopback); }

std::string phone(std::string_view text) {
  return read_phone(text).whole ? "" : "must be 998 and nine digits, with or without blanks and a plus";
}

std::string host_name(std::string_view text) {
  const bool good = !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' && text.find('.') != text.npos &&
                    text.find("..") == text.npos &&
                    std::ranges::all_of(text, [](char c) { return c != '_' && (word_char(c) || c == '.'); });
  return good ? "" : "must be the name of a host, such as ofd.soliq.uz";
}

std::string tax_number(std::string_view text) {
  return (text.size() == 9 || text.size() == 14) && digits(text) ? "" : "must have 9 digits (INN) or 14 (PINFL)";
}

std::string kiosk_id(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, word_char) ? "" : "must be 1 to 32 of A-Z a-z 0-9 - _";
}

std::string plain_text(std::string_view text, std::size_t longest) {
  if (text.empty()) return "must not be empty";
  if (text.size() > longest) return fmt::format("must not be longer than {} bytes", longest);
  if (!valid_utf8(text)) return "must be UTF-8";
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return "must not hold control characters";
  return {};
}

std::string device_path(std::string_view text) {
  return text.starts_with('/') && text.size() > 1 && text.size() <= 255 && text.find('\0') == std::string_view::npos
             ? ""
             : "must be an absolute path such as /dev/ttyUSB0";
}

std::string profile_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, word_char) ? "" : "must be 1 to 64 of A-Z a-z 0-9 - _";
}

std::string readable_file(const std::filesystem::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return fmt::format("{}: {}", path.string(), std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return fmt::format("{} is not a file", path.string());
  if (access(path.c_str(), R_OK) != 0) return fmt::format("{}: {}", path.string(), std::strerror(errno));
  return {};
}

std::string certificates(const std::filesystem::path& path) {
  if (auto fault = readable_file(path); !fault.empty()) return fault;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  bool first = true;
  while (std::getline(file, line)) {
    // Behind a mark the first certificate is passed over without a word.
    if (first && (line.starts_with("\xef\xbb\xbf") || line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff")))
      return fmt::format("{} begins with a byte order mark: save it without", path.string());
    first = false;
    if (line.starts_with("-----BEGIN CERTIFICATE-----") || line.starts_with("-----BEGIN TRUSTED CERTIFICATE-----")) return {};
  }
  return fmt::format("{} holds no certificate (PEM)", path.string());
}

std::string secret_file(const std::filesystem::path& path) {
  if (auto fault = readable_file(path); !fault.empty()) return fault;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return fmt::format("{}: {}", path.string(), std::strerror(errno));
  if (info.st_mode & 0177) return fmt::format("{} must have mode 0600, it has {:04o}", path.string(), info.st_mode & 07777U);
  if (info.st_size == 0) return fmt::format("{} is empty", path.string());
  return {};
}

} // namespace engine::checks
