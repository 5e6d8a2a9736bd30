#include "engine/base/random.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace engine::test {
namespace {

TEST(Random, UuidsAreVersionFourInLowerCase) {
  const auto fill = [](std::uint8_t byte) { return [byte](std::span<std::uint8_t> room) { std::ranges::fill(room, byte); }; };
  EXPECT_EQ(make_uuid(fill(0xff)), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(make_uuid(fill(0x00)), "00000000-0000-4000-8000-000000000000");
}

TEST(Random, TheSystemGivesOtherBytesEachTime) { EXPECT_NE(make_uuid(system_random()), make_uuid(system_random())); }

} // namespace
} // namespace engine::test
