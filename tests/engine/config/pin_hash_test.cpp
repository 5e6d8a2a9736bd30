#include "engine/config/pin_hash.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace engine::test {
namespace {

SecretBuffer secret(std::string_view text) {
  SecretBuffer buffer(64);
  buffer.append(text);
  return buffer;
}

TEST(PinHash, TheRightPinAndNoOther) {
  const auto hash = hash_pin(secret("4711"), system_random());
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(is_pin_hash(hash));
  EXPECT_TRUE(verify_pin(secret("4711"), hash));
  EXPECT_FALSE(verify_pin(secret("4712"), hash));
  EXPECT_FALSE(verify_pin(secret("47110"), hash));
  EXPECT_FALSE(verify_pin(secret(""), hash));
}

TEST(PinHash, EachHashHasItsOwnSalt) { EXPECT_NE(hash_pin(secret("4711"), system_random()), hash_pin(secret("4711"), system_random())); }

TEST(PinHash, OnlyDigitsAreAPin) {
  for (const auto* pin : {"1234", "123456789012"}) EXPECT_TRUE(is_pin(pin)) << pin;
  for (const auto* pin : {"", "123", "1234567890123", "12a4", "12 4", "-123"}) EXPECT_FALSE(is_pin(pin)) << pin;
  for (const auto* good : {"123456", "123456789012"}) EXPECT_TRUE(is_new_pin(good)) << good;
  for (const auto* bad : {"", "4711", "12345", "1234567890123", "12345a", "12 456"}) EXPECT_FALSE(is_new_pin(bad)) << bad;
  EXPECT_THROW(hash_pin(secret("12"), system_random()), std::invalid_argument);
}

TEST(PinHash, HashesThatAreNotOursAreRefused) {
  const std::string salt = "c29tZXNhbHRzb21lc2FsdA";
  const std::string tail = "$" + salt + "$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A";
  EXPECT_TRUE(is_pin_hash("$argon2id$v=19$m=19456,t=2,p=1" + tail));
  for (const auto& bad :
       {std::string{}, std::string{"1234"}, "$argon2i$v=19$m=19456,t=2,p=1" + tail, "$argon2id$v=16$m=19456,t=2,p=1" + tail,
        "$argon2id$v=19$m=1048576,t=2,p=1" + tail, "$argon2id$v=19$m=19456,t=99,p=1" + tail, "$argon2id$v=19$m=19456,t=2,p=9" + tail,
        "$argon2id$v=19$m=19456,t=0,p=1" + tail, "$argon2id$v=19$t=2,m=19456,p=1" + tail, "$argon2id$v=19$m=19456,t=2,p=1$" + salt,
        "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$!", "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + std::string(600, 'A')}) {
    EXPECT_FALSE(is_pin_hash(bad)) << bad;
    EXPECT_FALSE(verify_pin(secret("4711"), bad)) << bad;
  }
}

} // namespace
} // namespace engine::test
