#include "engine/checkout/order_slip.h"

#include "engine/base/digest.h"
#include "engine/catalog/scan_code.h"
#include "engine/checkout/search_filters.h"

namespace engine {

std::string order_slip_mac(std::string_view salt, std::string_view order_number) {
  const auto core = order_number_core(order_number);
  const auto digest = hmac_sha256(salt, "order slip\n" + (core.empty() ? std::string{order_number} : core));
  std::string mac;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 5; ++i) bits = bits << 8 | digest[i]; // 5 bytes are 8 characters of 5 bits
  for (int shift = 35; shift >= 0; shift -= 5) mac += order_slip_alphabet[bits >> shift & 31];
  return mac;
}

bool is_order_slip_mac(std::string_view salt, std::string_view order_number, std::string_view mac) {
  if (salt.empty() || mac.size() != order_slip_mac_length) return false;
  const auto right = order_slip_mac(salt, order_number);
  unsigned differs = 0;
  for (std::size_t i = 0; i < right.size(); ++i) differs |= static_cast<unsigned char>(right[i] ^ mac[i]);
  return differs == 0;
}

std::string order_slip_code(std::string_view salt, std::string_view order_number) {
  if (salt.empty()) return {};
  const auto core = order_number_core(order_number);
  const auto number = core.empty() ? std::string{order_number} : core;
  return make_order_slip_code(number, order_slip_mac(salt, number));
}

} // namespace engine
