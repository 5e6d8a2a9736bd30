#include "devices/scanner/lone_press.h"

#include <utility>

namespace devices {

void LonePress::other(engine::Instant at) {
  if (pressed_ && at - *pressed_ < after) pressed_.reset();
  other_ = at;
}

void LonePress::key(const Stroke& stroke, WedgeKey key) {
  const auto at = stroke.at;
  switch (key) {
  case WedgeKey::tab:
  case WedgeKey::shift_tab:
  case WedgeKey::up:
  case WedgeKey::down:
  case WedgeKey::left:
  case WedgeKey::right:
    if (pressed_ && at - *pressed_ < after) pressed_.reset();
    moved_ = at;
    return;
  case WedgeKey::enter:
  case WedgeKey::escape: {
    const bool alone = !stroke.repeat && (!other_ || at - *other_ >= before) && (!moved_ || at - *moved_ > KeyboardWedge::key_gap);
    other(at);
    if (alone) pressed_ = at;
    return;
  }
  case WedgeKey::backspace:
  case WedgeKey::other: return other(at);
  }
}

bool LonePress::time(engine::Instant now) {
  if (!pressed_ || now - *pressed_ < after) return false;
  pressed_.reset();
  return true;
}

std::optional<engine::Instant> LonePress::deadline() const {
  if (!pressed_) return std::nullopt;
  return *pressed_ + after;
}

} // namespace devices
