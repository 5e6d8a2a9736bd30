#pragma once
// What happens to the checkout: a person's intent, an answer of the world, a device's news, a timer. Times come with the event.
#include "engine/checkout/effect.h"

namespace engine {
namespace event {

// A table, a row for each.
// clang-format off
struct Started {};                            ///< the ledger was folded; open work is taken up
/// An intent, with the product or the meaning of the code that the runner looked up for it.
struct Asked {
  Intent intent;
  std::optional<Product> product;             ///< AddProduct, Scan, SetQuantity
  std::optional<ScannedCode> code;            ///< Scan
};
struct StoreChanged { StoreStatus status; };
struct PrinterChanged { PrinterStatus status; };
struct FiscalChanged { FiscalStatus status; };
struct CashChanged { CashStatus status; };
struct ScannerChanged { ScannerStatus status; };
struct CatalogChanged {
  std::optional<DeliveryTerms> terms;
  std::optional<Attributes> delivery_attributes;
  std::int64_t size = 0;
  std::int64_t synced_ms = 0;
  std::int64_t unregistrable = 0;
  std::vector<std::string> unregistrable_names; ///< the first of them, for the staff's list
  std::vector<std::string> skipped_rows;
  TableReport table;
};
struct CashHappened { CashEvent what; };
struct ProductsRefreshed { Ticket ticket = 0; Outcome<StorePort::FreshProducts> outcome; };
struct OrderAnswered { Ticket ticket = 0; SaleId sale = 0; Outcome<OrderCreated> outcome; };
struct OrdersFound { Ticket ticket = 0; SaleId sale = 0; SearchFor purpose{}; Outcome<std::vector<StoreOrder>> outcome; };
struct OrdersWatched { Ticket ticket = 0; Outcome<std::vector<StoreOrder>> outcome; };
struct InvoiceAnswered { Ticket ticket = 0; SaleId sale = 0; Outcome<std::string> outcome; };
struct CardAnswered { Ticket ticket = 0; Outcome<std::string> last_four; };
struct CodeAnswered { Ticket ticket = 0; Outcome<CodeSent> outcome; };
struct VerifyAnswered { Ticket ticket = 0; Outcome<Done> outcome; };
struct PayAnswered { Ticket ticket = 0; SaleId sale = 0; Outcome<PaidReceipt> outcome; };
struct CartClearAnswered { SaleId sale = 0; Outcome<Done> outcome; };
struct FiscalPrepared { Ticket ticket = 0; SaleId sale = 0; Outcome<FiscalCounters> outcome; };
struct FiscalAnswered { Ticket ticket = 0; SaleId sale = 0; bool search = false; Outcome<FiscalResult> outcome; };
struct Printed { std::int64_t job = 0; SaleId sale = 0; SlipKind slip{}; Outcome<Done> outcome; };
struct SignInAnswered { Ticket ticket = 0; Outcome<Customer> outcome; };
struct TimerFired { TimerKind timer{}; };
struct PinChecked { Ticket ticket = 0; std::optional<std::pair<std::string, std::string>> name_and_role; };
struct ShiftAnswered { Ticket ticket = 0; std::string action; Outcome<ZReport> outcome; };
struct RefundPrepared { Ticket ticket = 0; intent::StaffRefund request; Outcome<FiscalCounters> outcome; };
struct RefundAnswered { Ticket ticket = 0; SaleId sale = 0; bool search = false; Outcome<FiscalResult> outcome; };
struct StaffPrinted { std::int64_t job = 0; Outcome<Done> outcome; }; ///< job below 0: not journaled (reports)
/// The wall clock and the monotonic clock disagree about the time since the last event: the wall clock was set.
struct ClockJumped { WallTime expected, found; };
/// A request of the fleet's owner was carried out (kiosk/fleet). It becomes a row of the journal and nothing else.
struct ToldFromAfar { std::string action, detail; };
/// The process was asked to stop: nothing new begins, cash in hand becomes a claim.
struct Stopping {};
// clang-format on

} // namespace event

using Event =
    std::variant<event::Started, event::Asked, event::StoreChanged, event::PrinterChanged, event::FiscalChanged, event::CashChanged,
                 event::ScannerChanged, event::CatalogChanged, event::CashHappened, event::ProductsRefreshed, event::OrderAnswered,
                 event::OrdersFound, event::OrdersWatched, event::InvoiceAnswered, event::CardAnswered, event::CodeAnswered,
                 event::VerifyAnswered, event::PayAnswered, event::CartClearAnswered, event::FiscalPrepared, event::FiscalAnswered,
                 event::Printed, event::SignInAnswered, event::TimerFired, event::PinChecked, event::ShiftAnswered, event::RefundPrepared,
                 event::RefundAnswered, event::StaffPrinted, event::ClockJumped, event::ToldFromAfar, event::Stopping>;

} // namespace engine
