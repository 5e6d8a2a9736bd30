#include "tests/engine/store/scripted_carrier.h"

namespace engine::store {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

const OrderFilter every_order = [](const StoreOrder&) { return true; };
constexpr auto* list_of_two = R"({"type":"get_orders","success":true,"data":{"orders":[{"id":1,"amount":1,"total_amount":1},{"id":2,"amount":2,"total_amount":2}]}})";

TEST(OrdersSocket, pushes_are_told_apart_from_the_answer) {
  ScriptedCarrier net;
  net.ready();
  Caught<OrderCreated> caught;
  net.session.create_order(Account::kiosk, {}, caught.reply());
  net.turn();
  ASSERT_EQ(net.sent.size(), 1u);
  for (const auto* push : {R"({"type":"new_order","success":true,"data":{"id":99,"order_number":"x"}})", R"({"type":"ping"})",
                           R"({"type":"get_orders","success":true,"data":{"orders":[]}})", R"({"type":"new_order","success":false})"}) {
    net.say(push);
    EXPECT_EQ(caught.calls, 0) << push;
  }
  net.say(R"({"type":"order_created","data":{"id":20,"order_number":"№0000123"}})");
  ASSERT_TRUE(caught.done()) << caught.text();
  EXPECT_EQ(caught.value().order_id, "20");
  EXPECT_EQ(caught.value().order_number, "№0000123");
}

TEST(OrdersSocket, errors_are_refusals) {
  for (const auto* error : {R"({"type":"order_created","success":false,"errMessage":"no stock"})", R"({"error":"no stock"})",
                            R"({"type":"error","message":"no stock"})", R"({"errMessage":"no stock"})",
                            R"({"success":false,"errMessage":"no stock","errorCode":null})", R"({"type":"order_error","error":{"message":"no stock"}})"}) {
    ScriptedCarrier net;
    net.ready();
    Caught<OrderCreated> caught;
    net.session.create_order(Account::kiosk, {}, caught.reply());
    net.turn();
    net.say(error);
    EXPECT_EQ(caught.refused(), RefusalClass::service) << error;
    EXPECT_EQ(caught.text(), "no stock") << error;
  }
}

TEST(OrdersSocket, not_open_is_refused_and_nothing_is_sent) {
  ScriptedCarrier net;
  net.log_in();
  Caught<OrderCreated> caught;
  net.session.create_order(Account::kiosk, {}, caught.reply());
  EXPECT_EQ(caught.calls, 0);
  net.turn();
  EXPECT_EQ(caught.refused(), RefusalClass::unavailable);
  net.open_socket();
  EXPECT_TRUE(net.sent.empty());
}

TEST(OrdersSocket, closed_after_sending_is_unknown_and_never_sent_again) {
  ScriptedCarrier net;
  net.ready();
  Caught<OrderCreated> first;
  Caught<OrderCreated> queued;
  net.session.create_order(Account::kiosk, {}, first.reply());
  net.session.create_order(Account::kiosk, {}, queued.reply());
  net.turn();
  EXPECT_EQ(net.sent.size(), 1u);
  net.close_socket();
  EXPECT_TRUE(first.unknown());
  EXPECT_EQ(queued.refused(), RefusalClass::unavailable);
  net.pass(1s);
  net.open_socket();
  net.pass(100s);
  EXPECT_EQ(net.sent.size(), 1u);
}

TEST(OrdersSocket, no_answer_is_unknown_after_thirty_seconds_and_the_late_one_belongs_to_nobody) {
  ScriptedCarrier net;
  net.ready();
  Caught<OrderCreated> caught;
  net.session.create_order(Account::kiosk, {}, caught.reply());
  net.pass(30s - 1ms);
  EXPECT_EQ(caught.calls, 0);
  net.pass(1ms);
  EXPECT_TRUE(caught.unknown());
  EXPECT_EQ(net.closes.size(), 1u);
  EXPECT_FALSE(net.session.status().can_order());
  net.say(R"({"type":"order_created","data":{"id":20}})");
  net.pass(1s);
  net.open_socket();
  Caught<OrderCreated> next;
  net.session.create_order(Account::kiosk, {}, next.reply());
  net.turn();
  net.say(R"({"type":"order_created","data":{"id":21}})");
  EXPECT_EQ(next.value().order_id, "21");
}

TEST(OrdersSocket, an_answer_without_an_id_or_unreadable_is_unknown) {
  for (const auto* text : {R"({"type":"order_created","order_number":"79463378"})", R"({"type":"order_created","data":{"id":2)", "garbage", ""}) {
    ScriptedCarrier net;
    net.ready();
    Caught<OrderCreated> caught;
    net.session.create_order(Account::kiosk, {}, caught.reply());
    net.turn();
    net.say(text);
    EXPECT_TRUE(caught.unknown()) << text;
  }
}

TEST(OrdersSocket, requests_go_one_after_another) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::vector<StoreOrder>> found;
  Caught<OrderCreated> created;
  net.session.find_orders(Account::kiosk, every_order, found.reply());
  net.session.create_order(Account::kiosk, {}, created.reply());
  net.turn();
  ASSERT_EQ(net.sent.size(), 1u);
  EXPECT_EQ(net.sent[0].text, R"({"type":"get_orders"})");
  net.say(list_of_two);
  ASSERT_TRUE(found.done());
  EXPECT_EQ(found.value().size(), 2u);
  ASSERT_EQ(net.sent.size(), 2u);
  net.say(R"({"type":"order_created","order_id":"5"})");
  EXPECT_EQ(created.value().order_id, "5");
}

TEST(OrdersSocket, R11_lists_in_fragments_keep_only_what_is_wanted) {
  ScriptedCarrier net;
  net.ready();
  const std::string text = R"([{"id":1,"amount":1,"total_amount":1},{"id":2,"amount":"?","total_amount":2},{"id":3,"amount":3.5,"total_amount":3.5}])";
  Caught<std::vector<StoreOrder>> found;
  std::vector<std::string> seen;
  net.session.find_orders(Account::kiosk, [&](const StoreOrder& o) { seen.push_back(o.id); return o.id == "3"; }, found.reply());
  net.turn();
  for (std::size_t i = 0; i < text.size(); ++i) net.session.on_socket_fragment(Account::kiosk, text.substr(i, 1), i + 1 == text.size());
  ASSERT_TRUE(found.done());
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].amount, Money::tiyin(350));
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "3"}));
}

TEST(OrdersSocket, a_list_that_is_pushed_is_not_the_answer) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::vector<StoreOrder>> found;
  net.session.find_orders(Account::kiosk, every_order, found.reply());
  net.turn();
  net.say(R"({"data":{"orders":[{"id":9,"amount":1,"total_amount":1}]},"type":"orders_update"})");
  EXPECT_EQ(found.calls, 0);
  net.say(list_of_two);
  ASSERT_TRUE(found.done());
  EXPECT_EQ(found.value().size(), 2u);
}

TEST(OrdersSocket, a_long_list_may_take_its_time_as_long_as_it_comes) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::vector<StoreOrder>> found;
  net.session.find_orders(Account::kiosk, every_order, found.reply());
  net.turn();
  net.session.on_socket_fragment(Account::kiosk, "[", false);
  for (int i = 0; i < 5; ++i) {
    net.pass(25s);
    net.session.on_socket_fragment(Account::kiosk, fmt::format(R"({}{{"id":{},"amount":1,"total_amount":1}})", i ? "," : "", i), false);
  }
  EXPECT_EQ(found.calls, 0);
  net.say("]");
  EXPECT_EQ(found.value().size(), 5u);
}

TEST(OrdersSocket, reconnects_with_growing_waits_and_starts_over_after_success) {
  ScriptedCarrier net;
  net.log_in();
  std::size_t opens = 1;
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    ASSERT_EQ(net.opens.size(), opens);
    net.close_socket();
    net.pass(wait - 1ms);
    EXPECT_EQ(net.opens.size(), opens);
    net.pass(1ms);
    EXPECT_EQ(net.opens.size(), ++opens);
  }
  net.open_socket();
  net.close_socket();
  net.pass(1s);
  EXPECT_EQ(net.opens.size(), ++opens);
}

TEST(OrdersSocket, a_refused_handshake_refreshes_the_token) {
  ScriptedCarrier net;
  net.log_in();
  net.close_socket(401);
  net.answer("/token/refresh", 200, R"({"access":"acc2"})");
  net.pass(1s);
  ASSERT_EQ(net.opens.size(), 2u);
  EXPECT_EQ(net.opens[1].url, "wss://store.example/ws/orders?token=acc2");
}

TEST(OrdersSocket, an_open_that_is_never_answered_is_given_up) {
  ScriptedCarrier net;
  net.log_in();
  net.pass(12s);
  EXPECT_EQ(net.closes.size(), 1u);
  net.pass(1s);
  EXPECT_EQ(net.opens.size(), 2u);
}

} // namespace
} // namespace engine::store
