#include "kiosk/design/glyphs.h"
#include <array>
#include <cmath>
#include <ft2build.h>
#include <stdexcept>
#include <unordered_map>
#include <vector>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

namespace kiosk {
namespace {
constexpr int atlas_width = 1024, first_height = 1024, most_height = 4096, solid = 4;
}

struct Glyphs::Impl {
  FT_Library library = nullptr;
  std::array<FT_Face, 2> faces{};
  std::array<int, 2> size_of{};
  std::unordered_map<std::uint64_t, Glyph> known;
  std::vector<std::uint8_t> pixels;
  int height = first_height;
  int shelf_x = solid + 1, shelf_y = 0, shelf_h = solid;
  Rows dirty{0, first_height};
  bool reshaped = false;

  void paint_solid() {
    for (int y = 0; y < solid; ++y)
      for (int x = 0; x < solid; ++x) pixels[static_cast<std::size_t>(y * atlas_width + x)] = 255;
  }
  /// A free place, on shelves from left to right; a full atlas grows, and at its bound starts anew.
  Point place(int w, int h) {
    if (shelf_x + w + 1 > atlas_width) shelf_y += shelf_h + 1, shelf_x = 0, shelf_h = 0;
    if (shelf_y + h + 1 > height) {
      if (height < most_height) {
        height *= 2;
        pixels.resize(static_cast<std::size_t>(atlas_width) * static_cast<std::size_t>(height));
      } else {
        known.clear();
        std::fill(pixels.begin(), pixels.end(), std::uint8_t{0});
        paint_solid();
        shelf_x = solid + 1, shelf_y = 0, shelf_h = solid;
      }
      reshaped = true;
      dirty = {0, height};
    }
    const Point at{static_cast<float>(shelf_x), static_cast<float>(shelf_y)};
    shelf_x += w + 1;
    shelf_h = std::max(shelf_h, h);
    return at;
  }
};

Glyphs::Glyphs(const FontFiles& files) : impl_(std::make_unique<Impl>()) {
  if (FT_Init_FreeType(&impl_->library) != 0) throw std::runtime_error("FreeType does not start");
  if (FT_New_Face(impl_->library, files.regular.c_str(), 0, &impl_->faces[0]) != 0)
    throw std::runtime_error("cannot read the font " + files.regular);
  if (FT_New_Face(impl_->library, files.bold.c_str(), 0, &impl_->faces[1]) != 0)
    throw std::runtime_error("cannot read the font " + files.bold);
  impl_->pixels.resize(static_cast<std::size_t>(atlas_width) * first_height);
  impl_->paint_solid();
}

Glyphs::~Glyphs() {
  for (auto* face : impl_->faces)
    if (face != nullptr) FT_Done_Face(face);
  if (impl_->library != nullptr) FT_Done_FreeType(impl_->library);
}

bool Glyphs::has(char32_t code) const { return FT_Get_Char_Index(impl_->faces[0], code) != 0; }

const Glyph& Glyphs::glyph(Weight weight, int px, char32_t code) {
  const auto key = std::uint64_t{static_cast<unsigned>(weight)} << 56U | std::uint64_t{static_cast<unsigned>(px)} << 32U | code;
  if (const auto found = impl_->known.find(key); found != impl_->known.end()) return found->second;
  const auto face_index = static_cast<std::size_t>(weight);
  auto* face = impl_->faces.at(face_index);
  if (impl_->size_of.at(face_index) != px) {
    FT_Set_Pixel_Sizes(face, 0, static_cast<unsigned>(px));
    impl_->size_of.at(face_index) = px;
  }
  Glyph made;
  auto index = FT_Get_Char_Index(face, code);
  if (index == 0 && code == U'\u2212') index = FT_Get_Char_Index(face, U'\u2013'); // no minus: an en dash is as wide
  const bool gap = code == U'\u2009' || code == U'\u202F' || code == U'\u00A0';
  if (index == 0 && gap) {
    made.advance = static_cast<float>(px) * (code == U'\u00A0' ? 0.26F : 0.2F);
  } else if (FT_Load_Glyph(face, index, FT_LOAD_TARGET_LIGHT) == 0) {
    auto* slot = face->glyph;
    made.advance = static_cast<float>(slot->linearHoriAdvance) / 65536.0F;
    if (gap) made.advance = std::min(made.advance, static_cast<float>(px) * 0.26F);
    if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) == 0 && slot->bitmap.width > 0) {
      made.w = static_cast<int>(slot->bitmap.width), made.h = static_cast<int>(slot->bitmap.rows);
      made.left = slot->bitmap_left, made.top = slot->bitmap_top;
      const auto at = impl_->place(made.w, made.h);
      made.x = static_cast<int>(at.x), made.y = static_cast<int>(at.y);
      for (int row = 0; row < made.h; ++row) {
        const auto* from = slot->bitmap.buffer + row * slot->bitmap.pitch;
        std::copy(from, from + made.w, impl_->pixels.begin() + (made.y + row) * atlas_width + made.x);
      }
      auto& dirty = impl_->dirty;
      dirty = dirty.first >= dirty.last ? Rows{made.y, made.y + made.h}
                                        : Rows{std::min(dirty.first, made.y), std::max(dirty.last, made.y + made.h)};
    }
  }
  return impl_->known.emplace(key, made).first->second;
}

int Glyphs::width() const { return atlas_width; }
int Glyphs::height() const { return impl_->height; }
std::span<const std::uint8_t> Glyphs::pixels() const { return impl_->pixels; }
Glyphs::Rows Glyphs::take_dirty() { return std::exchange(impl_->dirty, {}); }
bool Glyphs::take_reshaped() { return std::exchange(impl_->reshaped, false); }
std::size_t Glyphs::count() const { return impl_->known.size(); }

} // namespace kiosk
