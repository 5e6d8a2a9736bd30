#pragma once
// Bodies of the requests to the store (engine/store/PROTOCOL.md sections 3, 6.1 and 7.1). Pure. Money goes
// out in so'm as an integer or plain decimal, quantities as plain decimals, never in exponent form (rules R3, R5). Bodies
// that carry a password, a card or an SMS code are built in locked, wiped memory and nowhere else.
#include "engine/ports/store.h"
#include <string>

namespace engine::store {

SecretBuffer write_log_in(const std::string& phone, const SecretBuffer& password);
std::string write_refresh(const std::string& refresh_token);
/// The message for the orders socket. Coordinates are null without a point; an empty address is left out.
std::string write_create_order(const OrderRequest& request);
std::string write_get_orders();
/// order_id goes out as a number when it is one.
std::string write_create_receipt(const std::string& order_id, Money amount);
/// Sends the expiry under both names that clients use (engine/store/PROTOCOL.md section 7.1). Precondition: valid_card().
SecretBuffer write_create_card(const CardSecret& card);
std::string write_card_token(const std::string& token); ///< get_verify_code, check_card
SecretBuffer write_verify_card(const std::string& token, const SecretBuffer& code);
std::string write_pay_receipt(const std::string& token, const std::string& receipt_id);

/// 16 digits, and an expiry of four digits with a month from 01 to 12. "0399" is valid (rules R21); the check digit is the
/// server's business.
bool valid_card(const CardSecret& card);
/// ^998\d{9}$
bool valid_phone(std::string_view phone);

} // namespace engine::store
