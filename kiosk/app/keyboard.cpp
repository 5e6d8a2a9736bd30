#include "kiosk/app/keyboard.h"

#include "engine/base/outcome.h"
#include <algorithm>

namespace kiosk {

using devices::Stroke;
using devices::WedgeKey;

void Keyboard::press(WedgeKey key) {
  switch (key) {
  case WedgeKey::enter: return input_.key(ActionKey::enter);
  case WedgeKey::tab: return input_.key(ActionKey::tab);
  case WedgeKey::shift_tab: return input_.key(ActionKey::shift_tab);
  case WedgeKey::escape: return input_.key(ActionKey::escape);
  case WedgeKey::up: return input_.key(ActionKey::up);
  case WedgeKey::down: return input_.key(ActionKey::down);
  case WedgeKey::left: return input_.key(ActionKey::left);
  case WedgeKey::right: return input_.key(ActionKey::right);
  case WedgeKey::backspace: return input_.text("\b");
  case WedgeKey::other: return;
  }
}

void Keyboard::take(const std::vector<devices::WedgeResult>& results) {
  for (const auto& result : results)
    std::visit(engine::overloaded{[this](const devices::WedgeScan& scan) { scan_(scan.code); },
                                  [this](const devices::WedgeTyped& typed) {
                                    for (auto rest = std::string_view(typed.text); !rest.empty();) { // 0x1D is nothing that anybody types
                                      const auto end = std::min(rest.find('\x1d'), rest.size());
                                      input_.text(rest.substr(0, end));
                                      rest.remove_prefix(std::min(end + 1, rest.size()));
                                    }
                                    if (typed.key) press(*typed.key);
                                  }},
               result);
}

devices::SecretKeys::Take Keyboard::into_secret() {
  return [this](std::string_view text, std::optional<WedgeKey> key) {
    if (!text.empty() && text != "\x1d") input_.text(text);
    if (key) press(*key);
  };
}

/// Scanners send "00" as a key that is let go and struck again within two milliseconds. SDL reports the second stroke as a repeat of a held key.
/// A key that is really held repeats itself only after a while, so a repeat that comes sooner is a stroke of its own.
Stroke Keyboard::judged(Stroke stroke) {
  constexpr engine::Millis until_repeated{150};
  held_down_ = stroke.repeat && (held_down_ || !last_ || stroke.at - *last_ >= until_repeated);
  stroke.repeat = held_down_;
  last_ = stroke.at;
  return stroke;
}

void Keyboard::text(const Stroke& struck, std::string_view utf8, bool secret) {
  const auto stroke = judged(struck);
  lone_.text(stroke);
  if (secret) {
    wedge_.pass(stroke);
    secret_.text(stroke, utf8, into_secret());
  } else {
    secret_.pass(stroke);
    take(wedge_.text(stroke, utf8));
  }
}

void Keyboard::key(const Stroke& struck, WedgeKey key, bool secret) {
  const auto stroke = judged(struck);
  lone_.key(stroke, key);
  if (secret) {
    wedge_.pass(stroke);
    secret_.key(stroke, key, into_secret());
  } else {
    secret_.pass(stroke);
    take(wedge_.key(stroke, key));
  }
}

/// SDL does not tell of a release that the next press follows within two milliseconds: it takes both for a key that is held down.
void Keyboard::alt_pressed(const Stroke& stroke, bool secret) {
  alt_released({stroke.at, stroke.deaf}, secret); // which is no repetition, also when SDL calls it one
  wedge_.part(stroke);
  secret_.part(stroke);
}

void Keyboard::alt_digit(const Stroke& stroke, int digit) {
  constexpr int largest = 255;
  lone_.text(stroke);
  wedge_.part(stroke);
  secret_.part(stroke);
  alt_ = std::min(alt_.value_or(0) * 10 + digit, largest + 1);
}

void Keyboard::alt_released(const Stroke& stroke, bool secret) {
  if (!alt_) return;
  const int code = *std::exchange(alt_, std::nullopt);
  wedge_.part(stroke);
  secret_.part(stroke);
  if (code == '\r' || code == '\n') return key(stroke, WedgeKey::enter, secret);
  if (code == '\t') return key(stroke, WedgeKey::tab, secret);
  const char c = static_cast<char>(code);
  if (code == 0x1d || (code >= ' ' && code <= '~')) text(stroke, {&c, 1}, secret);
}

void Keyboard::time(engine::Instant now, bool secret) {
  if (secret) secret_.time(now, into_secret());
  else secret_.drop();
  if (secret) wedge_.drop();
  else take(wedge_.time(now));
  if (lone_.time(now)) input_.key(ActionKey::alone);
}

std::optional<engine::Instant> Keyboard::deadline() const {
  std::optional<engine::Instant> first;
  for (const auto at : {wedge_.deadline(), secret_.deadline(), lone_.deadline()})
    if (at && (!first || *at < *first)) first = at;
  return first;
}

} // namespace kiosk
