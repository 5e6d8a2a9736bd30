#include "kiosk/program/machine_room.h"

#include "devices/cash/cash_driver.h"
#include "devices/fiscal/fiscal_driver.h"
#include "devices/printer/printer_driver.h"
#include "devices/scanner/scanner_driver.h"
#include "engine/base/log.h"
#include "engine/base/random.h"
#include "engine/catalog/catalog_sync.h"
#include "engine/checkout/runner.h"
#include "engine/config/pin_hash.h"
#include "engine/journal/sqlite_journal.h"
#include "engine/sale/method.h"
#include "engine/store/store_net.h"
#include "kiosk/program/asio_time.h"
#include "kiosk/program/assets.h"
#include "kiosk/program/pictures.h"
#include "kiosk/program/version.h"
#include "kiosk/program/worker.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace kiosk {
namespace {

using namespace engine;

/// Random per kiosk, made once: without it the journal's hashes of phones could be guessed from a list of all phones.
std::string read_salt(const std::filesystem::path& file) {
  std::string salt;
  std::error_code error;
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) // a FIFO would be waited for
    throw std::runtime_error("the salt " + file.string() + " is not a file");
  if (std::ifstream in{file}; std::getline(in, salt) && salt.size() >= 32) return salt;
  salt = make_uuid(system_random()) + make_uuid(system_random());
  const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  const auto line = salt + "\n";
  const bool ok = fd >= 0 && ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!ok) throw std::runtime_error("the salt " + file.string() + " cannot be written");
  return salt;
}

devices::printer::PrinterProfile printer_profile(const std::string& name) {
  const auto file = assets_folder() / "config/printers.toml";
  auto profiles = devices::printer::Profiles{{"generic-80mm", devices::printer::generic_80mm()}};
  if (std::filesystem::exists(file)) {
    auto loaded = devices::printer::load_profiles(file);
    if (!loaded) throw std::runtime_error(loaded.error());
    profiles = std::move(*loaded);
  }
  const auto it = profiles.find(name);
  if (it == profiles.end()) throw std::runtime_error("printer.profile: there is no profile '" + name + "' in " + file.string());
  return it->second;
}

bool is_configured(const PaymentConfig& payment, Method method) {
  switch (method) {
  case Method::card: return payment.card;
  case Method::cash: return payment.cash;
  case Method::later: return payment.later;
  }
  return false;
}

Policy policy_of(const Config& c, const std::filesystem::path& state_dir) {
  Policy p;
  p.kiosk_id = c.kiosk.id;
  p.version = program_version();
  p.default_language = language_from_code(c.kiosk.languages.front()).value_or(Language::kaa);
  p.methods.clear();
  std::ranges::copy_if(all_methods, std::back_inserter(p.methods), [&](Method method) { return is_configured(c.payment, method); });
  p.order_mark = c.store.order_mark;
  p.shop_configured = c.shop.complete();
  p.fiscal_qr_hosts = c.shop.fiscal_qr_hosts;
  if (c.fiscal) {
    p.online_registrar = c.fiscal->online_payments;
    p.cashier = c.fiscal->cashier;
  }
  if (c.cash) {
    p.denominations = c.cash->denominations;
    p.overpay = c.cash->overpay;
    p.abandon = std::chrono::duration_cast<Millis>(c.cash->abandon);
  }
  p.location = c.store.location;
  for (const auto& d : c.districts) p.districts.push_back({d.name, d.point});
  p.hash_salt = read_salt(state_dir / "salt");
  p.staff_offered = !c.kiosk.staff.empty();
  return p;
}

SlipShop shop_of(const Config& c) {
  return {.company = c.shop.company,
          .inn = c.shop.inn,
          .address = c.shop.address,
          .support_phone = c.shop.support_phone,
          .kiosk = c.kiosk.id,
          .cashier = c.fiscal ? c.fiscal->cashier : std::string{},
          .delivery_line_name = "Yetkazib berish",
          .fiscal_qr_hosts = c.shop.fiscal_qr_hosts,
          .salt = {}};
}

} // namespace

struct MachineRoom::Impl {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{io.get_executor()};
  boost::asio::signal_set signals{io}, when_quiet{io};
  Worker worker;         ///< the catalogue: its database and the building of snapshots, which may take seconds
  Worker pin_worker;     ///< argon2: somebody stands there and waits
  Worker picture_worker; ///< picture files: as slow as the disk
  AsioTime time{io.get_executor()};
  SqliteJournal journal;
  std::unique_ptr<store::StoreClient> store;
  std::unique_ptr<devices::fiscal::FiscalDriver> fiscal;
  std::unique_ptr<devices::printer::PrinterDriver> printer;
  std::unique_ptr<devices::CashDriver> cash;
  std::unique_ptr<devices::ScannerDriver> scanner;
  std::unique_ptr<Runner> runner;
  std::unique_ptr<CatalogSync> sync;
  std::unique_ptr<PictureService> pictures;
  std::function<void()> picture_arrived, signalled;
  std::thread thread;
  bool stopped = false;
  bool ending = false; ///< when nobody shops; I/O thread

  Impl(const Config& c, const std::filesystem::path& state_dir, const Words& words, const std::function<void(Policy&)>& adjust)
      : journal{state_dir} {
    open_devices(c);
    auto password = read_secret_file(c.store.password_file);
    if (!password) throw std::runtime_error("store.password_file: " + password.error());
    store::StoreClient::Options options;
    options.settings.api_url = c.store.api_url;
    options.settings.orders_url = c.store.orders_url;
    options.settings.phone = c.store.phone;
    options.settings.picture_origins = c.store.picture_origins;
    options.ca_file = c.store.ca_file.string();
    store = std::make_unique<store::StoreClient>(io.get_executor(), options, std::move(*password));

    RunnerSettings settings;
    settings.policy = policy_of(c, state_dir);
    if (adjust) adjust(settings.policy);
    settings.shop = shop_of(c);
    settings.shop.salt = settings.policy.hash_salt;
    settings.policy.delivery_line_name = settings.shop.delivery_line_name;
    settings.scan_rules = c.labels;
    settings.keep_personal = Millis{86'400'000LL * c.kiosk.keep_personal_days};
    settings.printer_profile = c.printer ? c.printer->profile : std::string{};
    settings.post = [this](std::function<void()> call) { boost::asio::post(io, std::move(call)); };
    settings.verify_pin = [this, staff = c.kiosk.staff](SecretBuffer pin, auto reply) {
      pin_worker.post([this, &staff, held = std::make_shared<SecretBuffer>(std::move(pin)), reply = std::move(reply)] {
        std::optional<std::pair<std::string, std::string>> found;
        for (const auto& member : staff)
          if (verify_pin(*held, member.pin_hash)) found = {member.name, boost::describe::enum_to_string(member.role, "attendant")};
        boost::asio::post(io, [reply, found] { reply(found); });
      });
    };
    runner = std::make_unique<Runner>(
        RunnerPorts{journal, store->session(), time, words, fiscal.get(), printer.get(), cash.get(), scanner.get()}, std::move(settings));

    CatalogSyncOptions sync_options;
    sync_options.database = state_dir / "catalog.db";
    sync_options.attributes = c.store.attributes_file;
    sync_options.last_attributes = state_dir / "products.last";
    sync_options.labels = c.labels;
    sync_options.every = c.store.sync_every;
    sync = std::make_unique<CatalogSync>(
        store->session(), time, [this](std::function<void()> call) { worker.post(std::move(call)); },
        [this](std::function<void()> call) { boost::asio::post(io, std::move(call)); }, sync_options,
        [this](CatalogPtr catalog) {
          const auto& complete = sync->status().complete;
          runner->set_catalog(std::move(catalog), complete ? complete->unix_ms : 0);
        });
    pictures = std::make_unique<PictureService>(
        state_dir / "pictures", c.kiosk.picture_cache_bytes, picture_worker,
        PictureService::Hooks{[this](std::function<void()> call) { boost::asio::post(io, std::move(call)); }, &store->session(),
                              [this] {
                                if (picture_arrived) picture_arrived();
                              }});
  }

  void open_devices(const Config& c) {
    const auto ex = io.get_executor();
    if (c.fiscal) {
      devices::fiscal::FiscalSettings settings;
      settings.edition = c.fiscal->edition == FiscalEdition::e2026 ? devices::fiscal::Edition::y2026 : devices::fiscal::Edition::y2023;
      settings.cashier = c.fiscal->cashier;
      std::optional<devices::fiscal::FiscalAddress> address;
      if (c.fiscal->serial) {
        devices::SerialSettings line;
        line.port = c.fiscal->serial->port;
        line.baud = c.fiscal->serial->baud;
        address = devices::fiscal::fiscal_serial_address(line);
      } else {
        address = devices::fiscal::parse_fiscal_url(c.fiscal->url);
      }
      if (!address) throw std::runtime_error("fiscal.url: not an address of a fiscal module");
      fiscal = std::make_unique<devices::fiscal::FiscalDriver>(ex, *address, settings, wall_now);
    }
    if (c.printer) {
      printer = std::make_unique<devices::printer::PrinterDriver>(ex, printer_profile(c.printer->profile), c.printer->serial.port,
                                                                  c.printer->serial.baud);
    }
    if (c.cash) cash = std::make_unique<devices::CashDriver>(ex, c.cash->port);
    if (c.scanner) scanner = std::make_unique<devices::ScannerDriver>(ex, c.scanner->serial.port, c.scanner->serial.baud);
  }

  void run() {
    runner->start();
    store->start();
    if (fiscal) fiscal->start();
    if (printer) printer->start();
    if (cash) cash->start();
    if (scanner) scanner->start();
    sync->start();
  }

  void end_when_nobody_shops() { // I/O thread
    if (!std::exchange(ending, true)) end_when_nobody_shops(0);
  }

  /// Asks each second until no customer has been here for ten seconds, so that a customer who wipes their hands between two touches is not sent away.
  void end_when_nobody_shops(int quiet_for) { // I/O thread
    constexpr int long_enough = 10;
    const auto view = runner->view();
    const bool quiet = view->stage == StageKind::attract && !view->language_chosen && !view->staff.logged_in && !view->staff.busy;
    if (!quiet) quiet_for = 0;
    else if (++quiet_for > long_enough) {
      spdlog::info("nobody shops: the kiosk ends, as it was asked to");
      if (signalled) signalled();
      return;
    }
    time.after(Millis{1'000}, [this, quiet_for] { end_when_nobody_shops(quiet_for); });
  }

  void turn(Millis every, const std::function<void()>& call) { // I/O thread, or before it runs
    call();
    time.after(every, [this, every, call] { turn(every, call); });
  }

  void finish(Instant deadline) { // I/O thread
    if (runner->stop() || time.now() >= deadline) return io.stop();
    time.after(Millis{100}, [this, deadline] { finish(deadline); });
  }
};

MachineRoom::MachineRoom(const Config& config, const std::filesystem::path& state_dir, const Words& words,
                         const std::function<void(Policy&)>& adjust)
    : impl_{std::make_unique<Impl>(config, state_dir, words, adjust)} {
  impl_->signals.add(SIGTERM);
  impl_->signals.add(SIGINT);
  impl_->signals.async_wait([this](boost::system::error_code error, int) {
    if (!error && impl_->signalled) impl_->signalled();
  });
  impl_->when_quiet.add(SIGHUP);
  impl_->when_quiet.async_wait([this](boost::system::error_code error, int) {
    if (!error) impl_->end_when_nobody_shops();
  });
}

MachineRoom::~MachineRoom() { stop(); }

Gate& MachineRoom::gate() { return *impl_->runner; }
std::optional<std::string> MachineRoom::picture_file(const std::string& address) { return impl_->pictures->file_of(address); }
void MachineRoom::picture_failed(const std::string& address, const std::string& why, bool of_the_file) {
  impl_->pictures->failed(address, why, of_the_file);
}
void MachineRoom::on_picture(std::function<void()> call) { impl_->picture_arrived = std::move(call); }
void MachineRoom::on_turn(Millis every, std::function<void()> call) { impl_->turn(every, call); }
void MachineRoom::post(std::function<void()> call) { boost::asio::post(impl_->io, std::move(call)); }
void MachineRoom::end_when_quiet() {
  post([impl = impl_.get()] { impl->end_when_nobody_shops(); });
}
void MachineRoom::note_from_afar(std::string action, std::string detail) {
  post([impl = impl_.get(), action = std::move(action), detail = std::move(detail)] {
    impl->runner->handle(event::ToldFromAfar{action, detail});
  });
}
void MachineRoom::on_signal(std::function<void()> call) { impl_->signalled = std::move(call); }

void MachineRoom::start() {
  impl_->run(); // still on this thread: a journal that cannot be read is the caller's to report
  impl_->thread = std::thread{[this] {
    for (;;) {
      try {
        impl_->io.run();
        return;
      } catch (const JournalError& e) {
        spdlog::critical("the journal failed inside a device's event: {}", e.what());
      } catch (const std::exception& e) {
        spdlog::critical("I/O thread: {}", e.what());
      }
    }
  }};
}

void MachineRoom::stop() {
  if (impl_->stopped) return;
  impl_->stopped = true;
  if (impl_->thread.joinable()) {
    boost::asio::post(impl_->io, [this] { impl_->finish(impl_->time.now() + Millis{3'500}); });
    impl_->thread.join();
  }
  impl_->picture_worker.stop(); // its calls tell the window of pictures
  impl_->pin_worker.stop();     // and its look into the staff's list
  impl_->worker.stop();
}

} // namespace kiosk
