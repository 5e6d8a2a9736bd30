#pragma once
// The words of a sale: what it can be paid with, who registers it, what stands in its way, how it fails, what is asked and said. Below
// everything that speaks of a sale, so that the ledger does not depend on what screens draw. The journal writes these enumerators by name:
// an enumerator that a row may hold keeps its name for ever.
#include <boost/describe/enum.hpp>
#include <cstdint>

namespace engine {

using SaleId = std::int64_t; ///< the kiosk's own running number (rules R10, R23); above 0
using NoteId = std::int64_t; ///< running number of a banknote on this kiosk; above 0

/// How a customer pays.
enum class Method { card, cash, later };
BOOST_DESCRIBE_ENUM(Method, card, cash, later)

enum class Registrar { nobody, store, module }; ///< who registers the sale with the tax committee (rules R20)
BOOST_DESCRIBE_ENUM(Registrar, nobody, store, module)

/// What happens with a note above what is left: `cash.overpay` (rules R16).
enum class Overpay { voucher, exact };
BOOST_DESCRIBE_ENUM(Overpay, voucher, exact)

enum class PayoutKind { voucher, claim };
BOOST_DESCRIBE_ENUM(PayoutKind, voucher, claim)

/// pending: a payment or a note has no outcome yet, and the customer leaves with this slip.
enum class SlipKind { receipt, later, claim, voucher, copy, refund, pending };
BOOST_DESCRIBE_ENUM(SlipKind, receipt, later, claim, voucher, copy, refund, pending)
/// Is this the slip that the customer should take from a sale? When it fails, staff have to print it.
constexpr bool is_the_sales_own(SlipKind slip) { return slip == SlipKind::receipt || slip == SlipKind::later || slip == SlipKind::claim; }

/// Why a payment method, or courier, cannot be chosen now. `none` = it can.
enum class Obstacle {
  none,
  not_offered,
  no_store,
  no_fiscal,
  no_paper,
  no_printer,
  no_acceptor,
  cassette,
  shop_not_configured,
  not_registrable,
  delivery_row_missing,
  not_multiple_of_note,
  below_minimum,
  no_delivery_terms,
  no_coordinates,
  age_not_approved,
  nothing_due,
};
BOOST_DESCRIBE_ENUM(Obstacle, none, not_offered, no_store, no_fiscal, no_paper, no_printer, no_acceptor, cassette, shop_not_configured,
                    not_registrable, delivery_row_missing, not_multiple_of_note, below_minimum, no_delivery_terms, no_coordinates,
                    age_not_approved, nothing_due)

/// Said beside the field on the card and SMS screens.
enum class CardMessage { none, card_refused, no_money, service_down, wrong_code, dead_code, code_sent_again, unknown };
BOOST_DESCRIBE_ENUM(CardMessage, none, card_refused, no_money, service_down, wrong_code, dead_code, code_sent_again, unknown)

/// no_paper, no_printer, no_module: the acceptor would take notes, but the first one is not taken without a receipt (rules R19).
enum class CashMessage {
  none,
  note_returned,
  note_rejected,
  too_large,
  take_second_note,
  acceptor_failed,
  jammed,
  cassette_out,
  no_paper,
  no_printer,
  no_module,
  note_unknown, ///< the validator restarted and never told the outcome of the last note
};
BOOST_DESCRIBE_ENUM(CashMessage, none, note_returned, note_rejected, too_large, take_second_note, acceptor_failed, jammed, cassette_out,
                    no_paper, no_printer, no_module, note_unknown)
/// Does the message mean that the validator takes no notes now? The customer may then pay another way. A message about one note does not mean so.
constexpr bool takes_no_notes(CashMessage message) {
  switch (message) {
  case CashMessage::acceptor_failed:
  case CashMessage::jammed:
  case CashMessage::cassette_out:
  case CashMessage::no_paper:
  case CashMessage::no_printer:
  case CashMessage::no_module: return true;
  case CashMessage::none:
  case CashMessage::note_returned:
  case CashMessage::note_rejected:
  case CashMessage::too_large:
  case CashMessage::take_second_note:
  case CashMessage::note_unknown: return false;
  }
  return false;
}

enum class FailureKind {
  order_refused,   ///< the store said no; nothing was paid
  order_unknown,   ///< no answer, being looked for; nothing was paid
  payment_unknown, ///< the bank did not answer, being asked
  cash_claim,      ///< money is in the machine, a claim was issued
  due_unknown,     ///< cashback: the sum could not be learnt; nothing was paid
  note_unknown,    ///< no note is counted, but a note went in and its outcome is unknown
  internal,
};
BOOST_DESCRIBE_ENUM(FailureKind, order_refused, order_unknown, payment_unknown, cash_claim, due_unknown, note_unknown, internal)

enum class QuestionKind {
  leave_cart,      ///< the cart will be emptied
  keep_for_later,  ///< nothing paid, the order stands (payment_type 2): keep it and pay on receipt? (rules R12)
  abandon_order,   ///< nothing paid, the order stands: it will be cancelled by staff
  leave_part_paid, ///< money is in the machine: a claim slip will be printed
};
BOOST_DESCRIBE_ENUM(QuestionKind, leave_cart, keep_for_later, abandon_order, leave_part_paid)

enum class ToastKind {
  none,
  added,
  removed,
  not_found,
  sold_out,
  needs_label,
  needs_marking,
  marking_twice,
  marking_reserved,
  too_many,
  unreadable,
  cannot_scan_now,
  price_taken,
  staff_called,
  queued,
  prices_changed,
  sign_in_ok,
  signed_out,
  printing_failed,
  staff_done,
  staff_failed,
  store_silent,
  not_weighed,
  no_product_code,
  withheld,
};
BOOST_DESCRIBE_ENUM(ToastKind, none, added, removed, not_found, sold_out, needs_label, needs_marking, marking_twice, marking_reserved,
                    too_many, unreadable, cannot_scan_now, price_taken, staff_called, queued, prices_changed, sign_in_ok, signed_out,
                    printing_failed, staff_done, staff_failed, store_silent, not_weighed, no_product_code, withheld)

} // namespace engine
