#pragma once
// What this kiosk tells the outside, as far as the configuration wants it: /health and /metrics ([health]), state and events over MQTT ([fleet],
// kiosk/fleet/PROTOCOL.md). It also takes signed requests from there (remote.h). Nothing here can sell, refuse or hold up a sale, and no fault here stops the
// kiosk. At most the kiosk is asked to end when nobody shops.
//
// Threading: made and destroyed on one thread; its parts have threads of their own. Lifetime: the journal is open while it lives; what the hooks use.
#include "engine/config/config.h"
#include "kiosk/fleet/pulse.h"
#include "kiosk/fleet/remote_store.h"
#include <filesystem>
#include <memory>

namespace kiosk::fleet {

/// The parts of the kiosk that a request from afar works upon. Lifetime: as the hooks'.
struct RemoteParts {
  RemoteStore* store = nullptr; ///< null: no request from afar is followed
  ConfigStart start;            ///< the configuration that the kiosk runs with
  std::filesystem::path config_file;
  std::function<void()> restart_when_quiet;
  std::function<void(std::string action, std::string detail)> note; ///< into the journal
};

class Fleet {
public:
  /// `version`: the program's version, as the state tells it.
  Fleet(const engine::Config& config, const std::filesystem::path& state_dir, std::string version, PulseHooks hooks,
        RemoteParts remote = {});
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  /// The kiosk stops. Begins the goodbye while the machines are brought to rest, so that the stop does not wait for it. Returns at once.
  void stop_soon();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_; ///< null: nothing is configured
};

} // namespace kiosk::fleet
