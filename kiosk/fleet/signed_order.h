#pragma once
// A request from afar as it comes over the wire: a line with a signature, then the signed text (kiosk/fleet/PROTOCOL.md, "What is asked of a kiosk from
// afar"). The text is not looked at before the signature was found good. Pure.
#include "engine/base/public_keys.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

namespace kiosk::fleet {

constexpr std::size_t longest_order = 48 * 1024; ///< bytes of a message
constexpr std::int64_t most_number = 1'000'000'000'000'000;

struct ConfigOrder {
  std::string text;
};
struct BundleOrder {};
struct UpdateOrder {
  std::string version, url, sha256;
  std::int64_t spread_seconds = 0;
};

struct SignedOrder {
  std::int64_t number = 0;
  std::variant<ConfigOrder, BundleOrder, UpdateOrder> what;
};

enum class OrderKind { config, bundle, update };

/// Why a message is no request. `unsigned_`: it was not written with the key, and gets a line in the log at most. Otherwise the owner of the key made a
/// mistake, which is told with the number, as far as that could be read.
struct NoOrder {
  bool unsigned_ = true;
  std::int64_t number = 0;
  std::string why; ///< English; never holds a part of an unsigned text
};

tl::expected<SignedOrder, NoOrder> read_order(OrderKind kind, std::string_view topic, std::string_view message,
                                              const engine::PublicKeys& keys);

} // namespace kiosk::fleet
