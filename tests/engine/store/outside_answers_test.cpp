// What one bad value may do: to itself, and to nothing that stands around it. And how much each field may hold.
#include "engine/catalog/product_bounds.h"
#include "engine/store/json_reader.h"
#include "engine/store/order_answers.h"
#include "engine/store/store_answers.h"
#include "engine/store/unread_order.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace engine::store {
namespace {

std::string many(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// 300 products, the 151st as given.
std::string catalogue_with(std::string_view product) {
  std::string body = R"({"success":true,"data":{"total_records":300,"items":[)";
  for (int id = 1; id <= 300; ++id) {
    if (id > 1) body += ',';
    if (id == 151) body += product;
    else body += fmt::format(R"({{"id":{0},"code":"{0}","name":"Nan {0}","price":5000}})", id);
  }
  return body + "]}}";
}

TEST(OutsideAnswers, OneBadProductLeavesTheOthersWhereTheyAre) {
  const struct {
    const char* what;
    std::string product;
    const char* name; ///< nullptr: left out
  } cases[] = {
      {"half a surrogate pair", R"({"id":151,"name":"\ud800x","price":1})", "\uFFFDx"},
      {"the other half", R"({"id":151,"name":"x\udc00","price":1})", "x\uFFFD"},
      {"both, the wrong way round", R"({"id":151,"name":"abc\udc00\ud800","price":1})", "abc\uFFFD\uFFFD"},
      {"an escape that there is not", R"({"id":151,"name":"Sut \q","price":1})", "Sut \uFFFDq"},
      {"an escape cut off", R"({"id":151,"name":"Sut \u12","price":1})", "Sut \uFFFD12"},
      {"bad escape in the description", R"({"id":151,"name":"Sut","description":"\q\ud800","price":1})", "Sut"},
      {"bad escape in a key", R"({"id":151,"\ud800":1,"name":"Sut","price":1})", "Sut"},
      {"not UTF-8", "{\"id\":151,\"name\":\"Sut\xFF\",\"price\":1}", "Sut\uFFFD"},
      {"bare control characters", "{\"id\":151,\"name\":\"Sut\n2\t%\x01\",\"price\":1}", "Sut 2 %"},
      {"a name in cp1251", "{\"id\":151,\"name\":\"\xD1\xF3\xF2\xE0\",\"price\":1}", nullptr},
      {"a name of nothing that is seen", R"({"id":151,"name":"\u200b\u202e\n","price":1})", nullptr},
      {"NaN", R"({"id":151,"name":"Sut","price":NaN})", nullptr},
      {"NaN where nobody looks", R"({"id":151,"name":"Sut","weight":NaN,"price":1})", "Sut"},
      {"no colon", R"({"id":151,"name" "Sut","price":1})", nullptr},
      {"no comma", R"({"id":151 "name":"Sut" "price":1})", nullptr},
      {"a word", R"({"id":151,"name":Sut,"price":1})", nullptr},
      {"other types", R"({"id":[151],"name":{},"price":true})", nullptr},
      {"a name that is a list", R"({"id":151,"name":["Sut"],"price":1})", nullptr},
      {"no object", R"("Sut")", nullptr},
      {"nothing", "null", nullptr},
      {"a list", R"([{"id":151,"name":"Sut","price":1}])", nullptr},
      {"an empty object", "{}", nullptr},
      {"a deep one", R"({"id":151,"name":"Sut","price":1,"x":)" + many("[", 900) + many("]", 900) + "}", "Sut"},
      {"a code with a line break", R"({"id":151,"code":"12\n34","name":"Sut","price":1})", nullptr},
      {"a code that is too long", R"({"id":151,"name":"Sut","price":1,"code":")" + many("1", 65) + "\"}", nullptr},
  };
  for (const auto& c : cases) {
    const auto page = read_products(catalogue_with(c.product));
    ASSERT_TRUE(page) << c.what << ": " << page.error();
    EXPECT_EQ(page->received, 300u) << c.what;
    ASSERT_EQ(page->products.size(), c.name ? 300u : 299u) << c.what;
    if (c.name) {
      EXPECT_EQ(page->products[150].name, c.name) << c.what;
    }
    EXPECT_EQ(page->products.back().id, 300) << c.what;
    EXPECT_EQ(page->products.back().name, "Nan 300") << c.what;
  }
}

TEST(OutsideAnswers, AByteOrderMarkIsNoneOfTheAnswer) {
  const auto page = read_products("\xEF\xBB\xBF" + catalogue_with("{}"));
  ASSERT_TRUE(page) << page.error();
  EXPECT_EQ(page->products.size(), 299u);
}

TEST(OutsideAnswers, WhatIsBrokenAsAWholeIsRefused) {
  const auto whole = catalogue_with("{}");
  for (const auto& bad : {whole.substr(0, whole.size() - 3), whole.substr(0, 400), std::string{"<html>"},
                          catalogue_with(R"({"id":151,"name":"Sut)"), catalogue_with("{\"id\":151,\"name\":\"Sut\xFF}")})
    EXPECT_FALSE(read_products(bad)) << bad.substr(0, 60);
}

TEST(OutsideAnswers, OneBadCategoryLeavesTheOthers) {
  const auto categories = read_categories(
      R"({"data":{"categories":[{"id":1,"name":"Nan"},{"id":"x","name":"bad"},{"id":2,"name":"\ud800"},7,{"id":3 "name":"a"},)"
      R"({"id":4,"name":"\u202eSút\u0007"},{"id":5,"name":")" +
      many("k", 500) + R"("}]}})");
  ASSERT_TRUE(categories) << categories.error();
  ASSERT_EQ(categories->size(), 3u);
  EXPECT_EQ((*categories)[0].name, "Nan");
  EXPECT_EQ((*categories)[1].name, "Sút");
  EXPECT_EQ((*categories)[2].name, many("k", longest_category - 3) + "…");
}

TEST(OutsideAnswers, EachFieldOfAProductIsBounded) {
  const auto product = [](std::size_t name, std::size_t description, std::size_t code, std::size_t images, std::size_t address) {
    std::string list;
    for (std::size_t i = 0; i < images; ++i) list += fmt::format("{}\"{}\"", i ? "," : "", many("a", address));
    return read_product(fmt::format(R"({{"data":{{"id":7,"price":1,"name":"{}","description":"{}","code":"{}","images":[{}]}}}})",
                                    many("n", name), many("d", description), many("1", code), list));
  };
  const auto full = product(longest_name, longest_description, longest_code, most_images, longest_image);
  ASSERT_TRUE(full) << full.error();
  EXPECT_EQ(full->name, many("n", longest_name));
  EXPECT_EQ(full->description, many("d", longest_description));
  EXPECT_EQ(full->code, many("1", longest_code));
  EXPECT_EQ(full->images.size(), most_images);
  for (const std::size_t more : {std::size_t{1}, std::size_t{100'000}}) {
    const auto over = product(longest_name + more, longest_description + more, longest_code, most_images + more % 100'000, longest_image);
    ASSERT_TRUE(over) << over.error();
    EXPECT_EQ(over->name, many("n", longest_name - 3) + "…");
    EXPECT_EQ(over->description, many("d", longest_description - 3) + "…");
    EXPECT_EQ(over->images.size(), most_images);
    EXPECT_FALSE(product(1, 1, longest_code + more, 1, 1)) << "half a code is another product's";
    EXPECT_TRUE(product(1, 1, 1, 3, longest_image + more)->images.empty()) << "half an address is none";
  }
}

std::string order_with(std::string_view fields) { return fmt::format(R"({{"id":20,"amount":1,"total_amount":1,{}}})", fields); }

TEST(OutsideAnswers, TheNumberOfAnOrderIsTakenAsItIsOrNotAtAll) {
  OrderReader reader;
  EXPECT_EQ(reader.read(order_with(R"("order_number":"№0000123")"))->order_number, "№0000123");
  EXPECT_EQ(reader.read(order_with(fmt::format(R"("order_number":"{}")", many("7", 40))))->order_number, many("7", 40));
  for (const auto& number :
       {many("7", 41), many("7", 200'000), std::string{R"(7\n)"}, std::string{R"(\u001bp7)"}, std::string{R"(\u202e77)"},
        std::string{R"(\ud8007)"}, std::string{R"(\q)"}, std::string{"\xFF"}, std::string{"   "}}) {
    const auto text = order_with(fmt::format(R"("order_number":"{}")", number));
    const auto order = reader.read(text);
    ASSERT_FALSE(order) << number.substr(0, 50);
    EXPECT_LT(order.error().size(), 200u);
    const auto told = what_is_told(text, order.error());
    EXPECT_EQ(told.id, "20");
    EXPECT_LE(told.order_number.size(), 64u);
    EXPECT_EQ(told.order_number, tidy(told.order_number, 64));
  }
  EXPECT_FALSE(reader.read(R"({"id":"2\u00000","amount":1,"total_amount":1})"));
  EXPECT_FALSE(reader.read(fmt::format(R"({{"id":"{}","amount":1,"total_amount":1}})", many("2", 65))));
}

TEST(OutsideAnswers, WordsOfAnOrderAreTidiedAndWhatHoldsTheMarkIsNotCut) {
  OrderReader reader;
  const auto order = reader.read(order_with(
      R"("status":"\u202eготов\n\ud800","receiver":{"first_name":"A\u0007","phone":"\u202a998901112233\u202c","address":"street\n5 [k-000007]"},)"
      R"("cash_payments":[{"amount":1,"type":"\ud800\q"}])"));
  ASSERT_TRUE(order) << order.error();
  EXPECT_EQ(order->status, "готов \uFFFD");
  EXPECT_EQ(order->receiver.first_name, "A");
  EXPECT_EQ(order->receiver.phone, "998901112233");
  EXPECT_EQ(order->receiver.address, "street 5 [k-000007]");
  EXPECT_LE(reader.read(order_with(fmt::format(R"("status":"{}")", many("s", 100'000))))->status.size(), 200u);
  EXPECT_LE(reader.read(order_with(fmt::format(R"("receiver":{{"first_name":"{}"}})", many("s", 100'000))))->receiver.first_name.size(),
            64u);
  EXPECT_TRUE(reader.read(order_with(fmt::format(R"("receiver":{{"address":"{} [k-000007]"}})", many("s", 1000)))));
  EXPECT_FALSE(reader.read(order_with(fmt::format(R"("receiver":{{"address":"{} [k-000007]"}})", many("s", 1100)))))
      << "not 'there is none with this mark'";
  EXPECT_FALSE(reader.read(order_with(fmt::format(R"("receiver":{{"phone":"{}"}})", many("9", 65)))));
}

TEST(OutsideAnswers, APersonATokenAnErrorAndACardAreBounded) {
  const auto user =
      read_user(fmt::format(R"({{"data":{{"user":{{"first_name":"\u202eA\ud800{}","last_name":"{}","phone":"998901112233"}}}}}})",
                            many("a", 100'000), many("b", 65)));
  ASSERT_TRUE(user) << user.error();
  EXPECT_LE(user->first_name.size(), 64u);
  EXPECT_TRUE(user->first_name.starts_with("A\uFFFDaaa"));
  EXPECT_EQ(user->last_name, many("b", 61) + "…");

  EXPECT_TRUE(read_tokens(fmt::format(R"({{"access":"{}"}})", many("t", 4096))));
  for (const auto& token :
       {many("t", 4097), std::string{R"(a\r\nX-Evil: 1)"}, std::string{"a b"}, std::string{R"(a\ud800)"}, std::string{R"(ты)"}}) {
    EXPECT_FALSE(read_tokens(fmt::format(R"({{"access":"{}"}})", token))) << token.substr(0, 20);
    EXPECT_FALSE(read_tokens(fmt::format(R"({{"access":"a","refresh":"{}"}})", token))) << token.substr(0, 20);
    EXPECT_FALSE(read_card(fmt::format(R"({{"data":{{"card":{{"token":"{}"}}}}}})", token))) << token.substr(0, 20);
  }
  const auto envelope = read_envelope(fmt::format(R"({{"success":false,"errMessage":"\u001b[2Jno\r\n\u202e{}","errorCode":"{}"}})",
                                                  many("x", 100'000), many("y", 100'000)));
  ASSERT_TRUE(envelope);
  EXPECT_TRUE(envelope->refused());
  EXPECT_TRUE(envelope->text.starts_with("[2Jno xxx"));
  EXPECT_LE(envelope->text.size(), 300u);
  EXPECT_LE(envelope->code.size(), 40u);
  EXPECT_TRUE(read_envelope("{\"success\":false,\"errMessage\":\"no\xFF\"}")->refused()) << "one bad byte of the reason leaves the refusal";
  EXPECT_EQ(read_card(R"({"data":{"card":{"number":"8600****карта"}}})")->last_four(), "") << "not the second half of a letter";
}

TEST(OutsideAnswers, AMaskIsNotUndoneByACut) {
  // The number begins before the limit and ends behind it.
  const auto envelope = read_envelope(fmt::format(R"({{"success":false,"errMessage":"{}8600123412345678"}})", many("x", 290)));
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->text.find("8600"), std::string::npos) << envelope->text;
}

TEST(OutsideAnswers, EscapesAreReadOrMendedAndNeverFail) {
  const struct {
    std::string_view inside;
    const char* text;
  } cases[] = {
      {"", ""},
      {"plain Қ", "plain Қ"},
      {R"(\"\\\/)", "\"\\/"},
      {R"(\u0041\u049a\u20bd)", "AҚ₽"},
      {R"(\ud83d\ude00)", "😀"},
      {R"(\uD83D\uDE00)", "😀"},
      {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
      {R"(\ud83d)", "\uFFFD"},
      {R"(\ud83dx)", "\uFFFDx"},
      {R"(\ud83d\n)", "\uFFFD\n"},
      {R"(\ud83d\u0041)", "\uFFFDA"},
      {R"(\ud83d\ud83d\ude00)", "\uFFFD😀"},
      {R"(\ude00\ud83d)", "\uFFFD\uFFFD"},
      {R"(\u)", "\uFFFD"},
      {R"(\u12)", "\uFFFD12"},
      {R"(\u12g4)", "\uFFFD12g4"},
      {R"(\q)", "\uFFFDq"},
      {R"(\Қ)", "\uFFFDҚ"},
      {R"(\ud800\q)", "\uFFFD\uFFFDq"},
      {R"(\ud83d\u12)", "\uFFFD\uFFFD12"},
      {"\\", "\uFFFD"},
  };
  for (const auto& c : cases) EXPECT_EQ(unescaped(c.inside), c.text) << c.inside;
  EXPECT_EQ(unescaped(R"(\u0000)"), std::string(1, '\0'));
}

} // namespace
} // namespace engine::store
