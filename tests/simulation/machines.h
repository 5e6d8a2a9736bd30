#pragma once
// The simulated machines at the far ends of the wires: the models of devices/simulators, each with its power
// switch. Threading: one thread. Ownership: self-contained; the callbacks are the world's.
#include "devices/simulators/cash/validator_model.h"
#include "devices/simulators/fiscal/fiscal_wire.h"
#include "devices/simulators/printer/paper_model.h"
#include "tests/simulation/wire.h"

namespace simulation {

class ValidatorEnd final : public FarEnd {
public:
  ValidatorEnd() : model{devices::sim::ValidatorModel::uzbek_table()} {}
  void on_bytes(Instant now, std::span<const std::uint8_t> bytes) override;
  void on_time(Instant now) override { model.on_time(now); }
  Bytes take_output(Instant) override { return model.take_output(); }
  [[nodiscard]] std::optional<Instant> deadline() const override { return model.deadline(); }

  void on_damage(const Bytes&) override { damaged_now_ = true; }

  devices::sim::ValidatorModel model;
  std::int64_t stacked_heard = 0;     ///< events 81 whose acknowledgement the validator took
  std::function<void()> on_enabled;   ///< the validator accepts other notes from now on
  std::vector<std::string> no_frames; ///< bytes that the validator could not read although the line was undamaged

private:
  std::uint64_t lost_ = 0;
  devices::ccnet::TypeMask enabled_ = 0;
  bool damaged_now_ = false; ///< the next bytes
  bool damaged_ = false;     ///< some of the bytes that are being read
  Instant last_bytes_{};
};

class FiscalEnd final : public FarEnd {
public:
  FiscalEnd(devices::sim::FiscalModelSettings settings, devices::sim::FiscalWire::Kind kind, Scheduler& scheduler,
            std::function<engine::WallTime()> wall);
  void on_bytes(Instant now, std::span<const std::uint8_t> bytes) override;
  void on_time(Instant) override {}
  Bytes take_output(Instant now) override;
  [[nodiscard]] std::optional<Instant> deadline() const override;
  [[nodiscard]] bool reachable() const override { return !model.faults.down; }
  void on_connected() override;
  void on_disconnected() override;
  void on_damage(const Bytes& sent_as) override { wire_->damaged({reinterpret_cast<const char*>(sent_as.data()), sent_as.size()}); }
  std::function<void()> when_heard() override;
  bool take_close() override { return std::exchange(close_, false); }
  void lose_power(); ///< its unsent answers are lost; its memory stays
  /// The next receipt that comes over a connection is registered later by `wait`, and the connection ends at
  /// once.
  void register_late(Millis wait) { late_by_ = wait; }

  devices::sim::FiscalModel model;
  std::function<void()> on_request;
  std::map<std::int64_t, int> heard; ///< by receipt_seq: how often a whole answer of /order/last/ with this receipt reached the kiosk

private:
  struct Reply {
    Instant at{};
    std::string bytes;
    bool end = false;
    std::int64_t last = 0; ///< receipt_seq of the receipt in an answer of /order/last/; 0: none
  };
  devices::sim::FiscalWire::Kind kind_;
  Scheduler& scheduler_;
  Scheduler::Lease late_;
  std::optional<Millis> late_by_;
  std::unique_ptr<devices::sim::FiscalWire> wire_;
  std::deque<Reply> replies_;
  std::vector<std::int64_t> told_; ///< Reply::last of the replies that were taken
  bool close_ = false;
};

/// A scanner that sends each code with CR behind it.
class ScannerEnd final : public FarEnd {
public:
  void read(const std::string& code) { said_ += code + "\r"; }
  void on_bytes(Instant, std::span<const std::uint8_t>) override {}
  void on_time(Instant) override {}
  Bytes take_output(Instant) override {
    Bytes bytes(said_.begin(), said_.end());
    said_.clear();
    return bytes;
  }
  [[nodiscard]] std::optional<Instant> deadline() const override { return std::nullopt; }

private:
  std::string said_;
};

class PrinterEnd final : public FarEnd {
public:
  explicit PrinterEnd(devices::sim::PaperModelSettings settings);
  void on_bytes(Instant now, std::span<const std::uint8_t> bytes) override {
    if (!off_) return model.on_bytes(now, bytes);
    missed_question_ = missed_question_ || ((bytes.size() == 2 || bytes.size() == 3) && bytes[0] == 0x10 && bytes[1] == 0x04); // not dots
  }
  void on_time(Instant now) override {
    if (!off_) model.on_time(now);
  }
  Bytes take_output(Instant) override {
    auto bytes = model.take_output();
    return off_ ? Bytes{} : bytes;
  }
  [[nodiscard]] std::optional<Instant> deadline() const override { return off_ ? std::nullopt : model.deadline(); }
  void switch_off() {
    off_ = true;
    missed_question_ = false;
    model.power_cycle();
  }
  void switch_on() {
    if (std::exchange(off_, false)) model.power_cycle(); // it reports that it is ready
  }
  [[nodiscard]] bool off() const { return off_; }
  /// A status question came while the printer had no power.
  [[nodiscard]] bool missed_question() const { return missed_question_; }

  struct Paper {
    std::string text;
    bool complete = false;
    std::vector<std::uint64_t> picture_rows; ///< row_digest() of the rows that are not white
  };
  devices::sim::PaperModel model;
  std::vector<Paper> papers;
  std::function<void(const Paper& paper, const std::string& end)> on_paper;

private:
  bool off_ = false, missed_question_ = false;
};

} // namespace simulation
