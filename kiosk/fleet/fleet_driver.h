#pragma once
// FleetSession on libmosquitto, the journal's tail and the cursor's file. A thread of its own with the lowest priority, where everything may block:
// looking names up, connecting, the disk.
//
// Threading: made and destroyed on one thread; `state` and the clocks are called on the driver's own. The destructor says goodbye to the broker and
// waits 2 s at most; a look-up or a connection that hangs longer is left behind, with all that it touches.
// Errors: none reach the kiosk; a fault is logged once for each loss of the line.
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "kiosk/fleet/metrics.h"
#include "kiosk/fleet/remote.h"
#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>
#include <memory>

namespace kiosk::fleet {

struct FleetOptions {
  std::string host;
  std::uint16_t port = 0;
  bool secure = true;
  std::filesystem::path ca_file; ///< empty: the system's
  engine::SecretBuffer password; ///< empty: none
  std::string kiosk;
  std::filesystem::path state_dir;
  std::function<boost::json::object()> state; ///< the argument of FleetSession::state_is
  std::function<engine::Instant()> now;
  std::function<engine::WallTime()> wall;
  std::shared_ptr<Remote> remote; ///< null: no request from afar is followed; used on the driver's thread alone
};

class FleetDriver {
public:
  explicit FleetDriver(FleetOptions options);
  ~FleetDriver();
  FleetDriver(const FleetDriver&) = delete;
  FleetDriver& operator=(const FleetDriver&) = delete;
  void stop_soon();                         ///< begins the goodbye and returns at once; any thread
  [[nodiscard]] BrokerState broker() const; ///< any thread

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace kiosk::fleet
