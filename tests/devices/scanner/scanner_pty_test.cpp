// Session, driver, pseudo-terminal and simulator together.
#include "devices/scanner/scanner_driver.h"
#include "devices/simulators/scanner/scanner_simulator.h"
#include "tests/devices/serial/test_session.h"
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace {

TEST(ScannerPty, ReadsAndIsFoundAgain) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  devices::sim::ScannerSimulator simulator(loop.get_executor(), folder / "scanner");
  devices::ScannerDriver driver(loop.get_executor(), (folder / "scanner").string());
  std::vector<std::string> codes;
  driver.on_code([&](const std::string& code) { codes.push_back(code); });
  driver.start();
  const auto tell = [&](const char* request) { return simulator.command(boost::json::parse(request).as_object()); };
  const auto healthy = [&] { return driver.status().health == engine::Health::ok; };
  ASSERT_TRUE(test::run_until(loop, healthy));

  EXPECT_TRUE(tell(R"({"do":"scan","code":"4780000000007"})").at("ok").as_bool());
  ASSERT_TRUE(test::run_until(loop, [&] { return codes.size() == 1; }));
  EXPECT_TRUE(tell(R"({"do":"scan","code":"0104780\u001d93ab","aim":"]d2","end":""})").at("ok").as_bool());
  ASSERT_TRUE(test::run_until(loop, [&] { return codes.size() == 2; }));
  EXPECT_EQ(codes, (std::vector<std::string>{"4780000000007", "]d20104780\x1D"
                                                              "93ab"}))
      << "what a code means is told by its identifier, so it stays";

  tell(R"({"do":"unplug"})");
  ASSERT_TRUE(test::run_until(loop, [&] { return !healthy(); }));
  EXPECT_FALSE(tell(R"({"do":"scan","code":"46"})").at("ok").as_bool());
  tell(R"({"do":"plug"})");
  ASSERT_TRUE(test::run_until(loop, healthy));
  tell(R"({"do":"scan","code":"46"})");
  ASSERT_TRUE(test::run_until(loop, [&] { return codes.size() == 3; }));
  EXPECT_EQ(driver.status().reads, 3);
  EXPECT_FALSE(tell(R"({"do":"scan"})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"scan","code":5})").at("ok").as_bool());
  EXPECT_FALSE(tell(R"({"do":"dance"})").at("ok").as_bool());
}

} // namespace
