// Nobody without the key is listened to, and nobody with it for anything but what stands on the topic.
#include "kiosk/fleet/signed_order.h"
#include "rows.h"
#include "signer.h"

#include <gmock/gmock.h>

namespace kiosk::fleet::test {
namespace {

using testing::HasSubstr;

constexpr const char* config_topic = "kiosk/k-1/config";

struct SignedOrderTest : Folder {
  Signer owner, stranger;
  engine::PublicKeys keys;
  SignedOrderTest() {
    std::filesystem::create_directories(state());
    keys = keys_of(state() / "keys", owner.public_pem());
  }
  auto read(const std::string& message, OrderKind kind = OrderKind::config, const char* topic = config_topic) {
    return read_order(kind, topic, message, keys);
  }
  std::string refused(const std::string& message, OrderKind kind = OrderKind::config, const char* topic = config_topic) {
    const auto order = read(message, kind, topic);
    if (order) return "it was taken";
    EXPECT_TRUE(order.error().unsigned_);
    EXPECT_EQ(order.error().number, 0);
    return order.error().why;
  }
};

TEST_F(SignedOrderTest, WhatTheOwnerSignedIsRead) {
  const auto order = read(owner.config("k-1", 7, "[kiosk]\nidle_seconds = 90\n"));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->number, 7);
  EXPECT_EQ(std::get<ConfigOrder>(order->what).text, "[kiosk]\nidle_seconds = 90\n");
}

TEST_F(SignedOrderTest, EachChangedBitIsRefused) {
  const auto message = owner.config("k-1", 7, "[kiosk]\n");
  for (std::size_t i = 0; i < message.size(); ++i)
    for (const int bit : {0, 3, 6}) {
      auto changed = message;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      ASSERT_NE(refused(changed), "it was taken") << "byte " << i;
    }
}

TEST_F(SignedOrderTest, EachCutAndEachAdditionIsRefused) {
  const auto message = owner.config("k-1", 7, "[kiosk]\n");
  for (std::size_t size = 0; size < message.size(); ++size) ASSERT_NE(refused(message.substr(0, size)), "it was taken") << size;
  EXPECT_NE(refused(message + "\n"), "it was taken");
  EXPECT_NE(refused(message + message), "it was taken");
  EXPECT_NE(refused(" " + message), "it was taken");
}

TEST_F(SignedOrderTest, AStrangersKeyAnotherKiosksTextAnotherPurposeAreRefused) {
  EXPECT_THAT(refused(stranger.config("k-1", 7, "")), HasSubstr("not signed by a key"));
  EXPECT_THAT(refused(owner.config("k-2", 7, "")), HasSubstr("another topic"));
  EXPECT_THAT(refused(owner.config("k-1", 7, ""), OrderKind::bundle, "kiosk/k-1/bundle"), HasSubstr("another topic"));
  EXPECT_THAT(refused(owner.ask("kiosk/k-1/bundle", 7)), HasSubstr("another topic"));
}

TEST_F(SignedOrderTest, TheSignatureIsWrittenInOneWay) {
  auto message = owner.config("k-1", 7, "");
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto last = letters.find(message[85]);
  message[85] = letters[last + 1]; // the same 64 bytes for a decoder that does not look
  EXPECT_NE(refused(message), "it was taken");
}

TEST_F(SignedOrderTest, MoreThanFitsIsNotLookedAt) {
  EXPECT_THAT(refused(owner.config("k-1", 7, std::string(longest_order, 'a'))), HasSubstr("too long"));
}

TEST_F(SignedOrderTest, ASignedMistakeIsToldWithItsNumber) {
  const auto fault = [&](boost::json::object more, OrderKind kind, const std::string& topic) {
    const auto order = read_order(kind, topic, owner.ask(topic, 9, std::move(more)), keys);
    EXPECT_FALSE(order);
    EXPECT_FALSE(order.error().unsigned_);
    EXPECT_EQ(order.error().number, 9);
    return order ? std::string{} : order.error().why;
  };
  EXPECT_THAT(fault({}, OrderKind::config, config_topic), HasSubstr("text:"));
  EXPECT_THAT(fault({{"text", ""}, {"reboot", true}}, OrderKind::config, config_topic), HasSubstr("reboot: is not known"));
  EXPECT_THAT(fault({{"text", std::string(16 * 1024 + 1, ' ')}}, OrderKind::config, config_topic), HasSubstr("text:"));
  const boost::json::object update{
      {"version", "0.2.0"}, {"url", "https://x.example/i"}, {"sha256", std::string(64, 'a')}, {"spread_seconds", 60}};
  const auto with = [&](const char* name, const auto& value) {
    auto changed = update;
    changed[name] = value;
    return fault(std::move(changed), OrderKind::update, "fleet/update/all");
  };
  EXPECT_THAT(with("version", "../../x"), HasSubstr("version"));
  EXPECT_THAT(with("version", "v1"), HasSubstr("version"));
  EXPECT_THAT(with("url", "http://x.example/i"), HasSubstr("url"));
  EXPECT_THAT(with("url", "https://a@x.example/i"), HasSubstr("url"));
  EXPECT_THAT(with("url", "https://x.example/ i"), HasSubstr("url"));
  EXPECT_THAT(with("sha256", std::string(64, 'A')), HasSubstr("sha256"));
  EXPECT_THAT(with("spread_seconds", 86'401), HasSubstr("spread_seconds"));
}

TEST_F(SignedOrderTest, ANumberThatIsNoneIsNoMessage) {
  for (const auto& number : {boost::json::value{0}, boost::json::value{-1}, boost::json::value{"7"}, boost::json::value{1.5},
                             boost::json::value{std::int64_t{1} << 60}}) {
    const auto message = owner.sign(boost::json::serialize(boost::json::object{{"topic", config_topic}, {"number", number}, {"text", ""}}));
    EXPECT_THAT(refused(message), HasSubstr("number"));
  }
}

TEST_F(SignedOrderTest, AnyOfTheKeysSignsWhileAKeyIsChanged) {
  keys = keys_of(state() / "both", owner.public_pem() + stranger.public_pem());
  EXPECT_TRUE(read(owner.config("k-1", 1, "")));
  EXPECT_TRUE(read(stranger.config("k-1", 2, "")));
}

TEST_F(SignedOrderTest, AKeyFileThatIsNoneIsNamed) {
  const auto fault = [&](const std::string& text) {
    std::ofstream{state() / "keys"} << text;
    const auto read = engine::PublicKeys::read(state() / "keys");
    return read ? std::string{"none"} : read.error();
  };
  EXPECT_THAT(fault(""), HasSubstr("no public key"));
  EXPECT_THAT(fault("-----BEGIN PRIVATE KEY-----\n"), HasSubstr("private key"));
  EXPECT_THAT(fault(owner.public_pem() + "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), HasSubstr("cannot be read"));
  const auto one = owner.public_pem();
  EXPECT_THAT(fault(one + one + one + one + one), HasSubstr("more than four"));
  EXPECT_THAT(fault(std::string(17 * 1024, 'a')), HasSubstr("longer"));
  EVP_PKEY* other = EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519");
  BIO* bio = BIO_new_file((state() / "keys").c_str(), "w");
  PEM_write_bio_PUBKEY(bio, other);
  BIO_free(bio);
  EVP_PKEY_free(other);
  EXPECT_THAT(engine::PublicKeys::read(state() / "keys").error(), HasSubstr("another kind"));
  EXPECT_FALSE(engine::PublicKeys::read(state() / "not-there"));
  EXPECT_FALSE(engine::PublicKeys::read(state()));
}

TEST(PublicKeys, NoKeysSignNothing) { EXPECT_FALSE(engine::PublicKeys{}.signed_by_one("text", std::string(64, '\0'))); }

} // namespace
} // namespace kiosk::fleet::test
