// The simulated module refuses what its documents forbid: one line, one case.
#include "tests/devices/fiscal/fiscal_world.h"
#include <boost/json/parse.hpp>

using namespace fiscal_test;
namespace json = boost::json;

namespace {

struct Module {
  explicit Module(bool edition_2026 = false, bool new_errors = false)
      : model(
            [&] {
              sim::FiscalModelSettings s;
              s.edition_2026 = edition_2026;
              s.new_errors = new_errors;
              s.wrapped = sim::FiscalModelSettings::Wrapped::none;
              return s;
            }(),
            [this] { return wall; }) {}

  json::object ask(const std::string& method, const std::string& target, const std::string& body = "") {
    wall.unix_ms += 2000;
    sim::SimRequest request;
    request.method = method;
    request.body = body;
    sim::split_target(target, request);
    const auto answer = model.handle(request);
    status = answer.status;
    if (status != 200) return {};
    auto parsed = json::parse(answer.body).as_object();
    return parsed.contains("result") ? parsed["result"].as_object() : parsed;
  }
  /// The code of the refusal, 0 for success.
  std::int64_t code(const std::string& method, const std::string& target, const std::string& body = "") {
    const auto answer = ask(method, target, body);
    if (status != 200) return -status;
    if (answer.at("error").is_null()) return 0;
    text = answer.at("error").at("message").as_string();
    detail = answer.at("error").at("data").is_null() ? "" : answer.at("error").at("data").as_string();
    return answer.at("error").at("code").as_int64();
  }
  std::string time() const { return engine::format_fiscal_time({wall.unix_ms + 2000}); }
  std::int64_t open() { return code("GET", "/zreport/open/?time=" + encode_query_value(time())); }
  std::int64_t close() { return code("GET", "/zreport/close/?time=" + encode_query_value(time())); }
  std::int64_t order(const engine::FiscalSale& s, const std::function<void(json::object&)>& spoil = nullptr) {
    const auto edition = model.settings.edition_2026 ? Edition::y2026 : Edition::y2023;
    auto body = json::parse(write_sale(s, time(), edition).value()).as_object();
    if (spoil) spoil(body);
    return code("POST", "/order/create/", json::serialize(body));
  }

  engine::WallTime wall{world_began};
  sim::FiscalModel model;
  int status = 0;
  std::string text, detail;
};

json::object& first_line(json::object& body) { return body["products"].as_array()[0].as_object(); }

} // namespace

TEST(FiscalModel, RefusesWhatTheDocumentsForbid) {
  struct Case {
    std::int64_t code;
    const char* detail;
    void (*spoil)(json::object&);
  };
  for (const auto& c : {
           Case{104, "receipt_type is unknown", [](json::object& b) { b["receipt_type"] = "gift"; }},
           Case{104, "cashier is missing", [](json::object& b) { b.erase("cashier"); }},
           Case{104, "products are missing", [](json::object& b) { b["products"] = json::array(); }},
           Case{104, "colour is not a field of this edition", [](json::object& b) { b["colour"] = 1; }},
           Case{104, "uuid is not a field of this edition", [](json::object& b) { b["uuid"] = "u"; }},
           Case{104, "received_cash is a decimal; sums are whole tiyin", [](json::object& b) { b["received_cash"] = 1120000.0; }},
           Case{104, "change is below zero", [](json::object& b) { b["change"] = -1; }},
           Case{104, "time is not yyyy-MM-dd HH:mm:ss", [](json::object& b) { b["time"] = "yesterday"; }},
           Case{104, "products[0].amount is not above zero", [](json::object& b) { first_line(b)["amount"] = 0; }},
           Case{104, "products[0].units is not in the table of units", [](json::object& b) { first_line(b)["units"] = 10; }},
           Case{104, "products[0].vat is 134400, must be 120000",
                [](json::object& b) { first_line(b)["vat"] = 134400; }}, // the sample's formula
           Case{104, "products[0].vat_percent is null", [](json::object& b) { first_line(b)["vat_percent"] = nullptr; }},
           Case{104, "products[0].discount_percent does not fit the discount",
                [](json::object& b) { first_line(b)["discount_percent"] = 1; }},
           Case{65531, "products[0].discount exceeds the price", [](json::object& b) { first_line(b)["other"] = 1120001; }},
           Case{104, "products[0].labels are missing", [](json::object& b) { first_line(b).erase("labels"); }},
           Case{104, "products[0].comission_info is missing", [](json::object& b) { first_line(b).erase("comission_info"); }},
           Case{104, "products[0].barcode is missing", [](json::object& b) { first_line(b).erase("barcode"); }},
           Case{104, "products[0].labels are not one a piece",
                [](json::object& b) {
                  first_line(b)["labels"] = {"a", "b"};
                }},
           Case{104, "products[0].labels has a code twice",
                [](json::object& b) {
                  first_line(b)["labels"] = {"a", "a"};
                }},
           Case{104, "products[0].owner_type is out of 0 to 2", [](json::object& b) { first_line(b)["owner_type"] = 3; }},
           Case{401, "class_code", [](json::object& b) { first_line(b)["class_code"] = "04811001001000000 "; }},
           Case{401, "class_code", [](json::object& b) { first_line(b)["class_code"] = 4811001001000000; }},
           Case{402, "package_code must be a number", [](json::object& b) { first_line(b)["package_code"] = "1431970"; }},
           Case{402, "package_code", [](json::object& b) { first_line(b).erase("package_code"); }},
           Case{104, "extra_info.qr_payment_provider is not one of this edition",
                [](json::object& b) {
                  b["extra_info"] = {{"phone_number", "998"}, {"qr_payment_id", "1"}, {"qr_payment_provider", 141}};
                }},
           Case{65531,
                "failed to make total block\n difference 10001 between 1120000 and 1109999 is larger than "
                "10000\n math error\n",
                [](json::object& b) { b["received_cash"] = 1109999; }},
       }) {
    Module module;
    ASSERT_EQ(module.open(), 0);
    EXPECT_EQ(module.order(sale(1), c.spoil), c.code) << c.detail;
    EXPECT_EQ(module.detail, c.detail);
    EXPECT_TRUE(module.model.receipts().empty());
  }
}

TEST(FiscalModel, Edition2026WantsItsOwnTypes) {
  Module module(true);
  ASSERT_EQ(module.open(), 0);
  EXPECT_EQ(module.order(sale(1)), 0);
  EXPECT_EQ(module.order(sale(2), [](json::object& b) { first_line(b)["units"] = 1; }), 104);
  EXPECT_EQ(module.order(sale(2), [](json::object& b) { first_line(b).erase("unit_name"); }), 104);
  EXPECT_EQ(module.order(sale(2), [](json::object& b) { first_line(b)["package_code"] = 1431970; }), 402);
  EXPECT_EQ(module.order(sale(2),
                         [](json::object& b) {
                           first_line(b)["vat_percent"] = nullptr;
                           first_line(b)["vat"] = 0;
                         }),
            0);
  EXPECT_EQ(module.code("GET", "/order/last/"), 0);
}

TEST(FiscalModel, SumsWithinTheToleranceAreTakenButRemembered) {
  Module module;
  ASSERT_EQ(module.open(), 0);
  EXPECT_EQ(module.order(sale(1), [](json::object& b) { b["received_cash"] = 1110000; }), 0);
  EXPECT_FALSE(module.model.truth().at("all_exact").as_bool());
}

TEST(FiscalModel, ShiftAndTimeInBothGenerationsOfErrors) {
  struct Codes {
    bool new_errors;
    std::int64_t not_open, already_open, empty, past;
    const char* words;
  };
  for (const auto& c :
       {Codes{false, 36909, 9327, 36907, 36888, "ERROR_RECEIPT_TIME_PAST"},
        Codes{true, 122, 103, 103, 122, "9030 - DATETIME_IS_IN_THE_PAST; failed to register receipt; failed to execute command"}}) {
    Module module(false, c.new_errors);
    EXPECT_EQ(module.order(sale(1)), c.not_open);
    EXPECT_EQ(module.open(), 0);
    EXPECT_EQ(module.open(), c.already_open);
    EXPECT_EQ(module.close(), c.empty);
    EXPECT_EQ(module.order(sale(1)), 0);
    const auto last = std::string(module.model.receipts()[0].time);
    EXPECT_EQ(module.order(sale(2), [&](json::object& b) { b["time"] = last; }), c.past);
    EXPECT_EQ(module.text, c.words);
    EXPECT_EQ(module.close(), 0);
  }
}

TEST(FiscalModel, TimeStandsWithinFiveMinutesAndNotAhead) {
  struct Case {
    int seconds;
    std::int64_t code;
  };
  for (const auto& c : {Case{0, 0}, Case{1, 104}, Case{-299, 0}, Case{-301, 104}}) {
    Module module;
    ASSERT_EQ(module.open(), 0);
    module.wall.unix_ms += 1'000'000;
    EXPECT_EQ(
        module.order(sale(1),
                     [&](json::object& b) { b["time"] = engine::format_fiscal_time({module.wall.unix_ms + 2000 + c.seconds * 1000}); }),
        c.code)
        << c.seconds;
  }
}

TEST(FiscalModel, MarkingCodesAreSoldOnceUntilTakenBack) {
  Module module;
  ASSERT_EQ(module.open(), 0);
  const auto marked = [](json::object& b) { first_line(b)["labels"] = {"code-1"}; };
  EXPECT_EQ(module.order(sale(1), marked), 0);
  EXPECT_EQ(module.order(sale(2), marked), 104);
  auto back = refund(3, module.model.receipts()[0].qr_url);
  back.lines[0].labels = {"code-1"};
  EXPECT_EQ(module.code("POST", "/order/refuse/", write_refund(back, module.time(), Edition::y2023).value()), 0) << module.detail;
  EXPECT_EQ(module.order(sale(4), marked), 0);
}

TEST(FiscalModel, RefundsStayWithinTheirSaleAndTheShift) {
  Module module;
  ASSERT_EQ(module.open(), 0);
  ASSERT_EQ(module.order(sale(1)), 0);
  const auto qr = module.model.receipts()[0].qr_url;
  const auto refuse = [&](const engine::FiscalRefund& r, const std::function<void(json::object&)>& spoil = nullptr) {
    auto body = json::parse(write_refund(r, module.time(), Edition::y2023).value()).as_object();
    if (spoil) spoil(body);
    return module.code("POST", "/order/refuse/", json::serialize(body));
  };
  EXPECT_EQ(refuse(refund(2, "https://elsewhere")), 65275);
  EXPECT_EQ(refuse(refund(2, qr), [](json::object& b) { b.erase("qr_code"); }), 65277);
  EXPECT_EQ(refuse(refund(2, qr, 1'120'001)), 65275); // more than was paid
  (void)module.model.command({{"do", "offline"}});
  EXPECT_EQ(refuse(refund(2, qr)), 65274);
  (void)module.model.command({{"do", "offline"}, {"on", false}});
  ASSERT_EQ(module.close(), 0);
  ASSERT_EQ(module.open(), 0);
  EXPECT_EQ(refuse(refund(2, qr)), 36913); // nothing in this shift's drawer
  ASSERT_EQ(module.order(sale(3)), 0);
  EXPECT_EQ(refuse(refund(4, qr)), 0) << module.detail;
  EXPECT_EQ(refuse(refund(5, qr)), 65275); // twice
}

TEST(FiscalModel, PagesThatAreNotThere) {
  Module module;
  EXPECT_EQ(module.code("GET", "/order/last/"), -404); // edition 2023
  EXPECT_EQ(module.code("GET", "/nothing/"), -404);
  EXPECT_EQ(module.code("GET", "/order/create/"), -405);
  EXPECT_EQ(module.code("POST", "/order/create/", "{"), 104);
}

TEST(FiscalModel, CommandsAreNamedAndWrongOnesRefused) {
  Module module;
  const auto help = module.model.command({{"do", "help"}});
  for (const auto& entry : help.at("commands").as_object()) EXPECT_FALSE(entry.value().as_string().empty());
  for (const char* name :
       {"down", "up", "no_answer_after_register", "no_answer_before", "slow", "error", "printer_broken", "shift_close", "memory_full",
        "clock_skew", "not_initialised", "garbage", "drop_length_header", "no_last", "missing", "echo", "other_address", "address"})
    EXPECT_TRUE(help.at("commands").as_object().contains(name)) << name;
  EXPECT_FALSE(module.model.command({{"do", "dance"}}).at("ok").as_bool());
  EXPECT_FALSE(module.model.command({{"do", "edition"}, {"edition", "1999"}}).at("ok").as_bool());
}

// What the simulation holds against the kiosk, and what it excuses: a receipt that arrived otherwise than it was sent, and no other.
TEST(FiscalModel, TellsWhichReceiptTheLineDamaged) {
  struct Case {
    const char* what;
    std::string_view was, is;
    std::int64_t sent_number;
  };
  for (const auto& c : {Case{"a digit of the number", "\"number\":7,", "\"number\":8,", 7}, Case{"a letter of a name", "Ahmad", "Ahmed", 7},
                        Case{"a space of a header", "Host: module", "Host:  odule", 0}, Case{"nothing", "Host", "Host", 0}}) {
    SCOPED_TRACE(c.what);
    Module module;
    ASSERT_EQ(module.open(), 0);
    sim::FiscalWire wire{module.model, sim::FiscalWire::Kind::serial};
    const auto request = [&](std::int64_t number) {
      const auto body = write_sale(sale(number), module.time(), Edition::y2023).value();
      return fmt::format("POST /order/create/ HTTP/1.1\r\nHost: module\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
    };
    const auto say = [&](const std::string& text) {
      module.wall.unix_ms += 2000;
      (void)wire.on_bytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    const auto sent = request(7);
    auto arrived = sent;
    arrived.replace(arrived.find(c.was), c.was.size(), c.is);
    if (arrived != sent) wire.damaged(sent);
    say(arrived.substr(0, 60)); // in two pieces
    say(arrived.substr(60));
    say(request(9));
    const auto& receipts = module.model.receipts();
    ASSERT_EQ(receipts.size(), 2);
    EXPECT_EQ(receipts[0].sent_number, c.sent_number);
    EXPECT_EQ(receipts[1].sent_number, 0) << "the one behind it was whole";
  }
}
