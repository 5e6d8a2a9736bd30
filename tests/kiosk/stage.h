#pragma once
// The screens on a real canvas without a window: frames are drawn from the view that the gate shows, taps and typing go through the tree.
// One thread; time passes with each frame, so that movements have ended.
#include "kiosk/app/screen_host.h"
#include "kiosk/design/glyphs.h"
#include "kiosk/words/gettext_words.h"
#include "tests/kiosk/screens/shopping/made_up.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace kiosk {

/// Loaded once: glyphs and words are the costly part.
inline Glyphs& stage_glyphs() {
  static Glyphs all;
  return all;
}
inline const GettextWords& stage_words() {
  static const GettextWords all;
  return all;
}

class Stage : public ::testing::Test {
protected:
  explicit Stage(Screens screens) : host{std::move(screens), {}} {}

  engine::CatalogPtr shop = made_up::shop("");
  made_up::Gate gate{shop};
  Canvas canvas{stage_glyphs()};
  Ui ui{canvas, {&gate, &stage_words(), nullptr}};
  ScreenHost host;
  engine::Instant now{engine::Millis{1'000'000}};
  bool landscape = false;

  void frame(const Input& input = {}) {
    const bool large = ui.large_text();
    const auto zones = make_zones(landscape, large, 1080 / ui.accessibility().reach_scale());
    canvas.begin({1, {}}, static_cast<int>(zones.screen.w), static_cast<int>(zones.screen.h), large);
    ui.begin(
        {gate.view(), gate.catalog(), now, {}, zones, make_theme(ui.accessibility().high_contrast ? Scheme::high_contrast : Scheme::light)},
        input);
    host.draw(ui, input.pressed);
    ui.end();
    now += engine::Millis{400};
  }
  const Node* find(std::string_view name) {
    for (const auto& node : ui.nodes())
      if (node.name == name) return &node;
    return nullptr;
  }
  void tap(std::string_view name) {
    const auto* node = find(name);
    ASSERT_NE(node, nullptr) << name;
    ASSERT_TRUE(node->enabled) << name;
    Input press, release;
    press.pointer = release.pointer = node->visible.center();
    press.down = press.pressed = true;
    release.released = true;
    frame(press);
    frame(release);
    frame();
  }
  void type(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); i += 16) {
      Input input;
      input.typed.append(text.substr(i, 16));
      frame(input);
    }
    frame();
  }
  template <class Wanted> const Wanted& sent() {
    static const Wanted nothing{};
    for (auto i = gate.sent.rbegin(); i != gate.sent.rend(); ++i)
      if (const auto* found = std::get_if<Wanted>(&*i)) return *found;
    ADD_FAILURE() << "not sent";
    return nothing;
  }
  template <class Wanted> bool was_sent() {
    return std::ranges::any_of(gate.sent, [](const engine::Intent& i) { return std::holds_alternative<Wanted>(i); });
  }
};

} // namespace kiosk
