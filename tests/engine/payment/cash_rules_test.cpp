// Rules R9 and R16: whole so'm, which notes are taken, and what becomes of one.
#include "engine/payment/cash_rules.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

using Notes = std::vector<std::int64_t>;
const Notes configured{1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
const Notes validator{1000, 5000, 10000, 50000, 100000};

TEST(CashRules, R9_due_is_floored_to_whole_som_and_nothing_is_lost) {
  for (const std::int64_t tiyin : {0, 1, 99, 100, 101, 4'200'000, 4'200'050, 4'200'099}) {
    const auto total = Money::tiyin(tiyin);
    EXPECT_EQ(cash_due(total), Money::som(tiyin / 100)) << tiyin;
    EXPECT_EQ(cash_due(total) + cash_rounding(total), total) << tiyin;
    EXPECT_LT(cash_rounding(total), Money::som(1)) << tiyin;
    EXPECT_GE(cash_rounding(total), Money{}) << tiyin;
  }
}

TEST(CashRules, R16_only_notes_that_are_configured_and_in_the_validators_table) {
  EXPECT_EQ(usable_notes(configured, validator), validator);
  EXPECT_EQ(usable_notes(validator, configured), validator);
  EXPECT_EQ(usable_notes(Notes{5000, 1000, 5000, 0, -1000}, Notes{-1000, 0, 1000, 5000}), (Notes{1000, 5000}));
  EXPECT_EQ(usable_notes(configured, Notes{}), Notes{});
}

TEST(CashRules, R16_accepted_notes_by_policy) {
  struct Case {
    Overpay policy;
    Money left;
    Notes accepted;
  };
  for (const auto& c : std::initializer_list<Case>{
           {Overpay::voucher, Money::som(42'000), validator},
           {Overpay::voucher, Money::som(1), validator},
           {Overpay::voucher, Money{}, {}},
           {Overpay::voucher, Money::som(-5), {}},
           {Overpay::exact, Money::som(42'000), {1000, 5000, 10000}},
           {Overpay::exact, Money::som(50'000), {1000, 5000, 10000, 50000}},
           {Overpay::exact, Money::tiyin(4'999'999), {1000, 5000, 10000}},
           {Overpay::exact, Money::som(999), {}},
           {Overpay::exact, Money{}, {}},
       })
    EXPECT_EQ(accepted_notes(configured, validator, c.policy, c.left), c.accepted) << c.left.to_som_text();
}

TEST(CashRules, R16_decision_at_escrow) {
  struct Case {
    Overpay policy;
    std::int64_t left; // so'm
    std::int64_t note;
    EscrowDecision decision;
  };
  using enum EscrowDecision;
  for (const auto& c : std::initializer_list<Case>{
           {Overpay::voucher, 42'000, 10'000, stack},
           {Overpay::voucher, 50'000, 50'000, stack},
           {Overpay::voucher, 49'999, 50'000, ask_overpay},
           {Overpay::voucher, 1, 1000, ask_overpay},
           {Overpay::voucher, 42'000, 20'000, give_back}, // not in the validator's table
           {Overpay::voucher, 42'000, 7000, give_back},   // no such note
           {Overpay::voucher, 0, 1000, give_back},        // paid already
           {Overpay::exact, 50'000, 50'000, stack},
           {Overpay::exact, 49'000, 50'000, give_back},
           {Overpay::exact, 0, 1000, give_back},
       })
    EXPECT_EQ(decide_escrow(c.policy, usable_notes(configured, validator), Money::som(c.left), c.note), c.decision)
        << c.left << " " << c.note;
}

TEST(CashRules, R16_settlement_splits_into_received_left_and_voucher) {
  EXPECT_EQ(settle_cash(Money::som(42'000), Money{}), (CashSettlement{Money{}, Money::som(42'000), Money{}}));
  EXPECT_EQ(settle_cash(Money::som(42'000), Money::som(40'000)), (CashSettlement{Money::som(40'000), Money::som(2000), Money{}}));
  EXPECT_EQ(settle_cash(Money::som(42'000), Money::som(42'000)), (CashSettlement{Money::som(42'000), Money{}, Money{}}));
  EXPECT_EQ(settle_cash(Money::som(42'000), Money::som(50'000)), (CashSettlement{Money::som(42'000), Money{}, Money::som(8000)}));
}

TEST(CashRules, R16_exact_needs_a_multiple_of_the_smallest_note) {
  EXPECT_TRUE(reachable_exactly(Money::som(42'000), validator));
  EXPECT_FALSE(reachable_exactly(Money::som(42'500), validator));
  EXPECT_FALSE(reachable_exactly(Money::tiyin(4'200'001), validator));
  EXPECT_FALSE(reachable_exactly(Money::som(42'000), Notes{5000, 10000}));
  EXPECT_FALSE(reachable_exactly(Money::som(42'000), Notes{}));
}

} // namespace
} // namespace engine
