// Rule R7: distance, fee, and when a courier can be had.
#include "engine/payment/delivery_fee.h"
#include "engine/payment/great_circle.h"

#include <gtest/gtest.h>
#include <limits>

namespace engine {
namespace {

constexpr GeoPoint nukus{42'460'000, 59'616'600};

DeliveryTerms terms(std::int64_t free_metres, Money price_per_km) { return {Money{}, free_metres, price_per_km}; }

TEST(DeliveryFee, R7_metres_of_known_distances) {
  EXPECT_EQ(great_circle_metres(nukus, nukus), 0);
  // One degree of a meridian on the mean sphere: 6371008.8 m x pi / 180.
  EXPECT_EQ(great_circle_metres({0, 0}, {1'000'000, 0}), 111'195);
  EXPECT_EQ(great_circle_metres({0, 0}, {0, 1'000'000}), 111'195);
  // At 60 degrees a degree of longitude is half as long; the great circle is a little shorter than the parallel.
  EXPECT_EQ(great_circle_metres({60'000'000, 0}, {60'000'000, 1'000'000}), 55'597);
  // Half the circumference, from pole to pole and between antipodes.
  EXPECT_EQ(great_circle_metres({90'000'000, 0}, {-90'000'000, 0}), 20'015'114);
  EXPECT_EQ(great_circle_metres({0, 0}, {0, 180'000'000}), 20'015'114);
}

TEST(DeliveryFee, R7_distance_is_symmetric_and_crosses_the_date_line) {
  const GeoPoint tashkent{41'311'081, 69'240'562};
  EXPECT_EQ(great_circle_metres(nukus, tashkent), great_circle_metres(tashkent, nukus));
  EXPECT_EQ(great_circle_metres({0, 179'500'000}, {0, -179'500'000}), 111'195);
}

TEST(DeliveryFee, R7_one_millionth_of_a_degree_is_not_lost_twice) {
  // 0.0001 degrees of latitude are 11.12 m: short distances keep their metres.
  EXPECT_EQ(great_circle_metres(nukus, {nukus.latitude_e6 + 100, nukus.longitude_e6}), 11);
}

TEST(DeliveryFee, R7_fee_table) {
  struct Case {
    std::int64_t free_metres;
    std::int64_t price_per_km; // tiyin
    std::int64_t metres;
    std::int64_t fee; // so'm
  };
  for (const auto& c : std::initializer_list<Case>{
           {3000, 300'000, 0, 0},
           {3000, 300'000, 2999, 0},
           {3000, 300'000, 3000, 0},
           {3000, 300'000, 3001, 3},    // 1 m x 3000 so'm / km
           {3000, 300'000, 4000, 3000}, // a whole kilometre
           {3000, 300'000, 5234, 6702}, // 2.234 km x 3000
           {0, 250'000, 1, 3},          // 2.5 so'm: half goes up
           {0, 249'900, 1, 2},          // 2.499 so'm
           {0, 33'333, 1500, 500},      // 499.995 so'm
           {0, 100, 499, 0},            // 0.499 so'm
           {0, 100, 500, 1},            // 0.5 so'm
           {0, 1, 20'015'115, 200},     // round the earth for a tiyin a kilometre: 200.15 so'm
           {-500, 100'000, 1000, 1000}, // nonsense from the server never makes it dearer
           {0, -100'000, 1000, 0},      // nor the fee negative
           {0, 0, 1'000'000, 0},
       })
    EXPECT_EQ(delivery_fee(terms(c.free_metres, Money::tiyin(c.price_per_km)), c.metres), Money::som(c.fee))
        << c.free_metres << " " << c.price_per_km << " " << c.metres;
}

TEST(DeliveryFee, R7_fee_that_does_not_fit_is_an_overflow_not_a_number) {
  EXPECT_THROW(delivery_fee(terms(0, Money::tiyin(std::numeric_limits<std::int64_t>::max())), 20'000'000), std::overflow_error);
}

TEST(DeliveryFee, R7_quote_needs_terms_and_both_points) {
  const auto t = terms(0, Money::som(1000));
  const GeoPoint there{nukus.latitude_e6 + 10'000, nukus.longitude_e6};
  EXPECT_EQ(quote_delivery(t, nukus, there), (DeliveryQuote{1112, Money::som(1112)}));
  EXPECT_FALSE(quote_delivery(std::nullopt, nukus, there));
  EXPECT_FALSE(quote_delivery(t, std::nullopt, there));
  EXPECT_FALSE(quote_delivery(t, nukus, std::nullopt));
}

TEST(DeliveryFee, R7_courier_obstacles) {
  auto t = terms(0, Money::som(1000));
  t.min_amount = Money::som(50'000);
  EXPECT_EQ(courier_obstacle(t, nukus, true, Money::som(50'000)), Obstacle::none);
  EXPECT_EQ(courier_obstacle(t, nukus, true, Money::tiyin(4'999'999)), Obstacle::below_minimum);
  EXPECT_EQ(courier_obstacle(std::nullopt, nukus, true, Money::som(50'000)), Obstacle::no_delivery_terms);
  EXPECT_EQ(courier_obstacle(t, std::nullopt, true, Money::som(50'000)), Obstacle::no_coordinates);
  EXPECT_EQ(courier_obstacle(t, nukus, false, Money::som(50'000)), Obstacle::no_coordinates);
}

} // namespace
} // namespace engine
