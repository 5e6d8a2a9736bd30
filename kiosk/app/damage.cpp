#include "kiosk/app/damage.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <imgui.h>

namespace kiosk {
namespace {

constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ULL;
std::uint64_t stir(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * prime;
  return hash ^ hash >> 29U;
}
std::uint64_t pair_of(float a, float b) { return std::uint64_t{std::bit_cast<std::uint32_t>(a)} << 32U | std::bit_cast<std::uint32_t>(b); }
std::uint64_t hash_of(const ImDrawVert& v) { return stir(stir(pair_of(v.pos.x, v.pos.y), pair_of(v.uv.x, v.uv.y)), v.col); }

struct Box {
  float x0, y0, x1, y1;
  [[nodiscard]] bool empty() const { return x0 >= x1 || y0 >= y1; }
};
Box box_of(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c, const ImVec4& clip) {
  return {std::max(clip.x, std::min({a.pos.x, b.pos.x, c.pos.x})), std::max(clip.y, std::min({a.pos.y, b.pos.y, c.pos.y})),
          std::min(clip.z, std::max({a.pos.x, b.pos.x, c.pos.x})), std::min(clip.w, std::max({a.pos.y, b.pos.y, c.pos.y}))};
}

template <class Visit> void each_triangle(const ImDrawList& list, Visit visit) {
  for (const auto& cmd : list.CmdBuffer)
    for (unsigned i = 0; i + 2 < cmd.ElemCount; i += 3) {
      const auto* index = list.IdxBuffer.Data + cmd.IdxOffset + i;
      const auto* vertices = list.VtxBuffer.Data + cmd.VtxOffset;
      visit(cmd, vertices[index[0]], vertices[index[1]], vertices[index[2]]);
    }
}

} // namespace

std::vector<PixelRect> Damage::update(const ImDrawList& list, int width, int height) {
  const int columns = (width + tile - 1) / tile, rows = (height + tile - 1) / tile;
  const auto count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  fresh_.assign(count, 0);
  each_triangle(list, [&](const ImDrawCmd& cmd, const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c) {
    const auto box = box_of(a, b, c, cmd.ClipRect);
    if (box.empty()) return;
    auto hash = stir(stir(hash_of(a), hash_of(b)), hash_of(c));
    hash = stir(stir(hash, pair_of(cmd.ClipRect.x, cmd.ClipRect.y)), pair_of(cmd.ClipRect.z, cmd.ClipRect.w));
    hash = stir(hash, reinterpret_cast<std::uintptr_t>(cmd.TextureId));
    const auto tile_of = [](float at, int most) { return std::clamp(static_cast<int>(at) / tile, 0, most - 1); };
    // One pixel more on each side, for the smoothed edge.
    const int x0 = tile_of(box.x0 - 1, columns), x1 = tile_of(box.x1 + 1, columns);
    const int y0 = tile_of(box.y0 - 1, rows), y1 = tile_of(box.y1 + 1, rows);
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) {
        auto& one = fresh_[static_cast<std::size_t>(y * columns + x)];
        one = stir(one, hash);
      }
  });
  const bool whole = tiles_.size() != count || columns != columns_ || rows != rows_;
  columns_ = columns, rows_ = rows;
  std::vector<PixelRect> rects;
  if (whole) {
    rects.push_back({0, 0, width, height});
  } else {
    std::vector<PixelRect> open; // of the tile row above
    for (int y = 0; y < rows; ++y) {
      std::vector<PixelRect> here;
      for (int x = 0; x < columns; ++x) {
        const auto at = static_cast<std::size_t>(y * columns + x);
        if (tiles_[at] == fresh_[at]) continue;
        const PixelRect cell{x * tile, y * tile, std::min(tile, width - x * tile), std::min(tile, height - y * tile)};
        if (!here.empty() && here.back().x + here.back().w == cell.x) here.back().w += cell.w;
        else here.push_back(cell);
      }
      for (auto& span : here) {
        const auto above = std::find_if(open.begin(), open.end(),
                                        [&](const PixelRect& r) { return r.x == span.x && r.w == span.w && r.y + r.h == span.y; });
        if (above == open.end()) continue;
        span = {span.x, above->y, span.w, above->h + span.h};
        open.erase(above);
      }
      rects.insert(rects.end(), open.begin(), open.end());
      open = std::move(here);
    }
    rects.insert(rects.end(), open.begin(), open.end());
    constexpr std::size_t most = 10; // beyond that one draw of their bounds is cheaper
    if (rects.size() > most) {
      auto bounds = rects.front();
      for (const auto& r : rects) {
        const int right = std::max(bounds.x + bounds.w, r.x + r.w), bottom = std::max(bounds.y + bounds.h, r.y + r.h);
        bounds.x = std::min(bounds.x, r.x), bounds.y = std::min(bounds.y, r.y);
        bounds.w = right - bounds.x, bounds.h = bottom - bounds.y;
      }
      rects.assign(1, bounds);
    }
  }
  tiles_.swap(fresh_);
  return rects;
}

void cut_to(const ImDrawList& list, const PixelRect& rect, ImDrawList& into) {
  into.CmdBuffer.resize(0);
  into.IdxBuffer.resize(0);
  into.VtxBuffer.resize(0);
  constexpr std::uint32_t unseen = ~0U;
  std::vector<std::uint32_t> renamed; // of the vertices after one VtxOffset, which commands share
  unsigned from = unseen, to = 0;
  const auto x0 = static_cast<float>(rect.x), y0 = static_cast<float>(rect.y);
  const auto x1 = static_cast<float>(rect.x + rect.w), y1 = static_cast<float>(rect.y + rect.h);
  for (const auto& cmd : list.CmdBuffer) {
    ImDrawCmd cut = cmd;
    cut.ClipRect = {std::max(cmd.ClipRect.x, x0), std::max(cmd.ClipRect.y, y0), std::min(cmd.ClipRect.z, x1), std::min(cmd.ClipRect.w, y1)};
    if (cut.ClipRect.x >= cut.ClipRect.z || cut.ClipRect.y >= cut.ClipRect.w) continue;
    cut.IdxOffset = static_cast<unsigned>(into.IdxBuffer.Size);
    if (cmd.VtxOffset != from) {
      from = cmd.VtxOffset, to = static_cast<unsigned>(into.VtxBuffer.Size);
      renamed.assign(static_cast<std::size_t>(list.VtxBuffer.Size) - from, unseen);
    }
    cut.VtxOffset = to;
    const auto* vertices = list.VtxBuffer.Data + cmd.VtxOffset;
    renamed.assign(static_cast<std::size_t>(list.VtxBuffer.Size) - cmd.VtxOffset, unseen);
    for (unsigned i = 0; i + 2 < cmd.ElemCount; i += 3) {
      const auto* index = list.IdxBuffer.Data + cmd.IdxOffset + i;
      if (box_of(vertices[index[0]], vertices[index[1]], vertices[index[2]], cut.ClipRect).empty()) continue;
      for (int k = 0; k < 3; ++k) {
        auto& name = renamed[index[k]];
        if (name == unseen) {
          name = static_cast<unsigned>(into.VtxBuffer.Size) - to;
          into.VtxBuffer.push_back(vertices[index[k]]);
        }
        into.IdxBuffer.push_back(static_cast<ImDrawIdx>(name));
      }
    }
    cut.ElemCount = static_cast<unsigned>(into.IdxBuffer.Size) - cut.IdxOffset;
    if (cut.ElemCount > 0) into.CmdBuffer.push_back(cut);
  }
}

} // namespace kiosk
