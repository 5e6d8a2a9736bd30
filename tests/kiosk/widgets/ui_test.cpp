// Nodes, hits, focus and typing, on a real canvas without a window.
#include "kiosk/design/glyphs.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/fields.h"
#include "tests/kiosk/gallery/demo.h"
#include <gtest/gtest.h>

namespace kiosk {
namespace {

class UiTest : public ::testing::Test {
protected:
  Glyphs glyphs;
  Canvas canvas{glyphs};
  demo::DemoGate gate;
  demo::PlainWords words;
  Ui ui{canvas, {&gate, &words, nullptr}};
  engine::Instant now{engine::Millis{1000}};

  template <class Draw> void frame(const Input& input, Draw draw) {
    canvas.begin({1, {}}, 1080, 1920, false);
    ui.begin({gate.view(), gate.catalog(), now, {}, make_zones(false, false), make_theme(Scheme::light)}, input);
    draw();
    ui.end();
    now += engine::Millis{20};
  }
  template <class Draw> void tap(Point at, Draw draw) {
    Input press, release;
    press.pointer = release.pointer = at;
    press.down = press.pressed = true;
    release.released = true;
    frame(press, draw);
    frame(release, draw);
  }
  template <class Draw> void press_key(ActionKey key, Draw draw) {
    Input input;
    input.keys.push_back(key);
    frame(input, draw);
  }
  template <class Draw> void type(std::string_view text, Draw draw) {
    Input input;
    input.typed.append(text);
    frame(input, draw);
  }
  const Node* find(std::string_view name) {
    for (const auto& node : ui.nodes())
      if (node.name == name) return &node;
    return nullptr;
  }
};

TEST_F(UiTest, controls_register_what_automation_reads) {
  TextEdit edit;
  edit.set("Gúl");
  engine::SecretBuffer secret(16);
  secret.append("8600");
  frame({}, [&] {
    primary_button(ui, "cart.checkout", {48, 1648, 984, 128}, "Go on", {.enabled = false});
    text_field(ui, "receiver.first_name", {48, 300, 400, 104}, edit, {.label = "Name"});
    secret_field(ui, "card.number", {48, 500, 900, 128}, secret, {.label = "Card", .style = SecretStyle::card_number});
    ui.value("cart.total", {0, 0, 10, 10}, "Total", "15200000");
  });
  ASSERT_NE(find("cart.checkout"), nullptr);
  EXPECT_FALSE(find("cart.checkout")->enabled);
  EXPECT_EQ(find("cart.checkout")->label, "Go on");
  EXPECT_EQ(find("receiver.first_name")->value, "Gúl");
  EXPECT_EQ(find("card.number")->value, "");
  EXPECT_EQ(find("card.number")->length, 4U);
  EXPECT_EQ(find("cart.total")->value, "15200000");
}

TEST_F(UiTest, enter_goes_to_the_field_that_wants_it_and_else_to_the_default) {
  TextEdit own, plain;
  int sent = 0, submitted = 0;
  const auto draw = [&] {
    if (text_field(ui, "own", {48, 300, 400, 104}, own, {.label = "Own", .own_enter = true}).submitted) ++submitted;
    if (text_field(ui, "plain", {48, 500, 400, 104}, plain, {.label = "Plain"}).submitted) ++submitted;
    if (primary_button(ui, "next", {48, 1648, 984, 128}, "Go on")) ++sent;
  };
  frame({}, draw);
  ui.focus_text("own");
  frame({}, draw);
  press_key(ActionKey::enter, draw);
  EXPECT_EQ(submitted, 1);
  EXPECT_EQ(sent, 0);
  ui.focus_text("plain");
  frame({}, draw);
  press_key(ActionKey::enter, draw);
  EXPECT_EQ(submitted, 1);
  EXPECT_EQ(sent, 1);
}

TEST_F(UiTest, tab_goes_round_what_is_in_sight_and_the_arrows_scroll) {
  const auto draw = [&] {
    const Rect area{0, 0, 500, 300};
    {
      const float offset = ui.scroll("list", area, 2000);
      const Canvas::Clip clip(canvas, area);
      for (int i = 0; i < 20; ++i)
        secondary_button(ui, "row" + std::to_string(i), {0, static_cast<float>(i) * 100 - offset + 40, 400, 80}, "Row");
    }
    primary_button(ui, "next", {0, 400, 400, 100}, "Go on");
  };
  frame({}, draw);
  for (const auto* name : {"row0", "row1", "next", "row0"}) { // row2 is cut
    press_key(ActionKey::tab, draw);
    EXPECT_EQ(ui.focus(), node_id(name)) << name;
  }
  for (int i = 0; i < 5; ++i) press_key(ActionKey::down, draw), frame({}, draw);
  EXPECT_EQ(ui.focus(), node_id("row5"));
  press_key(ActionKey::shift_tab, draw);
  EXPECT_EQ(ui.focus(), node_id("row4"));
}

TEST_F(UiTest, the_keyboard_does_not_stop_at_what_is_hidden) {
  const auto draw = [&] {
    ui.node({.name = "door", .rect = {0, 0, 100, 100}, .stop = false});
    secondary_button(ui, "one", {100, 100, 200, 100}, "One");
  };
  frame({}, draw);
  for (int i = 0; i < 3; ++i) {
    press_key(ActionKey::tab, draw);
    EXPECT_EQ(ui.focus(), node_id("one"));
  }
}

TEST_F(UiTest, a_tap_is_press_and_release_on_the_same_thing) {
  int taps = 0;
  const auto draw = [&] {
    if (secondary_button(ui, "one", {100, 100, 200, 100}, "One")) ++taps;
    if (secondary_button(ui, "off", {400, 100, 200, 100}, "Off", {.enabled = false})) ++taps;
  };
  frame({}, draw);
  tap({150, 150}, draw);
  EXPECT_EQ(taps, 1);
  tap({450, 150}, draw);
  EXPECT_EQ(taps, 1) << "disabled";
  Input press, release;
  press.pointer = {150, 150}, press.down = press.pressed = true;
  release.pointer = {700, 150}, release.released = true;
  frame(press, draw);
  frame(release, draw);
  EXPECT_EQ(taps, 1) << "slid off";
}

TEST_F(UiTest, a_sheet_covers_what_lies_below) {
  int below = 0, above = 0;
  const auto draw = [&] {
    if (secondary_button(ui, "below", {100, 100, 400, 400}, "Below")) ++below;
    ui.barrier();
    if (secondary_button(ui, "above", {200, 200, 100, 100}, "Above")) ++above;
  };
  frame({}, draw);
  tap({120, 120}, draw);
  tap({250, 250}, draw);
  EXPECT_EQ(below, 0);
  EXPECT_EQ(above, 1);
  press_key(ActionKey::tab, draw);
  EXPECT_EQ(ui.focus(), node_id("above"));
  press_key(ActionKey::tab, draw);
  EXPECT_EQ(ui.focus(), node_id("above")) << "the focus stays in the sheet";
}

TEST_F(UiTest, focus_order_follows_the_reading_order_and_arrows_the_place) {
  int pressed = 0;
  const auto draw = [&] {
    secondary_button(ui, "a", {100, 100, 100, 80}, "A");
    secondary_button(ui, "b", {300, 100, 100, 80}, "B");
    secondary_button(ui, "off", {500, 100, 100, 80}, "Off", {.enabled = false});
    secondary_button(ui, "c", {100, 300, 100, 80}, "C");
    if (primary_button(ui, "go", {100, 500, 300, 120}, "Go")) ++pressed;
  };
  frame({}, draw);
  const auto expect = [&](ActionKey key, std::string_view name) {
    press_key(key, draw);
    EXPECT_EQ(ui.focus(), node_id(name)) << name;
    EXPECT_TRUE(ui.focus_visible());
  };
  expect(ActionKey::tab, "a");
  expect(ActionKey::tab, "b");
  expect(ActionKey::tab, "c");
  expect(ActionKey::shift_tab, "b");
  expect(ActionKey::left, "a");
  expect(ActionKey::down, "c");
  expect(ActionKey::down, "go");
  expect(ActionKey::up, "c");
  expect(ActionKey::up, "a");
  expect(ActionKey::shift_tab, "go");
  press_key(ActionKey::enter, draw);
  EXPECT_EQ(pressed, 1);
}

TEST_F(UiTest, what_moves_money_wants_a_press_that_stands_alone) {
  int yes = 0, no = 0, next = 0;
  bool asked = true;
  const auto draw = [&] {
    if (asked) {
      if (primary_button(ui, "yes", {48, 300, 400, 104}, "Yes", {.moves_money = true})) ++yes;
      if (secondary_button(ui, "no", {48, 500, 400, 104}, "No", {.is_cancel = true, .moves_money = true})) ++no;
    } else if (primary_button(ui, "next", {48, 700, 400, 104}, "Next", {.moves_money = true})) {
      ++next;
    }
  };
  frame({}, draw);
  press_key(ActionKey::enter, draw);
  press_key(ActionKey::enter, draw);
  press_key(ActionKey::escape, draw);
  frame({}, draw);
  EXPECT_EQ(yes + no, 0) << "a scanner's";
  press_key(ActionKey::alone, draw);
  EXPECT_EQ(no, 1) << "the last press is the one that stood alone";
  press_key(ActionKey::enter, draw);
  press_key(ActionKey::alone, draw);
  press_key(ActionKey::alone, draw);
  EXPECT_EQ(yes, 1) << "once";
  press_key(ActionKey::enter, draw);
  press_key(ActionKey::tab, draw);
  press_key(ActionKey::alone, draw);
  EXPECT_EQ(yes, 1) << "another key came between";
  press_key(ActionKey::enter, draw);
  asked = false;
  frame({}, draw);
  press_key(ActionKey::alone, draw);
  EXPECT_EQ(yes + next, 1) << "the press was for a question that is gone";
  tap(find("next")->rect.center(), draw);
  EXPECT_EQ(next, 1) << "a finger is nobody's scanner";
}

TEST_F(UiTest, enter_presses_the_primary_and_escape_the_way_back) {
  int went = 0, back = 0;
  TextEdit edit;
  const auto draw = [&] {
    text_field(ui, "name", {100, 100, 400, 104}, edit, {});
    if (primary_button(ui, "next", {100, 500, 300, 120}, "Next")) ++went;
    ButtonOptions options;
    options.is_cancel = true;
    if (quiet_button(ui, "back", {100, 700, 300, 88}, "Back", options)) ++back;
  };
  ui.focus_text("name");
  frame({}, draw);
  press_key(ActionKey::enter, draw);
  press_key(ActionKey::escape, draw);
  EXPECT_EQ(went, 1);
  EXPECT_EQ(back, 1);
}

TEST_F(UiTest, keys_on_the_screen_and_real_keys_type_into_the_caret) {
  TextEdit edit(9, Accepts::digits), other;
  const auto draw = [&] {
    text_field(ui, "phone", {48, 300, 984, 136}, edit, {});
    text_field(ui, "name", {48, 600, 984, 104}, other, {});
    number_pad(ui, {48, 900, 984, 700});
  };
  frame({}, draw);
  tap({100, 350}, draw); // the field
  EXPECT_EQ(ui.text_focus(), node_id("phone"));
  tap(find("key.6")->rect.center(), draw);
  tap(find("key.1")->rect.center(), draw);
  type("2x2", draw);
  EXPECT_EQ(edit.text(), "6122");
  tap(find("key.backspace")->rect.center(), draw);
  EXPECT_EQ(edit.text(), "612");
  EXPECT_EQ(other.text(), "");
}

TEST_F(UiTest, a_secret_goes_into_its_buffer_and_nowhere_else) {
  engine::SecretBuffer secret(16);
  const auto draw = [&] {
    secret_field(ui, "card.number", {48, 500, 900, 128}, secret, {.style = SecretStyle::card_number, .digits = 16});
  };
  ui.focus_text("card.number");
  frame({}, draw);
  type("8600 1234x5678", draw);
  EXPECT_EQ(secret.reveal(), "860012345678");
  type("\b", draw);
  type("99999999", draw);
  EXPECT_EQ(secret.size(), 16U);
  EXPECT_TRUE(ui.typed().empty());
  for (const auto& node : ui.nodes()) EXPECT_EQ(node.value.find("8600"), std::string::npos);
}

TEST_F(UiTest, a_list_follows_the_finger_and_a_drag_is_no_tap) {
  int taps = 0;
  float offset = 0;
  const auto draw = [&] {
    const Rect area{0, 200, 1080, 1000};
    offset = ui.scroll("list", area, 3000);
    const Canvas::Clip clip(canvas, area);
    if (secondary_button(ui, "row", {48, 300 - offset, 900, 100}, "Row")) ++taps;
  };
  frame({}, draw);
  Input press, move, release;
  press.pointer = {100, 350}, press.down = press.pressed = true;
  move.pointer = {100, 250}, move.down = true;
  release.pointer = {100, 250}, release.released = true;
  frame(press, draw);
  frame(move, draw);
  EXPECT_EQ(offset, 100);
  frame(release, draw);
  EXPECT_EQ(taps, 0);
  for (int i = 0; i < 400; ++i) frame({}, draw);
  EXPECT_GT(offset, 100) << "it runs on";
  EXPECT_EQ(ui.next_frame(), engine::Instant::max()) << "and comes to rest";
  ui.scroll_to("list", 99999);
  frame({}, draw);
  EXPECT_EQ(offset, 2000) << "bounded";
}

TEST_F(UiTest, nothing_asks_for_frames_at_rest) {
  frame({}, [&] { toggle(ui, "t", {0, 0, 100, 60}, "T", false); });
  EXPECT_EQ(ui.next_frame(), engine::Instant::max());
  frame({}, [&] { toggle(ui, "t", {0, 0, 100, 60}, "T", true); });
  EXPECT_LE(ui.next_frame(), now) << "the knob moves";
  for (int i = 0; i < 10; ++i) frame({}, [&] { toggle(ui, "t", {0, 0, 100, 60}, "T", true); });
  EXPECT_EQ(ui.next_frame(), engine::Instant::max());
}

TEST_F(UiTest, a_wrong_translation_falls_back_to_english) {
  class Broken : public engine::Words {
  public:
    [[nodiscard]] std::string_view text(engine::Language, std::string_view id) const override {
      return id == "{} pieces" ? "{} {} dana" : "{ dana";
    }
  } broken;
  Ui other(canvas, {&gate, &broken, nullptr});
  canvas.begin({1, {}}, 1080, 1920, false);
  other.begin({gate.view(), gate.catalog(), now, {}, make_zones(false, false), make_theme(Scheme::light)}, {});
  EXPECT_EQ(trf(other, "{} pieces", 7), "7 pieces");
  EXPECT_EQ(trf(other, "Sum: {}", "5"), "Sum: 5");
}

TEST(Zones, stand_where_the_grid_says) {
  const auto p = make_zones(false, false);
  EXPECT_EQ(p.action, (Rect{48, 1648, 984, 128}));
  EXPECT_EQ(p.content, (Rect{48, 200, 984, 1424}));
  EXPECT_EQ(p.keyboard, (Rect{36, 1036, 1008, 576}));
  EXPECT_EQ(p.utility, (Rect{48, 1800, 984, 96}));
  for (const bool landscape : {false, true})
    for (const bool large : {false, true}) {
      const auto z = make_zones(landscape, large);
      for (const auto& r : {z.top_bar, z.steps, z.content, z.main, z.pad, z.action, z.utility, z.keyboard, z.sheet})
        EXPECT_EQ(r.intersection(z.screen), r) << landscape << large;
      EXPECT_FALSE(z.main.overlaps(z.action) && landscape);
      EXPECT_FALSE(z.keyboard.overlaps(z.action)) << "the keyboard never covers the action bar";
      EXPECT_GE(z.action.h, 72);
    }
}

} // namespace
} // namespace kiosk
