#pragma once
// What somebody asks of this kiosk from afar, as it comes over the wire: a line with a signature, then the text that was signed (kiosk/fleet/PROTOCOL.md,
// "What is asked of a kiosk from afar"). Nothing of it is looked at before the signature was found good. Pure.
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

/// Why it is none: `unsigned_`, nobody with the key wrote it, and it is not worth more than a line in the log; else somebody did and made a mistake, which is
/// told with the number, as far as that could be read.
struct NoOrder {
  bool unsigned_ = true;
  std::int64_t number = 0;
  std::string why; ///< English, nothing of an unsigned text
};

tl::expected<SignedOrder, NoOrder> read_order(OrderKind kind, std::string_view topic, std::string_view message,
                                              const engine::PublicKeys& keys);

} // namespace kiosk::fleet
