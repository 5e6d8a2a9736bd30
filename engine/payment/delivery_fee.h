#pragma once
// What bringing an order costs, and whether a courier can be had at all (rules R7). Pure.
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <optional>

namespace engine {

/// max(0, metres - free metres) x price per kilometre, half up to whole so'm. Never negative, also with odd terms.
/// Throws std::overflow_error when the sum does not fit.
Money delivery_fee(const DeliveryTerms& terms, std::int64_t metres);

struct DeliveryQuote {
  std::int64_t metres = 0;
  Money fee;
  friend bool operator==(const DeliveryQuote&, const DeliveryQuote&) = default;
};

/// Distance and fee from the shop to the customer; nothing when the terms or one of the points are not known.
std::optional<DeliveryQuote> quote_delivery(const std::optional<DeliveryTerms>& terms, const std::optional<GeoPoint>& shop,
                                            const std::optional<GeoPoint>& destination);

/// Why a courier cannot be chosen for goods of this sum: no_delivery_terms, no_coordinates (the shop's own, or not one
/// destination is configured), below_minimum, or none.
Obstacle courier_obstacle(const std::optional<DeliveryTerms>& terms, const std::optional<GeoPoint>& shop, bool has_destinations,
                          Money goods_total);

} // namespace engine
