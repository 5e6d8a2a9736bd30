// What leaves the shop in a bundle: secrets and people are planted wherever a kiosk keeps such, and none of it may come out.
#include "engine/config/config.h"
#include "kiosk/fleet/support_bundle.h"
#include "rows.h"

#include <archive.h>
#include <archive_entry.h>
#include <boost/json/parse.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

namespace kiosk::fleet::test {
namespace {

using namespace engine;
using testing::HasSubstr;
using testing::Not;

struct SupportBundleTest : Folder {
  BundleSources sources;
  SupportBundleTest() {
    std::filesystem::create_directories(state() / "logs");
    sources.kiosk = "k-1";
    sources.version = "0.1.0";
    sources.wall_ms = 1'790'000'000'000;
    sources.state_dir = state();
    sources.config_file = state() / "kiosk.toml";
    sources.health = "{\"ok\":true}\n";
    sources.metrics = "kiosk_healthy 1\n";
    sources.state = "{}\n";
  }
  void file(const std::string& name, const std::string& text) {
    std::ofstream{state() / name} << text;
    std::filesystem::permissions(state() / name, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  static std::map<std::string, std::string> unpacked(const std::string& packed) {
    std::map<std::string, std::string> files;
    archive* in = archive_read_new();
    archive_read_support_filter_gzip(in);
    archive_read_support_format_tar(in);
    EXPECT_EQ(archive_read_open_memory(in, packed.data(), packed.size()), ARCHIVE_OK);
    for (archive_entry* entry = nullptr; archive_read_next_header(in, &entry) == ARCHIVE_OK;) {
      std::string text(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
      EXPECT_EQ(archive_read_data(in, text.data(), text.size()), static_cast<la_ssize_t>(text.size()));
      files[archive_entry_pathname(entry)] = std::move(text);
    }
    archive_read_free(in);
    return files;
  }
};

TEST_F(SupportBundleTest, NothingOfACustomerACardOrASecretIsInIt) {
  const std::vector<std::string> planted{"Gulnaz",
                                         "Allambergenova",
                                         "Qaraqalpaqstan kochesi 12",
                                         "998907654321",
                                         "90 765-43-21",
                                         "8600069195406311",
                                         "8600 0691 9540 6311",
                                         "$argon2id$v=19",
                                         "iWh06vD8Fy27wf9npn6F",
                                         "store-secret-word",
                                         "broker-secret-word",
                                         "health-token-0123456789",
                                         "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                                         "refresh-me-7f3a",
                                         "Asan the technician",
                                         "written by hand: 2468",
                                         "991234567"};
  file("store.password", "store-secret-word\n");
  file("fleet.password", "broker-secret-word\n");
  file("health.token", "health-token-0123456789\n");
  file("staff.toml", "[[staff]]\nname = \"Asan the technician\"\nrole = \"technician\"\npin_hash = "
                     "\"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                     "iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A\"\n");
  file("kiosk.toml", "# written by hand: 2468\n[kiosk]\nid = \"k-1\" # Gulnaz\nstaff_file = \"staff.toml\"\n[shop]\nsupport_phone = "
                     "\"998612220000\"\n[store]\n"
                     "api_url = \"https://store.example/api\"\norders_url = \"wss://store.example/ws\"\nphone = "
                     "\"998991234567\"\npassword_file = \"store.password\"\n"
                     "attributes_file = \"\"\n[health]\nlisten = \"127.0.0.1:9180\"\ntoken_file = \"health.token\"\n[fleet]\nbroker = "
                     "\"mqtts://fleet.example\"\n"
                     "password_file = \"fleet.password\"\n");
  {
    SqliteJournal journal{state()};
    journal.save_personal(
        1, WallTime{1'790'000'000'000},
        {.first_name = "Gulnaz", .last_name = "Allambergenova", .phone = "998907654321", .address = "Qaraqalpaqstan kochesi 12"});
    record::OrderIntent order;
    order.sale = 1;
    order.amount = Money::som(1000);
    order.receiver_hash = std::string(64, 'a');
    append(journal, order);
    append(journal,
           record::OrderRefused{
               .sale = 1, .why = RefusalClass{}, .code = "998907654321", .text = "Gulnaz Allambergenova, Qaraqalpaqstan kochesi 12"});
    append(journal, record::PayIntent{.sale = 1,
                                      .order_id = "o1",
                                      .receipt_id = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                                      .amount = Money::som(1000),
                                      .last_four = "6311"});
    append(journal, record::StaffAction{"Asan the technician", "technician", "refund", "Gulnaz, 998907654321"});
    append(journal, record::SaleClosed{.sale = 1, .how = "done"});
  }
  // Words of others that a log might repeat.
  file("logs/kiosk.log",
       "2026-12-01T11:06:38.123+0500 I store: phone 998907654321 is unknown\n"
       "2026-12-01T11:06:38.123+0500 I store: +998 (90) 765-43-21\n"
       "2026-12-01T11:06:38.123+0500 I card 8600069195406311 and 8600 0691 9540 6311\n"
       "2026-12-01T11:06:38.123+0500 I wss://store.example/ws?token=refresh-me-7f3a opened\n"
       "2026-12-01T11:06:38.123+0500 I Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\n"
       "2026-12-01T11:06:38.123+0500 I {\"refresh_token\":\"refresh-me-7f3a\",\"password\":\"store-secret-word\"}\n"
       "2026-12-01T11:06:38.123+0500 W staff: $argon2id$v=19$m=19456,t=2,p=1$c29t$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A\n"
       "2026-12-01T11:06:38.123+0500 I eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\n"
       "2026-12-01T11:06:38.123+0500 I the printer answered after 120 ms at /dev/serial/by-id/usb-Maker_Printer_1234-if00-port0\n");
  const auto files = unpacked(make_bundle(sources));
  std::string all;
  for (const auto& [name, text] : files) all += name + "\n" + text;
  for (const auto& one : planted) EXPECT_THAT(all, Not(HasSubstr(one)));
  // The lines that somebody far away needs are in the bundle.
  EXPECT_EQ(files.size(), 7U);
  EXPECT_THAT(files.at("kiosk.log"), HasSubstr("2026-12-01T11:06:38.123+0500 I the printer answered after 120 ms at /dev/serial"));
  EXPECT_THAT(files.at("events.jsonl"), HasSubstr("\"kind\":\"sale_closed\""));
  EXPECT_THAT(files.at("config.toml"), HasSubstr("api_url"));
  EXPECT_EQ(boost::json::parse(files.at("about.json")).at("kiosk"), "k-1");
  EXPECT_EQ(files.at("metrics.txt"), "kiosk_healthy 1\n");
}

TEST_F(SupportBundleTest, AConfigurationWithFaultsStaysInTheShop) {
  file("kiosk.toml", "[kiosk]\nid = \"k-1\"\npasword = \"store-secret-word\"\n");
  const auto files = unpacked(make_bundle(sources));
  EXPECT_FALSE(files.contains("config.toml"));
  EXPECT_THAT(files.at("about.json"), HasSubstr("\"config.toml\""));
}

TEST_F(SupportBundleTest, WithNothingToShowItSaysSo) {
  sources.state_dir = state() / "nowhere";
  sources.health.clear();
  const auto files = unpacked(make_bundle(sources));
  EXPECT_THAT(files.at("about.json"), HasSubstr("\"missing\":[\"health.json\",\"config.toml\",\"events.jsonl\",\"kiosk.log\"]"));
}

TEST_F(SupportBundleTest, ItIsBoundedWhateverTheLogHolds) {
  std::uint64_t x = 88'172'645'463'325'252;
  std::string noise;
  while (noise.size() < (4U << 20)) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    noise += static_cast<char>(x % 31 == 0 ? '\n' : ' ' + x % 95);
  }
  file("logs/kiosk.log", noise);
  for (int i = 1; i <= 8; ++i) file(fmt::format("logs/kiosk.{}.log", i), noise);
  const auto packed = make_bundle(sources);
  EXPECT_LE(packed.size(), most_bundle_bytes);
  EXPECT_GT(unpacked(packed).at("kiosk.log").size(), 100'000U);
  EXPECT_EQ(pack_files({{"a", noise}}, 0, 10'000), "") << "too little room is said, not cut";
}

TEST_F(SupportBundleTest, TheEndOfTheLogIsTakenOverItsFiles) {
  file("logs/kiosk.1.log", "older\n");
  file("logs/kiosk.log", "newer\n");
  EXPECT_EQ(unpacked(make_bundle(sources)).at("kiosk.log"), "older\nnewer\n");
  const auto files = bundle_files(sources, 8);
  EXPECT_EQ(files.back().second, "newer\n") << "from a line's beginning on";
}

TEST(RedactLine, LeavesWordsAndFiguresOfOursAlone) {
  for (const std::string line : {"2026-12-01T11:06:38.123+0500 I fleet: connected to 10.0.0.1:8883", "journal: 123456 rows, 12 ms",
                                 "https://store.example/api/products/12: 503", "the token is refused", "is it there? yes",
                                 "password_file: /etc/kiosk/store.password"})
    EXPECT_EQ(redact_line(line), line);
}

TEST(RedactLine, EveryPrefixOfALineIsBounded) {
  const std::string line = "wss://a.example/ws?token=abc token: \"abc\" $argon2id$x 998901234567 eyJhbGciOiJIUzI1NiJ9eyJzdWIiOiIxIn0";
  for (std::size_t size = 0; size <= line.size(); ++size) ASSERT_LE(redact_line(line.substr(0, size)).size(), size + 12);
}

} // namespace
} // namespace kiosk::fleet::test
