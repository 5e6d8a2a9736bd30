#pragma once
// A time that the module accepts (rules R25): the module's own current_time plus monotonic time since, in
// whole seconds, at least one second after the last operation, and never ahead of the module's clock (it
// refuses such a time with 104). Threading: a plain value.
#include "engine/base/local_time.h"
#include "engine/base/time.h"
#include <algorithm>
#include <optional>

namespace devices::fiscal {

class ModuleClock {
public:
  /// From /info/. The module cuts its time to seconds, so the estimate is never ahead of it.
  void learn(engine::Instant now, engine::WallTime module_time, std::optional<engine::WallTime> last_operation) {
    learned_at_ = now;
    learned_ = module_time;
    // A last operation far ahead of the clock means that the clock was set back: the module itself must judge
    // that.
    if (last_operation && last_operation->unix_ms <= module_time.unix_ms + longest_wait.count())
      last_seconds_ = std::max(last_seconds_, last_operation->unix_ms / 1000);
    else if (last_seconds_ * 1000 > module_time.unix_ms + longest_wait.count()) last_seconds_ = 0;
  }
  void forget() { learned_at_.reset(); }
  [[nodiscard]] bool known(engine::Instant now) const { return learned_at_ && now - *learned_at_ < good_for; }

  struct Next {
    engine::WallTime stamp;
    engine::Millis wait; ///< until the module's clock reaches this time
  };
  [[nodiscard]] Next next(engine::Instant now) const {
    const auto estimate = learned_.unix_ms + (now - learned_at_.value_or(now)).count();
    const auto stamp = std::max(estimate / 1000, last_seconds_ + 1) * 1000;
    return {{stamp}, engine::Millis{std::max<std::int64_t>(0, stamp - estimate)}};
  }
  void used(engine::WallTime stamp) { last_seconds_ = stamp.unix_ms / 1000; }

private:
  static constexpr engine::Millis longest_wait{5000};
  static constexpr engine::Millis good_for{5 * 60 * 1000};
  std::optional<engine::Instant> learned_at_;
  engine::WallTime learned_;
  std::int64_t last_seconds_ = 0;
};

} // namespace devices::fiscal
