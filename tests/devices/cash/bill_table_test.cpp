#include "devices/cash/bill_table.h"

#include "tests/devices/cash/hex.h"
#include <gtest/gtest.h>

namespace {

using namespace devices::ccnet;
using Amounts = std::vector<std::int64_t>;

const Amounts uzbek{1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};

/// Words "mantissa country exponent" from type 0 on.
BillTable table(std::initializer_list<std::tuple<int, const char*, int>> words) {
  devices::Bytes body(BillTable::answer_size, 0);
  std::size_t at = 0;
  for (const auto& [mantissa, country, exponent] : words) {
    body[at] = static_cast<std::uint8_t>(mantissa);
    for (std::size_t i = 0; i < 3; ++i) body[at + 1 + i] = static_cast<std::uint8_t>(country[i]);
    body[at + 4] = static_cast<std::uint8_t>(exponent);
    at += 5;
  }
  return *BillTable::parse(body);
}

TEST(BillTable, BothUzbekCodesAreUnderstood) {
  for (const auto* code : {"UZB", "UZS"}) {
    const auto t = table({{1, code, 3}, {2, code, 3}, {5, code, 3}, {1, code, 4}, {2, code, 4}, {5, code, 4}, {1, code, 5}, {2, code, 5}});
    EXPECT_EQ(t.denominations(), uzbek) << code;
    EXPECT_EQ(t.types_of(uzbek), 0xFFU);
    EXPECT_EQ(t.countries(), code);
  }
}

TEST(BillTable, ForeignNotesAreNoMoneyHere) {
  const auto t = table({{5, "UKR", 0}, {1, "UZS", 3}, {1, "USA", 0}});
  EXPECT_EQ(t.denominations(), (Amounts{1000}));
  EXPECT_EQ(t.denomination(0), std::nullopt);
  EXPECT_EQ(t.countries(), "UKR, USA, UZS");
}

TEST(BillTable, HolesAndAnyOrderAreNormal) {
  const auto t = table({{0, "\0\0\0", 0}, {2, "UZB", 5}, {0, "UZB", 3}, {1, "UZB", 3}});
  EXPECT_EQ(t.denomination(0), std::nullopt);
  EXPECT_EQ(t.denomination(1), 200000);
  EXPECT_EQ(t.denomination(2), std::nullopt);
  EXPECT_EQ(t.denomination(3), 1000);
  EXPECT_EQ(t.denomination(24), std::nullopt);
  EXPECT_EQ(t.denomination(255), std::nullopt);
  EXPECT_EQ(t.denominations(), (Amounts{1000, 200000}));
  EXPECT_EQ(t.types_of({1000}), 1U << 3U);
}

TEST(BillTable, TwoTypesMayShareADenomination) {
  const auto t = table({{1, "UZB", 3}, {10, "UZB", 2}});
  EXPECT_EQ(t.denominations(), (Amounts{1000}));
  EXPECT_EQ(t.types_of({1000}), 3U);
  EXPECT_EQ(t.types_of({2000}), 0U);
  EXPECT_EQ(t.types_of({}), 0U);
}

TEST(BillTable, TheCouponsNumberIsNoBillType) {
  devices::Bytes body(BillTable::answer_size, 0);
  const devices::Bytes word{1, 'U', 'Z', 'B', 3};
  std::copy(word.begin(), word.end(), body.begin() + 23 * 5);
  const auto t = *BillTable::parse(body);
  EXPECT_EQ(t.denomination(coupon_type), std::nullopt);
  EXPECT_TRUE(t.denominations().empty());
}

struct AmountCase {
  int mantissa, exponent;
  std::optional<std::int64_t> amount;
};
TEST(BillTable, Amounts) {
  const AmountCase cases[] = {
      {1, 3, 1000},        {2, 5, 200000},        {255, 0, 255}, {0, 3, {}},   {100, 0x80 | 2, 1}, {50, 0x80 | 1, 5}, {5, 0x81, {}},
      {100, 0x80 | 3, {}}, {1, 9, 1'000'000'000}, {2, 9, {}},    {1, 127, {}}, {255, 0xFF, {}},    {1, 0x80, 1},
  };
  for (const auto& c : cases)
    EXPECT_EQ(bill_amount(static_cast<std::uint8_t>(c.mantissa), static_cast<std::uint8_t>(c.exponent)), c.amount)
        << c.mantissa << " / " << c.exponent;
}

TEST(BillTable, OnlyWholeTablesAreRead) {
  EXPECT_FALSE(BillTable::parse(devices::Bytes(119, 0)));
  EXPECT_FALSE(BillTable::parse(devices::Bytes(121, 0)));
  EXPECT_FALSE(BillTable::parse(devices::Bytes(240, 0))) << "the 48-type variant is never switched on";
  EXPECT_TRUE(BillTable::parse(devices::Bytes(120, 0)));
}

TEST(BillTable, EncodesWhatItRead) {
  const auto t = table({{1, "UZB", 3}, {7, "\x01?\xFF", 0x82}});
  EXPECT_EQ(*BillTable::parse(t.encode()), t);
  EXPECT_EQ(t.countries(), "???, UZB");
}

} // namespace
