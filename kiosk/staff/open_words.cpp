// How an entry of the list stands and what is to be done about it, in the language of whoever looks.
#include "engine/sale/abandoned.h"
#include "kiosk/staff/staff_parts.h"

namespace kiosk {

std::string_view abandoned_words(const engine::Words& words, engine::Language language, std::string_view reason) {
  using namespace engine::abandoned;
  if (reason == kiosk_stopped) return words.text(language, "the kiosk stopped before it was paid");
  if (reason == left_before_cash) return words.text(language, "the customer left before paying cash");
  if (reason == claim_issued) return words.text(language, "part-paid in cash: a claim was issued");
  if (reason == other_method) return words.text(language, "the customer went back to the payment methods");
  if (reason == gave_up_card) return words.text(language, "the customer gave up paying by card");
  if (reason == walked_off) return words.text(language, "the customer walked off before paying");
  if (reason == walked_off_at_code) return words.text(language, "the customer walked off before the SMS code");
  if (reason == answered_late) return words.text(language, "its answer came after the customer had left");
  if (reason == found_late) return words.text(language, "found after the customer had left");
  if (reason == due_unknown) return words.text(language, "the sum after cashback could not be learnt");
  if (reason == not_payable_exactly) return words.text(language, "what is left after cashback cannot be paid exactly with notes");
  return reason; // of an older version: as the journal has it
}

std::string open_item_detail(const Ui& ui, const engine::OpenItem& item) {
  using Detail = engine::OpenItem::Detail;
  const auto plain = [](std::string_view text) { return std::string(text); };
  switch (item.detail) {
  case Detail::none: return item.said;
  case Detail::order_looked_for: return plain(tr(ui, "it is being looked for"));
  case Detail::order_not_found: return plain(tr(ui, "the store shows no such order, or several: look in the back office"));
  case Detail::order_unreadable:
    return plain(tr(ui, "the store shows an order that cannot be read and may be this one: look in the back office"));
  case Detail::cancel_order: return plain(abandoned_words(ui.words(), ui.language(), item.said));
  case Detail::paid_after_all: return plain(tr(ui, "but its payment turned up: hand the goods out, or give the money back"));
  case Detail::payment_asked: return plain(tr(ui, "the store is being asked"));
  case Detail::payment_ask_provider: return plain(tr(ui, "the store shows no payment: ask the payment service"));
  case Detail::refund_look_in_report: return plain(tr(ui, "a refund: look in the module's report whether it was registered"));
  case Detail::refund_asked: return plain(tr(ui, "a refund: the module is being asked whether it registered it"));
  case Detail::receipt_awaited: return plain(tr(ui, "the store is being asked for it"));
  case Detail::module_waits:
    return item.said.empty() ? plain(tr(ui, "it goes to the module by itself"))
                             : trf(ui, "it goes to the module by itself; last answer: {}", item.said);
  case Detail::sale_look_in_report: return plain(tr(ui, "look in the module's report whether it was registered"));
  case Detail::hand_out_copy: return plain(tr(ui, "hand out the copy that the module prints"));
  case Detail::address_refused:
    return plain(tr(ui, "the address of its QR code is not the tax committee's: hand out the module's copy, call the technician"));
  case Detail::registered_twice: return plain(tr(ui, "tell the accountant"));
  case Detail::enter_cash: return plain(tr(ui, "enter the payment in the back office"));
  case Detail::print_copy: return plain(tr(ui, "print a copy if the customer asks"));
  case Detail::pay_once: return plain(tr(ui, "pay it out once, against the slip"));
  case Detail::note_for_no_sale:
    return item.said.empty() ? plain(tr(ui, "it is in the note box, and no sale was open"))
                             : trf(ui, "in the note box; it may be the unknown note of sale {}", item.said);
  case Detail::check_clock: return trf(ui, "it should have been {}: check date, time and the battery of the clock", item.said);
  case Detail::print_act:
  case Detail::print_report: return plain(tr(ui, "print it again, or write down why there is none"));
  case Detail::wrong_pins: return trf(ui, "wrong PINs: {}, the last {}: find out who it was", item.number, item.said);
  case Detail::note_look_at_collection: return plain(tr(ui, "in the note box or given back: the collection will tell"));
  }
  return item.said;
}

} // namespace kiosk
