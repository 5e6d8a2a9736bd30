#pragma once
// A layer over the machine's own configuration file that a fleet's owner sends from afar (kiosk/fleet/PROTOCOL.md, SECURITY.md). It may change a few keys
// within limits, and no key by which cards, money or names could be reached. Every key that is not on the list is refused. The list is asked each time that
// a layer is put over a file, so a layer that came into the state directory by another way can do no more.
//
// Errors: the layer's faults are told beside the configuration without it; a layer never keeps a kiosk from starting.
// Threading: as config.h.
#include "engine/config/config.h"

namespace engine {

constexpr std::size_t longest_layer = 16 * 1024; ///< bytes

struct LayeredConfig {
  Config config;                     ///< with the layer, or without it when it has faults
  std::vector<std::string> left_out; ///< the layer's faults; empty: it is in `config`
};

/// Faults as of load_config(): those of the machine's own file. An empty layer is none.
tl::expected<LayeredConfig, std::vector<std::string>> load_layered(const std::filesystem::path& path, std::string_view layer,
                                                                   ConfigUse use = ConfigUse::start);
tl::expected<LayeredConfig, std::vector<std::string>> parse_layered(std::string_view own, std::string_view layer,
                                                                    const std::filesystem::path& folder, ConfigUse use = ConfigUse::start);

/// "kiosk.idle_seconds = 90" for each key of a layer without faults, for people.
std::vector<std::string> lines_of_layer(std::string_view layer);

/// The whole of both as TOML, written anew so that no comment is in it, and without the phone of the store's account: for a support bundle. Empty when the
/// file has faults.
std::string effective_text(const std::filesystem::path& path, std::string_view layer);

} // namespace engine
