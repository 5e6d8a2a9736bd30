#pragma once
// The journal's rows as types: one struct for each kind. The fold of these records (ledger.h) is the whole durable state; after any
// crash nothing else is needed. Bodies are JSON objects of the members, sums in tiyin, denominations in so'm.
//
// No card number, SMS code, token, password or personal datum ever stands in a record (rules R30: a salted hash instead).
// Kinds are the struct's row in `kind_of`; those of engine/journal/FORMAT.md section 4 keep their names for ever.
#include "engine/base/language.h"
#include "engine/cart/cart.h"
#include "engine/ports/fiscal_receipt.h"
#include "engine/ports/journal.h"
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <boost/describe/class.hpp>
#include <tl/expected.hpp>

namespace engine {

namespace record {

// A table, a row for each.
// clang-format off
/// Everything that later steps need to register, print and refund the sale, written before create_order leaves.
struct OrderIntent {
  SaleId sale = 0;
  std::string mark;             ///< empty with store.order_mark = false
  Method method = Method::card;
  Registrar registrar = Registrar::nobody;
  Account account = Account::kiosk;
  Language language = Language::kaa;
  DeliveryType delivery = DeliveryType::pickup;
  Money amount;                 ///< goods + delivery, as sent
  Money delivery_fee;
  std::optional<Attributes> delivery_attributes;
  bool use_cashback = false;
  std::vector<CartLine> lines;  ///< kinds resolved (courier: all to_collect)
  std::string receiver_hash;    ///< salted SHA-256 of phone and name
};
BOOST_DESCRIBE_STRUCT(OrderIntent, (), (sale, mark, method, registrar, account, language, delivery, amount, delivery_fee,
                                        delivery_attributes, use_cashback, lines, receiver_hash))
struct OrderCreated { SaleId sale = 0; std::string order_id, order_number; Money amount; bool found = false; };
BOOST_DESCRIBE_STRUCT(OrderCreated, (), (sale, order_id, order_number, amount, found))
struct OrderRefused { SaleId sale = 0; RefusalClass why{}; std::string code, text; };
BOOST_DESCRIBE_STRUCT(OrderRefused, (), (sale, why, code, text))
struct OrderUnknown { SaleId sale = 0; std::string why; };
BOOST_DESCRIBE_STRUCT(OrderUnknown, (), (sale, why))
/// A refusal that may be the late answer to an earlier order. This sale's order is looked for; if the search does not find it, it was refused.
struct OrderDoubted { SaleId sale = 0; RefusalClass why{}; std::string code, text; };
BOOST_DESCRIBE_STRUCT(OrderDoubted, (), (sale, why, code, text))
/// The search ended without exactly one order: staff decide.
struct OrderUnresolved { SaleId sale = 0; std::int64_t candidates = 0; };
BOOST_DESCRIBE_STRUCT(OrderUnresolved, (), (sale, candidates))
/// The store lists an order that cannot be read and may be this one: staff decide. Id and number as far as the store told them.
struct OrderUnreadable { SaleId sale = 0; std::string order_id, order_number, why; };
BOOST_DESCRIBE_STRUCT(OrderUnreadable, (), (sale, order_id, order_number, why))
struct OrderAbandoned { SaleId sale = 0; std::string order_id, order_number; Money amount; std::string reason; };
BOOST_DESCRIBE_STRUCT(OrderAbandoned, (), (sale, order_id, order_number, amount, reason))
/// Nothing was paid and the customer keeps the order, to pay on receipt (rules R12).
struct OrderKept { SaleId sale = 0; std::string order_id; };
BOOST_DESCRIBE_STRUCT(OrderKept, (), (sale, order_id))
struct DueKnown { SaleId sale = 0; std::string order_id; Money amount, cashback_used; };
BOOST_DESCRIBE_STRUCT(DueKnown, (), (sale, order_id, amount, cashback_used))

struct InvoiceCreated { SaleId sale = 0; std::string order_id, receipt_id; Money amount; };
BOOST_DESCRIBE_STRUCT(InvoiceCreated, (), (sale, order_id, receipt_id, amount))
struct PayIntent { SaleId sale = 0; std::string order_id, receipt_id; Money amount; std::string last_four; };
BOOST_DESCRIBE_STRUCT(PayIntent, (), (sale, order_id, receipt_id, amount, last_four))
struct CardPaid { SaleId sale = 0; std::string order_id, receipt_id; Money amount; bool found = false; };
BOOST_DESCRIBE_STRUCT(CardPaid, (), (sale, order_id, receipt_id, amount, found))
struct PayRefused { SaleId sale = 0; std::string order_id; RefusalClass why{}; std::string code, text; };
BOOST_DESCRIBE_STRUCT(PayRefused, (), (sale, order_id, why, code, text))
struct PayUnknown { SaleId sale = 0; std::string order_id; Money amount; std::string why; };
BOOST_DESCRIBE_STRUCT(PayUnknown, (), (sale, order_id, amount, why))
struct PayUnresolved { SaleId sale = 0; std::string order_id; Money amount; };
BOOST_DESCRIBE_STRUCT(PayUnresolved, (), (sale, order_id, amount))

// The note kinds share one shape (engine/journal/FORMAT.md section 4); likewise the payouts and their settlements below. The macros
// exist because Boost.JSON 1.81 does not convert inherited members.
#define KIOSK_NOTE_RECORD(Name)                                                                                        \
  struct Name {                                                                                                        \
    NoteId note_id = 0;                                                                                                \
    std::int64_t denomination = 0;                                                                                     \
    Money amount;                                                                                                      \
    SaleId sale = 0;                                                                                                   \
    std::string order_id, why;                                                                                         \
  };                                                                                                                   \
  BOOST_DESCRIBE_STRUCT(Name, (), (note_id, denomination, amount, sale, order_id, why))
KIOSK_NOTE_RECORD(NoteEscrowed)
KIOSK_NOTE_RECORD(NoteStackIntent)
KIOSK_NOTE_RECORD(NoteStacked)
KIOSK_NOTE_RECORD(NoteReturnIntent)
KIOSK_NOTE_RECORD(NoteReturned)
KIOSK_NOTE_RECORD(NoteUnknown)
KIOSK_NOTE_RECORD(NoteOrphan)
#undef KIOSK_NOTE_RECORD
struct NoteSettled { NoteId note_id = 0; std::int64_t denomination = 0; Money amount; std::string by, reason; };
BOOST_DESCRIBE_STRUCT(NoteSettled, (), (note_id, denomination, amount, by, reason))
struct CassetteRemoved { std::string why; };
BOOST_DESCRIBE_STRUCT(CassetteRemoved, (), (why))

struct FiscalIntent { SaleId sale = 0; std::string order_id; std::int64_t number = 0; FiscalCounters before; FiscalSale receipt; };
BOOST_DESCRIBE_STRUCT(FiscalIntent, (), (sale, order_id, number, before, receipt))
struct FiscalRegistered { SaleId sale = 0; std::string order_id; std::int64_t number = 0; Money amount; std::optional<FiscalSign> sign; };
BOOST_DESCRIBE_STRUCT(FiscalRegistered, (), (sale, order_id, number, amount, sign))
struct FiscalRefused { SaleId sale = 0; std::string order_id; std::int64_t number = 0; std::string code, text; };
BOOST_DESCRIBE_STRUCT(FiscalRefused, (), (sale, order_id, number, code, text))
struct FiscalUnknown { SaleId sale = 0; std::string order_id; std::int64_t number = 0; std::string why; };
BOOST_DESCRIBE_STRUCT(FiscalUnknown, (), (sale, order_id, number, why))
/// Repeated asking did not tell whether the module registered the receipt (a new shift, other counters): staff look into the module.
struct FiscalUnresolved { SaleId sale = 0; std::string order_id; std::int64_t number = 0; std::string why; };
BOOST_DESCRIBE_STRUCT(FiscalUnresolved, (), (sale, order_id, number, why))
/// The customer left without the fiscal receipt: it waits in the queue (rules R20, R27).
struct FiscalQueued { SaleId sale = 0; std::string order_id, why; };
BOOST_DESCRIBE_STRUCT(FiscalQueued, (), (sale, order_id, why))
struct StoreReceipt { SaleId sale = 0; std::string order_id, qr_url; };
BOOST_DESCRIBE_STRUCT(StoreReceipt, (), (sale, order_id, qr_url))
/// A store receipt appeared for a sale that this module had registered (rules R20).
struct DoubleRegistration { SaleId sale = 0; std::string order_id, qr_url; };
BOOST_DESCRIBE_STRUCT(DoubleRegistration, (), (sale, order_id, qr_url))

/// The module or the store gave an address for the fiscal QR that may not be shown (engine/fiscal/fiscal_address.h). `number`: of the sale or of
/// the refund. The receipt is registered all the same. `address` is written by printable_address().
struct FiscalAddressRefused { SaleId sale = 0; std::string order_id; Registrar registrar = Registrar::nobody; std::int64_t number = 0;
                              std::string address, why; };
BOOST_DESCRIBE_STRUCT(FiscalAddressRefused, (), (sale, order_id, registrar, number, address, why))

struct PrintIntent { std::int64_t job = 0; SaleId sale = 0; SlipKind slip{}; };
BOOST_DESCRIBE_STRUCT(PrintIntent, (), (job, sale, slip))
struct ReceiptPrinted { std::int64_t job = 0; SaleId sale = 0; std::string order_id; SlipKind slip{}; };
BOOST_DESCRIBE_STRUCT(ReceiptPrinted, (), (job, sale, order_id, slip))
struct PrintFailed { std::int64_t job = 0; SaleId sale = 0; SlipKind slip{}; bool partly = false; std::string why; };
BOOST_DESCRIBE_STRUCT(PrintFailed, (), (job, sale, slip, partly, why))

#define KIOSK_PAYOUT_RECORD(Name)                                                                                      \
  struct Name {                                                                                                        \
    SaleId sale = 0;                                                                                                   \
    std::string order_id, number; /* as on the slip, with check digits */                                              \
    Money amount;                                                                                                      \
    std::string by, reason; /* settled: by whom and why; issued: empty */                                              \
  };                                                                                                                   \
  BOOST_DESCRIBE_STRUCT(Name, (), (sale, order_id, number, amount, by, reason))
KIOSK_PAYOUT_RECORD(VoucherIssued)
KIOSK_PAYOUT_RECORD(ClaimIssued)
KIOSK_PAYOUT_RECORD(VoucherSettled)
KIOSK_PAYOUT_RECORD(ClaimSettled)
#undef KIOSK_PAYOUT_RECORD

struct RefundIntent { SaleId sale = 0; std::string order_id; std::int64_t number = 0; FiscalCounters before; FiscalRefund refund;
                      std::vector<std::pair<std::int64_t, Quantity>> lines; std::string by, reason, reference; };
BOOST_DESCRIBE_STRUCT(RefundIntent, (), (sale, order_id, number, before, refund, lines, by, reason, reference))
struct RefundRegistered { SaleId sale = 0; std::string order_id; std::int64_t number = 0; Money amount; std::optional<FiscalSign> sign; };
BOOST_DESCRIBE_STRUCT(RefundRegistered, (), (sale, order_id, number, amount, sign))
struct RefundRefused { SaleId sale = 0; std::string order_id; std::int64_t number = 0; std::string code, text; };
BOOST_DESCRIBE_STRUCT(RefundRefused, (), (sale, order_id, number, code, text))
struct RefundUnknown { SaleId sale = 0; std::string order_id; std::int64_t number = 0; std::string why; };
BOOST_DESCRIBE_STRUCT(RefundUnknown, (), (sale, order_id, number, why))

struct CartCleared { SaleId sale = 0; };
BOOST_DESCRIBE_STRUCT(CartCleared, (), (sale))
/// The customer's part is over. Open work is left to the background or to staff.
struct SaleClosed { SaleId sale = 0; std::string how; };
BOOST_DESCRIBE_STRUCT(SaleClosed, (), (sale, how))
/// get_orders now shows the cash of a sale paid here (rules R15).
struct CashSeenByStore { SaleId sale = 0; std::string order_id; };
BOOST_DESCRIBE_STRUCT(CashSeenByStore, (), (sale, order_id))
/// Staff closed an entry of the list by hand.
struct ItemResolved { std::string item; SaleId sale = 0; std::string by, reason; };
BOOST_DESCRIBE_STRUCT(ItemResolved, (), (item, sale, by, reason))
struct StaffAction { std::string by, role, action, detail; };
BOOST_DESCRIBE_STRUCT(StaffAction, (), (by, role, action, detail))
struct Encashment { std::int64_t number = 0; std::string by, seal; Money amount;
                    std::vector<std::pair<std::int64_t, std::int64_t>> notes; ///< denomination, count
                    NoteId last_note = 0; };
BOOST_DESCRIBE_STRUCT(Encashment, (), (number, by, seal, amount, notes, last_note))
struct KioskStarted { std::string version; };
BOOST_DESCRIBE_STRUCT(KioskStarted, (), (version))
/// The oldest rows were moved to an archive (engine/ledger/archive.h). This row keeps what the kiosk still needs of them: the running numbers
/// as they are now, and the marking codes that were sold in those rows and not taken back (rules R32).
struct JournalArchived { std::int64_t first_seq = 0, last_seq = 0; std::string hash, file; ///< hash: of row last_seq, hexadecimal
                         SaleId last_sale = 0; NoteId last_note = 0; std::int64_t last_fiscal_number = 0, last_job = 0, last_payout = 0,
                         last_encashment = 0; NoteId encashed_to = 0; std::vector<std::string> sold_labels; };
BOOST_DESCRIBE_STRUCT(JournalArchived, (), (first_seq, last_seq, hash, file, last_sale, last_note, last_fiscal_number, last_job,
                                            last_payout, last_encashment, encashed_to, sold_labels))

/// Says what the print job of the same step prints, where sale and kind of slip do not: which collection act (sale 0), or which refund of the
/// sale. `copy`: staff print it again.
struct NumberedSlip { std::int64_t job = 0; SaleId sale = 0; std::int64_t number = 0; bool copy = false; };
BOOST_DESCRIBE_STRUCT(NumberedSlip, (), (job, sale, number, copy))

/// The wall clock jumped, forward or back, while the kiosk ran or between two runs. Receipts are stamped with another clock (rules R25).
struct ClockJumped { std::int64_t number = 0, expected_ms = 0, found_ms = 0; }; ///< the time that the clock should have shown, and the time that it shows
BOOST_DESCRIBE_STRUCT(ClockJumped, (), (number, expected_ms, found_ms))

/// A report of the module that print job `job` prints, with the sums that the module told: of the shift that it closed (Z, `closed`), or of the
/// open shift (X). `first`: the job that printed this report first. It is `job` itself, unless staff print the report again.
struct ShiftReport { std::int64_t job = 0, first = 0; bool closed = false; ZReport report; };
BOOST_DESCRIBE_STRUCT(ShiftReport, (), (job, first, closed, report))

/// A PIN is about to be checked. It counts as wrong until a staff_action `login` follows. So a power cut or a kill between the check and its row
/// gives no free try.
struct PinTry { std::int64_t number = 0; }; ///< counts from 1 since the last right PIN
BOOST_DESCRIBE_STRUCT(PinTry, (), (number))
/// The staff door was locked after so many wrong PINs, and the kiosk has run for the whole time of the lock since then, by the process's own
/// clock, which cannot be set. Without this row a start locks the door anew.
struct PinLockOver { std::int64_t number = 0; };
BOOST_DESCRIBE_STRUCT(PinLockOver, (), (number))
// clang-format on

} // namespace record

using Record =
    std::variant<record::OrderIntent, record::OrderCreated, record::OrderRefused, record::OrderUnknown, record::OrderUnresolved,
                 record::OrderAbandoned, record::OrderKept, record::DueKnown, record::InvoiceCreated, record::PayIntent, record::CardPaid,
                 record::PayRefused, record::PayUnknown, record::PayUnresolved, record::NoteEscrowed, record::NoteStackIntent,
                 record::NoteStacked, record::NoteReturnIntent, record::NoteReturned, record::NoteUnknown, record::NoteOrphan,
                 record::NoteSettled, record::CassetteRemoved, record::FiscalIntent, record::FiscalRegistered, record::FiscalRefused,
                 record::FiscalUnknown, record::FiscalQueued, record::StoreReceipt, record::DoubleRegistration, record::PrintIntent,
                 record::ReceiptPrinted, record::PrintFailed, record::VoucherIssued, record::ClaimIssued, record::VoucherSettled,
                 record::ClaimSettled, record::RefundIntent, record::RefundRegistered, record::RefundRefused, record::RefundUnknown,
                 record::CartCleared, record::SaleClosed, record::CashSeenByStore, record::ItemResolved, record::StaffAction,
                 record::Encashment, record::KioskStarted, record::FiscalUnresolved, record::JournalArchived, record::OrderUnreadable,
                 record::ClockJumped, record::NumberedSlip, record::OrderDoubted, record::ShiftReport, record::FiscalAddressRefused,
                 record::PinTry, record::PinLockOver>;

/// The row's `kind`, e.g. "order_created".
std::string_view kind_of(const Record& record);
/// The sale that the record belongs to, 0 when none.
SaleId sale_of(const Record& record);
JournalRow to_row(const Record& record, WallTime at);
/// The error names the fault and the kind. The caller treats it as a damaged journal.
tl::expected<Record, std::string> from_row(const JournalRow& row);

/// The items as the store gets them: unit price and quantity of each line, which together are exactly its cost (rules R2, R3).
std::vector<OrderItem> order_items(const record::OrderIntent& intent);

} // namespace engine
