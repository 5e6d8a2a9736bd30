#include "devices/scanner/secret_keys.h"

#include <utility>

namespace devices {

void SecretKeys::drop() {
  text_.clear();
  key_.reset();
}

void SecretKeys::give(const Take& take) {
  if (!text_.empty()) take(text_.reveal(), std::nullopt);
  if (key_) take({}, key_);
  drop();
}

/// Without the caller's `deaf`: strokes that waited together while it drew are a scanner's for all that can be seen.
bool SecretKeys::is_person(const Stroke& stroke, const Take& take) {
  const bool fast = last_ && stroke.at - *last_ <= person_gap;
  last_ = stroke.at;
  if (fast && !stroke.repeat) {
    drop();
    return false;
  }
  give(take);
  return true;
}

void SecretKeys::text(const Stroke& stroke, std::string_view utf8, const Take& take) {
  if (utf8.empty() || !is_person(stroke, take) || utf8.size() > text_.capacity()) return;
  text_.append(utf8);
  if (stroke.repeat) give(take);
}

void SecretKeys::key(const Stroke& stroke, WedgeKey key, const Take& take) {
  if (!is_person(stroke, take)) return;
  key_ = key;
  if (stroke.repeat) give(take);
}

void SecretKeys::pass(const Stroke& stroke) {
  drop();
  last_ = stroke.at;
}

void SecretKeys::part(const Stroke& stroke) {
  if (last_ && stroke.at - *last_ <= person_gap) last_ = stroke.at;
}

void SecretKeys::time(engine::Instant now, const Take& take) {
  if (const auto at = deadline(); at && now >= *at) give(take);
}

std::optional<engine::Instant> SecretKeys::deadline() const {
  if (text_.empty() && !key_) return std::nullopt;
  return *last_ + person_gap + engine::Millis{1};
}

} // namespace devices
