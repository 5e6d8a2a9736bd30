#pragma once
// Why something cannot be chosen, in the customer's words: short, without codes, with what to do instead.
#include "engine/sale/receiver_check.h"
#include "kiosk/design/icons.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {

/// "Not now: the receipt paper is out". Empty for Obstacle::none.
std::string method_reason(const Ui& ui, const engine::MethodOffer& method);
/// Why courier cannot be chosen; names the minimum where that is it.
std::string courier_reason(const Ui& ui, const engine::DeliveryView& delivery);

enum class PersonField { first_name, last_name, phone, address };
/// The sentence beside the field; empty for FieldFault::none.
std::string_view fault_text(const Ui& ui, PersonField field, engine::FieldFault fault);

/// What does not work now and what still does (rules R29), the weightiest first; nothing while all is well.
struct ServiceNotice {
  Tone tone = Tone::care;
  Icon icon = Icon::alert;
  std::string_view fact, rest;
};
std::optional<ServiceNotice> service_notice(const Ui& ui);

} // namespace kiosk
