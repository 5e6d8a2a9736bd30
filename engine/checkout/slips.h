#pragma once
// Which paper a sale gets, from its ledger entry. Pure; texts come from Words, the heading from the shop's configuration.
#include "engine/ledger/ledger.h"
#include "engine/receipt/receipt_slips.h"

namespace engine {

/// The data that the configuration puts on every slip.
struct SlipShop {
  std::string company, inn, address, support_phone, kiosk, cashier;
  std::string delivery_line_name;
  std::vector<std::string> fiscal_qr_hosts = {"ofd.soliq.uz"};
  std::string salt; ///< of this kiosk: for the code on an order's slip
};

Slip make_sale_slip(const Ledger& ledger, SaleId sale, SlipKind kind, const SlipShop& shop, const Words& words, WallTime at,
                    const std::string& receiver_address);
/// The slip of one registered refund of the sale; empty when there is no such refund. `copy`: it says so.
Slip make_refund_slip(const SaleEntry& sale, std::int64_t number, const SlipShop& shop, const Words& words, WallTime at, bool copy);
/// The act of a collection of cash (devices/cash/PROTOCOL.md section 8), with the journal's head when it is printed. A copy says so, and
/// says when; all else on it is as it was at the collection.
Slip make_encashment_slip(const ActEntry& act, const SlipShop& shop, const Words& words, Language language, WallTime printed,
                          const std::string& journal_head, bool copy);
SlipHead make_slip_head(const SlipShop& shop, Language language, WallTime at);

} // namespace engine
