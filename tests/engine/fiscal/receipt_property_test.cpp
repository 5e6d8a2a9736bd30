// Invariants over many sales (rules R6, R8, R9, R28).
#include "engine/fiscal/receipt_builder.h"
#include "engine/fiscal/refund_builder.h"
#include <gtest/gtest.h>
#include <rapidcheck.h>

using namespace engine;

namespace {

SaleLine random_line() {
  SaleLine line;
  line.name = "x";
  const bool weighed = *rc::gen::arbitrary<bool>();
  line.quantity =
      Quantity::thousandths(weighed ? *rc::gen::inRange<std::int64_t>(1, 20000) : 1000 * *rc::gen::inRange<std::int64_t>(1, 99));
  line.list_unit_price = Money::tiyin(*rc::gen::inRange<std::int64_t>(100, 500'000'000));
  line.list_total = price_of(line.list_unit_price, line.quantity);
  const bool discounted = *rc::gen::arbitrary<bool>();
  const auto list = line.list_total.in_tiyin();
  line.paid_total = discounted ? Money::tiyin(*rc::gen::inRange<std::int64_t>(0, list + 1)) : line.list_total;
  line.attributes.class_code = "04811001001000000";
  line.attributes.package_code = "1431970";
  const int vat = *rc::gen::element(-1, 0, 12, 15);
  if (vat >= 0) line.attributes.vat_percent = vat;
  return line;
}

/// A cash sale with cashback and rounding, as the kiosk makes them.
SaleInput random_sale() {
  SaleInput in;
  in.number = 1;
  in.cashier = "k";
  const auto count = *rc::gen::inRange<std::size_t>(1, 12);
  Money total;
  for (std::size_t i = 0; i < count; ++i) {
    in.lines.push_back(random_line());
    total += in.lines.back().paid_total;
  }
  in.cashback_used = Money::tiyin(*rc::gen::inRange<std::int64_t>(0, total.in_tiyin() / 2 + 1));
  const auto due = floor_cash_due(total - in.cashback_used);
  in.received_cash = due.due;
  in.rounding = due.rounding;
  return in;
}

} // namespace

TEST(ReceiptProperty, EveryBuiltSaleMeetsTheInvariants) {
  EXPECT_TRUE(rc::check([] {
    const auto in = random_sale();
    RC_PRE(!in.received_cash.is_zero());
    const auto sale = build_sale(in);
    if (!sale) {
      // The only reason left: a total split so thinly that no line holds the rounding.
      RC_ASSERT(sale.error() == "rounding exceeds the largest line");
      return;
    }
    RC_ASSERT(totals_of(sale->lines).paid == in.received_cash);
    for (const auto& line : sale->lines) {
      RC_ASSERT(line.discount >= Money{} && line.discount <= line.price);
      RC_ASSERT(line.discount.is_zero() == (line.discount_percent == 0));
      RC_ASSERT(line.vat == vat_inside(line.paid(), line.vat_percent));
    }
    RC_ASSERT(check_receipt(*sale).has_value());
  }));
}

TEST(ReceiptProperty, SpreadIsExactProportionalAndNeverAboveALine_R8) {
  EXPECT_TRUE(rc::check([] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 20);
    std::vector<Money> weights;
    Money total;
    for (std::size_t i = 0; i < count; ++i) {
      weights.push_back(Money::tiyin(*rc::gen::inRange<std::int64_t>(0, 10'000'000'000)));
      total += weights.back();
    }
    const Money sum = Money::tiyin(*rc::gen::inRange<std::int64_t>(0, total.in_tiyin() + 1));
    const auto shares = spread_over(sum, weights);
    RC_ASSERT(shares.has_value());
    Money spread;
    for (std::size_t i = 0; i < count; ++i) {
      RC_ASSERT((*shares)[i] >= Money{} && (*shares)[i] <= weights[i]);
      if (!total.is_zero()) {
        const Money ideal = multiply_ratio_half_up(weights[i], sum.in_tiyin(), total.in_tiyin());
        RC_ASSERT(ideal - (*shares)[i] <= Money::tiyin(1) && (*shares)[i] - ideal <= Money::tiyin(1));
      }
      spread += (*shares)[i];
    }
    RC_ASSERT(spread == sum);
    RC_ASSERT(!spread_over(total + Money::tiyin(1), weights));
  }));
}

TEST(ReceiptProperty, RefundsInAnyPartsComeToTheSale_R28) {
  EXPECT_TRUE(rc::check([] {
    const auto in = random_sale();
    RC_PRE(!in.received_cash.is_zero());
    const auto sale = build_sale(in);
    RC_PRE(sale.has_value());
    std::vector<RefundPart> earlier;
    Money cash, vat;
    for (int round = 0; round < 200; ++round) {
      auto rest = refundable(*sale, earlier);
      RC_ASSERT(rest.has_value());
      if (rest->empty()) break;
      for (auto& part : *rest) {
        if (round < 5) part.amount = Quantity::thousandths(*rc::gen::inRange<std::int64_t>(1, part.amount.in_thousandths() + 1));
      }
      RefundInput input{2, "s", "https://ofd.soliq.uz/check?t=1", earlier, *rest, ""};
      const auto refund = build_refund(*sale, input);
      // Parts so small that nothing was paid for them: nothing to give back, only the next larger part has
      // money.
      if (!refund) {
        RC_ASSERT(refund.error() == "the total is zero");
        if (round < 5) continue;
        break;
      }
      cash += refund->received_cash;
      vat += totals_of(refund->lines).vat;
      RC_ASSERT(cash <= sale->received_cash);
      earlier.insert(earlier.end(), rest->begin(), rest->end());
    }
    RC_ASSERT(cash == sale->received_cash);
    RC_ASSERT(vat == totals_of(sale->lines).vat);
  }));
}
