#include "devices/printer/escpos_encoder.h"
#include "engine/base/outcome.h"
#include <algorithm>
#include <optional>
#include <span>

namespace devices::printer {
namespace {

constexpr std::uint8_t esc = 0x1B;
constexpr std::uint8_t gs = 0x1D;
constexpr std::uint8_t fs = 0x1C;
constexpr std::uint8_t lf = 0x0A;
constexpr int blank_rows_worth_a_feed = 8;

class Encoder {
public:
  explicit Encoder(const PrinterProfile& profile) : profile_(profile) {}

  void begin() {
    put({esc, 0x3D, 0x01}); // select the printer
    put({esc, 0x40});       // everything at its default
    put({fs, 0x2E});        // Chinese firmware would take pairs of bytes from 0x80 for kanji
    put({esc, 0x52, 0x00}); // national set: USA
    put({esc, 0x61, 0x00}); // left: the layout aligns
  }

  void line(const GridLine& line, LineRenderer& renderer) {
    const bool blank = line.text.find_first_not_of(U' ') == std::u32string::npos;
    if (blank) return feed(cell_height * line.height_factor);
    for (const auto& page : preferred_first()) {
      const auto bytes = encode_line(page.page, line.text);
      if (!bytes) continue;
      const auto bold_from = std::min(line.bold ? 0 : line.bold_from, bytes->size());
      set_style(page, line);
      set_bold(bold_from == 0);
      put(std::span(*bytes).first(bold_from));
      set_bold(true, bold_from < bytes->size());
      put(std::span(*bytes).subspan(bold_from));
      put({lf});
      mark_break();
      out_.paper_dots += cell_height * line.height_factor;
      ++out_.text_lines;
      return;
    }
    const auto bold_from = std::min(line.bold ? 0 : line.bold_from, line.text.size());
    picture(renderer.grid_line(line.text, line.width_factor, line.height_factor, bold_from, profile_.width_dots));
    ++out_.drawn_lines;
  }

  void picture(const Bitmap& dots) {
    int y = 0;
    while (y < dots.height()) {
      const int blank = blank_rows_from(dots, y);
      if (blank >= blank_rows_worth_a_feed || y + blank == dots.height()) {
        feed(blank);
        y += blank;
        continue;
      }
      int end = y;
      while (end < dots.height() && end - y < profile_.band_rows) {
        const int pause = blank_rows_from(dots, end);
        if (pause >= blank_rows_worth_a_feed || (pause > 0 && end + pause == dots.height())) break;
        ++end;
      }
      band(dots, y, end);
      y = end;
    }
  }

  void feed(int dots) { pending_feed_ += dots; }

  void cut() {
    feed(profile_.tail_dots);
    flush_feed();
    put(profile_.cut);
    put(profile_.present);
    mark_break();
  }

  EncodedSlip take() {
    flush_feed();
    mark_break();
    return std::move(out_);
  }

private:
  template <class Range> void put(const Range& bytes) { out_.bytes.insert(out_.bytes.end(), bytes.begin(), bytes.end()); }
  void put(std::initializer_list<std::uint8_t> bytes) { out_.bytes.insert(out_.bytes.end(), bytes); }
  void mark_break() {
    if (out_.breaks.empty() || out_.breaks.back() != out_.bytes.size()) out_.breaks.push_back(out_.bytes.size());
  }

  /// The page in use first, so that neighbouring lines do not switch without need.
  [[nodiscard]] std::vector<PageNumber> preferred_first() const {
    auto pages = profile_.pages;
    if (page_) std::stable_partition(pages.begin(), pages.end(), [&](const PageNumber& p) { return p == *page_; });
    return pages;
  }

  void set_style(const PageNumber& page, const GridLine& line) {
    flush_feed();
    if (page_ != page) put({esc, 0x74, page.number});
    page_ = page;
    const auto size = static_cast<std::uint8_t>((line.width_factor - 1) * 16 + line.height_factor - 1);
    if (size_ != size) {
      put({gs, 0x21, size});
      // The line's own height: space between lines is fed apart, as after pictures.
      put({esc, 0x33, static_cast<std::uint8_t>(cell_height * line.height_factor * profile_.feed_units_per_dot)});
    }
    size_ = size;
  }

  void set_bold(bool bold, bool needed = true) {
    if (!needed || bold_ == bold) return;
    put({esc, 0x45, static_cast<std::uint8_t>(bold ? 1 : 0)});
    bold_ = bold;
  }

  void flush_feed() {
    out_.paper_dots += pending_feed_;
    const int most = 240 / profile_.feed_units_per_dot;
    while (pending_feed_ > 0) {
      const int now = std::min(pending_feed_, most);
      put({esc, 0x4A, static_cast<std::uint8_t>(now * profile_.feed_units_per_dot)});
      pending_feed_ -= now;
    }
    mark_break();
  }

  static int blank_rows_from(const Bitmap& dots, int y) {
    int n = 0;
    while (y + n < dots.height() && dots.row_blank(y + n)) ++n;
    return n;
  }

  void band(const Bitmap& dots, int from, int to) {
    flush_feed();
    std::size_t width = 1; // up to the rightmost dot
    for (int y = from; y < to; ++y) {
      const auto row = dots.row(y);
      for (std::size_t x = row.size(); x > width; --x)
        if (row[x - 1] != 0) width = x;
    }
    std::vector<std::uint8_t> raster;
    raster.reserve(width * static_cast<std::size_t>(to - from));
    for (int y = from; y < to; ++y) {
      const auto row = dots.row(y).first(width);
      raster.insert(raster.end(), row.begin(), row.end());
    }
    defuse_real_time(raster);
    put({gs, 0x76, 0x30, 0x00, static_cast<std::uint8_t>(width & 0xFF), static_cast<std::uint8_t>(width >> 8),
         static_cast<std::uint8_t>((to - from) & 0xFF), static_cast<std::uint8_t>((to - from) >> 8)});
    put(raster);
    mark_break();
    out_.paper_dots += to - from;
  }

  const PrinterProfile& profile_;
  EncodedSlip out_;
  std::optional<PageNumber> page_;
  std::optional<std::uint8_t> size_;
  bool bold_ = false;
  int pending_feed_ = 0;
};

} // namespace

bool is_real_time(std::uint8_t first, std::uint8_t second, std::uint8_t third) {
  if (first != 0x10) return false;
  switch (second) {
  case 0x04: return (third >= 0x01 && third <= 0x05) || third == 0x07 || third == 0x08 || third == 0x11 || third == 0x14;
  case 0x05: return third <= 0x03;
  case 0x14: return third >= 0x01 && third <= 0x08;
  default: return false;
  }
}

int defuse_real_time(std::vector<std::uint8_t>& raster) {
  int changed = 0;
  for (auto it = raster.begin(); it = std::find(it, raster.end(), 0x10), raster.end() - it > 2; ++it) {
    if (!is_real_time(it[0], it[1], it[2])) continue;
    it[0] = 0x18; // one dot more beside the one of 0x10
    ++changed;
  }
  // A header begins with 1D or 1B, so a sequence cannot go on behind the raster.
  return changed;
}

EncodedSlip encode_slip(const engine::Slip& slip, const PrinterProfile& profile, LineRenderer& renderer) {
  Encoder encoder(profile);
  encoder.begin();
  for (const auto& item : lay_out(slip, profile, renderer))
    std::visit(engine::overloaded{
                   [&](const GridLine& line) { encoder.line(line, renderer); },
                   [&](const Picture& picture) { encoder.picture(picture.dots); },
                   [&](const Gap& gap) { encoder.feed(gap.dots); },
               },
               item);
  encoder.cut();
  return encoder.take();
}

EncodedSlip encode_torn_off(const PrinterProfile& profile) {
  Encoder encoder(profile);
  encoder.begin();
  encoder.feed(cell_height);
  encoder.cut();
  return encoder.take();
}

} // namespace devices::printer
