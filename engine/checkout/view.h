#pragma once
// What the screens draw: one immutable snapshot of everything that a person may see. It is made on the I/O thread after each step
// and handed to the UI thread as shared_ptr<const View>. It holds reasons and numbers, not sentences: words belong to the screens.
// No card number, no SMS code, no token ever stands here.
#include "engine/cart/cart.h"
#include "engine/catalog/table_report.h"
#include "engine/checkout/intent.h"
#include "engine/ports/cash.h"
#include "engine/ports/fiscal.h"
#include "engine/ports/printer.h"
#include "engine/ports/scanner.h"
#include "engine/ports/store.h"
#include <memory>

namespace engine {

/// Where the sale stands. The UI shows one screen for each, save `shopping` (catalog, product or cart, the UI's choice),
/// `price_changes` (a sheet over payment) and `ordering` (processing).
enum class StageKind {
  attract, shopping, delivery, receiver, payment, price_changes, ordering, card, sms, cash, processing, done, failed,
};
BOOST_DESCRIBE_ENUM(StageKind, attract, shopping, delivery, receiver, payment, price_changes, ordering, card, sms, cash,
                    processing, done, failed)

/// Why a payment method, or courier, cannot be chosen now. `none` = it can.
enum class Obstacle {
  none, not_offered, no_store, no_fiscal, no_paper, no_printer, no_acceptor, cassette, shop_not_configured, not_registrable,
  delivery_row_missing, not_multiple_of_note, below_minimum, no_delivery_terms, no_coordinates, age_not_approved, nothing_due,
};
BOOST_DESCRIBE_ENUM(Obstacle, none, not_offered, no_store, no_fiscal, no_paper, no_printer, no_acceptor, cassette,
                    shop_not_configured, not_registrable, delivery_row_missing, not_multiple_of_note, below_minimum,
                    no_delivery_terms, no_coordinates, age_not_approved, nothing_due)

struct MethodView {
  Method method = Method::card;
  Obstacle obstacle = Obstacle::none;
  std::vector<std::string> product_names; ///< with not_registrable: the products that cannot be registered
};

struct DistrictView {
  std::string name;
  std::int64_t metres = 0;
  Money fee;
};

struct DeliveryView {
  DeliveryType type = DeliveryType::pickup;
  std::optional<std::size_t> district;
  Obstacle courier = Obstacle::none;
  Money minimum; ///< courier only from this sum
  std::vector<DistrictView> districts;
};

struct CustomerView {
  std::string name;
  Money cashback_balance;
  bool use_cashback = false;
};

struct SignInView {
  bool busy = false;
  std::optional<RefusalClass> error;
};

/// Said beside the field on the card and SMS screens.
enum class CardMessage { none, card_refused, no_money, service_down, wrong_code, dead_code, code_sent_again, unknown };
BOOST_DESCRIBE_ENUM(CardMessage, none, card_refused, no_money, service_down, wrong_code, dead_code, code_sent_again, unknown)

struct CardView {
  bool busy = false;
  CardMessage message = CardMessage::none;
  std::string server_text;        ///< the server's own words, may be empty
  std::string phone;              ///< masked, sms only
  std::optional<Instant> resend_at; ///< sms: the code can be asked for again from then on
  Millis resend_wait{0};          ///< the whole wait, for the ring
};

/// no_paper, no_printer, no_module: the acceptor would take notes, but the first one is not taken without a receipt (rules R19).
enum class CashMessage {
  none, note_returned, note_rejected, too_large, take_second_note, acceptor_failed, jammed, cassette_out, no_paper, no_printer, no_module,
  note_unknown, ///< the validator restarted and never told the outcome of the last note
};
BOOST_DESCRIBE_ENUM(CashMessage, none, note_returned, note_rejected, too_large, take_second_note, acceptor_failed, jammed, cassette_out,
                    no_paper, no_printer, no_module, note_unknown)
/// Does the message mean that the validator takes no notes now? The customer may then pay another way. A message about one note does not mean so.
constexpr bool takes_no_notes(CashMessage message) {
  switch (message) {
  case CashMessage::acceptor_failed: case CashMessage::jammed: case CashMessage::cassette_out:
  case CashMessage::no_paper: case CashMessage::no_printer: case CashMessage::no_module: return true;
  case CashMessage::none: case CashMessage::note_returned: case CashMessage::note_rejected: case CashMessage::too_large:
  case CashMessage::take_second_note: case CashMessage::note_unknown: return false;
  }
  return false;
}

struct CashView {
  Money due, inserted, left;
  std::vector<std::int64_t> accepted;        ///< denominations taken now, so'm
  std::vector<std::int64_t> notes;           ///< stacked for this sale, in order
  std::optional<std::int64_t> checking;      ///< a note that is being checked or stacked
  struct Overpay {
    std::int64_t denomination = 0;
    Money voucher;
    Instant answer_by{};                      ///< unanswered: the note goes back
    Millis whole{20000};
  };
  std::optional<Overpay> overpay;
  CashMessage message = CashMessage::none;
  bool vouchers = true;                      ///< policy R16: false = exact
  bool closing = false;                      ///< leaving: waiting for the validator to settle
};

enum class WorkKind { prices, order, order_search, due, payment, payment_search, fiscal, store_receipt, print };
enum class WorkState { waiting, running, done, failed, later };
BOOST_DESCRIBE_ENUM(WorkKind, prices, order, order_search, due, payment, payment_search, fiscal, store_receipt, print)
BOOST_DESCRIBE_ENUM(WorkState, waiting, running, done, failed, later)
struct WorkView {
  WorkKind kind = WorkKind::order;
  WorkState state = WorkState::waiting;
};

/// A number that staff pay money out against (rules R18).
struct PayoutView {
  std::string number;  ///< with check digits, as on the slip
  Money amount;
  bool printed = false;
};

enum class PrintState { none, running, printed, failed };
BOOST_DESCRIBE_ENUM(PrintState, none, running, printed, failed)
enum class FiscalState { none, running, registered, registered_no_sign, store_pending, store_ready, queued };
BOOST_DESCRIBE_ENUM(FiscalState, none, running, registered, registered_no_sign, store_pending, store_ready, queued)

struct DoneView {
  std::optional<Method> method; ///< method and card's digits are set from the order on, also for the screens before the last one
  Money paid;                ///< what was paid (later: what is to be paid)
  std::string card_last_four;
  std::string qr_url;        ///< fiscal QR; empty: none (yet)
  FiscalState fiscal = FiscalState::none;
  PrintState print = PrintState::none;
  std::optional<PayoutView> voucher;
  std::vector<std::string> in_hand, to_collect; ///< product names
  std::int64_t in_hand_pieces = 0, to_collect_pieces = 0;
  DeliveryType delivery = DeliveryType::pickup;
  std::optional<Instant> closes_at;
  Millis whole{30000};
};

enum class FailureKind {
  order_refused,      ///< the store said no; nothing was paid
  order_unknown,      ///< no answer, being looked for; nothing was paid
  payment_unknown,    ///< the bank did not answer, being asked
  cash_claim,         ///< money is in the machine, a claim was issued
  due_unknown,        ///< cashback: the sum could not be learnt; nothing was paid
  note_unknown,       ///< no note is counted, but a note went in and its outcome is unknown
  internal,
};
BOOST_DESCRIBE_ENUM(FailureKind, order_refused, order_unknown, payment_unknown, cash_claim, due_unknown, note_unknown, internal)

struct FailedView {
  FailureKind kind = FailureKind::internal;
  std::string server_text;
  Money at_stake;                        ///< what may have been paid
  Money unknown_note;                    ///< this sale's notes whose outcome is unknown; in no claim
  Money kept_note;                       ///< this sale's notes that the validator told too late; in no claim either
  std::optional<PayoutView> claim;
  std::optional<Instant> next_ask;       ///< being asked again at
  Millis ask_wait{0};
  bool can_retry_payment = false;        ///< the order stands and nothing was paid: back to payment methods
  PrintState print = PrintState::none;
  std::optional<Instant> closes_at;
};

enum class QuestionKind {
  leave_cart,        ///< the cart will be emptied
  keep_for_later,    ///< nothing paid, the order stands (payment_type 2): keep it and pay on receipt? (rules R12)
  abandon_order,     ///< nothing paid, the order stands: it will be cancelled by staff
  leave_part_paid,   ///< money is in the machine: a claim slip will be printed
};
BOOST_DESCRIBE_ENUM(QuestionKind, leave_cart, keep_for_later, abandon_order, leave_part_paid)

enum class ToastKind {
  none, added, removed, not_found, sold_out, needs_label, needs_marking, marking_twice, marking_reserved, too_many, unreadable,
  cannot_scan_now, price_taken, staff_called, queued, prices_changed, sign_in_ok, signed_out, printing_failed, staff_done, staff_failed, store_silent,
  not_weighed, no_product_code, withheld,
};
BOOST_DESCRIBE_ENUM(ToastKind, none, added, removed, not_found, sold_out, needs_label, needs_marking, marking_twice, marking_reserved,
                    too_many, unreadable, cannot_scan_now, price_taken, staff_called, queued, prices_changed, sign_in_ok, signed_out,
                    printing_failed, staff_done, staff_failed, store_silent, not_weighed, no_product_code, withheld)
struct ToastView {
  std::uint64_t serial = 0; ///< changes with each new toast
  ToastKind kind = ToastKind::none;
  std::string name;         ///< product name or staff action, may be empty
  bool can_undo = false;
  ProductId product = 0;
};

struct OrderStatusView {
  enum class State { asking, busy, found, not_found, not_ours, failed, wait } state = State::asking; ///< wait: asked too often
  std::uint64_t scanned = 0; ///< changes when a slip was scanned: its number is `order_number`, and the screen is for it
  std::string order_number;
  std::string status; ///< the store's words
  Money amount;
  bool paid = false;
};

/// One entry of the staff's list: something that waits for a human or for the queue.
struct OpenItem {
  enum class Kind {
    fiscal_queued, store_receipt_awaited, claim, voucher, abandoned_order, unknown_order, unknown_payment, unknown_note, orphan_note,
    cash_not_known_to_store, registered_no_sign, slip_unprinted, double_registration, cart_not_cleared,
    clock_jumped, act_unprinted, report_unprinted, door_tried,
  } kind = Kind::claim;
  /// The state of the item and the next step of staff; the words belong to the screens.
  enum class Detail {
    none, order_looked_for, order_not_found, order_unreadable, cancel_order, paid_after_all, payment_asked, payment_ask_provider,
    refund_look_in_report, refund_asked, receipt_awaited, module_waits, sale_look_in_report, hand_out_copy, registered_twice, enter_cash,
    print_copy, pay_once, note_for_no_sale, note_look_at_collection, check_clock, print_act,
    print_report, address_refused, wrong_pins,
  } detail = Detail::none;
  std::string id;        ///< stable, for StaffSettle
  std::int64_t sale = 0; ///< 0: none
  std::string order_number;
  std::string number;    ///< of a claim or voucher (without its random digits), of a collection act, of the report's shift; or how many wrong PINs
  Money amount;
  std::int64_t since_ms = 0; ///< wall clock
  std::string said;      ///< cancel_order: one of engine::abandoned; module_waits: the module's or the driver's own words; check_clock: what the clock
                         ///< should have shown, as on slips; note_for_no_sale: the one sale that misses such a note; wrong_pins: when the last was typed
  bool needs_check_number = false;
  BOOST_DESCRIBE_NESTED_ENUM(Kind, fiscal_queued, store_receipt_awaited, claim, voucher, abandoned_order, unknown_order,
                             unknown_payment, unknown_note, orphan_note, cash_not_known_to_store, registered_no_sign, slip_unprinted,
                             double_registration, cart_not_cleared, clock_jumped, act_unprinted, report_unprinted, door_tried)
  BOOST_DESCRIBE_NESTED_ENUM(Detail, none, order_looked_for, order_not_found, order_unreadable, cancel_order, paid_after_all, payment_asked,
                             payment_ask_provider, refund_look_in_report, refund_asked, receipt_awaited, module_waits, sale_look_in_report,
                             hand_out_copy, registered_twice, enter_cash, print_copy, pay_once, note_for_no_sale, note_look_at_collection,
                             check_clock, print_act, print_report, address_refused, wrong_pins)
};
struct SaleSummary {
  std::int64_t sale = 0;
  std::int64_t at_ms = 0;
  std::string order_id, order_number;
  Method method = Method::card;
  Money total;
  bool registered_here = false;
  std::string qr_url;
  struct Line {
    std::string name;
    Quantity quantity, refunded;
    Money paid;
    std::vector<std::string> labels{}; ///< marking codes of the pieces that can still be taken back
  };
  std::vector<Line> lines;
  struct Refund {
    std::int64_t number = 0;
    Money amount;
  };
  std::vector<Refund> refunds; ///< registered here: their slips can be printed again
};

struct StaffView {
  bool logged_in = false;
  bool busy = false;
  std::string name;
  std::string role;                         ///< attendant | collector | technician
  bool pin_wrong = false;
  std::int64_t tries_left = 0;              ///< PINs that may be wrong before the door is locked
  std::optional<Instant> locked_until;      ///< too many wrong PINs
  bool offered = false;                     ///< a staff file is configured
  std::vector<OpenItem> open;
  std::vector<SaleSummary> last_sales;      ///< newest first, at most 20
  std::optional<SaleSummary> found;         ///< answer to StaffFindSale
  bool not_found = false;
  /// A marking code that this kiosk sold was read while staff are at work: the piece that comes back.
  struct Scanned {
    std::uint64_t serial = 0; ///< changes with each read
    std::string label;
  };
  Scanned scanned;
  std::optional<ZReport> shift;
  struct Cassette { std::int64_t denomination = 0; std::int64_t count = 0; };
  std::vector<Cassette> cassette;           ///< since the last encashment
  Money cassette_total;
  struct Act { std::int64_t number = 0; std::int64_t at_ms = 0; Money amount; bool missing = false; }; ///< missing: did not come out
  std::vector<Act> acts;                    ///< collections whose act can be printed again, newest first
  std::vector<std::string> skipped_rows;    ///< products.csv
  TableReport table;                        ///< products.csv
  std::int64_t unregistrable_products = 0;
  std::vector<std::string> unregistrable_names; ///< at most 100 of them
  std::vector<std::int64_t> sales_by_hour;  ///< today, 24 entries, counts
  Money sales_today;
  std::int64_t sales_today_count = 0;
};

/// The outbox: work that the background still has to do. It is read from the ledger, so a restart takes it up.
struct QueueView {
  std::int64_t registrations = 0;  ///< paid sales that the module has not registered, as far as is known
  std::int64_t refunds = 0;        ///< the same for refunds
  std::int64_t store_receipts = 0; ///< paid sales whose fiscal receipt the store has not shown
  std::int64_t orders = 0;         ///< orders that are looked for at the store
  std::int64_t payments = 0;       ///< payments that are asked about
  std::int64_t carts = 0;          ///< carts at the store that are to be emptied
  std::int64_t oldest_ms = 0;      ///< wall clock of the oldest payment among the first three; 0: none
  [[nodiscard]] std::int64_t length() const { return registrations + refunds + store_receipts + orders + payments + carts; }
};
BOOST_DESCRIBE_STRUCT(QueueView, (), (registrations, refunds, store_receipts, orders, payments, carts, oldest_ms))

struct DevicesView {
  StoreStatus store;
  PrinterStatus printer;
  FiscalStatus fiscal;
  CashStatus cash;
  ScannerStatus scanner;
  std::int64_t store_since_ms = 0, printer_since_ms = 0, fiscal_since_ms = 0, cash_since_ms = 0, scanner_since_ms = 0; ///< wall clock of the last change of health
  QueueView queue;
  std::int64_t queue_length = 0; ///< fiscal receipts that wait: the module's and the store's
  std::int64_t catalog_size = 0;
  std::int64_t catalog_synced_ms = 0;
};

/// A stop that only a person can end, by starting the kiosk again. journal_write happens to a running kiosk. The other kinds say why the kiosk
/// did not start (exit codes 4, 3, 2) or ended; `kiosk --notice` shows them.
enum class StopKind { none, journal_write, journal_unreadable, state_busy, configuration, program };
BOOST_DESCRIBE_ENUM(StopKind, none, journal_write, journal_unreadable, state_busy, configuration, program)

struct View {
  std::uint64_t revision = 0;
  StageKind stage = StageKind::attract;
  Language language = Language::kaa;
  bool language_chosen = false;
  DevicesView devices;
  bool out_of_service = false;      ///< nothing can be sold at all; devices or stop say why
  StopKind stop = StopKind::none;   ///< any but none: the program must be started again, and staff are told why
  Cart cart;
  Money goods_list_total, discount, delivery_fee, total; ///< total = what is to be paid
  std::vector<MethodView> methods;
  Method suggested = Method::card;  ///< the method the primary button names
  DeliveryView delivery;
  Receiver receiver;                ///< as it was submitted, for a customer who comes back to the screen
  std::optional<CustomerView> customer;
  SignInView sign_in;
  std::vector<Cart::PriceChange> price_changes;
  bool age_waiting = false;         ///< staff must approve before payment
  int min_age = 0;
  std::string order_number;         ///< once known
  std::int64_t sale = 0;            ///< the kiosk's own running number, 0 before the order
  CardView card;
  CashView cash;
  std::vector<WorkView> work;       ///< ordering and processing
  DoneView done;
  FailedView failed;
  std::optional<QuestionKind> question;
  ToastView toast;
  OrderStatusView order_status;
  StaffView staff;
  bool idle_question_allowed = false; ///< never while money is moving
  bool can_go_back = false;
  bool staff_called = false;
};
using ViewPtr = std::shared_ptr<const View>;

} // namespace engine
