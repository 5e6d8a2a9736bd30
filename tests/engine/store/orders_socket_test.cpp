#include "tests/engine/store/scripted_carrier.h"

namespace engine::store {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

const OrderFilter every_order = [](const StoreOrder&) { return true; };
constexpr auto* list_of_two =
    R"({"type":"get_orders","success":true,"data":{"orders":[{"id":1,"amount":1,"total_amount":1},{"id":2,"amount":2,"total_amount":2}]}})";

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
  for (const auto* error :
       {R"({"type":"order_created","success":false,"errMessage":"no stock"})", R"({"error":"no stock"})",
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
  for (const auto* text :
       {R"({"type":"order_created","order_number":"79463378"})", R"({"type":"order_created","data":{"id":2)", "garbage", "",
        // The order is there, and its number is none: it is asked for, not shown.
        R"({"type":"order_created","data":{"id":20,"order_number":"7\n9"}})",
        R"({"type":"order_created","data":{"id":20,"order_number":"\u202e77"}})",
        R"({"type":"order_created","data":{"id":20,"order_number":"\ud8007"}})",
        R"({"type":"order_created","data":{"id":20,"order_number":"12345678901234567890123456789012345678901"}})",
        R"({"type":"order_created","data":{"id":"2\u00000","order_number":"7"}})",
        "{\"type\":\"order_created\",\"data\":{\"id\":20,\"order_number\":\"7\xFF\"}}"}) {
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
  const std::string text =
      R"([{"id":1,"amount":1,"total_amount":1},{"id":2,"amount":"?","total_amount":2},{"id":3,"amount":3.5,"total_amount":3.5}])";
  Caught<std::vector<StoreOrder>> found;
  std::vector<std::string> seen;
  net.session.find_orders(
      Account::kiosk,
      [&](const StoreOrder& o) {
        seen.push_back(o.id);
        return o.id == "3";
      },
      found.reply());
  net.turn();
  for (std::size_t i = 0; i < text.size(); ++i) net.session.on_socket_fragment(Account::kiosk, text.substr(i, 1), i + 1 == text.size());
  ASSERT_TRUE(found.done());
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].amount, Money::tiyin(350));
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "3"}));
}

TEST(OrdersSocket, R10_an_order_that_cannot_be_read_is_shown_to_who_looks_for_one) {
  const OrderFilter marked{[](const StoreOrder& o) { return o.receiver.address == "[k-000007]"; },
                           [](const StoreOrder&, std::string_view text) { return text.find("[k-000007]") != std::string_view::npos; }};
  struct Row {
    std::string order, id, number;
  };
  for (
      const auto& [text, id, number] : std::vector<Row>{
          {R"({"id":31,"order_number":"№0000031","amount":"?","total_amount":5,"receiver":{"address":"[k-000007]"}})", "31", "№0000031"},
          {R"({"receiver":{"address":"[k-000007]"},"amount":1,"total_amount":1})", "", ""},
          {R"({"items":[{"id":99,"order_number":"x","quantity":"many"}],"receiver":{"address":"[k-000007]"},"amount":1,"total_amount":1,"order_number":"№32","id":32})",
           "32", "№32"},
          {R"({"id":33,"order_number":"№33","amount":1..2,"total_amount":1,"receiver":{"address":"[k-000007]"}})", "33", "№33"},
          {"{\"id\":34,\"order_number\":\"\xFF\",\"amount\":1,\"total_amount\":1,\"receiver\":{\"address\":\"[k-000007]\"}}", "34",
           "\uFFFD"},
          {"{\"id\":\"" + std::string(500, '7') + "\",\"receiver\":{\"address\":\"[k-000007]\"}}", std::string(61, '7') + "…", ""}}) {
    ScriptedCarrier net;
    net.ready();
    Caught<std::vector<StoreOrder>> found, plain;
    net.session.find_orders(Account::kiosk, marked, found.reply());
    net.session.find_orders(Account::kiosk, every_order, plain.reply());
    const auto list = fmt::format(R"([{{"id":1,"amount":1,"total_amount":1}},{},{{"id":3,"amount":"?","total_amount":3}}])", text);
    net.turn();
    net.say(list);
    net.say(list);
    ASSERT_TRUE(found.done()) << text;
    ASSERT_EQ(found.value().size(), 1u) << text;
    EXPECT_FALSE(found.value()[0].unread.empty());
    EXPECT_EQ(found.value()[0].id, id) << text;
    EXPECT_EQ(found.value()[0].order_number, number) << text;
    ASSERT_TRUE(plain.done());
    ASSERT_EQ(plain.value().size(), 1u) << "who did not ask for them does not get them";
    EXPECT_EQ(plain.value()[0].id, "1");
  }
}

TEST(OrdersSocket, R10_an_order_that_is_too_long_is_shown_with_its_beginning) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::vector<StoreOrder>> found;
  const OrderFilter marked{[](const StoreOrder&) { return false; },
                           [](const StoreOrder&, std::string_view text) { return text.find("[k-000007]") != std::string_view::npos; }};
  net.session.find_orders(Account::kiosk, marked, found.reply());
  net.turn();
  net.say(R"([{"id":8,"receiver":{"address":"[k-000007]"},"note":")" + std::string(2 * 1024 * 1024, 'x') +
          R"("},{"id":9,"amount":1,"total_amount":1}])");
  ASSERT_TRUE(found.done()) << found.text();
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].id, "8");
  EXPECT_EQ(found.value()[0].unread, "it is too long");
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
