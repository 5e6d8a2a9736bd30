#include "devices/cash/ccnet_messages.h"

#include "tests/devices/cash/hex.h"
#include <gtest/gtest.h>

namespace {

using namespace devices::ccnet;
using test::hex;

TEST(CcnetMessages, CommandsAreTheKnownFrames) {
  const std::pair<devices::Bytes, const char*> cases[] = {
      {command(Command::poll), "02 03 06 33 DA 81"},
      {command(Command::ack), "02 03 06 00 C2 82"},
      {command(Command::nak), "02 03 06 FF BA 8D"},
      {command(Command::reset), "02 03 06 30 41 B3"},
      {command(Command::get_status), "02 03 06 31 C8 A2"},
      {command(Command::stack), "02 03 06 35 EC E4"},
      {command(Command::return_bill), "02 03 06 36 77 D6"},
      {command(Command::identification), "02 03 06 37 FE C7"},
      {command(Command::hold), "02 03 06 38 09 3F"},
      {command(Command::get_bill_table), "02 03 06 41 4F D1"},
      {command(Command::get_stacked_counter), "02 03 06 5B 94 6E"},
      {enable_bill_types(all_types, all_types), "02 03 0C 34 FF FF FF FF FF FF FE F7"},
      {enable_bill_types(0x00FFFF, 0x00FFFF), "02 03 0C 34 00 FF FF 00 FF FF 27 CC"},
      {enable_bill_types(0x0000FF, 0x0000FF), "02 03 0C 34 00 00 FF 00 00 FF BD C6"},
      {enable_bill_types(0, 0), "02 03 0C 34 00 00 00 00 00 00 17 0C"},
      {set_security(0), "02 03 09 32 00 00 00 26 1F"},
      {set_escrow_timeouts(20000, 20000), "02 03 0E 5A 00 00 4E 20 00 00 4E 20 A2 26"},
  };
  for (const auto& [built, expected] : cases) EXPECT_EQ(hex(built), expected);
}

TEST(CcnetMessages, TypeZeroIsBitZeroOfTheThirdByte) {
  EXPECT_EQ(mask_bytes(1U << 0U), (devices::Bytes{0, 0, 1}));
  EXPECT_EQ(mask_bytes(1U << 8U), (devices::Bytes{0, 1, 0}));
  EXPECT_EQ(mask_bytes(1U << 23U), (devices::Bytes{0x80, 0, 0}));
  for (unsigned type = 0; type < 24; ++type) {
    const auto bytes = mask_bytes(1U << type);
    EXPECT_EQ(mask_from(std::span{bytes}.first<3>()), 1U << type);
  }
}

struct PollCase {
  const char* body;
  State state;
  std::uint8_t detail;
};
TEST(CcnetMessages, PollAnswers) {
  const PollCase cases[] = {
      {"10", State::power_up, 0},
      {"11", State::power_up_note_in_validator, 0},
      {"12", State::power_up_note_in_stacker, 0},
      {"13", State::initialize, 0},
      {"14", State::idling, 0},
      {"15", State::accepting, 0},
      {"17", State::stacking, 0},
      {"18", State::returning, 0},
      {"19", State::disabled, 0},
      {"1A", State::holding, 0},
      {"1B 0A", State::busy, 10},
      {"1C 65", State::rejecting, 0x65},
      {"41", State::cassette_full, 0},
      {"42", State::cassette_out, 0},
      {"43", State::jammed, 0},
      {"44", State::cassette_jammed, 0},
      {"45", State::cheated, 0},
      {"46", State::pause, 0},
      {"47 50", State::failure, 0x50},
      {"80 07", State::escrow, 7},
      {"81 03", State::stacked, 3},
      {"82 03", State::returned, 3},
      {"84 03", State::suspected, 3},
      {"90 03", State::counterfeit, 3},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body);
    const auto body = hex(c.body);
    EXPECT_EQ(parse_poll(body), (PollAnswer{c.state, c.detail}));
    auto trailing = body;
    trailing.push_back(0);
    EXPECT_FALSE(parse_poll(trailing)) << "one byte more";
    auto cut = body;
    cut.pop_back();
    EXPECT_FALSE(parse_poll(cut)) << "one byte less";
    EXPECT_NE(name_of(c.state), "unnamed state");
  }
}

TEST(CcnetMessages, UnknownStatesAreRefused) {
  for (const auto* body : {"00", "16", "1D", "30", "48", "83 01", "FF", "00 00 00"}) EXPECT_FALSE(parse_poll(hex(body))) << body;
}

TEST(CcnetMessages, RejectReasonsAndFailuresHaveNames) {
  for (const int code : {0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6C, 0x6D, 0x92, 0x93, 0x94, 0x95})
    EXPECT_EQ(reject_reason(static_cast<std::uint8_t>(code)).find("unnamed"), std::string::npos) << code;
  EXPECT_EQ(reject_reason(0x68), "this type is inhibited");
  EXPECT_EQ(reject_reason(0x6B), "unnamed code 6B");
  for (const int code : {0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x5B, 0x5C, 0x5F})
    EXPECT_EQ(failure_name(static_cast<std::uint8_t>(code)).find("unnamed"), std::string::npos) << code;
  EXPECT_EQ(failure_name(0x50), "stack motor");
  EXPECT_EQ(failure_name(0x5D), "unnamed code 5D");
}

TEST(CcnetMessages, Identification) {
  const auto real = hex("46 4C 53 2D 45 55 31 30 2D 36 39 33 36 33 39 30 37 4B 49 34 31 41 53 37 34 38 32 75 "
                        "ED 8D C8 03 3F 7B");
  const auto found = parse_identification(real);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->part, "FLS-EU10-693639");
  EXPECT_EQ(found->serial, "07KI41AS7482");
  EXPECT_EQ(hex(found->asset), "75 ED 8D C8 03 3F 7B");
  auto blanks = hex("56 55 2D 55 41 31 38 33 37 41 46 20 20 20 20 30 30 4B 35 30 35 30 32 31 38 31 31 41 10 "
                    "00 00 00 C9 FF");
  EXPECT_EQ(parse_identification(blanks)->part, "VU-UA1837AF");
  blanks[0] = 0x07;
  EXPECT_EQ(parse_identification(blanks)->part, "?U-UA1837AF");
  blanks.push_back(0);
  EXPECT_FALSE(parse_identification(blanks));
}

TEST(CcnetMessages, StatusAndCounter) {
  const auto status = parse_status(hex("00 00 FF 80 00 01"));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->enabled, 0xFFU);
  EXPECT_EQ(status->high_security, 0x800001U);
  EXPECT_FALSE(parse_status(hex("00 00 FF 80 00")));
  EXPECT_EQ(parse_counter(hex("04 D2")), 1234);
  EXPECT_FALSE(parse_counter(hex("04")));
  EXPECT_FALSE(parse_counter(hex("04 D2 00")));
}

} // namespace
