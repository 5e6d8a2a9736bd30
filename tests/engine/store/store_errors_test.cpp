#include "engine/store/store_errors.h"

#include <gtest/gtest.h>

namespace engine::store {
namespace {

using enum RefusalClass;

struct Case {
  StoreCall call;
  int status;
  const char* code;
  const char* text;
  RefusalClass expected;
};

TEST(StoreErrors, classes) {
  const Case cases[] = {
      {StoreCall::verify_card, 200, "-31103", "", wrong_code},
      {StoreCall::verify_card, 400, "-31200", "", wrong_code},
      {StoreCall::verify_card, 200, "", "Неверный код", wrong_code},
      {StoreCall::verify_card, 200, "-31102", "Неверный код", dead_code},
      {StoreCall::verify_card, 200, "-31101", "", dead_code},
      {StoreCall::create_card, 200, "-31101", "", card_refused}, // card not serviced
      {StoreCall::verify_card, 200, "-31201", "", dead_code},
      {StoreCall::create_card, 400, "-31300", "", card_refused},
      {StoreCall::request_code, 200, "-31301", "", card_refused},
      {StoreCall::create_card, 200, "-31400", "", card_refused},
      {StoreCall::pay_receipt, 200, "-31303", "", money},
      {StoreCall::pay_receipt, 200, "-31630", "", card_refused},
      {StoreCall::pay_receipt, 200, "-31630", "Недостаточно средств на карте", money},
      {StoreCall::pay_receipt, 200, "", "Insufficient funds", money},
      {StoreCall::pay_receipt, 200, "-31700", "", card_refused},
      {StoreCall::pay_receipt, 200, "-31401", "", not_found},
      {StoreCall::pay_receipt, 200, "-31100", "", service},
      {StoreCall::request_code, 200, "-31110", "", service},
      {StoreCall::create_receipt, 200, "-31611", "", invalid},
      {StoreCall::create_order, 200, "", "Товара нет", service},
      {StoreCall::create_order, 200, "out_of_stock", "", service},
      {StoreCall::create_receipt, 400, "", "bad", invalid},
      {StoreCall::read, 404, "", "", not_found},
      {StoreCall::read, 401, "", "", unauthorized},
      {StoreCall::read, 500, "", "", service},
      {StoreCall::read, 429, "", "", service},
      {StoreCall::log_in, 400, "", "", unauthorized},
      {StoreCall::log_in, 200, "", "wrong phone", unauthorized},
      {StoreCall::log_in, 503, "", "", service},
  };
  for (const auto& c : cases)
    EXPECT_EQ(classify(c.call, c.status, c.code, c.text), c.expected) << c.status << " " << c.code << " " << c.text;
}

TEST(StoreErrors, R14_only_definite_refusals_of_a_payment_count) {
  for (const auto* code : {"-31303", "-31630", "-31300", "-31401", "-31403", "-32602", ""})
    EXPECT_TRUE(definitely_unpaid(200, code)) << code;
  for (const auto* code : {"-31402", "-31602", "-31100", "-31002", "-31001", "-32400", "-31623", "-31800"})
    EXPECT_FALSE(definitely_unpaid(200, code)) << code;
  EXPECT_FALSE(definitely_unpaid(500, ""));
  EXPECT_FALSE(definitely_unpaid(502, "whatever"));
  EXPECT_TRUE(definitely_unpaid(400, "whatever"));
}

} // namespace
} // namespace engine::store
