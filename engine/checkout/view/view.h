#pragma once
// What the screens draw: one immutable snapshot of everything that a person may see. It is made on the I/O thread after each step
// and handed to the UI thread as shared_ptr<const View>. It holds reasons and numbers, not sentences: words belong to the screens.
// No card number, no SMS code, no token ever stands here.
#include "engine/cart/cart.h"
#include "engine/catalog/table_report.h"
#include "engine/checkout/told.h"
#include "engine/ledger/open_items.h"
#include "engine/payment/methods.h"
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
  attract,
  shopping,
  delivery,
  receiver,
  payment,
  price_changes,
  ordering,
  card,
  sms,
  cash,
  processing,
  done,
  failed,
};
BOOST_DESCRIBE_ENUM(StageKind, attract, shopping, delivery, receiver, payment, price_changes, ordering, card, sms, cash, processing, done,
                    failed)

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

struct CardView {
  bool busy = false;
  CardMessage message = CardMessage::none;
  std::string server_text;          ///< the server's own words, may be empty
  std::string phone;                ///< masked, sms only
  std::optional<Instant> resend_at; ///< sms: the code can be asked for again from then on
  Millis resend_wait{0};            ///< the whole wait, for the ring
};

struct CashView {
  Money due, inserted, left;
  std::vector<std::int64_t> accepted;   ///< denominations taken now, so'm
  std::vector<std::int64_t> notes;      ///< stacked for this sale, in order
  std::optional<std::int64_t> checking; ///< a note that is being checked or stacked
  struct Overpay {
    std::int64_t denomination = 0;
    Money voucher;
    Instant answer_by{}; ///< unanswered: the note goes back
    Millis whole{20000};
  };
  std::optional<Overpay> overpay;
  CashMessage message = CashMessage::none;
  bool vouchers = true; ///< policy R16: false = exact
  bool closing = false; ///< leaving: waiting for the validator to settle
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
  std::string number; ///< with check digits, as on the slip
  Money amount;
  bool printed = false;
};

enum class PrintState { none, running, printed, failed };
BOOST_DESCRIBE_ENUM(PrintState, none, running, printed, failed)
enum class FiscalState { none, running, registered, registered_no_sign, store_pending, store_ready, queued };
BOOST_DESCRIBE_ENUM(FiscalState, none, running, registered, registered_no_sign, store_pending, store_ready, queued)

struct DoneView {
  std::optional<Method> method; ///< method and card's digits are set from the order on, also for the screens before the last one
  Money paid;                   ///< the paid sum (method later: the sum to pay)
  std::string card_last_four;
  std::string qr_url; ///< fiscal QR; empty: none (yet)
  FiscalState fiscal = FiscalState::none;
  PrintState print = PrintState::none;
  std::optional<PayoutView> voucher;
  std::vector<std::string> in_hand, to_collect; ///< product names
  std::int64_t in_hand_pieces = 0, to_collect_pieces = 0;
  DeliveryType delivery = DeliveryType::pickup;
  std::optional<Instant> closes_at;
  Millis whole{30000};
};

struct FailedView {
  FailureKind kind = FailureKind::internal;
  std::string server_text;
  Money at_stake;     ///< the sum that may have been paid
  Money unknown_note; ///< this sale's notes whose outcome is unknown; in no claim
  Money kept_note;    ///< this sale's notes that the validator told too late; in no claim either
  std::optional<PayoutView> claim;
  std::optional<Instant> next_ask; ///< being asked again at
  Millis ask_wait{0};
  bool can_retry_payment = false; ///< the order stands and nothing was paid: back to payment methods
  PrintState print = PrintState::none;
  std::optional<Instant> closes_at;
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
  std::string role; ///< attendant | collector | technician
  bool pin_wrong = false;
  std::int64_t tries_left = 0;         ///< PINs that may be wrong before the door is locked
  std::optional<Instant> locked_until; ///< too many wrong PINs
  bool offered = false;                ///< a staff file is configured
  std::vector<OpenItem> open;
  std::vector<SaleSummary> last_sales; ///< newest first, at most 20
  std::optional<SaleSummary> found;    ///< answer to StaffFindSale
  bool not_found = false;
  ScannedLabel scanned;
  std::optional<ZReport> shift;
  struct Cassette {
    std::int64_t denomination = 0;
    std::int64_t count = 0;
  };
  std::vector<Cassette> cassette; ///< since the last encashment
  Money cassette_total;
  struct Act {
    std::int64_t number = 0;
    std::int64_t at_ms = 0;
    Money amount;
    bool missing = false;
  };                                     ///< missing: did not come out
  std::vector<Act> acts;                 ///< collections whose act can be printed again, newest first
  std::vector<std::string> skipped_rows; ///< products.csv
  TableReport table;                     ///< products.csv
  std::int64_t unregistrable_products = 0;
  std::vector<std::string> unregistrable_names; ///< at most 100 of them
  std::vector<std::int64_t> sales_by_hour;      ///< today, 24 entries, counts
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
  std::int64_t store_since_ms = 0, printer_since_ms = 0, fiscal_since_ms = 0, cash_since_ms = 0,
               scanner_since_ms = 0; ///< wall clock of the last change of health
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
  bool out_of_service = false;    ///< nothing can be sold at all; devices or stop say why
  StopKind stop = StopKind::none; ///< any but none: the program must be started again, and staff are told why
  Cart cart;
  Money goods_list_total, discount, delivery_fee, total; ///< total = what is to be paid
  std::vector<MethodOffer> methods;
  Method suggested = Method::card; ///< the method the primary button names
  DeliveryView delivery;
  Receiver receiver; ///< the submitted receiver, for a customer who comes back to the screen
  std::optional<CustomerView> customer;
  SignInProgress sign_in;
  std::vector<Cart::PriceChange> price_changes;
  bool age_waiting = false; ///< staff must approve before payment
  int min_age = 0;
  std::string order_number; ///< once known
  std::int64_t sale = 0;    ///< the kiosk's own running number, 0 before the order
  CardView card;
  CashView cash;
  std::vector<WorkView> work; ///< ordering and processing
  DoneView done;
  FailedView failed;
  std::optional<QuestionKind> question;
  Toast toast;
  OrderLookUp order_status;
  StaffView staff;
  bool idle_question_allowed = false; ///< never while money is moving
  bool can_go_back = false;
  bool staff_called = false;
};
using ViewPtr = std::shared_ptr<const View>;

} // namespace engine
