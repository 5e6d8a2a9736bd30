#pragma once
// Arithmetic of a fiscal receipt, and the check that every receipt passes before it is sent (rules R6;
// devices/fiscal/PROTOCOL.md section 5.1). A receipt that fails it is a fault of ours: it is never sent.
// Threading: pure functions.
#include "engine/ports/fiscal_receipt.h"
#include <string>
#include <tl/expected.hpp>

namespace engine {

/// VAT inside a sum: paid x percent / (100 + percent), half up to a tiyin; 0 when the line is without VAT.
Money vat_inside(Money paid, std::optional<int> vat_percent);

/// discount of price as whole percent: 0 only when there is no discount, else 1 to 100, half up.
int whole_discount_percent(Money price, Money discount);

struct ReceiptTotals {
  Money list; ///< before discounts
  Money discount;
  Money other;
  Money paid; ///< list - discount - other
  Money vat;
};
ReceiptTotals totals_of(const std::vector<FiscalLine>& lines);

/// Every invariant of R6 and of the field table: sums equal exactly, discount + other within the price,
/// discount_percent, VAT by formula, codes and quantities present, marking codes one a piece and never twice.
/// The text names the line.
tl::expected<void, std::string> check_receipt(const FiscalSale& sale);

/// The same for a refund, whose lines may be parts of sold lines: VAT may differ from the formula by one
/// tiyin, so that the parts of a line add up to the VAT of the whole (rules R28).
tl::expected<void, std::string> check_receipt(const FiscalRefund& refund);

} // namespace engine
