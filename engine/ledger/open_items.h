#pragma once
// The staff's list: what waits for a human, or for the queue, read from the ledger. Pure; threading as the ledger's.
#include "engine/ledger/ledger.h"

namespace engine {

/// One entry of the staff's list: something that waits for a human or for the queue.
struct OpenItem {
  enum class Kind {
    fiscal_queued,
    store_receipt_awaited,
    claim,
    voucher,
    abandoned_order,
    unknown_order,
    unknown_payment,
    unknown_note,
    orphan_note,
    cash_not_known_to_store,
    registered_no_sign,
    slip_unprinted,
    double_registration,
    cart_not_cleared,
    clock_jumped,
    act_unprinted,
    report_unprinted,
    door_tried,
  } kind = Kind::claim;
  /// The state of the item and the next step of staff; the words belong to the screens.
  enum class Detail {
    none,
    order_looked_for,
    order_not_found,
    order_unreadable,
    cancel_order,
    paid_after_all,
    payment_asked,
    payment_ask_provider,
    refund_look_in_report,
    refund_asked,
    receipt_awaited,
    module_waits,
    sale_look_in_report,
    hand_out_copy,
    registered_twice,
    enter_cash,
    print_copy,
    pay_once,
    note_for_no_sale,
    note_look_at_collection,
    check_clock,
    print_act,
    print_report,
    address_refused,
    wrong_pins,
  } detail = Detail::none;
  std::string id;        ///< stable, for StaffSettle
  std::int64_t sale = 0; ///< 0: none
  std::string order_number;
  std::string
      number; ///< of a claim or voucher (without its random digits), of a collection act, of the report's shift; or how many wrong PINs
  Money amount;
  std::int64_t since_ms = 0; ///< wall clock
  std::string
      said; ///< cancel_order: one of engine::abandoned; module_waits: the module's or the driver's own words; check_clock: what the clock
            ///< should have shown, as on slips; note_for_no_sale: the one sale that misses such a note; wrong_pins: when the last was typed
  bool needs_check_number = false;
  bool slip_missing = false; ///< of a claim or voucher: none came out, staff may print it
  BOOST_DESCRIBE_NESTED_ENUM(Kind, fiscal_queued, store_receipt_awaited, claim, voucher, abandoned_order, unknown_order, unknown_payment,
                             unknown_note, orphan_note, cash_not_known_to_store, registered_no_sign, slip_unprinted, double_registration,
                             cart_not_cleared, clock_jumped, act_unprinted, report_unprinted, door_tried)
  BOOST_DESCRIBE_NESTED_ENUM(Detail, none, order_looked_for, order_not_found, order_unreadable, cancel_order, paid_after_all, payment_asked,
                             payment_ask_provider, refund_look_in_report, refund_asked, receipt_awaited, module_waits, sale_look_in_report,
                             hand_out_copy, registered_twice, enter_cash, print_copy, pay_once, note_for_no_sale, note_look_at_collection,
                             check_clock, print_act, print_report, address_refused, wrong_pins)
};

/// The staff's list: everything that waits for the queue or for a human, oldest first.
std::vector<OpenItem> open_items(const Ledger& ledger, SaleId on_screen);

} // namespace engine
