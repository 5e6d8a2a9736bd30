// Kiosks without anything but a journal and the fleet's driver: each writes the rows of sales into a real journal and publishes them. For the tests
// with a real broker and for scripts/fleet.
//
// lone-publisher --state DIR --id NAME --port N [--kiosks N] [--sales-per-second X] [--password-file F --ca-file F] [--host H]
//                [--keys F --config F [--speed X] [--trial-minutes M]]
// With --keys it follows what is asked from afar, over the configuration F, in a time of its own that runs X times as fast; it is started again and brought to
// another version like a real kiosk, within this process. What is wrong with a configuration stands in its kiosk.name: "unwell" makes the kiosk unwell, with
// "crash" it ends before it has told anybody anything. Rings: the first tenth is "canary", up to four tenths "early", the rest "all".
// With --kiosks more than one: NAME-1 .. NAME-N, each in a folder of its own below DIR. Prints a line of JSON each second: rows, how many of them the
// broker does not have, connections, memory. On SIGUSR1 it sells no more; on SIGTERM it ends in order; it ends with whoever started it.
#include "engine/config/config.h"
#include "engine/config/remote_layer.h"
#include "engine/journal/sqlite_journal.h"
#include "engine/ledger/records.h"
#include "kiosk/fleet/fleet_driver.h"

#include <CLI/CLI.hpp>
#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sys/prctl.h>
#include <thread>

namespace {

using namespace engine;
namespace fleet = kiosk::fleet;

std::atomic<bool> selling{true}, ending{false};

struct Options {
  std::filesystem::path state, password_file, ca_file, keys, config;
  std::string id, host = "127.0.0.1";
  int port = 1883, kiosks = 1;
  double sales_per_second = 1, speed = 1;
  int trial_minutes = 10;
};

/// Time that runs faster: from the moment that this program was first started in this folder, so that it goes on over a kill.
class FastTime {
public:
  FastTime(double speed, const std::filesystem::path& folder) : speed_(speed), real_(real_now()), virtual_(real_) {
    if (speed == 1) return;
    std::filesystem::create_directories(folder);
    const auto file = folder / "began";
    std::int64_t began = real_;
    if (std::ifstream in{file}; !(in >> began)) std::ofstream{file} << real_;
    virtual_ = began + static_cast<std::int64_t>(static_cast<double>(real_ - began) * speed);
  }
  [[nodiscard]] std::int64_t ms() const { return virtual_ + static_cast<std::int64_t>(static_cast<double>(real_now() - real_) * speed_); }

private:
  static std::int64_t real_now() { return std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count(); }
  double speed_;
  std::int64_t real_, virtual_;
};

std::string whole(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Requests from afar to a kiosk, and their results.
class AskedFromAfar {
public:
  AskedFromAfar(const Options& options, std::string id, std::filesystem::path state, std::string ring, const FastTime& time)
      : options_(options), id_(std::move(id)), state_(std::move(state)), ring_(std::move(ring)), time_(time), store_(state_) {
    version_ = whole(state_ / "version");
    if (version_.empty()) version_ = KIOSK_VERSION;
    const auto faults = [this](const std::string& layer) { return load_layered(options_.config, layer)->left_out; };
    if (!store_.change([&](fleet::RemoteState& s) { start_ = fleet::begin_config(s, faults); }))
      throw std::runtime_error("the state cannot be written");
    name_ = load_layered(options_.config, start_.version.text)->config.kiosk.name;
    began_ms_ = time_.ms();
  }
  [[nodiscard]] std::shared_ptr<fleet::Remote> part() {
    fleet::RemoteOptions o;
    o.kiosk = id_;
    o.version = version_;
    o.ring = ring_;
    o.keys = std::move(PublicKeys::read(options_.keys)).value();
    o.state_dir = state_;
    o.config_file = options_.config;
    o.trial = Millis{options_.trial_minutes * 60'000};
    o.store = &store_;
    o.start = start_;
    o.restart_when_quiet = [this] { restart_ = true; };
    o.note = [file = state_ / "notes"](const std::string& action, const std::string& detail) {
      std::ofstream{file, std::ios::app} << action << ' ' << detail << '\n';
    };
    o.wrong = [this] { return wrong(); };
    o.pages = [] { return std::pair{std::string{"{}\n"}, std::string{"kiosk_healthy 1\n"}}; };
    o.update_status = state_ / "status.json";
    o.now = [this] { return Instant{Millis{time_.ms()}}; };
    o.wall = [this] { return WallTime{time_.ms()}; };
    return std::make_shared<fleet::Remote>(std::move(o));
  }
  [[nodiscard]] std::vector<std::string> wrong() const {
    return name_ == "unwell" ? std::vector<std::string>{"the printer has no paper"} : std::vector<std::string>{};
  }
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] bool crashes() const { return name_ == "crash"; }

  enum class End { none, in_order, crash };
  /// Whether this kiosk ends now, to be made anew.
  End look() {
    see_to_update();
    if (crashes() && time_.ms() - began_ms_ > 120'000) return End::crash;
    return restart_ ? End::in_order : End::none;
  }
  void ended_in_order() {
    store_.change([](fleet::RemoteState& s) { fleet::ended_in_order(s); });
  }

private:
  /// The system's part: takes the request, and the kiosk comes up with the version.
  void see_to_update() {
    const auto request = whole(state_ / "update.request");
    if (request.empty()) return;
    const auto version = std::string{boost::json::parse(request).at("version").as_string()};
    std::ofstream{state_ / "updates", std::ios::app} << version << ' ' << time_.ms() << '\n';
    std::ofstream{state_ / "version.new"} << version;
    std::filesystem::rename(state_ / "version.new", state_ / "version");
    std::ofstream{state_ / "status.json"} << boost::json::serialize(
        boost::json::object{{"version", version}, {"slot", "B"}, {"state", "good"}});
    std::filesystem::remove(state_ / "update.request");
    restart_ = true;
  }
  const Options& options_;
  std::string id_;
  std::filesystem::path state_;
  std::string ring_, version_, name_;
  const FastTime& time_;
  fleet::RemoteStore store_;
  fleet::ConfigStart start_;
  std::int64_t began_ms_ = 0;
  std::atomic<bool> restart_{false};
};

class LoneKiosk {
public:
  LoneKiosk(const Options& options, std::string id, std::filesystem::path state, std::string ring, const FastTime& time)
      : options_(options), id_(std::move(id)), state_(std::move(state)), ring_(std::move(ring)), time_(time), journal_(state_) {
    journal_.read([this](const JournalRow& row) { // where the last run left off
      const auto record = from_row(row);
      if (!record) return;
      sale_ = std::max(sale_, sale_of(*record));
      if (const auto* note = std::get_if<record::NoteStacked>(&*record)) note_ = std::max(note_, note->note_id);
    });
    begin();
  }

  void begin() {
    if (!options_.keys.empty()) asked_ = std::make_unique<AskedFromAfar>(options_, id_, state_, ring_, time_);
    fleet::FleetOptions o;
    o.host = options_.host;
    o.port = static_cast<std::uint16_t>(options_.port);
    o.secure = !options_.ca_file.empty();
    o.ca_file = options_.ca_file;
    if (!options_.password_file.empty()) o.password = std::move(read_secret_file(options_.password_file)).value();
    o.kiosk = id_;
    o.state_dir = state_;
    o.state = [asked = asked_.get()] {
      const auto wrong = asked ? asked->wrong() : std::vector<std::string>{};
      return boost::json::object{{"version", asked ? asked->version() : KIOSK_VERSION},
                                 {"state", "attract"},
                                 {"since_ms", 0},
                                 {"healthy", wrong.empty()},
                                 {"wrong", boost::json::value_from(wrong)}};
    };
    if (asked_) o.remote = asked_->part();
    o.now = [] { return Instant{std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch())}; };
    o.wall = [] { return WallTime{std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count()}; };
    write({record::KioskStarted{KIOSK_VERSION}});
    if (asked_ && asked_->crashes()) return;
    const std::lock_guard lock{mutex_};
    driver_ = std::make_unique<fleet::FleetDriver>(std::move(o));
  }

  /// Ends and begins again, when it is to. A thread of its own beside that of the sales, which only write the journal.
  void look() {
    if (!asked_) return;
    const auto end = asked_->look();
    if (end == AskedFromAfar::End::none) return;
    {
      const std::lock_guard lock{mutex_};
      driver_.reset();
    }
    if (end == AskedFromAfar::End::in_order) asked_->ended_in_order();
    ++starts_;
    begin();
  }
  /// At the end of this process, in order.
  void end() {
    const std::lock_guard lock{mutex_};
    driver_.reset();
    if (asked_) asked_->ended_in_order();
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
    write(
        {record::OrderCreated{.sale = id, .order_id = fmt::format("o{}", id), .order_number = fmt::format("N-{}", id), .amount = amount}});
    if (cash) {
      const auto note = ++note_;
      const auto denomination = amount.in_tiyin() / 100;
      write({record::NoteEscrowed{.note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
      write({record::NoteStackIntent{
          .note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
      write({record::NoteStacked{.note_id = note, .denomination = denomination, .amount = amount, .sale = id, .order_id = {}, .why = {}}});
    } else {
      write({record::PayIntent{.sale = id, .order_id = {}, .receipt_id = {}, .amount = amount, .last_four = "6311"}});
      write({record::CardPaid{.sale = id, .order_id = {}, .receipt_id = {}, .amount = amount}});
    }
    write({record::FiscalRegistered{.sale = id, .order_id = {}, .number = id, .amount = amount, .sign = {}}});
    write({record::PrintIntent{.job = id, .sale = id}});
    write({record::ReceiptPrinted{.job = id, .sale = id, .order_id = {}}, record::SaleClosed{.sale = id, .how = "done"}});
  }
  [[nodiscard]] fleet::BrokerState broker() const {
    const std::lock_guard lock{mutex_};
    return driver_ ? driver_->broker() : fleet::BrokerState{};
  }
  [[nodiscard]] std::int64_t starts() const { return starts_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] SaleId sales() const { return sale_; }

private:
  void write(std::initializer_list<Record> records) {
    std::vector<JournalRow> rows;
    for (const auto& r : records) rows.push_back(to_row(r, WallTime{time_.ms()}));
    const std::lock_guard lock{journal_mutex_};
    journal_.append(rows);
    rows_ = journal_.head().seq;
  }
  const Options& options_;
  std::string id_;
  std::filesystem::path state_;
  std::string ring_;
  const FastTime& time_;
  std::mutex journal_mutex_;
  SqliteJournal journal_;
  std::unique_ptr<AskedFromAfar> asked_;
  mutable std::mutex mutex_;                   ///< over the driver, which another thread asks for figures
  std::unique_ptr<fleet::FleetDriver> driver_; // goes before the journal and what it asks
  std::atomic<std::int64_t> starts_{0};
  SaleId sale_ = 0;
  NoteId note_ = 0;
  std::atomic<std::int64_t> rows_{0};
};

int run(const Options& options) {
  const FastTime time{options.speed, options.state};
  std::vector<std::unique_ptr<LoneKiosk>> kiosks;
  for (int i = 1; i <= options.kiosks; ++i) {
    const auto id = options.kiosks == 1 ? options.id : fmt::format("{}-{}", options.id, i);
    kiosks.push_back(std::make_unique<LoneKiosk>(options, id, options.kiosks == 1 ? options.state : options.state / id,
                                                 10 * (i - 1) < options.kiosks       ? "canary"
                                                 : 10 * (i - 1) < 4 * options.kiosks ? "early"
                                                                                     : "all",
                                                 time));
  }
  std::thread tills([&] {
    const auto pause = std::chrono::duration<double>(1 / std::max(0.001, options.sales_per_second * options.kiosks));
    auto next = std::chrono::steady_clock::now();
    for (std::size_t i = 0; !ending; ++i) {
      if (selling && options.sales_per_second > 0) kiosks[i % kiosks.size()]->sell();
      next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause);
      while (!ending && std::chrono::steady_clock::now() < next)
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(next - std::chrono::steady_clock::now(), std::chrono::milliseconds{50}));
    }
  });
  std::thread keeper([&] {
    while (!ending) {
      for (const auto& kiosk : kiosks) kiosk->look();
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  });
  for (int i = 0; !ending; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    if (i % 10) continue;
    std::int64_t rows = 0, waiting = 0, most = 0, connected = 0, sales = 0, starts = 0;
    for (const auto& kiosk : kiosks) {
      const auto broker = kiosk->broker();
      rows += kiosk->rows();
      sales += kiosk->sales();
      waiting += broker.waiting;
      most = std::max(most, broker.waiting);
      connected += broker.connected;
      starts += kiosk->starts();
    }
    const boost::json::object line{{"rows", rows},
                                   {"sales", sales},
                                   {"waiting", waiting},
                                   {"waiting_most", most},
                                   {"connected", connected},
                                   {"starts", starts},
                                   {"virtual_ms", time.ms()},
                                   {"rss", fleet::process_figures().resident_bytes},
                                   {"cpu_ms", fleet::process_figures().cpu_ms}};
    fmt::print("{}\n", boost::json::serialize(line));
    std::fflush(stdout);
  }
  tills.join();
  keeper.join();
  for (const auto& kiosk : kiosks) kiosk->end();
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
  cli.add_option("--keys", options.keys);
  cli.add_option("--config", options.config);
  cli.add_option("--speed", options.speed);
  cli.add_option("--trial-minutes", options.trial_minutes);
  CLI11_PARSE(cli, argc, argv);
  try {
    return run(options);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
