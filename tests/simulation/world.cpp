#include "tests/simulation/world.h"

#include "devices/simulators/store/exact_json.h"
#include "engine/base/digest.h"
#include "engine/journal/checkpoint_file.h"
#include "engine/journal/head_file.h"
#include "engine/ledger/archive.h"
#include "engine/ledger/ledger_codec.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/kiosk.h"
#include "tests/simulation/people.h"
#include "tests/simulation/watch.h"

namespace simulation {
namespace {

constexpr std::int64_t day_zero_ms = 1'795'000'000'400; ///< some day in 2026, not on a whole second

constexpr std::int64_t day_ms = 86'400'000;

Choices choose(Dice dice) {
  Choices c;
  c.edition_2026 = dice.chance(400);
  c.new_errors = dice.chance(400);
  c.serial_module = dice.chance(400);
  c.module_registers_cards = dice.chance(350);
  c.vouchers = dice.chance(700);
  c.order_mark = dice.chance(780);
  if (dice.chance(300))
    c.keep_personal = Millis{day_ms / 2}; // less than a shop may set (one day): a longer pause counts as half a day only
  c.slow_printer = dice.chance(300);
  c.weather = dice.chance(100) ? 0 : dice.chance(600) ? 1 : 2;
  c.visits = static_cast<int>(dice.between(12, 30));
  c.printer_stops_offline = dice.chance(500);
  if (dice.chance(300)) { // a module that does some things in its own way
    using Missing = devices::sim::FiscalModelSettings::Missing;
    c.missing = dice.chance(500) ? Missing::html : dice.chance(500) ? Missing::json : Missing::silence;
    for (bool* way : {&c.echo.cash_with_change, &c.echo.change_left_out, &c.echo.wallet_elsewhere, &c.echo.kind_left_out,
                      &c.echo.own_number, &c.other_address})
      *way = dice.chance(300);
  }
  return c;
}

devices::sim::FiscalModelSettings module_settings(const Choices& c) {
  devices::sim::FiscalModelSettings s;
  s.edition_2026 = c.edition_2026;
  s.new_errors = c.new_errors;
  s.missing = c.missing;
  s.echo = c.echo;
  s.other_address = c.other_address;
  return s;
}

devices::sim::PaperModelSettings paper_settings(const Choices& c) {
  devices::sim::PaperModelSettings s;
  s.buffer_bytes = 16 * 1024;
  s.stop_below = 3 * 1024; // room for the bytes that are on the way at an XOFF: printer_profile() in tests/simulation/kiosk.cpp
  s.go_above = 6 * 1024;
  s.draws = false;
  s.stops_offline = c.printer_stops_offline;
  return s;
}

devices::sim::StoreModel make_store(World& w) {
  static const auto catalogue = devices::sim::parse_exact(shop_catalogue()).value();
  return devices::sim::StoreModel{catalogue, {[&w] { return w.scheduler.now(); }, [&w] { return w.true_wall(); }}, w.seed};
}

} // namespace

World::World(std::uint64_t number, bool with_trace)
    : seed{number},
      dice{number},
      choices{choose(dice.fork())},
      scheduler{dice.fork()},
      trace{scheduler},
      log{[&]() -> Trace& {
        if (with_trace) trace.turn_on();
        return trace;
      }()},
      disk{dice.fork()},
      store{make_store(*this)},
      fiscal{module_settings(choices),
             choices.serial_module ? devices::sim::FiscalWire::Kind::serial : devices::sim::FiscalWire::Kind::connection, scheduler,
             [this] { return true_wall(); }},
      printer{paper_settings(choices)},
      store_wire{scheduler, trace, dice.fork(), store},
      cash_wire{scheduler, trace, dice.fork(), "cash", Wire::Kind::serial, 960, validator},
      fiscal_wire{scheduler,
                  trace,
                  dice.fork(),
                  "module",
                  choices.serial_module ? Wire::Kind::serial : Wire::Kind::tcp,
                  choices.serial_module ? 11520 : 1'000'000,
                  fiscal},
      printer_wire{scheduler, trace, dice.fork(), "printer", Wire::Kind::serial, choices.slow_printer ? 1920 : 11520, printer},
      scanner_wire{scheduler, trace, dice.fork(), "scanner", Wire::Kind::serial, 960, scanner},
      boot_lease_{scheduler} {
  trace.hide(disk.folder().string());
  if (with_trace) {
    validator.model.on_log = [this](const std::string& line) { trace.add("validator", line); };
    fiscal.model.on_log = [this](const std::string& line) { trace.add("module", line); };
    store.on_log = [this](const std::string& line) { trace.add("store", line); };
    printer.model.on_error = [this](const std::string& line) { trace.add("printer", line); };
  }
  printer.on_paper = [this](const PrinterEnd::Paper& paper, const std::string& end) {
    trace.say("printer", "a paper, {}, {} letters, {}", paper.complete ? "whole" : "not whole", paper.text.size(), end);
    if (const auto fault = watch->papers.fault_of(paper); !fault.empty()) violated(fault);
  };
  // Longer than a CCNET question and the pause behind it together: a late answer may come in the place of the
  // answer to the next question (devices/cash/PROTOCOL.md section 5).
  cash_wire.latest = Millis{1'500};
  // A later XOFF would come after the buffer is full and cost bytes; no line is that slow. The bytes that were sent meanwhile may be late as well.
  printer_wire.latest = Millis{60};
  if (!choices.serial_module) fiscal_wire.latest = Millis{20'000};
  watch = std::make_unique<Watch>(*this);
  faults = std::make_unique<Faults>(*this);
  people = std::make_unique<People>(*this);
  trace.say("world",
            "edition {}, {} errors, module over {}, cards registered by the {}, overpay {}, marks {}, "
            "weather {}, {} visits",
            choices.edition_2026 ? 2026 : 2023, choices.new_errors ? "new" : "old", choices.serial_module ? "serial" : "TCP",
            choices.module_registers_cards ? "module" : "store", choices.vouchers ? "voucher" : "exact", choices.order_mark,
            choices.weather, choices.visits);
  const auto& echo = choices.echo;
  trace.say("world",
            "module: missing pages {}, echo with change {}, without {}, wallets elsewhere {}, no kind {}, own numbers {}, other address {}",
            static_cast<int>(choices.missing), echo.cash_with_change, echo.change_left_out, echo.wallet_elsewhere, echo.kind_left_out,
            echo.own_number, choices.other_address);
}

World::~World() {
  if (process) disk.stop();
  process.reset();
}

engine::WallTime World::true_wall() const { return {day_zero_ms + holidays_ms_ + scheduler.now().time_since_epoch().count()}; }
engine::WallTime World::kiosk_wall() const { return {true_wall().unix_ms + wall_offset_ms}; }

engine::ViewPtr World::view() const { return process ? process->runner().view() : nullptr; }

void World::violated(const std::string& what) {
  trace.say("CHECK", "{}", what);
  if (violation_.empty()) violation_ = what;
}

// --- the kiosk's program ---

void World::boot() {
  if (process) return;
  cuts.reset();
  try {
    process = std::make_unique<Process>(*this);
    ++restarts_;
    // The process has read its whole journal. From here on it writes, and the watch checks its rows.
    if (std::exchange(hurt_, Damage::none) == Damage::head_gone) violated("the kiosk starts over a journal without its journal.head");
    process->start();
  } catch (const engine::JournalError& e) {
    trace.say("kiosk", "does not start: {}", e.what());
    if (std::exchange(hurt_, Damage::none) != Damage::none) { // staff have the disk repaired
      disk.stop();
      process.reset();
      disk.keep_everything();
      disk.put_back(healthy_);
      if (disk_fails) disk.fail_from(1, SimDisk::Fault::io_error);
      return boot_later(dice.wait(1'000, 60'000));
    }
    if (!disk_fails) return violated(std::string{"the kiosk does not start over its journal: "} + e.what());
    end_process(End::killed);
  } catch (const PowerCut&) {}
}

void World::boot_later(Millis wait) {
  boot_lease_.after(wait, [this] { boot(); });
}

void World::end_process(End how) {
  trace.say("kiosk", "{}", how == End::power ? "the power goes" : how == End::killed ? "the process is killed" : "the process ends");
  if (how != End::stopped) disk.stop();
  process.reset();
  if (how == End::power) disk.lose_power();
  else disk.keep_everything();
  if (disk_fails) disk.fail_from(1, SimDisk::Fault::io_error);
  cuts.reset();
  // The machines may lose their power together with the kiosk.
  if (how == End::power && dice.chance(400)) {
    (void)validator.model.power_cut(scheduler.now());
    printer.switch_off();
    const auto back = dice.wait(1'000, 20'000);
    boot_lease_.after(back, [this] {
      (void)validator.model.power_on(scheduler.now());
      printer.switch_on();
      cash_wire.machine_changed();
      printer_wire.machine_changed();
    });
    boot_later(back + dice.wait(0, 20'000));
    return;
  }
  boot_later(dice.wait(1'000, 60'000));
}

bool World::damage_journal(Damage what) {
  end_process(End::killed);
  healthy_ = disk.snapshot();
  if (!hurt_journal(what)) {
    disk.put_back(healthy_);
    return false;
  }
  // The kiosk starts with a damaged checkpoint too: it needs none.
  if (what != Damage::older_checkpoint && what != Damage::foreign_checkpoint) hurt_ = what;
  return true;
}

bool World::hurt_journal(Damage what) {
  const auto checkpoint = disk.folder() / "journal.checkpoint";
  const auto head = engine::HeadFile::read(disk.folder() / "journal.head");
  if (!head || head->seq == 0 || disk_fails) return false;
  switch (what) {
  case Damage::none: return false;
  case Damage::tail_lost: {
    // Only a tail with rows counts: names and phones lie beside the chain, and their loss is not noticed.
    if (!disk.lose_tail()) return false;
    const auto damaged = disk.snapshot();
    const bool rows_lost = disk.count_rows() < watch->rows;
    disk.put_back(damaged);
    return rows_lost;
  }
  case Damage::head_gone: return std::filesystem::remove(disk.folder() / "journal.head");
  case Damage::row_changed: return disk.change_a_row();
  case Damage::older_checkpoint: return engine::write_checkpoint(checkpoint, *head, "of-an-older-program", engine::encode_ledger({}));
  case Damage::foreign_checkpoint: {
    auto foreign = *head;
    foreign.hash.front() ^= 1;
    return engine::write_checkpoint(checkpoint, foreign, engine::ledger_format(), engine::encode_ledger({}));
  }
  }
  return false;
}

bool World::archive_after_holidays() {
  holidays_ms_ += 4 * day_ms;
  disk.forget_drafts();
  bool done = false;
  try {
    engine::SqliteJournal journal{disk.folder()};
    auto plan = engine::plan_archive(journal, kiosk_wall().unix_ms - 3 * day_ms);
    if (plan.last_seq > journal.archived_to()) {
      engine::Ledger old;
      journal.read([&](const engine::JournalRow& row) {
        if (row.seq <= plan.last_seq) engine::apply(old, engine::from_row(row).value(), row.at_ms);
      });
      const auto mark = [&](const engine::SqliteJournal::ArchivedRows& rows) {
        disk.follow_renames(); // the archive has its final name and keeps it
        plan.note.first_seq = rows.first_seq;
        plan.note.last_seq = rows.last.seq;
        plan.note.hash = engine::to_hex(rows.last.hash);
        plan.note.file = rows.file;
        return engine::to_row(plan.note, kiosk_wall());
      };
      // Done before the archiving succeeds. While the journal has the same sales, the journal counts (checks.cpp).
      for (auto& [id, sale] : old.sales) archived.sales.insert_or_assign(id, std::move(sale));
      for (auto& [id, note] : old.notes) archived.notes.insert_or_assign(id, note);
      for (auto& [number, payout] : old.payouts) archived.payouts.insert_or_assign(number, payout);
      journal.archive(plan.last_seq, mark);
      done = true;
      trace.say("kiosk", "rows up to {} are archived", plan.last_seq);
    }
  } catch (const engine::JournalError& e) {
    trace.say("kiosk", "archiving failed: {}", e.what());
  }
  disk.lose_power();
  if (disk_fails) disk.fail_from(1, SimDisk::Fault::io_error);
  return done;
}

// --- playing ---

void World::one_event(Instant limit) {
  try {
    scheduler.run_one(limit);
  } catch (const PowerCut&) {
  } catch (const engine::JournalError& e) { // as the kiosk's I/O thread does
    trace.say("kiosk", "the journal failed inside an event: {}", e.what());
  } catch (const std::exception& e) {
    violated(std::string{"something threw: "} + e.what());
  }
  if (cuts.fired()) {
    trace.say("kiosk", "power cut: {}", cuts.where());
    end_process(End::power);
  }
  if (process && process->runner().state().step_failed) violated("a step or a request threw: the kiosk stopped selling");
}

void World::play(Instant until) {
  while (scheduler.now() < until && violation_.empty()) one_event(until);
}

void World::run() {
  try {
    boot();
    if (cuts.fired()) end_process(End::power);
    people->open_shop();
    faults->begin();
    const auto closing = scheduler.now() + Millis{6LL * 3'600'000};
    while (!people->all_served() && scheduler.now() < closing && violation_.empty()) one_event(closing);
    rest_of_the_day();
    if (violation_.empty()) check_the_end(*this);
  } catch (const std::exception& e) {
    violated(std::string{"something threw: "} + e.what());
  }
}

/// No more faults happen: everything open must end without a human, in bounded time.
void World::rest_of_the_day() {
  people->close_shop();
  faults->end();
  trace.say("world", "the rest of the day");
  if (process && process->runner().state().journal_failed) end_process(End::killed);
  play(scheduler.now() + Millis{40'000});
  play_until_quiet();
  if (!violation_.empty() || !dice.chance(500)) return;
  people->staff_collect();
  play(scheduler.now() + Millis{20'000});
  play_until_quiet();
}

void World::play_until_quiet() {
  const auto limit = scheduler.now() + Millis{3LL * 3'600'000};
  while (violation_.empty() && scheduler.now() < limit && !quiet()) play(scheduler.now() + Millis{10'000});
}

bool World::quiet() const {
  if (!process || people->somebody_here() || people->staff_here()) return false;
  if (validator.model.state() == devices::ccnet::State::cassette_out) return false; // the staff are busy with it
  const auto& state = process->runner().state();
  const auto& facts = state.facts; // a machine that is not ready is a fault at the end of the day (checks.cpp)
  if (!facts.printer.can_print() || !facts.cash.can_accept() || !facts.fiscal.can_register() || !facts.store.can_order()) return false;
  return std::holds_alternative<engine::stage::Attract>(state.stage) && still_open(*this).empty();
}

World::Totals World::totals() const {
  Totals t;
  t.restarts = restarts_ - 1;
  t.events = scheduler.events();
  t.time = scheduler.now() - Instant{Millis{1'000'000}};
  if (!process) return t;
  const auto count = [&t](const engine::SaleEntry& sale) {
    ++t.purchases;
    t.paid_card += sale.paid() && sale.intent.method == engine::Method::card;
    t.paid_cash += sale.paid() && sale.intent.method == engine::Method::cash;
    t.later += sale.order == engine::OrderState::created && (sale.intent.method == engine::Method::later || sale.kept_for_later);
  };
  const auto& now = process->runner().state().ledger.sales;
  for (const auto& [id, sale] : now) count(sale);
  for (const auto& [id, sale] : archived.sales)
    if (!now.contains(id)) count(sale);
  return t;
}

} // namespace simulation
