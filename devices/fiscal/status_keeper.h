#pragma once
// Keeps engine::FiscalStatus by the module's last answers: reachability, shift, room, clock, errors.
// Threading: one thread at a time.
#include "devices/fiscal/fiscal_errors.h"
#include "engine/ports/fiscal.h"

namespace devices::fiscal {

class StatusKeeper {
public:
  StatusKeeper() { status_.health = engine::Health::connecting; }
  [[nodiscard]] const engine::FiscalStatus& status() const { return status_; }
  /// True once after something changed.
  bool take_changed() { return std::exchange(changed_, false); }

  void unreachable(const std::string& why);
  void answered();
  /// clock_offset: module minus system clock.
  void info(const engine::FiscalInfo& info, engine::Millis clock_offset);
  void shift(const engine::ZReport& report);
  void shift_opened();
  void error(engine::Instant now, const ErrorInfo& info, const ModuleError& error);
  /// A receipt was registered, so the module has room and is not blocked.
  void registered();
  void time(engine::Instant now); ///< lets a block be tried again after a while

private:
  void judge();

  engine::FiscalStatus status_;
  bool no_room_said_ = false; ///< the module refused for want of room
  std::int64_t unsent_when_full_ = 0;
  std::int64_t shift_when_full_ = 0;
  std::int64_t shift_number_ = 0;
  std::optional<engine::Instant> blocked_until_;
  std::string blocked_text_;
  std::string full_text_;
  bool changed_ = true;
};

} // namespace devices::fiscal
