#include "kiosk/fleet/fleet.h"

#include "engine/base/log.h"
#include "kiosk/fleet/fleet_driver.h"
#include "kiosk/fleet/health_service.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

namespace kiosk::fleet {

using namespace engine;

struct Fleet::Impl {
  std::string version;
  Pulse pulse;
  std::unique_ptr<FleetDriver> driver;
  std::unique_ptr<HealthService> health; ///< asks the driver
  std::pair<StageKind, std::int64_t> since{StageKind::attract, 0};

  Impl(std::string told, PulseHooks hooks) : version(std::move(told)), pulse(std::move(hooks)) {}

  void begin_health(const Config& config, const std::filesystem::path& state_dir, std::int64_t now_ms) {
    HealthOptions options;
    options.address = config.health->address;
    options.port = config.health->port;
    if (!config.health->token_file.empty()) {
      auto token = read_secret_file(config.health->token_file);
      if (!token) return spdlog::error("health: {}: nothing is answered", token.error());
      options.token = std::move(*token);
    }
    options.kiosk = config.kiosk.id;
    options.version = version;
    options.started_ms = now_ms;
    options.cassette_capacity = config.cash ? config.cash->cassette_capacity : 0;
    options.state_dir = state_dir;
    if (driver) options.broker = [this] { return std::optional{driver->broker()}; };
    health = std::make_unique<HealthService>(std::move(options), pulse);
  }

  std::shared_ptr<Remote> remote_of(const Config& config, const std::filesystem::path& state_dir, const PulseHooks& hooks,
                                    RemoteParts parts) {
    if (!parts.store || !config.fleet->keys) return nullptr;
    RemoteOptions options;
    options.kiosk = config.kiosk.id;
    options.version = version;
    options.ring = config.fleet->ring;
    options.keys = *config.fleet->keys;
    options.state_dir = state_dir;
    options.config_file = std::move(parts.config_file);
    options.trial = std::chrono::duration_cast<Millis>(config.fleet->trial);
    options.store = parts.store;
    options.start = std::move(parts.start);
    options.restart_when_quiet = std::move(parts.restart_when_quiet);
    options.note = std::move(parts.note);
    options.wrong = [this] { return judge(pulse.beat()).wrong; };
    options.pages = [this, started = hooks.wall().unix_ms, capacity = config.cash ? config.cash->cassette_capacity : 0,
                     id = config.kiosk.id] {
      const Facts facts{.kiosk = id,
                        .version = version,
                        .started_ms = started,
                        .beat = pulse.beat(),
                        .tally = nullptr,
                        .journal_readable = true,
                        .cassette_capacity = capacity,
                        .broker = driver ? std::optional{driver->broker()} : std::nullopt,
                        .process = process_figures()};
      return std::pair{boost::json::serialize(health_json(facts)) + "\n", metrics_text(facts)};
    };
    options.now = hooks.now;
    options.wall = hooks.wall;
    return std::make_shared<Remote>(std::move(options));
  }

  void begin_driver(const Config& config, const std::filesystem::path& state_dir, const PulseHooks& hooks, RemoteParts parts) {
    FleetOptions options;
    options.host = config.fleet->host;
    options.port = config.fleet->port;
    options.secure = config.fleet->secure;
    options.ca_file = config.fleet->ca_file;
    if (!config.fleet->password_file.empty()) {
      auto password = read_secret_file(config.fleet->password_file);
      if (!password) return spdlog::error("fleet: {}: nothing is sent", password.error());
      options.password = std::move(*password);
    }
    options.kiosk = config.kiosk.id;
    options.state_dir = state_dir;
    options.state = [this] { return state(); };
    options.now = hooks.now;
    options.wall = hooks.wall;
    options.remote = remote_of(config, state_dir, hooks, std::move(parts));
    driver = std::make_unique<FleetDriver>(std::move(options));
  }

  /// The content of kiosk/<id>/state (kiosk/fleet/PROTOCOL.md). On the driver's thread.
  boost::json::object state() {
    const auto beat = pulse.beat();
    const auto verdict = judge(beat);
    // By the wall clock, which moves against the other one: the same moment is told in the same figure.
    if (const auto began = beat.wall.unix_ms - beat.in_state.count();
        since.first != beat.view->stage || std::abs(since.second - began) > 2'000)
      since = {beat.view->stage, began};
    return {{"version", version},
            {"state", boost::describe::enum_to_string(beat.view->stage, "?")},
            {"since_ms", since.second},
            {"healthy", verdict.healthy()},
            {"wrong", boost::json::value_from(verdict.wrong)},
            {"soon", boost::json::value_from(verdict.soon)}};
  }
};

Fleet::Fleet(const Config& config, const std::filesystem::path& state_dir, std::string version, PulseHooks hooks, RemoteParts remote) {
  if (!config.health && !config.fleet) return;
  try {
    const auto now = hooks.wall().unix_ms;
    impl_ = std::make_unique<Impl>(std::move(version), hooks);
    if (config.fleet) impl_->begin_driver(config, state_dir, hooks, std::move(remote));
    if (config.health) impl_->begin_health(config, state_dir, now);
  } catch (const std::exception& e) {
    spdlog::error("fleet: {}: the kiosk goes on without", e.what());
  }
}

Fleet::~Fleet() = default;

void Fleet::stop_soon() {
  if (impl_ && impl_->driver) impl_->driver->stop_soon();
}

} // namespace kiosk::fleet
