#include "engine/store/order_answers.h"
#include "engine/store/store_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine::store {
namespace {

using testing::ElementsAre;

void check_tokens(const char* body, const char* access, const char* refresh) {
  const auto tokens = read_tokens(body);
  ASSERT_TRUE(tokens) << body << ": " << tokens.error();
  EXPECT_EQ(tokens->access, access) << body;
  EXPECT_EQ(tokens->refresh, refresh) << body;
}

TEST(StoreAnswers, tokens_in_every_shape) {
  check_tokens(R"({"success":true,"data":{"token":{"access":"a","refresh":"r"},"user":{"phone":"998991234567"}}})", "a", "r");
  check_tokens(R"({"token":"a","refresh_token":"r"})", "a", "r");               // client B
  check_tokens(R"({"success":true,"data":{"token":{"access":"a"}}})", "a", ""); // client C-TS
  check_tokens(R"({"access":"a","refresh":"r"})", "a", "r");                    // client F-TS
  check_tokens(R"({"success":true,"errMessage":null,"data":{"access":"a"}})", "a", "");
  check_tokens(R"({"refresh":null,"access":"a"})", "a", "");
}

TEST(StoreAnswers, no_token_is_an_error) {
  for (const auto* body : {"", "{}", "[]", "<html>", R"({"data":{"token":{"access":""}}})", R"({"data":{"token":{"access":5)", "nul"})
    EXPECT_FALSE(read_tokens(body)) << body;
}

struct EnvelopeCase {
  const char* body;
  bool refused;
  const char* code;
  const char* text;
};

TEST(StoreAnswers, R30_a_number_that_the_server_repeats_is_masked) {
  const auto envelope = read_envelope(
      R"({"success":false,"errMessage":{"ru":"Номер 998612224567 неверен, карта 8600123412345678"},"errorCode":"998612224567"})");
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->text, "Номер ********4567 неверен, карта ************5678");
  EXPECT_EQ(envelope->code, "********4567");
  const auto code = read_code(R"({"success":true,"data":{"sent":true,"phone":"998612224567","wait":60000}})");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->code.phone, "********4567");
  EXPECT_EQ(read_code(R"({"success":true,"data":{"sent":true,"phone":"99861*****67","wait":60000}})")->code.phone, "99861*****67");
}

TEST(StoreAnswers, envelopes) {
  const EnvelopeCase cases[] = {
      {R"({"success":true,"errMessage":null,"errorCode":null,"data":{}})", false, "", ""},
      {R"({"success":false,"errMessage":"Неверный код","errorCode":"-31103"})", true, "-31103", "Неверный код"},
      {R"({"success":false,"errMessage":"x","errorCode":-31103,"data":null})", true, "-31103", "x"},
      {R"({"data":{"success":false},"success":true})", false, "", ""},
      {R"({"success":false,"errorMessage":"odd one"})", true, "", "odd one"},
      {R"({"error":"no"})", true, "", "no"},
      {R"({"error":{"code":5,"message":"inner"}})", true, "", "inner"},
      {R"({"error":{"message":{"ru":"по-русски"}}})", true, "", ""},
      {R"({"error":null,"data":{}})", false, "", ""},
      {R"({"error":false})", false, "", ""},
      {R"({"error":""})", false, "", ""},
      {R"({"errMessage":"alone"})", true, "", "alone"},
      {R"({"success":false,"errMessage":"\u041d\u0435\u0442 \"\\\/\u20bd\ud83d\ude00\"\n"})", true, "", "Нет \"\\/₽😀\""},
      {R"({"detail":"Not found."})", false, "", "Not found."},
      {R"({"success":"false"})", false, "", ""},
      {R"([])", false, "", ""},
  };
  for (const auto& c : cases) {
    const auto envelope = read_envelope(c.body);
    ASSERT_TRUE(envelope) << c.body;
    EXPECT_EQ(envelope->refused(), c.refused) << c.body;
    EXPECT_EQ(envelope->code, c.code) << c.body;
    EXPECT_EQ(envelope->text, c.text) << c.body;
  }
  for (const auto* body : {"", "<html>502</html>", "{", "{\"success\":true", "5", "{\"a\" 1}"}) EXPECT_FALSE(read_envelope(body)) << body;
}

TEST(StoreAnswers, error_texts_are_bounded_on_a_whole_character) {
  std::string words;
  for (int i = 0; i < 400; ++i) words += "Я";
  const auto envelope = read_envelope(R"({"success":false,"errMessage":"a)" + words + R"("})");
  ASSERT_TRUE(envelope);
  EXPECT_LE(envelope->text.size(), 300u);
  EXPECT_TRUE(envelope->text.ends_with("Я…"));
}

TEST(StoreAnswers, every_cut_of_an_answer_is_refused_not_misread) {
  const std::string whole =
      R"({"success":true,"data":{"receipt":{"_id":"66aa","create_time":1,"state":4,"account":[{"name":"x","main":true}],"amount":4200000}}})";
  ASSERT_TRUE(read_receipt(whole));
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read_receipt(whole.substr(0, n)) && read_envelope(whole.substr(0, n))) << n;
}

TEST(StoreAnswers, cards_codes_and_receipts) {
  const auto card = read_card(
      R"({"success":true,"data":{"card":{"number":"860006******6311","expire":"03/99","token":"tok","recurrent":true,"verify":false,"type":"22618"}}})");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->token, "tok");
  EXPECT_EQ(card->last_four(), "6311");
  EXPECT_EQ(card->verified, false);
  EXPECT_FALSE(read_card(R"({"success":true,"data":{}})"));

  const auto code = read_code(R"({"success":true,"data":{"sent":true,"phone":"99890*****31","wait":45000}})");
  ASSERT_TRUE(code);
  EXPECT_TRUE(code->sent);
  EXPECT_EQ(code->code.phone, "99890*****31");
  EXPECT_EQ(code->code.wait, Millis{45000});
  EXPECT_EQ(read_code(R"({"data":{"sent":true,"wait":-5}})")->code.wait, Millis{60000});
  EXPECT_EQ(read_code(R"({"data":{"sent":true,"wait":99999999999}})")->code.wait, Millis{60000});
  EXPECT_FALSE(read_code(R"({"data":{"sent":false}})")->sent);
  EXPECT_FALSE(read_code(R"({"data":{}})"));

  const auto receipt = read_receipt(R"({"success":true,"data":{"receipt":{"_id":"66aa","state":4}}})");
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->id, "66aa");
  EXPECT_EQ(receipt->state, 4);
  EXPECT_FALSE(read_receipt(R"({"data":{"receipt":{"_id":"66aa","state":null}}})")->state);
  EXPECT_FALSE(read_receipt(R"({"data":{"receipt":{"_id":"66aa","state":"paid"}}})"));
}

TEST(StoreAnswers, users) {
  const auto* user = R"({"id":3,"first_name":"Aygul","last_name":"N","phone":"998901112233","cashback_balance":6520.5,"gender":"female"})";
  for (const auto& body : {std::string{R"({"data":{"user":)"} + user + "}}", std::string{R"({"data":)"} + user + "}"}) {
    const auto read = read_user(body);
    ASSERT_TRUE(read) << body << read.error();
    EXPECT_EQ(read->first_name, "Aygul");
    EXPECT_EQ(read->cashback_balance, Money::tiyin(652050));
  }
  EXPECT_TRUE(read_user(R"({"data":{"user":{"phone":"998901112233","cashback_balance":null}}})"));
  EXPECT_FALSE(read_user(R"({"data":{"user":{"first_name":"x"}}})"));
}

constexpr auto* paper = R"({"id":8,"code":"A-8","name":"Қағаз","description":"","discounts":{"discount_rate":10,"is_active":false},)"
                        R"("price":42000.0,"discount_price":37800,"is_new":true,"amount":12,"category":3,)"
                        R"("images":[{"id":1,"image":"/pictures/8.png"},{"id":2,"image":null}]})";

TEST(StoreAnswers, a_product_as_one_object_in_spite_of_the_plural) {
  for (const auto& body : {std::string{R"({"success":true,"data":{"items":)"} + paper + "}}", std::string{R"({"data":)"} + paper + "}"}) {
    const auto product = read_product(body);
    ASSERT_TRUE(product) << product.error();
    EXPECT_EQ(product->id, 8);
    EXPECT_EQ(product->name, "Қағаз");
    EXPECT_EQ(product->price, Money::som(42000));
    EXPECT_EQ(product->discount_price, Money::som(37800));
    EXPECT_FALSE(product->discount_active);
    EXPECT_EQ(product->effective_price(), Money::som(42000)); // R2
    EXPECT_EQ(product->stock, Quantity::pieces(12));
    EXPECT_EQ(product->category, 3);
    EXPECT_THAT(product->images, ElementsAre("/pictures/8.png"));
  }
}

TEST(StoreAnswers, pages_leave_out_what_is_unreadable) {
  const auto page = read_products(std::string{R"({"success":true,"data":{"total_records":340,"items":[)"} + paper +
                                  R"(,{"id":9,"name":"no price"},{"id":10,"name":"p","price":1.001},{"id":0,"name":"x","price":1},)" +
                                  R"({"id":11,"name":"bare","price":"5000.00","discount_price":null,"discounts":null,"amount":-2}]}})");
  ASSERT_TRUE(page) << page.error();
  EXPECT_EQ(page->received, 5u);
  EXPECT_EQ(page->total, 340);
  ASSERT_EQ(page->products.size(), 2u);
  EXPECT_EQ(page->products[1].id, 11);
  EXPECT_EQ(page->products[1].price, Money::som(5000));
  EXPECT_FALSE(page->products[1].discount_price);
  EXPECT_EQ(page->products[1].stock, Quantity{});
  EXPECT_EQ(read_products(R"({"data":{"items":[],"totalItems":340}})")->total, 340);
  EXPECT_FALSE(read_products(R"({"data":{}})"));
}

TEST(StoreAnswers, categories_and_both_forms_of_delivery) {
  const auto categories = read_categories(R"({"data":{"categories":[{"id":1,"name":"Un","icon":null},{"id":2,"name":""}]}})");
  ASSERT_TRUE(categories);
  ASSERT_EQ(categories->size(), 1u);
  EXPECT_EQ(categories->front().name, "Un");

  const auto terms = read_delivery(R"({"data":{"delivery":{"min_amount":50000,"free_distance":2.5,"price_per_km":3000.0}}})");
  ASSERT_TRUE(terms) << terms.error();
  EXPECT_EQ(terms->min_amount, Money::som(50000));
  EXPECT_EQ(terms->free_metres, 2500);
  EXPECT_EQ(terms->price_per_km, Money::som(3000));
  const auto flat = read_delivery(R"({"success":true,"data":{"minimumSum":200000}})");
  ASSERT_TRUE(flat);
  EXPECT_EQ(flat->min_amount, Money::som(200000));
  EXPECT_EQ(flat->price_per_km, Money{});
  EXPECT_FALSE(read_delivery(R"({"data":{"delivery":{"min_amount":50000,"price_per_km":3000}}})"));
  EXPECT_FALSE(read_delivery(R"({"data":{"delivery":null}})"));
  EXPECT_FALSE(read_delivery(R"({"data":{"delivery":{"min_amount":50000,"free_distance":2.5,"price_per_km":90000000000000000}}})"));
  EXPECT_FALSE(read_delivery(R"({"data":{"delivery":{"min_amount":50000,"free_distance":9e12,"price_per_km":3000}}})"));
}

struct CreatedCase {
  const char* body;
  const char* id;
  const char* number;
};

TEST(StoreAnswers, order_created_in_every_shape_and_never_the_number_for_the_id) {
  const CreatedCase cases[] = {
      {R"({"type":"order_created","data":{"id":20,"order_number":"№0000123"}})", "20", "№0000123"},
      {R"({"type":"order_created","data":{"id":"20","order_number":79463378}})", "20", "79463378"},
      {R"({"type":"order_created","order_id":20})", "20", ""},
      {R"({"type":"order_created","order_id":"20","order_number":"7"})", "20", "7"},
      {R"({"type":"order_created","data":{"order_id":20}})", "20", ""},
      {R"({"type":"order_created","data":{"order_id":21,"id":20},"order_id":22})", "20", ""},
      {R"({"order_id":22,"data":{"order_id":21},"type":"order_created"})", "22", ""},
      {R"({"type":"order_created","order_number":"79463378"})", "", "79463378"},
      {R"({"type":"order_created","data":null})", "", ""},
  };
  for (const auto& c : cases) {
    const auto message = read_socket_message(c.body);
    ASSERT_TRUE(message) << c.body;
    EXPECT_EQ(message->type, "order_created") << c.body;
    EXPECT_EQ(message->order_id, c.id) << c.body;
    EXPECT_EQ(message->order_number, c.number) << c.body;
  }
}

constexpr auto* seed_order = R"({
    "id": 20, "order_number": "79463378", "amount": 35480.0, "total_amount": 42000.0, "use_cashback": true,
    "cashback_earned": 840.0, "cashback_used": 6520.0, "status": "Ожидает подтверждения", "payment_type": 2, "delivery_type": 2,
    "receiver": {"id": 20, "first_name": "Something", "last_name": "Surname", "phone": "998991234567", "address": null,
                 "longitude": 25.552, "latitude": 54.548},
    "items": [{"price": 42000, "quantity": 1, "product": 8, "product_name": "Бумага листовая\t", "total_price": 42000}],
    "cash_payments": [{"amount": 500.0, "type": "Наличные", "created_at": "2024-06-10T19:36:24.711761+05:00"}],
    "online_payments": [{"amount": 500.0,
      "qr_code_url": "https://ofd.soliq.uz/epi?t=EP000000000356&r=414622483&c=20240610160048&s=168355950146",
      "perform_time": "2024-06-10T11:00:48+05:00"}],
    "created_at": "2024-06-07T17:22:07.174532+05:00", "status_updated": "2024-06-07T17:22:07.172214+05:00"})";

TEST(StoreAnswers, the_documents_order_completely) {
  OrderReader reader;
  const auto order = reader.read(seed_order);
  ASSERT_TRUE(order) << order.error();
  EXPECT_EQ(order->id, "20");
  EXPECT_EQ(order->order_number, "79463378");
  EXPECT_EQ(order->amount, Money::som(35480));
  EXPECT_EQ(order->total_amount, Money::som(42000));
  EXPECT_TRUE(order->use_cashback);
  EXPECT_EQ(order->cashback_earned, Money::som(840));
  EXPECT_EQ(order->cashback_used, Money::som(6520));
  EXPECT_EQ(order->status, "Ожидает подтверждения");
  EXPECT_EQ(order->payment_type, 2);
  EXPECT_EQ(order->delivery_type, 2);
  EXPECT_EQ(order->receiver.phone, "998991234567");
  EXPECT_EQ(order->receiver.address, "");
  ASSERT_TRUE(order->receiver.point);
  EXPECT_EQ(order->receiver.point->latitude_e6, 54548000);
  EXPECT_EQ(order->receiver.point->longitude_e6, 25552000);
  ASSERT_EQ(order->items.size(), 1u);
  EXPECT_EQ(order->items[0].product, 8);
  EXPECT_EQ(order->items[0].price, Money::som(42000));
  EXPECT_EQ(order->items[0].quantity, Quantity::pieces(1));
  ASSERT_EQ(order->cash_payments.size(), 1u);
  EXPECT_EQ(order->cash_payments[0].type, "Наличные");
  EXPECT_EQ(order->cash_payments[0].amount, Money::som(500));
  ASSERT_EQ(order->online_payments.size(), 1u);
  EXPECT_EQ(order->online_payments[0].qr_code_url, "https://ofd.soliq.uz/epi?t=EP000000000356&r=414622483&c=20240610160048&s=168355950146");
  EXPECT_EQ(order->online_payments[0].perform_time, "2024-06-10T11:00:48+05:00");
  EXPECT_EQ(order->created_at, "2024-06-07T17:22:07.174532+05:00");
}

TEST(StoreAnswers, R8_an_order_whose_sum_is_not_understood_is_refused) {
  OrderReader reader;
  EXPECT_TRUE(reader.read(R"({"id":"x","amount":4.2E4,"total_amount":"42000.00"})"));
  EXPECT_EQ(reader.read(R"({"id":"x","amount":4.2E4,"total_amount":42000})")->amount, Money::som(42000));
  for (const auto* bad :
       {R"({"id":1,"total_amount":1})", R"({"id":1,"amount":null,"total_amount":1})", R"({"id":1,"amount":1.001,"total_amount":1})",
        R"({"amount":1,"total_amount":1})", R"({"id":1,"amount":1,"total_amount":1,"online_payments":[{"amount":"many"}]})",
        R"({"id":1,"amount":1,"total_amount":1)"})
    EXPECT_FALSE(reader.read(bad)) << bad;
}

TEST(StoreAnswers, odd_but_readable_orders) {
  OrderReader reader;
  const auto order = reader.read(
      R"({"id":1,"amount":1,"total_amount":1,"receiver":null,"items":[{"product":null,"price":1,"quantity":0.25},)"
      R"({"product":{"id":9},"price":"2.50","quantity":"3"}],"cash_payments":null,"online_payments":[{"amount":1,"qr_code_url":null}]})");
  ASSERT_TRUE(order) << order.error();
  EXPECT_EQ(order->items[0].quantity, Quantity::thousandths(250));
  EXPECT_EQ(order->items[1].product, 9);
  EXPECT_EQ(order->items[1].price, Money::tiyin(250));
  EXPECT_EQ(order->online_payments[0].qr_code_url, "");
}

} // namespace
} // namespace engine::store
