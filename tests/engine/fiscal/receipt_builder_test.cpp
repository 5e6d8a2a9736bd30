// Rules R6, R7, R8, R9, R16, R22 and the arithmetic of section 5.1 of devices/fiscal/PROTOCOL.md.
#include "engine/fiscal/receipt_builder.h"
#include <gtest/gtest.h>

using namespace engine;

namespace {

Attributes goods(std::optional<int> vat = 12) {
  Attributes a;
  a.class_code = "04811001001000000";
  a.package_code = "1431970";
  a.vat_percent = vat;
  return a;
}

SaleLine line(std::int64_t list, std::int64_t paid, std::optional<int> vat = 12, std::int64_t thousandths = 1000) {
  SaleLine l;
  l.name = "Shay";
  l.barcode = "4780000000007";
  l.quantity = Quantity::thousandths(thousandths);
  l.list_unit_price = Money::tiyin(list);
  l.list_total = Money::tiyin(list);
  l.paid_total = Money::tiyin(paid);
  l.attributes = goods(vat);
  return l;
}

SaleInput cash_sale(std::vector<SaleLine> lines) {
  SaleInput in;
  in.number = 7;
  in.cashier = "Kiosk 01";
  in.lines = std::move(lines);
  for (const auto& l : in.lines) in.received_cash += l.paid_total;
  return in;
}

std::string error_of(const SaleInput& in) {
  const auto built = build_sale(in);
  return built ? std::string() : built.error();
}

} // namespace

TEST(FiscalArithmetic, VatIsInsideTheSumHalfUp_R6) {
  struct Case {
    std::int64_t price, discount;
    std::optional<int> percent;
    std::int64_t vat;
  };
  for (const auto& c :
       {Case{10000, 2000, 15, 1043}, Case{10000, 1000, 10, 818}, Case{10000, 900, 12, 975}, Case{10000, 800, 0, 0},
        Case{10000, 0, 15, 1304}, Case{10000, 1000, 15, 1174}, Case{10000, 0, 10, 909}, Case{800000, 0, 12, 85714},
        Case{100000, 0, 12, 10714}, Case{50000, 0, 12, 5357}, Case{50000, 0, std::nullopt, 0}, Case{14, 0, 12, 2}, Case{0, 0, 12, 0}}) {
    EXPECT_EQ(vat_inside(Money::tiyin(c.price - c.discount), c.percent), Money::tiyin(c.vat)) << c.price << " " << c.discount;
  }
}

TEST(FiscalArithmetic, DiscountPercentIsWholeAndAtLeastOne_R6) {
  struct Case {
    std::int64_t price, discount;
    int percent;
  };
  for (const auto& c : {Case{28949, 34, 1}, Case{10000, 0, 0}, Case{10000, 1, 1}, Case{10000, 149, 1}, Case{10000, 150, 2},
                        Case{10000, 1500, 15}, Case{230000, 115000, 50}, Case{10000, 10000, 100}, Case{10000, 9999, 100}}) {
    EXPECT_EQ(whole_discount_percent(Money::tiyin(c.price), Money::tiyin(c.discount)), c.percent) << c.discount;
  }
}

TEST(BuildSale, FieldsOfALine_R6) {
  auto l = line(50000, 42000);
  l.labels = {"05367567230048c?eN1(o0029"};
  l.attributes.unit = 5;
  l.attributes.unit_name = "kilogramm";
  l.attributes.owner_type = 1;
  l.attributes.commission_inn = "123456789";
  l.attributes.commission_pinfl = "12345678912345";
  const auto sale = build_sale(cash_sale({l}));
  ASSERT_TRUE(sale) << sale.error();
  EXPECT_EQ(sale->number, 7);
  EXPECT_EQ(sale->type, ReceiptType::order); // R22
  ASSERT_EQ(sale->lines.size(), 1U);
  const auto& f = sale->lines[0];
  EXPECT_EQ(f.price, Money::tiyin(50000));
  EXPECT_EQ(f.product_price, Money::tiyin(50000));
  EXPECT_EQ(f.discount, Money::tiyin(8000));
  EXPECT_EQ(f.discount_percent, 16);
  EXPECT_EQ(f.vat, Money::tiyin(4500));
  EXPECT_EQ(f.other, Money{});
  EXPECT_EQ(f.unit, 5);
  EXPECT_EQ(f.unit_name, "kilogramm");
  EXPECT_EQ(f.class_code, "04811001001000000");
  EXPECT_EQ(f.package_code, "1431970");
  EXPECT_EQ(f.labels, l.labels);
  EXPECT_EQ(f.commission_inn, "123456789");
  EXPECT_EQ(f.commission_pinfl, "12345678912345");
  EXPECT_EQ(f.owner_type, 1);
}

TEST(BuildSale, MixedPaymentVector) {
  // OrderRequest3: total 35300 = 5300 cash (9000 given, 3700 change) + 30000 card.
  auto in = cash_sale({line(10000, 8000, 15), line(10000, 9000, 10), line(10000, 9100, 12), line(10000, 9200, 0)});
  in.received_cash = Money::tiyin(5300);
  in.change = Money::tiyin(3700);
  in.received_card = Money::tiyin(30000);
  const auto sale = build_sale(in);
  ASSERT_TRUE(sale) << sale.error();
  EXPECT_EQ(totals_of(sale->lines).paid, Money::tiyin(35300));
  EXPECT_EQ(totals_of(sale->lines).vat, Money::tiyin(1043 + 818 + 975));
  EXPECT_EQ(sale->change, Money::tiyin(3700));
}

TEST(BuildSale, TotalsOfTheOtherVectors) {
  auto five = build_sale(cash_sale({line(10000, 10000, 15), line(10000, 9000, 15), line(10000, 10000, 15)}));
  ASSERT_TRUE(five);
  EXPECT_EQ(totals_of(five->lines).paid, Money::tiyin(29000));
  auto four = build_sale(cash_sale({line(10000, 10000, 15), line(10000, 10000, 10)}));
  ASSERT_TRUE(four);
  EXPECT_EQ(totals_of(four->lines).paid, Money::tiyin(20000));
  EXPECT_EQ(totals_of(four->lines).vat, Money::tiyin(1304 + 909));
}

TEST(BuildSale, FromACartLine_R3_R6) {
  CartLine c;
  c.name = "Alma";
  c.quantity = Quantity::thousandths(333);
  c.list_price = Money::tiyin(1000001);
  c.unit_price = Money::tiyin(900001);
  c.attributes = goods();
  auto sold = sale_line(c);
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->list_total, Money::tiyin(333000)); // 333000.333
  EXPECT_EQ(sold->paid_total, Money::tiyin(299700)); // 299700.333
  c.label_total = Money::som(3500);                  // a price-coded label is the line's price; the weight does not change it
  sold = sale_line(c);
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->list_total, Money::som(3500));
  EXPECT_EQ(sold->paid_total, Money::som(3500));
  c.attributes.reset();
  EXPECT_FALSE(sale_line(c)); // R4
}

TEST(BuildSale, DeliveryFeeIsALine_R7) {
  auto row = goods();
  row.owner_type = 2;
  row.barcodes = {"4780000099999"};
  const auto sale = build_sale(cash_sale({line(10000, 10000), delivery_line("Jetkeriw", Money::som(7000), row)}));
  ASSERT_TRUE(sale) << sale.error();
  const auto& fee = sale->lines.back();
  EXPECT_EQ(fee.name, "Jetkeriw");
  EXPECT_EQ(fee.owner_type, 2);
  EXPECT_EQ(fee.amount, Quantity::pieces(1));
  EXPECT_EQ(fee.price, Money::som(7000));
  EXPECT_EQ(fee.vat, Money::som(750));
}

TEST(BuildSale, CashbackIsSpreadByLargestRemainder_R8) {
  auto in = cash_sale({line(100, 100), line(100, 100), line(100, 100)});
  in.cashback_used = Money::tiyin(100);
  in.received_cash = Money::tiyin(200);
  auto sale = build_sale(in);
  ASSERT_TRUE(sale) << sale.error();
  EXPECT_EQ(sale->lines[0].discount, Money::tiyin(34));
  EXPECT_EQ(sale->lines[1].discount, Money::tiyin(33));
  EXPECT_EQ(sale->lines[2].discount, Money::tiyin(33));

  in = cash_sale({line(1, 1), line(99, 99), line(900, 400)});
  in.cashback_used = Money::tiyin(499);
  in.received_cash = Money::tiyin(1);
  sale = build_sale(in);
  ASSERT_TRUE(sale) << sale.error();
  EXPECT_EQ(totals_of(sale->lines).paid, Money::tiyin(1));

  in.cashback_used = Money::tiyin(501);
  EXPECT_EQ(error_of(in), "cashback exceeds what the lines cost");
}

TEST(BuildSale, RoundingGoesToTheLargestLine_R9) {
  const auto due = floor_cash_due(Money::tiyin(12345678));
  EXPECT_EQ(due.due, Money::som(123456));
  EXPECT_EQ(due.rounding, Money::tiyin(78));
  auto in = cash_sale({line(345678, 345678), line(12000000, 12000000)});
  in.received_cash = due.due;
  in.rounding = due.rounding;
  const auto sale = build_sale(in);
  ASSERT_TRUE(sale) << sale.error();
  EXPECT_EQ(sale->lines[0].discount, Money{});
  EXPECT_EQ(sale->lines[1].discount, Money::tiyin(78));
  EXPECT_EQ(sale->lines[1].discount_percent, 1);
  in.rounding = Money::som(1);
  EXPECT_EQ(error_of(in), "rounding is not below one so'm");
}

TEST(BuildSale, OverpayIsChange_R16) {
  auto in = cash_sale({line(4200000, 4200000)});
  in.change = Money::som(8000);
  const auto sale = build_sale(in);
  ASSERT_TRUE(sale);
  EXPECT_EQ(sale->received_cash, Money::som(42000));
  EXPECT_EQ(sale->change, Money::som(8000));
}

TEST(BuildSale, LongNamesAreCutBetweenCharacters) {
  auto l = line(100, 100);
  l.name.clear();
  for (int i = 0; i < 70; ++i) l.name += "ó";
  const auto sale = build_sale(cash_sale({l}));
  ASSERT_TRUE(sale);
  EXPECT_EQ(sale->lines[0].name, l.name.substr(0, 126)); // 63 characters of two bytes
}

TEST(BuildSale, RefusesWhatTheModuleWouldRefuse) {
  struct Case {
    const char* why;
    void (*spoil)(SaleInput&);
  };
  for (const auto& c : {
           Case{"no lines", [](SaleInput& in) { in.lines.clear(); }},
           Case{"Shay: costs 11000 of a list price of 10000", [](SaleInput& in) { in.lines[0].paid_total = Money::tiyin(11000); }},
           Case{"lines come to 10000 but received are 9999", [](SaleInput& in) { in.received_cash = Money::tiyin(9999); }},
           Case{"the total is zero", [](SaleInput& in) { in.lines[0].paid_total = in.received_cash = Money{}; }},
           Case{"number not above zero", [](SaleInput& in) { in.number = 0; }},
           Case{"no cashier", [](SaleInput& in) { in.cashier.clear(); }},
           Case{"line 1 (Shay): quantity not above zero", [](SaleInput& in) { in.lines[0].quantity = Quantity{}; }},
           Case{"line 1 (Shay): class_code is not a number of up to 18 digits",
                [](SaleInput& in) { in.lines[0].attributes.class_code = "0481100100100000 "; }},
           Case{"line 1 (Shay): package_code is not a number of up to 20 digits",
                [](SaleInput& in) { in.lines[0].attributes.package_code.clear(); }},
           Case{"line 1 (Shay): no unit name", [](SaleInput& in) { in.lines[0].attributes.unit_name.clear(); }},
           Case{"line 1 (Shay): owner_type out of 0 to 2", [](SaleInput& in) { in.lines[0].attributes.owner_type = 3; }},
           Case{"line 1 (Shay): vat_percent out of 0 to 99", [](SaleInput& in) { in.lines[0].attributes.vat_percent = 100; }},
           Case{"line 1 (Shay): commission_inn is not 9 digits", [](SaleInput& in) { in.lines[0].attributes.commission_inn = "12"; }},
           Case{"line 1 (Shay): commission_pinfl is not 14 digits", [](SaleInput& in) { in.lines[0].attributes.commission_pinfl = "12"; }},
           Case{"line 1 (Shay): 2 marking codes for a quantity of 1",
                [](SaleInput& in) {
                  in.lines[0].labels = {"a", "b"};
                }},
           Case{"change without cash",
                [](SaleInput& in) {
                  std::swap(in.received_card, in.received_cash);
                  in.change = Money::tiyin(1);
                }},
           Case{"wallet payment without its id or without received_card", [](SaleInput& in) { in.wallet = WalletPayment{}; }},
           Case{"a sum overflows",
                [](SaleInput& in) {
                  in.lines[0].list_total = in.lines[0].paid_total = Money::tiyin(INT64_MAX);
                  in.lines.push_back(in.lines[0]);
                }},
           Case{"line 1 (Shay): price above the module's limit",
                [](SaleInput& in) { in.lines[0].list_total = in.lines[0].paid_total = Money::tiyin(10'000'000'000'000'000); }},
       }) {
    auto in = cash_sale({line(10000, 10000)});
    c.spoil(in);
    EXPECT_EQ(error_of(in), c.why);
  }
}

TEST(BuildSale, OneMarkingCodeNeverTwice_R1) {
  auto a = line(100, 100);
  a.labels = {"code"};
  auto in = cash_sale({a, a});
  EXPECT_EQ(error_of(in), "line 2: marking code twice on one receipt");
}

TEST(CheckReceipt, CatchesWhatABuilderWouldNotMake) {
  const auto good = build_sale(cash_sale({line(10000, 9000)}));
  ASSERT_TRUE(good);
  struct Case {
    const char* why;
    void (*spoil)(FiscalLine&);
  };
  for (const auto& c :
       {Case{"line 1 (Shay): vat is 965, must be 964", [](FiscalLine& l) { l.vat += Money::tiyin(1); }},
        Case{"line 1 (Shay): discount_percent is 0, must be 10", [](FiscalLine& l) { l.discount_percent = 0; }},
        Case{"line 1 (Shay): discount 1000 and other 9001 exceed the price 10000", [](FiscalLine& l) { l.other = Money::tiyin(9001); }},
        Case{"line 1 (Shay): vat is 964, must be 0", [](FiscalLine& l) { l.vat_percent.reset(); }}}) {
    auto sale = *good;
    c.spoil(sale.lines[0]);
    const auto checked = check_receipt(sale);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error(), c.why);
  }
}
