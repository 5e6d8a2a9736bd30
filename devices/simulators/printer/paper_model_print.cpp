// What the commands do to the paper.
#include "devices/simulators/printer/escpos_grammar.h"
#include "devices/simulators/printer/paper_model.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace devices::sim {
namespace {
constexpr int default_spacing = 30;      ///< 1/6 inch and a little, in dots
constexpr std::int64_t per_row = 1000;   ///< credit is in thousandths of rows
constexpr int longest_paper = 20000;     ///< rows
constexpr std::size_t longest_head = 16; ///< bytes that are enough to know a command's length
} // namespace

void PaperModel::work(engine::Instant now) {
  const auto elapsed = std::max<std::int64_t>(0, (now - worked_until_).count());
  worked_until_ = std::max(worked_until_, now);
  const std::int64_t speed = settings_.dots_per_second;
  // The motor does not save up time in which it stood.
  credit_ = std::min(credit_ + elapsed * speed, 50 * speed);
  while (online() && !buffer_.empty() && (speed == 0 || credit_ > 0) && work_one()) {}
}

bool PaperModel::spend(int rows) {
  if (settings_.dots_per_second > 0) credit_ -= rows * per_row;
  if (sheet_->height() > longest_paper) {
    error("a paper of more than 2.5 m without a cut");
    finish("too long", false);
  }
  if (!rows_left_) return true;
  *rows_left_ -= rows;
  if (*rows_left_ > 0) return true;
  paper_out();
  return false;
}

bool PaperModel::work_one() {
  if (picture_) {
    const auto width = static_cast<std::size_t>(picture_->width);
    if (buffer_.size() < width) return false;
    const std::vector<std::uint8_t> row(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(width));
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(width));
    sheet_->picture_row(row);
    if (--picture_->rows_left == 0) picture_.reset();
    spend(1);
    return true;
  }
  std::array<std::uint8_t, longest_head> first{};
  const auto enough = buffer_.front() >= 0x20 ? 1 : longest_head; // letters above all, and each is one byte
  const auto head = std::span(first).first(std::min(buffer_.size(), enough));
  std::copy_n(buffer_.begin(), head.size(), head.begin());
  const auto length = command_length(head);
  if (!length) return false;
  if (*length == 0) {
    error(head.size() > 1 ? fmt::format("unknown command {:02X} {:02X}", head[0], head[1]) : fmt::format("unknown byte {:02X}", head[0]));
    buffer_.pop_front();
    return true;
  }
  if (is_picture(head)) {
    only_at_line_start("a picture");
    if (head[3] != 0) error("GS v 0 with a doubled size is not used here");
    picture_ = Picture{head[4] + 256 * head[5], head[6] + 256 * head[7]};
    if (picture_->width * 8 > settings_.profile.width_dots)
      error(fmt::format("a picture of {} dots is wider than the paper", picture_->width * 8));
    sheet_->picture_note(picture_->width, picture_->rows_left);
    buffer_.erase(buffer_.begin(), buffer_.begin() + 8);
    return true;
  }
  if (buffer_.size() < *length) return false;
  if (*length == 1) {
    buffer_.pop_front();
    execute(head.first(1));
    return true;
  }
  const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(*length);
  if (*length <= head.size()) {
    buffer_.erase(buffer_.begin(), end);
    execute(head.first(*length));
  } else {
    const std::vector<std::uint8_t> command(buffer_.begin(), end);
    buffer_.erase(buffer_.begin(), end);
    execute(command);
  }
  return true;
}

void PaperModel::only_at_line_start(const char* what) {
  if (sheet_->line_open()) error(fmt::format("{} in the middle of a line", what));
}

void PaperModel::execute(std::span<const std::uint8_t> command) {
  const auto first = command[0];
  if (first >= 0x20) {
    const auto page = page_.value_or(printer::CodePage::cp437);
    const auto c = printer::code_point(page, first);
    if (c == 0xFFFD) error(fmt::format("byte {:02X} is a hole in {}", first, printer::code_page_name(page)));
    if (first >= 0x80 && !page_) error("a letter above 7F before a code page was chosen");
    if (!sheet_->put(c, style_, renderer_)) {
      error("a line of text is wider than the paper");
      new_line();
      sheet_->put(c, style_, renderer_);
    }
    return;
  }
  switch (first) {
  case 0x0A: return new_line();
  case 0x1B: return execute_esc(command);
  case 0x1D: return execute_gs(command);
  default: return; // NUL, FS .
  }
}

void PaperModel::execute_esc(std::span<const std::uint8_t> command) {
  const auto n = command.size() > 2 ? command[2] : 0;
  switch (command[1]) {
  case '@': return initialise();
  case 't':
    if (const auto page = pages_.find(n); page != pages_.end()) page_ = page->second;
    else error(fmt::format("ESC t {}: this printer has no such code page", n));
    return;
  case 'a':
    only_at_line_start("ESC a");
    align_ = n % 48;
    return;
  case 'E': style_.bold = (n & 1) != 0; return;
  case '-': style_.underlined = n % 48 != 0; return;
  case '!': style_ = {(n & 0x20) ? 2 : 1, (n & 0x10) ? 2 : 1, (n & 0x08) != 0, (n & 0x80) != 0}; return;
  case '2': line_spacing_ = default_spacing; return;
  case '3': line_spacing_ = n / settings_.profile.feed_units_per_dot; return;
  case 'J': only_at_line_start("ESC J"); return feed_units(n);
  case 'd':
    for (int i = 0; i < n; ++i) new_line();
    return;
  case 'i':
  case 'm': return cut(false);
  case '=':
    if (n != 1) error("ESC = deselects the printer");
    return;
  case 'R':
    if (n != 0) error(fmt::format("ESC R {}: national letters stand where ASCII is expected", n));
    return;
  case 'M':
    if (n % 48 != 0) error("font B is not drawn here");
    return;
  case '$':
  case '\\': return error("ESC $ and ESC \\ are not drawn here");
  default: return;
  }
}

void PaperModel::execute_gs(std::span<const std::uint8_t> command) {
  const auto n = command.size() > 2 ? command[2] : 0;
  switch (command[1]) {
  case '!': style_.width_factor = (n >> 4) + 1, style_.height_factor = (n & 0x0F) + 1; return;
  case 'r': return reply({static_cast<std::uint8_t>(n == 1 && near_end_ ? 0x03 : 0x00)});
  case 'a':
    auto_mask_ = n;
    last_auto_ = auto_status();
    if (n != 0) reply({last_auto_[0], last_auto_[1], last_auto_[2], last_auto_[3]});
    return;
  case 'I': return reply({0x20});
  case 'V': return cut(command.size() == 4);
  case 'e':
    if (settings_.profile.present.empty() && settings_.profile.eject.empty()) return error("GS e: this printer has no presenter");
    if (n == 0x03 || n == 0x20) ticket_ = settings_.leave_tickets;
    if (n == 0x05 || n == 0x02) ticket_ = false;
    return;
  case 'R': ticket_ = false; return;
  case '(':
    if (command[2] == 'H' && command.size() == 11 && command[5] == 0x30 && command[6] == 0x30) {
      if (settings_.profile.completion != printer::Completion::process_id) return error("GS ( H: this printer does not know it");
      return reply({0x37, 0x22, command[7], command[8], command[9], command[10], 0x00});
    }
    return error(fmt::format("GS ( {} is not drawn here", static_cast<char>(command[2])));
  case 'L':
  case 'W': return error("margins are not drawn here");
  default: return;
  }
}

void PaperModel::initialise() {
  page_.reset();
  style_ = {};
  align_ = 0;
  line_spacing_ = default_spacing;
  auto_mask_ = 0;
  if (sheet_->line_open()) error("ESC @ throws away an unfinished line");
  sheet_->drop_line();
  rest_ = false;
  if (sheet_->blank() && !broken_) initialised_here_ = true;
  else broken_ = true; // a second job on the paper of another
}

void PaperModel::new_line() {
  const int rows = sheet_->end_line(line_spacing_, align_);
  spend(rows);
}

void PaperModel::feed_dots(int rows) {
  sheet_->feed(rows);
  spend(rows);
}

void PaperModel::cut(bool feeds) {
  if (sheet_->line_open()) {
    error("a cut in the middle of a line is ignored");
    return;
  }
  if (feeds) feed_dots(40); // the knife stands above the head
  if (paper_out_) broken_ = broken_ || !sheet_->blank();
  finish("cut", initialised_here_ && !broken_);
}

void PaperModel::finish(const std::string& how, bool complete) {
  const bool from_start = initialised_here_ && !broken_;
  const bool rest = std::exchange(rest_, false);
  auto sheet = std::exchange(sheet_, std::make_unique<PaperSheet>(settings_.profile.width_dots, settings_.draws));
  initialised_here_ = false;
  broken_ = false;
  if (sheet->blank()) return;
  FinishedPaper paper;
  paper.dots = sheet->dots();
  paper.text = sheet->text();
  paper.picture_rows = sheet->picture_rows();
  paper.from_start = from_start;
  paper.rest = rest;
  paper.complete = complete;
  paper.end = how;
  if (on_paper) on_paper(paper);
}

} // namespace devices::sim
