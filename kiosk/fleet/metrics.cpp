#include "kiosk/fleet/metrics.h"
#include "engine/sale/method.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11/algorithm.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace kiosk::fleet {
namespace {

using namespace engine;

template <class E, class Call> void each_value(Call call) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { call(d.value, std::string_view{d.name}); });
}

/// Families in the order of the format: HELP, TYPE, then the samples.
class Page {
public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  void sample(std::int64_t value, std::string_view labels = {}) { put(fmt::format("{}", value), labels); }
  void seconds(std::int64_t ms, std::string_view labels = {}) {
    put(fmt::format("{}{}.{:03}", ms < 0 ? "-" : "", std::abs(ms) / 1000, std::abs(ms) % 1000), labels);
  }
  void single(std::string_view name, std::string_view type, std::string_view help, std::int64_t value) {
    family(name, type, help);
    sample(value);
  }
  void single_seconds(std::string_view name, std::string_view type, std::string_view help, std::int64_t ms) {
    family(name, type, help);
    seconds(ms);
  }
  std::string text() && { return std::move(text_); }

  void put(std::string_view value, std::string_view labels = {}) {
    if (labels.empty()) fmt::format_to(std::back_inserter(text_), "{} {}\n", name_, value);
    else fmt::format_to(std::back_inserter(text_), "{}{{{}}} {}\n", name_, labels, value);
  }

private:
  std::string text_, name_;
};

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out;
}

struct Device {
  std::string_view name;
  Health health;
  std::int64_t since_ms;
};

std::array<Device, 5> devices_of(const DevicesView& d) {
  return {{{"store", d.store.health, d.store_since_ms},
           {"fiscal", d.fiscal.health, d.fiscal_since_ms},
           {"printer", d.printer.health, d.printer_since_ms},
           {"cash", d.cash.health, d.cash_since_ms},
           {"scanner", d.scanner.health, d.scanner_since_ms}}};
}

void write_state(Page& page, const Facts& f) {
  const auto& v = *f.beat.view;
  page.family("kiosk_build_info", "gauge", "Always 1; what runs here.");
  page.sample(1, fmt::format("kiosk=\"{}\",version=\"{}\"", escaped(f.kiosk), escaped(f.version)));
  page.family("kiosk_state", "gauge", "1 for the stage in which the sale on the screen is, 0 for the others.");
  each_value<StageKind>([&](StageKind stage, std::string_view name) { page.sample(v.stage == stage, fmt::format("state=\"{}\"", name)); });
  page.single_seconds("kiosk_state_duration_seconds", "gauge", "How long it is in that stage, and in or out of service.",
                      f.beat.in_state.count());
  page.single("kiosk_out_of_service", "gauge", "1 when nothing can be sold at all.", v.out_of_service);
  page.family("kiosk_stopped", "gauge", "1 for what only a start of the program mends.");
  each_value<StopKind>([&](StopKind kind, std::string_view name) {
    if (kind != StopKind::none) page.sample(v.stop == kind, fmt::format("reason=\"{}\"", name));
  });
  page.single("kiosk_healthy", "gauge", "1 when /health says 200.", judge(f.beat, f.cassette_capacity, f.tally).healthy());
  page.family("kiosk_thread_silent_seconds", "gauge", "How long a thread has not answered a question; 0 when it answers.");
  page.seconds(f.beat.io_silent.count(), "thread=\"io\"");
  if (f.beat.ui_silent) page.seconds(f.beat.ui_silent->count(), "thread=\"ui\"");
  if (f.beat.ui_silent)
    page.single("kiosk_frames_drawn_total", "counter", "Frames drawn since the start.", static_cast<std::int64_t>(f.beat.frames));
}

void write_sales(Page& page, const Facts& f) {
  page.single("kiosk_journal_readable", "gauge", "1 when the journal can be read for these counters.", f.journal_readable);
  if (!f.tally) return; // half a count would go back
  const auto& t = *f.tally;
  page.family("kiosk_sales_total", "counter",
              "Sales that ended, since the journal began. paid_late: it had ended unknown, and its payment was found.");
  each_value<Method>([&](Method method, std::string_view name) {
    each_value<SaleOutcome>([&](SaleOutcome outcome, std::string_view how) {
      page.sample(t.sales(method, outcome), fmt::format("method=\"{}\",outcome=\"{}\"", name, how));
    });
  });
  page.family("kiosk_sales_paid_som_total", "counter", "What was paid here, in so'm.");
  each_value<Method>([&](Method method, std::string_view name) {
    const auto tiyin = t.paid(method).in_tiyin();
    if (engine::traits(method).takes_money())
      page.put(fmt::format("{}.{:02}", tiyin / 100, tiyin % 100), fmt::format("method=\"{}\"", name));
  });
  page.single("kiosk_slips_printed_total", "counter", "Slips that came out, whole or torn.", t.slips_printed());
  page.single("kiosk_slips_failed_total", "counter", "Slips that did not come out, or not whole.", t.slips_failed());
  if (const auto slips = t.slips_of_this_roll())
    page.single("kiosk_paper_slips_since_new_roll", "gauge",
                "Slips printed since paper was last put in after it had been out; absent until that was seen.", *slips);
  page.single("kiosk_cassette_notes", "gauge", "Banknotes in the cassette.", t.cassette_notes());
  if (f.cassette_capacity > 0) {
    page.single("kiosk_cassette_capacity_notes", "gauge", "Banknotes that the cassette holds (cash.cassette_capacity).",
                f.cassette_capacity);
    const auto permille = 1000 * t.cassette_notes() / f.cassette_capacity;
    page.family("kiosk_cassette_fill_ratio", "gauge", "Share of the cassette's capacity that is used.");
    page.seconds(permille);
  }
  page.single("kiosk_journal_seq", "gauge", "Number of the newest row of the journal that was counted.", t.seq());
}

void write_queue(Page& page, const Facts& f) {
  const auto& q = f.beat.view->devices.queue;
  page.family("kiosk_queue_items", "gauge", "What goes on behind the customer and is not done yet.");
  page.sample(q.registrations, "kind=\"registrations\"");
  page.sample(q.refunds, "kind=\"refunds\"");
  page.sample(q.store_receipts, "kind=\"store_receipts\"");
  page.sample(q.orders, "kind=\"orders\"");
  page.sample(q.payments, "kind=\"payments\"");
  page.sample(q.carts, "kind=\"carts\"");
  page.single_seconds("kiosk_queue_oldest_seconds", "gauge", "Age of the oldest payment whose fiscal receipt is not known yet; 0: none.",
                      q.oldest_ms == 0 ? 0 : std::max<std::int64_t>(0, f.beat.wall.unix_ms - q.oldest_ms));
}

void write_devices(Page& page, const Facts& f) {
  const auto& d = f.beat.view->devices;
  page.family("kiosk_device_health", "gauge", "1 for how well a machine or server is, 0 for the others; absent: none is configured.");
  for (const auto& device : devices_of(d))
    each_value<Health>([&](Health health, std::string_view name) {
      page.sample(device.health == health, fmt::format("device=\"{}\",health=\"{}\"", device.name, name));
    });
  page.family("kiosk_device_since_timestamp_seconds", "gauge", "When that last changed.");
  for (const auto& device : devices_of(d))
    if (device.since_ms > 0) page.seconds(device.since_ms, fmt::format("device=\"{}\"", device.name));
  page.single("kiosk_store_up", "gauge", "1 when orders can be placed at the store.", d.store.can_order());
  page.single("kiosk_catalog_products", "gauge", "Products that can be looked at.", d.catalog_size);
  if (d.catalog_synced_ms > 0)
    page.single_seconds("kiosk_catalog_synced_timestamp_seconds", "gauge", "When the catalogue was last fetched whole.",
                        d.catalog_synced_ms);
  if (d.printer.health != Health::absent) {
    page.single("kiosk_paper_near_end", "gauge", "1 when the printer's sensor says that the roll ends soon.", d.printer.paper_near_end);
    page.single("kiosk_paper_out", "gauge", "1 when there is no paper.", d.printer.paper_out);
  }
  if (d.cash.health != Health::absent) {
    page.single("kiosk_cassette_full", "gauge", "1 when the validator says that its cassette is full.", d.cash.cassette_full);
    page.single("kiosk_cassette_removed", "gauge", "1 when the cassette is out.", d.cash.cassette_out);
    page.single("kiosk_cash_jammed", "gauge", "1 when a note is stuck.", d.cash.jammed);
  }
  if (d.fiscal.health != Health::absent) {
    const auto& info = d.fiscal.info;
    page.single("kiosk_fiscal_memory_full", "gauge", "1 when the fiscal module registers nothing more.", d.fiscal.memory_full);
    page.single_seconds("kiosk_fiscal_clock_offset_seconds", "gauge", "Clock of the module minus clock of the kiosk.",
                        d.fiscal.clock_offset_ms);
    if (info.receipt_capacity > 0) {
      page.single("kiosk_fiscal_unsent_receipts", "gauge", "Receipts in the module that the tax committee does not have yet.",
                  info.unsent_receipts);
      page.single("kiosk_fiscal_receipts_capacity", "gauge", "How many of them it holds.", info.receipt_capacity);
    }
    if (info.shifts_capacity > 0) {
      page.single("kiosk_fiscal_shifts_closed", "gauge", "Closed shifts in the module's memory.", info.shifts_closed);
      page.single("kiosk_fiscal_shifts_capacity", "gauge", "How many of them it holds: then it is replaced.", info.shifts_capacity);
    }
  }
}

void write_process(Page& page, const Facts& f) {
  page.single_seconds("process_start_time_seconds", "gauge", "When this process started.", f.started_ms);
  page.single("process_resident_memory_bytes", "gauge", "Memory of this process.", f.process.resident_bytes);
  page.single_seconds("process_cpu_seconds_total", "counter", "Processor time of this process.", f.process.cpu_ms);
  page.single("process_open_fds", "gauge", "Open files of this process.", f.process.open_files);
  if (!f.broker) return;
  page.single("kiosk_fleet_connected", "gauge", "1 when the fleet's broker is connected.", f.broker->connected);
  page.single("kiosk_fleet_waiting_rows", "gauge", "Rows of the journal behind the last one that the broker took.", f.broker->waiting);
}

std::string minutes(Millis time) { return fmt::format("{} min", std::chrono::duration_cast<std::chrono::minutes>(time).count()); }

constexpr Millis thread_patience{10'000};
constexpr Millis stuck_after{7 * 60'000};

/// Where a customer, or the kiosk, is led on by a limit of time; who shops may take as long as they like, and nobody is there at rest.
bool has_a_limit(StageKind stage) { return stage != StageKind::attract && stage != StageKind::shopping; }

} // namespace

ProcessFigures process_figures() {
  ProcessFigures f;
  std::int64_t pages = 0;
  if (std::ifstream in{"/proc/self/statm"}; in >> pages >> pages) f.resident_bytes = pages * ::sysconf(_SC_PAGESIZE);
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0)
    f.cpu_ms = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
  std::error_code error;
  for (std::filesystem::directory_iterator at{"/proc/self/fd", error}, end; !error && at != end; at.increment(error)) ++f.open_files;
  return f;
}

std::string metrics_text(const Facts& facts) {
  Page page;
  write_state(page, facts);
  write_sales(page, facts);
  write_queue(page, facts);
  write_devices(page, facts);
  write_process(page, facts);
  return std::move(page).text();
}

Verdict judge(const Beat& beat, std::int64_t cassette_capacity, const SalesTally* tally) {
  Verdict verdict;
  const auto& v = *beat.view;
  const auto& d = v.devices;
  const auto wrong = [&](std::string words) { verdict.wrong.push_back(std::move(words)); };
  const auto soon = [&](std::string words) { verdict.soon.push_back(std::move(words)); };
  switch (v.stop) {
  case StopKind::none: break;
  case StopKind::journal_write: wrong("the journal cannot be written: nothing is sold until the kiosk is started again"); break;
  case StopKind::journal_unreadable: wrong("the journal is not sound: the kiosk does not start"); break;
  case StopKind::state_busy: wrong("another kiosk holds the state directory"); break;
  case StopKind::configuration: wrong("the configuration has faults"); break;
  case StopKind::program: wrong("a fault of the program: nothing is sold until the kiosk is started again"); break;
  }
  if (beat.io_silent > thread_patience)
    wrong(fmt::format("the thread that handles money has not answered for {} s", beat.io_silent.count() / 1000));
  if (beat.ui_silent && *beat.ui_silent > thread_patience)
    wrong(fmt::format("the screen has not answered for {} s", beat.ui_silent->count() / 1000));
  if (v.out_of_service && d.catalog_size == 0) wrong("there is no catalogue: nothing can be sold");
  if (has_a_limit(v.stage) && beat.in_state > stuck_after)
    wrong(fmt::format("the screen has been at '{}' for {}", boost::describe::enum_to_string(v.stage, "?"), minutes(beat.in_state)));
  if (!d.store.can_order()) wrong("the store cannot be reached: nothing can be ordered");
  if (d.fiscal.memory_full) wrong("the fiscal module's memory is full, or its days without the tax committee are over");
  else if (d.fiscal.health == Health::failed) wrong("the fiscal module does not work");
  if (d.printer.paper_out) wrong("the printer has no paper");
  else if (d.printer.health == Health::failed) wrong("the printer does not work");
  if (d.cash.cassette_full) wrong("the cassette is full: no cash is taken");
  else if (d.cash.cassette_out) wrong("the cassette is out: no cash is taken");
  else if (d.cash.jammed) wrong("a note is stuck in the validator: no cash is taken");
  else if (d.cash.health == Health::failed) wrong("the banknote validator does not work");
  if (d.scanner.health == Health::failed) soon("the scanner does not work");
  for (const auto& device : devices_of(d))
    if (device.health == Health::connecting && device.name != "store")
      soon(fmt::format("the {} is being looked for", device.name == "cash"     ? "banknote validator"
                                                     : device.name == "fiscal" ? "fiscal module"
                                                                               : device.name));
  if (d.printer.paper_near_end && !d.printer.paper_out) soon("the roll of paper ends soon");
  if (tally && cassette_capacity > 0 && !d.cash.cassette_full && tally->cassette_notes() * 10 >= cassette_capacity * 8)
    soon(fmt::format("the cassette holds {} of {} notes", tally->cassette_notes(), cassette_capacity));
  const auto& info = d.fiscal.info;
  if (info.receipt_capacity > 0 && info.unsent_receipts * 10 >= info.receipt_capacity * 8)
    soon(fmt::format("the fiscal module holds {} of {} receipts that were not sent", info.unsent_receipts, info.receipt_capacity));
  if (info.shifts_capacity > 0 && info.shifts_closed * 10 >= info.shifts_capacity * 9)
    soon(fmt::format("the fiscal module has room for {} more shifts", info.shifts_capacity - info.shifts_closed));
  if (const auto oldest = d.queue.oldest_ms; oldest > 0 && beat.wall.unix_ms - oldest > 12 * 3'600'000LL)
    soon(fmt::format("a payment of {} h ago has no fiscal receipt yet", (beat.wall.unix_ms - oldest) / 3'600'000));
  return verdict;
}

boost::json::object health_json(const Facts& f) {
  const auto verdict = judge(f.beat, f.cassette_capacity, f.tally);
  return {{"ok", verdict.healthy()},
          {"kiosk", f.kiosk},
          {"version", f.version},
          {"state", boost::describe::enum_to_string(f.beat.view->stage, "?")},
          {"state_seconds", f.beat.in_state.count() / 1000},
          {"wrong", boost::json::value_from(verdict.wrong)},
          {"soon", boost::json::value_from(verdict.soon)}};
}

} // namespace kiosk::fleet
