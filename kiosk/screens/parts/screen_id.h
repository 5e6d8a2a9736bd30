#pragma once
// The screens and sheets of the kiosk, and what the host knows of each. Their order is how far along a visit they stand: a screen that comes later
// slides in from the right.
#include <string_view>

namespace kiosk {

enum class ScreenId {
  attract,
  out_of_service,
  order_status,
  catalog,
  product,
  cart,
  delivery,
  receiver,
  sign_in,
  payment,
  processing,
  card,
  sms,
  cash,
  done,
  failed,
  staff_login,
  staff,
  // Sheets: they lie on a screen, which stays visible and out of reach.
  price_changes,
  question,
  help,
  accessibility,
  idle,
};

struct ScreenTraits {
  std::string_view name; ///< for automation and tests (kiosk/automation/PROTOCOL.md)
  bool sheet = false;
  bool renames = true;      ///< the automation's screen has this name while it lies on top; else that of the screen below
  bool hides_toast = false; ///< it stands where a toast would: what there is to say waits
};

constexpr ScreenTraits traits(ScreenId id) {
  switch (id) {
  case ScreenId::attract: return {"attract"};
  case ScreenId::out_of_service: return {"out_of_service"};
  case ScreenId::order_status: return {"order_status"};
  case ScreenId::catalog: return {"catalog"};
  case ScreenId::product: return {"product"};
  case ScreenId::cart: return {"cart"};
  case ScreenId::delivery: return {"delivery"};
  case ScreenId::receiver: return {"receiver"};
  case ScreenId::sign_in: return {"sign_in"};
  case ScreenId::payment: return {"payment"};
  case ScreenId::processing: return {"processing"};
  case ScreenId::card: return {"card"};
  case ScreenId::sms: return {"sms"};
  case ScreenId::cash: return {"cash"};
  case ScreenId::done: return {"done"};
  case ScreenId::failed: return {"failed"};
  case ScreenId::staff_login: return {"staff_login"};
  case ScreenId::staff: return {"staff"};
  case ScreenId::price_changes: return {.name = "price_changes", .sheet = true, .renames = false};
  case ScreenId::question: return {.name = "question", .sheet = true, .renames = false, .hides_toast = true};
  case ScreenId::help: return {.name = "help", .sheet = true};
  case ScreenId::accessibility: return {.name = "accessibility", .sheet = true, .renames = false};
  case ScreenId::idle: return {.name = "idle", .sheet = true, .hides_toast = true};
  }
  return {};
}

} // namespace kiosk
