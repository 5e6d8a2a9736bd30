#pragma once
// What the sale tells the person at the kiosk and remembers until the next thing is told. Part of the state; the view copies these.
#include "engine/base/outcome.h"
#include "engine/catalog/product.h"
#include "engine/sale/kinds.h"
#include <optional>
#include <string>

namespace engine {

/// What is said in passing; the words belong to the screens.
struct Toast {
  std::uint64_t serial = 0; ///< changes with each new toast
  ToastKind kind = ToastKind::none;
  std::string name; ///< product name or staff action, may be empty
  bool can_undo = false;
  ProductId product = 0;
};

/// How it stands with an order that somebody asked for.
struct OrderLookUp {
  enum class State { asking, busy, found, not_found, not_ours, failed, wait } state = State::asking; ///< wait: asked too often
  std::uint64_t scanned = 0; ///< changes when a slip was scanned: its number is `order_number`, and the screen is for it
  std::string order_number;
  std::string status; ///< the store's words
  Money amount;
  bool paid = false;
};

/// How it stands with a customer's sign-in.
struct SignInProgress {
  bool busy = false;
  std::optional<RefusalClass> error;
};

/// A marking code that this kiosk sold was read while staff are at work: the piece that comes back.
struct ScannedLabel {
  std::uint64_t serial = 0; ///< changes with each read
  std::string label;
};

} // namespace engine
