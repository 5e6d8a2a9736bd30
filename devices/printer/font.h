#pragma once
// Letters as one-bit pictures, by FreeType. Fonts: DejaVu Sans Mono (package fonts-dejavu-core) for the 12 x
// 24 grid, Noto Sans (fonts-noto-core) for drawn receipts; both have every letter of the four languages,
// which a test confirms.
//
// Threading: an object belongs to one thread. Ownership: holds the font file open while it lives.
#include "devices/printer/bitmap.h"
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace devices::printer {

/// A glyph placed relative to the pen on the base line.
struct Glyph {
  Bitmap picture;
  int left = 0;    ///< from the pen to the picture's left edge, dots
  int top = 0;     ///< from the base line up to the picture's top edge, dots
  int advance = 0; ///< to the next pen position, dots
};

class Font {
public:
  /// The size of the em square in dots, each way. Throws std::runtime_error naming the file when it is
  /// missing or no font.
  Font(const std::filesystem::path& file, int pixel_width, int pixel_height);
  ~Font();
  Font(Font&&) noexcept;
  Font& operator=(Font&&) noexcept;
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  [[nodiscard]] bool has(char32_t c) const;
  /// A character that the font lacks gives the font's own box; a minus sign may be an en dash.
  [[nodiscard]] const Glyph& glyph(char32_t c);
  [[nodiscard]] int ascent() const;                     ///< dots above the base line
  [[nodiscard]] int descent() const;                    ///< dots below it, positive
  [[nodiscard]] int width_of(std::u32string_view text); ///< dots

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Looks through the system's font folders; throws std::runtime_error naming the package when it is nowhere.
std::filesystem::path find_font(std::string_view file_name);

} // namespace devices::printer
