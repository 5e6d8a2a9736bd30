// The methods and deliveries that can be chosen now. step() and the view ask the same functions.
#include "engine/checkout/stepper.h"
#include "engine/payment/cash_rules.h"
#include "engine/payment/delivery_fee.h"
#include "engine/payment/methods.h"

namespace engine::detail {

Money delivery_fee_of(const State& s, const Policy& policy) {
  const auto& v = s.visitor;
  if (v.delivery != DeliveryType::courier || !v.district || *v.district >= policy.districts.size()) return {};
  const auto quote = quote_delivery(s.facts.delivery_terms, policy.location, policy.districts[*v.district].point);
  return quote ? quote->fee : Money{};
}

Money order_total(const State& s, const Policy& policy) { return s.visitor.cart.total() + delivery_fee_of(s, policy); }

Obstacle courier_obstacle(const State& s, const Policy& policy) {
  return engine::courier_obstacle(s.facts.delivery_terms, policy.location, !policy.districts.empty(), s.visitor.cart.total());
}

std::vector<MethodOffer> methods_of(const State& s, const Policy& policy) {
  const auto names = s.visitor.cart.not_registrable();
  const MethodFacts facts{
      .configured = policy.methods,
      .store = s.facts.store,
      .fiscal = s.facts.fiscal,
      .printer = s.facts.printer,
      .cash = s.facts.cash,
      .denominations = policy.denominations,
      .overpay = policy.overpay,
      .online_registrar = policy.online_registrar,
      .shop_configured = policy.shop_configured,
      .not_registrable = names,
      .delivery = s.visitor.delivery,
      .delivery_row = s.facts.delivery_attributes.has_value(),
      .min_age = s.visitor.cart.min_age(),
      .age_approved = s.visitor.age_approved,
      .due = order_total(s, policy),
  };
  return offer_methods(facts);
}

} // namespace engine::detail
