#include "engine/catalog/products_csv.h"
#include "engine/config/config.h"
#include "engine/config/config_checks.h"
#include "tests/engine/config/config_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <sys/stat.h>

namespace engine::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kiosk = "[kiosk]\nid = \"nukus-01\"\n";
const std::string store = "[store]\napi_url = \"https://globus-nukus.uz/api\"\norders_url = \"wss://globus-nukus.uz/ws/orders\"\n"
                          "phone = \"998991234567\"\npassword_file = \"store.password\"\n";

class ConfigTest : public ConfigFolder {
protected:
  ConfigTest() {
    write("store.password", "secret word\n");
    write("open.password", "secret word\n", 0644);
    write("empty.password", "");
    write("blank.password", "secret word \n");
    write("products.csv", products_header() + "1,G1,36000291452,,,,,,,,,,,\n2,,4.78E+12,,,,,,,,,,,\n", 0644);
    write("staff.toml", "[[staff]]\nname = \"G\"\nrole = \"attendant\"\npin_hash = \"$argon2id$v=19$m=19456,t=2,p=1$"
                        "c29tZXNhbHRzb21lc2FsdA$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A\"\n");
    write("bad_staff.toml", "[[staff]]\nname = \"G\"\nrole = \"owner\"\npin_hash = \"1234\"\n");
  }

  std::vector<std::string> faults(const std::string& text) {
    const auto config = parse_config(text, folder_);
    return config ? std::vector<std::string>{} : config.error();
  }
  Config good(const std::string& text) {
    auto config = parse_config(text, folder_);
    if (!config) {
      for (const auto& fault : config.error()) ADD_FAILURE() << fault;
      return {};
    }
    return *config;
  }
};

TEST_F(ConfigTest, TheMandatoryKeysAloneGiveTheDefaults) {
  const auto config = good(kiosk + store);
  EXPECT_EQ(config.kiosk.id, "nukus-01");
  EXPECT_EQ(config.kiosk.name, "Globus Nukus");
  EXPECT_THAT(config.kiosk.languages, ElementsAre("kaa", "uz", "ru", "en"));
  EXPECT_EQ(config.kiosk.state_dir, "/var/lib/kiosk");
  EXPECT_EQ(config.kiosk.idle, seconds{60});
  EXPECT_EQ(config.kiosk.keep_personal_days, 30);
  EXPECT_THAT(config.kiosk.staff, IsEmpty());
  EXPECT_FALSE(config.shop.complete());
  EXPECT_EQ(config.store.password_file, folder_ / "store.password");
  EXPECT_TRUE(config.store.order_mark);
  EXPECT_FALSE(config.store.location);
  EXPECT_FALSE(config.fiscal || config.printer || config.cash || config.scanner);
  EXPECT_TRUE(config.payment.card && config.payment.cash && config.payment.later);
  EXPECT_THAT(config.districts, IsEmpty());
  EXPECT_EQ(config.labels.weight_prefixes, ScanRules{}.weight_prefixes);
}

TEST_F(ConfigTest, EveryKeyIsRead) {
  const auto config = good(R"(
[kiosk]
id = "k-2"
name = "Dúkan"
languages = ["uz", "kaa"]
state_dir = "state"
idle_seconds = 90
keep_personal_days = 7
picture_cache_mb = 64
staff_file = "staff.toml"
[shop]
company = "GLOBUS NUKUS MCHJ"
inn = "123456789"
address = "Nókis qalası"
support_phone = "998612220000"
[store]
api_url = "http://127.0.0.1:9001/api/"
orders_url = "ws://[::1]:9001/ws/orders"
phone = "998991234567"
password_file = "store.password"
ca_file = ""
latitude = 42.46
longitude = -59
order_mark = false
picture_origins = ["https://pictures.example:8443"]
attributes_file = "products.csv"
sync_minutes = 5
[fiscal]
port = "/dev/ttyACM0"
baud = 9600
edition = "2026"
cashier = "Kiosk 02"
online_payments = "module"
[printer]
port = "/dev/ttyUSB0"
baud = 19200
profile = "other-58mm"
[cash]
port = "/dev/ttyUSB1"
protocol = "ccnet"
denominations = [10000, 5000]
overpay = "exact"
abandon_seconds = 120
cassette_capacity = 500
[scanner]
port = "/dev/ttyACM1"
baud = 115200
[labels]
weight_prefixes = ["20"]
price_prefixes = ["21", "22"]
[payment]
methods = ["cash"]
[display]
rotate = "right"
[[delivery.district]]
name = "Orayı"
latitude = 42.4600
longitude = 59.6166
[[delivery.district]]
name = "Shımbay kóshesi"
latitude = 42.5
longitude = 59.7
)");
  EXPECT_THAT(config.kiosk.languages, ElementsAre("uz", "kaa"));
  EXPECT_EQ(config.kiosk.state_dir, folder_ / "state");
  EXPECT_EQ(config.kiosk.idle, seconds{90});
  EXPECT_EQ(config.kiosk.picture_cache_bytes, 64 << 20);
  ASSERT_THAT(config.kiosk.staff, SizeIs(1));
  EXPECT_TRUE(config.shop.complete());
  EXPECT_EQ(config.store.api_url, "http://127.0.0.1:9001/api");
  EXPECT_EQ(config.store.ca_file, "");
  ASSERT_TRUE(config.store.location);
  EXPECT_EQ(config.store.location->latitude_e6, 42'460'000);
  EXPECT_EQ(config.store.location->longitude_e6, -59'000'000);
  EXPECT_FALSE(config.store.order_mark);
  EXPECT_THAT(config.store.picture_origins, ElementsAre("https://pictures.example:8443"));
  EXPECT_EQ(config.store.attributes_file, folder_ / "products.csv");
  EXPECT_EQ(config.store.sync_every, std::chrono::minutes{5});
  ASSERT_TRUE(config.fiscal && config.fiscal->serial);
  EXPECT_EQ(config.fiscal->serial->port, "/dev/ttyACM0");
  EXPECT_EQ(config.fiscal->serial->baud, 9600);
  EXPECT_EQ(config.fiscal->edition, FiscalEdition::e2026);
  EXPECT_EQ(config.fiscal->cashier, "Kiosk 02");
  EXPECT_EQ(config.fiscal->online_payments, Registrar::module);
  EXPECT_EQ(config.printer->serial.baud, 19200);
  EXPECT_EQ(config.printer->profile, "other-58mm");
  EXPECT_THAT(config.cash->denominations, ElementsAre(5000, 10000));
  EXPECT_EQ(config.cash->overpay, Overpay::exact);
  EXPECT_EQ(config.cash->abandon, seconds{120});
  EXPECT_EQ(config.cash->cassette_capacity, 500);
  EXPECT_EQ(config.scanner->serial.baud, 115200);
  EXPECT_THAT(config.labels.weight_prefixes, ElementsAre("20"));
  EXPECT_FALSE(config.payment.card || config.payment.later);
  EXPECT_TRUE(config.payment.cash);
  EXPECT_EQ(config.display.rotate, Turn::right);
  ASSERT_THAT(config.districts, SizeIs(2));
  EXPECT_EQ(config.districts[0].point.longitude_e6, 59'616'600);
}

struct FaultCase {
  const char* text;  ///< added to what is mandatory, or instead of it when it begins with '='
  const char* fault; ///< the one fault must begin with this
};

TEST_F(ConfigTest, EachFaultIsNamedWithItsKey) {
  const FaultCase cases[] = {
      {"=", "kiosk.id: is missing"},
      {"[kisok]\n", "kisok: is not a known key (line"},
      {"[payment]\nmethod = []\n", "payment.method: is not a known key"},
      {"[payment]\nmethods = [\"card\", \"gold\"]\n", "payment.methods: \"gold\" is not one of"},
      {"[payment]\nmethods = [\"card\", \"card\"]\n", "payment.methods: \"card\" stands twice"},
      {"[payment]\nmethods = []\n", "payment.methods: must name at least one"},
      {"[payment]\nmethods = \"card\"\n", "payment.methods: must be a list of texts"},
      {"[payment]\nmethods = [1]\n", "payment.methods: must be a list of texts"},
      {"[shop]\ninn = \"12345678\"\n", "shop.inn: must have 9 digits"},
      {"[shop]\ninn = 123456789\n", "shop.inn: must be a text"},
      {"[shop]\nsupport_phone = \"+79161234567\"\n", "shop.support_phone: must be 998"},
      {"[shop]\nsupport_phone = \"99861222000\"\n", "shop.support_phone: must be 998"},
      {"[shop]\nfiscal_qr_hosts = [\"https://ofd.soliq.uz\"]\n",
       "shop.fiscal_qr_hosts: \"https://ofd.soliq.uz\" must be the name of a host"},
      {"[shop]\nfiscal_qr_hosts = \"ofd.soliq.uz\"\n", "shop.fiscal_qr_hosts: must be a list of texts"},
      {"[shop]\ncompany = \"a\\nb\"\n", "shop.company: must not hold control"},
      {"[fiscal]\n", "fiscal.url: is missing, and so is port"},
      {"[fiscal]\nurl = \"http://10.0.0.1\"\nport = \"/dev/ttyACM0\"\n", "fiscal.port: and url exclude"},
      {"[fiscal]\nurl = \"http://10.0.0.1\"\nbaud = 9600\n", "fiscal.baud: is only for port"},
      {"[fiscal]\nurl = \"http://8.8.8.8\"\n", "fiscal.url: http:// is accepted only for"},
      {"[fiscal]\nurl = \"http://fbox.example\"\n", "fiscal.url: http:// is accepted only for"},
      {"[fiscal]\nurl = \"http://172.32.0.1\"\n", "fiscal.url: http:// is accepted only for"},
      {"[fiscal]\nurl = \"ftp://10.0.0.1\"\n", "fiscal.url: must be https://"},
      {"[fiscal]\nurl = \"http://10.0.0.1:0\"\n", "fiscal.url: has no port between"},
      {"[fiscal]\nurl = \"http://10.0.0.1:65536\"\n", "fiscal.url: has no port between"},
      {"[fiscal]\nurl = \"http://u:p@10.0.0.1\"\n", "fiscal.url: must not hold a user"},
      {"[fiscal]\nport = \"ttyACM0\"\n", "fiscal.port: must be an absolute path"},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\nbaud = 115201\n", "fiscal.baud: is not a usual speed"},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\nbaud = \"fast\"\n", "fiscal.baud: must be a whole number"},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\nedition = \"2024\"\n", "fiscal.edition: must be \"2023\" or \"2026\""},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\nedition = 2023\n", "fiscal.edition: must be"},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\nonline_payments = \"bank\"\n", "fiscal.online_payments: must be"},
      {"[fiscal]\nport = \"/dev/ttyACM0\"\ncashier = \"\"\n", "fiscal.cashier: must not be empty"},
      {"fiscal = 1\n", "kiosk.fiscal: is not a known key"}, // it lands in the last table before it
      {"[printer]\n", "printer.port: is missing"},
      {"[printer]\nport = \"/dev/ttyUSB0\"\nprofile = \"a b\"\n", "printer.profile: must be 1 to 64"},
      {"[cash]\n", "cash.port: is missing"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\nprotocol = \"id003\"\n", "cash.protocol: must be \"ccnet\""},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = [1500]\n", "cash.denominations: 1500 is none of"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = [-1000]\n", "cash.denominations: -1000 is none of"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = [1000, 1000]\n", "cash.denominations: 1000 stands twice"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = []\n", "cash.denominations: must name at least one"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = [1000.0]\n", "cash.denominations: must be a list of whole"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\noverpay = \"change\"\n", "cash.overpay: must be \"voucher\" or \"exact\""},
      {"[cash]\nport = \"/dev/ttyUSB1\"\nabandon_seconds = 0\n", "cash.abandon_seconds: must be a whole number from 1 to 3600"},
      {"[cash]\nport = \"/dev/ttyUSB1\"\ncassette_capacity = 0\n", "cash.cassette_capacity: must be a whole number from 1 to 10000"},
      {"[scanner]\n", "scanner.port: is missing"},
      {"[display]\nrotate = \"up\"\n", "display.rotate: must be \"none\" or \"left\" or \"right\" or \"inverted\""},
      {"[display]\nturn = \"left\"\n", "display.turn"},
      {"[health]\n", "health.listen: is missing"},
      {"[health]\nlisten = \"9180\"\n", "health.listen: must be ADDRESS:PORT"},
      {"[health]\nlisten = \"localhost:9180\"\n", "health.listen: must be ADDRESS:PORT"},
      {"[health]\nlisten = \"::1:9180\"\n", "health.listen: must be ADDRESS:PORT"},
      {"[health]\nlisten = \"[127.0.0.1]:9180\"\n", "health.listen: must be ADDRESS:PORT"},
      {"[health]\nlisten = \"127.0.0.1:0\"\n", "health.listen: has no port between"},
      {"[health]\nlisten = \"127.0.0.1:91800\"\n", "health.listen: has no port between"},
      {"[health]\nlisten = \"0.0.0.0:9180\"\n", "health.listen: without a token only"},
      {"[health]\nlisten = \"192.168.1.7:9180\"\n", "health.listen: without a token only"},
      {"[health]\nlisten = \"[::]:9180\"\n", "health.listen: without a token only"},
      {"[health]\nlisten = \"[::ffff:127.0.0.1]:9180\"\n", "health.listen: without a token only"},
      {"[health]\nlisten = \"0.0.0.0:9180\"\ntoken_file = \"\"\n", "health.token_file: without a token only"},
      {"[health]\nlisten = \"0.0.0.0:9180\"\ntoken_file = \"store.password\"\n", "health.token_file: its first line is shorter than 16"},
      {"[health]\nlisten = \"127.0.0.1:9180\"\ntoken_file = \"open.password\"\n", "health.token_file: "},
      {"[fleet]\n", "fleet.broker: is missing"},
      {"[fleet]\nbroker = \"fleet.example.uz\"\n", "fleet.broker: must be mqtts://"},
      {"[fleet]\nbroker = \"https://fleet.example.uz\"\n", "fleet.broker: must be mqtts://"},
      {"[fleet]\nbroker = \"mqtt://fleet.example.uz\"\n", "fleet.broker: mqtt:// is accepted only for"},
      {"[fleet]\nbroker = \"mqtt://192.168.1.7\"\n", "fleet.broker: mqtt:// is accepted only for"},
      {"[fleet]\nbroker = \"mqtts://u:p@fleet.example.uz\"\n", "fleet.broker: must not hold a user"},
      {"[fleet]\nbroker = \"mqtts://fleet.example.uz/kiosk\"\n", "fleet.broker: must be scheme, host and port alone"},
      {"[fleet]\nbroker = \"mqtts://fleet.example.uz\"\n", "fleet.broker: the kiosk's own account"},
      {"[fleet]\nbroker = \"mqtts://fleet.example.uz\"\npassword_file = \"open.password\"\n", "fleet.password_file: "},
      {"[labels]\nweight_prefixes = [\"30\"]\n", "labels.weight_prefixes: \"30\" is not 20 to 29"},
      {"[labels]\nweight_prefixes = [\"26\"]\n", "labels.weight_prefixes: \"26\" is a prefix of weight and of price"},
      {"[delivery]\ndistrict = 1\n", "delivery.district: must be written as [[delivery.district]]"},
      {"[[delivery.district]]\nlatitude = 1\nlongitude = 2\n", "delivery.district[0].name: is missing"},
      {"[[delivery.district]]\nname = \"a\"\nlatitude = 91\nlongitude = 2\n", "delivery.district[0].latitude: must be a number"},
      {"[[delivery.district]]\nname = \"a\"\nlatitude = \"1\"\nlongitude = 2\n", "delivery.district[0].latitude: must be a number"},
      {"[[delivery.district]]\nname = \"a\"\nlatitude = nan\nlongitude = 2\n", "delivery.district[0].latitude: must be a number"},
      {"[[delivery.district]]\nname = \"a\"\nlatitude = 1\nlongitude = 2\ncity = 1\n", "delivery.district[0].city: is not a known"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    std::string text = c.text;
    if (text == "=") text = store;
    else if (text.starts_with("fiscal")) text = store + kiosk + text;
    else text = kiosk + store + text;
    const auto got = faults(text);
    ASSERT_THAT(got, SizeIs(1));
    EXPECT_TRUE(got[0].starts_with(c.fault)) << got[0];
  }
}

TEST_F(ConfigTest, EachFaultOfTheKioskIsNamedWithItsKey) {
  const FaultCase cases[] = {
      {"id = \"\"", "kiosk.id: must be 1 to 32"},
      {"id = \"nukus 01\"", "kiosk.id: must be 1 to 32"},
      {"id = \"[x]\"", "kiosk.id: must be 1 to 32"},
      {"id = 1", "kiosk.id: must be a text"},
      {"id = \"a\"\nlanguages = []", "kiosk.languages: must name at least one"},
      {"id = \"a\"\nlanguages = [\"de\"]", "kiosk.languages: \"de\" is not one of"},
      {"id = \"a\"\nlanguages = [\"ru\", \"ru\"]", "kiosk.languages: \"ru\" stands twice"},
      {"id = \"a\"\nidle_seconds = 0", "kiosk.idle_seconds: must be a whole number from 1 to 3600"},
      {"id = \"a\"\nidle_seconds = 60.0", "kiosk.idle_seconds: must be a whole number"},
      {"id = \"a\"\nkeep_personal_days = 0", "kiosk.keep_personal_days: must be"},
      {"id = \"a\"\npicture_cache_mb = 1", "kiosk.picture_cache_mb: must be"},
      {"id = \"a\"\nname = \"\"", "kiosk.name: must not be empty"},
      {"id = \"a\"\nstate_dir = \"\"", "kiosk.state_dir: must not be empty"},
      {"id = \"a\"\nstaff_file = \"nobody.toml\"", "kiosk.staff_file: "},
      {"id = \"a\"\nstaff_file = \"open.password\"", "kiosk.staff_file: "},
      {"id = \"a\"\ncolour = \"red\"", "kiosk.colour: is not a known key"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = faults("[kiosk]\n" + std::string{c.text} + "\n" + store);
    ASSERT_THAT(got, SizeIs(1));
    EXPECT_TRUE(got[0].starts_with(c.fault)) << got[0];
  }
}

TEST_F(ConfigTest, EachFaultOfTheStoreIsNamedWithItsKey) {
  const struct {
    const char* key;
    const char* value; ///< nullptr: left out
    const char* fault;
  } cases[] = {
      {"api_url", nullptr, "store.api_url: is missing"},
      {"api_url", "\"http://globus-nukus.uz/api\"", "store.api_url: http:// is accepted only for 127.0.0.0/8 and ::1"},
      {"api_url", "\"http://192.168.1.5/api\"", "store.api_url: http:// is accepted only for"},
      {"api_url", "\"http://localhost/api\"", "store.api_url: http:// is accepted only for"},
      {"api_url", "\"http://127.0.0.1.example.com/api\"", "store.api_url: http:// is accepted only for"},
      {"api_url", "\"wss://globus-nukus.uz\"", "store.api_url: must be https://"},
      {"api_url", "\"https://\"", "store.api_url: must be https://"},
      {"api_url", "\"https://a b\"", "store.api_url: must not hold blanks"},
      {"api_url", "\"https://[::1\"", "store.api_url: must be https://"},
      {"api_url", "\"https://[1::2::3]\"", "store.api_url: has no IPv6 address"},
      {"api_url", "\"https://a/?token=1\"", "store.api_url: must not hold a user, a query"},
      {"orders_url", nullptr, "store.orders_url: is missing"},
      {"orders_url", "\"ws://globus-nukus.uz/ws\"", "store.orders_url: ws:// is accepted only for"},
      {"orders_url", "\"https://globus-nukus.uz/ws\"", "store.orders_url: must be wss://"},
      {"phone", nullptr, "store.phone: is missing"},
      {"phone", "\"+79012345678\"", "store.phone: must be 998 and nine digits"},
      {"phone", "\"99899123456\"", "store.phone: must be 998 and nine digits"},
      {"phone", "998991234567", "store.phone: must be a text"},
      {"password_file", nullptr, "store.password_file: is missing"},
      {"password_file", "\"\"", "store.password_file: must not be empty"},
      {"password_file", "\"nothing.password\"", "store.password_file: "},
      {"password_file", "\"open.password\"", "store.password_file: "},
      {"password_file", "\"empty.password\"", "store.password_file: "},
      {"password_file", "\".\"", "store.password_file: "},
      {"ca_file", "\"nothing.pem\"", "store.ca_file: "},
      {"ca_file", "\"products.csv\"", "store.ca_file: "},
      {"password_file", "\"blank.password\"", "store.password_file: "},
      {"order_mark", "1", "store.order_mark: must be true or false"},
      {"picture_origins", "[\"http://pictures.example\"]", "store.picture_origins"},
      {"picture_origins", "[\"https://pictures.example/media\"]", "store.picture_origins"},
      {"picture_origins", "[\"pictures.example\"]", "store.picture_origins"},
      {"latitude", "42.46", "store.longitude: is missing"},
      {"longitude", "59.61", "store.latitude: is missing"},
      {"sync_minutes", "0", "store.sync_minutes: must be"},
      {"password", "\"secret word\"", "store.password: is not a known key"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string{c.key} + " = " + (c.value ? c.value : "(left out)"));
    std::string text = kiosk;
    std::istringstream lines(store);
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with(std::string{c.key} + " ")) text += line + "\n";
    if (c.value) text += std::string{c.key} + " = " + c.value + "\n";
    const auto got = faults(text);
    ASSERT_THAT(got, SizeIs(1));
    EXPECT_TRUE(got[0].starts_with(c.fault)) << got[0];
    EXPECT_EQ(got[0].find("secret word"), std::string::npos);
  }
}

TEST_F(ConfigTest, AllFaultsAreNamedAtOnce) { EXPECT_THAT(faults("[kiosk]\nid = 1\n[cash]\n[shop]\ninn = \"1\"\n"), SizeIs(7)); }

TEST_F(ConfigTest, FaultsOfTheStaffFileStandUnderItsKey) {
  const auto got = faults("[kiosk]\nid = \"a\"\nstaff_file = \"bad_staff.toml\"\n" + store);
  ASSERT_THAT(got, SizeIs(2));
  EXPECT_TRUE(got[0].starts_with("kiosk.staff_file: staff[0].role: must be")) << got[0];
  EXPECT_TRUE(got[1].starts_with("kiosk.staff_file: staff[0].pin_hash: must come")) << got[1];
}

TEST_F(ConfigTest, ASyntaxErrorNamesItsLine) {
  const auto got = faults("[kiosk]\nid = \n");
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_TRUE(got[0].starts_with("line 2: ")) << got[0];
  EXPECT_THAT(faults("[kiosk]\nid = \"a\"\nid = \"b\"\n"), SizeIs(1));
}

TEST_F(ConfigTest, PlainHttpWhereItIsAllowed) {
  using checks::Network;
  for (const auto* url : {"http://127.0.0.1", "http://127.255.0.9:80/x", "http://[::1]:8080/api"})
    EXPECT_EQ(checks::url(url, "https", "http", Network::loopback), "") << url;
  for (const auto* url : {"http://10.1.2.3", "http://172.16.0.1", "http://172.31.255.255", "http://192.168.1.50:8080", "http://169.254.1.1",
                          "http://[fd00::1]", "http://[fe80::1]:80"}) {
    EXPECT_EQ(checks::url(url, "https", "http", Network::loopback_or_private), "") << url;
    EXPECT_NE(checks::url(url, "https", "http", Network::loopback), "") << url;
  }
  for (const auto* url : {"http://[2001:db8::1]", "http://172.15.0.1", "http://11.0.0.1", "http://0.0.0.0", "http://2130706433"})
    EXPECT_NE(checks::url(url, "https", "http", Network::loopback_or_private), "") << url;
}

TEST_F(ConfigTest, HealthAndFleetAreOffUnlessConfigured) {
  EXPECT_FALSE(good(kiosk + store).health || good(kiosk + store).fleet);
  write("long.token", "0123456789abcdef\n");
  const auto health = [&](const std::string& text) { return *good(kiosk + store + "[health]\n" + text).health; };
  EXPECT_EQ(health("listen = \"127.0.0.1:9180\"\n").address, "127.0.0.1");
  EXPECT_EQ(health("listen = \"127.0.0.1:9180\"\n").port, 9180);
  EXPECT_EQ(health("listen = \"[::1]:9181\"\ntoken_file = \"\"\n").address, "::1");
  EXPECT_EQ(health("listen = \"[::1]:9181\"\n").port, 9181);
  EXPECT_EQ(health("listen = \"0.0.0.0:9180\"\ntoken_file = \"long.token\"\n").token_file, folder_ / "long.token");
  const auto fleet = [&](const std::string& text) { return *good(kiosk + store + "[fleet]\n" + text).fleet; };
  const auto secure = fleet("broker = \"mqtts://fleet.example.uz\"\npassword_file = \"store.password\"\n");
  EXPECT_TRUE(secure.secure);
  EXPECT_EQ(secure.host, "fleet.example.uz");
  EXPECT_EQ(secure.port, 8883);
  EXPECT_EQ(fleet("broker = \"mqtts://fleet.example.uz:88\"\npassword_file = \"store.password\"\n").port, 88);
  EXPECT_FALSE(fleet("broker = \"mqtt://127.0.0.1\"\n").secure);
  EXPECT_EQ(fleet("broker = \"mqtt://127.0.0.1\"\n").port, 1883);
  EXPECT_EQ(fleet("broker = \"mqtt://[::1]:1884\"\n").host, "::1");
  EXPECT_EQ(fleet("broker = \"mqtt://[::1]:1884\"\n").port, 1884);
}

TEST_F(ConfigTest, ReadsAFile) {
  const auto path = write("kiosk.toml", kiosk + store, 0644);
  EXPECT_TRUE(load_config(path));
  EXPECT_THAT(load_config(folder_ / "none.toml").error(), SizeIs(1));
  EXPECT_THAT(load_config(folder_).error(), SizeIs(1));
  write("large.toml", std::string(1100 * 1024, '#'));
  EXPECT_THAT(load_config(folder_ / "large.toml").error(), SizeIs(1));
}

TEST_F(ConfigTest, ATableThatCannotBeUsedIsAFaultForTheCheckAndNotForTheStart) {
  const auto with = [](const std::string& file) { return kiosk + store + "attributes_file = \"" + file + "\"\n"; };
  write("foreign.csv", "id,name\n", 0644);
  for (const auto* file : {"nothing.csv", "foreign.csv", "empty.password", "."}) {
    EXPECT_THAT(faults(with(file)), IsEmpty()) << "it starts, and sells by the last good table or not at all";
    const auto checked = parse_config(with(file), folder_, ConfigUse::check);
    ASSERT_FALSE(checked) << file;
    ASSERT_THAT(checked.error(), SizeIs(1));
    EXPECT_TRUE(checked.error()[0].starts_with("store.attributes_file: ")) << checked.error()[0];
  }
  const auto rows = parse_config(with("products.csv"), folder_, ConfigUse::check);
  ASSERT_TRUE(rows) << "single rows are no fault";
  EXPECT_THAT(rows->notes,
              ElementsAre("store.attributes_file: line 3: barcodes has \"4.78E+12\", which is no barcode",
                          "store.attributes_file: line 2: barcodes has 36000291452, which lost its zero in front: read as 036000291452",
                          "store.attributes_file: line 2: marked, weighed or min_age is empty: read as 0"));
  const auto none = parse_config(with(""), folder_, ConfigUse::check);
  ASSERT_TRUE(none);
  EXPECT_THAT(none->notes, IsEmpty()) << "the shop has no table";
}

TEST_F(ConfigTest, OnePortForTwoMachinesIsAFaultThatNamesBoth) {
  const auto two = [](const std::string& printer, const std::string& cash) {
    return kiosk + store + "[printer]\nport = \"" + printer + "\"\n[cash]\nport = \"" + cash + "\"\n";
  };
  EXPECT_THAT(faults(two("/dev/ttyUSB0", "/dev/ttyUSB1")), IsEmpty());
  EXPECT_THAT(faults(two("/dev/ttyUSB0", "/dev/ttyUSB0")), ElementsAre("cash.port: is printer.port, too: /dev/ttyUSB0"));
  EXPECT_THAT(faults(two("/dev/ttyUSB0", "/dev//ttyUSB0")), SizeIs(1));
  EXPECT_THAT(faults(kiosk + store + "[fiscal]\nport = \"/dev/a\"\n[scanner]\nport = \"/dev/a\"\n"),
              ElementsAre("scanner.port: is fiscal.port, too: /dev/a"));
  const auto device = write("device", ""), name = folder_ / "by-id";
  std::filesystem::create_symlink(device, name);
  const auto checked = parse_config(two(device, name), folder_, ConfigUse::check);
  ASSERT_FALSE(checked) << "one device under two names";
  EXPECT_THAT(checked.error(), Contains(testing::StartsWith("cash.port: is printer.port, too: ")));
}

TEST_F(ConfigTest, TheExampleIsRightButForItsFiles) {
  std::ifstream file(SOURCE_DIR "/assets/config/kiosk.example.toml");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string there = "/etc/kiosk/store.password";
  text.replace(text.find(there), there.size(), "store.password");
  EXPECT_TRUE(good(text).shop.complete());
}

TEST_F(ConfigTest, TheCommentedKeysOfTheExampleAreTheDefaults) {
  std::ifstream file(SOURCE_DIR "/assets/config/kiosk.example.toml");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const bool other_way = line.starts_with("# port") || line.starts_with("# baud = 115200") ||
                           line.find("staff_file") != std::string::npos || line.find("attributes_file") != std::string::npos ||
                           line.find("token_file") != std::string::npos;
    const bool key = line.starts_with("# ") && (line.find(" = ") != std::string::npos || line.starts_with("# ["));
    text += key && !other_way ? line.substr(2) + "\n" : line + "\n";
  }
  const std::string there = "/etc/kiosk/store.password";
  text.replace(text.find(there), there.size(), "store.password");
  text.replace(text.find("/etc/kiosk/fleet.password"), std::string_view{"/etc/kiosk/fleet.password"}.size(), "store.password");
  const auto config = good(text);
  EXPECT_TRUE(config.health && config.fleet);
  EXPECT_EQ(config.fleet->ca_file, FleetConfig{}.ca_file);
  EXPECT_EQ(config.kiosk.languages, KioskConfig{}.languages);
  EXPECT_EQ(config.kiosk.picture_cache_bytes, KioskConfig{}.picture_cache_bytes);
  EXPECT_EQ(config.store.sync_every, StoreConfig{}.sync_every);
  EXPECT_EQ(config.fiscal->cashier, FiscalConfig{}.cashier);
  EXPECT_EQ(config.cash->denominations, CashConfig{}.denominations);
  EXPECT_EQ(config.cash->abandon, CashConfig{}.abandon);
  EXPECT_EQ(config.scanner->serial.baud, ScannerConfig{}.serial.baud);
  EXPECT_EQ(config.labels.weight_prefixes, ScanRules{}.weight_prefixes);
  EXPECT_EQ(config.labels.price_prefixes, ScanRules{}.price_prefixes);
}

TEST_F(ConfigTest, AFaultIsOneLineWhateverItQuotes) {
  for (const std::string& text :
       {kiosk + store + "\"two\\nlines\" = 1\n", kiosk + store + "x = { a = \"tru. e\" \n}\n", kiosk + store + "x = { tru\n}\n"}) {
    const auto found = faults(text);
    ASSERT_FALSE(found.empty()) << text;
    for (const auto& fault : found) EXPECT_EQ(fault.find('\n'), std::string::npos) << fault;
  }
}

TEST_F(ConfigTest, SecretFiles) {
  EXPECT_EQ(read_secret_file(folder_ / "store.password")->reveal(), "secret word");
  EXPECT_EQ(read_secret_file(write("crlf", "word\r\nmore\n"))->reveal(), "word");
  EXPECT_EQ(read_secret_file(write("read_only", "word", 0400))->reveal(), "word");
  EXPECT_FALSE(read_secret_file(folder_ / "open.password"));
  EXPECT_FALSE(read_secret_file(folder_ / "empty.password"));
  EXPECT_FALSE(read_secret_file(folder_ / "none"));
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_secret_file(folder_ / "fifo")) << "not waited for";
  EXPECT_FALSE(read_secret_file(write("blank", "\nword\n")));
  EXPECT_EQ(read_secret_file(write("mark", "\xef\xbb\xbfword\r\n"))->reveal(), "word") << "an editor's byte order mark";
  EXPECT_EQ(read_secret_file(write("half_a_mark", "\xef\xbbword\n"))->reveal(), "\xef\xbbword");
  for (const auto* seen_by_nobody :
       {"word \n", " word\n", "word\t", "word\xc2\xa0\r\n", "\xc2\xa0word", "\xef\xbb\xbf word", "\xef\xbb\xbf\n"})
    EXPECT_FALSE(read_secret_file(write("blanks", seen_by_nobody))) << seen_by_nobody;
  EXPECT_FALSE(read_secret_file(write("utf16", std::string("\xff\xfew\0o\0", 6))));
  EXPECT_TRUE(read_secret_file(write("longest", std::string(1024, 'x'))));
  EXPECT_FALSE(read_secret_file(write("too_long", std::string(1025, 'x'))));
}

} // namespace
} // namespace engine::test
