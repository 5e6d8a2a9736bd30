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

/// What of `list` touches `rect`, as a list of its own whose clip rectangles stay inside `rect`, with the vertices that it
/// needs and no more.
void cut_to(const ImDrawList& list, const PixelRect& rect, ImDrawList& into);

} // namespace kiosk
