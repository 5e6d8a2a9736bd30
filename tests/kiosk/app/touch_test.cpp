#include "kiosk/app/x_touch.h"
#include <gtest/gtest.h>
#include <utility>

namespace kiosk {
namespace {

using engine::Turn;

std::pair<float, float> on_the_picture(Turn turn, float x, float y) {
  const auto m = touch_matrix(turn);
  return {m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]};
}

// A finger at the panel's upper left corner, and one a little to the right of it.
TEST(TouchTest, ACornerOfThePanelIsTheCornerOfThePictureThatIsShownThere) {
  EXPECT_EQ(on_the_picture(Turn::none, 0, 0), std::pair(0.0F, 0.0F));
  EXPECT_EQ(on_the_picture(Turn::left, 0, 0), std::pair(1.0F, 0.0F)); // the picture's upper right
  EXPECT_EQ(on_the_picture(Turn::right, 0, 0), std::pair(0.0F, 1.0F));
  EXPECT_EQ(on_the_picture(Turn::inverted, 0, 0), std::pair(1.0F, 1.0F));
  EXPECT_EQ(on_the_picture(Turn::left, 0.25F, 0), std::pair(1.0F, 0.25F)); // down along its right edge
  EXPECT_EQ(on_the_picture(Turn::right, 0.25F, 0), std::pair(0.0F, 0.75F));
  EXPECT_EQ(on_the_picture(Turn::inverted, 0.25F, 0), std::pair(0.75F, 1.0F));
}

TEST(TouchTest, LeftAndRightUndoEachOther) {
  const auto [x, y] = on_the_picture(Turn::left, 0.25F, 0.125F);
  EXPECT_EQ(on_the_picture(Turn::right, x, y), std::pair(0.25F, 0.125F));
}

} // namespace
} // namespace kiosk
