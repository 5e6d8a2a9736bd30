#include "engine/base/secret.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <type_traits>

namespace engine::test {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBuffer> && !std::is_copy_assignable_v<SecretBuffer>);
static_assert(std::is_nothrow_move_constructible_v<SecretBuffer>);

SecretBuffer secret(std::string_view text, std::size_t capacity = 16) {
  SecretBuffer buffer(capacity);
  buffer.append(text);
  return buffer;
}

TEST(SecretBuffer, HoldsWhatIsAppended) {
  SecretBuffer buffer(4);
  EXPECT_TRUE(buffer.empty());
  buffer.push_back('1');
  buffer.append("234");
  EXPECT_EQ(buffer.reveal(), "1234");
  EXPECT_EQ(buffer.size(), 4U);
  EXPECT_EQ(buffer.capacity(), 4U);
}

TEST(SecretBuffer, NeverGrows) {
  auto buffer = secret("1234", 4);
  EXPECT_THROW(buffer.push_back('5'), std::length_error);
  EXPECT_THROW(buffer.append("56"), std::length_error);
  EXPECT_EQ(buffer.reveal(), "1234") << "a refused append changes nothing";
  EXPECT_THROW(SecretBuffer(64 * 1024 + 1), std::length_error);
  SecretBuffer none;
  EXPECT_THROW(none.push_back('1'), std::length_error);
}

TEST(SecretBuffer, WhatIsDroppedIsWiped) {
  auto buffer = secret("1234");
  const char* memory = buffer.reveal().data();
  buffer.pop_back();
  EXPECT_EQ(buffer.reveal(), "123");
  EXPECT_EQ(memory[3], '\0');
  buffer.clear();
  EXPECT_TRUE(buffer.empty());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(memory[i], '\0');
  buffer.pop_back();
  buffer.append("9");
  EXPECT_EQ(buffer.reveal(), "9");
}

TEST(SecretBuffer, MovesWithoutACopy) {
  auto first = secret("1234");
  const char* memory = first.reveal().data();
  SecretBuffer second(std::move(first));
  EXPECT_EQ(second.reveal().data(), memory);
  EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): a moved-from secret must be empty
  auto third = secret("other");
  third = std::move(second);
  EXPECT_EQ(third.reveal(), "1234");
  EXPECT_EQ(third.reveal().data(), memory);
  auto& self = third;
  third = std::move(self);
  EXPECT_EQ(third.reveal(), "1234");
}

} // namespace
} // namespace engine::test
