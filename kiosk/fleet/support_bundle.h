#pragma once
// A support bundle: files by which somebody far away can see why a kiosk does not work, without any data of a customer, a card or a secret
// (kiosk/fleet/PROTOCOL.md, "Support bundle", lists each file). The contents are chosen: events by the fleet's own list, the configuration without comments
// and without the files that it names. The log names no customer, and still goes through redact_line().
//
// Threading: any; reads files and packs, some hundred milliseconds. Errors: std::exception; a part that is missing is left out and named in about.json.
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiosk::fleet {

struct BundleSources {
  std::string kiosk, version;
  std::int64_t wall_ms = 0;
  std::filesystem::path state_dir, config_file;
  std::string layer;           ///< of the configuration from afar that is in force
  std::string health, metrics; ///< the pages' texts; empty: the program does not answer
  std::string state;           ///< JSON
};

constexpr std::size_t most_bundle_bytes = 4 << 20;

/// .tar.gz
std::string make_bundle(const BundleSources& sources);

/// A line of the log as it may leave the shop.
std::string redact_line(std::string_view line);

/// The files of a bundle, before they are packed; `log_bytes`: at most, of the end of the log.
std::vector<std::pair<std::string, std::string>> bundle_files(const BundleSources& sources, std::size_t log_bytes);
/// Empty when the files do not fit into the limit. Throws std::runtime_error.
std::string pack_files(const std::vector<std::pair<std::string, std::string>>& files, std::int64_t wall_ms, std::size_t most_bytes);

} // namespace kiosk::fleet
