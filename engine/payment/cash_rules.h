#pragma once
// Which notes are taken, and what becomes of one (rules R9, R16, R19). Pure. Denominations are whole so'm.
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/sale/kinds.h"
#include <span>
#include <vector>

namespace engine {

inline constexpr Millis overpay_hold_every{5000};     ///< the validator returns an escrowed note after 10 s without HOLD
inline constexpr Millis overpay_answer_within{20000}; ///< unanswered, the note goes back

/// Rules R9: what is to be paid in cash for this total: whole so'm, down.
constexpr Money cash_due(Money total) { return total.floor_to_som(); }
/// Rules R9: what that leaves, which is discount on the largest line. 0 to 99 tiyin.
constexpr Money cash_rounding(Money total) { return total - cash_due(total); }

/// The notes that the kiosk can ever take: configured and in the validator's own table, ascending, each once.
std::vector<std::int64_t> usable_notes(std::span<const std::int64_t> configured, std::span<const std::int64_t> validator);

/// The notes taken now. voucher: all usable notes while something is left to pay. exact: the usable notes that are not above the rest. Nothing left: no
/// notes.
std::vector<std::int64_t> accepted_notes(std::span<const std::int64_t> configured, std::span<const std::int64_t> validator, Overpay policy,
                                         Money left);

enum class EscrowDecision {
  stack,       ///< take it
  ask_overpay, ///< hold it and ask the customer whether the rest may become a voucher
  give_back,
};
BOOST_DESCRIBE_ENUM(EscrowDecision, stack, ask_overpay, give_back)

/// What to do with the note in escrow. `usable`: usable_notes(); a note outside it goes back.
EscrowDecision decide_escrow(Overpay policy, std::span<const std::int64_t> usable, Money left, std::int64_t denomination);

/// The sums of a sale that was paid in cash (rules R16): the receipt takes `received`, the voucher is the change.
struct CashSettlement {
  Money received; ///< the cash on the receipt: the sum to pay, or less while it is part-paid
  Money left;     ///< still to be paid
  Money voucher;  ///< above the due
  friend bool operator==(const CashSettlement&, const CashSettlement&) = default;
};
CashSettlement settle_cash(Money due, Money inserted);

/// Rules R16: under `exact` a due can be reached only when it is a whole number of the smallest note.
bool reachable_exactly(Money due, std::span<const std::int64_t> usable);

} // namespace engine
