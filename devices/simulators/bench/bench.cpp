#include "devices/simulators/bench/bench.h"

#include "devices/simulators/cash/validator_simulator.h"
#include "devices/simulators/fiscal/fiscal_server.h"
#include "devices/simulators/printer/printer_simulator.h"
#include "devices/simulators/scanner/scanner_simulator.h"
#include "devices/simulators/simulator_program.h"
#include "devices/simulators/store/store_simulator.h"
#include "engine/config/pin_hash.h"

#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace devices::sim {
namespace {

namespace fs = std::filesystem;

engine::WallTime system_wall() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

void write_file(const fs::path& path, std::string_view text, bool secret = false) {
  std::ofstream out{path, std::ios::trunc | std::ios::binary};
  if (secret) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string staff_file(const std::string& pin_text) {
  engine::SecretBuffer pin{16};
  pin.append(pin_text);
  const auto hash = engine::hash_pin(pin, engine::system_random());
  std::string text;
  // Three people with one PIN would be one person to the journal: only the last that fits is taken. The bench needs one technician.
  text += fmt::format("[[staff]]\nname = \"Technician\"\nrole = \"technician\"\npin_hash = \"{}\"\n", hash);
  return text;
}

/// Says stop and go as a buffer of 4 KB would. The room behind it stands for the line: while a busy machine lets nobody read, a
/// pseudo-terminal takes a second's bytes more, which a real line would not have carried past the stop.
PaperModelSettings paper() {
  PaperModelSettings s;
  constexpr std::size_t line = 12 * 1024;
  s.buffer_bytes += line;
  s.stop_below += line;
  s.go_above += line;
  return s;
}

constexpr const char* phone = "998991234567";
constexpr const char* password = "kiosk-nukus-01";

} // namespace

struct Bench::Impl {
  Impl(boost::asio::any_io_executor ex, const BenchOptions& o)
      : folder{prepared(o.folder)},
        store{ex, store_options(o)},
        fiscal{FiscalModelSettings{}, system_wall},
        fiscal_server{ex, fiscal, "127.0.0.1", 0},
        printer{ex, {folder / "printer", folder / "papers", paper()}},
        cash{ex, folder / "cash"},
        scanner{ex, folder / "scanner"} {
    fiscal.on_faults_changed = [this] { fiscal_server.obey(); };
    write_file(folder / "store.password", password, true);
    write_file(folder / "staff.toml", staff_file(o.staff_pin), true);
    write_file(folder / "kiosk.toml", config_text(o));
  }

  static fs::path prepared(const fs::path& folder) {
    fs::create_directories(folder);
    return fs::absolute(folder);
  }

  static StoreSimulatorOptions store_options(const BenchOptions& o) {
    StoreSimulatorOptions options;
    options.catalog_json = o.catalog_json;
    if (o.catalog_json.empty()) options.catalog = o.demo_catalog / "catalog.json";
    options.pictures = o.demo_catalog / "pictures";
    return options;
  }

  std::string config_text(const BenchOptions& o) const {
    const auto attributes = o.attributes.empty() ? o.demo_catalog / "products.csv" : o.attributes;
    return fmt::format(R"([kiosk]
id = "nukus-01"
name = "Globus Nukus"
languages = ["kaa", "uz", "ru", "en"]
state_dir = "{0}/state"
staff_file = "{0}/staff.toml"

[shop]
company = "GLOBUS NUKUS MCHJ"
inn = "123456789"
address = "Nókis qalası, Ǵárezsizlik kóshesi, 12"
support_phone = "998612220000"

[store]
api_url = "{1}"
orders_url = "{2}"
phone = "{3}"
password_file = "{0}/store.password"
latitude = 42.46
longitude = 59.61
attributes_file = "{4}"

[fiscal]
url = "http://127.0.0.1:{5}"
edition = "2023"
cashier = "Kiosk 01"
online_payments = "store"

[printer]
port = "{0}/printer"
baud = 115200
profile = "generic-80mm"

[cash]
port = "{0}/cash"
denominations = [1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000]

[scanner]
port = "{0}/scanner"

[payment]
methods = ["card", "cash", "later"]

[[delivery.district]]
name = "Orayı"
latitude = 42.4600
longitude = 59.6250

[[delivery.district]]
name = "Qızketken"
latitude = 42.4480
longitude = 59.6400

[[delivery.district]]
name = "22-kishi rayon"
latitude = 42.4750
longitude = 59.5780

[[delivery.district]]
name = "26-kishi rayon"
latitude = 42.4880
longitude = 59.5780

[[delivery.district]]
name = "Aeroport"
latitude = 42.4884
longitude = 59.6700

[[delivery.district]]
name = "Shımbay jolı"
latitude = 42.5160
longitude = 59.6300

[[delivery.district]]
name = "Taslaq"
latitude = 42.5300
longitude = 59.5600

[[delivery.district]]
name = "Aq jaǵıs"
latitude = 42.4000
longitude = 59.7200
)",
                       folder.string(), store.api_url(), store.orders_url(), phone, attributes.string(), fiscal_server.port());
  }

  Simulator* find(std::string_view name) {
    if (name == "store") return &store;
    if (name == "fiscal") return &fiscal;
    if (name == "printer") return &printer;
    if (name == "cash") return &cash;
    if (name == "scanner") return &scanner;
    return nullptr;
  }

  fs::path folder;
  StoreSimulator store;
  FiscalModel fiscal;
  FiscalTcpServer fiscal_server;
  PrinterSimulator printer;
  ValidatorSimulator cash;
  ScannerSimulator scanner;
};

Bench::Bench(boost::asio::any_io_executor executor, BenchOptions options) : impl_{std::make_unique<Impl>(executor, options)} {
  const auto pass_on = [this](std::string who) {
    return [this, who = std::move(who)](const std::string& line) {
      if (on_log) on_log(who + ": " + line);
    };
  };
  impl_->store.on_log = pass_on("store");
  impl_->fiscal.on_log = pass_on("fiscal");
  impl_->printer.on_log = pass_on("printer");
  impl_->cash.on_log = pass_on("cash");
  impl_->scanner.on_log = pass_on("scanner");
}

Bench::~Bench() = default;

std::filesystem::path Bench::config() const { return impl_->folder / "kiosk.toml"; }

boost::json::object Bench::command(const boost::json::object& request) {
  const auto* device = request.if_contains("device");
  if (device && device->is_string()) {
    auto* simulator = impl_->find(device->get_string());
    if (!simulator) return {{"ok", false}, {"error", "device: store, fiscal, printer, cash or scanner"}};
    auto own = request;
    own.erase("device");
    return serve(*simulator, own);
  }
  const auto* what = request.if_contains("do");
  if (what && what->is_string() && what->get_string() == "help")
    return {{"ok", true},
            {"help",
             R"({"device":"store|fiscal|printer|cash|scanner","do":"help"}: the commands of one; {"do":"truth"}: what really happened)"}};
  return {{"ok", false}, {"error", "\"device\" is missing"}};
}

boost::json::object Bench::truth() const {
  return {{"store", impl_->store.truth()},
          {"fiscal", impl_->fiscal.truth()},
          {"printer", impl_->printer.truth()},
          {"cash", impl_->cash.truth()},
          {"scanner", impl_->scanner.truth()}};
}

} // namespace devices::sim
