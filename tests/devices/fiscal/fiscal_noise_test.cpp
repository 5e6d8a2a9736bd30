// A byte changed on a serial line, where nothing in HTTP protects it: no customer is shown what contradicts itself, and no
// receipt is registered twice over a digit.
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::FiscalResult;

namespace {

sim::FiscalModelSettings edition(bool y2026) {
  sim::FiscalModelSettings settings;
  settings.edition_2026 = y2026;
  return settings;
}

/// Changes one digit of what stands behind `key`, so many times.
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

} // namespace

/// Simulation, seeds 30888 and 31047.
TEST(Noise, AnAddressThatContradictsItsFieldsIsAskedForAgain) {
  for (const auto* key : {R"("qr_url":"https://ofd.soliq.uz/check?t=)", R"("qr_url":")", R"("fiscal_sign":")", "&r=", "&c=", "&s="}) {
    World world(edition(true), Carrier::serial);
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
  World world(edition(false), Carrier::serial);
  const auto before = world.counters();
  world.damage = change("POST /order/create/", "&s=", 3, 1);
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_FALSE(got.done()->sign);
  EXPECT_EQ(world.sales(), 1U);
}

TEST(Noise, DamagedAgainItIsAskedForAgain) {
  World world(edition(true), Carrier::serial);
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
  World world(edition(true), Carrier::serial);
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
    World world(edition(y2026), Carrier::tcp);
    const auto before = world.counters();
    world.damage = change("POST /order/create/", "&s=", 3, 1);
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done() && got.done()->sign);
    EXPECT_NE(got.done()->sign->qr_url, world.model.receipts()[0].qr_url);
  }
}

TEST(Noise, CountersBeforeASaleAreBelievedWhenSaidTwice) {
  World world(edition(false), Carrier::serial);
  world.sell(1);
  world.damage = change("GET /zreport/info/", R"("total_sale_count":)", 0, 1);
  EXPECT_EQ(world.counters().sale_count, 1);
}

/// The answer is lost, and the counters' answer is damaged so that nothing seems to be registered.
TEST(Noise, ACounterDamagedOnceDoesNotSellTwice) {
  World world(edition(false), Carrier::serial);
  for (int i = 1; i <= 7; ++i)
    world.sell(i);
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
  World world(edition(false), Carrier::serial);
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
