// The kiosk's TOML files: a fault has words, and what is accepted is within the limits that its header names.
// The input's first byte says which file it is; a configuration stands behind what every one needs, so that
// mutations reach the optional tables.
#include "devices/printer/printer_profile.h"
#include "engine/config/config.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

using namespace engine;

/// A folder with the one file that a configuration must name.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kiosk-fuzz-XXXXXX").string();
    fuzz::require(mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
    path = pattern;
    std::ofstream(path / "store.password") << "secret word\n"; // `password`, below
    std::filesystem::permissions(path / "store.password", std::filesystem::perms::owner_read);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

constexpr std::string_view password = "secret word";

void require_words(const std::vector<std::string>& faults, std::string_view text) {
  fuzz::require(!faults.empty() && faults.size() <= 10'000, "what is refused has its faults");
  for (const auto& fault : faults) {
    fuzz::require(!fault.empty() && fault.find('\n') == std::string::npos, "a fault is one line");
    fuzz::require(fault.find(password) == std::string::npos || text.find(password) != std::string_view::npos,
                  "no fault tells the secret of a file");
  }
}

void check(const Config& config) {
  fuzz::require(!config.kiosk.id.empty() && config.kiosk.id.size() <= 32, "the kiosk has a name");
  fuzz::require(config.kiosk.idle >= seconds{1} && config.kiosk.idle <= seconds{3600}, "idle_seconds is within bounds");
  fuzz::require(config.kiosk.keep_personal_days >= 1 && config.kiosk.keep_personal_days <= 3650, "keep_personal_days is within bounds");
  fuzz::require(!config.kiosk.languages.empty(), "there is a language");
  fuzz::require(config.store.api_url.starts_with("http") && !config.store.api_url.ends_with('/'), "the store has an address");
  fuzz::require(config.store.phone.size() == 12 && config.store.phone.starts_with("998"), "the kiosk has an account");
  fuzz::require(config.store.sync_every >= std::chrono::minutes{1} && config.store.sync_every <= std::chrono::minutes{1440},
                "sync_minutes is within bounds");
  if (config.fiscal) fuzz::require(config.fiscal->url.empty() == config.fiscal->serial.has_value(), "the module has one line");
  if (config.cash) {
    fuzz::require(!config.cash->denominations.empty() && std::ranges::is_sorted(config.cash->denominations), "denominations ascend");
    for (const auto note : config.cash->denominations) fuzz::require(note > 0, "a note is worth something");
    fuzz::require(config.cash->abandon >= seconds{1} && config.cash->abandon <= seconds{3600}, "abandon_seconds is within bounds");
  }
  for (const auto& prefix : config.labels.weight_prefixes)
    fuzz::require(std::ranges::find(config.labels.price_prefixes, prefix) == config.labels.price_prefixes.end(),
                  "a label says weight or price");
}

void check(const devices::printer::PrinterProfile& p) {
  fuzz::require(p.width_dots > 0 && p.width_dots % 8 == 0 && p.columns > 0 && p.columns * 12 <= p.width_dots, "the columns fit the paper");
  fuzz::require(p.dots_per_inch > 0 && p.feed_units_per_dot > 0 && p.chunk_bytes > 0 && p.slowest_dots_per_second > 0,
                "nothing is divided by zero");
  fuzz::require(p.band_rows >= 24 && p.band_rows <= 128, "band_rows is within bounds");
}

constexpr std::string_view needed = "[store]\napi_url = \"https://store.example/api\"\norders_url = \"wss://store.example/ws\"\n"
                                    "phone = \"998991234567\"\npassword_file = \"store.password\"\n[kiosk]\nid = \"nukus-01\"\n";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data + 1, size - 1);
  switch (data[0] % 4) {
  case 0:
  case 1:
  case 2: {
    const auto whole = data[0] % 4 != 1 ? std::string{text} : std::string{needed} + std::string{text};
    const auto config = parse_config(whole, folder.path);
    if (config) check(*config);
    else require_words(config.error(), text);
    break;
  }
  default:
    if (const auto profiles = devices::printer::parse_profiles(text, "printers.toml")) {
      fuzz::require(profiles->contains("generic-80mm"), "the program's own profile is always there");
      for (const auto& [name, profile] : *profiles) check(profile);
    } else {
      fuzz::require(!profiles.error().empty(), "a refusal says why");
    }
  }
  return 0;
}
