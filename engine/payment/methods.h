#pragma once
// Which payment methods a customer can choose now, and otherwise why not (rules R1, R4, R7, R16, R19, R29). Pure.
#include "engine/checkout/view/view.h"
#include "engine/payment/policy.h"
#include <span>

namespace engine {

/// Everything the answer depends on. The references must outlive the call only.
struct MethodFacts {
  std::span<const Method> configured; ///< [payment] methods, in the shop's order
  const StoreStatus& store;
  const FiscalStatus& fiscal;
  const PrinterStatus& printer;
  const CashStatus& cash;
  std::span<const std::int64_t> denominations; ///< [cash] denominations, so'm
  Overpay overpay = Overpay::voucher;
  OnlinePayments online_payments = OnlinePayments::store;
  bool shop_configured = false;          ///< [shop] company, inn and address are all there
  std::span<const std::string> not_registrable; ///< Cart::not_registrable()
  DeliveryType delivery = DeliveryType::pickup;
  bool delivery_row = false;             ///< products.csv has the row that describes the delivery fee
  int min_age = 0;                       ///< Cart::min_age()
  bool age_approved = false;
  Money due;                             ///< goods + delivery, before rounding for cash
};

/// One entry for each method: the configured ones in the shop's order, then the rest as not_offered. When several things
/// stand in the way the one is named that the customer can do most about, then the one that lasts longest.
std::vector<MethodView> offer_methods(const MethodFacts& facts);

/// The first that can be chosen; nothing when none can.
std::optional<Method> first_offered(std::span<const MethodView> methods);

} // namespace engine
