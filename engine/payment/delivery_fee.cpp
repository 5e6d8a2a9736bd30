#include "engine/payment/delivery_fee.h"

#include "engine/payment/great_circle.h"

#include <algorithm>

namespace engine {

Money delivery_fee(const DeliveryTerms& terms, std::int64_t metres) {
  const auto charged = std::max<std::int64_t>(0, metres - std::max<std::int64_t>(0, terms.free_metres));
  if (charged == 0 || terms.price_per_km <= Money{}) return Money{};
  // tiyin per kilometre x metres / 1000 are tiyin; / 100 more are so'm: one division, so that it is rounded only once.
  const auto whole_som = multiply_ratio_half_up(terms.price_per_km, charged, 1000 * 100).in_tiyin();
  return Money::som(whole_som);
}

std::optional<DeliveryQuote> quote_delivery(const std::optional<DeliveryTerms>& terms, const std::optional<GeoPoint>& shop,
                                            const std::optional<GeoPoint>& destination) {
  if (!terms || !shop || !destination) return std::nullopt;
  const auto metres = great_circle_metres(*shop, *destination);
  return DeliveryQuote{metres, delivery_fee(*terms, metres)};
}

Obstacle courier_obstacle(const std::optional<DeliveryTerms>& terms, const std::optional<GeoPoint>& shop, bool has_destinations,
                          Money goods_total) {
  if (!terms) return Obstacle::no_delivery_terms;
  if (!shop || !has_destinations) return Obstacle::no_coordinates;
  if (goods_total < terms->min_amount) return Obstacle::below_minimum;
  return Obstacle::none;
}

} // namespace engine
