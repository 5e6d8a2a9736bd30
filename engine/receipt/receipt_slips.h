#pragma once
// The kiosk's papers, from plain data and words. What a sale's paper must hold: devices/fiscal/PROTOCOL.md
// section 9. Threading: pure functions; Words must outlive the call.
#include "engine/ports/slip.h"
#include "engine/ports/words.h"
#include "engine/receipt/slip_data.h"

namespace engine {

Slip receipt_slip(const ReceiptData& data, const Words& words);
Slip refund_slip(const RefundData& data, const Words& words);
Slip later_slip(const LaterData& data, const Words& words);
Slip claim_slip(const ClaimData& data, const Words& words);
Slip voucher_slip(const VoucherData& data, const Words& words);
Slip pending_slip(const PendingData& data, const Words& words);
Slip z_report_slip(const ShiftReportData& data, const Words& words); ///< the shift was closed
Slip x_report_slip(const ShiftReportData& data, const Words& words); ///< the shift stays open
Slip test_page_slip(const TestPageData& data, const Words& words);

} // namespace engine
