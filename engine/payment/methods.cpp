#include "engine/payment/methods.h"

#include "engine/payment/cash_rules.h"
#include "engine/sale/method.h"

#include <algorithm>

namespace engine {
namespace {

/// The obstacle to every method.
Obstacle common_obstacle(const MethodFacts& facts) {
  if (facts.min_age > 0 && !facts.age_approved) return Obstacle::age_not_approved;
  if (!facts.store.can_order()) return Obstacle::no_store;
  return Obstacle::none;
}

/// The obstacle to money that the fiscal module here registers.
Obstacle registration_obstacle(const MethodFacts& facts) {
  if (!facts.not_registrable.empty()) return Obstacle::not_registrable;
  if (facts.delivery == DeliveryType::courier && !facts.delivery_row) return Obstacle::delivery_row_missing;
  if (!facts.shop_configured) return Obstacle::shop_not_configured;
  if (!facts.fiscal.can_register()) return Obstacle::no_fiscal;
  return Obstacle::none;
}

Obstacle printer_obstacle(const PrinterStatus& printer) {
  if (printer.can_print()) return Obstacle::none;
  return printer.paper_out ? Obstacle::no_paper : Obstacle::no_printer;
}

Obstacle acceptor_obstacle(const CashStatus& cash) {
  if (cash.health != Health::absent && (cash.cassette_out || cash.cassette_full)) return Obstacle::cassette;
  return cash.can_accept() && !cash.jammed ? Obstacle::none : Obstacle::no_acceptor;
}

Obstacle card_obstacle(const MethodFacts& facts) {
  if (facts.due <= Money{}) return Obstacle::nothing_due;
  return facts.online_registrar == Registrar::module ? registration_obstacle(facts) : Obstacle::none;
}

Obstacle cash_obstacle(const MethodFacts& facts) {
  const auto due = cash_due(facts.due);
  if (due <= Money{}) return Obstacle::nothing_due;
  for (const auto obstacle : {registration_obstacle(facts), acceptor_obstacle(facts.cash), printer_obstacle(facts.printer)})
    if (obstacle != Obstacle::none) return obstacle;
  const auto notes = usable_notes(facts.denominations, facts.cash.denominations);
  if (notes.empty()) return Obstacle::no_acceptor;
  if (facts.overpay == Overpay::exact && !reachable_exactly(due, notes)) return Obstacle::not_multiple_of_note;
  return Obstacle::none;
}

Obstacle obstacle_of(Method method, const MethodFacts& facts) {
  if (std::ranges::find(facts.configured, method) == facts.configured.end()) return Obstacle::not_offered;
  if (const auto obstacle = common_obstacle(facts); obstacle != Obstacle::none) return obstacle;
  switch (method) {
  case Method::card: return card_obstacle(facts);
  case Method::cash: return cash_obstacle(facts);
  case Method::later: return Obstacle::none; // nothing is registered here, nothing is due here
  }
  return Obstacle::not_offered;
}

} // namespace

std::vector<MethodOffer> offer_methods(const MethodFacts& facts) {
  std::vector<Method> order;
  const auto take = [&](Method method) {
    if (std::ranges::find(order, method) == order.end()) order.push_back(method);
  };
  std::ranges::for_each(facts.configured, take);
  for (const auto method : all_methods) take(method);

  std::vector<MethodOffer> views;
  for (const auto method : order) {
    MethodOffer view{method, obstacle_of(method, facts), {}};
    if (view.obstacle == Obstacle::not_registrable) view.product_names.assign(facts.not_registrable.begin(), facts.not_registrable.end());
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<Method> first_offered(std::span<const MethodOffer> methods) {
  const auto found = std::ranges::find(methods, Obstacle::none, &MethodOffer::obstacle);
  return found == methods.end() ? std::nullopt : std::optional{found->method};
}

} // namespace engine
