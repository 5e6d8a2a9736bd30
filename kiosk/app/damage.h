#pragma once
// Which parts of the window changed since the last frame, found by comparing draw data: each tile of the window keeps a
// hash of the triangles that touch it, in order. Pure; no GL.
#include <cstddef>
#include <cstdint>
#include <vector>

struct ImDrawList;

namespace kiosk {

struct PixelRect {
  int x = 0, y = 0, w = 0, h = 0;
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

class Damage {
public:
  /// The rectangles that differ from the frame before, without overlap, each inside the window. All of it after resize or reset().
  std::vector<PixelRect> update(const ImDrawList& list, int width, int height);
  /// The next frame counts as wholly new (textures changed under the same name).
  void reset() { tiles_.clear(); }

  static constexpr int tile = 40; ///< pixels

private:
  std::vector<std::uint64_t> tiles_, fresh_;
  int columns_ = 0, rows_ = 0;
};

/// Copies the part of `list` that touches `rect` into a list of its own. The clip rectangles stay inside `rect`, and only the
/// vertices that the part needs are copied.
void cut_to(const ImDrawList& list, const PixelRect& rect, ImDrawList& into);

} // namespace kiosk
