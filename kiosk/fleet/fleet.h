#pragma once
// What of this kiosk is told to the outside, as far as the configuration wants it: /health and /metrics ([health]), state and events over MQTT
// ([fleet], kiosk/fleet/PROTOCOL.md), and what is asked of it from there, when it is signed (remote.h). Nothing here can sell, refuse or hold up anything,
// and no fault of it stops the kiosk: the most is that the kiosk is asked to end when nobody shops.
//
// Threading: made and destroyed on one thread; its parts have threads of their own. Lifetime: the journal is open while it lives; what the hooks use.
#include "engine/config/config.h"
#include "kiosk/fleet/pulse.h"
#include "kiosk/fleet/remote_store.h"
#include <filesystem>
#include <memory>

namespace kiosk::fleet {

/// What is asked from afar works upon. Lifetime: as the hooks'.
struct RemoteParts {
  RemoteStore* store = nullptr; ///< null: nothing is followed
  ConfigStart start;            ///< what the kiosk runs with
  std::filesystem::path config_file;
  std::function<void()> restart_when_quiet;
  std::function<void(std::string action, std::string detail)> note; ///< into the journal
};

class Fleet {
public:
  /// `version`: the program's own, as it is told.
  Fleet(const engine::Config& config, const std::filesystem::path& state_dir, std::string version, PulseHooks hooks,
        RemoteParts remote = {});
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  /// The kiosk stops: says goodbye while the machines are brought to rest, so that nobody waits for it. Waits for nothing.
  void stop_soon();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_; ///< null: nothing is configured
};

} // namespace kiosk::fleet
