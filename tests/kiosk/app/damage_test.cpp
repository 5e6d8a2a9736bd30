#include "kiosk/app/damage.h"
#include "kiosk/app/input_queue.h"
#include "kiosk/app/screen_host.h"
#include "kiosk/design/canvas.h"
#include "kiosk/design/glyphs.h"
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

namespace kiosk {
namespace {

class DamageTest : public ::testing::Test {
protected:
  Glyphs glyphs;
  Canvas canvas{glyphs};
  Damage damage;
  template <class Draw> std::vector<PixelRect> frame(Draw draw, int w = 1080, int h = 1920) {
    canvas.begin({1, {}}, w, h, false);
    canvas.fill({0, 0, static_cast<float>(w), static_cast<float>(h)}, Color::hex(0xFAF6EF));
    draw();
    return damage.update(canvas.list(), w, h);
  }
};

bool covers(const std::vector<PixelRect>& rects, int x, int y) {
  for (const auto& r : rects)
    if (x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h) return true;
  return false;
}
long pixels(const std::vector<PixelRect>& rects) {
  long sum = 0;
  for (const auto& r : rects) sum += static_cast<long>(r.w) * r.h;
  return sum;
}

TEST_F(DamageTest, the_first_frame_is_all_and_the_same_frame_is_nothing) {
  const auto draw = [&] { canvas.rounded({100, 100, 300, 200}, 16, Color::hex(0x0B5F5C)); };
  EXPECT_EQ(frame(draw), (std::vector<PixelRect>{{0, 0, 1080, 1920}}));
  EXPECT_TRUE(frame(draw).empty());
  damage.reset();
  EXPECT_EQ(pixels(frame(draw)), 1080L * 1920);
  EXPECT_EQ(pixels(frame(draw, 540, 960)), 540L * 960) << "another size";
}

TEST_F(DamageTest, a_change_costs_its_own_place) {
  const auto draw = [&](Color color, float x) {
    canvas.rounded({100, 100, 300, 200}, 16, Color::hex(0x0B5F5C));
    canvas.rounded({x, 1000, 100, 80}, 16, color);
  };
  frame([&] { draw(Color::hex(0xFFFFFF), 600); });
  const auto recoloured = frame([&] { draw(Color::hex(0xDCECE9), 600); });
  EXPECT_TRUE(covers(recoloured, 601, 1001) && covers(recoloured, 699, 1079));
  EXPECT_FALSE(covers(recoloured, 200, 200));
  EXPECT_LT(pixels(recoloured), 40000);
  const auto moved = frame([&] { draw(Color::hex(0xDCECE9), 300); });
  EXPECT_TRUE(covers(moved, 650, 1040) && covers(moved, 350, 1040)) << "where it was and where it is";
  EXPECT_FALSE(covers(moved, 500, 1040));
}

TEST_F(DamageTest, order_counts) {
  const Rect box{100, 100, 100, 100};
  frame([&] { canvas.fill(box, Color::hex(1)), canvas.fill(box, Color::hex(2)); });
  EXPECT_TRUE(covers(frame([&] { canvas.fill(box, Color::hex(2)), canvas.fill(box, Color::hex(1)); }), 150, 150));
}

TEST_F(DamageTest, rectangles_do_not_overlap_and_many_become_one) {
  const auto dots = [&](int n, Color color) {
    return frame([&] {
      for (int i = 0; i < n; ++i)
        canvas.fill({static_cast<float>(100 + 100 * (i % 9)), static_cast<float>(100 + 150 * (i / 3)), 20, 20}, color);
    });
  };
  dots(6, Color::hex(1));
  const auto few = dots(6, Color::hex(2));
  for (std::size_t a = 0; a < few.size(); ++a)
    for (std::size_t b = a + 1; b < few.size(); ++b)
      EXPECT_FALSE(few[a].x < few[b].x + few[b].w && few[b].x < few[a].x + few[a].w && few[a].y < few[b].y + few[b].h &&
                   few[b].y < few[a].y + few[a].h);
  dots(27, Color::hex(1));
  EXPECT_LE(dots(27, Color::hex(2)).size(), 10U);
}

TEST_F(DamageTest, a_cut_list_stays_inside_its_rectangle) {
  frame([&] {
    canvas.rounded({100, 100, 300, 200}, 16, Color::hex(0x0B5F5C));
    canvas.text({100, 1000}, "Dawam etiw", {Type::t40, Color::hex(0), Weight::bold});
  });
  ImDrawListSharedData shared;
  ImDrawList cut(&shared);
  cut_to(canvas.list(), {80, 960, 400, 120}, cut);
  EXPECT_GT(cut.IdxBuffer.Size, 0);
  EXPECT_LT(cut.IdxBuffer.Size, canvas.list().IdxBuffer.Size);
  for (const auto& cmd : cut.CmdBuffer) {
    EXPECT_GE(cmd.ClipRect.x, 80);
    EXPECT_LE(cmd.ClipRect.w, 1080);
    EXPECT_GE(cmd.ClipRect.y, 960);
  }
}

TEST(InputQueue, gives_one_edge_a_frame_and_loses_none) {
  InputQueue queue;
  for (int i = 0; i < 3; ++i) queue.pointer({10, 10}, true), queue.pointer({10, 10}, false);
  int presses = 0, releases = 0;
  while (!queue.empty()) {
    Input input;
    queue.next(input);
    EXPECT_NE(input.pressed, input.released);
    presses += input.pressed, releases += input.released;
  }
  EXPECT_EQ(presses, 3);
  EXPECT_EQ(releases, 3);
}

TEST(InputQueue, text_before_a_tap_stays_before_it) {
  InputQueue queue;
  queue.text("12");
  queue.key(ActionKey::tab);
  queue.text("3");
  queue.pointer({5, 5}, true);
  Input first, second, third, fourth;
  queue.next(first);
  EXPECT_EQ(first.typed.text(), "12");
  EXPECT_TRUE(first.keys.empty());
  queue.next(second);
  EXPECT_EQ(second.keys.size(), 1U);
  EXPECT_TRUE(second.typed.empty());
  queue.next(third);
  EXPECT_EQ(third.typed.text(), "3");
  EXPECT_FALSE(third.pressed);
  queue.next(fourth);
  EXPECT_TRUE(fourth.pressed);
}

TEST(InputQueue, only_the_first_finger_points) {
  InputQueue queue;
  EXPECT_TRUE(queue.finger(7, {10, 10}, true));
  EXPECT_FALSE(queue.finger(8, {90, 90}, true));
  queue.finger_move(8, {95, 95});
  EXPECT_FALSE(queue.finger(8, {90, 90}, false));
  queue.finger_move(7, {20, 20});
  EXPECT_TRUE(queue.finger(7, {20, 20}, false));
  Input press, release;
  queue.next(press), queue.next(release);
  EXPECT_TRUE(press.pressed);
  EXPECT_TRUE(release.released);
  EXPECT_EQ(release.pointer, (Point{20, 20}));
  EXPECT_TRUE(queue.finger(8, {1, 1}, true)) << "free again";
}

TEST(Layers, follow_the_stage_and_what_the_person_opened) {
  using engine::StageKind;
  const auto layers = [](StageKind stage, const std::function<void(engine::View&, Navigation&)>& edit = {}) {
    engine::View view;
    Navigation nav;
    view.stage = stage;
    if (edit) edit(view, nav);
    std::string text;
    for (const auto layer : layers_of(view, nav)) text += (text.empty() ? "" : "+") + std::string(traits(layer).name);
    return text;
  };
  EXPECT_EQ(layers(StageKind::attract), "attract");
  EXPECT_EQ(layers(StageKind::attract, [](auto& v, auto&) { v.out_of_service = true; }), "out_of_service");
  EXPECT_EQ(layers(StageKind::attract, [](auto&, auto& n) { n.order_status = true; }), "order_status");
  EXPECT_EQ(layers(StageKind::shopping), "catalog");
  EXPECT_EQ(layers(StageKind::shopping, [](auto&, auto& n) { n.show_cart(); }), "cart");
  EXPECT_EQ(layers(StageKind::shopping, [](auto&, auto& n) { n.show_product(5); }), "product");
  EXPECT_EQ(layers(StageKind::receiver, [](auto&, auto& n) { n.sign_in = true; }), "sign_in");
  EXPECT_EQ(layers(StageKind::price_changes), "payment+price_changes");
  EXPECT_EQ(layers(StageKind::ordering), "processing");
  EXPECT_EQ(layers(StageKind::sms, [](auto&, auto& n) { n.help = true; }), "sms+help");
  EXPECT_EQ(layers(StageKind::cash, [](auto& v, auto& n) { v.question = engine::QuestionKind::leave_part_paid, n.help = true; }),
            "cash+question");
  EXPECT_EQ(layers(StageKind::cash, [](auto& v, auto& n) { v.cash.overpay.emplace(), n.help = true; }), "cash")
      << "nothing covers a note in escrow";
  EXPECT_EQ(layers(StageKind::shopping, [](auto&, auto& n) { n.idle_until = engine::Instant{}; }), "catalog+idle");
  EXPECT_EQ(layers(StageKind::shopping, [](auto& v, auto&) { v.staff.logged_in = true; }), "staff");
}

} // namespace
} // namespace kiosk
