#pragma once
// Which of the account's orders a search wants (rules R10, R11): the filters that run while get_orders streams by. Pure.
#include "engine/checkout/effect.h"

namespace engine {

/// `order_number`: SearchFor::status. `phone`: the receiver's, for a search without the order mark; may be empty (then only the
/// mark can tell). The filter copies what it needs.
OrderFilter make_order_filter(SearchFor purpose, const Ledger& ledger, SaleId sale, const Policy& policy, const std::string& order_number,
                              const std::string& phone);

/// Its figures without leading zeros: customers type "123" for "№0000123". Empty when there are none.
std::string order_number_core(std::string_view text);

/// The same order number, as a customer types it: "123" is "№0000123".
bool same_order_number(std::string_view a, std::string_view b);

/// The orders of these sales, by the store's id (effect::WatchOrders).
OrderFilter make_watch_filter(const Ledger& ledger, const std::vector<SaleId>& sales);

} // namespace engine
