#include "engine/payment/cash_rules.h"

#include <algorithm>

namespace engine {

std::vector<std::int64_t> usable_notes(std::span<const std::int64_t> configured, std::span<const std::int64_t> validator) {
  std::vector<std::int64_t> notes;
  for (const auto note : configured)
    if (note > 0 && std::ranges::find(validator, note) != validator.end()) notes.push_back(note);
  std::ranges::sort(notes);
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  return notes;
}

std::vector<std::int64_t> accepted_notes(std::span<const std::int64_t> configured, std::span<const std::int64_t> validator, Overpay policy,
                                         Money left) {
  if (left <= Money{}) return {};
  auto notes = usable_notes(configured, validator);
  if (policy == Overpay::exact) std::erase_if(notes, [&](std::int64_t note) { return Money::som(note) > left; });
  return notes;
}

EscrowDecision decide_escrow(Overpay policy, std::span<const std::int64_t> usable, Money left, std::int64_t denomination) {
  if (left <= Money{} || std::ranges::find(usable, denomination) == usable.end()) return EscrowDecision::give_back;
  if (Money::som(denomination) <= left) return EscrowDecision::stack;
  return policy == Overpay::voucher ? EscrowDecision::ask_overpay : EscrowDecision::give_back;
}

CashSettlement settle_cash(Money due, Money inserted) {
  if (inserted < due) return {inserted, due - inserted, Money{}};
  return {due, Money{}, inserted - due};
}

bool reachable_exactly(Money due, std::span<const std::int64_t> usable) {
  if (usable.empty()) return false;
  const auto smallest = Money::som(*std::ranges::min_element(usable));
  return due.in_tiyin() % smallest.in_tiyin() == 0;
}

} // namespace engine
