#include "tests/engine/store/scripted_carrier.h"

#include <algorithm>

namespace engine::store {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr auto* paid_body = R"({"success":true,"data":{"receipt":{"_id":"66aa","state":4}}})";

TEST(StoreSession, logs_in_and_opens_the_orders_socket_with_the_token) {
  ScriptedCarrier net;
  net.session.start();
  const auto request = net.answer("/token", 200, R"({"success":true,"data":{"token":{"access":"a/c+1","refresh":"r"}}})");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://store.example/api/token");
  EXPECT_EQ(bytes_of(request.body), R"({"phone":"998991234567","password":"pass"})");
  EXPECT_TRUE(request.bearer.empty());
  ASSERT_EQ(net.opens.size(), 1u);
  EXPECT_EQ(net.opens[0].url, "wss://store.example/ws/orders?token=a%2Fc%2B1");
  EXPECT_TRUE(net.session.status().logged_in);
  EXPECT_FALSE(net.session.status().can_order());
  EXPECT_EQ(net.session.status().health, Health::warning);
  net.open_socket();
  EXPECT_TRUE(net.session.status().can_order());
  EXPECT_EQ(net.session.status().health, Health::ok);
}

TEST(StoreSession, logs_in_again_with_growing_waits) {
  ScriptedCarrier net;
  net.session.start();
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    net.fail("/token", Sent::no);
    EXPECT_EQ(net.session.status().health, Health::failed);
    net.pass(wait - 1ms);
    EXPECT_EQ(net.count("/token"), 0u);
    net.pass(1ms);
    EXPECT_EQ(net.count("/token"), 1u);
  }
}

TEST(StoreSession, a_refused_log_in_is_tried_ever_more_slowly) {
  ScriptedCarrier net;
  net.session.start();
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
    net.answer("/token", 400, R"({"success":false,"errMessage":"wrong password"})");
    net.pass(wait - 1ms);
    EXPECT_EQ(net.count("/token"), 0u);
    net.pass(1ms);
  }
  EXPECT_NE(net.session.status().detail.find("wrong password"), std::string::npos);
}

TEST(StoreSession, every_refresh_shape_then_one_replay) {
  for (const auto* shape : {R"({"token":"acc2","refresh_token":"ref2"})", R"({"success":true,"data":{"token":{"access":"acc2"}}})",
                            R"({"access":"acc2","refresh":"ref2"})"}) {
    ScriptedCarrier net;
    net.ready();
    Caught<std::string> caught;
    net.session.create_receipt(Account::kiosk, "20", Money::som(42000), caught.reply());
    EXPECT_EQ(net.answer("/receipts_create", 401, "{}").bearer, "acc1");
    EXPECT_EQ(bytes_of(net.answer("/token/refresh", 200, shape).body), R"({"refresh":"ref1"})");
    const auto replay = net.answer("/receipts_create", 200, R"({"success":true,"data":{"receipt":{"_id":"66aa","state":0}}})");
    EXPECT_EQ(replay.bearer, "acc2");
    EXPECT_EQ(bytes_of(replay.body), R"({"amount":42000,"order_id":20})");
    ASSERT_TRUE(caught.done()) << caught.text();
    EXPECT_EQ(caught.value(), "66aa");
    EXPECT_TRUE(net.closes.empty()) << "an open socket survives a new token";
  }
}

TEST(StoreSession, parallel_calls_queue_behind_one_refresh) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::string> a;
  Caught<CodeSent> b;
  Caught<PaidReceipt> c;
  Caught<std::string> late;
  net.session.create_receipt(Account::kiosk, "20", Money::som(1), a.reply());
  net.session.request_code("tok", b.reply());
  net.session.pay_receipt(Account::kiosk, "tok", "66aa", c.reply());
  net.session.create_receipt(Account::kiosk, "21", Money::som(1), late.reply());
  const auto slow = net.take("/receipts_pay");
  net.answer("/receipts_create", 401, "");
  net.answer("/get_verify_code", 401, "");
  EXPECT_EQ(net.count("/token/refresh"), 1u);
  EXPECT_EQ(net.count("/get_verify_code"), 0u);
  net.answer("/token/refresh", 200, R"({"access":"acc2"})");
  EXPECT_EQ(net.count("/token/refresh"), 0u);
  // A 401 to the old token that arrives after the refresh: replayed at once, no second refresh.
  net.session.on_http_answer(slow.id, {401, ""});
  net.turn();
  EXPECT_EQ(net.count("/token/refresh"), 0u);
  EXPECT_EQ(net.answer("/receipts_pay", 200, paid_body).bearer, "acc2");
  net.answer("/receipts_create", 200, paid_body);
  net.answer("/receipts_create", 200, paid_body);
  net.answer("/get_verify_code", 200, R"({"data":{"sent":true,"wait":60000}})");
  EXPECT_TRUE(a.done() && b.done() && c.done() && late.done());
}

TEST(StoreSession, R14_a_second_401_is_a_refusal) {
  ScriptedCarrier net;
  net.ready();
  Caught<PaidReceipt> caught;
  net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught.reply());
  net.answer("/receipts_pay", 401, "");
  net.answer("/token/refresh", 200, R"({"access":"acc2"})");
  net.answer("/receipts_pay", 401, "");
  EXPECT_EQ(caught.refused(), RefusalClass::unauthorized);
  EXPECT_EQ(net.count("/receipts_pay"), 0u);
  EXPECT_EQ(net.count("/token/refresh"), 0u);
}

TEST(StoreSession, a_refused_refresh_leads_to_a_new_log_in_and_the_replay) {
  ScriptedCarrier net;
  net.ready();
  Caught<std::string> caught;
  net.session.create_receipt(Account::kiosk, "20", Money::som(1), caught.reply());
  net.answer("/receipts_create", 401, "");
  net.answer("/token/refresh", 401, R"({"success":false})");
  net.answer("/token", 200, R"({"data":{"token":{"access":"acc3","refresh":"ref3"}}})");
  EXPECT_EQ(net.answer("/receipts_create", 200, paid_body).bearer, "acc3");
  EXPECT_TRUE(caught.done());
}

TEST(StoreSession, when_the_refresh_gets_lost_nothing_was_done) {
  ScriptedCarrier net;
  net.ready();
  Caught<PaidReceipt> caught;
  net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught.reply());
  net.answer("/receipts_pay", 401, "");
  net.fail("/token/refresh", Sent::maybe);
  EXPECT_EQ(caught.refused(), RefusalClass::unavailable);
}

struct PayCase {
  int status;
  const char* body;
  const char* expected; ///< "done", "unknown" or the class
};

TEST(StoreSession, R14_pay_receipt_answers) {
  const PayCase cases[] = {
      {200, R"({"success":true,"data":{"receipt":{"_id":"66aa","state":4}}})", "done"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"66aa"}}})", "done"},
      {200, R"({"success":true,"errMessage":null})", "done"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"66aa","state":0}}})", "unknown"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"66aa","state":2}}})", "unknown"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"66aa","state":50}}})", "unknown"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"another","state":4}}})", "unknown"},
      {200, R"({"data":{}})", "unknown"},
      {200, R"({})", "unknown"},
      {200, R"()", "unknown"},
      {200, R"({"success":true,"data":{"receipt":{"_id":"66a)", "unknown"},
      {200, R"(<html>)", "unknown"},
      {200, R"({"success":false,"errorCode":-31303,"errMessage":"x"})", "money"},
      {200, R"({"success":false,"errorCode":"-31630"})", "card_refused"},
      {400, R"({"success":false,"errorCode":-31303})", "money"},
      {200, R"({"success":false,"errorCode":-31402})", "unknown"}, // already paid
      {400, R"({"success":false,"errorCode":-31402})", "unknown"},
      {200, R"({"success":false,"errorCode":-31100})", "unknown"},
      {200, R"({"success":false,"errMessage":"no"})", "service"},
      {404, R"({"success":false,"errMessage":"no"})", "not_found"},
      {404, R"(<html>)", "unknown"},
      {500, R"({"success":false,"errMessage":"no"})", "unknown"},
      {502, R"(<html>)", "unknown"},
      {302, R"()", "unknown"},
  };
  for (const auto& c : cases) {
    ScriptedCarrier net;
    net.ready();
    Caught<PaidReceipt> caught;
    net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught.reply());
    EXPECT_TRUE(net.answer("/receipts_pay", c.status, c.body).fresh_connection);
    std::string got = caught.done() ? "done" : caught.unknown() ? "unknown" : "?";
    if (caught.refused()) got = boost::describe::enum_to_string(*caught.refused(), "?");
    EXPECT_EQ(got, c.expected) << c.status << " " << c.body << " " << caught.text();
    EXPECT_EQ(net.count("/receipts_pay"), 0u) << "sent twice after " << c.status << " " << c.body;
  }
}

TEST(StoreSession, lost_answers_at_each_step_of_a_card_payment) {
  const auto check = [](const char* path, auto start) {
    for (const auto sent : {Sent::no, Sent::maybe}) {
      ScriptedCarrier net;
      net.ready();
      const auto caught = start(net);
      net.fail(path, sent);
      if (std::string{path} == "/verify_card" && sent == Sent::maybe) net.fail("/check_card", Sent::maybe);
      EXPECT_EQ(caught->refused(), sent == Sent::no ? std::optional{RefusalClass::unavailable} : std::nullopt) << path;
      EXPECT_EQ(caught->unknown(), sent == Sent::maybe) << path;
      net.pass(100s);
      EXPECT_EQ(caught->calls, 1) << path;
      EXPECT_EQ(net.count(path), 0u) << "sent again: " << path;
    }
  };
  check("/receipts_create", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<std::string>>();
    net.session.create_receipt(Account::kiosk, "20", Money::som(1), caught->reply());
    return caught;
  });
  check("/create_card", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<CardToken>>();
    net.session.create_card({secret("8600069195406311"), secret("0399")}, caught->reply());
    return caught;
  });
  check("/get_verify_code", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<CodeSent>>();
    net.session.request_code("tok", caught->reply());
    return caught;
  });
  check("/verify_card", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<CardToken>>();
    net.session.verify_card("tok", secret("666666"), caught->reply());
    return caught;
  });
  check("/receipts_pay", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<PaidReceipt>>();
    net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught->reply());
    return caught;
  });
  check("/cart/delete-all", [](ScriptedCarrier& net) {
    auto caught = std::make_shared<Caught<Done>>();
    net.session.clear_cart(caught->reply());
    return caught;
  });
}

TEST(StoreSession, a_carrier_that_says_nothing_ends_in_unknown_after_the_deadline) {
  ScriptedCarrier net;
  net.ready();
  Caught<PaidReceipt> caught;
  net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught.reply());
  const auto request = net.take("/receipts_pay");
  EXPECT_EQ(request.deadline, net.now + 30s);
  net.pass(31s);
  EXPECT_EQ(caught.calls, 0);
  net.pass(1s);
  EXPECT_TRUE(caught.unknown());
  EXPECT_NE(std::find(net.cancelled.begin(), net.cancelled.end(), request.id), net.cancelled.end());
  net.session.on_http_answer(request.id, {200, paid_body}); // too late: belongs to nobody
  EXPECT_EQ(caught.calls, 1);
}

TEST(StoreSession, the_whole_card_path_and_its_bodies) {
  ScriptedCarrier net;
  net.ready();
  Caught<CardToken> card;
  net.session.create_card({secret("8600069195406311"), secret("0399")}, card.reply());
  const auto create = net.answer("/cards/create_card", 200,
                                 R"({"success":true,"data":{"card":{"number":"860006******6311","token":"tok","verify":false}}})");
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<const SecretBuffer>>(create.body));
  EXPECT_EQ(bytes_of(create.body), R"({"card_number":"8600069195406311","expire":"03/99","expire_date":"03/99"})");
  EXPECT_EQ(create.bearer, "acc1");
  ASSERT_TRUE(card.done());
  EXPECT_EQ(card.value().last_four, "6311");

  Caught<CardToken> wrong;
  net.session.verify_card("tok", secret("111111"), wrong.reply());
  net.answer("/cards/verify_card", 200, R"({"success":false,"errMessage":"Неверный код","errorCode":-31103})");
  EXPECT_EQ(wrong.refused(), RefusalClass::wrong_code);
  EXPECT_EQ(std::get<Refused>(*wrong.outcome).code, "-31103");

  Caught<CardToken> right;
  net.session.verify_card("tok", secret("666666"), right.reply());
  const auto verify = net.answer("/cards/verify_card", 200,
                                 R"({"success":true,"data":{"card":{"number":"860006******6311","token":"tok2","verify":true}}})");
  EXPECT_EQ(bytes_of(verify.body), R"({"token":"tok","code":"666666"})");
  ASSERT_TRUE(right.done());
  EXPECT_EQ(right.value().token, "tok2");

  Caught<Done> cleared;
  net.session.clear_cart(cleared.reply());
  EXPECT_EQ(net.answer("/cart/delete-all", 204, "").method, "DELETE");
  EXPECT_TRUE(cleared.done());
}

TEST(StoreSession, a_lost_verification_is_asked_about_not_repeated) {
  ScriptedCarrier net;
  net.ready();
  Caught<CardToken> caught;
  net.session.verify_card("tok", secret("666666"), caught.reply());
  net.fail("/verify_card", Sent::maybe);
  EXPECT_EQ(net.count("/verify_card"), 0u);
  net.answer("/check_card", 200, R"({"success":true,"data":{"card":{"token":"tok","verify":true}}})");
  EXPECT_TRUE(caught.done()) << caught.text();
}

TEST(StoreSession, an_incomplete_card_is_not_sent) {
  ScriptedCarrier net;
  net.ready();
  Caught<CardToken> caught;
  net.session.create_card({secret("8600"), secret("0399")}, caught.reply());
  EXPECT_EQ(caught.calls, 0) << "never from inside the call";
  net.turn();
  EXPECT_EQ(caught.refused(), RefusalClass::invalid);
  EXPECT_TRUE(net.requests.empty());
}

TEST(StoreSession, without_a_log_in_money_calls_are_refused_unsent) {
  ScriptedCarrier net;
  net.session.start();
  net.fail("/token", Sent::no);
  Caught<PaidReceipt> caught;
  net.session.pay_receipt(Account::kiosk, "tok", "66aa", caught.reply());
  EXPECT_EQ(caught.calls, 0);
  net.turn();
  EXPECT_EQ(caught.refused(), RefusalClass::unavailable);
}

TEST(StoreSession, R13_a_customer_beside_the_kiosk) {
  ScriptedCarrier net;
  net.ready();
  Caught<Customer> signed_in;
  net.session.sign_in("998901112233", secret("own"), signed_in.reply());
  EXPECT_EQ(bytes_of(net.answer("/token", 200, R"({"data":{"token":{"access":"cust","refresh":"cref"}}})").body),
            R"({"phone":"998901112233","password":"own"})");
  EXPECT_EQ(net.answer("/users/me", 200, R"({"data":{"user":{"phone":"998901112233","first_name":"A","cashback_balance":6520.0}}})").bearer,
            "cust");
  ASSERT_TRUE(signed_in.done()) << signed_in.text();
  EXPECT_EQ(signed_in.value().cashback_balance, Money::som(6520));
  EXPECT_EQ(net.opens.size(), 1u) << "the customer's socket opens on demand";

  Caught<OrderCreated> order;
  net.session.create_order(Account::customer, {}, order.reply());
  net.turn();
  ASSERT_EQ(net.opens.size(), 2u);
  EXPECT_EQ(net.opens[1].url, "wss://store.example/ws/orders?token=cust");
  EXPECT_TRUE(net.sent.empty());
  net.open_socket(Account::customer);
  ASSERT_EQ(net.sent.size(), 1u);
  EXPECT_EQ(net.sent[0].account, Account::customer);
  net.say(R"({"type":"order_created","data":{"id":7}})", Account::customer);
  ASSERT_TRUE(order.done());

  Caught<std::string> receipt;
  net.session.create_receipt(Account::customer, "7", Money::som(1), receipt.reply());
  EXPECT_EQ(net.answer("/receipts_create", 200, paid_body).bearer, "cust");
  net.session.sign_out();
  net.turn();
  ASSERT_EQ(net.closes.size(), 1u);
  EXPECT_EQ(net.closes[0].account, Account::customer);
  Caught<std::string> after;
  net.session.create_receipt(Account::customer, "7", Money::som(1), after.reply());
  net.turn();
  EXPECT_EQ(after.refused(), RefusalClass::unavailable);
  EXPECT_TRUE(net.session.status().can_order()) << "the kiosk's own account is untouched";
}

TEST(StoreSession, an_order_in_the_account_of_who_was_signed_out_was_certainly_not_sent) {
  ScriptedCarrier net;
  net.ready();
  Caught<OrderCreated> created;
  net.session.create_order(Account::customer, {}, created.reply());
  Caught<std::vector<StoreOrder>> found;
  net.session.find_orders(
      Account::customer, [](const StoreOrder&) { return true; }, found.reply());
  net.turn();
  EXPECT_EQ(created.refused(), RefusalClass::unavailable);
  EXPECT_EQ(found.refused(), RefusalClass::unauthorized) << "nothing to wait for";
}

TEST(StoreSession, a_customers_wrong_password_is_said_and_not_tried_again) {
  ScriptedCarrier net;
  net.ready();
  Caught<Customer> caught;
  net.session.sign_in("998901112233", secret("bad"), caught.reply());
  net.answer("/token", 400, R"({"success":false,"errMessage":"no such user"})");
  EXPECT_EQ(caught.refused(), RefusalClass::unauthorized);
  net.pass(50s);
  EXPECT_EQ(net.count("/token"), 0u);
  EXPECT_TRUE(net.session.status().can_order());
}

TEST(StoreSession, products_are_refreshed_and_missing_ones_told) {
  ScriptedCarrier net;
  net.ready();
  Caught<StorePort::FreshProducts> caught;
  net.session.refresh_products({1, 2, 3, 4, 5, 6}, caught.reply());
  net.turn();
  EXPECT_EQ(net.requests.size(), 4u);
  for (const auto id : {1, 3, 4, 5, 6})
    net.answer(fmt::format("/products/{}", id), 200, fmt::format(R"({{"data":{{"items":{{"id":{},"name":"p","price":100}}}}}})", id));
  EXPECT_EQ(caught.calls, 0);
  net.answer("/products/2", 404, R"({"success":false})");
  ASSERT_TRUE(caught.done()) << caught.text();
  EXPECT_EQ(caught.value().products.size(), 5u);
  EXPECT_EQ(caught.value().gone, std::vector<ProductId>{2});

  Caught<StorePort::FreshProducts> failed;
  net.session.refresh_products({1, 2}, failed.reply());
  net.answer("/products/1", 200, R"({"data":{"items":{"id":99,"name":"another","price":100}}})");
  EXPECT_TRUE(failed.unknown());
  net.answer("/products/2", 404, "{}");
  EXPECT_EQ(failed.calls, 1);
}

TEST(StoreSession, catalogue_calls) {
  ScriptedCarrier net; // not logged in: public pages do not wait for it
  Caught<ProductPage> page;
  net.session.fetch_products_page(40, 20, page.reply());
  EXPECT_TRUE(net.answer("/products?limit=20&offset=40", 200, R"({"success":true,"data":{"items":[],"total_records":5}})").bearer.empty());
  ASSERT_TRUE(page.done());
  EXPECT_EQ(page.value().total, 5);

  Caught<std::string> picture;
  net.session.fetch_picture("/pictures/8.png", picture.reply());
  EXPECT_EQ(net.answer("/pictures/8.png", 200, "PNG").url, "https://store.example/pictures/8.png");
  EXPECT_EQ(picture.value(), "PNG");
  net.session.fetch_picture("http://store.example/media/8.png", picture.reply());
  EXPECT_EQ(net.take("/media/8.png").url, "https://store.example/media/8.png");
  net.ready();
  net.session.fetch_picture("https://pictures.example:8443/8.png", picture.reply());
  const auto elsewhere = net.answer("/8.png", 404, "");
  EXPECT_TRUE(elsewhere.bearer.empty()) << "the token goes to the store alone";
  EXPECT_EQ(picture.refused(), RefusalClass::not_found);
  net.session.fetch_picture("https://pictures.example:8443/8.png", picture.reply());
  net.fail("/8.png", Sent::no);
  EXPECT_EQ(net.session.status().health, Health::ok) << "another server's trouble is not the store's";
}

TEST(StoreSession, pictures_come_from_the_store_and_the_places_that_the_configuration_names_alone) {
  for (const auto* url : {"https://elsewhere.example/8.png", "https://store.example:8443/8.png", "https://pictures.example/8.png",
                          "http://127.0.0.1:8080/8.png", "http://localhost/8.png", "https://store.example.elsewhere.example/8.png",
                          "https://store.example@elsewhere.example/8.png", "http://pictures.example:8443/8.png", "file:///etc/passwd",
                          "gopher://store.example/", "https://store.example:443x/8.png"}) {
    ScriptedCarrier net;
    Caught<std::string> picture;
    net.session.fetch_picture(url, picture.reply());
    ASSERT_EQ(picture.calls, 1) << url;
    EXPECT_EQ(picture.refused(), RefusalClass::invalid) << url;
  }
}

TEST(StoreSession, an_idle_kiosk_asks_lightly_and_sees_the_store_go_down_and_up) {
  ScriptedCarrier net;
  net.ready();
  net.pass(59s);
  EXPECT_TRUE(net.requests.empty());
  net.pass(1s);
  net.fail("/users/me", Sent::no);
  EXPECT_EQ(net.session.status().health, Health::failed);
  net.pass(10s);
  net.answer("/users/me", 200, R"({"data":{"user":{"phone":"998991234567"}}})");
  EXPECT_EQ(net.session.status().health, Health::ok);
  net.pass(59s);
  EXPECT_TRUE(net.requests.empty());
}

} // namespace
} // namespace engine::store
