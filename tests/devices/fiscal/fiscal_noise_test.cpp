// A byte changed on a serial line, where nothing in HTTP protects it: no customer is shown what contradicts itself, and no
// receipt is registered twice over a digit.
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::FiscalResult;

namespace {

sim::FiscalModelSettings of_edition(bool y2026) {
  sim::FiscalModelSettings settings;
  settings.edition_2026 = y2026;
  return settings;
}

/// Changes one digit of the value behind `key`, in the given number of answers.
auto change(const char* request, const char* key, std::size_t offset, int times) {
  return [=, left = times](const std::string& asked, std::string& answer) mutable {
    if (!asked.starts_with(request) || left == 0) return;
    const auto at = answer.rfind(key); // the sign stands behind the order
    ASSERT_NE(at, std::string::npos) << answer;
    auto& byte = answer[at + std::string_view{key}.size() + offset];
    byte = byte == '7' ? '1' : '7';
    --left;
  };
}

/// The next request that registers arrives with the digit `offset` behind `key` as the next one.
void damage_request(World& world, std::string_view key, std::size_t offset) {
  world.damage_request = [&world, key = std::string(key), offset](Bytes& request) {
    std::string text(request.begin(), request.end());
    const auto at = text.find(key);
    ASSERT_NE(at, std::string::npos) << text;
    auto& byte = request[at + key.size() + offset];
    ASSERT_TRUE(byte >= '0' && byte <= '8') << text;
    ++byte;
    world.damage_request = nullptr;
  };
}

} // namespace

/// One byte of the fiscal QR's address is changed on the serial line.
TEST(Noise, AnAddressThatContradictsItsFieldsIsAskedForAgain) {
  for (const auto* key : {R"("qr_url":"https://ofd.soliq.uz/check?t=)", R"("qr_url":")", R"("fiscal_sign":")", "&r=", "&c=", "&s="}) {
    World world(of_edition(true), Carrier::serial);
    const auto before = world.counters();
    world.damage = change("POST /order/create/", key, 3, 1);
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done()) << key << got.words();
    ASSERT_TRUE(got.done()->sign) << key;
    EXPECT_EQ(got.done()->sign->qr_url, world.model.receipts()[0].qr_url) << key;
    EXPECT_EQ(got.done()->sign->fiscal_sign, world.model.receipts()[0].fiscal_sign) << key;
    EXPECT_EQ(world.sales(), 1U);
    EXPECT_EQ(world.count_requests("GET /order/last/"), 1);
  }
}

/// Rules R31: registered, its sign cannot be had any more.
TEST(Noise, WithoutOrderLastADamagedAddressIsNoAddress) {
  World world(of_edition(false), Carrier::serial);
  const auto before = world.counters();
  world.damage = change("POST /order/create/", "&s=", 3, 1);
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_FALSE(got.done()->sign);
  EXPECT_EQ(world.sales(), 1U);
}

TEST(Noise, DamagedAgainItIsAskedForAgain) {
  World world(of_edition(true), Carrier::serial);
  const auto before = world.counters();
  auto first = change("POST /order/create/", "&s=", 3, 1);
  auto second = change("GET /order/last/", "&s=", 5, 1); // another byte: noise does not repeat itself
  world.damage = [&](const std::string& request, std::string& answer) {
    first(request, answer);
    second(request, answer);
  };
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  ASSERT_TRUE(got.done()->sign);
  EXPECT_EQ(got.done()->sign->qr_url, world.model.receipts()[0].qr_url);
  EXPECT_EQ(world.count_requests("GET /order/last/"), 2);
}

/// A module whose addresses mean something else says so each time: it must not stop selling.
TEST(Noise, WhatTheModuleSaysTwiceIsItsOwnWord) {
  World world(of_edition(true), Carrier::serial);
  const auto before = world.counters();
  world.damage = [](const std::string& request, std::string& answer) {
    if (request.find("/order/") == request.npos) return;
    if (const auto at = answer.rfind("&r="); at != answer.npos) answer[at + 1] = 'n';
  };
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  ASSERT_TRUE(got.done()->sign);
  EXPECT_NE(got.done()->sign->qr_url.find("&n="), std::string::npos);
}

TEST(Noise, OverTcpTheAnswerIsTheModulesOwnWord) {
  for (const bool y2026 : {false, true}) {
    World world(of_edition(y2026), Carrier::tcp);
    const auto before = world.counters();
    world.damage = change("POST /order/create/", "&s=", 3, 1);
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done() && got.done()->sign);
    EXPECT_NE(got.done()->sign->qr_url, world.model.receipts()[0].qr_url);
  }
}

TEST(Noise, CountersBeforeASaleAreBelievedWhenSaidTwice) {
  World world(of_edition(false), Carrier::serial);
  world.sell(1);
  world.damage = change("GET /zreport/info/", R"("total_sale_count":)", 0, 1);
  EXPECT_EQ(world.counters().sale_count, 1);
}

/// The answer is lost, and the counters' answer is damaged so that nothing seems to be registered.
TEST(Noise, ACounterDamagedOnceDoesNotSellTwice) {
  World world(of_edition(false), Carrier::serial);
  for (int i = 1; i <= 7; ++i) world.sell(i);
  world.model.faults.printer_broken = world.model.faults.registers_when_broken = true; // error 101
  const auto before = world.counters();
  ASSERT_EQ(before.sale_count, 7);
  world.damage = change("GET /zreport/info/", R"("total_sale_count":)", 0, 1); // 8 becomes 7
  const auto got = world.sell(sale(8), before);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_EQ(world.sales(), 8U);
}

/// 101 says "perhaps registered", 104 "certainly not": one digit.
TEST(Noise, ARefusalIsHeldAgainstTheCounters) {
  World world(of_edition(false), Carrier::serial);
  world.model.faults.printer_broken = world.model.faults.registers_when_broken = true; // error 101
  const auto before = world.counters();
  world.damage = [](const std::string& request, std::string& answer) {
    if (!request.starts_with("POST /order/create/")) return;
    const auto at = answer.find("101");
    ASSERT_NE(at, std::string::npos) << answer;
    answer[at + 2] = '4';
  };
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_EQ(world.sales(), 1U);
}

// The request -------------------------------------------------------------------------------------------------------------

TEST(NoiseInTheRequest, AnotherNumberOrSumUnderOurSignIsNotRegisteredAsSent) {
  struct Case {
    const char* key;
    std::size_t offset;
    const char* has;
  };
  for (const auto& [key, offset, has] :
       {Case{R"("number":)", 0, "as sale 2 over 1120000 + 0"}, Case{R"("received_cash":)", 6, "as sale 1 over 1120001 + 0"}}) {
    World world(of_edition(true), Carrier::serial);
    const auto before = world.counters();
    damage_request(world, key, offset);
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.unknown()) << key << got.words();
    EXPECT_NE(got.words().find("sent as sale 1 over 1120000 + 0 tiyin, change 0"), std::string::npos) << got.words();
    EXPECT_NE(got.words().find(has), std::string::npos) << got.words();
    EXPECT_EQ(world.sales(), 1U);
    // A repeated search, also after the next sale, has the same answer; nothing is sent again.
    const auto find = [&] { return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); }); };
    EXPECT_TRUE(find().unknown());
    world.sell(3);
    EXPECT_TRUE(find().unknown());
    EXPECT_EQ(world.sales(), 2U);
  }
}

/// The page tells the receipt differently each time, in none of the known ways (fiscal_ways_test.cpp has them): it never counts as the receipt that was sent.
TEST(NoiseInTheRequest, WhatIsOtherwiseEachTimeIsNoWayByItself) {
  World world(of_edition(true), Carrier::serial);
  world.damage = [](const std::string& request, std::string& answer) {
    if (!request.starts_with("GET /order/last/")) return;
    const auto at = answer.find(R"("received_cash":)");
    ASSERT_NE(at, answer.npos);
    answer[at + 16] = '7'; // 1120000
  };
  for (int number = 1; number <= 4; ++number) EXPECT_TRUE(world.sell(number).unknown());
  world.damage = nullptr;
  EXPECT_TRUE(world.sell(5).done());
  EXPECT_EQ(world.sales(), 5U);
}

TEST(NoiseInTheRequest, ARefundsIsSeenToo) {
  World world(of_edition(true), Carrier::serial);
  world.sell(1);
  const auto before = world.counters();
  damage_request(world, R"("number":)", 0);
  const auto got = world.wait_for<FiscalResult>(
      [&](auto reply) { world.session->register_refund(refund(2, world.model.receipts()[0].qr_url), before, reply); });
  ASSERT_TRUE(got.unknown()) << got.words();
  EXPECT_NE(got.words().find("as refund 3 over"), std::string::npos) << got.words();
  EXPECT_EQ(world.sales(), 2U);
}

/// Said once it may be the answer that was damaged; the next one says so.
TEST(NoiseInTheRequest, AnAnswerDamagedOnceIsNoDoubt) {
  World world(of_edition(true), Carrier::serial);
  const auto before = world.counters();
  world.damage = change("GET /order/last/", R"("received_cash":)", 6, 1);
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  ASSERT_TRUE(got.done()->sign);
  EXPECT_EQ(world.count_requests("GET /order/last/"), 2);
}

/// ... and when it cannot be asked again, the next search tells.
TEST(NoiseInTheRequest, SaidOnceAndThenSilentIsAskedAboutLater) {
  World world(of_edition(true), Carrier::serial);
  const auto before = world.counters();
  auto damage = change("GET /order/last/", R"("received_cash":)", 6, 1);
  world.damage = [&](const std::string& request, std::string& answer) {
    damage(request, answer);
    if (request.starts_with("GET /order/last/")) world.command({{"do", "silent_after"}, {"path", "/order/last/"}});
  };
  EXPECT_TRUE(world.sell(sale(1), before).unknown());
  world.damage = nullptr;
  world.command({{"do", "calm"}});
  const auto found = world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); });
  ASSERT_TRUE(found.done()) << found.words();
  EXPECT_EQ(found.done()->sign->qr_url, world.model.receipts()[0].qr_url);
  EXPECT_EQ(world.sales(), 1U);
}

/// Over a serial line answers are lost. The page answered once, so its silence proves nothing: neither a registration nor the loss of the sign.
TEST(NoiseInTheRequest, SilenceIsAskedAboutAgainAndBringsTheSign) {
  World world(of_edition(true), Carrier::serial);
  ASSERT_TRUE(world.sell(7).done());
  const auto before = world.counters();
  world.command({{"do", "silent_after"}});
  world.damage = [](const std::string& request, std::string& answer) {
    if (request.starts_with("GET /order/last/")) answer.clear();
  };
  EXPECT_TRUE(world.sell(sale(1), before).unknown());
  const auto find = [&] { return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); }); };
  EXPECT_TRUE(find().unknown());
  world.damage = nullptr;
  const auto found = find();
  ASSERT_TRUE(found.done() && found.done()->sign) << found.words();
  EXPECT_EQ(found.done()->sign->qr_url, world.model.receipts()[1].qr_url);
  EXPECT_EQ(world.sales(), 2U);
}

/// A byte changed in the path asks for a page that no module has. The real page is not taken for missing.
TEST(NoiseInTheRequest, OneNotFoundIsNoMissingPage) {
  World world(of_edition(true), Carrier::serial);
  const auto before = world.counters();
  damage_request(world, R"("number":)", 0);
  int not_found = 1;
  world.damage = [&](const std::string& request, std::string& answer) {
    if (!request.starts_with("GET /order/last/") || not_found-- <= 0) return;
    answer = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nNot Found";
  };
  EXPECT_TRUE(world.sell(sale(1), before).unknown());
  not_found = 1;
  const auto find = world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); });
  EXPECT_TRUE(find.unknown()) << find.words();
  EXPECT_EQ(world.sales(), 1U);
}

/// A customer waits: a module that cannot say what it has, or speaks of another till's receipt, stops nothing.
TEST(NoiseInTheRequest, WhatCannotBeAskedIsBelieved) {
  {
    World world(of_edition(true), Carrier::serial);
    const auto before = world.counters();
    world.command({{"do", "silent_after"}, {"path", "/order/last/"}});
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done() && got.done()->sign) << got.words();
    EXPECT_EQ(world.count_requests("GET /order/last/"), 1);
  }
  {
    World world(of_edition(false), Carrier::serial); // no such page
    const auto before = world.counters();
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done() && got.done()->sign) << got.words();
    EXPECT_TRUE(world.sell(sale(2), world.counters()).done());
    EXPECT_EQ(world.count_requests("GET /order/last/"), 2); // said twice running, and never asked for again
  }
  {
    World world(of_edition(true), Carrier::serial);
    const auto before = world.counters();
    world.damage = [&](const std::string& request, std::string& answer) { // another till was served before we ask
      if (!request.starts_with("GET /order/last/")) return;
      const auto& ours = world.model.receipts()[0];
      for (const auto& [from, to] : {std::pair{ours.fiscal_sign, std::string{"700000000007"}},
                                     {R"("ReceiptSeq":"1")", R"("ReceiptSeq":"2")"},
                                     {"&r=1", "&r=2"},
                                     {R"("number":1)", R"("number":7)"}}) {
        ASSERT_NE(answer.find(from), std::string::npos) << from << answer;
        for (auto at = answer.find(from); at != std::string::npos; at = answer.find(from, at + to.size()))
          answer.replace(at, from.size(), to);
      }
    };
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done() && got.done()->sign) << got.words();
    EXPECT_EQ(got.done()->sign->fiscal_sign, world.model.receipts()[0].fiscal_sign);
    EXPECT_EQ(world.count_requests("GET /order/last/"), 1);
  }
}

/// Over TCP a damaged request does not arrive: nothing more is asked.
TEST(NoiseInTheRequest, OverTcpNothingIsAsked) {
  World world(of_edition(true), Carrier::tcp);
  ASSERT_TRUE(world.sell(sale(1), world.counters()).done());
  EXPECT_EQ(world.count_requests("GET /order/last/"), 0);
}
