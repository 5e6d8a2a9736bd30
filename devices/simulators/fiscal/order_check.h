#pragma once
// Checks the body of /order/create/ and /order/refuse/ field by field (devices/fiscal/PROTOCOL.md section 5):
// types of the edition, known keys only, codes, marking codes, discount, VAT, sums.
#include "devices/simulators/fiscal/fiscal_model.h"

namespace devices::sim {

/// Fills the receipt from a body that passed; else says what the module would answer.
std::optional<SimError> check_order(const boost::json::value& body, bool refund, bool edition_2026, SimReceipt& receipt);

} // namespace devices::sim
