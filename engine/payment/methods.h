#pragma once
// Which payment methods a customer can choose now, and otherwise why not (rules R1, R4, R7, R16, R19, R29). Pure.
#include "engine/ports/cash.h"
#include "engine/ports/fiscal.h"
#include "engine/ports/printer.h"
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <span>

namespace engine {

/// Whether a method can be chosen now, and otherwise why not.
struct MethodOffer {
  Method method = Method::card;
  Obstacle obstacle = Obstacle::none;
  std::vector<std::string> product_names; ///< with not_registrable: which ones
};

/// Everything the answer depends on. The references must outlive the call only.
struct MethodFacts {
  std::span<const Method> configured; ///< [payment] methods, in the shop's order
  const StoreStatus& store;
  const FiscalStatus& fiscal;
  const PrinterStatus& printer;
  const CashStatus& cash;
  std::span<const std::int64_t> denominations; ///< [cash] denominations, so'm
  Overpay overpay = Overpay::voucher;
  Registrar online_registrar = Registrar::store; ///< of card payments: [fiscal] online_payments
  bool shop_configured = false;                  ///< [shop] company, inn and address are all there
  std::span<const std::string> not_registrable;  ///< Cart::not_registrable()
  DeliveryType delivery = DeliveryType::pickup;
  bool delivery_row = false; ///< products.csv has the row that describes the delivery fee
  int min_age = 0;           ///< Cart::min_age()
  bool age_approved = false;
  Money due; ///< goods + delivery, before rounding for cash
};

/// One entry for each method: the configured ones in the shop's order, then the rest as not_offered. When several things
/// stand in the way the one is named that the customer can do most about, then the one that lasts longest.
std::vector<MethodOffer> offer_methods(const MethodFacts& facts);

/// The first that can be chosen; nothing when none can.
std::optional<Method> first_offered(std::span<const MethodOffer> methods);

} // namespace engine
