#pragma once
// Where the person is inside a stage, as far as only the screens need to know it. Reset when the stage falls back to attract.
#include "engine/base/time.h"
#include "engine/catalog/product.h"
#include <optional>

namespace kiosk {

struct Navigation {
  enum class Place { catalog, product, cart };
  Place place = Place::catalog; ///< inside shopping
  engine::ProductId product = 0;
  bool help = false;
  bool accessibility = false;
  bool order_status = false; ///< from attract
  bool sign_in = false;      ///< from receiver
  bool staff_login = false;
  /// While the idle question is open: when the visit ends. The idle screen draws the ring from it, and answers
  /// with stay() or end_session = true.
  std::optional<engine::Instant> idle_until;
  bool end_session = false;

  void stay() { idle_until.reset(); }

  void show_catalog() { place = Place::catalog; }
  void show_product(engine::ProductId id) { place = Place::product, product = id; }
  void show_cart() { place = Place::cart; }
};

} // namespace kiosk
