#pragma once
// Which configuration a start takes: the machine's own file, and over it what came from afar and is in force or on trial (kiosk/fleet/remote_state.h). Decided
// and written down before anything of the kiosk is made, and while nobody else holds the state directory.
//
// Threading: the start. Errors: engine::StateBusy, engine::JournalError; a layer with faults is left out and said.
#include "engine/config/config.h"
#include "kiosk/fleet/remote_store.h"

#include <memory>

namespace kiosk {

struct LayeredStart {
  engine::Config config;
  std::unique_ptr<fleet::RemoteStore> store; ///< null: nothing from afar is followed
  fleet::ConfigStart start;

  /// The process ends as it was asked to, or for a reason that is none of the configuration's.
  void ended_in_order() const;
};

/// `own`: what `file` says.
LayeredStart begin_layered(const engine::Config& own, const std::filesystem::path& file, const std::filesystem::path& state);

/// What has a layer against it, put over this file.
fleet::FaultsOf faults_over(const std::filesystem::path& file);

} // namespace kiosk
