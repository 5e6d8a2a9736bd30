#include "engine/config/config.h"

#include "engine/base/phone.h"
#include "engine/catalog/products_csv.h"
#include "engine/config/config_checks.h"
#include "engine/config/config_reader.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fstream>

namespace engine {
namespace {

using Faults = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> known_languages = {"kaa", "uz", "ru", "en"};
constexpr std::array<std::int64_t, 9> known_notes = {500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
constexpr std::array<std::int64_t, 10> known_bauds = {1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800};
constexpr std::size_t most_districts = 64;

template <class T, class U> void take(T& target, std::optional<U> value) {
  if (value) target = static_cast<T>(*std::move(value));
}

std::function<std::string(std::string_view)> words(std::size_t longest) {
  return [longest](std::string_view text) { return checks::plain_text(text, longest); };
}

/// An empty text switches the thing off.
std::function<std::string(std::string_view)> or_empty(std::function<std::string(std::string_view)> check) {
  return [check = std::move(check)](std::string_view text) { return text.empty() ? std::string{} : check(text); };
}

bool is_blank_at(std::string_view line, std::size_t at) {
  return line[at] == ' ' || line[at] == '\t' || line.substr(at).starts_with("\xc2\xa0");
}

class ConfigReader {
public:
  ConfigReader(const toml::table& root, fs::path folder, ConfigUse use) : root_(&root, "", faults), folder_(std::move(folder)), use_(use) {}

  Config read() {
    Config config;
    read_kiosk(config.kiosk);
    read_shop(config.shop);
    read_store(config.store);
    if (const auto* table = root_.table("fiscal")) read_fiscal(config.fiscal.emplace(), table);
    if (const auto* table = root_.table("printer")) read_printer(config.printer.emplace(), table);
    if (const auto* table = root_.table("cash")) read_cash(config.cash.emplace(), table);
    if (const auto* table = root_.table("scanner")) read_scanner(config.scanner.emplace(), table);
    read_labels(config.labels);
    read_payment(config.payment);
    read_delivery(config.districts);
    read_display(config.display);
    if (const auto* table = root_.table("health")) read_health(config.health.emplace(), table);
    if (const auto* table = root_.table("fleet")) read_fleet(config.fleet.emplace(), table);
    root_.finish();
    look_at_ports(config);
    if (use_ == ConfigUse::check) look_at_products(config);
    return config;
  }

  Faults faults;

private:
  using Check = std::string (*)(const fs::path&);

  fs::path absolute(const std::string& text) const {
    return text.empty() || fs::path{text}.is_absolute() ? fs::path{text} : folder_ / text;
  }

  /// A file that the configuration names must be there. A file that only the defaults name need not be there.
  std::optional<fs::path> file(TableReader& in, std::string_view key, Check check) {
    const auto text = in.text(key);
    if (!text) return std::nullopt;
    const auto path = absolute(*text);
    if (path.empty()) return path;
    if (const auto fault = check(path); !fault.empty()) {
      in.fault(key, fault);
      return std::nullopt;
    }
    return path;
  }

  std::optional<GeoPoint> point(TableReader& in) {
    if (in.has("latitude") && !in.has("longitude")) in.fault("longitude", "is missing, latitude is given");
    if (in.has("longitude") && !in.has("latitude")) in.fault("latitude", "is missing, longitude is given");
    const auto latitude = in.degrees("latitude", 90);
    const auto longitude = in.degrees("longitude", 180);
    if (!latitude || !longitude) return std::nullopt;
    return GeoPoint{*latitude, *longitude};
  }

  void baud(TableReader& in, SerialConfig& serial) {
    const auto value = in.integer("baud", 1200, 460800);
    if (value && std::ranges::find(known_bauds, *value) == known_bauds.end()) in.fault("baud", "is not a usual speed");
    take(serial.baud, value);
  }

  void read_kiosk(KioskConfig& kiosk) {
    TableReader in(root_.table("kiosk"), "kiosk", faults);
    in.require("id");
    take(kiosk.id, in.text("id", checks::kiosk_id));
    take(kiosk.name, in.text("name", words(64)));
    const auto languages = in.texts("languages", [](std::string_view code) {
      return std::ranges::find(known_languages, code) != known_languages.end()
                 ? std::string{}
                 : fmt::format("is not one of {}", fmt::join(known_languages, ", "));
    });
    if (languages && languages->empty()) in.fault("languages", "must name at least one language");
    take(kiosk.languages, languages);
    if (const auto folder = in.text("state_dir", words(255))) kiosk.state_dir = absolute(*folder);
    take(kiosk.idle, in.integer("idle_seconds", 1, 3600));
    take(kiosk.keep_personal_days, in.integer("keep_personal_days", 1, 3650));
    if (const auto megabytes = in.integer("picture_cache_mb", 16, 4096)) kiosk.picture_cache_bytes = *megabytes << 20;
    if (const auto path = file(in, "staff_file", checks::secret_file); path && !path->empty()) {
      auto staff = load_staff(*path);
      if (staff) kiosk.staff = *std::move(staff);
      else
        for (const auto& fault : staff.error()) in.fault("staff_file", fault);
    }
    in.finish();
  }

  void read_shop(ShopConfig& shop) {
    TableReader in(root_.table("shop"), "shop", faults);
    take(shop.company, in.text("company", or_empty(words(128))));
    take(shop.inn, in.text("inn", or_empty(checks::tax_number)));
    take(shop.address, in.text("address", or_empty(words(255))));
    take(shop.support_phone, in.text("support_phone", or_empty(checks::phone)));
    shop.support_phone = read_phone(shop.support_phone).international();
    take(shop.fiscal_qr_hosts, in.texts("fiscal_qr_hosts", checks::host_name));
    in.finish();
  }

  void read_store(StoreConfig& store) {
    TableReader in(root_.table("store"), "store", faults);
    for (const auto* key : {"api_url", "orders_url", "phone", "password_file"}) in.require(key);
    take(store.api_url,
         in.text("api_url", [](std::string_view text) { return checks::url(text, "https", "http", checks::Network::loopback); }));
    while (store.api_url.ends_with('/')) store.api_url.pop_back();
    take(store.orders_url,
         in.text("orders_url", [](std::string_view text) { return checks::url(text, "wss", "ws", checks::Network::loopback); }));
    take(store.phone, in.text("phone", checks::phone));
    store.phone = read_phone(store.phone).international();
    take(store.password_file, file(in, "password_file", checks::secret_file));
    if (!store.password_file.empty())
      if (const auto password = read_secret_file(store.password_file); !password) in.fault("password_file", password.error());
    if (in.has("password_file") && in.text("password_file") == "") in.fault("password_file", "must not be empty");
    take(store.ca_file, file(in, "ca_file", checks::certificates));
    store.location = point(in);
    take(store.order_mark, in.boolean("order_mark"));
    take(store.picture_origins, in.texts("picture_origins", [](std::string_view text) {
      if (text.find('/', std::min(text.find("://"), text.size() - 1) + 3) != std::string_view::npos)
        return std::string{"must be scheme, host and port alone"};
      return checks::url(text, "https", "http", checks::Network::loopback);
    }));
    if (const auto table = in.text("attributes_file")) store.attributes_file = absolute(*table), products_named_ = true;
    if (const auto minutes = in.integer("sync_minutes", 1, 1440)) store.sync_every = std::chrono::minutes{*minutes};
    in.finish();
  }

  void read_fiscal(FiscalConfig& fiscal, const toml::table* table) {
    TableReader in(table, "fiscal", faults);
    take(fiscal.url,
         in.text("url", [](std::string_view text) { return checks::url(text, "https", "http", checks::Network::loopback_or_private); }));
    while (fiscal.url.ends_with('/')) fiscal.url.pop_back();
    if (const auto port = in.text("port", checks::device_path)) fiscal.serial = SerialConfig{.port = *port};
    if (in.has("url") && in.has("port")) in.fault("port", "and url exclude each other");
    if (!in.has("url") && !in.has("port")) in.fault("url", "is missing, and so is port");
    SerialConfig speed;
    baud(in, speed);
    if (fiscal.serial) fiscal.serial->baud = speed.baud;
    if (in.has("baud") && !in.has("port")) in.fault("baud", "is only for port");
    if (const auto edition = in.choice("edition", {"2023", "2026"}))
      fiscal.edition = *edition == 0 ? FiscalEdition::e2023 : FiscalEdition::e2026;
    take(fiscal.cashier, in.text("cashier", words(63)));
    if (const auto who = in.choice("online_payments", {"store", "module"}))
      fiscal.online_payments = *who == 0 ? Registrar::store : Registrar::module;
    in.finish();
  }

  void read_printer(PrinterConfig& printer, const toml::table* table) {
    TableReader in(table, "printer", faults);
    in.require("port");
    take(printer.serial.port, in.text("port", checks::device_path));
    baud(in, printer.serial);
    take(printer.profile, in.text("profile", checks::profile_name));
    in.finish();
  }

  void read_cash(CashConfig& cash, const toml::table* table) {
    TableReader in(table, "cash", faults);
    in.require("port");
    take(cash.port, in.text("port", checks::device_path));
    in.choice("protocol", {"ccnet"});
    if (auto notes = in.integers("denominations")) {
      for (const auto note : *notes)
        if (std::ranges::find(known_notes, note) == known_notes.end())
          in.fault("denominations", fmt::format("{} is none of {}", note, fmt::join(known_notes, ", ")));
      if (notes->empty()) in.fault("denominations", "must name at least one note");
      std::ranges::sort(*notes);
      cash.denominations = *std::move(notes);
    }
    if (const auto overpay = in.choice("overpay", {"voucher", "exact"})) cash.overpay = *overpay == 0 ? Overpay::voucher : Overpay::exact;
    take(cash.abandon, in.integer("abandon_seconds", 1, 3600));
    take(cash.cassette_capacity, in.integer("cassette_capacity", 1, 10000));
    in.finish();
  }

  void read_scanner(ScannerConfig& scanner, const toml::table* table) {
    TableReader in(table, "scanner", faults);
    in.require("port");
    take(scanner.serial.port, in.text("port", checks::device_path));
    baud(in, scanner.serial);
    in.finish();
  }

  void read_labels(ScanRules& labels) {
    TableReader in(root_.table("labels"), "labels", faults);
    const auto prefix = [](std::string_view text) {
      return text.size() == 2 && text[0] == '2' && text[1] >= '0' && text[1] <= '9' ? std::string{} : std::string{"is not 20 to 29"};
    };
    take(labels.weight_prefixes, in.texts("weight_prefixes", prefix));
    take(labels.price_prefixes, in.texts("price_prefixes", prefix));
    for (const auto& both : labels.price_prefixes)
      if (std::ranges::find(labels.weight_prefixes, both) != labels.weight_prefixes.end())
        in.fault(in.has("price_prefixes") ? "price_prefixes" : "weight_prefixes",
                 fmt::format("\"{}\" is a prefix of weight and of price", both));
    in.finish();
  }

  void read_payment(PaymentConfig& payment) {
    TableReader in(root_.table("payment"), "payment", faults);
    const auto methods = in.texts("methods", [](std::string_view word) {
      return word == "card" || word == "cash" || word == "later" ? std::string{} : std::string{"is not one of card, cash, later"};
    });
    if (methods) {
      const auto named = [&](std::string_view word) { return std::ranges::find(*methods, word) != methods->end(); };
      payment = {.card = named("card"), .cash = named("cash"), .later = named("later")};
      if (methods->empty()) in.fault("methods", "must name at least one method");
    }
    in.finish();
  }

  void read_delivery(std::vector<District>& districts) {
    TableReader in(root_.table("delivery"), "delivery", faults);
    const auto tables = in.tables("district");
    if (tables.size() > most_districts) in.fault("district", fmt::format("must not stand more than {} times", most_districts));
    for (std::size_t i = 0; i < std::min(tables.size(), most_districts); ++i) {
      TableReader one(tables[i], fmt::format("delivery.district[{}]", i), faults);
      for (const auto* key : {"name", "latitude", "longitude"}) one.require(key);
      District district;
      take(district.name, one.text("name", words(64)));
      const auto latitude = one.degrees("latitude", 90);
      const auto longitude = one.degrees("longitude", 180);
      district.point = {latitude.value_or(0), longitude.value_or(0)};
      one.finish();
      districts.push_back(std::move(district));
    }
    in.finish();
  }

  void read_display(DisplayConfig& display) {
    TableReader in(root_.table("display"), "display", faults);
    constexpr std::array turns{Turn::none, Turn::left, Turn::right, Turn::inverted};
    if (const auto turn = in.choice("rotate", {"none", "left", "right", "inverted"})) display.rotate = turns[*turn];
    in.finish();
  }

  void read_health(HealthConfig& health, const toml::table* table) {
    TableReader in(table, "health", faults);
    in.require("listen");
    bool loopback = true;
    if (const auto text = in.text("listen", checks::listen_address)) {
      const auto parts = checks::host_and_port(*text, 0);
      health.address = parts.host;
      health.port = parts.port;
      loopback = checks::is_loopback(parts.host);
    }
    take(health.token_file, file(in, "token_file", checks::secret_file));
    if (!health.token_file.empty()) {
      const auto token = read_secret_file(health.token_file);
      if (!token) in.fault("token_file", token.error());
      else if (token->size() < 16) in.fault("token_file", "its first line is shorter than 16 characters");
    } else if (!loopback && (!in.has("token_file") || in.text("token_file") == "")) {
      in.fault(in.has("token_file") ? "token_file" : "listen", "without a token only 127.0.0.0/8 and ::1 are listened at");
    }
    in.finish();
  }

  void read_fleet(FleetConfig& fleet, const toml::table* table) {
    TableReader in(table, "fleet", faults);
    in.require("broker");
    if (const auto text = in.text("broker", [](std::string_view url) {
          if (url.find('/', std::min(url.find("://"), url.size() - 1) + 3) != std::string_view::npos)
            return std::string{"must be scheme, host and port alone"};
          return checks::url(url, "mqtts", "mqtt", checks::Network::loopback);
        })) {
      fleet.secure = text->starts_with("mqtts:");
      const auto parts = checks::host_and_port(std::string_view{*text}.substr(text->find("://") + 3), fleet.secure ? 8883 : 1883);
      fleet.host = parts.host;
      fleet.port = parts.port;
    }
    take(fleet.password_file, file(in, "password_file", checks::secret_file));
    if (!fleet.password_file.empty()) {
      if (const auto password = read_secret_file(fleet.password_file); !password) in.fault("password_file", password.error());
    } else if (!fleet.host.empty() && fleet.secure && (!in.has("password_file") || in.text("password_file") == "")) {
      in.fault(in.has("password_file") ? "password_file" : "broker", "the kiosk's own account at the broker needs password_file");
    }
    take(fleet.ca_file, file(in, "ca_file", checks::certificates));
    if (const auto path = file(in, "config_key_file", checks::readable_file); path && !path->empty()) {
      auto keys = PublicKeys::read(*path);
      if (keys) fleet.keys = std::move(*keys);
      else in.fault("config_key_file", keys.error());
    }
    take(fleet.ring, in.text("ring", checks::kiosk_id));
    if (const auto minutes = in.integer("trial_minutes", 1, 120)) fleet.trial = std::chrono::minutes{*minutes};
    in.finish();
  }

  /// Two programs' worth of bytes on one line: neither machine would ever be understood.
  void look_at_ports(const Config& config) {
    std::vector<std::pair<std::string_view, std::string>> ports;
    if (config.fiscal && config.fiscal->serial) ports.emplace_back("fiscal.port", config.fiscal->serial->port);
    if (config.printer) ports.emplace_back("printer.port", config.printer->serial.port);
    if (config.cash) ports.emplace_back("cash.port", config.cash->port);
    if (config.scanner) ports.emplace_back("scanner.port", config.scanner->serial.port);
    const auto device = [this](const std::string& port) {
      std::error_code error;
      const auto real = use_ == ConfigUse::check ? fs::weakly_canonical(port, error) : fs::path{};
      return real.empty() || error ? fs::path{port}.lexically_normal() : real;
    };
    for (auto one = ports.begin(); one != ports.end(); ++one)
      for (auto other = ports.begin(); other != one; ++other) {
        if (one->second.empty() || other->second.empty() || device(one->second) != device(other->second)) continue;
        faults.push_back(one->second == other->second ? fmt::format("{}: is {}, too: {}", one->first, other->first, one->second)
                                                      : fmt::format("{}: is {}, too: {} and {} are one device", one->first, other->first,
                                                                    one->second, other->second));
      }
  }

  void look_at_products(Config& config) {
    const auto& path = config.store.attributes_file;
    const auto table = load_products_csv(path, config.labels);
    if (!table.fault.empty() && products_named_) faults.push_back("store.attributes_file: " + table.fault);
    else if (!table.fault.empty())
      config.notes.push_back(fmt::format(
          "store.attributes_file is not given, and nothing is sold without the table: {} (\"\": the shop has none)", table.fault));
    else
      for (const auto* lines : {&table.skipped, &table.notes})
        for (const auto& line : *lines) config.notes.push_back(fmt::format("store.attributes_file: {}", line));
  }

  TableReader root_;
  fs::path folder_;
  ConfigUse use_;
  bool products_named_ = false;
};

} // namespace

tl::expected<Config, Faults> parse_config(std::string_view toml, const fs::path& folder, ConfigUse use) {
  Faults faults;
  const auto root = parse_toml(toml, faults);
  if (!root) return tl::unexpected(std::move(faults));
  ConfigReader reader(*root, folder, use);
  auto config = reader.read();
  if (!reader.faults.empty()) return tl::unexpected(std::move(reader.faults));
  return config;
}

tl::expected<Config, Faults> load_config(const fs::path& path, ConfigUse use) {
  Faults faults;
  const auto text = read_text_file(path.string(), faults);
  if (!text) return tl::unexpected(std::move(faults));
  return parse_config(*text, fs::absolute(path).parent_path(), use);
}

tl::expected<SecretBuffer, std::string> read_secret_file(const fs::path& path) {
  if (auto fault = checks::secret_file(path); !fault.empty()) return tl::unexpected(std::move(fault));
  constexpr std::size_t most = 1024;
  SecretBuffer secret(most);
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0); // no copy in a stream's buffer
  file.open(path, std::ios::binary);
  constexpr std::string_view mark = "\xef\xbb\xbf"; // an editor's
  std::size_t of_mark = 0;
  for (char c = 0; file.get(c) && c != '\n' && c != '\r';) {
    if (of_mark < mark.size()) {
      if (c == mark[of_mark]) {
        ++of_mark;
        continue;
      }
      for (std::size_t i = 0; i < of_mark; ++i) secret.push_back(mark[i]);
      of_mark = mark.size();
    }
    if (secret.size() == most) return tl::unexpected(fmt::format("{}: the first line is longer than {} bytes", path.string(), most));
    secret.push_back(c);
  }
  for (std::size_t i = 0; of_mark < mark.size() && i < of_mark; ++i) secret.push_back(mark[i]);
  if (secret.empty()) return tl::unexpected(fmt::format("{}: the first line is empty", path.string()));
  const auto fault = [&](const char* what) { return tl::unexpected(fmt::format("{}: {}", path.string(), what)); };
  const auto line = secret.reveal();
  if (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff")) return fault("is UTF-16, save it as UTF-8");
  if (is_blank_at(line, 0)) return fault("the first line begins with a blank");
  if (is_blank_at(line, line.size() - 1) || line.ends_with("\xc2\xa0")) return fault("the first line ends with a blank");
  if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return fault("the first line holds control characters");
  return secret;
}

} // namespace engine
