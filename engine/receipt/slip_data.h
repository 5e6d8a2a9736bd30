#pragma once
// What the slips are made of, as plain data; receipt_slips.h makes Slips of it. Texts are UTF-8. Threading:
// plain values. Sources: devices/fiscal/PROTOCOL.md section 9 (what must stand on a receipt), rules R1, R15 to
// R20, R27, R28, R31.
#include "engine/base/language.h"
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/ports/fiscal_receipt.h"
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// The data that are the same on every slip of one kiosk.
struct SlipHead {
  Language language = Language::kaa;
  std::string company;
  std::string address;
  std::string inn;           ///< STIR
  std::string kiosk;         ///< "nukus-01"
  std::string support_phone; ///< digits or as it shall stand; empty: no line
  WallTime at;               ///< when this slip is printed
};

/// A copy says so: which one, and when it was printed (head.at).
struct CopyMark {
  int number = 1; ///< 1 for the first copy
};

struct SlipLine {
  std::string name;
  Quantity quantity;
  std::string unit_name; ///< "dona", "kg": as products.csv has it
  Money unit_price;      ///< list price of one unit
  Money list_total;      ///< before discount
  Money discount;
  Money vat;
  std::optional<int> vat_percent; ///< empty: without VAT
  std::string class_code;         ///< MXIK
  std::string barcode;
  std::vector<std::string> labels; ///< marking codes
  std::string commission_inn;
  std::string commission_pinfl;
  bool in_hand = false; ///< rules R1
  bool service = false; ///< the delivery: paid for, but nothing to hand over
  [[nodiscard]] Money paid() const { return list_total - discount; }
};

/// The line as the fiscal module has it.
SlipLine slip_line(const FiscalLine& line, bool in_hand);

/// How far the registration has come; decides what stands where the fiscal data stand.
enum class FiscalStanding {
  registered,  ///< `sign` is there
  lost_answer, ///< registered, the answer was lost and cannot be had: rules R31
  by_store,    ///< the store registered it: `store_qr_url` (rules R20)
  follows,     ///< will be registered later: rules R20, R27
};

struct ReceiptData {
  SlipHead head;
  std::string order_number;   ///< as the store wrote it; empty: none (refund at the desk)
  std::string receipt_number; ///< the kiosk's own (rules R23)
  std::string sale_number;    ///< the kiosk's running number of the sale, "000123"
  std::string cashier;
  std::vector<SlipLine> lines;
  Money cash;
  Money card;
  std::optional<std::string> voucher_number; ///< rules R16: the overpaid sum
  Money voucher;
  FiscalStanding standing = FiscalStanding::follows;
  std::optional<FiscalSign> sign;
  std::string store_qr_url;
  bool courier = false; ///< who hands the goods over
  std::optional<CopyMark> copy;
};

/// Goods taken back; the same paper with its own heading. `sale_receipt` names the receipt that it undoes.
struct RefundData {
  ReceiptData receipt;
  std::string sale_receipt;
};

/// The order stands, nothing was paid here; or it waits to be paid when the goods are handed over.
struct LaterData {
  SlipHead head;
  std::string order_number;
  std::string sale_number;
  std::vector<SlipLine> lines;
  Money delivery; ///< zero: none
  Money total;
  bool courier = false;
  std::string receiver_address; ///< with courier
  std::string order_code;       ///< the code that the kiosk scans to show the state of the order; empty: none
  std::optional<CopyMark> copy;
};

/// Money taken and not sold: rules R17, R18.
struct ClaimData {
  SlipHead head;
  std::string number; ///< make_slip_number(claim, n)
  Money amount;
  std::string order_number; ///< may be empty
  std::string reason;       ///< a finished sentence in the customer's language; may be empty
  std::optional<CopyMark> copy;
};

/// Money that was paid above the sum (rules R16, R18).
struct VoucherData {
  SlipHead head;
  std::string number; ///< make_slip_number(voucher, n)
  Money amount;
  std::string order_number;
  std::optional<CopyMark> copy;
};

/// The customer leaves while something of theirs has no answer yet: the payment, or a note that the validator never told of.
struct PendingData {
  SlipHead head;
  std::string order_number; ///< may be empty
  Money amount;             ///< the sum at stake
  bool note = false;        ///< a banknote; else a card payment
  bool kept = false;        ///< the banknote: the machine told, too late, that it has it
  std::string last_four;    ///< of the card; may be empty
};

struct ShiftReportData {
  SlipHead head;
  ZReport report;
  std::string journal_head; ///< newest row of the journal, "seq hash" as kiosk --verify-journal prints it; empty: no line
  std::optional<CopyMark> copy;
};

struct TestPageData {
  SlipHead head;
  std::string profile;              ///< name of the printer's profile
  std::vector<std::string> devices; ///< one line each, in words
};

} // namespace engine
