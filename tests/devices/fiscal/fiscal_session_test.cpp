// The session against the strict module, on a virtual clock: the shift, the clock, refusals, the queue, the
// status.
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::Done;
using engine::FiscalInfo;
using engine::FiscalResult;
using engine::RefusalClass;
using engine::ZReport;

TEST(FiscalSession, RegistersASaleInBothEditionsOnBothLinesInEveryDress) {
  using Wrapped = sim::FiscalModelSettings::Wrapped;
  for (const bool edition_2026 : {false, true}) {
    for (const auto carrier : {Carrier::tcp, Carrier::serial}) {
      for (const auto wrapped : {Wrapped::as_documented, Wrapped::all, Wrapped::none}) {
        for (const char* dress : {"calm", "drop_length_header", "chunked", "noise"}) {
          if (carrier == Carrier::tcp && std::string(dress) == "noise") continue;
          sim::FiscalModelSettings settings;
          settings.edition_2026 = edition_2026;
          settings.wrapped = wrapped;
          settings.zero_error = wrapped == Wrapped::all;
          World world(settings, carrier);
          world.command({{"do", dress}});
          const auto got = world.sell(41);
          ASSERT_TRUE(got.done()) << got.words();
          ASSERT_TRUE(got.done()->sign);
          ASSERT_EQ(world.sales(), 1U);
          const auto& receipt = world.model.receipts()[0];
          EXPECT_EQ(got.done()->sign->fiscal_sign, receipt.fiscal_sign);
          EXPECT_EQ(got.done()->sign->qr_url, receipt.qr_url);
          EXPECT_EQ(receipt.number, 41);
          EXPECT_TRUE(receipt.exact);
        }
      }
    }
  }
}

TEST(FiscalSession, OperationsAreASecondApartAndNeverAheadOfTheModule_R25) {
  World world;
  world.pass(Millis{100});
  const auto before = world.counters();
  Got<FiscalResult> first, second;
  world.session->register_sale(sale(1), before, first.reply());
  world.session->register_sale(sale(2), before, second.reply());
  world.run([&] { return second.any(); });
  ASSERT_TRUE(first.done() && second.done()) << second.words();
  EXPECT_LT(world.model.receipts()[0].time, world.model.receipts()[1].time);
  EXPECT_TRUE(world.model.truth().at("refusals").as_array().empty()) << boost::json::serialize(world.model.truth().at("refusals"));
}

TEST(FiscalSession, TimeIsTheModulesAndUzbek_R25) {
  World world;
  world.command({{"do", "clock_skew"}, {"s", 7200}}); // the module's clock is two hours ahead of ours
  const auto got = world.sell(1);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_EQ(world.model.receipts()[0].time, engine::format_fiscal_time({(world.wall().unix_ms / 1000 + 7200) * 1000}));
  EXPECT_EQ(world.session->status().health, engine::Health::warning); // alarms the staff, stops no sale
  EXPECT_TRUE(world.session->status().can_register());
  EXPECT_NEAR(static_cast<double>(world.session->status().clock_offset_ms), 7'200'000.0, 1000.0);
}

TEST(FiscalSession, ClockThatWasSetIsLearntAnew) {
  for (const int skew : {-30, -3000, 3000}) {
    World world;
    ASSERT_TRUE(world.sell(1).done());
    world.pass(Millis{31'000});
    world.command({{"do", "clock_skew"}, {"s", skew}});
    const auto got = world.sell(2);
    if (skew == -3000) {
      // the module's own last operation is ahead of its clock now: no time can suit it, nothing is registered
      EXPECT_TRUE(got.refused()) << got.words();
      EXPECT_EQ(world.sales(), 1U);
    } else {
      EXPECT_TRUE(got.done()) << skew << ": " << got.words();
      EXPECT_EQ(world.sales(), 2U);
    }
  }
}

TEST(FiscalSession, ClosedShiftIsOpenedAndTheSaleSentAgainOnce) {
  for (const bool new_errors : {false, true}) {
    sim::FiscalModelSettings settings;
    settings.new_errors = new_errors;
    World world(settings);
    const auto before = world.counters();
    EXPECT_TRUE(before.shift_open);
    world.pass(Millis{5'000});
    world.command({{"do", "shift_close"}});
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.done()) << got.words();
    EXPECT_TRUE(got.done()->sign);
    EXPECT_EQ(world.sales(), 1U);
    EXPECT_EQ(world.count_requests("POST /order/create/"), 2);
  }
}

TEST(FiscalSession, ShiftThatDoesNotStayOpenIsARefusal) {
  World world;
  const auto before = world.counters();
  world.command({{"do", "error"}, {"code", 36909}, {"message", "ERROR_ZREPORT_IS_NOT_OPEN"}, {"n", 5}});
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.refused()) << got.words();
  EXPECT_EQ(got.refused()->code, "36909");
  EXPECT_EQ(world.count_requests("POST /order/create/"), 2);
  EXPECT_EQ(world.sales(), 0U);
}

TEST(FiscalSession, TimePastWaitsASecondAndSendsAgainOnce) {
  for (const auto& [code, message] : {std::pair{36888, "ERROR_RECEIPT_TIME_PAST"},
                                      {122, "9030 - DATETIME_IS_IN_THE_PAST; failed to register receipt; failed to execute command"},
                                      {104, "Invalid time, time should be before or equal to current time: 2026-01-01 00:00:00"}}) {
    World world;
    const auto before = world.counters();
    world.command({{"do", "error"}, {"code", code}, {"message", message}});
    const auto began = world.now;
    const auto once = world.sell(sale(1), before);
    ASSERT_TRUE(once.done()) << once.words();
    EXPECT_GE(world.now - began, Millis{1000});
    EXPECT_EQ(world.sales(), 1U);

    world.command({{"do", "error"}, {"code", code}, {"message", message}, {"n", 2}});
    const auto twice = world.sell(sale(2), world.counters());
    ASSERT_TRUE(twice.refused()) << twice.words();
    EXPECT_EQ(world.sales(), 1U);
    EXPECT_EQ(world.count_requests("POST /order/create/"), 4);
  }
}

TEST(FiscalSession, DefiniteRefusalsAreNotSentAgain) {
  struct Case {
    int code;
    const char* message;
    RefusalClass why;
  };
  for (const auto& c : {Case{401, "IKPU", RefusalClass::invalid}, Case{402, "package", RefusalClass::invalid},
                        Case{65531, "cannot encode receipt", RefusalClass::invalid}, Case{333, "subscription", RefusalClass::service},
                        Case{444, "other IP", RefusalClass::service}, Case{36917, "", RefusalClass::service},
                        Case{102, "FISCAL_MODULE_NOT_INITIALIZED", RefusalClass::service}}) {
    World world;
    const auto before = world.counters();
    world.command({{"do", "error"}, {"code", c.code}, {"message", c.message}});
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.refused()) << got.words();
    EXPECT_EQ(got.refused()->why, c.why) << c.code;
    EXPECT_EQ(got.refused()->code, std::to_string(c.code));
    EXPECT_EQ(world.count_requests("POST /order/create/"), 1);
  }
}

TEST(FiscalSession, WhatCannotBeWrittenIsRefusedWithoutSending) {
  World world;
  auto bad = sale(1);
  bad.lines[0].package_code = "12345678901234567890123";
  const auto got = world.sell(bad, world.counters());
  ASSERT_TRUE(got.refused());
  EXPECT_EQ(got.refused()->why, RefusalClass::invalid);
  EXPECT_EQ(world.count_requests("POST /order/create/"), 0);
}

TEST(FiscalSession, PrepaidAndCreditAreRegisteredWithoutASign_R22) {
  for (const auto type : {engine::ReceiptType::prepaid, engine::ReceiptType::credit}) {
    World world;
    auto s = sale(1);
    s.type = type;
    const auto got = world.sell(s, world.counters());
    ASSERT_TRUE(got.done()) << got.words();
    ASSERT_TRUE(got.done()->sign);
    EXPECT_EQ(got.done()->sign->qr_url, "");
  }
}

TEST(FiscalSession, RefundsGoBackToTheirSale_R28) {
  for (const bool new_errors : {false, true}) {
    sim::FiscalModelSettings settings;
    settings.new_errors = new_errors;
    World world(settings);
    const auto sold = world.sell(1);
    ASSERT_TRUE(sold.done());
    const auto give_back = [&](std::int64_t number, const std::string& qr) {
      const auto before = world.counters();
      return world.wait_for<FiscalResult>([&](auto reply) { world.session->register_refund(refund(number, qr), before, reply); });
    };
    const auto nowhere = give_back(2, "https://ofd.soliq.uz/check?t=X&r=1&c=2&s=3");
    ASSERT_TRUE(nowhere.refused()) << nowhere.words();
    EXPECT_EQ(nowhere.refused()->code, "65275");
    EXPECT_EQ(nowhere.refused()->why, RefusalClass::invalid);
    const auto good = give_back(3, sold.done()->sign->qr_url);
    ASSERT_TRUE(good.done()) << good.words();
    ASSERT_TRUE(good.done()->sign);
    EXPECT_TRUE(give_back(4, sold.done()->sign->qr_url).refused());
    EXPECT_EQ(world.sales(), 2U);
  }
}

TEST(FiscalSession, ShiftIsOpenedClosedAndReported) {
  World world;
  const auto open = [&] { return world.wait_for<Done>([&](auto reply) { world.session->open_shift(reply); }); };
  const auto close = [&](bool print) { return world.wait_for<ZReport>([&](auto reply) { world.session->close_shift(print, reply); }); };
  EXPECT_TRUE(close(false).refused()); // nothing to close
  ASSERT_TRUE(open().done());
  EXPECT_TRUE(open().done()) << "already open is done";
  const auto empty = close(false);
  ASSERT_TRUE(empty.refused());
  EXPECT_EQ(empty.refused()->why, RefusalClass::invalid);
  ASSERT_TRUE(world.sell(1).done());
  const auto x = world.wait_for<ZReport>([&](auto reply) { world.session->x_report(reply); });
  ASSERT_TRUE(x.done()) << x.words();
  EXPECT_EQ(x.done()->total_sale_count, 1);
  EXPECT_TRUE(x.done()->shift_open);
  for (const bool print : {true, false}) {
    const auto z = close(print);
    ASSERT_TRUE(z.done()) << z.words();
    EXPECT_EQ(z.done()->total_sale_cash, Money::som(11'200));
    EXPECT_FALSE(z.done()->shift_open);
    EXPECT_FALSE(world.session->status().shift_open);
    ASSERT_TRUE(world.sell(2).done()); // prepare opens the next
  }
  EXPECT_EQ(world.count_requests("POST /zreport/close/?time="), 2); // X and printed Z
}

TEST(FiscalSession, LostAnswersToTheShiftAreAskedAbout) {
  for (const char* fault : {"no_answer_after_register", "no_answer_before", "silent_after"}) {
    for (const auto carrier : {Carrier::tcp, Carrier::serial}) {
      const bool executed = std::string(fault) != "no_answer_before";
      World world({}, carrier);
      world.pass(Millis{100});
      world.command({{"do", fault}, {"path", "/zreport/open/"}});
      const auto opened = world.wait_for<Done>([&](auto reply) { world.session->open_shift(reply); });
      EXPECT_EQ(opened.done() != nullptr, executed) << fault << ": " << opened.words();
      ASSERT_TRUE(world.sell(1).done());
      world.command({{"do", fault}, {"path", "/zreport/close/"}});
      const auto closed = world.wait_for<ZReport>([&](auto reply) { world.session->close_shift(true, reply); });
      EXPECT_EQ(closed.done() != nullptr, executed) << fault << ": " << closed.words();
      EXPECT_EQ(world.model.truth().at("closed_shifts").as_array().size(), executed ? 1U : 0U);
    }
  }
}

TEST(FiscalSession, CopyIsPrintedOrNot) {
  World world;
  const auto print = [&] { return world.wait_for<Done>([&](auto reply) { world.session->print_copy(reply); }); };
  EXPECT_TRUE(print().refused());
  ASSERT_TRUE(world.sell(1).done());
  EXPECT_TRUE(print().done());
  world.command({{"do", "printer_broken"}});
  const auto broken = print();
  ASSERT_TRUE(broken.refused());
  EXPECT_EQ(broken.refused()->code, "101");
  EXPECT_EQ(world.model.truth().at("copies_printed").as_int64(), 1);
}

TEST(FiscalSession, RequestsAreServedInOrderOneAtATime) {
  World world;
  std::vector<int> order;
  world.session->read_info([&](auto) { order.push_back(1); });
  world.session->read_shift([&](auto) { order.push_back(2); });
  world.session->open_shift([&](auto) { order.push_back(3); });
  world.session->read_info([&](auto) {
    order.push_back(4);
    world.session->read_shift([&](auto) { order.push_back(6); }); // asked from inside a reply
  });
  world.session->read_shift([&](auto) { order.push_back(5); });
  world.run([&] { return order.size() == 6; });
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

TEST(FiscalSession, ThrowingReplyIsReportedAndTheNextIsServed) {
  World world;
  world.pass(Millis{100});
  world.session->read_info([](auto) { throw std::runtime_error("journal full"); });
  EXPECT_THROW(world.pass(Millis{1000}), std::runtime_error);
  const auto next = world.wait_for<ZReport>([&](auto reply) { world.session->read_shift(reply); });
  EXPECT_TRUE(next.done());
}

TEST(FiscalStatusTest, IsPolledAtOnceAndEveryHalfMinute) {
  World world;
  EXPECT_EQ(world.session->status().health, engine::Health::connecting);
  EXPECT_FALSE(world.session->status().can_register());
  int told = 0;
  world.session->on_status([&](const engine::FiscalStatus&) { ++told; });
  world.pass(Millis{100});
  EXPECT_EQ(world.session->status().health, engine::Health::ok);
  EXPECT_TRUE(world.session->status().reachable);
  EXPECT_TRUE(world.session->status().shift_known);
  EXPECT_FALSE(world.session->status().shift_open);
  EXPECT_TRUE(world.session->status().can_register()); // a closed shift can be opened (rules R19)
  EXPECT_EQ(world.session->status().info.terminal_id, "UZ170703100189");
  EXPECT_GT(told, 0);
  EXPECT_EQ(world.count_requests("GET /info/"), 1);
  EXPECT_EQ(world.count_requests("GET /zreport/info/"), 1);
  world.pass(Millis{61'000});
  EXPECT_EQ(world.count_requests("GET /info/"), 3);
}

TEST(FiscalStatusTest, ModuleThatIsDownIsTriedMoreAndMoreSeldomAndFoundAgain) {
  for (const auto carrier : {Carrier::tcp, Carrier::serial}) {
    World world({}, carrier);
    world.command({{"do", "down"}});
    world.pass(Millis{1000});
    EXPECT_EQ(world.session->status().health, engine::Health::failed);
    EXPECT_FALSE(world.session->status().can_register());
    const auto sold = world.prepare();
    ASSERT_TRUE(sold.refused()) << sold.words();
    EXPECT_EQ(sold.refused()->why, RefusalClass::unavailable);
    world.pass(Millis{200'000});
    world.command({{"do", "up"}});
    world.pass(Millis{31'000});
    EXPECT_EQ(world.session->status().health, engine::Health::ok);
    EXPECT_TRUE(world.sell(1).done());
  }
}

TEST(FiscalStatusTest, TroubleIsSaidAndEnds) {
  World world;
  world.pass(Millis{100});
  world.command({{"do", "not_initialised"}});
  world.pass(Millis{31'000});
  EXPECT_FALSE(world.session->status().initialised);
  EXPECT_FALSE(world.session->status().can_register());
  EXPECT_EQ(world.session->status().last_error, 102);
  world.command({{"do", "not_initialised"}, {"on", false}});
  world.pass(Millis{31'000});
  EXPECT_TRUE(world.session->status().can_register());

  const auto before = world.counters();
  world.command({{"do", "memory_full"}});
  EXPECT_TRUE(world.sell(sale(1), before).refused());
  EXPECT_TRUE(world.session->status().memory_full);
  EXPECT_FALSE(world.session->status().can_register());
  world.command({{"do", "memory_full"}, {"on", false}});
  world.pass(Millis{31'000});
  EXPECT_TRUE(world.session->status().memory_full) << "the module has not shown that there is room";
  ASSERT_TRUE(world.sell(sale(1), before).done());
  EXPECT_FALSE(world.session->status().memory_full);

  world.command({{"do", "error"}, {"code", 333}, {"message", "subscription expired"}});
  EXPECT_TRUE(world.sell(2).refused());
  EXPECT_EQ(world.session->status().health, engine::Health::failed);
  world.pass(Millis{11 * 60'000});
  EXPECT_EQ(world.session->status().health, engine::Health::ok);
}

TEST(FiscalStatusTest, FullMemoryIsSeenBeforeASale) {
  sim::FiscalModelSettings settings;
  settings.receipt_capacity = 2;
  World world(settings);
  world.command({{"do", "offline"}});
  ASSERT_TRUE(world.sell(1).done());
  ASSERT_TRUE(world.sell(2).done());
  world.pass(Millis{31'000});
  EXPECT_TRUE(world.session->status().memory_full);
  EXPECT_TRUE(world.sell(3).refused());
  world.command({{"do", "sent"}});
  world.pass(Millis{31'000});
  EXPECT_TRUE(world.session->status().can_register());
  EXPECT_TRUE(world.sell(3).done());
}
