// Rule R10: the mark in the address, and finding an order again by it or by its content.
#include "engine/payment/order_mark.h"

#include "engine/base/local_time.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(OrderMark, R10_written_as_the_rule_says) {
  EXPECT_EQ(format_mark({"nukus-01", 123, false}), "[nukus-01-000123]");
  EXPECT_EQ(format_mark({"nukus-01", 123, true}), "[nukus-01-000123 cash at kiosk, see receipt]");
  EXPECT_EQ(format_mark({"k", 1'234'567, false}), "[k-1234567]");
  EXPECT_EQ(address_with_mark("Ózbekstan 12", {"nukus-01", 7, false}), "Ózbekstan 12 [nukus-01-000007]");
  EXPECT_EQ(address_with_mark("", {"nukus-01", 7, false}), "[nukus-01-000007]");
}

TEST(OrderMark, R10_read_back) {
  for (const auto& mark : {OrderMark{"nukus-01", 1, false}, OrderMark{"nukus-01", 1, true}, OrderMark{"k", 999'999, false},
                           OrderMark{"a-b-c", 12'345'678, true}})
    for (const std::string words : {"", "Ózbekstan 12", "A [b]", "[nukus-01-000009]"}) {
      const auto address = address_with_mark(words, mark);
      EXPECT_EQ(parse_mark(address), mark) << address;
      EXPECT_EQ(address_without_mark(address), words) << address;
    }
}

TEST(OrderMark, R10_anything_else_is_no_mark) {
  for (const auto* address : {"",
                              "]",
                              "[",
                              "[]",
                              "[-]",
                              "[-000123]",
                              "[k-]",
                              "[k-123]",
                              "[k-0000123]",
                              "[k-000000]",
                              "[k--00123]",
                              "[k-+00123]",
                              "[k-000123 ]",
                              "[k-000123] ",
                              "[k-000123",
                              "k-000123]",
                              "[k-000123 cash at kiosk]",
                              "[k-000123x]",
                              "[k-99999999999999999999]",
                              "[k-000123 cash at kiosk, see receipt cash at kiosk, see receipt]"}) {
    EXPECT_FALSE(parse_mark(address)) << address;
    EXPECT_EQ(address_without_mark(address), address);
  }
}

TEST(OrderMark, R10_is_seen_in_the_text_of_an_order_that_cannot_be_read) {
  EXPECT_TRUE(mentions_mark(R"({"id":7,"receiver":{"address":"home [nukus-01-000002]"},"amount":oops})", "nukus-01", 2));
  EXPECT_TRUE(mentions_mark(R"({"address":"[nukus-01-000002 cash at kiosk, see receipt]"})", "nukus-01", 2));
  EXPECT_TRUE(mentions_mark("cut off: [nukus-01-000002", "nukus-01", 2));
  EXPECT_TRUE(mentions_mark("[nukus-01-0000021] [nukus-01-000002]", "nukus-01", 2));
  for (const auto* other : {"", "[nukus-01-000003]", "[nukus-02-000002]", "[nukus-01-0000021]", "nukus-01-000002", "[nukus-01-00000"})
    EXPECT_FALSE(mentions_mark(other, "nukus-01", 2)) << other;
}

class OrderContent : public ::testing::Test {
protected:
  OrderContent() {
    sent.items = {{8, Money::som(21'000), Quantity::pieces(1)}, {9, Money::som(4000), Quantity::thousandths(1500)}};
    sent.total = Money::som(27'000);
    sent.phone = "998991234567";
    sent.sent_at = *parse_iso_time("2026-11-22T14:00:00+05:00");
    sent.known_ids = {"18", "19"};
    same.id = "20";
    same.items = {sent.items[1], sent.items[0]};
    same.total_amount = sent.total;
    same.amount = Money::som(20'000); // cashback used
    same.receiver.phone = "+998 99 123-45-67";
    same.created_at = "2026-11-22T14:00:02.711761+05:00";
  }
  SentOrder sent;
  StoreOrder same;
};

TEST_F(OrderContent, R10_same_goods_total_and_phone_in_any_order) {
  EXPECT_TRUE(same_content(same, sent));
  auto split = same;
  split.items = {{8, Money::som(21'000), Quantity::pieces(1)},
                 {9, Money::som(4000), Quantity::thousandths(500)},
                 {9, Money::som(4000), Quantity::thousandths(1000)}};
  EXPECT_TRUE(same_content(split, sent));
}

TEST_F(OrderContent, R10_any_difference_is_another_order) {
  const auto differs = [&](auto change) {
    auto other = same;
    change(other);
    return !same_content(other, sent);
  };
  EXPECT_TRUE(differs([](StoreOrder& o) { o.total_amount = Money::tiyin(2'700'001); }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.receiver.phone = "998991234568"; }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.items.pop_back(); }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.items.push_back({10, Money::som(1), Quantity::pieces(1)}); }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.items[0].quantity = Quantity::thousandths(1501); }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.items[0].price = Money::som(4001); }));
  EXPECT_TRUE(differs([](StoreOrder& o) { o.items[0].product = 10; }));
}

TEST_F(OrderContent, R10_newness_by_id_and_time) {
  const auto fresh = [&](const char* created, const char* id = "20") {
    auto o = same;
    o.created_at = created;
    o.id = id;
    return is_new(o, sent);
  };
  EXPECT_TRUE(fresh("2026-11-22T14:00:00+05:00"));
  EXPECT_TRUE(fresh("2026-11-22T13:55:00+05:00"));
  EXPECT_FALSE(fresh("2026-11-22T13:54:59+05:00"));
  EXPECT_TRUE(fresh("2026-11-22T14:15:00+05:00"));
  EXPECT_FALSE(fresh("2026-11-22T14:15:01+05:00"));
  EXPECT_FALSE(fresh("2026-11-22T14:00:00+05:00", "19"));
  EXPECT_FALSE(fresh(""));
  EXPECT_FALSE(fresh("yesterday"));
}

TEST_F(OrderContent, R10_one_that_cannot_be_read_may_be_it) {
  const auto may_be = [&](auto change, std::string_view text) {
    auto told = same;
    told.items.clear();
    told.unread = "total_amount is not a sum in so'm";
    change(told);
    return may_be_it(told, text, sent);
  };
  const auto nothing_told = [](StoreOrder& o) {
    o = StoreOrder{};
    o.unread = "not JSON";
  };
  EXPECT_TRUE(may_be([](StoreOrder&) {}, ""));
  EXPECT_TRUE(may_be([](StoreOrder& o) { o.total_amount = {}; }, ""));
  EXPECT_TRUE(may_be(nothing_told, R"({"total_amount":27000,)"));
  EXPECT_TRUE(may_be(nothing_told, R"({"phone":"998991234567")"));
  // The told members speak against the order, or none speaks for it.
  EXPECT_FALSE(may_be([](StoreOrder& o) { o.id = "19"; }, "27000 998991234567"));
  EXPECT_FALSE(may_be([](StoreOrder& o) { o.created_at = "2026-11-21T14:00:02+05:00"; }, "27000 998991234567"));
  EXPECT_FALSE(may_be([](StoreOrder& o) { o.receiver.phone = "998990000000"; }, "27000"));
  EXPECT_FALSE(may_be([](StoreOrder& o) { o.total_amount = Money::som(5); }, "27000 998991234567"));
  EXPECT_FALSE(may_be(nothing_told, R"({"id":oops})"));
}

} // namespace
} // namespace engine
