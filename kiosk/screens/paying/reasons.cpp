#include "kiosk/screens/paying/reasons.h"
#include "kiosk/screens/shopping/goods.h"

namespace kiosk {
namespace {

using engine::Obstacle;

std::string list_names(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

} // namespace

std::string method_reason(const Ui& ui, const engine::MethodOffer& method) {
  const auto say = [&](std::string_view words) { return std::string(words); };
  switch (method.obstacle) {
  case Obstacle::none: return {};
  case Obstacle::not_offered: return say(tr(ui, "Not offered at this kiosk"));
  case Obstacle::no_store: return say(tr(ui, "Not now: no connection with the store"));
  case Obstacle::no_fiscal: return say(tr(ui, "Not now: the receipt module does not answer"));
  case Obstacle::no_paper: return say(tr(ui, "Not now: the receipt paper is out"));
  case Obstacle::no_printer: return say(tr(ui, "Not now: the receipt printer does not work"));
  case Obstacle::no_acceptor: return say(tr(ui, "Not now: the banknote acceptor does not work"));
  case Obstacle::cassette: return say(tr(ui, "Not now: the banknote box is full"));
  case Obstacle::shop_not_configured: return say(tr(ui, "Not offered at this kiosk"));
  case Obstacle::not_registrable:
    return method.product_names.empty() ? say(tr(ui, "Not for these goods")) : trf(ui, "Not for: {}", list_names(method.product_names));
  case Obstacle::delivery_row_missing: return say(tr(ui, "Not together with delivery"));
  case Obstacle::not_multiple_of_note: return say(tr(ui, "Banknotes cannot make this sum exactly, and there is no change"));
  case Obstacle::age_not_approved: return say(tr(ui, "First a member of staff checks your age"));
  case Obstacle::nothing_due: return say(tr(ui, "There is nothing left to pay"));
  case Obstacle::below_minimum:
  case Obstacle::no_delivery_terms:
  case Obstacle::no_coordinates: return say(tr(ui, "Not with this way of receiving"));
  }
  return {};
}

std::string courier_reason(const Ui& ui, const engine::DeliveryView& delivery) {
  switch (delivery.courier) {
  case Obstacle::none: return {};
  case Obstacle::below_minimum: return trf(ui, "For orders from {}", money_text(ui, delivery.minimum));
  case Obstacle::no_store: return std::string(tr(ui, "Not now: no connection with the store"));
  case Obstacle::no_delivery_terms:
  case Obstacle::no_coordinates: return std::string(tr(ui, "Not now: the store has not said what delivery costs"));
  case Obstacle::delivery_row_missing: return std::string(tr(ui, "Delivery cannot be put on a receipt here yet"));
  case Obstacle::not_offered:
  case Obstacle::no_fiscal:
  case Obstacle::no_paper:
  case Obstacle::no_printer:
  case Obstacle::no_acceptor:
  case Obstacle::cassette:
  case Obstacle::shop_not_configured:
  case Obstacle::not_registrable:
  case Obstacle::not_multiple_of_note:
  case Obstacle::age_not_approved:
  case Obstacle::nothing_due: return std::string(tr(ui, "Not offered at this kiosk"));
  }
  return {};
}

std::string_view fault_text(const Ui& ui, PersonField field, engine::FieldFault fault) {
  using engine::FieldFault;
  switch (fault) {
  case FieldFault::none: return {};
  case FieldFault::empty:
    switch (field) {
    case PersonField::first_name: return tr(ui, "Enter your first name");
    case PersonField::last_name: return tr(ui, "Enter your last name");
    case PersonField::phone: return tr(ui, "Enter your phone number");
    case PersonField::address: return tr(ui, "Enter street, house and flat");
    }
    return {};
  case FieldFault::too_short:
  case FieldFault::incomplete:
    return field == PersonField::phone     ? tr(ui, "Nine digits are needed after +998")
           : field == PersonField::address ? tr(ui, "Too short: enter street, house and flat")
                                           : tr(ui, "Too short");
  case FieldFault::too_long:
    if (field == PersonField::phone) return tr(ui, "Too many digits: nine come after +998");
    return tr(ui, "Too long: please shorten it");
  case FieldFault::bad_characters:
    return field == PersonField::address ? tr(ui, "Brackets and special signs cannot be used here")
                                         : tr(ui, "Only letters, spaces and hyphens");
  case FieldFault::not_digits: return tr(ui, "Only digits");
  case FieldFault::foreign_country: return tr(ui, "Only numbers of Uzbekistan: +998");
  case FieldFault::unknown_operator: return tr(ui, "There is no such number: it begins with 0 or 1");
  case FieldFault::bad_month:
  case FieldFault::expired:
  case FieldFault::bad_check_digit:
  case FieldFault::unknown_card_system: return {}; // of cards, not of persons
  }
  return {};
}

std::optional<ServiceNotice> service_notice(const Ui& ui) {
  using engine::Health;
  const auto& devices = ui.view().devices;
  if (ui.view().staff.table.state == engine::TableState::unusable)
    return ServiceNotice{Tone::care, Icon::alert, tr(ui, "Nothing can be sold here right now, please ask our staff."),
                         tr(ui, "You can look at goods and prices.")};
  if (!devices.store.can_order()) {
    if (devices.store.health == Health::connecting)
      return ServiceNotice{Tone::fact, Icon::refresh, tr(ui, "Connecting to the store."), tr(ui, "You can already look at the goods.")};
    return ServiceNotice{Tone::care, Icon::globe, tr(ui, "No connection with the store."),
                         tr(ui, "You can look at goods and prices; orders will be possible later.")};
  }
  if (devices.printer.health != Health::absent && !devices.printer.can_print())
    return ServiceNotice{Tone::care, Icon::printer,
                         devices.printer.paper_out ? tr(ui, "No receipt paper right now.")
                                                   : tr(ui, "The receipt printer does not work right now."),
                         tr(ui, "Pay by card: the receipt\u2019s QR code appears on the screen.")};
  if (devices.fiscal.health != Health::absent && devices.fiscal.health != Health::connecting && !devices.fiscal.can_register())
    return ServiceNotice{Tone::care, Icon::receipt, tr(ui, "Cash is not taken right now."),
                         tr(ui, "Pay by card, or when you receive the order.")};
  if (devices.cash.health != Health::absent && devices.cash.health != Health::connecting &&
      (!devices.cash.can_accept() || devices.cash.cassette_full || devices.cash.cassette_out || devices.cash.jammed))
    return ServiceNotice{Tone::care, Icon::banknote, tr(ui, "Cash is not taken right now."),
                         tr(ui, "Pay by card, or when you receive the order.")};
  return std::nullopt;
}

} // namespace kiosk
