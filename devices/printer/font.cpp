#include "devices/printer/font.h"
#include <array>
#include <ft2build.h>
#include <map>
#include <stdexcept>
#include FT_FREETYPE_H

namespace devices::printer {
namespace {
int whole_dots(FT_Pos in_64ths) { return static_cast<int>((in_64ths + 32) >> 6); }

// Noto Sans of Debian 12 has no minus sign; the en dash is as wide as a figure.
char32_t stand_in(char32_t c) { return c == 0x2212 ? 0x2013 : c; }
} // namespace

struct Font::Impl {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  std::map<char32_t, Glyph> glyphs;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
  }
};

Font::Font(const std::filesystem::path& file, int pixel_width, int pixel_height) : impl_(std::make_unique<Impl>()) {
  if (FT_Init_FreeType(&impl_->library) != 0 || FT_New_Face(impl_->library, file.c_str(), 0, &impl_->face) != 0 ||
      FT_Set_Pixel_Sizes(impl_->face, static_cast<FT_UInt>(pixel_width), static_cast<FT_UInt>(pixel_height)) != 0)
    throw std::runtime_error("cannot open the font " + file.string());
}
Font::~Font() = default;
Font::Font(Font&&) noexcept = default;
Font& Font::operator=(Font&&) noexcept = default;

bool Font::has(char32_t c) const { return FT_Get_Char_Index(impl_->face, c) != 0; }

const Glyph& Font::glyph(char32_t c) {
  const auto known = impl_->glyphs.find(c);
  if (known != impl_->glyphs.end()) return known->second;
  Glyph glyph;
  if (FT_Load_Char(impl_->face, has(c) ? c : stand_in(c), FT_LOAD_RENDER | FT_LOAD_TARGET_MONO) == 0) {
    const auto& slot = *impl_->face->glyph;
    const int width = static_cast<int>(slot.bitmap.width);
    const int height = static_cast<int>(slot.bitmap.rows);
    glyph.picture = Bitmap(width, height);
    for (int y = 0; y < height; ++y) {
      const auto* row = slot.bitmap.buffer + static_cast<std::ptrdiff_t>(y) * slot.bitmap.pitch;
      for (int x = 0; x < width; ++x)
        if (row[x / 8] & (0x80 >> (x % 8))) glyph.picture.set(x, y);
    }
    glyph.left = slot.bitmap_left;
    glyph.top = slot.bitmap_top;
    glyph.advance = whole_dots(slot.advance.x);
  }
  return impl_->glyphs.emplace(c, std::move(glyph)).first->second;
}

int Font::ascent() const { return whole_dots(impl_->face->size->metrics.ascender); }
int Font::descent() const { return -whole_dots(impl_->face->size->metrics.descender); }

int Font::width_of(std::u32string_view text) {
  int width = 0;
  for (const auto c : text) width += glyph(c).advance;
  return width;
}

std::filesystem::path find_font(std::string_view file_name) {
  static constexpr std::array folders{"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/truetype",
                                      "/usr/local/share/fonts"};
  for (const auto* folder : folders) {
    auto path = std::filesystem::path(folder) / file_name;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  throw std::runtime_error("font " + std::string(file_name) + " is not installed (packages fonts-dejavu-core, fonts-noto-core)");
}

} // namespace devices::printer
