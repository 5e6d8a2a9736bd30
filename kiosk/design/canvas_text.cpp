// Text of the canvas: measuring, one line, paragraphs.
#include "kiosk/design/canvas.h"
#include "kiosk/design/canvas_list.h"
#include "kiosk/design/glyphs.h"
#include "kiosk/design/utf8.h"
#include <cmath>

namespace kiosk {
namespace {

constexpr std::string_view ellipsis = "\u2026";
// Noto Sans: ascent 1069, descent 293, capital height 714 of 1000.
constexpr float ascent_part = 1.069F, content_part = 1.362F, cap_part = 0.714F;

void drop_last(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
  if (!text.empty()) text.pop_back();
}

} // namespace

float Canvas::text_width(std::string_view text, Type type, Weight weight) {
  const int size = static_cast<int>(std::lround(type_size(type, large_text_) * transform_.scale));
  float width = 0;
  while (!text.empty()) width += glyphs_.glyph(weight, size, utf8::next(text)).advance;
  return width / transform_.scale;
}

float Canvas::baseline(Type type) const {
  const float size = type_size(type, large_text_);
  return (line_height(type) - size * content_part) / 2 + size * ascent_part;
}

float Canvas::cap_height(Type type) const { return type_size(type, large_text_) * cap_part; }

float Canvas::draw_glyphs(Point baseline_px, std::string_view text, const TextStyle& style) {
  const int size = static_cast<int>(std::lround(type_size(style.type, large_text_) * transform_.scale));
  const auto color = style.color.packed();
  const float to_u = 1 / static_cast<float>(glyphs_.width()), to_v = 1 / static_cast<float>(glyphs_.height());
  const float y0 = std::round(baseline_px.y);
  float pen = baseline_px.x;
  auto& out = list();
  while (!text.empty()) {
    const auto& g = glyphs_.glyph(style.weight, size, utf8::next(text));
    if (g.w > 0) {
      const float x = std::round(pen) + static_cast<float>(g.left), y = y0 - static_cast<float>(g.top);
      const auto w = static_cast<float>(g.w), h = static_cast<float>(g.h);
      const auto u = static_cast<float>(g.x), v = static_cast<float>(g.y);
      out.PrimReserve(6, 4);
      out.PrimRectUV({x, y}, {x + w, y + h}, {u * to_u, v * to_v}, {(u + w) * to_u, (v + h) * to_v}, color);
    }
    pen += g.advance;
  }
  return (pen - baseline_px.x) / transform_.scale;
}

float Canvas::text(Point top_left, std::string_view text, const TextStyle& style) {
  return text_on_baseline({top_left.x, top_left.y + baseline(style.type)}, text, style);
}

float Canvas::text_on_baseline(Point baseline_left, std::string_view text, const TextStyle& style) {
  return draw_glyphs(px(baseline_left), text, style);
}

std::size_t Canvas::bytes_within(std::string_view text, float width, Type type, Weight weight) {
  auto rest = text;
  float used = 0;
  while (!rest.empty()) {
    const auto length = std::max<std::size_t>(1, utf8::length_of_first(rest));
    used += text_width(rest.substr(0, length), type, weight);
    if (used > width) break;
    rest.remove_prefix(length);
  }
  return text.size() - rest.size();
}

float Canvas::text_in(const Rect& box, std::string_view text, const TextStyle& style, Align align) {
  float width = text_width(text, style.type, style.weight);
  std::string cut;
  if (width > box.w + 0.5F) {
    const float room = box.w - text_width(ellipsis, style.type, style.weight);
    cut = text.substr(0, bytes_within(text, room, style.type, style.weight));
    while (!cut.empty() && cut.back() == ' ') cut.pop_back();
    cut += ellipsis;
    text = cut;
    width = text_width(text, style.type, style.weight);
  }
  const float x = align == Align::left ? box.x : align == Align::right ? box.right() - width : box.center().x - width / 2;
  // Centred by capitals, not by the line box: looks right beside icons and in buttons.
  const float y = box.center().y + cap_height(style.type) / 2;
  draw_glyphs(px({x, y}), text, style);
  return width;
}

struct Canvas::Line {
  struct Piece {
    std::string text;
    std::size_t run = 0;
    float x = 0;
  };
  std::vector<Piece> pieces;
  float width = 0;
};

std::vector<Canvas::Line> Canvas::wrap(float width, std::span<const TextRun> runs, Type type, int max_lines) {
  std::vector<Line> lines(1);
  const auto full = [&] { return max_lines > 0 && static_cast<int>(lines.size()) >= max_lines; };
  bool cut = false;
  for (std::size_t r = 0; r < runs.size() && !cut; ++r) {
    const auto& run = runs[r];
    auto rest = run.text;
    while (!rest.empty() && !cut) {
      const auto space = rest.find_first_of(" \n");
      const auto word = rest.substr(0, space);
      const char after = space == std::string_view::npos ? '\0' : rest[space];
      rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
      for (auto part = word; !part.empty() && !cut;) {
        // A word that is wider than all of a line is broken: what comes from outside need not have blanks.
        auto head = part;
        float w = text_width(part, type, run.weight);
        if (w > width + 0.5F) {
          head = part.substr(0, std::max({std::size_t{1}, utf8::length_of_first(part), bytes_within(part, width, type, run.weight)}));
          w = text_width(head, type, run.weight);
        }
        if (lines.back().width + w > width + 0.5F && lines.back().width > 0) {
          if (full()) {
            cut = true;
            break;
          }
          lines.emplace_back();
        }
        auto& line = lines.back();
        if (!line.pieces.empty() && line.pieces.back().run == r) line.pieces.back().text += head;
        else line.pieces.push_back({std::string(head), r, line.width});
        line.width += w;
        part.remove_prefix(head.size());
      }
      if (cut) break;
      if (after == ' ') {
        auto& line = lines.back();
        if (!line.pieces.empty() && line.pieces.back().run == r) line.pieces.back().text += ' ';
        else if (line.width > 0) line.pieces.push_back({" ", r, line.width});
        if (line.width > 0) line.width += text_width(" ", type, run.weight);
      } else if (after == '\n') {
        if (full()) cut = true;
        else lines.emplace_back();
      }
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto& line = lines[i];
    if (line.pieces.empty()) continue;
    auto& last = line.pieces.back();
    const auto weight = runs[last.run].weight;
    const auto trim = [&] {
      while (!last.text.empty() && last.text.back() == ' ') last.text.pop_back();
    };
    trim();
    if (cut && i + 1 == lines.size()) {
      const float room = width - last.x - text_width(ellipsis, type, weight);
      while (!last.text.empty() && text_width(last.text, type, weight) > room) {
        drop_last(last.text);
      }
      trim();
      last.text += ellipsis;
    }
    line.width = last.x + text_width(last.text, type, weight);
  }
  return lines;
}

float Canvas::paragraph(const Rect& box, std::span<const TextRun> runs, Type type, int max_lines, Align align) {
  const float height = line_height(type);
  float y = box.y;
  for (const auto& line : wrap(box.w, runs, type, max_lines)) {
    const float x = align == Align::left ? box.x : align == Align::right ? box.right() - line.width : box.center().x - line.width / 2;
    for (const auto& piece : line.pieces) {
      const auto& run = runs[piece.run];
      draw_glyphs(px({x + piece.x, y + baseline(type)}), piece.text, {type, run.color, run.weight});
    }
    y += height;
  }
  return y - box.y;
}

float Canvas::paragraph(const Rect& box, std::string_view text, const TextStyle& style, int max_lines, Align align) {
  const TextRun run{text, style.color, style.weight};
  return paragraph(box, std::span(&run, 1), style.type, max_lines, align);
}

float Canvas::paragraph_height(float width, std::string_view text, Type type, Weight weight, int max_lines) {
  const TextRun run{text, {}, weight};
  return static_cast<float>(wrap(width, std::span(&run, 1), type, max_lines).size()) * line_height(type);
}

std::string group_digits(std::int64_t number) {
  const bool minus = number < 0;
  const auto digits = std::to_string(minus ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number));
  std::string out = minus ? "\u2212" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += "\u2009";
    out += digits[i];
  }
  return out;
}

} // namespace kiosk
