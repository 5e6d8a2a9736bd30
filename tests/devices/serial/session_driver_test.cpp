// The driver over real pseudo-terminals: what a serial device does to a kiosk in its life.
#include "devices/serial/session_driver.h"

#include "devices/serial/pty.h"
#include "tests/devices/serial/test_session.h"
#include <gtest/gtest.h>

namespace {

using devices::SerialSettings;
using devices::SessionDriver;

class SessionDriverTest : public testing::Test {
protected:
  [[nodiscard]] SerialSettings settings() const { return {.port = (folder / "port").string()}; }
  std::unique_ptr<devices::PtyHost> device() {
    return std::make_unique<devices::PtyHost>(loop.get_executor(), folder / "port",
                                              [this](std::span<const std::uint8_t> bytes) { heard.append(bytes.begin(), bytes.end()); });
  }
  static devices::Bytes bytes(const std::string& text) { return {text.begin(), text.end()}; }

  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  test::RecordingSession session;
  std::string heard; ///< by the device
};

TEST_F(SessionDriverTest, OpensWritesAndReads) {
  const auto port = device();
  session.greeting = "hello";
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  EXPECT_EQ(session.opened, 0) << "nothing is called from inside start()";
  ASSERT_TRUE(test::run_until(loop, [&] { return heard == "hello"; }));
  port->write(bytes("world"));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received == "world"; }));
  EXPECT_EQ(session.opened, 1);
}

TEST_F(SessionDriverTest, EveryByteValueGoesThroughUnchangedAndNothingIsEchoed) {
  const auto port = device();
  for (int value = 0; value < 256; ++value) session.greeting.push_back(static_cast<char>(value));
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return heard.size() == 256; }));
  EXPECT_EQ(heard, session.greeting);
  port->write(bytes(session.greeting));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received.size() == 256; }));
  EXPECT_EQ(session.received, session.greeting);
  test::run_for(loop, std::chrono::milliseconds{30});
  EXPECT_EQ(heard.size(), 256U);
}

TEST_F(SessionDriverTest, IsFoundAgainAfterUnplugging) {
  const auto port = device();
  session.greeting = "hi";
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return heard == "hi"; }));
  port->unplug();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.lost == 1; }));
  EXPECT_FALSE(port->plugged());
  ASSERT_TRUE(test::run_until(loop, [&] { return session.refused >= 1; })) << "looked for while it is away";
  port->plug();
  ASSERT_TRUE(test::run_until(loop, [&] { return heard == "hihi"; }));
  EXPECT_EQ(session.opened, 2);
}

TEST_F(SessionDriverTest, FollowsALinkThatPointsElsewhereNow) {
  auto first = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 1; }));
  first.reset();
  const auto second = device();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 2; }));
  second->write(bytes("second"));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received == "second"; }));
}

TEST_F(SessionDriverTest, AMissingPortIsReportedAtEachAttemptWithGrowingWaits) {
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  const auto start = SessionDriver::now();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.refused == 3; }));
  // At once, after 0.2 s, after 0.4 s more.
  EXPECT_GE(SessionDriver::now() - start, engine::Millis{590});
  EXPECT_NE(session.last_reason.find("No such file"), std::string::npos) << session.last_reason;
}

TEST_F(SessionDriverTest, SomethingThatIsNoTerminalIsRefused) {
  auto set = settings();
  set.port = "/dev/null";
  SessionDriver driver(loop.get_executor(), session, set);
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.refused == 1; }));
  EXPECT_EQ(session.opened, 0);
}

TEST_F(SessionDriverTest, APortInUseIsRefused) {
  const auto port = device();
  SessionDriver first(loop.get_executor(), session, settings());
  first.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 1; }));
  test::RecordingSession other;
  SessionDriver second(loop.get_executor(), other, settings());
  second.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return other.refused == 1; }));
  EXPECT_NE(other.last_reason.find("in use"), std::string::npos) << other.last_reason;
  first.stop();
  ASSERT_TRUE(test::run_until(loop, [&] { return other.opened == 1; }));
}

TEST_F(SessionDriverTest, BigWritesArriveWholeInOrder) {
  const auto port = device();
  for (int i = 0; i < 300'000; ++i) session.greeting.push_back(static_cast<char>(i * 7 % 251));
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  session.say("tail");
  driver.pump();
  ASSERT_TRUE(test::run_until(loop, [&] { return heard.size() >= session.greeting.size() + 4; }));
  EXPECT_TRUE(heard == session.greeting + "tail");
}

TEST_F(SessionDriverTest, XoffStopsTheWritingAndXonResumesIt) {
  const auto port = device();
  auto set = settings();
  set.flow = SerialSettings::Flow::xon_xoff;
  SessionDriver driver(loop.get_executor(), session, set);
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  port->write({0x13});
  test::run_for(loop, std::chrono::milliseconds{50});
  session.say("held");
  driver.pump();
  test::run_for(loop, std::chrono::milliseconds{100});
  EXPECT_EQ(heard, "");
  port->write({0x11});
  ASSERT_TRUE(test::run_until(loop, [&] { return heard == "held"; }));
  EXPECT_EQ(session.received, "") << "the flow control bytes are the line's, not the session's";
}

TEST_F(SessionDriverTest, WakesTheSessionAtItsDeadlineAndNotBefore) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  const auto at = SessionDriver::now() + engine::Millis{60};
  session.wake_at = at;
  driver.pump();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.woken.has_value(); }));
  EXPECT_GE(*session.woken, at);
}

TEST_F(SessionDriverTest, WakesASessionWithoutALine) {
  SessionDriver driver(loop.get_executor(), session, settings());
  session.wake_at = SessionDriver::now() + engine::Millis{30};
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.woken.has_value(); }));
}

TEST_F(SessionDriverTest, AnEarlierDeadlineReplacesALaterOne) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  session.wake_at = SessionDriver::now() + std::chrono::hours{1};
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  session.wake_at = SessionDriver::now() + engine::Millis{20};
  driver.pump();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.woken.has_value(); }));
}

TEST_F(SessionDriverTest, ClosesOnRequestAndOpensAgain) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  session.close_request = true;
  driver.pump();
  EXPECT_EQ(session.lost, 1);
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 2; }));
}

TEST_F(SessionDriverTest, PumpFromInsideACallbackWritesAfterIt) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  session.on_received = [&] {
    session.say("answer");
    driver.pump();
  };
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  port->write(bytes("question"));
  ASSERT_TRUE(test::run_until(loop, [&] { return heard == "answer"; }));
}

TEST_F(SessionDriverTest, TheDriverMayBeDestroyedFromInsideACallback) {
  const auto port = device();
  auto driver = std::make_unique<SessionDriver>(loop.get_executor(), session, settings());
  session.on_received = [&] { driver.reset(); };
  driver->start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  port->write(bytes("go"));
  ASSERT_TRUE(test::run_until(loop, [&] { return driver == nullptr; }));
  test::run_for(loop, std::chrono::milliseconds{30});
  EXPECT_EQ(session.lost, 0) << "nothing is called after the end";
}

TEST_F(SessionDriverTest, AThrowingSessionLosesItsLineAndIsStartedAgain) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  session.on_received = [&] {
    session.on_received = nullptr;
    throw std::runtime_error("bad day");
  };
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  port->write(bytes("x"));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.lost == 1; }));
  EXPECT_NE(session.last_reason.find("bad day"), std::string::npos);
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 2; }));
}

TEST_F(SessionDriverTest, AfterStepRunsAfterEachCall) {
  const auto port = device();
  int steps = 0;
  SessionDriver* inside = nullptr;
  SessionDriver driver(loop.get_executor(), session, settings(), [&] {
    ++steps;
    if (inside != nullptr) inside->pump(); // must not recurse
  });
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  EXPECT_EQ(steps, 1);
  inside = &driver;
  port->write(bytes("x"));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received == "x"; }));
  EXPECT_EQ(steps, 2);
}

TEST_F(SessionDriverTest, StopIsSilentAndFinal) {
  const auto port = device();
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  driver.stop();
  port->write(bytes("late"));
  driver.pump();
  test::run_for(loop, std::chrono::milliseconds{300});
  EXPECT_EQ(session.received, "");
  EXPECT_EQ(session.lost, 0);
  EXPECT_EQ(session.opened, 1);
}

TEST_F(SessionDriverTest, WhatWasSaidBeforeTheOpeningIsNotRead) {
  const auto port = device();
  port->write(bytes("stale"));
  test::run_for(loop, std::chrono::milliseconds{30});
  SessionDriver driver(loop.get_executor(), session, settings());
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  port->write(bytes("fresh"));
  ASSERT_TRUE(test::run_until(loop, [&] { return !session.received.empty(); }));
  EXPECT_EQ(session.received, "fresh");
}

} // namespace
