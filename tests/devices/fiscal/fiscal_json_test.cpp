// Requests of both editions and answers in every dress (devices/fiscal/PROTOCOL.md sections 3 to 5). The samples are those of
// the module's document, made valid JSON.
#include "devices/fiscal/fiscal_json.h"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

using namespace devices::fiscal;
using namespace engine;
namespace json = boost::json;

namespace {

FiscalLine sample_line() {
  FiscalLine l;
  l.name = "наименование товара или услуги";
  l.barcode = "4780000000007";
  l.amount = Quantity::pieces(1);
  l.unit = 1;
  l.unit_name = "dona";
  l.price = l.product_price = Money::tiyin(50000);
  l.vat = Money::tiyin(5357);
  l.vat_percent = 12;
  l.labels = {"05367567230048c?eN1(o0029"};
  l.class_code = "04811001001000000";
  l.package_code = "1431970";
  l.owner_type = 1;
  l.commission_inn = "123456789";
  l.commission_pinfl = "12345678912345";
  return l;
}

FiscalSale sample_sale() {
  FiscalSale s;
  s.number = 1;
  s.lines = {sample_line()};
  s.cashier = "Admin";
  s.received_cash = Money::tiyin(50000);
  return s;
}

json::object written(const tl::expected<std::string, std::string>& text) {
  EXPECT_TRUE(text) << text.error();
  return json::parse(text.value_or("{}")).as_object();
}

const char* time_text = "2021-04-07 12:52:02";

// Response examples of the document.
const char* registered =
    R"({"data":{"terminal_id":"UZ170703100189","receipt_count":643,"date_time":"20200518221403",
  "fiscal_sign":"248429044289","applet_version":"0300",
  "qr_url":"https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=248429044289"},"error":null,"is_success":true})";
const char* printer_error = R"({"data":null,"error":{"code":101,"message":"Printer not working","data":null},"is_success":false})";
const char* refund_error =
    R"({"data":null,"error":{"code":65275,"message":"not valid refund info","data":"refund info is not valid"},"is_success":false})";

} // namespace

TEST(FiscalJsonWrite, SaleOfEdition2023IsTheDocumentsExample_R26) {
  auto sale = sample_sale();
  sale.uuid = "u-1";
  sale.card_type = 2;
  sale.ppt_id = "123";
  sale.open_cashbox = true;
  sale.email = "a@example.uz";
  sale.sms_phone_number = "+998909999999";
  sale.banners = {{"text", "Код скидки для следующий покупки "}, {"barcode", "23423423"}};
  sale.prices = {{"PayMe", Money::tiyin(100000), "QQS", Money::tiyin(200000)}};
  const auto expected = json::parse(R"({"number":1,"receipt_type":"order","products":[{"name":"наименование товара или услуги",
    "barcode":"4780000000007","amount":1000,"unit_name":"dona","units":1,"price":50000,"product_price":50000,"vat":5357,
    "vat_percent":12,"discount":0,"discount_percent":0,"other":0,"labels":["05367567230048c?eN1(o0029"],
    "class_code":"04811001001000000","package_code":1431970,"owner_type":1,
    "comission_info":{"inn":"123456789","pinfl":"12345678912345"}}],"time":"2021-04-07 12:52:02","cashier":"Admin",
    "received_cash":50000,"change":0,"received_card":0,"send_email":true,"email":"a@example.uz",
    "sms_phone_number":"+998909999999","open_cashbox":true,
    "banners":[{"type":"text","data":"Код скидки для следующий покупки "},{"type":"barcode","data":"23423423"}],
    "prices":[{"name":"PayMe","price":100000,"vat_type":"QQS","vat_price":200000}]})");
  EXPECT_EQ(json::value(written(write_sale(sale, time_text, Edition::y2023))), expected);
}

TEST(FiscalJsonWrite, Edition2026Differs_R26) {
  auto sale = sample_sale();
  sale.uuid = "u-1";
  sale.card_type = 2;
  sale.ppt_id = "123456789012";
  sale.lines[0].vat_percent.reset();
  sale.lines[0].vat = Money{};
  auto body = written(write_sale(sale, time_text, Edition::y2026));
  EXPECT_EQ(body["uuid"], "u-1");
  EXPECT_FALSE(body.contains("card_type")); // nothing was paid by card
  const auto& product = body["products"].at(0).as_object();
  EXPECT_FALSE(product.contains("units"));
  EXPECT_EQ(product.at("unit_name"), "dona");
  EXPECT_EQ(product.at("package_code"), "1431970");
  EXPECT_TRUE(product.at("vat_percent").is_null());
  std::swap(sale.received_card, sale.received_cash);
  body = written(write_sale(sale, time_text, Edition::y2026));
  EXPECT_EQ(body["card_type"], 2);
  EXPECT_EQ(body["ppt_id"], "123456789012");
  // without VAT in 2023
  body = written(write_sale(sale, time_text, Edition::y2023));
  EXPECT_EQ(body["products"].at(0).at("vat_percent"), 0);
}

TEST(FiscalJsonWrite, WalletsInBothEditions) {
  struct Case {
    PaymentProvider provider;
    const char* old_code;
    int new_code;
  };
  for (const auto& c : {Case{PaymentProvider::payme, "0141", 141}, Case{PaymentProvider::click, "0064", 64},
                        Case{PaymentProvider::uzum, "0161", 161}, Case{PaymentProvider::anor, "0187", 187}}) {
    auto sale = sample_sale();
    sale.wallet = WalletPayment{"998901234567", "65f0", c.provider};
    auto old_extra = written(write_sale(sale, time_text, Edition::y2023))["extra_info"].as_object();
    EXPECT_EQ(old_extra["qr_payment_provider"], c.old_code);
    EXPECT_EQ(old_extra["phone_number"], "998901234567");
    EXPECT_EQ(old_extra["qr_payment_id"], "65f0");
    EXPECT_EQ(written(write_sale(sale, time_text, Edition::y2026))["extra_info"].at("qr_payment_provider"), c.new_code);
  }
}

TEST(FiscalJsonWrite, ReceiptTypesAndOptionalFields) {
  for (const auto& [type, name] :
       {std::pair{ReceiptType::order, "order"}, {ReceiptType::prepaid, "prepaid"}, {ReceiptType::credit, "credit"}}) {
    auto sale = sample_sale();
    sale.type = type;
    sale.lines[0].labels.clear();
    sale.lines[0].barcode.clear();
    sale.lines[0].commission_inn.clear();
    sale.lines[0].commission_pinfl.clear();
    auto body = written(write_sale(sale, time_text, Edition::y2023));
    EXPECT_EQ(body["receipt_type"], name);
    const auto& line = body["products"].at(0).as_object();
    EXPECT_EQ(line.at("labels"), json::array()) << "the 2023 document stars what may be left out, and not this";
    EXPECT_EQ(line.at("barcode"), "");
    EXPECT_EQ(line.at("comission_info"), json::parse(R"({"inn":"","pinfl":""})"));
    const auto newer = written(write_sale(sale, time_text, Edition::y2026));
    for (const char* key : {"labels", "barcode", "comission_info"})
      EXPECT_FALSE(newer.at("products").at(0).as_object().contains(key)) << key << " is optional in 2026";
    for (const char* key : {"extra_info", "send_email", "banners", "prices", "open_cashbox", "uuid"})
      EXPECT_FALSE(body.contains(key)) << key;
  }
}

TEST(FiscalJsonWrite, SeparatorsOfMarkingCodesSurvive) {
  auto sale = sample_sale();
  sale.lines[0].labels = {"0104780000000007215abc\x1d"
                          "93xy\"\\"};
  const auto text = write_sale(sale, time_text, Edition::y2023);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("\\u001d"), std::string::npos) << *text;
  EXPECT_EQ(json::parse(*text).at("products").at(0).at("labels").at(0).as_string(), sale.lines[0].labels[0]);
}

TEST(FiscalJsonWrite, MoneyIsNeverADecimal) {
  auto sale = sample_sale();
  sale.lines[0].price = Money::tiyin(9'999'999'999'999'999);
  sale.received_cash = sale.lines[0].price;
  for (const auto edition : {Edition::y2023, Edition::y2026}) {
    const auto text = write_sale(sale, time_text, edition);
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("\"price\":9999999999999999,"), std::string::npos);
    EXPECT_NE(text->find("\"received_cash\":9999999999999999,"), std::string::npos);
  }
}

TEST(FiscalJsonWrite, WhatCannotBeSaidIsRefused) {
  auto sale = sample_sale();
  sale.lines[0].package_code = "99999999999999999999999";
  EXPECT_FALSE(write_sale(sale, time_text, Edition::y2023));
  EXPECT_TRUE(write_sale(sale, time_text, Edition::y2026));
  sale = sample_sale();
  sale.cashier = "\xff";
  EXPECT_EQ(write_sale(sale, time_text, Edition::y2026).error(), "text that is not UTF-8");
}

TEST(FiscalJsonWrite, RefundNamesTheSale) {
  FiscalRefund refund;
  refund.number = 2;
  refund.lines = {sample_line()};
  refund.cashier = "Admin";
  refund.sale_qr_url = "https://ofd.soliq.uz/check?t=UZ191211501001&r=1447&c=20220309125810&s=461313663448";
  refund.received_cash = Money::tiyin(50000);
  refund.uuid = "u";
  auto body = written(write_refund(refund, time_text, Edition::y2023));
  EXPECT_EQ(body["qr_code"].as_string(), refund.sale_qr_url);
  EXPECT_EQ(body["received_cash"], 50000);
  EXPECT_FALSE(body.contains("receipt_type"));
  EXPECT_FALSE(body.contains("uuid"));
  EXPECT_EQ(written(write_refund(refund, time_text, Edition::y2026))["uuid"], "u");
}

TEST(FiscalJsonRead, DocumentedAnswers) {
  const auto ok = read_answer(registered);
  ASSERT_TRUE(ok && ok->success);
  const auto sign = read_sign(ok->data);
  ASSERT_TRUE(sign);
  EXPECT_EQ(sign->receipt_count, 643);
  EXPECT_EQ(sign->fiscal_sign, "248429044289");
  EXPECT_EQ(sign->applet_version, "0300");
  EXPECT_EQ(sign->cash_box_number, "");
  const auto broken = read_answer(printer_error);
  ASSERT_TRUE(broken);
  EXPECT_FALSE(broken->success);
  EXPECT_EQ(broken->error.code, 101);
  const auto refund = read_answer(refund_error);
  ASSERT_TRUE(refund);
  EXPECT_EQ(refund->error.code, 65275);
  EXPECT_EQ(refund->error.data, "refund info is not valid");
}

TEST(FiscalJsonRead, ScalarsInEitherDress) {
  const auto answer = read_answer(R"({"result":{"data":{"terminal_id":"UZ191211501031","receipt_count":"2626",
    "date_time":20211113111011,"fiscal_sign":"083306860386","applet_version":"0300","qr_url":"https://ofd.soliq.uz/check?t=UZ191211501031",
    "cash_box_number":2,"new_key":{"deep":[1,2.5,null]}},"error":{"code":0,"message":"","data":null},"is_success":"true"}})");
  ASSERT_TRUE(answer) << answer.error();
  ASSERT_TRUE(answer->success);
  const auto sign = read_sign(answer->data);
  ASSERT_TRUE(sign);
  EXPECT_EQ(sign->receipt_count, 2626);
  EXPECT_EQ(sign->date_time, "20211113111011");
  EXPECT_EQ(sign->fiscal_sign, "083306860386"); // the zero stays
  EXPECT_EQ(sign->cash_box_number, "2");
}

TEST(FiscalJsonRead, Envelopes) {
  struct Case {
    const char* body;
    bool readable, success;
    std::int64_t code;
  };
  for (const auto& c : {
           Case{R"({"data":null,"error":null,"is_success":true})", true, true, 0},
           Case{R"({"result":{"data":null,"error":null,"is_success":true}})", true, true, 0},
           Case{R"({"data":null,"error":{"code":0,"message":"","data":null},"is_success":true})", true, true, 0},
           Case{R"({"data":null,"error":null,"is_success":false})", true, false, 0},
           Case{R"({"data":null,"error":{"code":"36909","message":"x"},"is_success":false})", true, false, 36909},
           Case{R"({"result":{"data":null,"error":{"code":101,"message":"m","data":null},"is_success":false}})", true, false, 101},
           Case{R"({"data":null,"error":{"code":102},"is_success":true})", true, false, 102}, // an error outweighs a flag
           Case{R"({"error":null})", true, true, 0},
           Case{R"({})", false, false, 0},
           Case{R"([])", false, false, 0},
           Case{R"("text")", false, false, 0},
           Case{"", false, false, 0},
           Case{"<html>", false, false, 0},
           Case{R"({"data":null,"error":null,"is_success":true)", false, false, 0},
           Case{R"({"data":tru,"error":null})", false, false, 0},
           Case{R"({"data":1,"error":null} x)", false, false, 0},
           Case{"{\"data\":\"\xff\"}", false, false, 0},
       }) {
    const auto answer = read_answer(c.body);
    ASSERT_EQ(answer.has_value(), c.readable) << c.body;
    if (!answer) continue;
    EXPECT_EQ(answer->success, c.success) << c.body;
    EXPECT_EQ(answer->error.code, c.code) << c.body;
  }
  EXPECT_FALSE(read_answer(std::string(200, '[') + std::string(200, ']')));
  std::string deep = "{\"data\":";
  for (int i = 0; i < 100; ++i) deep += "[";
  for (int i = 0; i < 100; ++i) deep += "]";
  EXPECT_FALSE(read_answer(deep + "}"));
}

TEST(FiscalJsonRead, R30_ThePayersPhoneIsMaskedInWhatTheModuleSays) {
  const auto answer = read_answer(
      R"({"is_success":false,"error":{"code":104,"message":"phone_number 998612224567","data":"998612224567, class_code 01905001001000000"}})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error.message, "phone_number 998*****4567");
  EXPECT_EQ(answer->error.data, "998*****4567, class_code 01905001001000000");
}

TEST(FiscalJsonRead, IntegersAreWholeOrNothing) {
  struct Case {
    const char* json;
    std::optional<std::int64_t> value;
  };
  for (const auto& c : {Case{"643", 643}, Case{"\"643\"", 643}, Case{"-1", -1}, Case{"2300.0", 2300}, Case{"2300.5", std::nullopt},
                        Case{"\"\"", std::nullopt}, Case{"\"12a\"", std::nullopt}, Case{"1e3", std::nullopt}, Case{"null", std::nullopt},
                        Case{"true", std::nullopt}, Case{"9999999999999999", 9999999999999999}}) {
    const auto tree = parse_json_tree("{\"a\":" + std::string(c.json) + "}");
    ASSERT_TRUE(tree) << c.json;
    EXPECT_EQ((*tree)["a"].as_integer(), c.value) << c.json;
  }
}

TEST(FiscalJsonRead, WhatTheModuleSaysIsBoundedAndHasNoControls) {
  for (const auto& [said, kept] : {std::pair{R"("UZ170703100189")", std::string{"UZ170703100189"}},
                                   {R"("a\nb\u0007c")", "a?b?c"},
                                   {R"("\u202ea\u200b\u2066\ufeff\u0085")", "?a????"},
                                   {R"("Nókis, Қарақалпақ — 5")", "Nókis, Қарақалпақ — 5"},
                                   {"7", "7"},
                                   {"null", ""}}) {
    const auto tree = parse_json_tree("{\"a\":" + std::string(said) + "}");
    ASSERT_TRUE(tree) << said;
    EXPECT_EQ((*tree)["a"].as_words(64), kept) << said;
  }
  const auto long_one = parse_json_tree("{\"a\":\"" + std::string(62, 'x') + "Қ" + std::string(100'000, 'y') + "\"}");
  ASSERT_TRUE(long_one);
  EXPECT_EQ((*long_one)["a"].as_words(64), std::string(62, 'x') + "Қ");
  EXPECT_EQ((*long_one)["a"].as_words(63), std::string(62, 'x')) << "cut between characters";
  const auto answer = read_answer(R"({"data":{"terminal_id":")" + std::string(100'000, 'T') +
                                  R"(","receipt_count":1,"date_time":"20260101000000","fiscal_sign":"1\u001b@2",
    "qr_url":"https://ofd.soliq.uz/)" +
                                  std::string(9'000, 'q') + R"("},"error":null,"is_success":true})");
  ASSERT_TRUE(answer);
  const auto sign = read_sign(answer->data);
  ASSERT_TRUE(sign);
  EXPECT_EQ(sign->terminal_id.size(), 64U);
  EXPECT_EQ(sign->fiscal_sign, "1?@2");
  EXPECT_EQ(sign->qr_url.size(), 2000U) << "whoever shows it refuses it";
}

TEST(FiscalJsonRead, Info) {
  const auto answer = read_answer(
      R"({"data":{"terminal_id":"UZ170703100189","applet_version":"0300","current_receipt_seq":"643",
    "current_time":"2026-11-22 14:02:09","last_operation_time":"2026-11-22 13:00:00","receipt_count":"3","receipt_max_count":858,
    "zreport_count":12,"zreport_max_count":832,"available_persistent_memory":1,"available_reset_memory":1,
    "available_deselect_memory":1,"cashbox_number":1,"version_code":"1.12.1","is_updated":true},"error":null,"is_success":true})");
  ASSERT_TRUE(answer);
  const auto read = read_info(answer->data);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->info.unsent_receipts, 3);
  EXPECT_EQ(read->info.receipt_capacity, 858);
  EXPECT_EQ(read->info.shifts_closed, 12);
  EXPECT_EQ(read->info.shifts_capacity, 832);
  EXPECT_EQ(read->info.cashbox_number, "1");
  EXPECT_EQ(read->info.first_unsent_time, "");
  EXPECT_EQ(read->last_operation_time, "2026-11-22 13:00:00");
  EXPECT_FALSE(read_info((*answer).data["current_time"]));
}

TEST(FiscalJsonRead, ShiftOpenIsSaidOrSeen) {
  const auto open = [](const std::string& fields) {
    const auto tree = parse_json_tree("{\"total_sale_count\":1,\"total_refund_count\":0" + fields + "}");
    return read_zreport(*tree)->shift_open;
  };
  EXPECT_TRUE(open(R"(,"open_time":"2026-11-22 08:00:00","close_time":"")"));
  EXPECT_TRUE(open(R"(,"open_time":"2026-11-22 08:00:00","close_time":null)"));
  EXPECT_FALSE(open(R"(,"open_time":"2026-11-22 08:00:00","close_time":"2026-11-22 22:00:00")"));
  EXPECT_FALSE(open(R"(,"open_time":"","close_time":"")"));
  EXPECT_FALSE(open(R"(,"open_time":"2026-11-22 08:00:00","close_time":"","shift_opened":false)"));
  EXPECT_TRUE(open(R"(,"open_time":"","close_time":"","shift_opened":true)"));
  EXPECT_FALSE(read_zreport(*parse_json_tree(R"({"total_sale_count":1})"))); // no counters, no judgement
}

TEST(FiscalJsonRead, LastOrder) {
  const auto answer = read_answer(
      R"({"result":{"data":{"order":{"id":1,"number":142632,"time":"2026-04-15 10:00:00","received_cash":2300.0,
    "received_card":0,"change":5,"uuid":"","qr_code":""},"fiscalOrder":{},"result":{"TerminalID":"UZ170703100189","ReceiptSeq":"643",
    "DateTime":"20260415100000","FiscalSign":"025561534771","AppletVersion":"0323","QRCodeURL":"https://ofd.soliq.uz/check?x",
    "cash_box_number":"2"},"isRefund":false},"error":null,"is_success":true}})");
  ASSERT_TRUE(answer) << answer.error();
  const auto last = read_last(answer->data);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->number, 142632);
  EXPECT_EQ(last->received_cash, Money::tiyin(2300));
  EXPECT_EQ(last->change, Money::tiyin(5));
  EXPECT_EQ(last->sign.fiscal_sign, "025561534771");
  EXPECT_EQ(last->sign.receipt_count, 643);
  EXPECT_FALSE(last->is_refund);
  EXPECT_FALSE(read_last(answer->data["order"]));
}
