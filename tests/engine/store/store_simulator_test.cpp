// The simulated store is strict, and tells the truth.
#include "devices/simulators/store/store_model.h"
#include "tests/engine/store/demo_store.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace devices::sim {
namespace {

struct Store {
  engine::Instant now{engine::Millis{1'000'000}};
  StoreModel model{*parse_exact(engine::store::demo_store), {[this] { return now; }, [] { return engine::WallTime{1'718'000'000'000}; }}};
  std::string token;
  const std::string user = "998991234567";

  StoreReply post(const std::string& path, const std::string& body, const std::string& bearer = {}) {
    return model.http({"POST", "/api" + path, bearer, body});
  }
  StoreReply get(const std::string& path, const std::string& bearer = {}) { return model.http({"GET", "/api" + path, bearer, ""}); }
  static std::string find(const std::string& body, const std::string& key) {
    const auto at = body.find('"' + key + "\":\"");
    if (at == std::string::npos) return {};
    const auto from = at + key.size() + 4;
    return body.substr(from, body.find('"', from) - from);
  }
  std::string log_in() { return find(post("/token", R"({"phone":"998991234567","password":"kiosk-pass"})").body, "access"); }
  std::string order(const std::string& message) {
    return model.socket_message(user, R"({"type":"create_order","message":)" + message + "}").text;
  }
  boost::json::object command(const char* text) { return model.command(boost::json::parse(text).as_object()); }
};

constexpr auto* good_order =
    R"({"amount":42000,"payment_type":1,"delivery_type":1,"use_cashback":false,"receiver":{"first_name":"A","last_name":"B",)"
    R"("phone":"998991234567","longitude":null,"latitude":null},"items":[{"product":8,"price":42000,"quantity":1}]})";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(ExactJson, numbers_keep_their_characters) {
  const std::string text = R"({"a":42000.0,"b":[1,-0.50,4.2E4],"c":"12","d":"a\"5","e":null})";
  const auto value = parse_exact(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(write_exact(*value), text);
  for (const auto* bad : {"{", "{\"a\":01x}", "{\"a\":+1}", "{\"a\":1-2}", "{\"a\":\"\\u00015\"}", "", "{\"a\":1.}"})
    EXPECT_FALSE(parse_exact(bad)) << bad;
}

TEST(StoreSimulator, a_good_order_is_made) {
  Store store;
  EXPECT_EQ(store.order(good_order), R"({"type":"order_created","data":{"id":1,"order_number":"№0000001"}})");
  EXPECT_EQ(store.model.truth().at("orders").as_array().size(), 1u);
}

TEST(StoreSimulator, every_wrong_order_is_refused_and_leaves_no_order) {
  const std::pair<const char*, const char*> faults[] = {
      {"\"amount\":42000", "\"amount\":42001"},
      {"\"amount\":42000", "\"amount\":4.2E4"},
      {"\"amount\":42000", "\"amount\":\"42000\""},
      {"\"amount\":42000,", ""},
      {"\"payment_type\":1", "\"payment_type\":true"},
      {"\"payment_type\":1", "\"payment_type\":3"},
      {"\"delivery_type\":1", "\"delivery_type\":0"},
      {"\"use_cashback\":false", "\"use_cashback\":0"},
      {"\"phone\":\"998991234567\"", "\"phone\":\"+998991234567\""},
      {"\"phone\":\"998991234567\"", "\"phone\":\"99899123456\""},
      {"\"first_name\":\"A\"", "\"first_name\":\"\""},
      {"\"last_name\":\"B\",", ""},
      {"\"longitude\":null", "\"longitude\":\"59.6\""},
      {"\"price\":42000", "\"price\":41000"},
      {"\"quantity\":1", "\"quantity\":1.0001"},
      {"\"quantity\":1", "\"quantity\":0"},
      {"\"quantity\":1", "\"quantity\":51"},
      {"\"product\":8", "\"product\":77"},
      {"[{\"product\":8,\"price\":42000,\"quantity\":1}]", "[]"},
      {"\"delivery_type\":1", "\"delivery_type\":2"},
  };
  Store store;
  for (const auto& [from, to] : faults) {
    const auto answer = store.order(with(good_order, from, to));
    EXPECT_NE(answer.find("\"success\":false"), std::string::npos) << to << ": " << answer;
  }
  EXPECT_TRUE(store.model.truth().at("orders").as_array().empty());
}

TEST(StoreSimulator, R7_courier_pays_by_distance) {
  Store store;
  // 5 km due north of the shop: 3 km beyond the free two.
  const auto message =
      with(with(with(with(good_order, "\"amount\":42000", "\"amount\":93000"), "\"delivery_type\":1", "\"delivery_type\":2"),
                "\"longitude\":null,\"latitude\":null", R"("address":"K 5","longitude":59.61,"latitude":42.504966)"),
           "\"quantity\":1", "\"quantity\":2");
  EXPECT_NE(store.order(message).find("order_created"), std::string::npos) << store.order(message);
  EXPECT_NE(store.order(with(message, "93000", "92900")).find("\"success\":false"), std::string::npos);
}

TEST(StoreSimulator, a_token_is_needed_and_expires) {
  Store store;
  EXPECT_EQ(store.get("/users/me").status, 401);
  const auto token = store.log_in();
  EXPECT_EQ(store.get("/users/me", token).status, 200);
  EXPECT_EQ(store.model.user_of_token(token), store.user);
  store.command(R"({"do":"expire_tokens"})");
  EXPECT_EQ(store.get("/users/me", token).status, 401);
  EXPECT_EQ(store.get("/products", token).status, 401);
  EXPECT_EQ(store.get("/products").status, 200);
  EXPECT_FALSE(store.model.user_of_token(token));
  EXPECT_EQ(store.post("/token", R"({"phone":"998991234567","password":"guess"})").status, 400);
}

TEST(StoreSimulator, cards_behave_as_in_the_sandbox) {
  Store store;
  const auto create = [&](const char* number) {
    return store.post("/cards/create_card", fmt::format(R"({{"card_number":"{}","expire":"03/99","expire_date":"03/99"}})", number));
  };
  EXPECT_EQ(create("8600069195406311").status, 200);
  EXPECT_NE(create("3333336415804657").body.find("-31301"), std::string::npos);
  EXPECT_NE(create("8600143417770323").body.find("-32400"), std::string::npos);
  EXPECT_NE(create("8600000000000000").body.find("-31400"), std::string::npos);
  EXPECT_EQ(create("8600 0691 9540 6311").status, 400);
  const auto sms_off = Store::find(create("8600060921090842").body, "token");
  EXPECT_NE(store.post("/cards/get_verify_code", fmt::format(R"({{"token":"{}"}})", sms_off)).body.find("-31301"), std::string::npos);
}

TEST(StoreSimulator, codes_die_after_three_errors_or_a_minute) {
  Store store;
  const auto token = Store::find(store.post("/cards/create_card", R"({"card_number":"8600069195406311","expire":"03/99"})").body, "token");
  const auto ask = [&] { return store.post("/cards/get_verify_code", fmt::format(R"({{"token":"{}"}})", token)); };
  const auto verify = [&](const char* code) {
    return store.post("/cards/verify_card", fmt::format(R"({{"token":"{}","code":"{}"}})", token, code)).body;
  };
  EXPECT_NE(verify("666666").find("-31101"), std::string::npos) << "no code was asked for";
  ask();
  EXPECT_NE(verify("111111").find("-31103"), std::string::npos);
  EXPECT_NE(verify("111111").find("-31103"), std::string::npos);
  EXPECT_NE(verify("111111").find("-31102"), std::string::npos);
  EXPECT_NE(verify("666666").find("-31101"), std::string::npos);
  ask();
  store.now += engine::Millis{61'000};
  EXPECT_NE(verify("666666").find("-31101"), std::string::npos);
  store.command(R"({"do":"random_codes"})");
  ask();
  const auto code = std::string{store.command(R"({"do":"last_code"})").at("code").as_string()};
  EXPECT_NE(verify(code.c_str()).find("\"verify\":true"), std::string::npos);
}

TEST(StoreSimulator, a_receipt_is_paid_once_and_its_fiscal_qr_comes_later) {
  Store store;
  store.order(good_order);
  EXPECT_EQ(store.post("/receipts/receipts_create", R"({"amount":41999,"order_id":1})").status, 400);
  EXPECT_EQ(store.post("/receipts/receipts_create", R"({"amount":42000,"order_id":2})").status, 404);
  const auto receipt = Store::find(store.post("/receipts/receipts_create", R"({"amount":42000,"order_id":1})").body, "_id");
  const auto card = Store::find(store.post("/cards/create_card", R"({"card_number":"8600069195406311","expire":"03/99"})").body, "token");
  const auto pay = [&] {
    return store.post("/receipts/receipts_pay", fmt::format(R"({{"token":"{}","invoice_id":"{}"}})", card, receipt));
  };
  EXPECT_NE(pay().body.find("-31400"), std::string::npos) << "the card is not verified";
  store.post("/cards/get_verify_code", fmt::format(R"({{"token":"{}"}})", card));
  store.post("/cards/verify_card", fmt::format(R"({{"token":"{}","code":"666666"}})", card));
  store.command(R"({"do":"fail_pay","n":1})");
  EXPECT_NE(pay().body.find("-31303"), std::string::npos);
  store.command(R"({"do":"no_answer_pay"})");
  EXPECT_TRUE(pay().no_answer);
  EXPECT_NE(pay().body.find("-31402"), std::string::npos);
  const auto truth = store.model.truth();
  EXPECT_EQ(truth.at("payments").as_array().size(), 1u);
  EXPECT_EQ(truth.at("receipts").as_array()[0].at("pay_attempts"), 4);
  const auto orders = [&] { return store.model.socket_message(store.user, R"({"type":"get_orders"})").text; };
  EXPECT_EQ(orders().find("qr_code_url"), std::string::npos);
  store.now += engine::Millis{2000};
  EXPECT_NE(orders().find("https://ofd.soliq.uz/epi?t="), std::string::npos);
  EXPECT_NE(orders().find("\"amount\":42000.0,"), std::string::npos);
}

TEST(StoreSimulator, R8_cashback_is_kept_in_the_books) {
  Store store;
  const auto message =
      with(with(good_order, "\"use_cashback\":false", "\"use_cashback\":true"), "\"payment_type\":1", "\"payment_type\":2");
  store.model.socket_message("998901112233", R"({"type":"create_order","message":)" + message + "}");
  const auto orders = store.model.socket_message("998901112233", R"({"type":"get_orders"})").text;
  EXPECT_NE(orders.find(R"("amount":35480.0,"total_amount":42000.0,"use_cashback":true,"cashback_earned":840.0,"cashback_used":6520.0)"),
            std::string::npos)
      << orders;
  EXPECT_EQ(store.model.truth().at("users").at("998901112233").at("cashback"), 0);
}

TEST(StoreSimulator, commands_are_checked) {
  Store store;
  EXPECT_EQ(store.command(R"({"do":"help"})").at("ok"), true);
  for (const auto* bad : {R"({"do":"fly"})", R"({})", R"({"do":"slow"})", R"({"do":"slow","ms":"x"})",
                          R"({"do":"refresh_shape","shape":4})", R"({"do":"price","product":77,"price":1})"})
    EXPECT_EQ(store.command(bad).at("ok"), false) << bad;
  store.command(R"({"do":"price","product":8,"price":43000})");
  EXPECT_NE(store.order(good_order).find("изменилась"), std::string::npos);
}

TEST(StoreSimulator, says_what_it_is_told_to) {
  Store store;
  store.command(R"({"do":"says","product":9,"field":"name","json":"\"\\ud800x\""})");
  store.command(R"({"do":"says","product":9,"field":"description","text":"ab","times":3})");
  const auto page = store.get("/products?limit=3").body;
  EXPECT_NE(page.find(R"("name":"\ud800x")"), std::string::npos) << page;
  EXPECT_NE(page.find(R"("description":"ababab")"), std::string::npos) << page;
  store.command(R"({"do":"says","product":9})");
  EXPECT_EQ(store.get("/products?limit=3").body.find("ud800x"), std::string::npos);
  store.command(R"({"do":"order_number","text":"7","times":50})");
  EXPECT_NE(store.order(good_order).find("\"" + std::string(50, '7') + "\""), std::string::npos);
  EXPECT_EQ(store.order(good_order).find("7777"), std::string::npos) << "one order only";
}

TEST(StoreSimulator, pages_of_products) {
  Store store;
  const auto page = store.get("/products?limit=1&offset=1").body;
  EXPECT_NE(page.find("\"total_records\":3"), std::string::npos);
  EXPECT_NE(page.find("\"id\":9"), std::string::npos);
  EXPECT_EQ(page.find("\"id\":8"), std::string::npos);
  EXPECT_NE(store.get("/products?search=Na&category=1").body.find("\"id\":10"), std::string::npos);
  EXPECT_NE(store.get("/products/8").body.find("\"items\":{\"id\":8"), std::string::npos);
  EXPECT_EQ(store.get("/products/77").status, 404);
  EXPECT_EQ(store.get("/products/").status, 404);
  EXPECT_EQ(store.get("/products?limit=x").status, 400);
}

} // namespace
} // namespace devices::sim
