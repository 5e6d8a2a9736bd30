#include "devices/scanner/keyboard_wedge.h"

#include "devices/scanner/scanner_session.h"
#include <algorithm>
#include <utility>

namespace devices {
namespace {

std::size_t count_characters(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool all_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

} // namespace

void KeyboardWedge::release(std::vector<WedgeResult>& results) {
  if (held_.empty()) return;
  results.emplace_back(WedgeTyped{std::exchange(held_, {}), false});
  characters_ = 0;
}

std::vector<WedgeResult> KeyboardWedge::text(engine::Instant now, const std::string& utf8, engine::Millis deaf) {
  std::vector<WedgeResult> results;
  if (utf8.empty()) return results;
  // A longer pause, or more than any code has, ends the burst: what was held was typed.
  if (!held_.empty() && (paused(now, deaf) || held_.size() + utf8.size() > longest_scan))
    release(results);
  held_ += utf8;
  characters_ += count_characters(utf8);
  last_ = now;
  return results;
}

std::vector<WedgeResult> KeyboardWedge::enter(engine::Instant now, engine::Millis deaf) {
  std::vector<WedgeResult> results;
  const bool burst = characters_ >= shortest_scan && !paused(now, deaf) && all_ascii(held_);
  auto held = std::exchange(held_, {});
  characters_ = 0;
  if (burst)
    results.emplace_back(WedgeScan{without_aim_identifier(held)});
  else
    results.emplace_back(WedgeTyped{std::move(held), true});
  return results;
}

std::vector<WedgeResult> KeyboardWedge::time(engine::Instant now) {
  std::vector<WedgeResult> results;
  if (const auto at = deadline(); at && now >= *at) release(results);
  return results;
}

std::optional<engine::Instant> KeyboardWedge::deadline() const {
  if (held_.empty()) return std::nullopt;
  return last_ + decide_after;
}

} // namespace devices
