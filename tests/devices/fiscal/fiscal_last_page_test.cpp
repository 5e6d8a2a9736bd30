// A module without /order/last/ over a serial line, in each of the ways in which a page can be missing: the customers do not wait
// for it, and a lost answer ends in "registered, the sign is lost" (rules R31), not in an outcome that is unknown for ever.
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::FiscalResult;
using Missing = sim::FiscalModelSettings::Missing;

namespace {

sim::FiscalModelSettings module(bool y2026, Missing missing = Missing::html) {
  sim::FiscalModelSettings settings;
  settings.edition_2026 = y2026;
  settings.missing = missing;
  return settings;
}

struct Kind {
  const char* name;
  Missing missing;
  bool drop_length;
};
constexpr Kind kinds[] = {{"html", Missing::html, false},
                          {"html without a length", Missing::html, true},
                          {"json", Missing::json, false},
                          {"json without a length", Missing::json, true},
                          {"silence", Missing::silence, false}};

Millis time_of(World& world, const std::function<void()>& what) {
  const auto began = world.now;
  what();
  return world.now - began;
}

/// The next request that registers arrives with its number's digit as the next one.
void damage_number(World& world) { world.command({{"do", "misread"}}); }

} // namespace

TEST(LastPage, ACustomerDoesNotWaitForAPageThatIsMissing) {
  for (const auto& kind : kinds) {
    World world(module(false, kind.missing), Carrier::serial);
    world.model.faults.drop_length_header = kind.drop_length;
    const auto sell = [&](int number) {
      const auto before = world.counters();
      return time_of(world, [&] {
        const auto got = world.sell(sale(number), before);
        EXPECT_TRUE(got.done() && got.done()->sign) << kind.name << got.words();
      });
    };
    const bool silent = kind.missing == Missing::silence;
    EXPECT_LT(sell(1), silent ? Millis{35'000} : Millis{3'000}) << kind.name;
    EXPECT_LT(sell(2), silent ? Millis{35'000} : Millis{3'000}) << kind.name;
    const auto asked = world.count_requests("GET /order/last/");
    EXPECT_LE(asked, 2) << kind.name;
    for (int number = 3; number <= 5; ++number) {
      EXPECT_LT(sell(number), Millis{3'000}) << kind.name << number;
      EXPECT_TRUE(world.session->status().reachable) << kind.name;
    }
    EXPECT_EQ(world.count_requests("GET /order/last/"), asked) << kind.name;
    EXPECT_EQ(world.sales(), 5U);
  }
}

TEST(LastPage, ALostAnswerWithoutThePageIsRegisteredWithoutItsSign) {
  for (const auto& kind : kinds) {
    for (const bool first : {true, false}) {
      World world(module(false, kind.missing), Carrier::serial);
      world.model.faults.drop_length_header = kind.drop_length;
      if (!first) {
        world.sell(1);
        world.sell(2);
      }
      const auto before = world.counters();
      world.command({{"do", "silent_after"}});
      const auto lost = world.sell(sale(3), before);
      ASSERT_TRUE(lost.done()) << kind.name << lost.words();
      EXPECT_FALSE(lost.done()->sign);
      const auto found = world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(3), before, reply); });
      ASSERT_TRUE(found.done()) << kind.name << found.words();
      EXPECT_FALSE(found.done()->sign);
      EXPECT_EQ(world.sales(), first ? 1U : 3U);
    }
  }
}

/// A search after a restart ends too, although the kiosk has learnt nothing about the page since it started.
TEST(LastPage, ASearchWithoutThePageEnds) {
  for (const auto& kind : kinds) {
    World world(module(false, kind.missing), Carrier::serial);
    world.model.faults.drop_length_header = kind.drop_length;
    const auto before = world.counters();
    ASSERT_TRUE(world.sell(sale(1), before).done());
    world.restart();
    const auto found = world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); });
    ASSERT_TRUE(found.done()) << kind.name << found.words();
    EXPECT_FALSE(found.done()->sign);
  }
}

/// A module that is starting says 503 to everything for a while: its page is not missing.
TEST(LastPage, AnErrorOfTheServerIsNoMissingPage) {
  for (const char* body : {"<html>Service Unavailable</html>", R"({"status":503,"error":"Service Unavailable"})"}) {
    World world(module(true), Carrier::serial);
    int left = 5;
    world.damage = [&](const std::string& request, std::string& answer) {
      if (!request.starts_with("GET /order/last/") || left-- <= 0) return;
      answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: " + std::to_string(std::string_view(body).size()) + "\r\n\r\n" + body;
    };
    ASSERT_TRUE(world.sell(1).done());
    ASSERT_TRUE(world.sell(2).done());
    damage_number(world);
    const auto got = world.sell(3);
    EXPECT_TRUE(got.unknown()) << body << got.words();
    EXPECT_EQ(world.sales(), 3U);
  }
}

/// A module that is not initialised for a while, or whose fiscal card is not reached, says so to this page too: it is not missing, and
/// what was registered is asked again.
TEST(LastPage, AModuleThatMayNotTellNowIsAskedAgain) {
  for (const auto carrier : {Carrier::serial, Carrier::tcp}) {
    for (const char* error :
         {R"({"code":102,"message":"FISCAL_MODULE_NOT_INITIALIZED","data":""})", R"({"code":65534,"message":"","data":""})"}) {
      World world(module(true), carrier);
      const auto before = world.counters();
      const std::string body = std::string{R"({"success":false,"data":null,"error":)"} + error + "}";
      bool not_now = true;
      world.damage = [&](const std::string& request, std::string& answer) {
        if (request.starts_with("GET /order/last/") && not_now)
          answer =
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
      };
      world.command({{"do", "silent_after"}});
      const auto lost = world.sell(sale(1), before);
      EXPECT_TRUE(lost.unknown()) << error << lost.words();
      const auto find = [&] { return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); }); };
      const auto still = find();
      EXPECT_TRUE(still.unknown()) << error << still.words();
      not_now = false;
      const auto found = find();
      ASSERT_TRUE(found.done() && found.done()->sign) << error << found.words();
      EXPECT_EQ(found.done()->sign->qr_url, world.model.receipts()[0].qr_url);
      EXPECT_EQ(world.sales(), 1U);
    }
  }
}

/// The time for a search is up, and of the page nothing was heard but one silence, which may be the line's.
TEST(LastPage, OneSilenceAtTheEndOfASearchIsNoMissingPage) {
  World world(module(true), Carrier::serial);
  const auto before = world.counters();
  damage_number(world);
  world.command({{"do", "silent_after"}});
  ASSERT_TRUE(world.sell(sale(1), before).unknown());
  world.restart();
  const auto busy_until = world.now + Millis{45'000};
  int lost = 0;
  world.damage = [&](const std::string& request, std::string& answer) {
    if (!request.starts_with("GET /order/last/") && !request.starts_with("GET /zreport/info/")) return;
    if (world.now < busy_until) answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    else if (request.starts_with("GET /order/last/") && ++lost == 1) answer.clear();
  };
  const auto found = world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(1), before, reply); });
  EXPECT_EQ(lost, 1); // else the page told
  EXPECT_TRUE(found.unknown()) << found.words();
  EXPECT_EQ(world.sales(), 1U);
}

/// A missing page is looked for again: after ten minutes where the module said so at once; where it cost a silence, when the module names another version.
TEST(LastPage, IsLookedForAgain) {
  for (const auto missing : {Missing::html, Missing::silence}) {
    World world(module(true, missing), Carrier::serial);
    world.model.faults.no_last = true;
    for (int number = 1; number <= 3; ++number) ASSERT_TRUE(world.sell(number).done());
    const auto asked = world.count_requests("GET /order/last/");
    world.model.faults.no_last = false;
    if (missing == Missing::silence) {
      world.pass(Millis{20 * 60'000});
      ASSERT_TRUE(world.sell(4).done());
      EXPECT_EQ(world.count_requests("GET /order/last/"), asked) << "half a minute of a customer's time";
      world.damage = [](const std::string& request, std::string& answer) {
        if (!request.starts_with("GET /info/")) return;
        const auto at = answer.find("1.15.24");
        ASSERT_NE(at, answer.npos);
        answer.replace(at, 7, "1.15.25");
      };
    }
    world.pass(Millis{10 * 60'000});
    damage_number(world);
    const auto got = world.sell(5);
    EXPECT_TRUE(got.unknown()) << got.words();
    EXPECT_GT(world.count_requests("GET /order/last/"), asked);
  }
}

/// A page that was read is there, however long it says nothing.
TEST(LastPage, OnceReadItsSilenceIsNoise) {
  World world(module(true), Carrier::serial);
  ASSERT_TRUE(world.sell(1).done());
  world.command({{"do", "silent_after"}, {"n", 3}, {"path", "/order/last/"}});
  for (int number = 2; number <= 4; ++number) ASSERT_TRUE(world.sell(number).done());
  damage_number(world);
  EXPECT_TRUE(world.sell(5).unknown());
}
