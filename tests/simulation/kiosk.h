#pragma once
// One life of the kiosk's program: what machine_room.cpp puts together, on simulated wires and a simulated
// disk. Destroying it is the end of the process. Threading: one thread. Ownership: the world outlives it.
#include "engine/journal/sqlite_journal.h"
#include "tests/simulation/world.h"

namespace simulation {

inline constexpr const char* kiosk_id = "nukus-01";

/// What a person types, in the memory that the engine wants it in.
inline engine::SecretBuffer secret(std::string_view text) {
  engine::SecretBuffer buffer(text.size() + 1);
  buffer.append(text);
  return buffer;
}

class Process {
public:
  /// Throws JournalError.
  explicit Process(World& world);
  ~Process();
  void start();
  /// SIGTERM: finishes what is in hand, at most 3.5 s; then `done`.
  void stop(std::function<void()> done);
  [[nodiscard]] engine::Runner& runner() { return *runner_; }
  [[nodiscard]] engine::SqliteJournal& journal() { return journal_; }

private:
  void fetch_catalog();
  void stop_now(Instant deadline, const std::function<void()>& done);

  World& w_;
  Scheduler::Lease lease_;
  engine::SqliteJournal journal_;
  ProcessTime time_;
  engine::store::StoreSession store_;
  devices::fiscal::FiscalSession fiscal_;
  devices::printer::PrinterSession printer_;
  devices::ccnet::CcnetSession cash_;
  devices::ScannerSession scanner_;
  JournalGuard journal_guard_;
  StoreGuard store_guard_;
  FiscalGuard fiscal_guard_;
  PrinterGuard printer_guard_;
  CashGuard cash_guard_;
  std::unique_ptr<engine::Runner> runner_;
};

/// The rules of this run's kiosk. Limits that are a day in the shop are shorter, so that a run ends.
engine::Policy policy_of(const Choices& choices);

} // namespace simulation
