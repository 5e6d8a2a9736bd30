// Requests from afar, with a real state directory and configuration, and a clock in the test's hand.
#include "kiosk/fleet/remote.h"
#include "rows.h"
#include "signer.h"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <iterator>

namespace kiosk::fleet::test {
namespace {

using namespace engine;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace json = boost::json;

constexpr const char* own =
    "[kiosk]\nid = \"k-1\"\n[store]\napi_url = \"https://store.example/api\"\norders_url = \"wss://store.example/ws\"\n"
    "phone = \"998991234567\"\npassword_file = \"store.password\"\nattributes_file = \"\"\n";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>(in), {}};
}

struct RemoteTest : Folder {
  Signer owner;
  Instant now{Millis{1'000'000}};
  WallTime wall{1'790'000'000'000};
  std::unique_ptr<RemoteStore> store;
  std::unique_ptr<Remote> remote;
  std::vector<std::string> notes, wrong;
  int restarts = 0;

  RemoteTest() {
    std::filesystem::create_directories(state() / "logs");
    std::ofstream{state() / "kiosk.toml"} << own;
    std::ofstream{state() / "store.password"} << "word\n";
    std::filesystem::permissions(state() / "store.password", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    SqliteJournal journal{state()};
    append(journal, record::KioskStarted{"0.1.0"});
    std::ofstream{state() / "keys"} << owner.public_pem();
  }
  /// As a start of the program does.
  void start() {
    remote.reset();
    store = std::make_unique<RemoteStore>(state());
    RemoteOptions o;
    o.kiosk = "k-1";
    o.version = "0.1.0";
    o.ring = "canary";
    o.keys = std::move(PublicKeys::read(state() / "keys")).value();
    o.state_dir = state();
    o.config_file = state() / "kiosk.toml";
    o.store = store.get();
    store->change([&](RemoteState& s) { o.start = begin_config(s, [](const std::string&) { return std::vector<std::string>{}; }); });
    o.restart_when_quiet = [this] { ++restarts; };
    o.note = [this](std::string action, std::string detail) { notes.push_back(action + " " + detail); };
    o.wrong = [this] { return wrong; };
    o.update_status = state() / "status.json";
    o.now = [this] { return now; };
    o.wall = [this] { return wall; };
    remote = std::make_unique<Remote>(std::move(o));
  }
  void pass(Millis time) {
    now += time;
    wall.unix_ms += time.count();
    remote->turn();
  }
  void hear(const std::string& topic, const std::string& message) {
    remote->heard(topic, message);
    pass(Remote::look_each);
  }
  void config(std::int64_t version, const std::string& text) { hear("kiosk/k-1/config", owner.config("k-1", version, text)); }
  void bundle(std::int64_t number) { hear("kiosk/k-1/bundle", owner.ask("kiosk/k-1/bundle", number)); }
  json::object told(const char* what) {
    json::object state;
    remote->tell(state);
    return state.at(what).as_object();
  }
};

TEST_F(RemoteTest, AConfigurationFromTheMessageToTheForce) {
  start();
  EXPECT_EQ(told("config"), (json::object{{"version", 0}, {"stage", "own"}, {"seen", 0}}));
  config(1, "[kiosk]\nidle_seconds = 90\n");
  EXPECT_EQ(told("config").at("waiting"), 1);
  EXPECT_EQ(restarts, 0) << "nobody keeps a kiosk starting again and again";
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 1);
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 1);
  start();
  EXPECT_EQ(told("config").at("stage"), "trying");
  EXPECT_EQ(told("config").at("version"), 1);
  pass(Millis{599'000});
  EXPECT_EQ(told("config").at("stage"), "trying");
  for (int i = 0; i < 70; ++i) pass(Millis{1'000});
  EXPECT_EQ(told("config").at("stage"), "good");
  start();
  EXPECT_EQ(told("config").at("stage"), "good");
  EXPECT_THAT(notes, ElementsAre("config_waits version 1", "config_kept version 1"));
}

TEST_F(RemoteTest, OneThatMakesTheKioskUnwellGoesBackAndTheKioskIsAskedToEndWhenNobodyShops) {
  start();
  config(1, "[kiosk]\nidle_seconds = 90\n");
  start();
  wrong = {"the fiscal module does not work"};
  for (int i = 0; i < 1'250; ++i) pass(Millis{1'000});
  EXPECT_EQ(restarts, 1);
  EXPECT_EQ(told("config").at("undone").at("version"), 1);
  EXPECT_EQ(told("config").at("stage"), "trying") << "it is what this process still runs with";
  start();
  EXPECT_EQ(told("config").at("version"), 0);
  config(1, "[kiosk]\nidle_seconds = 90\n");
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 1) << "and is not taken again";
}

TEST_F(RemoteTest, WhatWasWrongBeforeIsNotItsFault) {
  start();
  wrong = {"the printer has no paper"};
  config(1, "[kiosk]\nidle_seconds = 90\n");
  start();
  for (int i = 0; i < 700; ++i) pass(Millis{1'000});
  EXPECT_EQ(told("config").at("stage"), "good");
}

TEST_F(RemoteTest, OneWithFaultsIsToldWithThemAndRestartsNothing) {
  start();
  config(1, "[store]\napi_url = \"https://elsewhere.example\"\n");
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 0);
  const auto refused = told("config").at("refused").as_object();
  EXPECT_EQ(refused.at("version"), 1);
  EXPECT_EQ(refused.at("faults").as_array().at(0), "store.api_url: is not to be changed from afar");
  pass(Remote::follow_each);
  hear("kiosk/k-1/config", owner.ask("kiosk/k-1/config", 2, {{"words", "x"}}));
  EXPECT_EQ(told("config").at("refused").at("version"), 2);
}

TEST_F(RemoteTest, AtMostOneASecondIsLookedAtAndTheNewest) {
  start();
  config(1, "[kiosk]\nidle_seconds = 90\n");
  for (int i = 2; i < 100; ++i) {
    remote->heard("kiosk/k-1/config", owner.config("k-1", i, "[kiosk]\nidle_seconds = 91\n"));
    pass(Millis{100});
  }
  EXPECT_EQ(told("config").at("seen"), 1);
  pass(Millis{300});
  EXPECT_EQ(told("config").at("seen"), 99) << "what is signed each ten seconds";
  EXPECT_EQ(notes.size(), 2U);
  const Signer stranger;
  hear("kiosk/k-1/bundle", stranger.ask("kiosk/k-1/bundle", 1));
  remote->heard("kiosk/k-1/bundle", owner.ask("kiosk/k-1/bundle", 1));
  pass(Millis{999});
  EXPECT_EQ(told("bundle").at("seen"), 0);
  pass(Millis{1});
  EXPECT_EQ(told("bundle").at("seen"), 1) << "anything else each second";
}

TEST_F(RemoteTest, NobodyElseMovesAnything) {
  start();
  const auto before = text_of(state() / "fleet.remote");
  const Signer stranger;
  hear("kiosk/k-1/config", stranger.config("k-1", 1, ""));
  hear("kiosk/k-1/config", owner.config("k-2", 1, ""));
  hear("kiosk/k-1/bundle", stranger.ask("kiosk/k-1/bundle", 1));
  hear("fleet/update/canary", stranger.ask("fleet/update/canary", 1));
  hear("fleet/update/all", owner.ask("fleet/update/all", 1));
  hear("kiosk/k-1/config", "");
  EXPECT_EQ(text_of(state() / "fleet.remote"), before);
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 0);
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(state() / "update.request"));
  EXPECT_FALSE(std::filesystem::exists(state() / "bundle.tar.gz"));
}

TEST_F(RemoteTest, WhatCannotBeWrittenIsNotDoneAndComesAgain) {
  start();
  std::filesystem::create_directory(state() / "fleet.remote.new"); // in the way of the draft
  config(1, "[kiosk]\nidle_seconds = 90\n");
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 0);
  EXPECT_EQ(told("config").at("seen"), 0);
  std::filesystem::remove(state() / "fleet.remote.new");
  config(1, "[kiosk]\nidle_seconds = 90\n");
  pass(Millis{300'000});
  EXPECT_EQ(restarts, 1);
}

TEST_F(RemoteTest, ABundleGoesInPiecesAndTheSameAgainUntilItArrived) {
  std::string noise; // that does not pack well, so that there are several pieces
  std::uint64_t x = 88'172'645'463'325'252;
  while (noise.size() < 1'500'000) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    noise += static_cast<char>('a' + x % 26);
    if (noise.size() % 30 == 0) noise += '\n';
  }
  std::ofstream{state() / "logs" / "kiosk.log"} << noise;
  start();
  EXPECT_FALSE(remote->piece());
  bundle(5);
  std::string digest;
  /// All pieces, or as many as arrive before the power goes.
  const auto send = [&](int before_the_cut) {
    std::string whole;
    for (int at = 1; at <= before_the_cut; ++at) {
      const auto piece = remote->piece();
      if (!piece) return whole;
      EXPECT_EQ(piece->topics, "bundles/5");
      EXPECT_EQ(remote->piece()->payload, piece->payload) << "until it arrived";
      const auto end = piece->payload.find('\n');
      const auto head = json::parse(piece->payload.substr(0, end));
      EXPECT_EQ(head.at("piece"), at);
      EXPECT_LE(piece->payload.size() - end - 1, Remote::piece_bytes);
      whole += piece->payload.substr(end + 1);
      digest = head.at("sha256").as_string().c_str();
      remote->piece_arrived();
    }
    return whole;
  };
  const auto some = send(3);
  EXPECT_EQ(some.size(), 3 * Remote::piece_bytes);
  start(); // the power went: the same bundle, from its first piece on
  const auto whole = send(1000);
  EXPECT_EQ(whole.substr(0, some.size()), some);
  EXPECT_EQ(to_hex(Sha256{}.update(whole).finish()), digest);
  EXPECT_EQ(told("bundle").at("stage"), "sent");
  EXPECT_FALSE(remote->piece());
  start();
  EXPECT_FALSE(remote->piece()) << "and not once more after a restart";
}

TEST_F(RemoteTest, AnUpdateIsAskedForOnceAndInItsTime) {
  start();
  const json::object update{
      {"version", "0.2.0"}, {"url", "https://x.example/i"}, {"sha256", std::string(64, 'a')}, {"spread_seconds", 3600}};
  const auto message = owner.ask("fleet/update/canary", 1, update);
  hear("fleet/update/canary", message);
  const auto due = told("update").at("at_ms").as_int64();
  EXPECT_EQ(due, wall.unix_ms + spread_ms("k-1", 1, 3600));
  EXPECT_FALSE(std::filesystem::exists(state() / "update.request"));
  start(); // and over a restart at the same time
  EXPECT_EQ(told("update").at("at_ms"), due);
  pass(Millis{due - wall.unix_ms});
  EXPECT_EQ(json::parse(text_of(state() / "update.request")),
            (json::object{{"version", "0.2.0"}, {"url", "https://x.example/i"}, {"sha256", std::string(64, 'a')}}));
  EXPECT_EQ(told("update").at("asked"), "0.2.0");
  std::filesystem::remove(state() / "update.request"); // the system took it
  start();
  hear("fleet/update/canary", message);
  pass(Millis{day_ms});
  EXPECT_FALSE(std::filesystem::exists(state() / "update.request"));
}

TEST_F(RemoteTest, TheSystemsWordsAboutAnUpdateAreBounded) {
  start();
  std::ofstream{state() / "status.json"} << R"({"version":"0.2.0","slot":"B","state":"failed","why":"signature of 998901234567)" +
                                                std::string(900, 'x') + R"(","other":{"a":1}})";
  pass(Millis{1'000});
  const auto told_now = told("update");
  EXPECT_EQ(told_now.at("state"), "failed");
  EXPECT_FALSE(told_now.contains("other"));
  EXPECT_LE(told_now.at("why").as_string().size(), 200U);
  EXPECT_THAT(std::string{told_now.at("why").as_string()}, testing::Not(HasSubstr("99890123")));
  std::ofstream{state() / "status.json"} << R"({"state":"on fire"})";
  pass(Millis{1'000});
  EXPECT_FALSE(told("update").contains("state"));
  std::ofstream{state() / "status.json"} << "{" << std::string(5'000, ' ') << R"("state":"good"})";
  pass(Millis{1'000});
  EXPECT_FALSE(told("update").contains("state"));
  std::filesystem::remove(state() / "status.json");
  pass(Millis{1'000});
  EXPECT_FALSE(told("update").contains("state"));
}

TEST_F(RemoteTest, ADamagedMemoryIsNone) {
  start();
  config(7, "[kiosk]\nidle_seconds = 90\n");
  auto text = text_of(state() / "fleet.remote");
  text[text.size() / 2] ^= 1;
  std::ofstream{state() / "fleet.remote", std::ios::binary} << text;
  start();
  EXPECT_EQ(told("config").at("seen"), 0);
}

} // namespace
} // namespace kiosk::fleet::test
