#include "engine/config/remote_layer.h"

#include "engine/base/outside_text.h"
#include "engine/config/config_reader.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sstream>

namespace engine {
namespace {

using Faults = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr std::size_t longest_key = 80; ///< bytes, in a fault

/// A key that a layer may hold. `least` and `most` are for numbers whose limits are narrower from afar than at the machine.
struct Allowed {
  std::string_view key;
  std::int64_t least = 0, most = 0;
};
constexpr std::array allowed{std::to_array<Allowed>({
    {"kiosk.name"},
    {"kiosk.languages"},
    {"kiosk.idle_seconds", 20, 300},
    {"kiosk.picture_cache_mb", 64, 1024},
    {"store.sync_minutes", 5, 240},
    {"cash.denominations"},
    {"cash.abandon_seconds", 120, 900},
    {"cash.cassette_capacity"},
    {"payment.methods"},
})};

std::vector<std::string> methods_of(const PaymentConfig& payment) {
  std::vector<std::string> methods;
  if (payment.card) methods.emplace_back("card");
  if (payment.cash) methods.emplace_back("cash");
  if (payment.later) methods.emplace_back("later");
  return methods;
}

/// Each element of an array must be among those of the machine's own file: a list can be narrowed and not widened.
template <class T> bool is_narrower(const toml::node& value, const std::vector<T>& own) {
  const auto* array = value.as_array();
  return array == nullptr || std::ranges::all_of(*array, [&](const toml::node& one) {
           const auto element = one.value_exact<T>();
           return !element || std::ranges::find(own, *element) != own.end(); // of another type: a fault of the configuration anyway
         });
}

std::string fault_of(const std::string& key, const toml::node& value, const Config& own) {
  const auto rule = std::ranges::find(allowed, key, &Allowed::key);
  if (rule == allowed.end()) return "is not to be changed from afar";
  if (key.starts_with("cash.") && !own.cash) return "this machine takes no cash";
  if (const auto number = value.value_exact<std::int64_t>(); rule->most != 0 && number && (*number < rule->least || *number > rule->most))
    return fmt::format("from afar only from {} to {}", rule->least, rule->most);
  if (key == "cash.denominations" && !is_narrower(value, own.cash->denominations))
    return "from afar only notes that the machine's own file takes";
  if (key == "payment.methods" && !is_narrower(value, methods_of(own.payment)))
    return "from afar only methods that the machine's own file offers";
  return {};
}

Faults faults_of(const toml::table& layer, const Config& own) {
  Faults faults;
  // A key in quotes may hold anything.
  const auto say = [&](std::string_view key, std::string_view what) {
    faults.push_back(fmt::format("{}: {}", tidy(key, longest_key), what));
  };
  for (const auto& [name, section] : layer) {
    const auto* table = section.as_table();
    if (table == nullptr) {
      say(name.str(), "is not to be changed from afar");
      continue;
    }
    for (const auto& [last, value] : *table) {
      const auto key = fmt::format("{}.{}", name.str(), last.str());
      if (const auto fault = fault_of(key, value, own); !fault.empty()) say(key, fault);
    }
  }
  return faults;
}

void put_over(toml::table& own, const toml::table& layer) {
  for (const auto& [name, section] : layer) {
    if (own.get_as<toml::table>(name) == nullptr) own.insert_or_assign(name, toml::table{});
    for (const auto& [key, value] : *section.as_table()) own.get_as<toml::table>(name)->insert_or_assign(key, value);
  }
}

std::string written(const toml::table& table) {
  std::stringstream out;
  out << table;
  return out.str();
}

/// Line numbers in the joined text are the numbers of neither file, so they are left out.
std::string without_line(std::string fault) {
  if (const auto at = fault.rfind(" (line "); at != std::string::npos && fault.ends_with(")")) fault.resize(at);
  return fault;
}

} // namespace

tl::expected<LayeredConfig, Faults> parse_layered(std::string_view own_text, std::string_view layer_text, const fs::path& folder,
                                                  ConfigUse use) {
  auto own = parse_config(own_text, folder, use);
  if (!own) return tl::unexpected(std::move(own).error());
  LayeredConfig both{.config = std::move(*own), .left_out = {}};
  if (layer_text.empty()) return both;
  if (layer_text.size() > longest_layer) {
    both.left_out.push_back(fmt::format("it is longer than {} bytes", longest_layer));
    return both;
  }
  const auto layer = parse_toml(layer_text, both.left_out);
  if (!layer) return both;
  both.left_out = faults_of(*layer, both.config);
  if (!both.left_out.empty()) return both;
  Faults ignored;
  auto merged = *parse_toml(own_text, ignored); // it was read above
  put_over(merged, *layer);
  auto effective = parse_config(written(merged), folder, use);
  if (effective) both.config = std::move(*effective);
  else
    for (auto& fault : effective.error()) both.left_out.push_back(without_line(std::move(fault)));
  return both;
}

tl::expected<LayeredConfig, Faults> load_layered(const fs::path& path, std::string_view layer, ConfigUse use) {
  Faults faults;
  const auto text = read_text_file(path.string(), faults);
  if (!text) return tl::unexpected(std::move(faults));
  return parse_layered(*text, layer, fs::absolute(path).parent_path(), use);
}

std::vector<std::string> lines_of_layer(std::string_view text) {
  std::vector<std::string> lines;
  Faults ignored;
  const auto layer = parse_toml(text, ignored);
  if (!layer) return lines;
  for (const auto& [name, section] : *layer)
    if (const auto* table = section.as_table())
      for (const auto& [key, value] : *table) {
        std::stringstream out;
        value.visit([&](const auto& node) {
          if constexpr (toml::is_array<decltype(node)> || toml::is_value<decltype(node)>) out << node;
        });
        lines.push_back(fmt::format("{}.{} = {}", name.str(), key.str(), out.str()));
      }
  return lines;
}

std::string effective_text(const fs::path& path, std::string_view layer_text) {
  Faults faults;
  const auto text = read_text_file(path.string(), faults);
  if (!text) return {};
  auto own = parse_toml(*text, faults);
  if (!own) return {};
  const auto both = parse_layered(*text, layer_text, fs::absolute(path).parent_path());
  if (!both) return {}; // an unknown member may hold anything
  if (both->left_out.empty())
    if (const auto layer = parse_toml(layer_text, faults)) put_over(*own, *layer);
  if (auto* store = own->get_as<toml::table>("store")) store->erase("phone");
  return written(*own) + "\n";
}

} // namespace engine
