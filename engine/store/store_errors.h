#pragma once
// The meaning of the store's refusals (engine/store/PROTOCOL.md sections 2 and 10.2). One Payme code carries several causes, so screens are driven by
// the class; the raw code is kept for the log. Pure.
#include "engine/base/outcome.h"
#include <string>
#include <string_view>

namespace engine::store {

/// The request that was refused: some error codes mean one thing for an SMS code and another for a card.
enum class StoreCall { log_in, read, create_order, create_receipt, create_card, request_code, verify_card, pay_receipt, clear_cart };

/// http_status: the status line's number, 200 for messages of the orders socket. code: errorCode as text, "" when null.
RefusalClass classify(StoreCall call, int http_status, std::string_view code, std::string_view text);

/// True when such an error of receipts_pay leaves no doubt that no money was taken. "Already paid", trouble of the
/// processing centre and a server that failed half-way leave a doubt: get_orders is asked then (rules R14).
bool definitely_unpaid(int http_status, std::string_view code);

} // namespace engine::store
