#include "engine/store/order_answers.h"
#include "engine/store/orders_stream.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace engine::store {
namespace {

using testing::ElementsAre;

struct Split {
  std::vector<std::string> orders;
  std::string envelope;
  bool complete = false;
  friend bool operator==(const Split&, const Split&) = default;
};

Split split(std::string_view text, std::size_t step) {
  OrdersStream stream;
  Split result;
  for (std::size_t i = 0; i < text.size(); i += step)
    stream.feed(text.substr(i, step), [&](std::string_view order, bool) { result.orders.emplace_back(order); });
  result.envelope = stream.envelope();
  result.complete = stream.complete();
  return result;
}

Split check_any_cut(const std::string& text) {
  const auto whole = split(text, text.size());
  for (const std::size_t step : {1u, 2u, 3u, 7u}) EXPECT_EQ(split(text, step), whole) << text << " in steps of " << step;
  return whole;
}

TEST(OrdersStream, R11_both_envelopes_and_nested_braces) {
  const std::string a = R"({"id":1,"s":"]}\"{[,","items":[{"x":[]}]})";
  const std::string b = R"({"id":2})";
  auto cut = check_any_cut("[" + a + ",\n" + b + "] ");
  EXPECT_TRUE(cut.complete);
  EXPECT_THAT(cut.orders, ElementsAre(a, b));
  EXPECT_EQ(cut.envelope, "[]");

  cut = check_any_cut(R"({"type":"get_orders","success":true,"data":{"orders":[)" + a + "," + b + R"(],"n":2}})");
  EXPECT_TRUE(cut.complete);
  EXPECT_THAT(cut.orders, ElementsAre(a, b));
  EXPECT_EQ(cut.envelope, R"({"type":"get_orders","success":true,"data":{"orders":[],"n":2}})");

  cut = check_any_cut(R"({"data":[)" + a + R"(],"type":"get_orders"})");
  EXPECT_THAT(cut.orders, ElementsAre(a));
  EXPECT_EQ(cut.envelope, R"({"data":[],"type":"get_orders"})");
}

TEST(OrdersStream, other_messages_are_their_own_envelope) {
  for (const std::string text :
       {R"({"type":"new_order","success":true,"data":{"id":1,"items":[{"a":1}],"orders":{"orders":[{"b":2}]}}})",
        R"({"type":"order_created","data":{"id":20,"order_number":"№0000123"}})", "{}", R"({"x":{"orders":[{"id":1}]}})"}) {
    const auto cut = check_any_cut(text);
    EXPECT_TRUE(cut.complete) << text;
    EXPECT_TRUE(cut.orders.empty()) << text;
    EXPECT_EQ(cut.envelope, text);
  }
}

TEST(OrdersStream, keys_are_whole_strings_however_they_are_cut) {
  const std::string tail(40, 'x');
  for (const auto& key : std::vector<std::string>{R"(\"orders)", R"(orders\")", "orders\\\"" + tail, "orders" + tail, tail + "orders"}) {
    const std::string text = "{\"" + key + "\":[{\"id\":1}]}";
    const auto cut = check_any_cut(text);
    EXPECT_TRUE(cut.complete) << text;
    EXPECT_THAT(cut.orders, ElementsAre()) << text;
    EXPECT_EQ(cut.envelope, text);
  }
}

TEST(OrdersStream, what_is_not_json_is_not_complete) {
  for (const std::string text : {"", "[", "[{]}", "[}", "]", "[{\"a\":1}", "{}{}", "[] x", "hello", "[1,2]", "[\"a\"]", "[[{}]]",
                                 "{\"a\":\"}", "<html>", "[:]", "[{}:{}]", ":[]", "[]:"})
    EXPECT_FALSE(check_any_cut(text).complete) << text;
}

TEST(OrdersStream, bounds) {
  OrdersStream stream({.order = 20, .envelope = 30, .depth = 4});
  std::vector<std::string> orders;
  std::vector<std::string> beginnings;
  const auto keep = [&](std::string_view order, bool whole) { (whole ? orders : beginnings).emplace_back(order); };
  stream.feed(R"([{"id":1},{"id":2,"long":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},{"id":3}])", keep);
  EXPECT_TRUE(stream.complete());
  EXPECT_THAT(orders, ElementsAre(R"({"id":1})", R"({"id":3})"));
  EXPECT_THAT(beginnings, ElementsAre(R"({"id":2,"long":"xxxx)")); // a long one is told with what fits
  EXPECT_EQ(stream.orders(), 3u);
  EXPECT_EQ(stream.cut(), 1u);

  const std::string_view long_envelope = R"({"type":"an envelope that is far too long"})";
  for (const std::size_t step : {1u, 7u, 100u}) { // however it comes, the same of it is held
    stream.reset();
    for (std::size_t at = 0; at < long_envelope.size(); at += step) stream.feed(long_envelope.substr(at, step), keep);
    EXPECT_FALSE(stream.complete());
    EXPECT_EQ(stream.envelope(), long_envelope.substr(0, 30));
  }
  stream.reset();
  stream.feed("[{[[[[", keep);
  EXPECT_FALSE(stream.complete());
  stream.reset();
  stream.feed("[]", keep);
  EXPECT_TRUE(stream.complete());
}

/// Always 0 under a sanitizer, which holds freed memory back: there only what the stream itself holds is bounded.
std::size_t resident_bytes() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 0;
#endif
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(OrdersStream, R11_a_hundred_thousand_orders_in_bounded_memory) {
  constexpr int count = 100'000;
  OrdersStream stream;
  OrderReader reader;
  std::vector<StoreOrder> kept;
  std::size_t most_held = 0;
  const auto feed = [&](std::string_view bytes) {
    // Fragments end anywhere, as on the wire.
    for (std::size_t i = 0; i < bytes.size(); i += 200) {
      stream.feed(bytes.substr(i, 200), [&](std::string_view text, bool whole) {
        ASSERT_TRUE(whole);
        const auto order = reader.read(text);
        ASSERT_TRUE(order) << order.error();
        if (order->receiver.address.ends_with("[nukus-01-077777]")) kept.push_back(*order);
      });
      most_held = std::max(most_held, stream.held());
    }
  };
  feed(R"({"type":"get_orders","success":true,"data":{"orders":[)");
  std::size_t before = 0;
  for (int i = 0; i < count; ++i) {
    if (i == 1000) before = resident_bytes();
    feed(fmt::format(R"({}{{"id":{},"order_number":"{:08}","amount":35480.0,"total_amount":42000.0,"use_cashback":false,)"
                     R"("receiver":{{"first_name":"A","phone":"998991234567","address":"Kóshe 5 [nukus-01-{:06}]","longitude":null}},)"
                     R"("items":[{{"price":42000,"quantity":1,"product":8,"product_name":"x","total_price":42000}}],)"
                     R"("cash_payments":[],"online_payments":[]}})",
                     i ? "," : "", i, i, i));
  }
  feed("]}}");
  EXPECT_TRUE(stream.complete());
  EXPECT_EQ(stream.orders(), static_cast<std::size_t>(count));
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].id, "77777");
  EXPECT_LT(most_held, 2048u);
  EXPECT_LT(resident_bytes(), before + 4 * 1024 * 1024);
}

} // namespace
} // namespace engine::store
