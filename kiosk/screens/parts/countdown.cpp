#include "kiosk/screens/parts/countdown.h"

namespace kiosk {

std::int64_t seconds_left(Ui& ui, engine::Instant when) {
  const auto ms = (when - ui.now()).count();
  if (ms <= 0) return 0;
  const auto seconds = (ms + 999) / 1000;
  ui.draw_again_at(when - engine::Millis{(seconds - 1) * 1000});
  return seconds;
}

float part_left(Ui& ui, engine::Instant when, engine::Millis whole) {
  if (whole.count() <= 0) return 0;
  return std::clamp(static_cast<float>(seconds_left(ui, when)) * 1000 / static_cast<float>(whole.count()), 0.0F, 1.0F);
}

std::string minutes_and_seconds(std::int64_t seconds) { return fmt::format("{}:{:02}", seconds / 60, seconds % 60); }

} // namespace kiosk
