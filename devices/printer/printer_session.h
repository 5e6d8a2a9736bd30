#pragma once
// The receipt printer as a session: asks for its state every 2 s (and while it prints), prints one job after
// another, and says Done only when the printer itself has confirmed the end of the job. No I/O, no clock (see
// wire_session.h).
//
// Outcomes of print():
//   Refused  nothing of the slip was sent: no line, no answer, no paper, cover, cutter.
//   Done     the printer answered the request that stands behind the cut.
//   Unknown  something failed after the first byte, or the answer never came, or the printer was silent in the middle.
//            A silent printer may have been without power; it would then confirm only the rest of the job. The
//            printer's buffer is cleared. Before the next job the torn half is cut off and brought out, so that a
//            reprint starts on clean paper.
// Threading: I/O thread. Replies are called from on_*(), never from inside print(). Protocol facts:
// devices/printer/PROTOCOL.md.
#include "devices/printer/escpos_encoder.h"
#include "devices/printer/printer_status.h"
#include "devices/serial/wire_session.h"
#include "engine/ports/printer.h"
#include <deque>
#include <memory>

namespace devices::printer {

class PrinterSession final : public WireSession, public engine::PrinterPort {
public:
  /// `baud` scales pacing and time-outs. Sessions on one thread may share a renderer, with the fonts that it has opened.
  PrinterSession(PrinterProfile profile, int baud, std::shared_ptr<LineRenderer> renderer = std::make_shared<LineRenderer>());
  ~PrinterSession() override;

  [[nodiscard]] const engine::PrinterStatus& status() const override { return status_; }
  void on_status(std::function<void(const engine::PrinterStatus&)> watcher) override;
  void print(std::int64_t job, const engine::Slip& slip, engine::Reply<engine::Done> reply) override;
  /// Call before the first job when the last run may have left half a slip in the printer (the journal has a print job
  /// without an outcome).
  void assume_torn() override;

  void on_open(engine::Instant now) override;
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) override;
  void on_closed(engine::Instant now, const std::string& why) override;
  void on_time(engine::Instant now) override;
  Bytes take_output() override;
  [[nodiscard]] std::optional<engine::Instant> deadline() const override;
  bool take_close_request() override;

private:
  struct Job {
    std::int64_t id = 0;
    engine::Slip slip;
    engine::Reply<engine::Done> reply;
  };
  enum class Phase {
    idle,
    asking,   ///< a fresh round of status before anything is sent
    ejecting, ///< the presenter is being emptied
    clearing, ///< the buffer-clearing command was sent again, its answer is awaited
    cutting,  ///< the torn half is being cut off
    printing, ///< the job's own bytes
  };
  /// Bytes on their way to the printer, and how their end is confirmed.
  struct Sending {
    EncodedSlip data;
    std::size_t sent = 0;
    std::array<char, 4> id{};
    engine::Instant give_up{};
    [[nodiscard]] bool all_sent() const { return sent == data.bytes.size(); }
  };
  /// One round of status questions, one at a time.
  struct Round {
    int question = 1; ///< 1 to 4: DLE EOT n; 5: 10 04 14
    engine::PrinterStatus draft;
    engine::Instant give_up{};
    bool before_job = false; ///< a job came after this round began: its answers do not count for the job
  };

  void advance(engine::Instant now);
  void take_answer(engine::Instant now, const PrinterAnswer& answer);
  void take_go(engine::Instant now);
  void ask(engine::Instant now);
  void start_round(engine::Instant now);
  void next_question(engine::Instant now);
  void finish_round(engine::Instant now);
  void miss_round(engine::Instant now);
  [[nodiscard]] bool may_interrupt() const;
  [[nodiscard]] bool at_break() const;      ///< sending stands between two commands of the job: a question may stand here
  [[nodiscard]] bool stands_inside() const; ///< the printer sent XOFF inside a command of the job
  void publish(engine::PrinterStatus status);

  void start_job(engine::Instant now);
  void after_status(engine::Instant now);
  void prepare(engine::Instant now);
  void start_cutting(engine::Instant now);
  void start_printing(engine::Instant now);
  void start_sending(engine::Instant now, EncodedSlip data);
  void send_chunk(engine::Instant now);
  void owe(std::size_t white);
  void pay_owed(engine::Instant now);
  [[nodiscard]] bool pays_owed() const { return open_ && !sending_ && owed_ > 0 && profile_.clear_buffer.empty(); }
  void confirmed(engine::Instant now);
  void fail(engine::Instant now, const std::string& why);
  void finish_job(engine::Outcome<engine::Done> outcome);
  void deliver();
  void put(std::span<const std::uint8_t> bytes) { output_.insert(output_.end(), bytes.begin(), bytes.end()); }

  [[nodiscard]] engine::Millis on_the_line(std::size_t bytes) const {
    return engine::Millis(static_cast<std::int64_t>(bytes) * 10'000 / baud_);
  }

  const std::size_t most_owed_; ///< bytes of a whole band of the profile, before for_line() makes bands shorter
  const PrinterProfile profile_;
  const int baud_;
  const std::shared_ptr<LineRenderer> renderer_;
  AnswerDecoder decoder_;
  engine::PrinterStatus status_;
  std::vector<std::function<void(const engine::PrinterStatus&)>> watchers_;

  bool open_ = false;
  engine::Instant now_{};
  Bytes output_;
  bool close_wanted_ = false;

  std::optional<Round> round_;
  engine::Instant next_round_{};
  int missed_ = 0;
  engine::Instant partial_since_{};

  bool stopped_ = false; ///< XOFF
  engine::Instant stopped_since_{};
  std::optional<engine::Instant> last_go_;
  std::int64_t next_chunk_us_ = 0;

  std::deque<Job> queue_;
  bool woken_ = false; ///< print() was called; on_time() is wanted at once
  Phase phase_ = Phase::idle;
  engine::Instant phase_give_up_{};
  std::optional<Sending> sending_;
  /// In the middle of this job a question had no answer, or the printer said stop or go as it does after a start.
  bool silent_ = false;
  bool odd_go_ = false;      ///< in this job the printer said go without having said stop
  int jobs_with_odd_go_ = 0; ///< such jobs in a row
  bool torn_ = false;
  bool cleared_ = false; ///< the printer confirmed that its buffer is empty
  std::size_t owed_ = 0; ///< bytes that a broken-off picture command still waits for
  std::vector<std::pair<engine::Reply<engine::Done>, engine::Outcome<engine::Done>>> outcomes_;
};

} // namespace devices::printer
