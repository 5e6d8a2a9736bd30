#include "kiosk/fleet/fleet.h"

#include "engine/base/log.h"
#include "kiosk/fleet/health_service.h"

namespace kiosk::fleet {

using namespace engine;

struct Fleet::Impl {
  Pulse pulse;
  std::unique_ptr<HealthService> health;

  explicit Impl(PulseHooks hooks) : pulse(std::move(hooks)) {}

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
    options.version = KIOSK_VERSION;
    options.started_ms = now_ms;
    options.cassette_capacity = config.cash ? config.cash->cassette_capacity : 0;
    options.state_dir = state_dir;
    health = std::make_unique<HealthService>(std::move(options), pulse);
  }
};

Fleet::Fleet(const Config& config, const std::filesystem::path& state_dir, PulseHooks hooks) {
  if (!config.health) return;
  try {
    const auto now = hooks.wall().unix_ms;
    impl_ = std::make_unique<Impl>(std::move(hooks));
    if (config.health) impl_->begin_health(config, state_dir, now);
  } catch (const std::exception& e) {
    spdlog::error("fleet: {}: the kiosk goes on without", e.what());
  }
}

Fleet::~Fleet() = default;

} // namespace kiosk::fleet
