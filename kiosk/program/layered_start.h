#pragma once
// The configuration of a start: the machine's own file, and over it the layer from afar that is in force or on trial (kiosk/fleet/remote_state.h). It is
// decided and written down before any part of the kiosk is made, and while no other process holds the state directory.
//
// Threading: the start. Errors: engine::StateBusy, engine::JournalError; a layer with faults is left out and said.
#include "engine/config/config.h"
#include "kiosk/fleet/remote_store.h"

#include <memory>

namespace kiosk {

struct LayeredStart {
  engine::Config config;
  std::unique_ptr<fleet::RemoteStore> store; ///< null: no request from afar is followed
  fleet::ConfigStart start;

  /// The process ends as it was asked to, or for a reason outside the configuration.
  void ended_in_order() const;
};

/// `own`: the configuration in `file`.
LayeredStart begin_layered(const engine::Config& own, const std::filesystem::path& file, const std::filesystem::path& state);

/// The faults of a layer when it lies over this file.
fleet::FaultsOf faults_over(const std::filesystem::path& file);

} // namespace kiosk
