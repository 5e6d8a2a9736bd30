#include "kiosk/design/icons.h"
#include "kiosk/design/icons_text.h"
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <numbers>

namespace kiosk {
namespace {

/// Reads the drawing language that heads assets/icons/icons.txt.
class Reader {
public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<IconStroke> read() {
    for (char command = 0; skip_spaces();) {
      if (std::string_view("MLCQZOARD").find(rest_.front()) != std::string_view::npos) {
        command = rest_.front();
        rest_.remove_prefix(1);
        if (command == 'Z') strokes_.back().closed = true;
        if (command == 'Z') continue;
      }
      if (!apply(command)) return {};
    }
    return std::move(strokes_);
  }

private:
  bool skip_spaces() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    return !rest_.empty();
  }
  float number() {
    skip_spaces();
    float value = 0;
    const auto result = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (result.ec != std::errc{}) {
      failed_ = true;
      rest_ = {};
      return 0;
    }
    rest_.remove_prefix(static_cast<std::size_t>(result.ptr - rest_.data()));
    return value;
  }
  Point point() {
    const float x = number();
    return {x, number()};
  }
  void arc(Point c, float r, float from, float to, std::vector<Point>& into) const {
    const int steps = std::max(8, static_cast<int>(std::abs(to - from) / 7.5F));
    for (int i = 0; i <= steps; ++i) {
      const float a = (from + (to - from) * static_cast<float>(i) / static_cast<float>(steps)) * std::numbers::pi_v<float> / 180;
      into.push_back({c.x + std::cos(a) * r, c.y + std::sin(a) * r});
    }
  }
  bool apply(char command) {
    switch (command) {
    case 'M': strokes_.push_back({{point()}, false, false}); break;
    case 'L':
      if (strokes_.empty()) return false;
      strokes_.back().points.push_back(point());
      break;
    case 'C': {
      if (strokes_.empty()) return false;
      const auto a = strokes_.back().points.back(), b = point(), c = point(), d = point();
      for (int i = 1; i <= 12; ++i) {
        const float t = static_cast<float>(i) / 12, u = 1 - t;
        strokes_.back().points.push_back(a * (u * u * u) + b * (3 * u * u * t) + c * (3 * u * t * t) + d * (t * t * t));
      }
      break;
    }
    case 'Q': {
      if (strokes_.empty()) return false;
      const auto a = strokes_.back().points.back(), b = point(), c = point();
      for (int i = 1; i <= 8; ++i) {
        const float t = static_cast<float>(i) / 8, u = 1 - t;
        strokes_.back().points.push_back(a * (u * u) + b * (2 * u * t) + c * (t * t));
      }
      break;
    }
    case 'O':
    case 'D': {
      const auto c = point();
      IconStroke stroke{{}, true, command == 'D'};
      arc(c, number(), 0, 360, stroke.points);
      stroke.points.pop_back();
      strokes_.push_back(std::move(stroke));
      break;
    }
    case 'A': {
      const auto c = point();
      const float r = number(), from = number(), to = number();
      IconStroke stroke;
      arc(c, r, from, to, stroke.points);
      strokes_.push_back(std::move(stroke));
      break;
    }
    case 'R': {
      const float x = number(), y = number(), w = number(), h = number(), r = number();
      IconStroke stroke{{}, true, false};
      arc({x + w - r, y + r}, r, -90, 0, stroke.points);
      arc({x + w - r, y + h - r}, r, 0, 90, stroke.points);
      arc({x + r, y + h - r}, r, 90, 180, stroke.points);
      arc({x + r, y + r}, r, 180, 270, stroke.points);
      strokes_.push_back(std::move(stroke));
      break;
    }
    default: return false;
    }
    return !failed_;
  }

  std::string_view rest_;
  std::vector<IconStroke> strokes_;
  bool failed_ = false;
};

constexpr auto every_icon = std::to_array<Icon>({
#define KIOSK_ICON(name) Icon::name,
    KIOSK_ICONS(KIOSK_ICON)
#undef KIOSK_ICON
});
constexpr auto every_name = std::to_array<std::string_view>({
#define KIOSK_ICON(name) #name,
    KIOSK_ICONS(KIOSK_ICON)
#undef KIOSK_ICON
});
constexpr std::size_t icon_count = every_icon.size() + 1;

} // namespace

std::string_view icon_name(Icon icon) {
  return icon == Icon::none ? std::string_view("none") : every_name.at(static_cast<std::size_t>(icon) - 1);
}

std::span<const Icon> all_icons() { return every_icon; }

Icon icon_from_name(std::string_view name) {
  for (std::size_t i = 0; i < every_name.size(); ++i)
    if (every_name.at(i) == name) return every_icon.at(i);
  return Icon::none;
}

std::string_view icon_source(Icon icon) {
  static const auto lines = [] {
    std::map<std::string_view, std::string_view> found;
    std::string_view rest = icons_text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto colon = line.find(':');
      if (!line.starts_with('#') && colon != std::string_view::npos) found.emplace(line.substr(0, colon), line.substr(colon + 1));
    }
    return found;
  }();
  const auto found = lines.find(icon_name(icon));
  return found == lines.end() ? std::string_view{} : found->second;
}

std::span<const IconStroke> icon_strokes(Icon icon) {
  static std::array<std::vector<IconStroke>, icon_count> parsed;
  auto& strokes = parsed.at(static_cast<std::size_t>(icon));
  if (strokes.empty() && icon != Icon::none) strokes = Reader(icon_source(icon)).read();
  return strokes;
}

} // namespace kiosk
