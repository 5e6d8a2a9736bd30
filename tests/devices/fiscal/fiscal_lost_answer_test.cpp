// Lost answers at every point: registered once or not at all, and the session says which (rules R24, R31).
#include "tests/devices/fiscal/fiscal_world.h"

using namespace fiscal_test;
using engine::FiscalResult;
using engine::RefusalClass;

namespace {

sim::FiscalModelSettings edition(bool y2026) {
  sim::FiscalModelSettings settings;
  settings.edition_2026 = y2026;
  return settings;
}

/// Registered for certain; with its sign where the edition can still tell it.
void expect_registered(World& world, const Got<FiscalResult>& got, bool with_sign, const std::string& what) {
  ASSERT_TRUE(got.done()) << what << ": " << got.words();
  EXPECT_EQ(world.sales(), 1U) << what;
  EXPECT_EQ(got.done()->sign.has_value(), with_sign) << what;
  if (got.done()->sign) {
    EXPECT_EQ(got.done()->sign->qr_url, world.model.receipts()[0].qr_url);
  }
  EXPECT_EQ(world.count_requests("POST /order/create/"), 1) << what;
}

} // namespace

TEST(LostAnswer, CutAtEveryByteIsRegisteredOnce) {
  for (const bool y2026 : {false, true}) {
    for (const auto carrier : {Carrier::tcp, Carrier::serial}) {
      World probe(edition(y2026), carrier);
      const auto probed = probe.counters();
      ASSERT_TRUE(probe.sell(sale(1), probed).done());
      const auto length = probe.answer_size;
      ASSERT_GT(length, 200U);
      const std::size_t step = carrier == Carrier::tcp ? 1 : 37;
      for (std::size_t cut = 0; cut <= length; cut += step) {
        World world(edition(y2026), carrier);
        const auto before = world.counters();
        world.cut_answer = cut;
        world.cut_ends_line = carrier == Carrier::tcp; // a serial line just falls silent
        const auto got = world.sell(sale(1), before);
        expect_registered(world, got, y2026 || cut == length, "cut at " + std::to_string(cut));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(LostAnswer, SilenceInEveryWay) {
  struct Case {
    const char* fault;
    bool registered;
  };
  for (const auto& c :
       {Case{"no_answer_after_register", true}, Case{"silent_after", true}, Case{"garbage", true}, Case{"no_answer_before", false}}) {
    for (const bool y2026 : {false, true}) {
      for (const auto carrier : {Carrier::tcp, Carrier::serial}) {
        World world(edition(y2026), carrier);
        const auto before = world.counters();
        world.command({{"do", c.fault}});
        const auto got = world.sell(sale(1), before);
        const std::string what = std::string(c.fault) + (y2026 ? " 2026" : " 2023") + (carrier == Carrier::tcp ? " tcp" : " serial");
        if (c.registered) {
          expect_registered(world, got, y2026, what);
        } else {
          ASSERT_TRUE(got.refused()) << what << ": " << got.words();
          EXPECT_EQ(got.refused()->why, RefusalClass::unavailable);
          EXPECT_EQ(world.sales(), 0U);
          EXPECT_EQ(world.count_requests("POST /order/create/"), 1) << "never sent again by itself";
          EXPECT_TRUE(world.sell(sale(1), world.counters()).done()) << "the engine may send it again";
        }
      }
    }
  }
}

TEST(LostAnswer, RequestCutOnItsWayIsNotRegistered) {
  World world;
  const auto before = world.counters();
  world.lose_request = true;
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.refused()) << got.words();
  EXPECT_EQ(world.sales(), 0U);
}

TEST(LostAnswer, NoConnectionIsNotSent) {
  World world;
  const auto before = world.counters();
  world.command({{"do", "down"}});
  const auto began = world.now;
  const auto got = world.sell(sale(1), before);
  ASSERT_TRUE(got.refused());
  EXPECT_EQ(got.refused()->why, RefusalClass::unavailable);
  EXPECT_LT(world.now - began, Millis{5'000}) << "nothing was sent, so nothing has to be asked";
  EXPECT_EQ(world.sales(), 0U);
}

TEST(LostAnswer, SlowAnswersInAndOutOfTime) {
  for (const int seconds : {1, 29, 31, 45}) {
    World world(edition(true));
    const auto before = world.counters();
    world.command({{"do", "slow"}, {"ms", seconds * 1000}});
    world.after_register = [&] { world.model.faults.slow = Millis{0}; };
    expect_registered(world, world.sell(sale(1), before), true, std::to_string(seconds) + " s");
  }
}

TEST(LostAnswer, PrinterNotWorkingIsUnknownUntilAsked_R24) {
  for (const bool y2026 : {false, true}) {
    for (const bool registers : {false, true}) {
      World world(edition(y2026));
      const auto before = world.counters();
      world.command({{"do", "printer_broken"}, {"registers", registers}});
      const auto got = world.sell(sale(1), before);
      if (registers) {
        expect_registered(world, got, y2026, "101");
      } else {
        ASSERT_TRUE(got.refused()) << got.words();
        EXPECT_EQ(got.refused()->code, "101");
        EXPECT_EQ(world.sales(), 0U);
      }
    }
  }
}

TEST(LostAnswer, UnclearErrorsAreAskedAbout) {
  for (const auto& [code, message] : {std::pair{2, "Read timed out"},
                                      {103, "INTERNAL_ERROR"},
                                      {303, "SAVE_ORDER_ERROR"},
                                      {65278, ""},
                                      {65535, ""},
                                      {777, "what is this"},
                                      {122, "nothing known"},
                                      {0, ""}}) {
    World world;
    const auto before = world.counters();
    world.command({{"do", "error"}, {"code", code}, {"message", message}});
    const auto got = world.sell(sale(1), before);
    ASSERT_TRUE(got.refused()) << code << ": " << got.words();
    EXPECT_EQ(world.count_requests("POST /order/create/"), 1);
    EXPECT_GE(world.count_requests("GET /zreport/info/"), 2) << code;
  }
}

TEST(LostAnswer, ModuleThatStaysAwayIsUnknownAndFoundLater) {
  for (const bool y2026 : {false, true}) {
    World world(edition(y2026));
    const auto before = world.counters();
    world.command({{"do", "no_answer_after_register"}});
    world.after_register = [&] { world.model.faults.down = true; };
    const auto lost = world.sell(sale(1), before);
    ASSERT_TRUE(lost.unknown()) << lost.words();
    world.command({{"do", "calm"}});
    const auto find = [&](std::int64_t number) {
      return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(number), before, reply); });
    };
    world.restart(); // the kiosk died meanwhile
    expect_registered(world, find(1), y2026, "found");
  }
}

TEST(FindSale, TellsApartWhatWasAndWhatWasNotRegistered) {
  for (const bool y2026 : {false, true}) {
    World world(edition(y2026));
    const auto before = world.counters();
    const auto find = [&](std::int64_t number) {
      return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_sale(sale(number), before, reply); });
    };
    const auto nothing = find(1);
    ASSERT_TRUE(nothing.refused()) << nothing.words();
    EXPECT_EQ(nothing.refused()->why, RefusalClass::not_found);
    EXPECT_EQ(world.count_requests("POST /order/create/"), 0);
    ASSERT_TRUE(world.sell(sale(1), before).done());
    expect_registered(world, find(1), y2026, "there");
    // The counters say that one more receipt was registered, and /order/last/ shows another receipt.
    const auto other = find(2);
    if (y2026) {
      EXPECT_TRUE(other.unknown()) << other.words();
    } else {
      EXPECT_TRUE(other.done()) << "2023 has the counters alone";
    }
  }
}

TEST(FindSale, RefundsAreCountedByThemselves) {
  for (const bool y2026 : {false, true}) {
    World world(edition(y2026));
    const auto sold = world.sell(1);
    ASSERT_TRUE(sold.done());
    const auto qr = sold.done()->sign->qr_url;
    const auto before = world.counters();
    const auto find = [&] {
      return world.wait_for<FiscalResult>([&](auto reply) { world.session->find_refund(refund(2, qr), before, reply); });
    };
    EXPECT_TRUE(find().refused());
    world.command({{"do", "silent_after"}});
    const auto back = world.wait_for<FiscalResult>([&](auto reply) { world.session->register_refund(refund(2, qr), before, reply); });
    ASSERT_TRUE(back.done()) << back.words();
    EXPECT_EQ(back.done()->sign.has_value(), y2026);
    EXPECT_TRUE(find().done());
    EXPECT_EQ(world.sales(), 2U);
  }
}

TEST(LostAnswer, ShiftClosedBehindItLeavesTheLastOrderAsTheOnlyWitness) {
  for (const bool y2026 : {false, true}) {
    World world(edition(y2026));
    const auto before = world.counters();
    world.command({{"do", "silent_after"}});
    world.after_register = nullptr;
    Got<FiscalResult> got;
    world.session->register_sale(sale(1), before, got.reply());
    world.run([&] { return world.sales() == 1; });
    world.command({{"do", "shift_close"}});
    // somebody opens the next shift at the module itself
    sim::SimRequest open{"GET", "/zreport/open/", {{"time", engine::format_fiscal_time({world.wall().unix_ms + 2000})}}, ""};
    world.pass(Millis{3000});
    (void)world.model.handle(open);
    world.run([&] { return got.any(); });
    if (y2026) {
      expect_registered(world, got, true, "shift closed");
    } else {
      EXPECT_TRUE(got.unknown()) << got.words();
    }
    EXPECT_EQ(world.sales(), 1U);
  }
}

TEST(LostAnswer, LateAnswersOnASerialLineAreNotTakenForOthers) {
  for (const bool y2026 : {false, true}) {
    World world(edition(y2026), Carrier::serial);
    world.pass(Millis{100});
    // the answer to /info/ comes only together with the next one
    world.command({{"do", "late"}, {"path", "/info/"}});
    Got<engine::FiscalInfo> info;
    Got<engine::ZReport> shift;
    world.session->read_info(info.reply());
    world.session->read_shift(shift.reply());
    world.run([&] { return shift.any(); });
    EXPECT_TRUE(info.unknown()) << info.words();
    EXPECT_TRUE(shift.done()) << shift.words();

    const auto before = world.counters();
    world.command({{"do", "late"}});
    expect_registered(world, world.sell(sale(1), before), y2026, "late");
  }
}

TEST(LostAnswer, LateAnswerInsideTheSameLineIsThrownAway) {
  // Bytes of an order's answer arrive while the counters are asked for: they are no counters.
  World world({}, Carrier::serial);
  const auto before = world.counters();
  world.command({{"do", "silent_after"}});
  Got<FiscalResult> got;
  world.session->register_sale(sale(1), before, got.reply());
  world.run([&] { return world.count_requests("GET /zreport/info/") >= 3; });
  const std::string body =
      R"({"data":{"terminal_id":"X","receipt_count":9,"date_time":"20260101000000","fiscal_sign":"1","qr_url":"u"},"error":null,"is_success":true})";
  const std::string late = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  world.session->on_bytes(world.now, {reinterpret_cast<const std::uint8_t*>(late.data()), late.size()});
  world.run([&] { return got.any(); });
  expect_registered(world, got, false, "late in the line");
}
