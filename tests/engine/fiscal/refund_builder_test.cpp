// Rules R28: by line and quantity, never above what remains, the last refund takes the rest.
#include "engine/fiscal/receipt_builder.h"
#include "engine/fiscal/refund_builder.h"
#include <gtest/gtest.h>

using namespace engine;

namespace {

FiscalSale sale_of_three() {
  SaleInput in;
  in.number = 1;
  in.cashier = "Kiosk 01";
  Attributes a;
  a.class_code = "04811001001000000";
  a.package_code = "1431970";
  a.vat_percent = 12;
  in.lines = {{"Nan", "", Quantity::pieces(3), Money::tiyin(3333), Money::tiyin(9999), Money::tiyin(9000), {}, a},
              {"Suw", "", Quantity::pieces(2), Money::tiyin(5000), Money::tiyin(10000), Money::tiyin(10000), {"m1", "m2"}, a},
              {"Alma", "", Quantity::thousandths(777), Money::tiyin(1000), Money::tiyin(777), Money::tiyin(777), {}, a}};
  in.received_cash = Money::tiyin(19777);
  return *build_sale(in);
}

RefundInput choose(std::vector<RefundPart> chosen, std::vector<RefundPart> earlier = {}) {
  RefundInput in;
  in.number = 2;
  in.cashier = "Staff";
  in.sale_qr_url = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=248429044289";
  in.chosen = std::move(chosen);
  in.earlier = std::move(earlier);
  return in;
}

} // namespace

TEST(Refund, PartsAddUpToTheLine_R28) {
  const auto sale = sale_of_three();
  std::vector<RefundPart> earlier;
  Money paid, vat, price, discount;
  for (int i = 0; i < 3; ++i) {
    const RefundPart one{0, Quantity::pieces(1), {}};
    const auto refund = build_refund(sale, choose({one}, earlier));
    ASSERT_TRUE(refund) << refund.error();
    EXPECT_EQ(refund->received_cash, Money::tiyin(3000));
    EXPECT_EQ(refund->received_card, Money{});
    EXPECT_EQ(refund->lines[0].product_price, Money::tiyin(3333));
    price += refund->lines[0].price;
    discount += refund->lines[0].discount;
    paid += refund->lines[0].paid();
    vat += refund->lines[0].vat;
    earlier.push_back(one);
  }
  EXPECT_EQ(price, sale.lines[0].price);
  EXPECT_EQ(discount, sale.lines[0].discount);
  EXPECT_EQ(paid, sale.lines[0].paid());
  EXPECT_EQ(vat, sale.lines[0].vat);
  const auto more = build_refund(sale, choose({{0, Quantity::pieces(1), {}}}, earlier));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error(), "line 1 (Nan): 1 asked, 0 remains");
}

TEST(Refund, WholeSaleComesBackAsItWasSold_R28) {
  const auto sale = sale_of_three();
  const auto all = refundable(sale, {});
  ASSERT_TRUE(all);
  const auto refund = build_refund(sale, choose(*all));
  ASSERT_TRUE(refund) << refund.error();
  EXPECT_EQ(refund->received_cash, sale.received_cash);
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    EXPECT_EQ(refund->lines[i].price, sale.lines[i].price);
    EXPECT_EQ(refund->lines[i].vat, sale.lines[i].vat);
    EXPECT_EQ(refund->lines[i].labels, sale.lines[i].labels);
  }
  EXPECT_TRUE(refundable(sale, *all)->empty());
}

TEST(Refund, Refusals_R28) {
  struct Case {
    const char* why;
    std::vector<RefundPart> chosen, earlier;
  };
  const auto q = [](std::int64_t n) { return Quantity::thousandths(n); };
  for (const auto& c : {
           Case{"the sale has no line 4", {{3, q(1000), {}}}, {}},
           Case{"line 1 chosen twice", {{0, q(1000), {}}, {0, q(1000), {}}}, {}},
           Case{"line 1 (Nan): quantity not above zero", {{0, q(0), {}}}, {}},
           Case{"line 1 (Nan): 3.001 asked, 3 remains", {{0, q(3001), {}}}, {}},
           Case{"line 2 (Suw): one marking code is needed for each piece", {{1, q(1000), {}}}, {}},
           Case{"line 2 (Suw): one marking code is needed for each piece", {{1, q(1500), {"m1"}}}, {}},
           Case{"line 2 (Suw): this marking code was not sold on this line", {{1, q(1000), {"x"}}}, {}},
           Case{"line 2 (Suw): this marking code was already taken back", {{1, q(1000), {"m1"}}}, {{1, q(1000), {"m1"}}}},
           Case{"line 3 (Alma): marking codes for goods sold without them", {{2, q(777), {"m1"}}}, {}},
           Case{"line 1: more was taken back than sold", {{2, q(1), {}}}, {{0, q(3000), {}}, {0, q(1), {}}}},
           Case{"line 2: marking code taken back twice", {{0, q(1000), {}}}, {{1, q(1000), {"m1"}}, {1, q(1000), {"m1"}}}},
           Case{"no lines", {}, {}},
       }) {
    const auto refund = build_refund(sale_of_three(), choose(c.chosen, c.earlier));
    ASSERT_FALSE(refund) << c.why;
    EXPECT_EQ(refund.error(), c.why);
  }
  auto nameless = choose({{0, q(1000), {}}});
  nameless.sale_qr_url.clear();
  EXPECT_EQ(build_refund(sale_of_three(), nameless).error(), "no address of the sale's receipt");
}

TEST(Refund, RestKnowsTheMarkingCodesThatAreLeft) {
  const auto rest = refundable(sale_of_three(), {{1, Quantity::pieces(1), {"m1"}}, {2, Quantity::thousandths(777), {}}});
  ASSERT_TRUE(rest);
  ASSERT_EQ(rest->size(), 2U);
  EXPECT_EQ((*rest)[0].line, 0U);
  EXPECT_EQ((*rest)[1].line, 1U);
  EXPECT_EQ((*rest)[1].labels, std::vector<std::string>{"m2"});
}

TEST(Refund, MixedPaymentComesBackInItsProportion) {
  auto sale = sale_of_three();
  sale.received_cash = Money::tiyin(7777);
  sale.received_card = Money::tiyin(12000);
  const auto first = build_refund(sale, choose({{0, Quantity::pieces(1), {}}}));
  const auto rest = build_refund(sale, choose(*refundable(sale, {{0, Quantity::pieces(1), {}}}), {{0, Quantity::pieces(1), {}}}));
  ASSERT_TRUE(first && rest);
  EXPECT_EQ(first->received_cash + rest->received_cash, sale.received_cash);
  EXPECT_EQ(first->received_card + rest->received_card, sale.received_card);
}
