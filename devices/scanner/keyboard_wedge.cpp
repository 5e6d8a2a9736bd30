#include "devices/scanner/keyboard_wedge.h"

#include "engine/base/log.h"
#include <algorithm>
#include <utility>

namespace devices {
namespace {

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

void KeyboardWedge::drop() {
  held_.clear();
  run_.clear();
  characters_ = 0;
}

void KeyboardWedge::release(std::vector<WedgeResult>& results) {
  if (!std::exchange(behind_scan_, false)) {
    if (!run_.empty()) held_.push_back({std::exchange(run_, {}), std::nullopt});
    for (auto& typed : held_) results.emplace_back(std::move(typed));
  }
  drop();
}

/// Longer than key_gap after the last one: another hand, and what was held was typed.
void KeyboardWedge::stroke(const Stroke& stroke, std::vector<WedgeResult>& results) {
  const bool same_hand = last_ && stroke.at - *last_ - stroke.deaf <= key_gap;
  last_ = stroke.at;
  if (same_hand && !stroke.repeat) return;
  if (flood_ && same_hand) return; // a scanner does not hold keys down, but a repetition in the middle of its strokes is not typed
  release(results);
  flood_ = false;
}

std::vector<WedgeResult> KeyboardWedge::text(const Stroke& at, std::string_view utf8) {
  std::vector<WedgeResult> results;
  if (utf8.empty()) return results;
  stroke(at, results);
  if (flood_) return results;
  if (at.repeat) {
    results.emplace_back(WedgeTyped{std::string{utf8}, std::nullopt});
    return results;
  }
  run_ += utf8;
  characters_ += count_characters(utf8);
  if (run_.size() > longest_scan) {
    flood_ = true;
    drop();
    spdlog::warn("keyboard: a scanner's read of more than {} characters was thrown away", longest_scan);
  }
  return results;
}

std::vector<WedgeResult> KeyboardWedge::key(const Stroke& at, WedgeKey key) {
  std::vector<WedgeResult> results;
  stroke(at, results);
  if (flood_) return results;
  if (at.repeat) {
    results.emplace_back(WedgeTyped{{}, key});
  } else if (characters_ >= shortest_scan && key != WedgeKey::backspace) {
    results.emplace_back(WedgeScan{std::exchange(run_, {})});
    drop(); // with what the scanner sent in front of it
    behind_scan_ = true;
  } else if (behind_scan_) {
    drop();
  } else if (characters_ > 0 &&
             key != WedgeKey::backspace) { // no code is so short, but no finger so fast: the characters are typed, the key presses nothing
    std::string text;
    for (const auto& typed : held_) text += typed.text;
    results.emplace_back(WedgeTyped{text + run_, std::nullopt});
    drop();
    behind_scan_ = true;
  } else {
    held_.push_back({std::exchange(run_, {}), key});
    characters_ = 0;
  }
  return results;
}

void KeyboardWedge::pass(const Stroke& stroke) {
  drop();
  behind_scan_ = false;
  flood_ = true;
  last_ = stroke.at;
}

void KeyboardWedge::part(const Stroke& stroke) {
  if (last_ && stroke.at - *last_ - stroke.deaf < decide_after) last_ = stroke.at;
}

std::vector<WedgeResult> KeyboardWedge::time(engine::Instant now) {
  std::vector<WedgeResult> results;
  if (const auto at = deadline(); at && now >= *at) release(results);
  return results;
}

std::optional<engine::Instant> KeyboardWedge::deadline() const {
  if (!last_ || (held_.empty() && run_.empty())) return std::nullopt;
  return *last_ + decide_after;
}

} // namespace devices
