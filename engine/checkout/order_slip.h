#pragma once
// The code on a slip that stands in for the phone's digits when an order's status is asked: the order's number and a code that only this
// kiosk can have written (HMAC-SHA-256 with its salt). Numbers run on, so a number alone shows nothing. Pure.
#include <string>
#include <string_view>

namespace engine {

/// 8 characters of `order_slip_alphabet`; the same for "123" and "№0000123".
std::string order_slip_mac(std::string_view salt, std::string_view order_number);
/// Was it written by this kiosk? Takes the same time wherever it differs. Never with an empty salt.
bool is_order_slip_mac(std::string_view salt, std::string_view order_number, std::string_view mac);
/// The printed text: the number by its figures, which are short and which every scanner can type. Empty when there is none.
std::string order_slip_code(std::string_view salt, std::string_view order_number);

} // namespace engine
