#include "engine/base/log.h"

#include <gtest/gtest.h>

namespace engine::test {
namespace {

TEST(Log, AddressesLoseTheirQuery) {
  EXPECT_EQ(redact_url("wss://globus-nukus.uz/ws/orders?token=abc.def"), "wss://globus-nukus.uz/ws/orders?…");
  EXPECT_EQ(redact_url("https://x/y?a=1?b=2"), "https://x/y?…");
  EXPECT_EQ(redact_url("https://globus-nukus.uz/api"), "https://globus-nukus.uz/api");
  EXPECT_EQ(redact_url(""), "");
}

TEST(Log, PhonesAreMasked) {
  EXPECT_EQ(mask_phone("998991234567"), "998*****4567");
  EXPECT_EQ(mask_phone("12345678"), "123*5678");
  EXPECT_EQ(mask_phone("1234567"), "*******");
  EXPECT_EQ(mask_phone(""), "");
}

} // namespace
} // namespace engine::test
