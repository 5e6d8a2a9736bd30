#include "devices/printer/slip_layout.h"
#include "devices/printer/symbols.h"
#include "devices/printer/text.h"
#include "devices/printer/wrap.h"
#include "engine/base/outcome.h"
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>

namespace devices::printer {
namespace {

using engine::SlipAlign;
using engine::SlipSize;

constexpr int grid_leading = 6;    ///< dots between lines of the grid
constexpr int least_qr_mm = 30;    ///< devices/fiscal/PROTOCOL.md section 9: at least 30 x 30 mm
constexpr int barcode_height = 80; ///< dots

/// Normalised, with the line breaks kept.
std::u32string lines_of(const std::string& text) {
  std::u32string all;
  std::size_t begin = 0;
  while (true) {
    const auto end = std::min(text.find('\n', begin), text.size());
    all += normalise(std::string_view(text).substr(begin, end - begin));
    if (end == text.size()) return all;
    all += U'\n';
    begin = end + 1;
  }
}

/// The common part of the two ways to set text; the two setters below have the rest.
class Setter {
public:
  Setter(const PrinterProfile& profile, LineRenderer& renderer) : profile_(profile), renderer_(renderer) {}
  virtual ~Setter() = default;
  virtual void text(const engine::SlipText& item) = 0;
  virtual void pair(const engine::SlipPair& item) = 0;
  virtual void feed(int lines) = 0;

  void rule(bool dashed) {
    gap(8);
    Bitmap line(profile_.width_dots, dashed ? 2 : 3);
    if (dashed) {
      for (int x = 0; x < line.width(); x += 12) line.fill(x, 0, 7, 2);
    } else {
      line.fill(0, 0, line.width(), 3);
    }
    picture(std::move(line));
    gap(10);
  }
  void ornament() {
    picture(Bitmap{renderer_.ornament(profile_.width_dots)});
    gap(16);
  }
  void qr(const std::string& data) {
    const auto symbol = qr_picture(data, profile_.dots_of_mm(least_qr_mm), profile_.width_dots);
    if (symbol) centred(*symbol);
    else text({data, SlipAlign::left, SlipSize::small, false}); // the address itself is better than nothing
  }
  void barcode(const std::string& data) {
    if (const auto symbol = code128_picture(data, barcode_height, profile_.width_dots)) {
      gap(8);
      centred(*symbol);
      gap(4);
    }
    text({data, SlipAlign::centre, SlipSize::small, false});
  }
  [[nodiscard]] const std::vector<PaperItem>& items() const { return items_; }
  std::vector<PaperItem> take() { return std::move(items_); }

protected:
  void picture(Bitmap dots) { items_.emplace_back(Picture{std::move(dots)}); }
  void centred(const Bitmap& symbol) {
    Bitmap line(profile_.width_dots, symbol.height());
    line.draw(symbol, (profile_.width_dots - symbol.width()) / 2, 0);
    picture(std::move(line));
  }
  void gap(int dots) {
    if (dots > 0) items_.emplace_back(Gap{dots});
  }

  const PrinterProfile& profile_;
  LineRenderer& renderer_;
  std::vector<PaperItem> items_;
};

// ---- Drawn in Noto Sans
// --------------------------------------------------------------------------------------------

struct Drawn {
  int em;      ///< dots
  int leading; ///< from base line to base line
};
Drawn drawn_of(SlipSize size) {
  switch (size) {
  case SlipSize::small: return {24, 32};
  case SlipSize::medium: return {30, 40};
  case SlipSize::large: return {40, 52};
  case SlipSize::huge: return {120, 116}; // figures only: they have no descenders
  }
  return {24, 32};
}

class DrawnSetter final : public Setter {
public:
  using Setter::Setter;

  void text(const engine::SlipText& item) override {
    auto& font = renderer_.sans(drawn_of(item.size).em, item.bold);
    for (const auto& line : wrapped(lines_of(item.text), font, profile_.width_dots)) {
      const int room = profile_.width_dots - font.width_of(line);
      put({{line, item.align == SlipAlign::left ? 0 : item.align == SlipAlign::right ? room : room / 2, font}}, item.size);
    }
  }

  void pair(const engine::SlipPair& item) override {
    auto& font = renderer_.sans(drawn_of(item.size).em, item.bold);
    auto& right_font = renderer_.sans(drawn_of(item.size).em, item.bold || item.right_bold);
    const auto right = normalise(item.right);
    const auto left = lines_of(item.left);
    const int width = profile_.width_dots;
    const int right_width = right_font.width_of(right);
    const int between = 16;
    if (right_width + between + std::min(font.width_of(left), width / 4) > width) {
      for (const auto& line : wrapped(left, font, width)) put({{line, 0, font}}, item.size);
      for (const auto& line : wrapped(right, right_font, width)) put({{line, width - right_font.width_of(line), right_font}}, item.size);
      return;
    }
    const auto lines = wrapped(left, font, right.empty() ? width : width - right_width - between);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i + 1 == lines.size()) put({{lines[i], 0, font}, {right, width - right_width, right_font}}, item.size);
      else put({{lines[i], 0, font}}, item.size);
    }
  }

  void feed(int lines) override { gap(lines * 16); }

private:
  struct Piece {
    std::u32string text;
    int x;
    Font& font;
  };
  static std::vector<std::u32string> wrapped(std::u32string_view text, Font& font, int width) {
    return wrap(text, [&font, width](const std::u32string& line) { return font.width_of(line) <= width; });
  }
  void put(const std::vector<Piece>& pieces, SlipSize size) {
    const auto drawn = drawn_of(size);
    // The base line leaves an even share of the leading above; accents of capitals fit, descenders too.
    const int base = size == SlipSize::huge ? drawn.em * 82 / 100 : (drawn.leading * 3 + 3) / 4;
    Bitmap line(profile_.width_dots, drawn.leading);
    for (const auto& piece : pieces) LineRenderer::draw(line, piece.font, piece.text, piece.x, base);
    picture(std::move(line));
  }
};

// ---- On the printer's own grid
// -------------------------------------------------------------------------------------

struct Factors {
  int width;
  int height;
};
Factors factors_of(SlipSize size) {
  switch (size) {
  case SlipSize::small: return {1, 1};
  case SlipSize::medium: return {1, 2};
  case SlipSize::large: return {2, 2};
  case SlipSize::huge: return {4, 4};
  }
  return {1, 1};
}

class GridSetter final : public Setter {
public:
  using Setter::Setter;

  void text(const engine::SlipText& item) override {
    // A heading that has to be a picture anyway is drawn as one should be; only small text and pairs keep to
    // the columns.
    if (item.size != SlipSize::small && !held_by_a_page(lines_of(item.text))) {
      DrawnSetter drawn(profile_, renderer_);
      drawn.text(item);
      for (auto& piece : drawn.take()) items_.push_back(std::move(piece));
      return;
    }
    const auto factors = factors_of(item.size);
    const auto columns = columns_of(factors);
    for (auto& line : wrapped(lines_of(item.text), columns)) {
      const auto room = columns - line.size();
      const auto indent = item.align == SlipAlign::left ? 0 : item.align == SlipAlign::right ? room : room / 2;
      put(std::u32string(indent, U' ') + line, factors, item.bold);
    }
  }

  void pair(const engine::SlipPair& item) override {
    const auto factors = factors_of(item.size);
    const auto columns = columns_of(factors);
    const auto right = normalise(item.right);
    const auto left_text = lines_of(item.left);
    const std::size_t least_left = std::min<std::size_t>(left_text.size(), columns / 4);
    if (right.size() + 1 + least_left > columns) {
      for (auto& line : wrapped(left_text, columns)) put(std::move(line), factors, item.bold);
      for (auto& line : wrapped(right, columns))
        put(std::u32string(columns - line.size(), U' ') + line, factors, item.bold || item.right_bold);
      return;
    }
    auto lines = wrapped(left_text, right.empty() ? columns : columns - right.size() - 1);
    auto last = std::move(lines.back());
    lines.pop_back();
    if (!right.empty()) last += std::u32string(columns - right.size() - last.size(), U' ') + right;
    for (auto& line : lines) put(std::move(line), factors, item.bold);
    put(std::move(last), factors, item.bold, item.right_bold ? columns - right.size() : std::u32string::npos);
  }

  void feed(int lines) override { gap(lines * 14); }

private:
  [[nodiscard]] bool held_by_a_page(std::u32string text) const {
    std::replace(text.begin(), text.end(), U'\n', U' ');
    return std::any_of(profile_.pages.begin(), profile_.pages.end(),
                       [&](const PageNumber& p) { return encode_line(p.page, text).has_value(); });
  }
  [[nodiscard]] std::size_t columns_of(Factors factors) const { return static_cast<std::size_t>(profile_.columns / factors.width); }
  static std::vector<std::u32string> wrapped(std::u32string_view text, std::size_t columns) {
    return wrap(text, [columns](const std::u32string& line) { return line.size() <= columns; });
  }
  void put(std::u32string line, Factors factors, bool bold, std::size_t bold_from = std::u32string::npos) {
    items_.emplace_back(GridLine{std::move(line), factors.width, factors.height, bold, bold_from});
    gap(grid_leading);
  }
};

} // namespace

namespace {

int height_of(const PaperItem& item) {
  return std::visit(engine::overloaded{[](const GridLine& line) { return line.height_factor * cell_height; },
                                       [](const Picture& picture) { return picture.dots.height(); },
                                       [](const Gap& gap) { return gap.dots; }},
                    item);
}

} // namespace

std::vector<PaperItem> lay_out(const engine::Slip& slip, const PrinterProfile& profile, LineRenderer& renderer) {
  std::unique_ptr<Setter> setter;
  if (profile.text == TextMode::raster) setter = std::make_unique<DrawnSetter>(profile, renderer);
  else setter = std::make_unique<GridSetter>(profile, renderer);
  const int most_dots = profile.dots_of_mm(longest_slip_mm);
  int dots = 0;
  std::size_t measured = 0;
  for (const auto& item : slip.items) {
    std::visit(engine::overloaded{
                   [&](const engine::SlipText& i) { setter->text(i); },
                   [&](const engine::SlipPair& i) { setter->pair(i); },
                   [&](const engine::SlipRule& i) { setter->rule(i.dashed); },
                   [&](const engine::SlipQr& i) { setter->qr(i.data); },
                   [&](const engine::SlipBarcode& i) { setter->barcode(i.data); },
                   [&](const engine::SlipOrnament&) { setter->ornament(); },
                   [&](const engine::SlipFeed& i) { setter->feed(std::clamp(i.lines, 0, 50)); },
               },
               item);
    for (; measured < setter->items().size(); ++measured) dots += height_of(setter->items()[measured]);
    if (dots > most_dots) throw std::length_error(fmt::format("a slip of more than {} m was not printed", longest_slip_mm / 1000));
  }
  return setter->take();
}

} // namespace devices::printer
