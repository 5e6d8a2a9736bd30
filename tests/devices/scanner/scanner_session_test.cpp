#include "devices/scanner/scanner_session.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::ScannerSession;
using Codes = std::vector<std::string>;
using namespace std::string_literals;

class ScannerSessionTest : public testing::Test {
protected:
  void SetUp() override {
    session.on_code([this](const std::string& code) { codes.push_back(code); });
    session.on_open(now);
  }
  void say(const std::string& text) { session.on_bytes(now, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}); }
  ScannerSession session;
  engine::Instant now{1000s};
  Codes codes;
};

struct Case {
  std::string said;
  Codes codes;
};
TEST_F(ScannerSessionTest, ReadsHoweverTheyEndAndArrive) {
  const std::string marked = "010478000000000721abc\x1D"
                             "93dGVz";
  const Case cases[] = {
      {"4780000000007\r\n", {"4780000000007"}},
      {"4780000000007\r", {"4780000000007"}},
      {"4780000000007\n", {"4780000000007"}},
      {"46\r\n47\r\n", {"46", "47"}},
      {"\r\n\r\n", {}},
      {"]E04780000000007\r\n", {"]E04780000000007"}},
      {"]E447800000\r\n", {"]E447800000"}},
      {"]C1" + marked + "\r\n", {"]C1" + marked}},
      {"]d2" + marked + "\r\n", {"]d2" + marked}},
      {"]Q3" + marked + "\r\n", {"]Q3" + marked}},
      {"]e0" + marked + "\r\n", {"]e0" + marked}},
      {"]E0\r\n", {"]E0"}},
      {"]4780\r\n", {"]4780"}},
      {"\x02"
       "4780\x03\r\n",
       {"4780"}},
      {"\x1D"
       "0104780\r\n",
       {"\x1D"
        "0104780"}},
      {std::string(256, '7') + "\r\n", {std::string(256, '7')}},
      {std::string(257, '7') + "\r\n46\r\n", {"46"}},
      {std::string(100'000, '7') + "\r\n46\r\n", {"46"}},
      {"]d2" + std::string(253, '7') + "\r\n", {"]d2" + std::string(253, '7')}},
      {std::string(259, '7') + "\r\n", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.said.substr(0, 60));
    codes.clear();
    say(c.said);
    EXPECT_EQ(codes, c.codes) << "whole";
    codes.clear();
    for (const char byte : c.said) say(std::string(1, byte));
    EXPECT_EQ(codes, c.codes) << "byte by byte";
    codes.clear();
    say(c.said + "999");
    EXPECT_EQ(codes, c.codes) << "with the beginning of the next";
    say("\n");
    codes.clear();
  }
}

TEST_F(ScannerSessionTest, AGapEndsAReadToo) {
  say("478000");
  EXPECT_EQ(session.deadline(), now + 50ms);
  now += 30ms;
  session.on_time(now);
  EXPECT_TRUE(codes.empty());
  say("0000007");
  now += 50ms;
  session.on_time(now);
  EXPECT_EQ(codes, (Codes{"4780000000007"}));
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST_F(ScannerSessionTest, AGapThatNobodyWokeUsInSeparatesReadsAsWell) {
  say("46");
  now += 60ms;
  say("47\r");
  EXPECT_EQ(codes, (Codes{"46", "47"}));
}

TEST_F(ScannerSessionTest, CountsReadsAndTellsItsState) {
  std::vector<engine::ScannerStatus> seen;
  session.on_status([&](const engine::ScannerStatus& status) { seen.push_back(status); });
  say("46\r47\r");
  EXPECT_EQ(session.status().reads, 2);
  EXPECT_EQ(session.status().health, engine::Health::ok);
  session.on_closed(now, "unplugged");
  EXPECT_EQ(session.status().health, engine::Health::connecting);
  EXPECT_EQ(session.status().detail, "unplugged");
  session.on_open(now);
  EXPECT_EQ(session.status().reads, 2);
  EXPECT_EQ(seen.size(), 4U);
}

TEST_F(ScannerSessionTest, HalfACodeDoesNotOutliveItsLine) {
  say("478000");
  session.on_closed(now, "unplugged");
  EXPECT_EQ(session.deadline(), std::nullopt);
  session.on_open(now);
  say("46\r");
  EXPECT_EQ(codes, (Codes{"46"}));
}

} // namespace
