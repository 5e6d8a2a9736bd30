#pragma once
// Why an order was given up: the words that the journal keeps (record::OrderAbandoned::reason, English). The staff's screens say them in
// their own languages (kiosk/staff/open_words.cpp), so each stands here, once, and a test asks for its translation.
#include <array>
#include <string_view>

namespace engine::abandoned {

inline constexpr std::string_view kiosk_stopped = "the kiosk stopped before it was paid";
inline constexpr std::string_view left_before_cash = "the customer left before paying cash";
inline constexpr std::string_view claim_issued = "part-paid in cash: a claim was issued";
inline constexpr std::string_view other_method = "the customer went back to the payment methods";
inline constexpr std::string_view gave_up_card = "the customer gave up paying by card";
inline constexpr std::string_view walked_off = "the customer walked off before paying";
inline constexpr std::string_view walked_off_at_code = "the customer walked off before the SMS code";
inline constexpr std::string_view answered_late = "its answer came after the customer had left";
inline constexpr std::string_view found_late = "found after the customer had left";
inline constexpr std::string_view due_unknown = "the sum after cashback could not be learnt";
inline constexpr std::string_view not_payable_exactly = "what is left after cashback cannot be paid exactly with notes";

inline constexpr std::array all{kiosk_stopped,      left_before_cash, claim_issued, other_method, gave_up_card,       walked_off,
                                walked_off_at_code, answered_late,    found_late,   due_unknown,  not_payable_exactly};

} // namespace engine::abandoned
