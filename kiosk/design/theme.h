#pragma once
// Named colours, sizes and type. The one place that knows how the kiosk looks.
// Plain values; loaded once at start from one theme file (accent, logo name, city line), everything else is built in.
#include "kiosk/design/color.h"
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace kiosk {

enum class Scheme { light, dark, high_contrast };

/// Use by meaning, never by look: saffron is money and care, brick only what went wrong, teal what moves the purchase on.
struct Palette {
  Color ground, surface, sunken, line;
  Color ink, ink2, ink3; ///< ink3: empty radio, chevron; never text
  Color teal, on_teal, teal_pressed, teal_tint;
  Color on_tint; ///< text and icons on teal_tint
  Color saffron, saffron_tint, saffron_ink, on_saffron;
  Color money_on_teal;
  Color brick, brick_tint, on_brick;
  Color green; ///< staff status only
  Color scrim; ///< with its alpha
  Color toast, on_toast, toast_action;
};

struct Brand {
  std::string name = "Globus";
  std::string city = "Nókis";
  std::optional<Color> accent; ///< replaces teal of the light scheme; pressed and tint are derived from it
};

struct Theme {
  Scheme scheme = Scheme::light;
  Palette colors;
  Brand brand;
  /// High contrast: surfaces are black, so controls carry a line of 4 and icon squares none.
  [[nodiscard]] bool outlined() const { return scheme == Scheme::high_contrast; }
};

Palette palette_of(Scheme scheme);
Theme make_theme(Scheme scheme, const Brand& brand = {});
/// Reads `name`, `city`, `accent = "#rrggbb"` from a TOML file; unknown keys and bad colours are errors (one sentence).
tl::expected<Brand, std::string> load_brand(const std::string& path);

/// Type tokens, named by their size in the normal scale. t176 has figures only.
enum class Type { t24, t30, t40, t56, t96, t176 };
enum class Weight { regular, bold };
float type_size(Type type, bool large);
float type_line(Type type, bool large);

namespace metrics {
inline constexpr float margin = 48, gap = 16;
inline constexpr float radius_small = 16, radius_large = 28;
inline constexpr float hairline = 2, sum_line = 3, chosen_line = 4;
inline constexpr float touch_least = 72, touch = 88;
} // namespace metrics

namespace timing { // milliseconds
inline constexpr int press = 120, sheet = 160, screen = 200, spinner = 900, toast = 5000;
} // namespace timing

} // namespace kiosk
