#pragma once
// From a sale and its payment to a receipt for the fiscal module (rules R6, R7, R8, R9, R16, R22).
// Threading: pure functions. Errors: a text in English that names the line; nothing is ever sent from a
// failed build.
#include "engine/cart/cart.h"
#include "engine/fiscal/receipt_check.h"

namespace engine {

/// One sold line with all that the module wants to know. Totals, because a price-coded label fixes the total
/// itself (R3).
struct SaleLine {
  std::string name;
  std::string barcode;
  Quantity quantity;
  Money list_unit_price;
  Money list_total; ///< before discount
  Money paid_total; ///< the price of the line; not above list_total
  std::vector<std::string> labels;
  Attributes attributes;
};
BOOST_DESCRIBE_STRUCT(SaleLine, (), (name, barcode, quantity, list_unit_price, list_total, paid_total, labels, attributes))

/// A cart line as sold; an error when it cannot be registered (no attributes, rules R4).
tl::expected<SaleLine, std::string> sale_line(const CartLine& line);

/// The delivery fee as a line, described by the row of products.csv whose product is `delivery` (rules R7).
SaleLine delivery_line(std::string name, Money fee, const Attributes& delivery_row);

struct SaleInput {
  std::int64_t number = 0; ///< rules R23
  std::string cashier;
  ReceiptType type = ReceiptType::order;
  std::vector<SaleLine> lines; ///< goods, and the delivery line when there is one
  Money cashback_used;         ///< spread over the lines as discount (rules R8)
  Money rounding;              ///< cut off the cash due; below 1 so'm; discount on the largest line (rules R9)
  Money received_cash;         ///< net of change
  Money change;                ///< the voucher of rules R16
  Money received_card;
  std::string uuid;
  std::optional<WalletPayment> wallet;
};

/// Builds and checks. Refuses when the sums do not meet exactly.
tl::expected<FiscalSale, std::string> build_sale(const SaleInput& input);

/// Cash due for a total: whole so'm, the rest becomes SaleInput::rounding (rules R9).
struct CashDue {
  Money due;
  Money rounding;
};
CashDue floor_cash_due(Money total);

/// The further discount of each line: the cashback, spread over the lines, and the rounding of a cash sum, on the largest line (rules R8, R9). `costs`
/// has the cost of each line. An error in English when they do not fit.
tl::expected<std::vector<Money>, std::string> further_discounts(const std::vector<Money>& costs, Money cashback_used, Money rounding);

/// Splits `sum` over the lines in proportion to `weights` by largest remainder, the earlier line first among
/// equals. No share is above its weight. Needs 0 <= sum <= total of the weights; nullopt otherwise.
std::optional<std::vector<Money>> spread_over(Money sum, const std::vector<Money>& weights);

} // namespace engine
