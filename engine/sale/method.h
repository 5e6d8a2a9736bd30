#pragma once
// What each payment method is, in one place. Whatever differs between methods is either a member here or an exhaustive switch where it differs: a new
// method is a list of compile errors (CONTRIBUTING.md, "How to add .."). Nobody compares a method with another (ctest tree.methods_are_not_compared).
#include "engine/ports/fiscal_receipt.h"
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>
#include <optional>

namespace engine {

/// What a customer hands over at the kiosk.
enum class Tender { none, card, notes };

struct MethodTraits {
  Tender tender{};
  PaymentType ordered_as{};                ///< what the order tells the store
  std::optional<Registrar> registrar;      ///< nothing: whom the shop chose for online payments (rules R20)
  std::optional<PaymentProvider> provider; ///< who moves the money; the fiscal receipt names it, with the payer's phone
  bool whole_som = false;                  ///< what is due is floored to whole so'm (rules R9)
  bool claim_can_follow = false; ///< money lies in the kiosk before the sale is finished: an end in between leaves a claim (rules R17)
  bool money_stays_here =
      false; ///< the store learns of the payment from a person only: the order's mark says so, and staff enter it (rules R15)
  bool refund_needs_reversal = false;   ///< the provider gives the money back, and tells a reference (rules R28)
  bool goods_promised_by_order = false; ///< the order alone promises the goods: marking codes count as sold from then on (rules R32)

  [[nodiscard]] constexpr bool takes_money() const { return tender != Tender::none; }
};

constexpr MethodTraits traits(Method method) {
  switch (method) {
  case Method::card:
    return {.tender = Tender::card,
            .ordered_as = PaymentType::card,
            .registrar = std::nullopt,
            .provider = PaymentProvider::payme,
            .refund_needs_reversal = true};
  case Method::cash:
    return {.tender = Tender::notes,
            .ordered_as = PaymentType::on_receipt,
            .registrar = Registrar::module,
            .provider = std::nullopt,
            .whole_som = true,
            .claim_can_follow = true,
            .money_stays_here = true};
  case Method::later:
    return {.tender = Tender::none,
            .ordered_as = PaymentType::on_receipt,
            .registrar = Registrar::nobody,
            .provider = std::nullopt,
            .goods_promised_by_order = true};
  }
  return {};
}

/// In the order in which screens and figures list them.
inline constexpr std::array all_methods{Method::card, Method::cash, Method::later};
static_assert(all_methods.size() == boost::mp11::mp_size<boost::describe::describe_enumerators<Method>>::value,
              "a method is missing in all_methods");

} // namespace engine
