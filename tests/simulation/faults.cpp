#include "tests/simulation/faults.h"

#include "tests/simulation/kiosk.h"
#include "tests/simulation/people.h"
#include <boost/json/object.hpp>

namespace simulation {

namespace json = boost::json;

Faults::Faults(World& world) : w_{world}, dice_{world.dice.fork()}, line_dice_{Dice{dice_}.fork()}, lease_{world.scheduler} {}

void Faults::count(const char* kind) {
  ++counts_[kind];
  w_.trace.say("fault", "{}", kind);
}

void Faults::heal_after(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> heal) {
  lease_.after(dice_.wait(low_ms, high_ms), std::move(heal));
}

void Faults::begin() {
  if (w_.choices.weather == 0) return;
  const int n = w_.choices.weather;
  w_.store_wire.luck = {.refused = 2 * n,
                        .lost_before = 2 * n,
                        .lost_after = 4 * n,
                        .cut = 2 * n,
                        .gateway_before = n,
                        .gateway_after = n,
                        .late = 4 * n,
                        .socket_breaks = 6 * n,
                        .order_breaks = w_.choices.order_mark ? 25 * n : 120 * n, // without marks orders are told apart by content
                        .order_slow = w_.choices.order_mark ? 10 * n : 80 * n,
                        .told_later = 600,
                        .others_order = 20 * n};
  w_.cash_wire.luck = {.lost = n, .changed = n, .late = n, .split = 50, .cut = 0};
  w_.scanner_wire.luck = {.lost = n, .changed = n, .late = n, .split = 100, .cut = 0};
  w_.printer_wire.luck = {.lost = 0, .changed = 0, .late = n, .split = 20, .cut = 0};
  w_.fiscal_wire.luck = {
      .lost = w_.choices.serial_module ? n : 0, .changed = w_.choices.serial_module ? n : 0, .late = 3 * n, .split = 100, .cut = 4 * n};
  next();
}

void Faults::next() {
  const auto mean = w_.choices.weather == 2 ? 12'000 : 50'000;
  lease_.after(dice_.wait(mean / 5, mean * 2), [this] {
    next();
    one();
  });
}

void Faults::one() {
  switch (dice_.below(10)) {
  case 0:
  case 1: return kiosk();
  case 2:
  case 3: return validator();
  case 4: return printer();
  case 5:
  case 6: return module();
  case 7:
  case 8: return shop();
  default: break;
  }
  switch (dice_.below(7)) {
  case 0: return scanner();
  case 1:
  case 2: return wires();
  case 3:
  case 4: return disk();
  default: return clock();
  }
}

// --- the kiosk itself ---

void Faults::kiosk() {
  if (!w_.kiosk_runs()) return;
  switch (dice_.below(6)) {
  case 0: count("kiosk: power cut"); return w_.end_process(World::End::power);
  case 1:
  case 2: count("kiosk: power cut inside a step"); return w_.cuts.arm(dice_.between(1, 40));
  case 3:
    count("kiosk: power cut inside a write");
    return w_.disk.cut_at_write(dice_.between(1, 60), [this] { w_.cuts.fire("inside a write"); });
  case 4: count("kiosk: process killed"); return w_.end_process(World::End::killed);
  default:
    count("kiosk: asked to stop");
    const bool archive = dice_.chance(700);
    w_.process->stop([this, archive] {
      w_.end_process(World::End::stopped);
      if (!archive) return;
      if (dice_.chance(300)) w_.disk.cut_at_write(dice_.between(1, 60), [] {});
      if (w_.archive_after_holidays()) count("kiosk: old rows archived");
    });
  }
}

void Faults::note_on_its_way() {
  if (!dice_.chance(90 * w_.choices.weather)) return;
  lease_.after(dice_.wait(300, 6'000), [this] {
    switch (dice_.below(6)) {
    case 0: return noise(w_.cash_wire);
    case 1: // longer than anybody waits for it
      if (!w_.validator.model.power_cut(w_.scheduler.now())) return;
      count("validator: long without power");
      w_.cash_wire.machine_changed();
      // Somebody empties a validator that says nothing: the note in it belongs to the next collection.
      if (dice_.chance(500)) lease_.after(dice_.wait(30'000, 300'000), [this] { w_.people->staff_collect(); });
      return heal_after(60'000, 1'200'000, [this] {
        (void)w_.validator.model.power_on(w_.scheduler.now());
        w_.cash_wire.machine_changed();
      });
    case 2:
    case 3: return kiosk();
    default: return validator();
    }
  });
}

void Faults::receipt_on_its_way() {
  // In edition 2023 nobody can see it (devices/fiscal/PROTOCOL.md section 6).
  if (w_.choices.serial_module && w_.choices.edition_2026 && line_dice_.chance(100 * w_.choices.weather)) {
    count("module: a digit of the request changed");
    // Never twice the same running: that would be the module's own way.
    const auto& receipts = w_.fiscal.model.receipts();
    const auto last = std::find_if(receipts.rbegin(), receipts.rend(), [](const auto& r) { return r.sent_number != 0; });
    const bool was_number = last != receipts.rend() && last->number != last->sent_number;
    const bool was_sum = last != receipts.rend() && !was_number;
    const bool number = was_sum || (!was_number && line_dice_.chance(500));
    module_command({{"do", "misread"}, {"field", number ? "number" : line_dice_.chance(500) ? "received_cash" : "received_card"}});
  }
  if (!dice_.chance(60 * w_.choices.weather)) return;
  auto& f = w_.fiscal.model.faults;
  // The first receipt of a shift: in the next shift the counters stand where they stood before it.
  const bool first = w_.fiscal.model.sales_of_shift() == 0;
  switch (first && dice_.chance(500) ? 0 : dice_.below(6)) {
  case 0:
    count("module: registered, no answer, shift closed");
    (dice_.chance(500) ? f.no_answer_after : f.silent_after) = 1;
    f.path.clear();
    if (dice_.chance(400)) f.no_last = true;
    lease_.after(dice_.wait(40'000, 120'000), [this] { w_.fiscal.model.faults.no_last = false; });
    return lease_.after(dice_.wait(500, 20'000), [this, opened = dice_.chance(500)] {
      module_command({{"do", "shift_close"}});
      if (opened) module_command({{"do", "shift_open"}}); // by the hand that closed it
    });
  case 1:
    if (w_.choices.serial_module) return noise(w_.fiscal_wire);
    count("module: registers late");
    return w_.fiscal.register_late(dice_.wait(200, 2'400));
  case 2:
    if (!w_.choices.serial_module) return;
    count("module: late answer");
    f.late = 1;
    f.path.clear();
    return;
  case 3:
    count("module: registered, then gone for long");
    f.silent_after = 1;
    f.path.clear();
    return lease_.after(dice_.wait(300, 3'000), [this] {
      w_.fiscal.model.faults.down = true;
      w_.fiscal.lose_power();
      w_.fiscal_wire.cut();
      heal_after(60'000, 240'000, [this] { w_.fiscal.model.faults.down = false; });
    });
  default: lease_.after(dice_.wait(1, 1'500), [this] { dice_.chance(400) ? kiosk() : module(); });
  }
}

void Faults::order_on_its_way() {
  if (!dice_.chance(30 * w_.choices.weather)) return;
  count("module: shift closed behind us");
  module_command({{"do", "shift_close"}});
}

void Faults::slip_on_its_way() {
  if (!dice_.chance(60 * w_.choices.weather)) return;
  lease_.after(dice_.wait(20, 2'000), [this] {
    switch (dice_.below(6)) {
    case 0:
    case 1:
      count("printer: a moment without power");
      w_.printer.switch_off();
      return printer_comes_back(60);
    case 2:
    case 3:
      count("printer: noise");
      w_.printer.model.garbage();
      return w_.printer_wire.machine_changed();
    case 4: return kiosk();
    default: return printer();
    }
  });
}

/// The printer comes back as soon as it has missed a question. It confirms the bytes that come after that; the beginning of the paper is lost. An absence
/// without a missed question is noticed by no program, and no real printer starts so fast.
void Faults::printer_comes_back(int looks) {
  lease_.after(Millis{50}, [this, looks] {
    if (!w_.printer.missed_question() && looks > 0) return printer_comes_back(looks - 1);
    heal_after(20, 300, [this] {
      w_.printer.switch_on();
      w_.printer_wire.machine_changed();
    });
  });
}

// --- machines ---

void Faults::validator() {
  auto& m = w_.validator.model;
  const auto now = w_.scheduler.now();
  const auto changed = [this] { w_.cash_wire.machine_changed(); };
  switch (dice_.below(15)) {
  case 0:
  case 1:
    if (!m.power_cut(now)) return;
    count("validator: power cut");
    heal_after(500, 60'000, [this] {
      (void)w_.validator.model.power_on(w_.scheduler.now());
      w_.cash_wire.machine_changed();
    });
    break;
  case 2:
    count("validator: unplugged");
    w_.cash_wire.unplug();
    heal_after(300, 60'000, [this] { w_.cash_wire.plug(); });
    break;
  case 3:
    count("validator: answers lost");
    m.drop_answers(static_cast<int>(dice_.between(1, 8)));
    break;
  case 4:
    count("validator: answers damaged");
    m.corrupt_answers(static_cast<int>(dice_.between(1, 5)));
    break;
  case 5:
    count("validator: answers late");
    m.delay_answers(static_cast<int>(dice_.between(1, 4)));
    break;
  case 6:
    count("validator: acknowledgement lost");
    m.ignore_acks(static_cast<int>(dice_.between(1, 3)));
    break;
  case 7:
    count("validator: commands refused");
    m.refuse_commands(static_cast<int>(dice_.between(1, 3)));
    break;
  case 8: {
    const bool cassette = dice_.chance(300);
    if (!m.jam(now, cassette)) return;
    count("validator: jam");
    heal_after(5'000, 120'000, [this] {
      (void)w_.validator.model.unjam(w_.scheduler.now());
      w_.cash_wire.machine_changed();
    });
    break;
  }
  case 9:
    if (!m.cassette_out(now)) return;
    count("validator: cassette out");
    heal_after(2'000, 60'000, [this] {
      (void)w_.validator.model.cassette_in(w_.scheduler.now());
      w_.cash_wire.machine_changed();
    });
    break;
  case 10:
    if (!m.fail(now, 0x50)) return;
    count("validator: failure");
    heal_after(5'000, 90'000, [this] {
      (void)w_.validator.model.mend(w_.scheduler.now());
      w_.cash_wire.machine_changed();
    });
    break;
  case 11:
    count("validator: silent");
    m.be_silent(true);
    heal_after(500, 30'000, [this] { w_.validator.model.be_silent(false); });
    break;
  case 12:
    count("validator: busy");
    m.be_busy(now, dice_.wait(300, 8'000));
    break;
  case 13:
    count("validator: note rejected");
    m.reject_next(0x65);
    break;
  default:
    if (!m.cheat(now)) return;
    count("validator: cheating seen");
  }
  changed();
}

/// The staff change a roll only after it has ended, and take ten seconds at least. They bring one roll at a
/// time.
void Faults::put_paper_in() {
  if (std::exchange(roll_comes_, true)) return;
  watch_the_roll();
}

void Faults::watch_the_roll() {
  lease_.after(Millis{5'000}, [this] {
    if (w_.printer.model.has_paper()) return watch_the_roll();
    heal_after(10'000, 180'000, [this] {
      roll_comes_ = false;
      w_.printer.model.paper_in();
      w_.printer_wire.machine_changed();
    });
  });
}

void Faults::printer() {
  auto& m = w_.printer.model;
  const auto changed = [this] { w_.printer_wire.machine_changed(); };
  switch (dice_.below(10)) {
  case 0:
  case 1:
    count("printer: paper out in the middle");
    m.paper_out_after(static_cast<int>(dice_.between(1, 1'500)));
    put_paper_in();
    break;
  case 2:
    count("printer: power cut");
    w_.printer.switch_off();
    heal_after(2'000, 60'000, [this] { // no printer starts faster; an absence between two questions is noticed by nobody
      w_.printer.switch_on();
      w_.printer_wire.machine_changed();
    });
    break;
  case 3:
    count("printer: unplugged");
    w_.printer.model.power_cycle();
    w_.printer_wire.unplug();
    heal_after(1'000, 60'000, [this] { w_.printer_wire.plug(); });
    break;
  case 4:
    count("printer: cover open");
    m.set_cover_open(true);
    heal_after(1'000, 60'000, [this] {
      w_.printer.model.set_cover_open(false);
      w_.printer_wire.machine_changed();
    });
    break;
  case 5:
    count("printer: cutter blocked");
    m.set_cutter_error(true);
    heal_after(1'000, 60'000, [this] {
      w_.printer.model.set_cutter_error(false);
      w_.printer_wire.machine_changed();
    });
    break;
  case 6:
    count("printer: silent");
    m.set_silent(true);
    heal_after(500, 30'000, [this] { w_.printer.model.set_silent(false); });
    break;
  case 7:
    count("printer: paper torn off");
    m.tear();
    break;
  case 8:
    count("printer: head too hot");
    m.set_overheated(true);
    heal_after(500, 12'000, [this] {
      w_.printer.model.set_overheated(false);
      w_.printer_wire.machine_changed();
    });
    break;
  default: count("printer: noise"); m.garbage();
  }
  changed();
}

void Faults::scanner() {
  count("scanner: unplugged");
  w_.scanner_wire.unplug();
  heal_after(500, 60'000, [this] { w_.scanner_wire.plug(); });
}

void Faults::module_command(json::object request) { w_.fiscal.model.command(request); }

/// Room comes from receipts that were sent: the module's counters show it.
void Faults::empty_memory() {
  if (!w_.fiscal.model.faults.memory_full) return;
  w_.fiscal.model.faults.memory_full = false;
  module_command({{"do", "sent"}});
}

void Faults::module() {
  auto& f = w_.fiscal.model.faults;
  const auto n = [this] { return static_cast<int>(dice_.between(1, 2)); };
  switch (dice_.below(18)) {
  case 0:
    count("module: down");
    f.down = true;
    w_.fiscal.lose_power();
    w_.fiscal_wire.cut();
    heal_after(2'000, 180'000, [this] { w_.fiscal.model.faults.down = false; });
    return;
  case 1:
  case 2:
    count("module: registered, no answer");
    f.no_answer_after = n();
    f.path.clear();
    return;
  case 3:
    count("module: line ended before");
    f.no_answer_before = n();
    f.path.clear();
    return;
  case 4:
    count("module: registered, silent");
    f.silent_after = n();
    f.path.clear();
    return;
  case 5:
    count("module: registered, garbage");
    f.garbage = n();
    f.path.clear();
    return;
  case 6:
    if (!w_.choices.serial_module) return;
    count("module: late answer");
    f.late = 1;
    f.path.clear();
    return;
  case 7:
    count("module: slow");
    f.slow = std::chrono::milliseconds{dice_.between(500, 40'000)};
    heal_after(1'000, 60'000, [this] { w_.fiscal.model.faults.slow = {}; });
    return;
  case 8:
    count("module: refuses");
    f.error = {n(), "", dice_.chance(500) ? 103 : 65535, "OTHER_ERROR", ""};
    return;
  case 9:
  case 10:
    count("module: 101");
    f.printer_broken = true;
    f.registers_when_broken = dice_.chance(500);
    heal_after(1'000, 120'000, [this] { w_.fiscal.model.faults.printer_broken = false; });
    return;
  case 11:
    count("module: shift closed behind us");
    module_command({{"do", "shift_close"}});
    return;
  case 12:
    if (w_.fiscal.model.truth().at("unsent").as_int64() == 0) return;
    count("module: memory full");
    f.memory_full = true;
    heal_after(5'000, 120'000, [this] { empty_memory(); });
    return;
  case 13:
    count("module: clock wrong");
    f.clock_skew_s = dice_.between(-400, 400);
    return;
  case 14:
    count("module: not initialised");
    f.not_initialised = true;
    heal_after(1'000, 60'000, [this] { w_.fiscal.model.faults.not_initialised = false; });
    return;
  case 15:
    count("module: chunked or without length");
    (dice_.chance(500) ? f.chunked : f.drop_length_header) = true;
    heal_after(1'000, 60'000, [this] { w_.fiscal.model.faults.chunked = w_.fiscal.model.faults.drop_length_header = false; });
    return;
  case 16:
    if (w_.choices.serial_module) return;
    count("module: registers late");
    return w_.fiscal.register_late(dice_.wait(200, 2'400));
  default:
    count("module: unplugged");
    w_.fiscal_wire.unplug();
    heal_after(500, 60'000, [this] { w_.fiscal_wire.plug(); });
  }
}

// --- the store ---

void Faults::store_command(json::object request) { w_.store.command(request); }

void Faults::shop() {
  switch (dice_.below(17)) {
  case 0:
    count("store: down");
    store_command({{"do", "down"}});
    heal_after(2'000, 180'000, [this] { store_command({{"do", "up"}}); });
    return;
  case 1:
    count("network: gone");
    w_.store_wire.network(false);
    heal_after(1'000, 120'000, [this] { w_.store_wire.network(true); });
    return;
  case 2:
    count("store: slow");
    store_command({{"do", "slow"}, {"ms", dice_.between(500, 40'000)}});
    heal_after(1'000, 60'000, [this] { store_command({{"do", "slow"}, {"ms", 0}}); });
    return;
  case 3:
  case 4: count("store: order made, no answer"); return store_command({{"do", "no_answer_create"}, {"n", dice_.between(1, 2)}});
  case 5:
  case 6: count("store: paid, no answer"); return store_command({{"do", "no_answer_pay"}, {"n", 1}});
  case 7:
    count("store: payment refused");
    return store_command({{"do", "fail_pay"}, {"n", 1}, {"code", dice_.chance(500) ? -31303 : -31630}});
  case 8: count("store: sockets dropped"); return store_command({{"do", "drop_socket"}});
  case 9: count("store: tokens expired"); return store_command({{"do", "expire_tokens"}, {"refresh", dice_.chance(300)}});
  case 10: count("store: garbage"); return store_command({{"do", "garbage"}, {"n", dice_.between(1, 2)}});
  case 11: count("store: 500"); return store_command({{"do", "errors_500"}, {"n", dice_.between(1, 4)}});
  case 12:
  case 13:
    count("store: pushes");
    for (auto i = dice_.between(1, 3); i > 0; --i)
      store_command({{"do", "push"}, {"type", dice_.chance(700) ? "new_order" : "order_status"}});
    return;
  case 14:
    count("store: price changed");
    return store_command({{"do", "price"}, {"product", dice_.between(1, 6)}, {"price", dice_.between(1'000, 90'000)}});
  case 15:
    count("store: stock changed");
    return store_command({{"do", "stock"}, {"product", dice_.between(1, 6)}, {"amount", dice_.chance(500) ? 0 : 100'000}});
  default:
    count("store: no fiscal QR");
    store_command({{"do", "qr"}, {"never", true}});
    heal_after(5'000, 180'000, [this] { store_command({{"do", "qr"}, {"never", false}}); });
  }
}

// --- wires, disk, clock ---

void Faults::wires() { noise(dice_.chance(600) || !w_.choices.serial_module ? w_.cash_wire : w_.fiscal_wire); }

void Faults::noise(Wire& wire) {
  count("wire: noise");
  wire.luck.lost = wire.luck.changed = 60;
  lease_.after(dice_.wait(1'000, 10'000), [this, &wire] {
    wire.luck.lost = wire.luck.changed = w_.choices.weather; // as begin() has it: noises may overlap
  });
}

void Faults::disk() {
  if (w_.disk_fails) return;
  if (dice_.chance(400)) return damage();
  const bool full = dice_.chance(500);
  count(full ? "disk: full" : "disk: fails");
  w_.disk_fails = true;
  w_.disk.fail_from(dice_.between(1, 40), full ? SimDisk::Fault::full : SimDisk::Fault::io_error);
  heal_after(5'000, 60'000, [this] {
    w_.disk.fail_from(0, SimDisk::Fault::none);
    w_.disk_fails = false;
    // Somebody sees a kiosk that is out of order and starts it again.
    if (w_.kiosk_runs() && w_.process->runner().state().journal_failed) w_.end_process(World::End::killed);
  });
}

/// The disk loses or changes what it had confirmed, or holds a checkpoint that is none of this journal's.
void Faults::damage() {
  using enum World::Damage;
  static constexpr std::pair<World::Damage, const char*> kinds[]{{tail_lost, "disk: synced rows lost"},
                                                                 {head_gone, "disk: journal.head gone"},
                                                                 {row_changed, "disk: a row changed"},
                                                                 {older_checkpoint, "disk: checkpoint of an older program"},
                                                                 {foreign_checkpoint, "disk: a foreign checkpoint"}};
  const auto& [what, name] = kinds[static_cast<std::size_t>(dice_.below(std::size(kinds)))];
  if (w_.kiosk_runs() && !w_.process->runner().state().journal_failed && w_.damage_journal(what)) count(name);
}

void Faults::clock() {
  if (dice_.chance(150)) { // its battery was empty, or somebody took the wrong year; perhaps over a restart
    count("clock ten years off");
    constexpr std::int64_t ten_years = 3'652LL * 86'400'000;
    w_.wall_offset_ms = dice_.chance(500) ? ten_years : -ten_years;
    if (dice_.chance(400)) lease_.after(dice_.wait(1'000, 10'000), [this] { kiosk(); });
  } else {
    count("clock moved");
    const auto hours = dice_.chance(100) ? 24 : 1;
    w_.wall_offset_ms = dice_.between(-3'600'000, 3'600'000) * hours;
  }
  heal_after(10'000, 300'000, [this] { w_.wall_offset_ms = 0; });
}

void Faults::end() {
  lease_.clear();
  w_.store_wire.luck = {};
  w_.cash_wire.luck = w_.printer_wire.luck = w_.fiscal_wire.luck = w_.scanner_wire.luck = {};
  w_.cuts.disarm();
  w_.disk.cut_at_write(0, {});
  w_.disk.fail_from(0, SimDisk::Fault::none);
  w_.disk_fails = false;
  w_.wall_offset_ms = 0;
  const auto now = w_.scheduler.now();
  auto& v = w_.validator.model;
  v.be_silent(false);
  v.drop_answers(0);
  v.corrupt_answers(0);
  v.delay_answers(0);
  v.ignore_acks(0);
  v.refuse_commands(0);
  v.reject_next(0);
  (void)v.power_on(now);
  (void)v.unjam(now);
  (void)v.mend(now);
  (void)v.cassette_in(now);
  w_.cash_wire.plug();
  w_.cash_wire.machine_changed();
  lease_.after(w_.printer.off() ? Millis{2'000} : Millis{0}, [this] { // none starts faster
    w_.printer.switch_on();
    w_.printer_wire.machine_changed();
  });
  roll_comes_ = false;
  if (w_.printer.model.has_paper()) w_.printer.model.paper_in(); // a whole roll
  else put_paper_in();
  w_.printer.model.set_cover_open(false);
  w_.printer.model.set_cutter_error(false);
  w_.printer.model.set_overheated(false);
  w_.printer.model.set_silent(false);
  w_.printer_wire.plug();
  w_.printer_wire.machine_changed();
  w_.scanner_wire.plug();
  empty_memory();
  module_command({{"do", "calm"}});
  w_.fiscal_wire.plug();
  store_command({{"do", "up"}});
  store_command({{"do", "slow"}, {"ms", 0}});
  store_command({{"do", "qr"}, {"never", false}});
  for (const char* counted : {"no_answer_create", "no_answer_pay", "fail_pay", "garbage", "errors_500"})
    store_command({{"do", counted}, {"n", 0}});
  w_.store_wire.network(true);
  w_.trace.say("fault", "all faults are over");
}

} // namespace simulation
