#pragma once
// A receipt as the fiscal module takes it (devices/fiscal/PROTOCOL.md section 5), in our own types.
// Rules R6 (arithmetic), R22, R23, R25. Values; no I/O. Building one from a sale: receipt_builder.h.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

namespace engine {

enum class ReceiptType { order, prepaid, credit }; ///< rules R22: a kiosk's sale is `order`
BOOST_DESCRIBE_ENUM(ReceiptType, order, prepaid, credit)
enum class PaymentProvider { payme, click, uzum, anor };
BOOST_DESCRIBE_ENUM(PaymentProvider, payme, click, uzum, anor)

struct FiscalLine {
  std::string name;
  std::string barcode;
  Quantity amount;
  int unit = 1;
  std::string unit_name;
  Money price;         ///< line total before discount, VAT inside
  Money product_price; ///< of one unit, before discount
  Money vat;
  std::optional<int> vat_percent; ///< empty: without VAT
  Money discount;
  int discount_percent = 0;
  Money other;
  std::vector<std::string> labels;
  std::string class_code;
  std::string package_code;
  int owner_type = 0;
  std::string commission_inn;
  std::string commission_pinfl;

  [[nodiscard]] Money paid() const { return price - discount - other; }
};
BOOST_DESCRIBE_STRUCT(FiscalLine, (),
                      (name, barcode, amount, unit, unit_name, price, product_price, vat, vat_percent, discount, discount_percent, other,
                       labels, class_code, package_code, owner_type, commission_inn, commission_pinfl))

struct WalletPayment {
  std::string phone_number;
  std::string payment_id;
  PaymentProvider provider = PaymentProvider::payme;
};
BOOST_DESCRIBE_STRUCT(WalletPayment, (), (phone_number, payment_id, provider))

struct FiscalBanner {
  std::string type; ///< text | barcode | qr_code
  std::string data;
};
BOOST_DESCRIBE_STRUCT(FiscalBanner, (), (type, data))

struct FiscalPriceLine {
  std::string name;
  Money price;
  std::string vat_type;
  Money vat_price;
};
BOOST_DESCRIBE_STRUCT(FiscalPriceLine, (), (name, price, vat_type, vat_price))

/// A sale for /order/create/. `time` is set by the session right before it sends (rules R25).
struct FiscalSale {
  std::int64_t number = 0; ///< the kiosk's own running number (rules R23)
  ReceiptType type = ReceiptType::order;
  std::vector<FiscalLine> lines;
  std::string cashier;
  Money received_cash; ///< net of change
  Money change;
  Money received_card;
  std::string uuid; ///< edition 2026 only; never relied on
  std::optional<WalletPayment> wallet;
  std::optional<int> card_type; ///< edition 2026: 1 corporate, 2 personal, 3 social
  std::optional<std::string> ppt_id;
  std::optional<std::string> email;
  std::optional<std::string> sms_phone_number;
  std::optional<bool> open_cashbox;
  std::vector<FiscalBanner> banners;
  std::vector<FiscalPriceLine> prices;
};
BOOST_DESCRIBE_STRUCT(FiscalSale, (),
                      (number, type, lines, cashier, received_cash, change, received_card, uuid, wallet, card_type, ppt_id, email,
                       sms_phone_number, open_cashbox, banners, prices))

/// A refund for /order/refuse/, tied to the sale's receipt by its QR address (rules R28).
struct FiscalRefund {
  std::int64_t number = 0;
  std::string sale_qr_url;
  std::vector<FiscalLine> lines;
  std::string cashier;
  Money received_cash;
  Money change;
  Money received_card;
  std::string uuid;
  std::vector<FiscalPriceLine> prices;
};
BOOST_DESCRIBE_STRUCT(FiscalRefund, (), (number, sale_qr_url, lines, cashier, received_cash, change, received_card, uuid, prices))

/// The module's answer for a registered receipt. Text stays text: signs have leading zeros.
struct FiscalSign {
  std::string terminal_id;
  std::int64_t receipt_count = 0; ///< receipt number r
  std::string date_time;          ///< YYYYMMDDHHMMSS
  std::string fiscal_sign;        ///< 12 digits
  std::string applet_version;
  std::string qr_url;
  std::string cash_box_number;
};
BOOST_DESCRIBE_STRUCT(FiscalSign, (), (terminal_id, receipt_count, date_time, fiscal_sign, applet_version, qr_url, cash_box_number))

/// Registered for certain; the sign is missing when the answer was lost and the module has no /order/last/ (rules R31).
struct FiscalResult {
  std::optional<FiscalSign> sign;
};

/// The counters of /zreport/info/ before a receipt was sent; journaled with the intent so that a lost answer can be judged.
struct FiscalCounters {
  std::int64_t shift_number = 0;
  std::int64_t sale_count = 0;
  std::int64_t refund_count = 0;
  bool shift_open = false;
};
BOOST_DESCRIBE_STRUCT(FiscalCounters, (), (shift_number, sale_count, refund_count, shift_open))

struct ZReport {
  std::string terminal_id;
  std::int64_t number = 0;
  std::int64_t count = 0;
  std::string open_time;
  std::string close_time;
  Money total_sale_cash, total_sale_card, total_sale_vat;
  Money total_refund_cash, total_refund_card, total_refund_vat;
  std::int64_t total_sale_count = 0;
  std::int64_t total_refund_count = 0;
  std::string first_receipt_seq, last_receipt_seq;
  bool shift_open = false;
};
BOOST_DESCRIBE_STRUCT(ZReport, (),
                      (terminal_id, number, count, open_time, close_time, total_sale_cash, total_sale_card, total_sale_vat,
                       total_refund_cash, total_refund_card, total_refund_vat, total_sale_count, total_refund_count, first_receipt_seq,
                       last_receipt_seq, shift_open))

} // namespace engine
