#include "devices/scanner/secret_keys.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using devices::SecretKeys;
using devices::WedgeKey;

class SecretKeysTest : public testing::Test {
protected:
  SecretKeys keys;
  engine::Instant now{1000s};
  std::string typed; ///< a test's; '\n' is Enter
  SecretKeys::Take take = [this](std::string_view text, std::optional<WedgeKey> key) {
    typed += text;
    if (key) typed += *key == WedgeKey::enter ? '\n' : *key == WedgeKey::backspace ? '<' : '\t';
  };
  void type(std::string_view what, engine::Millis gap, bool repeat = false) {
    for (const char c : what) {
      const auto at = now + gap;
      while (keys.deadline() && *keys.deadline() <= at) keys.time(now = *keys.deadline(), take);
      now = at;
      if (c == '\n') keys.key({.at = now, .repeat = repeat}, WedgeKey::enter, take);
      else if (c == '<') keys.key({.at = now, .repeat = repeat}, WedgeKey::backspace, take);
      else keys.text({.at = now, .repeat = repeat}, {&c, 1}, take);
    }
  }
  std::string all(std::string_view what, engine::Millis gap) {
    type(what, gap);
    while (keys.deadline()) keys.time(now = *keys.deadline(), take);
    return std::exchange(typed, {});
  }
};

TEST_F(SecretKeysTest, WhatAPersonTypesComesOutWhole) {
  for (const auto gap : {86ms, 90ms, 120ms, 300ms}) {
    EXPECT_EQ(all("482193\n", gap), "482193\n") << gap.count();
    now += 1s;
  }
}

/// A printed code that holds a PIN and an Enter.
TEST_F(SecretKeysTest, AScannerTypesNothing) {
  for (const auto gap : {0ms, 1ms, 8ms, 35ms, 60ms, 85ms})
    for (const auto& code : {std::string{"482193\n"}, std::string{"48"}, "482193" + std::string(251, 'x') + "\n\n"}) {
      EXPECT_EQ(all(code, gap), "") << gap.count();
      now += 1s;
    }
  EXPECT_EQ(all("482193\n", 100ms), "482193\n") << "and a person goes on";
}

TEST_F(SecretKeysTest, WhatWasTypedBeforeAScannersBurstStays) {
  type("48", 120ms);
  now += 200ms;
  EXPECT_EQ(all("219999999999\n\n", 2ms), "48");
}

TEST_F(SecretKeysTest, AHeldKeyIsAPersons) {
  type("1234", 100ms);
  type("<", 300ms);
  now += 400ms;
  keys.time(now, take);
  type("<<<", 25ms, true);
  EXPECT_EQ(typed, "1234<<<<");
  EXPECT_EQ(keys.deadline(), std::nullopt);
}

TEST_F(SecretKeysTest, WhatIsKeptBackGoesWithTheField) {
  type("1", 100ms);
  keys.drop();
  EXPECT_EQ(keys.deadline(), std::nullopt);
  keys.time(now + 1s, take);
  EXPECT_EQ(typed, "");
}

/// The first half of the burst was read elsewhere.
TEST_F(SecretKeysTest, TheRestOfABurstThatBeganElsewhereIsNotTyped) {
  keys.pass({.at = now});
  EXPECT_EQ(all("1", 10ms), "");
  keys.pass({.at = now += 1s});
  EXPECT_EQ(all("1", 100ms), "1");
}

} // namespace
