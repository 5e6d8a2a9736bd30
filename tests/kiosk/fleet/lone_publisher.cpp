// Kiosks without anything but a journal and the fleet's driver: each writes the rows of sales into a real journal and publishes them. For the tests
// with a real broker and for scripts/fleet.
//
// lone-publisher --state DIR --id NAME --port N [--kiosks N] [--sales-per-second X] [--password-file F --ca-file F] [--host H]
// With --kiosks more than one: NAME-1 .. NAME-N, each in a folder of its own below DIR. Prints a line of JSON each second: rows, how many of them the
// broker does not have, connections, memory. On SIGUSR1 it sells no more; on SIGTERM it ends in order; it ends with whoever started it.
#include "engine/checkout/records.h"
#include "engine/config/config.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/fleet/fleet_driver.h"

#include <CLI/CLI.hpp>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <thread>

namespace {

using namespace engine;
namespace fleet = kiosk::fleet;

std::atomic<bool> selling{true}, ending{false};

struct Options {
  std::filesystem::path state, password_file, ca_file;
  std::string id, host = "127.0.0.1";
  int port = 1883, kiosks = 1;
  double sales_per_second = 1;
};

/// A day of virtual time has so many sales.
constexpr std::int64_t sales_a_day = 300, day_ms = 86'400'000;

class LoneKiosk {
public:
  LoneKiosk(const Options& options, std::string id, std::filesystem::path state) : journal_(state) {
    journal_.read([this](const JournalRow& row) { // where the last run left off
      const auto record = from_row(row);
      if (!record) return;
      sale_ = std::max(sale_, sale_of(*record));
      if (const auto* note = std::get_if<record::NoteStacked>(&*record)) note_ = std::max(note_, note->note_id);
    });
    fleet::FleetOptions o;
    o.host = options.host;
    o.port = static_cast<std::uint16_t>(options.port);
    o.secure = !options.ca_file.empty();
    o.ca_file = options.ca_file;
    if (!options.password_file.empty()) o.password = std::move(read_secret_file(options.password_file)).value();
    o.kiosk = std::move(id);
    o.state_dir = std::move(state);
    o.state = [] { return boost::json::object{{"version", KIOSK_VERSION}, {"state", "attract"}, {"since_ms", 0}, {"healthy", true}}; };
    o.now = [] { return Instant{std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch())}; };
    o.wall = [] { return WallTime{std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count()}; };
    write({record::KioskStarted{KIOSK_VERSION}});
    driver_ = std::make_unique<fleet::FleetDriver>(std::move(o));
  }

  /// One sale as the engine writes it: the rows of each step in one transaction.
  void sell() {
    const auto id = ++sale_;
    const auto amount = Money::som(2000 * (1 + id % 9));
    const bool cash = id % 2 == 0;
    record::OrderIntent intent;
    intent.sale = id;
    intent.method = cash ? Method::cash : Method::card;
    intent.amount = amount;
    intent.receiver_hash = std::string(64, 'a');
    write({intent});
    write({record::OrderCreated{.sale = id, .order_id = fmt::format("o{}", id), .order_number = fmt::format("N-{}", id), .amount = amount}});
    if (cash) {
      const auto note = ++note_;
      const auto denomination = amount.in_tiyin() / 100;
      write({record::NoteEscrowed{.note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
      write({record::NoteStackIntent{.note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
      write({record::NoteStacked{.note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
    } else {
      write({record::PayIntent{.sale = id, .order_id = {}, .receipt_id = {}, .amount = amount, .last_four = "6311"}});
      write({record::CardPaid{.sale = id, .order_id = {}, .receipt_id = {}, .amount = amount}});
    }
    write({record::FiscalRegistered{.sale = id, .order_id = {}, .number = id, .amount = amount, .sign = {}}});
    write({record::PrintIntent{.job = id, .sale = id}});
    write({record::ReceiptPrinted{.job = id, .sale = id, .order_id = {}}, record::SaleClosed{.sale = id, .how = "done"}});
  }
  [[nodiscard]] fleet::BrokerState broker() const { return driver_->broker(); }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] SaleId sales() const { return sale_; }

private:
  void write(std::initializer_list<Record> records) {
    std::vector<JournalRow> rows;
    for (const auto& r : records) rows.push_back(to_row(r, WallTime{1'790'000'000'000 + sale_ * (day_ms / sales_a_day)}));
    journal_.append(rows);
    rows_ = journal_.head().seq;
  }
  SqliteJournal journal_;
  std::unique_ptr<fleet::FleetDriver> driver_; // before the journal goes
  SaleId sale_ = 0;
  NoteId note_ = 0;
  std::atomic<std::int64_t> rows_{0};
};

int run(const Options& options) {
  std::vector<std::unique_ptr<LoneKiosk>> kiosks;
  for (int i = 1; i <= options.kiosks; ++i) {
    const auto id = options.kiosks == 1 ? options.id : fmt::format("{}-{}", options.id, i);
    kiosks.push_back(std::make_unique<LoneKiosk>(options, id, options.kiosks == 1 ? options.state : options.state / id));
  }
  std::thread tills([&] {
    const auto pause = std::chrono::duration<double>(1 / std::max(0.001, options.sales_per_second * options.kiosks));
    auto next = std::chrono::steady_clock::now();
    for (std::size_t i = 0; !ending; ++i) {
      if (selling && options.sales_per_second > 0) kiosks[i % kiosks.size()]->sell();
      next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause);
      while (!ending && std::chrono::steady_clock::now() < next) std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(next - std::chrono::steady_clock::now(), std::chrono::milliseconds{50}));
    }
  });
  for (int i = 0; !ending; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    if (i % 10) continue;
    std::int64_t rows = 0, waiting = 0, most = 0, connected = 0, sales = 0;
    for (const auto& kiosk : kiosks) {
      const auto broker = kiosk->broker();
      rows += kiosk->rows();
      sales += kiosk->sales();
      waiting += broker.waiting;
      most = std::max(most, broker.waiting);
      connected += broker.connected;
    }
    const boost::json::object line{{"rows", rows}, {"sales", sales}, {"waiting", waiting}, {"waiting_most", most}, {"connected", connected},
                                   {"rss", fleet::process_figures().resident_bytes}, {"cpu_ms", fleet::process_figures().cpu_ms}};
    fmt::print("{}\n", boost::json::serialize(line));
    std::fflush(stdout);
  }
  tills.join();
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::signal(SIGUSR1, [](int) { selling = false; });
  std::signal(SIGTERM, [](int) { ending = true; });
  Options options;
  CLI::App cli{"kiosks that only write journals and publish them"};
  cli.add_option("--state", options.state)->required();
  cli.add_option("--id", options.id)->required();
  cli.add_option("--host", options.host);
  cli.add_option("--port", options.port)->required();
  cli.add_option("--kiosks", options.kiosks);
  cli.add_option("--sales-per-second", options.sales_per_second);
  cli.add_option("--password-file", options.password_file);
  cli.add_option("--ca-file", options.ca_file);
  CLI11_PARSE(cli, argc, argv);
  try {
    return run(options);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
