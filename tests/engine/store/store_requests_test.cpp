#include "engine/store/store_requests.h"

#include <gtest/gtest.h>

namespace engine::store {
namespace {

SecretBuffer secret(std::string_view text) {
  SecretBuffer buffer(text.size() + 1);
  buffer.append(text);
  return buffer;
}

OrderRequest sample() {
  OrderRequest request;
  request.amount = Money::som(42000);
  request.payment = PaymentType::on_receipt;
  request.delivery = DeliveryType::pickup;
  request.receiver = {"Something", "Surname", "998991234567", "", std::nullopt};
  request.items = {{8, Money::som(42000), Quantity::pieces(1)}};
  return request;
}

TEST(StoreRequests, create_order_on_pickup_as_in_the_document) {
  EXPECT_EQ(write_create_order(sample()),
            R"({"type":"create_order","message":{"amount":42000,"payment_type":2,"delivery_type":1,"use_cashback":false,)"
            R"("receiver":{"first_name":"Something","last_name":"Surname","phone":"998991234567","longitude":null,"latitude":null},)"
            R"("items":[{"product":8,"price":42000,"quantity":1}]}})");
}

TEST(StoreRequests, create_order_by_courier_with_every_field) {
  auto request = sample();
  request.payment = PaymentType::card;
  request.delivery = DeliveryType::courier;
  request.use_cashback = true;
  request.receiver.address = "Kóshe \"A\" 15 [nukus-01-000123]";
  request.receiver.point = GeoPoint{42460000, -59616600};
  request.items.push_back({2, Money::tiyin(1999950), Quantity::thousandths(250)});
  EXPECT_EQ(write_create_order(request),
            R"({"type":"create_order","message":{"amount":42000,"payment_type":1,"delivery_type":2,"use_cashback":true,)"
            R"("receiver":{"first_name":"Something","last_name":"Surname","phone":"998991234567",)"
            R"("address":"Kóshe \"A\" 15 [nukus-01-000123]","longitude":-59.6166,"latitude":42.46},)"
            R"("items":[{"product":8,"price":42000,"quantity":1},{"product":2,"price":19999.50,"quantity":0.25}]}})");
}

TEST(StoreRequests, R5_no_number_ever_has_an_exponent) {
  auto request = sample();
  request.amount = Money::som(9'000'000'000'000'000);
  request.items = {{8, Money::tiyin(1), Quantity::thousandths(1)}};
  const auto text = write_create_order(request);
  EXPECT_NE(text.find(R"("amount":9000000000000000,)"), std::string::npos);
  EXPECT_NE(text.find(R"("price":0.01,"quantity":0.001})"), std::string::npos);
}

TEST(StoreRequests, control_characters_are_escaped) {
  auto request = sample();
  request.receiver.first_name = "a\nb\\\x01";
  EXPECT_NE(write_create_order(request).find(R"("a\u000ab\\\u0001")"), std::string::npos);
}

TEST(StoreRequests, secrets_stay_in_secret_memory) {
  const CardSecret card{secret("8600069195406311"), secret("0399")};
  EXPECT_EQ(write_create_card(card).reveal(), R"({"card_number":"8600069195406311","expire":"03/99","expire_date":"03/99"})");
  EXPECT_EQ(write_verify_card("t0k", secret("066666")).reveal(), R"({"token":"t0k","code":"066666"})");
  EXPECT_EQ(write_log_in("998991234567", secret("pa\"ss\\")).reveal(), R"({"phone":"998991234567","password":"pa\"ss\\"})");
  const std::string worst(100, '\x01');
  EXPECT_EQ(write_log_in("998991234567", secret(worst)).size(), 38 + 600u);
}

TEST(StoreRequests, receipts) {
  EXPECT_EQ(write_create_receipt("20", Money::som(42000)), R"({"amount":42000,"order_id":20})");
  EXPECT_EQ(write_create_receipt("a-20", Money::tiyin(4200050)), R"({"amount":42000.50,"order_id":"a-20"})");
  EXPECT_EQ(write_create_receipt("007", Money::som(1)), R"({"amount":1,"order_id":"007"})");
  EXPECT_EQ(write_pay_receipt("tok", "66aa"), R"({"token":"tok","invoice_id":"66aa"})");
  EXPECT_EQ(write_card_token("tok"), R"({"token":"tok"})");
  EXPECT_EQ(write_refresh("r"), R"({"refresh":"r"})");
  EXPECT_EQ(write_get_orders(), R"({"type":"get_orders"})");
}

TEST(StoreRequests, R21_the_check_digit_refuses_no_card_and_0399_is_valid) {
  const auto valid = [](const char* number, const char* expiry) { return valid_card({secret(number), secret(expiry)}); };
  EXPECT_TRUE(valid("8600069195406311", "0399"));
  EXPECT_TRUE(valid("8600069195406312", "0399")); // wrong check digit
  EXPECT_FALSE(valid("860006919540631", "0399"));
  EXPECT_FALSE(valid("8600 6919 540 631", "0399"));
  EXPECT_FALSE(valid("8600069195406311", "1399"));
  EXPECT_FALSE(valid("8600069195406311", "0099"));
  EXPECT_FALSE(valid("8600069195406311", "399"));
}

TEST(StoreRequests, phones) {
  EXPECT_TRUE(valid_phone("998991234567"));
  EXPECT_FALSE(valid_phone("+998991234567"));
  EXPECT_FALSE(valid_phone("99899123456"));
  EXPECT_FALSE(valid_phone("997991234567"));
}

} // namespace
} // namespace engine::store
