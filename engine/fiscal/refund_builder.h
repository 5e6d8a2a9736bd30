#pragma once
// Refunds of a registered sale, by line and quantity, never above what remains (rules R28).
//
// A part of a line takes its share of price, discount and VAT from the running total of all parts so far, so
// that the shares are proportional, never exceed the line together, and the last one takes exactly the rest.
// Only quantities (and marking codes) have to be remembered between refunds. Threading: pure functions.
#include "engine/fiscal/receipt_check.h"

namespace engine {

/// Some pieces of one line of a sale.
struct RefundPart {
  std::size_t line = 0; ///< index in FiscalSale::lines
  Quantity amount;
  std::vector<std::string> labels; ///< of a marked line: the codes of the pieces that come back
};
BOOST_DESCRIBE_STRUCT(RefundPart, (), (line, amount, labels))

struct RefundInput {
  std::int64_t number = 0;
  std::string cashier;
  std::string sale_qr_url;
  std::vector<RefundPart> earlier; ///< of all refunds of this sale that are registered, or may be
  std::vector<RefundPart> chosen;  ///< each line at most once
  std::string uuid;
};

/// Cash and card come back in the sale's own proportion; a kiosk's sale has only one of them.
tl::expected<FiscalRefund, std::string> build_refund(const FiscalSale& sale, const RefundInput& input);

/// The quantity of each line that can still be refunded, with the marking codes not yet taken back. Lines with nothing
/// left are absent.
tl::expected<std::vector<RefundPart>, std::string> refundable(const FiscalSale& sale, const std::vector<RefundPart>& earlier);

} // namespace engine
