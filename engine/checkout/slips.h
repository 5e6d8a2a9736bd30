#pragma once
// Which paper a sale gets, from its ledger entry. Pure; texts come from Words, the heading from the shop's configuration.
#include "engine/checkout/ledger.h"
#include "engine/receipt/receipt_slips.h"

namespace engine {

/// What the configuration puts on every slip.
struct SlipShop {
  std::string company, inn, address, support_phone, kiosk, cashier;
  std::string delivery_line_name;
};

Slip make_sale_slip(const Ledger& ledger, SaleId sale, SlipKind kind, const SlipShop& shop, const Words& words, WallTime at,
                    const std::string& receiver_address);
/// The act of a collection of cash (rules: facts/cash-acceptor.md section 14), with the journal's head.
Slip make_encashment_slip(const Ledger& ledger, const record::Encashment& act, const SlipShop& shop, const Words& words,
                          Language language, WallTime at, const std::string& journal_head);
SlipHead make_slip_head(const SlipShop& shop, Language language, WallTime at);

} // namespace engine
