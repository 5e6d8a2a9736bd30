#include "tests/simulation/kiosk.h"

#include "engine/catalog/catalog_snapshot.h"
#include "engine/catalog/products_csv.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/watch.h"

namespace simulation {
namespace {

using namespace engine;

class EnglishWords final : public Words {
public:
  [[nodiscard]] std::string_view text(Language, std::string_view msgid) const override { return msgid; }
};
const EnglishWords english;

/// The module of a maker with pages of its own (Choices::other_address) is on the shop's list.
const std::vector<std::string> fiscal_hosts{"ofd.soliq.uz", "fbox.example"};

store::StoreSettings store_settings() {
  store::StoreSettings s;
  s.api_url = "https://store.example/api";
  s.orders_url = "wss://store.example/ws/orders";
  s.phone = kiosk_phone;
  return s;
}

devices::fiscal::FiscalSettings fiscal_settings(const Choices& c) {
  devices::fiscal::FiscalSettings s;
  s.edition = c.edition_2026 ? devices::fiscal::Edition::y2026 : devices::fiscal::Edition::y2023;
  s.carrier = c.serial_module ? devices::fiscal::Carrier::serial : devices::fiscal::Carrier::tcp;
  s.cashier = "Kiosk 01";
  return s;
}

/// Slips as text where the code page has the letters; larger bites on the wire than a real printer's buffer
/// takes, and a simulated buffer to match: a thousand events a slip would tell nothing more.
devices::printer::PrinterProfile printer_profile() {
  auto p = devices::printer::generic_80mm();
  p.chunk_bytes = 1024;
  return p;
}

/// Letters are the same in every life: they are drawn once.
std::shared_ptr<devices::printer::LineRenderer> letters() {
  static const auto renderer = std::make_shared<devices::printer::LineRenderer>();
  return renderer;
}

} // namespace

Policy policy_of(const Choices& c) {
  Policy p;
  p.kiosk_id = kiosk_id;
  p.version = "simulated";
  p.order_mark = c.order_mark;
  p.shop_configured = true;
  p.fiscal_qr_hosts = fiscal_hosts;
  p.online_registrar = c.module_registers_cards ? Registrar::module : Registrar::store;
  p.cashier = "Kiosk 01";
  p.overpay = c.vouchers ? engine::Overpay::voucher : engine::Overpay::exact;
  p.location = GeoPoint{42'460'000, 59'610'000};
  p.districts = {{"Near", {42'460'000, 59'616'600}}, {"Far", {42'480'000, 59'650'000}}};
  p.hash_salt = "salt";
  p.delivery_line_name = "Delivery";
  p.staff_offered = true;
  p.payment_search_limit = Millis{1'800'000};
  p.watch_limit = Millis{3'600'000};
  p.checkpoint_rows = 150; // a run has a few hundred
  return p;
}

Process::Process(World& world)
    : w_{world},
      lease_{world.scheduler},
      journal_{world.disk.folder()},
      time_{world.scheduler, [&world] { return world.kiosk_wall(); }},
      store_{store_settings(), secret(kiosk_password), [&world] { return world.scheduler.now(); }},
      fiscal_{fiscal_settings(world.choices), [&world] { return world.kiosk_wall(); }},
      printer_{printer_profile(), world.choices.slow_printer ? 19200 : 115200, letters()},
      cash_{},
      journal_guard_{journal_,
                     world.cuts,
                     [&world](auto rows) { world.watch->on_rows(rows); },
                     [&world](const JournalRow& row) { world.watch->on_found(row); },
                     [&world](auto last) { world.watch->on_journal_read(last); },
                     [&world](auto& journal, const auto& is_old) { world.watch->on_purged(journal, is_old); },
                     [&world](auto sale, auto at) { world.watch->personal[sale] = at; }},
      store_guard_{store_, world.cuts},
      fiscal_guard_{fiscal_, world.fiscal_wire, world.cuts},
      printer_guard_{printer_, world.printer_wire, world.cuts},
      cash_guard_{cash_, world.cash_wire, world.cuts, [&world](const auto& notes) { world.watch->on_notes_asked(notes); }} {
  RunnerSettings settings;
  settings.policy = policy_of(world.choices);
  settings.shop = {.company = "GLOBUS NUKUS MCHJ",
                   .inn = "123456789",
                   .address = "Nukus",
                   .support_phone = "998612220000",
                   .kiosk = kiosk_id,
                   .cashier = "Kiosk 01",
                   .delivery_line_name = "Delivery",
                   .fiscal_qr_hosts = fiscal_hosts,
                   .salt = settings.policy.hash_salt};
  settings.printer_profile = "generic-80mm";
  settings.keep_personal = world.choices.keep_personal;
  settings.post = [this](std::function<void()> call) { lease_.after(Millis{0}, std::move(call)); };
  settings.random = [&world](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(world.system_random.next() >> 56U);
  };
  settings.verify_pin = [this](SecretBuffer pin, auto reply) {
    std::optional<std::pair<std::string, std::string>> found;
    if (pin.reveal() == "1111") found = {"Aziza", "attendant"};
    if (pin.reveal() == "2222") found = {"Bekzat", "collector"};
    if (pin.reveal() == "3333") found = {"Marat", "technician"};
    w_.watch->on_pin(found.has_value());
    lease_.after(Millis{150}, [reply = std::move(reply), found] { reply(found); });
  };
  runner_ = std::make_unique<Runner>(
      RunnerPorts{journal_guard_, store_guard_, time_, english, &fiscal_guard_, &printer_guard_, &cash_guard_, &scanner_},
      std::move(settings));
  runner_->on_change([this] {
    if (runner_) w_.watch->on_view(*runner_->view());
  });
}

Process::~Process() {
  w_.store_wire.detach();
  w_.cash_wire.detach();
  w_.fiscal_wire.detach();
  w_.printer_wire.detach();
  w_.scanner_wire.detach();
}

void Process::start() {
  runner_->start();
  if (w_.catalog) runner_->set_catalog(w_.catalog, w_.kiosk_wall().unix_ms);
  w_.store_wire.attach(store_);
  store_.start();
  w_.store_wire.pump();
  w_.fiscal_wire.attach(fiscal_);
  w_.printer_wire.attach(printer_);
  w_.cash_wire.attach(cash_);
  w_.scanner_wire.attach(scanner_);
  fetch_catalog();
}

/// What CatalogSync does, without its database: all of it, in one go, now and then.
void Process::fetch_catalog() {
  const auto again = [this](Millis wait) { lease_.after(wait, [this] { fetch_catalog(); }); };
  auto data = std::make_shared<CatalogData>();
  store_.fetch_categories([this, data, again](Outcome<std::vector<Category>> categories) {
    if (!std::holds_alternative<std::vector<Category>>(categories)) return again(Millis{20'000});
    data->categories = std::get<std::vector<Category>>(categories);
    store_.fetch_products_page(0, 100, [this, data, again](Outcome<ProductPage> page) {
      if (!std::holds_alternative<ProductPage>(page)) return again(Millis{20'000});
      data->products = std::get<ProductPage>(page).products;
      store_.fetch_delivery([this, data, again](const Outcome<DeliveryTerms>& terms) {
        if (!std::holds_alternative<DeliveryTerms>(terms)) return again(Millis{20'000});
        data->delivery = std::get<DeliveryTerms>(terms);
        static const auto attributes = parse_products_csv(shop_attributes());
        w_.catalog = make_catalog(std::move(*data), attributes);
        runner_->set_catalog(w_.catalog, w_.kiosk_wall().unix_ms);
        again(Millis{1'800'000});
      });
    });
  });
  w_.store_wire.pump();
}

void Process::stop(std::function<void()> done) { stop_now(w_.scheduler.now() + Millis{3'500}, done); }

void Process::stop_now(Instant deadline, const std::function<void()>& done) {
  if (runner_->stop() || w_.scheduler.now() >= deadline) return done();
  lease_.after(Millis{100}, [this, deadline, done] { stop_now(deadline, done); });
}

} // namespace simulation
