#pragma once
// Letters as pixels: Noto Sans in two weights, drawn by FreeType when first used and kept in one alpha atlas. So the first
// frame pays only for the letters on it, any scale is sharp, and product names may hold any letter the font has.
//
// Threading: UI thread. Units: pixels of the window.
#include "kiosk/design/geometry.h"
#include "kiosk/design/theme.h"
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace kiosk {

struct FontFiles {
  std::string regular = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
  std::string bold = "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf";
};

struct Glyph {
  int x = 0, y = 0, w = 0, h = 0; ///< where in the atlas
  int left = 0, top = 0;          ///< bearing from the pen on the baseline; top upwards
  float advance = 0;              ///< unhinted, so that widths scale
};

class Glyphs {
public:
  /// Throws std::runtime_error when a font file cannot be read.
  explicit Glyphs(const FontFiles& files = {});
  ~Glyphs();
  Glyphs(const Glyphs&) = delete;
  Glyphs& operator=(const Glyphs&) = delete;

  /// The letter at a size; drawn into the atlas at first use. What the font lacks becomes a gap (spaces) or its box.
  const Glyph& glyph(Weight weight, int px, char32_t code);
  [[nodiscard]] bool has(char32_t code) const;

  // The atlas, one byte of coverage a pixel. Its first 4 x 4 pixels are solid (shapes use them).
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;
  [[nodiscard]] std::span<const std::uint8_t> pixels() const;
  /// Rows [first, last) that changed since the last call; empty when none.
  struct Rows {
    int first = 0, last = 0;
  };
  Rows take_dirty();
  /// True once after the atlas was made higher or emptied: frames made before are void and must be drawn again.
  bool take_reshaped();
  [[nodiscard]] std::size_t count() const;

  std::uintptr_t texture = 0; ///< set by the renderer

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
