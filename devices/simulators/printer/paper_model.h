#pragma once
// A receipt printer without a wire: ESC/POS bytes and time in; status bytes, paper and a list of mistakes
// out. Strict: what a real printer would print as rubbish or swallow is recorded as an error. It keeps the
// rest of a job in its buffer when its paper ends and goes on when paper is back, as real ones do
// (devices/printer/PROTOCOL.md section 5).
//
// Threading: one thread. No I/O and no clock.
#include "devices/printer/line_renderer.h"
#include "devices/printer/printer_profile.h"
#include "devices/serial/wire_session.h"
#include "devices/simulators/printer/paper_sheet.h"
#include <deque>
#include <functional>
#include <memory>
#include <set>

namespace devices::sim {

struct PaperModelSettings {
  printer::PrinterProfile profile = printer::generic_80mm();
  std::size_t buffer_bytes = 4096;
  std::size_t stop_below = 128; ///< free bytes at which it says stop (devices/printer/PROTOCOL.md section 6)
  std::size_t go_above = 256;   ///< and at which it says go
  bool stops_offline = false;   ///< it says stop when it goes off-line too (Epson: memory switch 1-3 off)
  int dots_per_second = 1200;   ///< 150 mm/s; 0: at once
  bool leave_tickets = false;   ///< with a presenter: the ticket is not taken
  bool draws = true;            ///< false: papers have their text and no dots, for runs that print thousands
};

struct FinishedPaper {
  printer::Bitmap dots;
  std::string text;                        ///< the text; a picture stands in it with its size
  std::vector<std::uint64_t> picture_rows; ///< row_digest() of each row of a picture that is not white
  bool from_start = false;                 ///< began with ESC @ on fresh paper, nothing broke it off
  bool rest = false;                       ///< goes on where a paper was torn off, and nothing is missing between them
  bool complete = false;                   ///< began with ESC @ on fresh paper and ended with a cut, without a break
  std::string end;                         ///< "cut", "paper out", "torn off"
};

class PaperModel {
public:
  explicit PaperModel(PaperModelSettings settings);
  ~PaperModel();

  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes);
  void on_time(engine::Instant now);
  Bytes take_output();
  [[nodiscard]] std::optional<engine::Instant> deadline() const;
  /// Power off and on: what was in the buffer and on the way is gone; the paper stays in.
  void power_cycle();

  void paper_out();
  void paper_out_after(int rows);
  void paper_in();
  void set_near_end(bool on);
  void set_cover_open(bool on);
  void set_cutter_error(bool on);
  void set_overheated(bool on);
  void set_silent(bool on) { silent_ = on; }
  void tear(); ///< someone tears the paper at the bar
  void take_ticket();
  void garbage(); ///< bytes without a question before them

  std::function<void(const FinishedPaper&)> on_paper;
  std::function<void(const std::string&)> on_error;

  [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }
  [[nodiscard]] bool online() const;
  [[nodiscard]] std::string state_words() const;
  [[nodiscard]] std::size_t buffered() const { return buffer_.size(); }
  [[nodiscard]] bool has_paper() const { return !paper_out_; }
  [[nodiscard]] std::int64_t bytes_received() const { return received_; }

private:
  struct Picture {
    int width = 0;
    int rows_left = 0;
  };

  void error(std::string what);
  void receive(std::uint8_t byte);
  std::size_t take_data(std::span<const std::uint8_t> bytes);
  void track(std::uint8_t byte);
  void real_time(std::span<const std::uint8_t> command);
  void store(std::uint8_t byte);
  void flow_control();
  void reply(std::initializer_list<std::uint8_t> bytes);
  void status_changed();
  [[nodiscard]] bool inside_command() const { return data_left_ > 0 || !tracked_.empty(); }
  [[nodiscard]] std::uint8_t answer(int n) const;
  [[nodiscard]] std::array<std::uint8_t, 4> auto_status() const;

  void work(engine::Instant now);
  bool work_one();
  bool spend(int rows);
  void execute(std::span<const std::uint8_t> command);
  void execute_esc(std::span<const std::uint8_t> command);
  void execute_gs(std::span<const std::uint8_t> command);
  void initialise();
  void new_line();
  void feed_units(int units) { feed_dots(units / settings_.profile.feed_units_per_dot); }
  void feed_dots(int rows);
  void cut(bool feeds);
  void only_at_line_start(const char* what);
  void finish(const std::string& how, bool complete);

  PaperModelSettings settings_;
  printer::LineRenderer renderer_;
  std::map<int, printer::CodePage> pages_;

  // Receiving
  std::deque<std::uint8_t> buffer_;
  std::vector<std::uint8_t> held_;    ///< perhaps a real-time command
  std::vector<std::uint8_t> tracked_; ///< head of the command that is being received
  std::size_t data_left_ = 0;         ///< of the command that is being received
  bool in_picture_ = false;           ///< that command is a picture
  bool xoff_ = false;
  bool full_ = false; ///< the receive buffer, with hysteresis
  bool silent_ = false;
  bool overflowed_ = false;
  std::int64_t received_ = 0;
  Bytes output_;
  int auto_mask_ = 0;
  std::array<std::uint8_t, 4> last_auto_{};

  // State
  bool paper_out_ = false;
  bool near_end_ = false;
  bool cover_open_ = false;
  bool cutter_error_ = false;
  bool overheated_ = false;
  bool ticket_ = false;
  std::optional<int> rows_left_; ///< of paper

  // Printing
  engine::Instant worked_until_{};
  std::int64_t credit_ = 0; ///< thousandths of rows
  std::unique_ptr<PaperSheet> sheet_;
  bool initialised_here_ = false; ///< ESC @ stood at the head of this sheet
  bool broken_ = false;           ///< paper ended or was torn inside it
  bool rest_ = false;             ///< the sheet before it was torn off, with all that stood on it until then
  std::optional<Picture> picture_;
  std::optional<printer::CodePage> page_;
  TextStyle style_;
  int align_ = 0;
  int line_spacing_ = 30;
  std::vector<std::string> errors_;
};

} // namespace devices::sim
