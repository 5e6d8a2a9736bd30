#pragma once
// The whole state of the checkout as data. `ledger` is durable (a fold of the journal); everything else lives with the customer
// at the screen and may be lost in a crash without losing money, goods or a receipt.
#include "engine/catalog/scan_code.h"
#include "engine/catalog/table_report.h"
#include "engine/checkout/policy.h"
#include "engine/checkout/told.h"
#include "engine/ledger/open_items.h"
#include "engine/ports/cash.h"
#include "engine/ports/fiscal.h"
#include "engine/ports/printer.h"
#include "engine/ports/scanner.h"
#include "engine/ports/store.h"
#include <deque>

namespace engine {

using Ticket = std::uint64_t; ///< names one request; an answer with another ticket is stale and changes nothing

namespace stage {

// A table, a row for each.
// clang-format off
struct Attract {};
struct Shopping {};
struct Delivery {};
struct Receiver {};
struct Payment {};
/// Prices are asked for again before the order leaves (rules R2).
struct Pricing { Method method{}; Ticket ticket = 0; };
struct PriceChanges { Method method{}; std::vector<Cart::PriceChange> changes; };
struct Ordering { SaleId sale = 0; Ticket ticket = 0; };
/// create_order had no answer: the order is looked for (rules R10).
struct OrderSearch { SaleId sale = 0; Ticket ticket = 0; Instant began{}; Millis wait{0}; };
/// Cashback: the sum to pay is the store's (rules R8).
struct DueSearch { SaleId sale = 0; Ticket ticket = 0; Instant began{}; Millis wait{0}; };
struct CardEntry {
  enum class Busy { no, invoice, card, code };
  SaleId sale = 0;
  Busy busy = Busy::no;
  Ticket ticket = 0;
  std::string last_four;
  CardMessage message = CardMessage::none;
  std::string server_text;
};
struct CodeEntry {
  enum class Busy { no, verify, resend };
  SaleId sale = 0;
  Busy busy = Busy::no;
  Ticket ticket = 0;
  std::string phone;
  std::string last_four;
  Instant resend_at{};
  Millis wait{60'000};
  CardMessage message = CardMessage::none;
  std::string server_text;
};
struct Paying { SaleId sale = 0; Ticket ticket = 0; };
struct PaymentSearch { SaleId sale = 0; Ticket ticket = 0; Instant began{}; Instant next{}; Millis wait{0}; };
struct Cash {
  enum class Closing { no, leaving, keeping, other_way }; ///< other_way: back to the payment methods, with the basket
  SaleId sale = 0;
  Closing closing = Closing::no;
  struct Overpay { NoteId note = 0; std::int64_t denomination = 0; Money voucher; Instant answer_by{}; };
  std::optional<Overpay> overpay;
  CashMessage message = CashMessage::none;
};
/// Paid (or to be paid later): registering, printing.
struct Finishing {
  enum class Part { prepare, send, store_receipt, print };
  SaleId sale = 0;
  Part part = Part::prepare;
  Ticket ticket = 0;   ///< 0 while preparing: the module is in use for another sale
  bool asked = false;  ///< an earlier receipt without an outcome was asked about first
  Instant began{};
  Millis wait{0};
  std::int64_t job = 0;
};
struct Done { SaleId sale = 0; Instant closes_at{}; };
struct Failed {
  SaleId sale = 0;
  FailureKind kind{};
  std::string server_text;
  bool can_retry_payment = false;
  std::optional<Instant> next_ask;
  Millis ask_wait{0};
  Instant closes_at{};
};
// clang-format on

} // namespace stage

using Stage = std::variant<stage::Attract, stage::Shopping, stage::Delivery, stage::Receiver, stage::Payment, stage::Pricing,
                           stage::PriceChanges, stage::Ordering, stage::OrderSearch, stage::DueSearch, stage::CardEntry, stage::CodeEntry,
                           stage::Paying, stage::PaymentSearch, stage::Cash, stage::Finishing, stage::Done, stage::Failed>;

/// The person at the screen. Reset for the next person.
struct Visitor {
  Language language = Language::kaa;
  bool language_chosen = false;
  Cart cart;
  std::optional<CartLine> removed; ///< for undo
  DeliveryType delivery = DeliveryType::pickup;
  std::optional<std::size_t> district;
  engine::Receiver receiver;
  Method suggested = Method::card;
  bool use_cashback = false;
  bool age_approved = false;
  bool staff_called = false;
  SignInProgress sign_in;
  Ticket sign_in_ticket = 0;
  bool signed_in = false; ///< State::customer is this person, and not a customer who left with an outcome still open
};

/// The state of store, machines and catalogue, as last reported.
struct Facts {
  StoreStatus store;
  PrinterStatus printer;
  FiscalStatus fiscal;
  CashStatus cash;
  ScannerStatus scanner;
  std::int64_t store_since_ms = 0, printer_since_ms = 0, fiscal_since_ms = 0, cash_since_ms = 0, scanner_since_ms = 0;
  std::optional<DeliveryTerms> delivery_terms;
  std::optional<Attributes> delivery_attributes;
  std::int64_t catalog_size = 0;
  std::int64_t catalog_synced_ms = 0;
  std::int64_t unregistrable_products = 0;
  std::vector<std::string> unregistrable_names;
  std::vector<std::string> skipped_rows;
  TableReport table;
};

/// The background has one request at a time. Its work is read from the ledger each time.
struct Background {
  Ticket ticket = 0;      ///< of the request under way; 0: none
  bool at_module = false; ///< the request under way has the fiscal module
  bool at_cart = false;   ///< the request under way empties the store's cart
  SaleId sale = 0;
  std::map<SaleId, int> tries; ///< for growing waits
  std::map<SaleId, Instant> not_before;
  std::set<SaleId> watched;         ///< sales that are only watched, all in one request (rules R15, R20)
  Instant watch_at{};               ///< the next watch is not before this time
  bool watching = false;            ///< the request under way is the watch
  std::set<SaleId> alarmed;         ///< sales whose registration waits too long, as staff were told
  std::map<SaleId, Instant> since;  ///< since when the background has the sale in this run; limits count from there (Stepper::age)
  std::int64_t lived_before_ms = 0; ///< Ledger::lived_ms when this run began
  bool validator_ready = false;     ///< after a start no claim is issued before the validator has told its recovery
  bool note_in_validator = false;
  bool note_jammed =
      false; ///< the validator jammed with a note without an outcome inside: the person who clears the jam takes the note out
  Instant started{};
};

struct StaffSession {
  bool logged_in = false;
  bool busy = false;
  std::string name, role;
  bool pin_wrong = false;
  bool refunding = false; ///< the request under way is a refund and has the fiscal module
  std::optional<Instant> locked_until;
  std::optional<SaleId> found;
  bool not_found = false;
  std::optional<ZReport> shift;
  ScannedLabel scanned; ///< the last marking code read while staff are at work
  Ticket ticket = 0;
};

struct State {
  Ledger ledger;
  Stage stage = stage::Attract{};
  Visitor visitor;
  /// The signed-in customer and whose sales still need the token (rules R13).
  std::optional<Customer> customer;
  bool sign_out_pending = false;
  SaleId customer_since = 0; ///< sales above this number are the customer's; earlier sales belong to people whose token is gone
  Ticket sign_in_flight = 0; ///< a sign-in is under way, perhaps of a customer who left; one at a time
  bool stopping = false;     ///< the process was asked to stop: nothing new begins
  Facts facts;
  std::optional<QuestionKind> question;
  Toast toast;
  OrderLookUp order_status;
  Ticket order_status_ticket = 0;
  Ticket report_ticket = 0; ///< an X or Z report is under way; its slip comes out also when staff have logged out
  std::string order_status_phone;
  struct LookUps {
    std::deque<Instant> last; ///< times of the look-ups of the last minute
    struct Missed {
      int times = 0;
      Instant until{};
    };
    std::map<std::string, Missed> missed; ///< by order number: look-ups with the digits of another phone
  } look_ups;                             ///< of orders' status, at this kiosk
  StaffSession staff;
  Background background;
  Ticket last_ticket = 0;
  bool journal_failed = false; ///< the disk failed, or a step did: nothing may be sold
  bool step_failed = false;    ///< a step or an effect threw: a fault of the program
};

/// The sale on the screen, 0 when none.
SaleId sale_on_screen(const Stage& stage);

} // namespace engine
