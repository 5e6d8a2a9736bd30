#pragma once
// The kiosk's configuration file (TOML), read once at start. Every key, its default and its limits stand here and in
// assets/config/kiosk.example.toml.
//
// Errors: load_config() names every fault with its key, one a line, so that a technician mends the file in one go. Unknown
// keys are faults. Paths that are not absolute are taken from the folder of the configuration file.
// Secrets are never in the file; it names files of mode 0600 (or 0400), which are checked here and read where needed.
// Threading: plain values; load_config() reads files and belongs to the start of the program.
#include "engine/base/money.h"
#include "engine/base/public_keys.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "engine/catalog/scan_code.h"
#include "engine/config/staff_file.h"
#include "engine/config/turn.h"
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace engine {

struct KioskConfig {
  std::string id; ///< mandatory; 1 to 32 of A-Z a-z 0-9 - _
  std::string name = "Globus Nukus";
  std::vector<std::string> languages = {"kaa", "uz", "ru", "en"}; ///< the first is the default
  std::filesystem::path state_dir = "/var/lib/kiosk";
  seconds idle{60};                               ///< idle_seconds, 1 to 3600
  int keep_personal_days = 30;                    ///< 1 to 3650 (rules R30)
  std::vector<StaffMember> staff;                 ///< from staff_file; empty: no staff mode
  std::int64_t picture_cache_bytes = 256LL << 20; ///< picture_cache_mb, 16 to 4096
};

struct ShopConfig {
  std::string company;
  std::string inn; ///< 9 digits, or 14 of a PINFL
  std::string address;
  std::string support_phone;                                   ///< 998 and nine digits, or empty
  std::vector<std::string> fiscal_qr_hosts = {"ofd.soliq.uz"}; ///< only addresses at these hosts are shown and printed as the fiscal QR
  /// Rules R19: without these nothing is registered here.
  [[nodiscard]] bool complete() const { return !company.empty() && !inn.empty() && !address.empty(); }
};

struct StoreConfig {
  std::string api_url;                      ///< mandatory; https, or http on loopback; no slash at the end
  std::string orders_url;                   ///< mandatory; wss, or ws on loopback
  std::string phone;                        ///< mandatory; 998 and nine digits
  std::filesystem::path password_file;      ///< mandatory; see read_secret_file()
  std::filesystem::path ca_file;            ///< empty: the system's
  std::optional<GeoPoint> location;         ///< empty: no courier
  bool order_mark = true;                   ///< rules R10
  std::vector<std::string> picture_origins; ///< https, or http on loopback, without a path: more places that pictures come from
  std::filesystem::path attributes_file = "/etc/kiosk/products.csv"; ///< empty: none
  std::chrono::minutes sync_every{15};                               ///< sync_minutes, 1 to 1440
};

struct SerialConfig {
  std::string port; ///< "/dev/...", may be a pseudo-terminal
  int baud = 115200;
};

enum class FiscalEdition { e2023, e2026 }; ///< rules R26
BOOST_DESCRIBE_ENUM(FiscalEdition, e2023, e2026)

struct FiscalConfig {
  std::string url;                    ///< either this
  std::optional<SerialConfig> serial; ///< or this
  FiscalEdition edition = FiscalEdition::e2023;
  std::string cashier = "Kiosk 01";
  Registrar online_payments = Registrar::store;
};

struct PrinterConfig {
  SerialConfig serial;
  std::string profile = "generic-80mm"; ///< the name only; devices/printer knows whether there is one
};

struct CashConfig {
  std::string port; ///< CCNET fixes the line at 9600 8N1
  std::string protocol = "ccnet";
  std::vector<std::int64_t> denominations = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000}; ///< so'm, ascending
  Overpay overpay = Overpay::voucher;
  seconds abandon{300};               ///< abandon_seconds, 1 to 3600 (rules R17)
  std::int64_t cassette_capacity = 0; ///< notes, 1 to 10000; 0: not said. For the fleet's alarms: the validator itself only tells "full"
};

struct ScannerConfig {
  SerialConfig serial{.port = {}, .baud = 9600};
};

struct PaymentConfig {
  bool card = true;
  bool cash = true;
  bool later = true;
};

struct District {
  std::string name;
  GeoPoint point;
};

struct DisplayConfig {
  std::optional<Turn> rotate; ///< empty: as the X server is configured
};

/// GET /health and /metrics. Plain HTTP: what it tells is no secret, and beyond this machine it is told to nobody without the token.
struct HealthConfig {
  std::string address; ///< numeric, without brackets
  std::uint16_t port = 0;
  std::filesystem::path token_file; ///< empty: none, on loopback only; see read_secret_file(); 16 characters at least
};

/// The broker that state and events of this kiosk go to (kiosk/fleet/PROTOCOL.md).
struct FleetConfig {
  std::string host; ///< name or address, without brackets
  std::uint16_t port = 0;
  bool secure = true;                  ///< mqtts; mqtt is for loopback
  std::filesystem::path password_file; ///< of the account kiosk.id; empty: none, on loopback only
  std::filesystem::path ca_file;       ///< empty: the system's
  std::optional<PublicKeys> keys;      ///< config_key_file; empty: nothing that is asked from afar is done
  std::string ring = "all";            ///< of updates
  std::chrono::minutes trial{10};      ///< trial_minutes, 1 to 120: of a configuration from afar
};

struct Config {
  KioskConfig kiosk;
  ShopConfig shop;
  StoreConfig store;
  std::optional<FiscalConfig> fiscal;   ///< empty: none
  std::optional<PrinterConfig> printer; ///< empty: none
  std::optional<CashConfig> cash;       ///< empty: none
  std::optional<ScannerConfig> scanner; ///< empty: none, or a keyboard wedge
  ScanRules labels;                     ///< prefixes of the shop's scales, [labels]
  PaymentConfig payment;
  std::vector<District> districts;
  DisplayConfig display;
  std::optional<HealthConfig> health; ///< empty: off
  std::optional<FleetConfig> fleet;   ///< empty: off
  std::vector<std::string> notes;     ///< with ConfigUse::check: notes that are no faults
};

/// A start asks for less than --check-config. With an unusable products.csv the kiosk starts, and sells by the last good table or not at all. Ports are
/// compared by their names at a start, because a name of udev may point to another port later.
enum class ConfigUse { start, check };

/// Faults: "store.phone: must be 998 and nine digits (line 12)".
tl::expected<Config, std::vector<std::string>> load_config(const std::filesystem::path& path, ConfigUse use = ConfigUse::start);

/// The same for a text; relative paths are taken from `folder`. Used by load_config() and by tests.
tl::expected<Config, std::vector<std::string>> parse_config(std::string_view toml, const std::filesystem::path& folder,
                                                            ConfigUse use = ConfigUse::start);

/// The first line of a secret file, at most 1 KiB, without a byte order mark. A blank at one of its ends is a fault, because nobody sees it: it is more
/// often an editor's than a password's. The fault is English and never holds any of the content.
tl::expected<SecretBuffer, std::string> read_secret_file(const std::filesystem::path& path);

} // namespace engine
