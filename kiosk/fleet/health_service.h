#pragma once
// /health and /metrics of a running kiosk: HealthServer over the newest view (Pulse) and the journal's sums, which its thread reads behind the
// journal, a few rows at a time, and keeps in `fleet.tally` in the state directory.
//
// Threading: made and destroyed on one thread; all work is done on the server's. Errors: none reach the kiosk; faults are logged and told.
#include "engine/base/secret.h"
#include "kiosk/fleet/metrics.h"
#include <filesystem>
#include <functional>
#include <memory>

namespace kiosk::fleet {

struct HealthOptions {
  std::string address;
  std::uint16_t port = 0;
  engine::SecretBuffer token;
  std::string kiosk, version;
  std::int64_t started_ms = 0;
  std::int64_t cassette_capacity = 0;
  std::filesystem::path state_dir;
  std::function<std::optional<BrokerState>()> broker; ///< may be empty; called on the server's thread
};

class HealthService {
public:
  HealthService(HealthOptions options, Pulse& pulse); ///< the pulse outlives it
  ~HealthService();
  HealthService(const HealthService&) = delete;
  HealthService& operator=(const HealthService&) = delete;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The journal's sums, read behind the journal and kept. Apart from the server, so that they can be tested without it. One thread.
class TallyKeeper {
public:
  static constexpr std::size_t rows_at_once = 256;
  static constexpr engine::Millis save_every{60'000};
  explicit TallyKeeper(const std::filesystem::path& state_dir);
  ~TallyKeeper(); ///< saves
  /// Reads some more rows; true when more rows may be there at once.
  bool read_on(engine::Instant now);
  /// Looks whether a new roll of paper was put in.
  void look_at_paper(const engine::PrinterStatus& printer);
  [[nodiscard]] const SalesTally* tally() const { return whole_ ? &tally_ : nullptr; } ///< null until the end was reached once
  [[nodiscard]] bool readable() const { return readable_; }

private:
  struct Source;
  void begin();
  void save(engine::Instant now);
  std::unique_ptr<Source> source_;
  SalesTally tally_;
  bool begun_ = false, whole_ = false, readable_ = true, changed_ = false, was_out_ = false;
  engine::Instant saved_{};
};

} // namespace kiosk::fleet
