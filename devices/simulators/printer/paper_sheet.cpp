#include "devices/simulators/printer/paper_sheet.h"
#include "devices/printer/text.h"
#include <algorithm>

namespace devices::sim {
namespace {
constexpr int tallest = 8 * printer::cell_height;
}

std::uint64_t row_digest(std::span<const std::uint8_t> row) {
  while (!row.empty() && row.back() == 0) row = row.first(row.size() - 1);
  std::uint64_t digest = 14695981039346656037U; // FNV-1a
  for (const auto byte : row) digest = (digest ^ (byte == 0x18 ? 0x10U : byte)) * 1099511628211U;
  return digest;
}

bool PaperSheet::put(char32_t c, const TextStyle& style, printer::LineRenderer& renderer) {
  const int width = printer::cell_width * style.width_factor;
  const int height = printer::cell_height * style.height_factor;
  if (pen_ + width > width_) return false;
  if (draws_) {
    if (line_.height() == 0) line_ = printer::Bitmap(width_, tallest);
    // Cells of one line stand on a common foot.
    auto cell = renderer.grid_line(std::u32string(1, c), style.width_factor, style.height_factor, style.bold ? 0 : 1, width);
    if (style.underlined) cell.fill(0, height - 2, width, 2);
    line_.draw(cell, pen_, tallest - height);
  } else {
    inked_ = inked_ || c != U' ';
  }
  line_text_ += c;
  pen_ += width;
  line_height_ = std::max(line_height_, height);
  return true;
}

int PaperSheet::end_line(int feed_rows, int align) {
  const int rows = std::max(line_height_, feed_rows);
  const int top = height_;
  grow(rows);
  if (pen_ > 0) {
    const int indent = align == 1 ? (width_ - pen_) / 2 : align == 2 ? width_ - pen_ : 0;
    for (int y = 0; draws_ && y < line_height_; ++y)
      for (int x = 0; x < pen_; ++x)
        if (line_.get(x, tallest - line_height_ + y)) {
          dots_.set(x + indent, top + y);
          inked_ = true;
        }
    text_ += std::string(static_cast<std::size_t>(indent / printer::cell_width), ' ') + printer::encode_utf8(line_text_);
  }
  text_ += '\n';
  drop_line();
  return rows;
}

void PaperSheet::drop_line() {
  line_ = {};
  line_text_.clear();
  pen_ = 0;
  line_height_ = 0;
}

void PaperSheet::grow(int rows) {
  height_ += rows;
  if (draws_) dots_.grow(rows);
}

void PaperSheet::feed(int rows) { grow(rows); }

void PaperSheet::picture_row(std::span<const std::uint8_t> row) {
  grow(1);
  if (draws_) {
    auto to = dots_.row(dots_.height() - 1);
    const auto n = std::min(to.size(), row.size());
    std::copy_n(row.begin(), n, to.begin());
  }
  if (std::all_of(row.begin(), row.end(), [](std::uint8_t b) { return b == 0; })) return;
  inked_ = true;
  // A dot of a QR code is several rows high: most rows are the one before once more.
  const bool again = !picture_rows_.empty() && std::equal(row.begin(), row.end(), last_row_.begin(), last_row_.end());
  picture_rows_.push_back(again ? picture_rows_.back() : row_digest(row));
  if (!again) last_row_.assign(row.begin(), row.end());
}

void PaperSheet::picture_note(int width_bytes, int rows) {
  text_ += "[picture " + std::to_string(width_bytes * 8) + " x " + std::to_string(rows) + "]\n";
}

} // namespace devices::sim
