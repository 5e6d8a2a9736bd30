// Every vector of ccnet_frames.tsv, three ways: whole, byte by byte, with bytes around it.
#include "devices/cash/ccnet_codec.h"

#include "tests/devices/cash/hex.h"
#include <fstream>
#include <gtest/gtest.h>

namespace {

using namespace devices::ccnet;
using devices::Bytes;

struct Vector {
  std::string direction, meaning;
  Bytes bytes;
  bool valid = false;
};

std::vector<Vector> vectors() {
  std::ifstream file(std::string{SOURCE_DIR} + "/tests/devices/cash/ccnet_frames.tsv");
  std::vector<Vector> result;
  std::string line;
  std::getline(file, line); // the header
  while (std::getline(file, line)) {
    std::istringstream in(line);
    Vector v;
    std::string bytes, valid;
    std::getline(in, v.direction, '\t');
    std::getline(in, bytes, '\t');
    std::getline(in, v.meaning, '\t');
    std::getline(in, valid, '\t');
    v.bytes = test::hex(bytes);
    v.valid = valid == "yes";
    result.push_back(v);
  }
  return result;
}

/// All bodies that a framer gives for `bytes`, fed in pieces of `size`.
std::vector<Bytes> frames(const Bytes& bytes, std::size_t size) {
  Framer framer;
  std::vector<Bytes> found;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    framer.push(std::span{bytes}.subspan(at, std::min(size, bytes.size() - at)));
    while (auto body = framer.next()) found.push_back(*body);
  }
  return found;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Bytes poll = test::hex("02 03 06 33 DA 81");

TEST(CcnetVectors, AreAllThere) {
  const auto all = vectors();
  EXPECT_EQ(all.size(), 56U);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const auto& v) { return !v.valid; }), 4);
}

TEST(CcnetVectors, ValidOnesAreFramesInEveryWayTheyArrive) {
  for (const auto& v : vectors()) {
    if (!v.valid) continue;
    SCOPED_TRACE(v.meaning);
    const Bytes body(v.bytes.begin() + 3, v.bytes.end() - 2);
    const std::vector<Bytes> once{body};
    EXPECT_EQ(frames(v.bytes, v.bytes.size()), once);
    EXPECT_EQ(frames(v.bytes, 1), once);
    EXPECT_EQ(frames(v.bytes + Bytes{0x02, 0x03}, 100), once) << "the beginning of another behind it";
    EXPECT_EQ(frames(v.bytes + poll, 7), (std::vector<Bytes>{body, {0x33}}));
    EXPECT_EQ(frames(Bytes{0x00, 0xFF, 0x02, 0x55} + v.bytes, 3), once) << "noise before it";
    EXPECT_EQ(frame(body), v.bytes) << "and built again";
    EXPECT_EQ(crc(v.bytes), 0);
  }
}

TEST(CcnetVectors, BadOnesAreRefusedAndTheNextFrameIsFound) {
  for (const auto& v : vectors()) {
    if (v.valid) continue;
    SCOPED_TRACE(v.meaning);
    EXPECT_TRUE(frames(v.bytes, 1).empty());
    EXPECT_EQ(frames(v.bytes + poll, 100), (std::vector<Bytes>{{0x33}}));
    EXPECT_EQ(scan(v.bytes).kind, Scan::Kind::drop);
  }
}

TEST(CcnetCodec, AnyDamagedByteIsRefusedOrWaitedFor) {
  const auto good = test::hex("02 03 07 81 03 CF 18");
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto bad = good;
      bad[at] = static_cast<std::uint8_t>(bad[at] ^ (1U << bit));
      EXPECT_TRUE(frames(bad, 1).empty()) << test::hex(bad);
    }
  }
}

struct ScanCase {
  const char* bytes;
  Scan::Kind kind;
  std::size_t size;
  const char* why;
};
TEST(CcnetCodec, Scan) {
  const ScanCase cases[] = {
      {"", Scan::Kind::need_more, 0, ""},
      {"02", Scan::Kind::need_more, 0, ""},
      {"02 03", Scan::Kind::need_more, 0, ""},
      {"02 03 FF 00 00", Scan::Kind::need_more, 0, ""},
      {"02 03 00", Scan::Kind::drop, 3, "long frame"},
      {"02 03 00 02", Scan::Kind::drop, 3, "long frame"},
      {"02 03 01", Scan::Kind::drop, 3, "length below 6"},
      {"02 03 05 00 00", Scan::Kind::drop, 5, "length below 6"},
      {"02 01 06", Scan::Kind::drop, 3, "not the validator's address"},
      {"02 02 03 06", Scan::Kind::drop, 1, "not the validator's address"},
      {"55 66 77", Scan::Kind::drop, 3, "no SYNC"},
      {"55 02", Scan::Kind::drop, 1, "no SYNC"},
      {"02 03 06 33 DA 82", Scan::Kind::drop, 6, "wrong CRC"},
      {"02 03 06 33 DA 81", Scan::Kind::frame, 6, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.bytes);
    const auto bytes = test::hex(c.bytes);
    const auto found = scan(bytes);
    EXPECT_EQ(found.kind, c.kind);
    EXPECT_EQ(found.size, c.size);
    EXPECT_EQ(found.why, c.why);
  }
}

TEST(CcnetCodec, AFrameThatBeganInsideGarbageIsFound) {
  // The garbage claims to be 20 bytes long; the good frame lies within them.
  EXPECT_EQ(frames(test::hex("02 03 14") + poll + Bytes(11, 0x02), 1), (std::vector<Bytes>{{0x33}}));
}

TEST(CcnetCodec, BodiesAreBounded) {
  EXPECT_THROW(static_cast<void>(frame({})), std::length_error);
  EXPECT_THROW(static_cast<void>(frame(Bytes(251, 1))), std::length_error);
  const auto longest = frame(Bytes(250, 1));
  EXPECT_EQ(longest.size(), 255U);
  EXPECT_EQ(frames(longest, 1).size(), 1U);
}

TEST(CcnetCodec, CountsWhatItDrops) {
  Framer framer;
  framer.push(test::hex("55 66 02 03 06 33 DA 81"));
  EXPECT_TRUE(framer.next().has_value());
  EXPECT_EQ(framer.take_dropped(), 2U);
  EXPECT_EQ(framer.take_dropped(), 0U);
  EXPECT_TRUE(framer.empty());
}

} // namespace
