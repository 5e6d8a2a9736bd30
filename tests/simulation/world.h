#pragma once
// Everything outside and inside the kiosk in one place: virtual time, the disk, the store, the machines, the
// wires, one life of the kiosk's program after another, the people, the faults; and the notes that the checks
// need besides what the simulators know. One seed decides all of it. Threading: one thread; one World at a
// time (disk.h).
#include "engine/checkout/runner.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/guards.h"
#include "tests/simulation/machines.h"
#include "tests/simulation/store_wire.h"
#include <memory>

namespace simulation {

/// What the seed decides for a whole run.
struct Choices {
  bool edition_2026 = false, new_errors = false, serial_module = false, module_registers_cards = false;
  bool slow_printer = false;          ///< 19200 baud: a slip is on the wire for seconds
  bool printer_stops_offline = false; ///< the printer sends XOFF as soon as something is wrong with it
  bool vouchers = true, order_mark = true;
  Millis keep_personal{30LL * 86'400'000};
  devices::sim::FiscalModelSettings::Missing missing{}; ///< the module's answer to a path where it has no page
  devices::sim::FiscalModelSettings::Echo echo;         ///< how receipts on /order/last/ differ from those that were sent
  bool other_address = false;                           ///< the fiscal QR's address holds nothing that proves the sign
  int weather = 0;                                      ///< 0 calm, 1 changing, 2 storm
  int visits = 20;
};

class Process;
class People;
class Faults;
class Watch;

class World {
public:
  World(std::uint64_t seed, bool with_trace);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Plays the whole run; violation() has the fault that was found.
  void run();

  void violated(const std::string& what);
  [[nodiscard]] const std::string& violation() const { return violation_; }

  // --- the kiosk's program ---
  enum class End { power, killed, stopped };
  void boot();
  void end_process(End how);
  void boot_later(Millis wait);
  [[nodiscard]] bool kiosk_runs() const { return process != nullptr; }
  /// A byte of the module's sign may have been lost or changed on its serial line so that nobody can see it: the address proves nothing, and
  /// there is no /order/last/ to ask again (devices/fiscal/PROTOCOL.md section 6).
  [[nodiscard]] bool sign_as_heard() const {
    const auto& on_line = fiscal_wire.counts();
    return choices.serial_module && choices.other_address && !choices.edition_2026 && on_line.lost + on_line.changed > 0;
  }
  [[nodiscard]] engine::ViewPtr view() const;
  [[nodiscard]] engine::WallTime true_wall() const;
  [[nodiscard]] engine::WallTime kiosk_wall() const;

  std::uint64_t seed;
  Dice dice;
  Dice system_random{~seed}; ///< the random digits of the kiosk's slips, over all its lives
  Choices choices;
  Scheduler scheduler;
  Trace trace;
  LogCapture log;
  Cuts cuts;
  SimDisk disk;
  devices::sim::StoreModel store;
  ValidatorEnd validator;
  FiscalEnd fiscal;
  PrinterEnd printer;
  ScannerEnd scanner;
  StoreWire store_wire;
  Wire cash_wire, fiscal_wire, printer_wire, scanner_wire;
  std::int64_t wall_offset_ms = 0; ///< of the kiosk's clock
  engine::CatalogPtr catalog;      ///< the copy that outlives a process
  bool disk_fails = false;
  /// A damage to the journal while no process ran; the kiosk must notice it, unless the damage changes nothing.
  enum class Damage { none, tail_lost, head_gone, row_changed, older_checkpoint, foreign_checkpoint };
  /// The process is killed, and the damage happens while it is gone. False: there was nothing to damage.
  bool damage_journal(Damage what);
  /// The shop was closed for four days. Before it opens, and while no process runs, somebody archives the journal (kiosk --archive-journal).
  /// The disk may fail, so the archiving may stop anywhere. True: rows are in an archive now.
  bool archive_after_holidays();
  engine::Ledger archived; ///< the fold of those rows: all of it is finished
  std::unique_ptr<Process> process;
  std::unique_ptr<Watch> watch;
  std::unique_ptr<Faults> faults;
  std::unique_ptr<People> people;

  struct Totals {
    std::int64_t purchases = 0, paid_card = 0, paid_cash = 0, later = 0, restarts = 0;
    std::uint64_t events = 0;
    Millis time{0};
  };
  [[nodiscard]] Totals totals() const;

private:
  void one_event(Instant limit);
  [[nodiscard]] bool hurt_journal(Damage what);
  void play(Instant until);
  [[nodiscard]] bool quiet() const;
  void play_until_quiet();
  void rest_of_the_day();

  std::string violation_;
  Scheduler::Lease boot_lease_;
  std::int64_t restarts_ = 0;
  bool booting_ = false;
  std::int64_t holidays_ms_ = 0; ///< days on which nothing happened
  Damage hurt_ = Damage::none;
  SimDisk::Snapshot healthy_; ///< the journal that the staff put back
};

} // namespace simulation
