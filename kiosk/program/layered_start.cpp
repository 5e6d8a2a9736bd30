#include "kiosk/program/layered_start.h"

#include "engine/base/log.h"
#include "engine/config/remote_layer.h"
#include "engine/journal/state_lock.h"

namespace kiosk {

void LayeredStart::ended_in_order() const {
  if (store) store->change([](fleet::RemoteState& s) { fleet::ended_in_order(s); });
}

fleet::FaultsOf faults_over(const std::filesystem::path& file) {
  return [file](const std::string& layer) {
    auto both = engine::load_layered(file, layer);
    return both ? std::move(both->left_out) : std::move(both).error();
  };
}

LayeredStart begin_layered(const engine::Config& own, const std::filesystem::path& file, const std::filesystem::path& state) {
  LayeredStart begun{.config = own, .store = nullptr, .start = {}};
  if (!own.fleet || !own.fleet->keys) return begun;
  const engine::StateLock alone{state}; // a second kiosk would end the first one's trial; the journal takes the lock again
  begun.store = std::make_unique<fleet::RemoteStore>(state);
  const auto faults = faults_over(file);
  if (!begun.store->change([&](fleet::RemoteState& s) { begun.start = fleet::begin_config(s, faults); })) {
    spdlog::error("fleet: the state directory cannot be written: no configuration from afar is tried");
    begun.start = {.version = fleet::config_in_force(begun.store->state(), faults), .trial = false, .said = {}};
  }
  auto both = engine::load_layered(file, begun.start.version.text);
  if (both) begun.config = std::move(both->config);
  if (begun.start.version.number != 0)
    spdlog::info("configuration from afar: version {}{}", begun.start.version.number, begun.start.trial ? ", on trial" : "");
  return begun;
}

} // namespace kiosk
