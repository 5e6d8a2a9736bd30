#pragma once
// What step() wants done in the world. The runner executes the effects in order, after the records of the same step are on disk.
#include "engine/checkout/intent.h"
#include "engine/checkout/state.h"

namespace engine {

enum class TimerKind { search, store_receipt, hold_note, overpay, abandon, settle, close_screen, background, staff_lock, module_wait };
BOOST_DESCRIBE_ENUM(TimerKind, search, store_receipt, hold_note, overpay, abandon, settle, close_screen, background, staff_lock,
                    module_wait)
/// Why orders are looked for.
enum class SearchFor { order, due, payment, store_receipt, status };
BOOST_DESCRIBE_ENUM(SearchFor, order, due, payment, store_receipt, status)

namespace effect {

// A table, a row for each.
// clang-format off
struct RefreshProducts { Ticket ticket = 0; std::vector<ProductId> ids; };
struct SavePersonal { SaleId sale = 0; PersonalData data; };
struct CreateOrder { Ticket ticket = 0; SaleId sale = 0; Account account{}; OrderRequest request; };   ///< intent: order_intent
struct FindOrders { Ticket ticket = 0; SaleId sale = 0; Account account{}; SearchFor purpose{}; std::string order_number; };
/// Asks for all orders of these sales at once: get_orders answers everything anyway (rules R11, R15, R20).
struct WatchOrders { Ticket ticket = 0; std::vector<SaleId> sales; };
struct CreateInvoice { Ticket ticket = 0; SaleId sale = 0; Account account{}; std::string order_id; Money amount; };
struct CreateCard { Ticket ticket = 0; };   ///< with the card that the customer submitted, held by the runner
struct RequestCode { Ticket ticket = 0; };  ///< for the token that the runner holds
struct VerifyCode { Ticket ticket = 0; };
struct PayInvoice { Ticket ticket = 0; SaleId sale = 0; Account account{}; std::string receipt_id; };  ///< intent: pay_intent
struct ForgetCard {};                       ///< wipes card, code and token
struct ClearCart { SaleId sale = 0; };
struct EnableCash { std::vector<std::int64_t> denominations; };
struct DisableCash {};
struct StackNote {};                        ///< intent: note_stack_intent
struct ReturnNote {};                       ///< intent: note_return_intent
struct HoldNote {};
struct PrepareFiscal { Ticket ticket = 0; SaleId sale = 0; };
struct RegisterSale { Ticket ticket = 0; SaleId sale = 0; FiscalSale receipt; FiscalCounters before; }; ///< intent: fiscal_intent
struct FindSale { Ticket ticket = 0; SaleId sale = 0; FiscalSale receipt; FiscalCounters before; };
struct PrintModuleCopy { SaleId sale = 0; };
struct PrintSlip { std::int64_t job = 0; SaleId sale = 0; SlipKind slip{}; std::int64_t refund = 0; bool copy = false; }; ///< intent: print_intent; refund: its number
struct SignIn { Ticket ticket = 0; std::string phone; };
struct SignOut {};
struct StartTimer { TimerKind timer{}; Millis delay{0}; }; ///< replaces a running one of the same kind
struct StopTimer { TimerKind timer{}; };
struct VerifyPin { Ticket ticket = 0; };
struct OpenShift { Ticket ticket = 0; };
struct CloseShift { Ticket ticket = 0; };
struct XReport { Ticket ticket = 0; };
struct PrintTestPage { std::int64_t job = 0; };
struct PrintShiftReport { std::int64_t job = 0; bool closed = false, copy = false; ZReport report; };   ///< intent: print_intent
struct PrintEncashment { std::int64_t job = 0, number = 0; bool copy = false; };                       ///< intent: print_intent
struct PrepareRefund { Ticket ticket = 0; intent::StaffRefund request; };
struct RegisterRefund { Ticket ticket = 0; SaleId sale = 0; FiscalRefund refund; FiscalCounters before; }; ///< intent: refund_intent
struct FindRefund { Ticket ticket = 0; SaleId sale = 0; FiscalRefund refund; FiscalCounters before; };
struct AlarmStaff { std::string what; };    ///< English, for the log; the staff's list says what to do (open_items.cpp)
// clang-format on

} // namespace effect

using Effect =
    std::variant<effect::RefreshProducts, effect::SavePersonal, effect::CreateOrder, effect::FindOrders, effect::WatchOrders,
                 effect::CreateInvoice, effect::CreateCard, effect::RequestCode, effect::VerifyCode, effect::PayInvoice, effect::ForgetCard,
                 effect::ClearCart, effect::EnableCash, effect::DisableCash, effect::StackNote, effect::ReturnNote, effect::HoldNote,
                 effect::PrepareFiscal, effect::RegisterSale, effect::FindSale, effect::PrintModuleCopy, effect::PrintSlip, effect::SignIn,
                 effect::SignOut, effect::StartTimer, effect::StopTimer, effect::VerifyPin, effect::OpenShift, effect::CloseShift,
                 effect::XReport, effect::PrintTestPage, effect::PrintShiftReport, effect::PrintEncashment, effect::PrepareRefund,
                 effect::RegisterRefund, effect::FindRefund, effect::AlarmStaff>;

} // namespace engine
