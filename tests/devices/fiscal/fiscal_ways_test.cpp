// What /order/last/ tells otherwise than it was sent: in one of the known ways it is the module's way and stops no sale; anything else
// is not as sent, however often it is told.
#include "devices/fiscal/module_ways.h"
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::FiscalResult;
using Fit = ModuleWays::Fit;

namespace {

sim::FiscalModelSettings module_2026() {
  sim::FiscalModelSettings settings;
  settings.edition_2026 = true;
  return settings;
}

engine::FiscalSale with_change(std::int64_t number, std::int64_t change = 380'000) {
  auto s = sale(number);
  s.change = Money::tiyin(change);
  return s;
}
engine::FiscalSale by_wallet(std::int64_t number) {
  auto s = sale(number);
  s.received_card = std::exchange(s.received_cash, Money{});
  s.wallet = engine::WalletPayment{.phone_number = "998901234567", .payment_id = "4711", .provider = engine::PaymentProvider::payme};
  return s;
}

constexpr const char* all_ways[] = {"cash_with_change", "change_left_out", "wallet_elsewhere", "kind_left_out", "own_number"};

void set_way(World& world, const char* way) { world.command({{"do", "echo"}, {"way", way}}); }

Got<FiscalResult> refund_of(World& world, std::int64_t number, const std::string& qr_url) {
  return world.wait_for<FiscalResult>(
      [&, before = world.counters()](auto reply) { world.session->register_refund(refund(number, qr_url), before, reply); });
}
Got<FiscalResult> find(World& world, const engine::FiscalSale& s, const engine::FiscalCounters& before) {
  return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(s, before, reply); });
}

/// Changes the digit `offset` behind `key`, in the given number of answers to `request`.
auto damage_digit(std::string request, std::string key, std::size_t offset, int times = 1) {
  return [=, left = times](const std::string& asked, std::string& answer) mutable {
    if (!asked.starts_with(request) || left-- <= 0) return;
    const auto at = answer.find(key);
    ASSERT_NE(at, std::string::npos) << answer;
    auto& byte = answer[at + key.size() + offset];
    byte = byte == '7' ? '1' : '7';
  };
}

} // namespace

TEST(ModuleWays, KnowsExactRelationsOnly) {
  const SentReceipt sent{false, false, 7, Money::tiyin(4'500'000), {}, Money::tiyin(500'000)};
  const auto told = [&](std::int64_t number, std::int64_t cash, std::int64_t card, std::int64_t change, bool is_refund = false) {
    LastOrder last;
    last.number = number;
    last.received_cash = Money::tiyin(cash), last.received_card = Money::tiyin(card), last.change = Money::tiyin(change);
    last.is_refund = is_refund;
    last.sign.receipt_count = 31;
    return last;
  };
  const ModuleWays fresh;
  EXPECT_EQ(fresh.fits(sent, told(7, 4'500'000, 0, 500'000)), Fit::as_sent);
  EXPECT_EQ(fresh.fits(sent, told(7, 5'000'000, 0, 500'000)), Fit::new_way);
  EXPECT_EQ(fresh.fits(sent, told(7, 5'000'000, 0, 0)), Fit::new_way);
  EXPECT_EQ(fresh.fits(sent, told(31, 4'500'000, 0, 500'000)), Fit::new_way);
  EXPECT_EQ(fresh.fits(sent, told(7, 4'500'001, 0, 500'000)), Fit::different);
  EXPECT_EQ(fresh.fits(sent, told(7, 5'000'001, 0, 500'000)), Fit::different);
  EXPECT_EQ(fresh.fits(sent, told(7, 4'500'000, 1, 500'000)), Fit::different);
  EXPECT_EQ(fresh.fits(sent, told(7, 4'500'000, 0, 510'000)), Fit::different);
  EXPECT_EQ(fresh.fits(sent, told(8, 4'500'000, 0, 500'000)), Fit::different);
  EXPECT_EQ(fresh.fits(sent, told(7, 4'500'000, 0, 500'000, true)), Fit::different) << "a sale told as a refund";
}

TEST(ModuleWays, WhatAReceiptCouldHaveShownAndDidNotIsNotItsWay) {
  const SentReceipt sent{false, false, 7, Money::tiyin(4'500'000), {}, Money::tiyin(500'000)};
  LastOrder as_sent;
  as_sent.number = 7;
  as_sent.received_cash = sent.cash, as_sent.change = sent.change;
  as_sent.sign.receipt_count = 31;
  auto otherwise = as_sent;
  otherwise.received_cash = sent.cash + sent.change;
  ModuleWays ways;
  EXPECT_EQ(ways.learn(sent, as_sent), "");
  EXPECT_EQ(ways.fits(sent, otherwise), Fit::different);
  auto back = sent;
  back.refund = true;
  otherwise.is_refund = true;
  EXPECT_EQ(ways.fits(back, otherwise), Fit::new_way) << "refunds for themselves";
  EXPECT_EQ(ways.learn(back, otherwise), "received_cash with the change in it");
  EXPECT_EQ(ways.learn(back, otherwise), "");
  EXPECT_EQ(ways.fits(back, otherwise), Fit::its_way);
  auto exact = back; // without change the two are one: it says nothing, and nothing is forgotten
  exact.change = {};
  auto plain = otherwise;
  plain.received_cash = exact.cash, plain.change = {};
  ways.learn(exact, plain);
  EXPECT_EQ(ways.fits(back, otherwise), Fit::its_way);
}

TEST(Ways, EachKnownOneSellsAndRefundsFromTheFirstReceiptOn) {
  for (const auto* way : all_ways) {
    World world(module_2026(), Carrier::serial);
    set_way(world, way);
    int number = 100;
    for (int round = 0; round < 3; ++round) {
      const auto asked = world.count_requests("GET /order/last/");
      for (const auto& s : {sale(number), with_change(number + 1), by_wallet(number + 2)}) {
        const auto got = world.sell(s, world.counters());
        ASSERT_TRUE(got.done() && got.done()->sign) << way << s.number << got.words();
        EXPECT_EQ(got.done()->sign->qr_url, world.model.receipts().back().qr_url);
      }
      const auto qr = world.model.receipts()[world.sales() - 3].qr_url;
      const auto back = refund_of(world, number + 3, qr);
      ASSERT_TRUE(back.done() && back.done()->sign) << way << back.words();
      if (round > 0) { // known by now: nobody is asked twice
        EXPECT_EQ(world.count_requests("GET /order/last/"), asked + 4) << way;
      }
      number += 4;
    }
  }
}

/// ... and after a lost answer the search finds it, whether its way is known yet or not.
TEST(Ways, ASearchKnowsThemToo) {
  for (const auto carrier : {Carrier::serial, Carrier::tcp}) {
    for (const auto* way : all_ways) {
      for (const bool known : {true, false}) {
        World world(module_2026(), carrier);
        set_way(world, way);
        int number = 100;
        for (int i = 0; known && i < 2; ++i)
          ASSERT_TRUE(world.sell(i == 0 ? with_change(number++) : by_wallet(number++), world.counters()).done());
        for (const auto& s : {with_change(number++), by_wallet(number++)}) {
          world.command({{"do", "silent_after"}});
          const auto got = world.sell(s, world.counters());
          ASSERT_TRUE(got.done() && got.done()->sign) << way << known << got.words();
          EXPECT_EQ(got.done()->sign->qr_url, world.model.receipts().back().qr_url);
        }
      }
    }
  }
}

/// Its number is not ours and its time not known any more: it is ours when it is the only receipt since.
TEST(Ways, AnotherNumberIsOursByCountWhereThatIsTheModulesWay) {
  World world(module_2026(), Carrier::serial);
  set_way(world, "own_number");
  ASSERT_TRUE(world.sell(100).done());
  const auto before = world.counters();
  ASSERT_TRUE(world.sell(sale(101), before).done());
  const auto found = find(world, sale(101), before);
  ASSERT_TRUE(found.done() && found.done()->sign) << found.words();
  EXPECT_EQ(found.done()->sign->qr_url, world.model.receipts().back().qr_url);
  // A refund over the same sum behind it, and no word of its kind: it is not the sale.
  world.command({{"do", "echo"}, {"way", "kind_left_out"}});
  ASSERT_TRUE(refund_of(world, 102, world.model.receipts().front().qr_url).done());
  const auto hidden = find(world, sale(101), before);
  EXPECT_TRUE(hidden.unknown()) << hidden.words();
}

TEST(Ways, AfterARestartAModuleThatCountsByItselfTellsNotWhoseItIs) {
  World world(module_2026(), Carrier::serial);
  set_way(world, "own_number");
  const auto before = world.counters();
  ASSERT_TRUE(world.sell(sale(100), before).done());
  world.restart();
  EXPECT_TRUE(find(world, sale(100), before).unknown());
}

/// A different version of the module may tell receipts in a different way.
TEST(Ways, AreForgottenWithTheVersionThatHadThem) {
  World world(module_2026(), Carrier::serial);
  ASSERT_TRUE(world.sell(with_change(1), world.counters()).done());
  set_way(world, "cash_with_change");
  EXPECT_TRUE(world.sell(with_change(2), world.counters()).unknown());
  world.damage = [](const std::string& request, std::string& answer) {
    if (!request.starts_with("GET /info/")) return;
    const auto at = answer.find("1.15.24");
    ASSERT_NE(at, answer.npos);
    answer[at + 6] = '5';
  };
  world.pass(Millis{60'000});
  EXPECT_TRUE(world.sell(with_change(3), world.counters()).done());
}

TEST(Ways, ADigitChangedUnderAKnownWayIsSeen) {
  for (const auto* field : {"number", "received_cash"}) {
    World world(module_2026(), Carrier::serial);
    set_way(world, "cash_with_change");
    ASSERT_TRUE(world.sell(with_change(1), world.counters()).done());
    for (int number = 2; number <= 4; ++number) { // each time anew: what is told twice running is not a way
      world.command({{"do", "misread"}, {"field", field}});
      const auto got = world.sell(with_change(number * 10), world.counters());
      EXPECT_TRUE(got.unknown()) << field << got.words();
    }
    EXPECT_TRUE(world.sell(with_change(60), world.counters()).done());
  }
}

/// An echo that was damaged once and then not heard again teaches nothing.
TEST(Ways, ADoubtIsNoWay) {
  World world(module_2026(), Carrier::serial);
  const auto before = world.counters();
  world.damage = [&, damage = damage_digit("GET /order/last/", R"("received_cash":)", 6)](const std::string& request,
                                                                                          std::string& answer) mutable {
    damage(request, answer);
    if (request.starts_with("GET /order/last/")) world.command({{"do", "silent_after"}, {"path", "/order/last/"}});
  };
  EXPECT_TRUE(world.sell(sale(1), before).unknown());
  world.damage = nullptr;
  world.command({{"do", "calm"}});
  EXPECT_TRUE(find(world, sale(1), before).done());
  world.command({{"do", "misread"}, {"field", "received_cash"}});
  const auto got = world.sell(2);
  EXPECT_TRUE(got.unknown()) << got.words();
}

TEST(Ways, TwoDamagedReceiptsRunningAreNoWay) {
  for (const auto* field : {"number", "received_cash"}) {
    World world(module_2026(), Carrier::serial);
    for (const int number : {11, 21, 31}) {
      world.command({{"do", "misread"}, {"field", field}});
      const auto got = world.sell(number);
      EXPECT_TRUE(got.unknown()) << field << number << got.words();
    }
  }
}

/// A damaged number that happens to be the module's own is seen where the module is known to keep ours.
TEST(Ways, AWayThatAReceiptDisprovedExplainsNothing) {
  World world(module_2026(), Carrier::serial);
  ASSERT_TRUE(world.sell(90).done()); // told as 90, and it was its first
  world.command({{"do", "misread"}});
  const auto got = world.sell(1); // arrives as 2, and is its second
  EXPECT_TRUE(got.unknown()) << got.words();
}

TEST(Ways, TheChangeIsSeenToo) {
  World world(module_2026(), Carrier::serial);
  world.damage_request = [&world](Bytes& request) {
    std::string text(request.begin(), request.end());
    const auto at = text.find(R"("change":)");
    ASSERT_NE(at, std::string::npos) << text;
    ++request[at + 9];
    world.damage_request = nullptr;
  };
  const auto got = world.sell(with_change(1), world.counters());
  ASSERT_TRUE(got.unknown()) << got.words();
  EXPECT_NE(got.words().find("change 480000"), std::string::npos) << got.words();
}

// A page of the maker's in the QR: nothing in it proves the sign -------------------------------------------------------------

TEST(OtherAddress, ASignThatNothingProvesIsTakenWhenItWasSaidTwice) {
  auto settings = module_2026();
  settings.other_address = true;
  World world(settings, Carrier::serial);
  ASSERT_TRUE(world.sell(1).done());
  EXPECT_EQ(world.count_requests("GET /order/last/"), 1) << "said by both answers alike";
  const auto before = world.counters();
  world.damage = damage_digit("POST /order/", R"("fiscal_sign":")", 4);
  const auto got = world.sell(sale(2), before);
  ASSERT_TRUE(got.done() && got.done()->sign) << got.words();
  EXPECT_EQ(got.done()->sign->fiscal_sign, world.model.receipts()[1].fiscal_sign);
  EXPECT_EQ(world.count_requests("GET /order/last/"), 3);
  // The search, too.
  const auto found = find(world, sale(2), before);
  ASSERT_TRUE(found.done() && found.done()->sign) << found.words();
  EXPECT_EQ(found.done()->sign->fiscal_sign, world.model.receipts()[1].fiscal_sign);
}

TEST(OtherAddress, WithoutThePageTheSignIsTakenAsItWasHeard) {
  for (const bool y2026 : {false, true}) {
    auto settings = module_2026();
    settings.edition_2026 = y2026;
    settings.other_address = true;
    World world(settings, Carrier::serial);
    if (y2026) world.command({{"do", "silent_after"}, {"n", 9}, {"path", "/order/last/"}});
    const auto got = world.sell(1);
    ASSERT_TRUE(got.done() && got.done()->sign) << got.words();
    EXPECT_EQ(got.done()->sign->fiscal_sign, world.model.receipts()[0].fiscal_sign);
  }
}

/// Two signs, and no third word: none of them is shown to a customer.
TEST(OtherAddress, TwoSignsForOneReceiptAreNone) {
  auto settings = module_2026();
  settings.other_address = true;
  World world(settings, Carrier::serial);
  const auto before = world.counters();
  world.damage = [&, damage = damage_digit("POST /order/", R"("fiscal_sign":")", 4)](const std::string& request,
                                                                                     std::string& answer) mutable {
    damage(request, answer);
    if (request.starts_with("GET /order/last/")) world.command({{"do", "silent_after"}, {"n", 9}, {"path", "/order/last/"}});
  };
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_FALSE(got.done()->sign);
}
