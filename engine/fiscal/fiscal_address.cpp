#include "engine/fiscal/fiscal_address.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_host(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

/// The characters of an address that need no encoding (RFC 3986). A browser takes \ for / and drops unknown characters.
bool may_stand(char c) { return c > 0x20 && c < 0x7F && std::string_view{"\"<>\\^`{|}"}.find(c) == std::string_view::npos; }

} // namespace

std::string fiscal_address_fault(std::string_view url, const std::vector<std::string>& hosts) {
  constexpr std::string_view scheme = "https://";
  if (url.empty()) return "there is none";
  if (url.size() > longest_fiscal_address) return fmt::format("it has {} bytes, {} at most", url.size(), longest_fiscal_address);
  if (!std::ranges::all_of(url, may_stand)) return "it has characters that no address has";
  if (url.size() < scheme.size() || !same_host(url.substr(0, scheme.size()), scheme)) return "it is not https";
  const auto rest = url.substr(scheme.size());
  auto host = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
  if (host.find('@') != std::string_view::npos) return "it names a user";
  if (host.ends_with(":443")) host.remove_suffix(4);
  if (host.find(':') != std::string_view::npos) return "it names a port";
  if (std::ranges::none_of(hosts, [host](const std::string& known) { return same_host(host, known); }))
    return "its host is not on the list shop.fiscal_qr_hosts";
  return {};
}

std::string shown_fiscal_address(std::string_view url, const std::vector<std::string>& hosts) {
  return fiscal_address_fault(url, hosts).empty() ? std::string{url} : std::string{};
}

std::string printable_address(std::string_view url) {
  std::string out;
  for (const char c : url.substr(0, longest_fiscal_address))
    out += c > 0x20 && c < 0x7F && c != '\\' ? std::string{c} : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  if (url.size() > longest_fiscal_address) out += fmt::format(" and {} bytes more", url.size() - longest_fiscal_address);
  return out;
}

std::string address_for_refund(const FiscalSign& sign, std::string_view refused) {
  const bool as_sent = refused.size() <= longest_fiscal_address && refused.find('\\') == std::string_view::npos;
  const bool its_own = !sign.fiscal_sign.empty() && refused.find("s=" + sign.fiscal_sign) != std::string_view::npos;
  if ((as_sent && its_own) || sign.terminal_id.empty() || sign.fiscal_sign.empty()) return std::string{refused};
  return fmt::format("https://{}/check?t={}&r={}&c={}&s={}", fiscal_qr_host, sign.terminal_id, sign.receipt_count, sign.date_time,
                     sign.fiscal_sign);
}

} // namespace engine
