#pragma once
// One piece of paper while it is printed: dots and, for what was sent as text, its letters. Threading: plain
// value, one thread.
#include "devices/printer/bitmap.h"
#include "devices/printer/line_renderer.h"
#include <span>
#include <string>
#include <vector>

namespace devices::sim {

struct TextStyle {
  int width_factor = 1;
  int height_factor = 1;
  bool bold = false;
  bool underlined = false;
};

/// Names a row of a picture by its dots: white at its end does not count, nor the dot that breaks up a real-time command (10 becomes 18).
[[nodiscard]] std::uint64_t row_digest(std::span<const std::uint8_t> row);

class PaperSheet {
public:
  /// draws false: only letters, heights and whether there is ink; dots() stays empty.
  explicit PaperSheet(int width_dots, bool draws = true) : width_(width_dots), draws_(draws), dots_(width_dots, 0) {}

  /// A character into the line that is being put together. False when the line is full: the printer would
  /// break it.
  bool put(char32_t c, const TextStyle& style, printer::LineRenderer& renderer);
  /// Prints the line and moves on by the larger of its height and `feed`. Rows used.
  int end_line(int feed, int align);
  [[nodiscard]] bool line_open() const { return pen_ > 0; }
  [[nodiscard]] int line_height() const { return line_height_; }
  /// Drops the text since the last line (ESC @, power).
  void drop_line();
  void feed(int rows);
  void picture_row(std::span<const std::uint8_t> row);
  void picture_note(int width_bytes, int rows);

  [[nodiscard]] bool blank() const { return !inked_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] const printer::Bitmap& dots() const { return dots_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<std::uint64_t>& picture_rows() const { return picture_rows_; }

private:
  void grow(int rows);
  int width_;
  bool draws_;
  int height_ = 0;
  printer::Bitmap dots_;
  printer::Bitmap line_;
  std::u32string line_text_;
  int pen_ = 0;
  int line_height_ = 0;
  bool inked_ = false;
  std::string text_;
  std::vector<std::uint64_t> picture_rows_; ///< digests of the rows that are not white
  std::vector<std::uint8_t> last_row_;      ///< of a picture, that is not white
};

} // namespace devices::sim
