#include "kiosk/design/illustration.h"
#include <array>
#include <cmath>
#include <numbers>

namespace kiosk {
namespace {

constexpr float turn = 2 * std::numbers::pi_v<float>;

/// A sheet of 1080 x 504 on which things are drawn, placed and scaled on the canvas.
class Sheet {
public:
  Sheet(Canvas& canvas, Point origin, float k) : canvas_(canvas), origin_(origin), k_(k) {}
  [[nodiscard]] Point at(float x, float y) const { return origin_ + Point{x, y} * k_; }
  void circle(float x, float y, float r, std::uint32_t rgb) const { canvas_.circle(at(x, y), r * k_, Color::hex(rgb)); }
  void ellipse(float x, float y, float rx, float ry, std::uint32_t rgb, float angle = 0) const {
    canvas_.ellipse(at(x, y), rx * k_, ry * k_, Color::hex(rgb), angle);
  }
  void shade(float x, float y, float rx, float ry) const { canvas_.ellipse(at(x, y), rx * k_, ry * k_, Color::hex(0x3A2A00).fade(0.14F)); }
  void box(float x0, float y0, float x1, float y1, std::uint32_t rgb, float radius = 0) const {
    const auto a = at(x0, y0);
    const Rect r{a.x, a.y, (x1 - x0) * k_, (y1 - y0) * k_};
    if (radius > 0) canvas_.rounded(r, radius * k_, Color::hex(rgb));
    else canvas_.fill(r, Color::hex(rgb));
  }
  void shape(std::vector<Point> points, std::uint32_t rgb) const {
    for (auto& p : points) p = at(p.x, p.y);
    canvas_.polygon(points, Color::hex(rgb));
  }
  void stroke(std::vector<Point> points, float width, std::uint32_t rgb) const {
    for (auto& p : points) p = at(p.x, p.y);
    canvas_.stroke(points, Color::hex(rgb), width * k_);
  }
  void word(float x, float y, float w, std::string_view text, Type type, std::uint32_t rgb) const {
    const auto a = at(x - w / 2, y - 40);
    while (type > Type::t24 && canvas_.text_width(text, type, Weight::bold) > w * k_) type = static_cast<Type>(static_cast<int>(type) - 1);
    canvas_.text_in({a.x, a.y, w * k_, 80 * k_}, text, {type, Color::hex(rgb), Weight::bold}, Align::center);
  }

private:
  Canvas& canvas_;
  Point origin_;
  float k_;
};

void add_curve(std::vector<Point>& into, Point from, Point a, Point b, Point to) {
  for (int i = 0; i <= 14; ++i) {
    const float t = static_cast<float>(i) / 14, u = 1 - t;
    into.push_back(from * (u * u * u) + a * (3 * u * u * t) + b * (3 * u * t * t) + to * (t * t * t));
  }
}

std::vector<Point> lower_half(float x, float y, float r) {
  std::vector<Point> points;
  for (int i = 0; i <= 48; ++i) {
    const float angle = turn / 2 * static_cast<float>(i) / 48;
    points.push_back({x + std::cos(angle) * r, y + std::sin(angle) * r});
  }
  return points;
}

void melon(const Sheet& s) {
  s.shade(230, 502, 150, 9);
  constexpr std::array<std::pair<float, std::uint32_t>, 4> rings{{{167, 0x2F6B34}, {152, 0x5B9C4A}, {140, 0xE8EBC6}, {129, 0xDE3D3B}}};
  for (const auto& [r, rgb] : rings) s.shape(lower_half(230, 328, r), rgb);
  s.shape({{101, 328}, {359, 328}, {358, 343}, {102, 343}}, 0xEF625A);
  constexpr std::array<Point, 7> seeds{{{150, 370}, {200, 366}, {260, 366}, {230, 385}, {173, 408}, {287, 408}, {230, 435}}};
  for (const auto p : seeds) s.ellipse(p.x, p.y, 7.5F, 12.5F, 0x3A1413);
}

void bottle(const Sheet& s) {
  s.shade(612, 470, 110, 12);
  std::vector<Point> body{{581, 112}};
  add_curve(body, {581, 146}, {545, 160}, {515, 192}, {515, 246});
  body.push_back({515, 462}), body.push_back({709, 462});
  add_curve(body, {709, 246}, {709, 192}, {679, 160}, {643, 146});
  body.push_back({643, 112});
  s.shape(body, 0xF0B429);
  std::vector<Point> side{{666, 268}};
  add_curve(side, {665, 240}, {664, 200}, {660, 170}, {652, 150});
  add_curve(side, {652, 150}, {683, 162}, {709, 194}, {709, 246});
  side.push_back({709, 268});
  s.shape(side, 0xD99A14);
  s.box(577, 62, 647, 114, 0xC8311F, 11);
  std::vector<Point> shine;
  add_curve(shine, {542, 242}, {540, 212}, {548, 192}, {569, 176});
  s.stroke(shine, 15, 0xFFE08F);
  s.box(515, 268, 709, 416, 0xFFF8E6);
  for (int i = 0; i < 12; ++i) {
    const float part = static_cast<float>(i) / 12;
    s.ellipse(612 + std::sin(part * turn) * 41, 330 - std::cos(part * turn) * 41, 10, 19, 0xF2A71B, part);
  }
  s.circle(612, 330, 25, 0x6B3E12);
}

void milk(const Sheet& s, std::string_view word) {
  s.shade(824, 458, 116, 12);
  s.box(729, 217, 871, 450, 0xF4F8FB), s.box(871, 217, 918, 450, 0xD5DFE7);
  s.shape({{763, 149}, {871, 149}, {871, 217}, {729, 217}}, 0xE5ECF2);
  s.shape({{871, 149}, {884, 149}, {871, 217}}, 0xF4F8FB);
  s.shape({{884, 149}, {918, 217}, {871, 217}}, 0xD5DFE7);
  s.box(763, 101, 884, 149, 0x1D6FB8), s.shape({{884, 101}, {884, 149}, {871, 149}}, 0x155190);
  std::vector<Point> label{{729, 291}, {871, 291}};
  for (int i = 0; i <= 20; ++i) {
    const float x = 871 - 142 * static_cast<float>(i) / 20;
    label.push_back({x, 364 + 7 * std::sin((x - 729) / 142 * turn)});
  }
  s.shape(label, 0x1D6FB8);
  s.box(871, 291, 918, 362, 0x155190);
  s.box(729, 402, 871, 404, 0xDCE5EC);
  s.word(800, 325, 136, word, Type::t56, 0xFFFFFF);
}

void honey(const Sheet& s, std::string_view word) {
  s.shade(944, 484, 84, 9);
  s.box(860, 306, 1022, 481, 0xD9870F, 26);
  std::vector<Point> side;
  add_curve(side, {978, 306}, {984, 330}, {988, 350}, {990, 362});
  side.insert(
      side.end(),
      {{990, 440}, {988, 481}, {1000, 480}, {1012, 476}, {1020, 466}, {1022, 455}, {1022, 332}, {1019, 320}, {1010, 310}, {998, 306}});
  s.shape(side, 0xBD6F08);
  s.box(873, 270, 1008, 310, 0xC9A227, 9), s.box(874, 270, 1007, 284, 0xDDBB48, 8);
  std::vector<Point> shine;
  add_curve(shine, {880, 350}, {881, 340}, {883, 330}, {889, 324});
  s.stroke(shine, 11, 0xFFD98A);
  s.box(860, 362, 1022, 440, 0xFFF4DC);
  s.shape({{941, 372}, {968, 387}, {968, 417}, {941, 432}, {914, 417}, {914, 387}}, 0xF2A71B);
  s.word(941, 402, 84, word, Type::t30, 0x5E3606);
}

void tomato(const Sheet& s, float x, float y, float r) {
  s.circle(x, y, r, 0xC8311F);
  s.circle(x - r * 0.06F, y - r * 0.06F, r * 0.90F, 0xDD4632);
  s.ellipse(x - r * 0.36F, y - r * 0.45F, r * 0.21F, r * 0.11F, 0xF0B5A2, -0.09F);
  const float top = y - r * 0.74F;
  s.shape({{x - r * 0.56F, top - r * 0.06F},
           {x - r * 0.2F, top - r * 0.02F},
           {x - r * 0.32F, top - r * 0.24F},
           {x - r * 0.02F, top - r * 0.12F},
           {x + r * 0.30F, top - r * 0.24F},
           {x + r * 0.16F, top - r * 0.02F},
           {x + r * 0.52F, top},
           {x + r * 0.20F, top + r * 0.12F},
           {x + r * 0.34F, top + r * 0.44F},
           {x + r * 0.06F, top + r * 0.22F},
           {x - r * 0.04F, top + r * 0.60F},
           {x - r * 0.14F, top + r * 0.20F},
           {x - r * 0.46F, top + r * 0.30F},
           {x - r * 0.24F, top + r * 0.08F}},
          0x3C7A2E);
}

void tomatoes(const Sheet& s) {
  s.shade(626, 500, 116, 9);
  tomato(s, 577, 437, 55);
  tomato(s, 671, 440, 58);
  tomato(s, 628, 385, 56);
}

void grapes(const Sheet& s) {
  s.stroke({{822, 392}, {824, 372}, {838, 346}}, 7, 0x6B4423);
  std::vector<Point> leaf;
  add_curve(leaf, {828, 372}, {838, 346}, {866, 346}, {885, 360});
  add_curve(leaf, {885, 360}, {876, 384}, {848, 386}, {828, 372});
  s.shape(leaf, 0x5C9440);
  constexpr std::array<Point, 16> berries{{{789, 399},
                                           {814, 396},
                                           {842, 399},
                                           {867, 411},
                                           {775, 426},
                                           {801, 424},
                                           {828, 420},
                                           {853, 426},
                                           {787, 449},
                                           {812, 447},
                                           {838, 448},
                                           {802, 472},
                                           {828, 472},
                                           {816, 492},
                                           {840, 436},
                                           {800, 410}}};
  for (std::size_t i = 0; i < berries.size(); ++i) {
    const auto p = berries.at(i);
    s.circle(p.x, p.y, 17, i % 3 == 1 ? 0x7B4B82 : i % 3 == 2 ? 0x6F4277 : 0x63396B);
    s.circle(p.x - 6, p.y - 5, 4, 0xB58CC0);
  }
}

void bread(const Sheet& s) {
  s.shade(415, 492, 110, 12);
  s.circle(415, 364, 131, 0xB56D22), s.circle(415, 364, 126, 0xD08B38), s.circle(415, 364, 116, 0xDD9C47);
  std::vector<Point> shine;
  for (int i = 0; i <= 16; ++i) {
    const float angle = (0.575F + 0.155F * static_cast<float>(i) / 16) * turn;
    shine.push_back({415 + std::cos(angle) * 107, 364 + std::sin(angle) * 107});
  }
  s.stroke(shine, 13, 0xEFC07C);
  s.circle(415, 364, 82, 0xC98431), s.circle(415, 364, 77, 0xE9BD73);
  constexpr std::array<std::pair<int, float>, 4> rings{{{7, 15.0F}, {13, 31.0F}, {16, 46.0F}, {18, 61.0F}}};
  for (const auto& [count, r] : rings)
    for (int i = 0; i < count; ++i) {
      const float angle = turn * (static_cast<float>(i) + r * 0.02F) / static_cast<float>(count);
      s.circle(415 + std::cos(angle) * r, 364 + std::sin(angle) * r, 3.8F, 0x955A1C);
    }
  for (int i = 0; i < 30; ++i) { // sesame, scattered by the golden angle
    const float angle = turn * 0.381966F * static_cast<float>(i), r = 91 + static_cast<float>(i * 7 % 24);
    s.ellipse(415 + std::cos(angle) * r, 364 + std::sin(angle) * r, 5.4F, 2.9F, 0xF6DFA6, static_cast<float>(i * 5 % 16) / 16);
  }
}

} // namespace

void draw_still_life(Canvas& canvas, const Palette& palette, const Rect& box, const StillLifeWords& words) {
  const Canvas::Clip clip(canvas, box);
  const float k = box.w / 1080;
  const Sheet s(canvas, {box.x, box.bottom() - 504 * k}, k);
  canvas.circle(s.at(690, 344), 340 * k, palette.saffron);
  canvas.circle(s.at(690, 344), 272 * k, mix(palette.saffron, Color::hex(0xFFFFFF), 0.22F));
  milk(s, words.milk);
  bottle(s);
  honey(s, words.honey);
  melon(s);
  bread(s);
  tomatoes(s);
  grapes(s);
}

} // namespace kiosk
