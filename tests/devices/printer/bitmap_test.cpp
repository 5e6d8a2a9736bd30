// Whole bytes at a time must come to the same as dot by dot, at every offset and edge.
#include "devices/printer/bitmap.h"
#include <gtest/gtest.h>
#include <random>

using devices::printer::Bitmap;

namespace {

Bitmap speckled(int width, int height, std::mt19937& random) {
  Bitmap picture(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (random() % 3 == 0) picture.set(x, y);
  return picture;
}

} // namespace

TEST(Bitmap, DrawIsDotByDot) {
  std::mt19937 random{7};
  for (const int width : {1, 7, 8, 9, 16, 31})
    for (const int other_width : {1, 5, 8, 13})
      for (int x = -15; x < width + 9; ++x)
        for (const int y : {-2, 0, 3}) {
          const auto under = speckled(width, 4, random), over = speckled(other_width, 3, random);
          auto drawn = under, expected = under;
          drawn.draw(over, x, y);
          for (int dy = 0; dy < over.height(); ++dy)
            for (int dx = 0; dx < over.width(); ++dx)
              if (over.get(dx, dy)) expected.set(x + dx, y + dy);
          ASSERT_EQ(drawn, expected) << width << " dots, " << other_width << " at " << x << ", " << y;
        }
}

TEST(Bitmap, FillIsDotByDot) {
  std::mt19937 random{11};
  for (const int width : {1, 7, 8, 9, 24, 29})
    for (int x = -9; x < width + 2; ++x)
      for (const int filled : {0, 1, 3, 8, 9, 40})
        for (const bool black : {true, false}) {
          auto picture = speckled(width, 5, random);
          auto expected = picture;
          picture.fill(x, -1, filled, 4, black);
          for (int dy = -1; dy < 3; ++dy)
            for (int dx = x; dx < x + filled; ++dx) expected.set(dx, dy, black);
          ASSERT_EQ(picture, expected) << width << " dots, " << filled << " from " << x;
        }
}
