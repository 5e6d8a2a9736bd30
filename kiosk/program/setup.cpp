#include "kiosk/program/setup.h"

#include "devices/printer/printer_profile.h"
#include "engine/base/log.h"
#include "engine/config/pin_hash.h"
#include "kiosk/program/assets.h"
#include "kiosk/program/commands.h"
#include "kiosk/program/setup_file.h"
#include "kiosk/program/setup_machines.h"
#include "kiosk/program/terminal.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>
#include <unistd.h>

namespace kiosk {
namespace {

namespace fs = std::filesystem;
using Kind = Identified::Kind;

constexpr std::string_view none = "-"; ///< the answer that means none

struct InputEnded {};

std::string answer(const std::string& question, const std::string& otherwise) {
  auto text = ask(otherwise.empty() ? question + ": " : fmt::format("{} [{}]: ", question, otherwise));
  if (!text) throw InputEnded{};
  return text->empty() ? otherwise : *text;
}

bool yes(const std::string& question, bool otherwise) {
  for (;;) {
    const auto text = answer(question + " (y/n)", otherwise ? "y" : "n");
    if (text == "y" || text == "n") return text == "y";
  }
}

void list(const std::vector<std::string>& faults) {
  for (const auto& fault : faults) fmt::print("  {}\n", fault);
}

/// A whole number from 1 to `most`, as an index.
std::optional<std::size_t> index_of(const std::string& text, std::size_t most) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most) return std::nullopt;
  return number - 1;
}

class Setup {
public:
  Setup(const fs::path& file, const fs::path& ports) : file_(file), folder_(ports) {}

  int run() {
    fmt::print("This sets the kiosk up. Enter takes what stands in brackets, {} says that there is none.\n", none);
    if (file_.unreadable())
      fmt::print("{} is no TOML: it is kept as it is beside the new one, and not looked at.\n", file_.path().string());
    kiosk_and_shop();
    store();
    machines();
    staff();
    return write();
  }

private:
  enum class Must { yes, no };

  /// Asks until engine/config has nothing against it.
  void value(const std::string& key, const std::string& question, Must must, const std::string& otherwise = {}) {
    for (;;) {
      const auto text = answer(question, file_.get(key).value_or(otherwise));
      if (text == none || text.empty()) {
        file_.remove(key);
        if (must == Must::no) return;
        fmt::print("  This one must be there.\n");
        continue;
      }
      file_.set(key, text);
      const auto faults = file_.faults_of(key);
      if (faults.empty()) return;
      list(faults);
      file_.remove(key);
    }
  }

  void degrees(const std::string& key, const std::string& question) {
    for (;;) {
      const auto text = answer(question, file_.get(key).value_or(std::string{none}));
      file_.remove(key);
      if (text == none) return;
      double number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error == std::errc{} && end == text.data() + text.size()) {
        file_.set_degrees(key, number);
        // That the other one is missing yet is no fault of this one.
        const auto faults = file_.faults_of(key);
        if (faults.empty()) return;
        list(faults);
        file_.remove(key);
      } else {
        fmt::print("  {}: degrees such as 42.46\n", key);
      }
    }
  }

  void kiosk_and_shop() {
    fmt::print(
        "\nThe kiosk and the shop, as they stand on receipts. Without company, INN and address nothing is registered here: no cash.\n");
    value("kiosk.id", "Name of this kiosk (such as nukus-01; two kiosks never share one)", Must::yes);
    value("kiosk.name", "Title of the shop", Must::no, "Globus Nukus");
    value("shop.company", "Company", Must::no, std::string{none});
    value("shop.inn", "INN (9 digits, or 14 of a PINFL)", Must::no, std::string{none});
    value("shop.address", "Address, as registered with the tax committee", Must::no, std::string{none});
    value("shop.support_phone", "Phone of the support (998 and nine digits)", Must::no, std::string{none});
  }

  void store() {
    fmt::print("\nThe store. The kiosk has an account of its own there.\n");
    for (;;) {
      value("store.api_url", "Address of its API (https://..)", Must::yes);
      value("store.orders_url", "Address of its orders (wss://..)", Must::yes);
      value("store.phone", "Phone of the kiosk's account (998 and nine digits)", Must::yes);
      password();
      fmt::print("Logging in ..\n");
      std::fflush(stdout);
      const auto tried = try_the_store();
      fmt::print("  {}: {}\n", tried.good ? "The store" : "It does not work", tried.words);
      if (tried.good || !yes("Change the answers", true)) break;
    }
    degrees("store.latitude", "Latitude of the shop, for the courier");
    if (file_.get("store.latitude")) degrees("store.longitude", "Longitude");
    else file_.remove("store.longitude");
    products();
  }

  /// Into its file at once: the log-in reads it there, as the kiosk does.
  void password() {
    const auto path = beside("store.password_file", "store.password");
    for (;;) {
      auto kept = engine::read_secret_file(path);
      auto typed = ask_secret(kept ? "Password (Enter: the one that is known already): " : "Password: ");
      if (!typed) throw InputEnded{};
      if (typed->empty() && kept) return;
      if (typed->empty()) continue;
      put_file(path, typed->reveal(), true);
      if (const auto read = engine::read_secret_file(path); read) return;
      else fmt::print("  {}\n", read.error());
    }
  }

  Answer try_the_store() {
    engine::StoreConfig config;
    config.api_url = file_.get("store.api_url").value_or("");
    config.orders_url = file_.get("store.orders_url").value_or("");
    config.phone = file_.get("store.phone").value_or("");
    config.ca_file = file_.get("store.ca_file").value_or("");
    // As the kiosk reads them: a slash at the end or blanks in the phone are not a person's affair.
    if (const auto read = engine::parse_config(file_.text(), file_.path().parent_path())) config = read->store;
    auto secret = engine::read_secret_file(beside("store.password_file", "store.password"));
    if (!secret) return {false, secret.error()};
    return try_store(config, std::move(*secret));
  }

  void products() {
    const auto path = beside("store.attributes_file", "products.csv");
    value("store.attributes_file", "Table of products (tax codes, barcodes)", Must::no, path.string());
    if (!file_.get("store.attributes_file")) file_.set("store.attributes_file", "");
    else if (std::error_code error; !fs::exists(beside("store.attributes_file", "products.csv"), error))
      fmt::print("  It is not there yet. Until it is, nothing is sold.\n");
  }

  // ---- machines

  struct Port {
    std::string name;
    Identified is;
  };

  void machines() {
    fmt::print("\nThe serial machines. Looking who answers; this takes up to 20 s for each ..\n");
    for (const auto& name : serial_ports(folder_)) look_at(name);
    if (ports_.empty()) fmt::print("  There is none under {}.\n", folder_.string());
    printer();
    cash();
    scanner();
    fiscal();
  }

  const Port& look_at(const std::string& name) {
    std::fflush(stdout);
    ports_.push_back({name, identify(name)});
    const auto& is = ports_.back().is;
    const auto what = is.kind == Kind::printer  ? fmt::format("receipt printer at {} baud: {}", is.baud, is.words)
                      : is.kind == Kind::cash   ? "banknote validator: " + is.words
                      : is.kind == Kind::fiscal ? "fiscal module: " + is.words
                      : is.kind == Kind::busy   ? "cannot be opened: " + is.words
                                                : std::string{"no answer; a scanner gives none"};
    fmt::print("  {}  {}\n     {}\n", ports_.size(), name, what);
    if (is.kind == Kind::busy) fmt::print("     Does the kiosk run? Stop it first: systemctl stop kiosk\n");
    return ports_.back();
  }

  /// A port by number or path; nothing: there is no such machine. `kind` is offered, where it answered.
  const Port* choose(const std::string& question, const std::string& key, Kind kind) {
    std::string otherwise{none};
    if (const auto known = file_.get(key)) otherwise = *known;
    else
      for (std::size_t i = 0; i < ports_.size() && otherwise == none; ++i)
        if (kind != Kind::nothing && ports_[i].is.kind == kind) otherwise = std::to_string(i + 1);
    for (;;) {
      const auto text = answer(question + " (number, path)", otherwise);
      if (text == none) return nullptr;
      if (const auto index = index_of(text, ports_.size())) return &ports_[*index];
      for (const auto& port : ports_)
        if (port.name == text) return &port;
      if (text.starts_with("/")) return &look_at(text);
      fmt::print("  A number of the list, or a path that begins with /\n");
    }
  }

  bool keep(bool good) { return good || yes("It does not answer as one. Keep it all the same", false); }

  void printer() {
    for (;;) {
      const auto* port = choose("Receipt printer", "printer.port", Kind::printer);
      if (port == nullptr) return file_.remove("printer");
      file_.set("printer.port", port->name);
      if (port->is.kind == Kind::printer) file_.set("printer.baud", port->is.baud);
      if (keep(port->is.kind == Kind::printer)) break;
      file_.remove("printer");
    }
    const auto table = devices::printer::load_profiles(assets_folder() / "config/printers.toml");
    const auto profiles = table.value_or(devices::printer::Profiles{{"generic-80mm", devices::printer::generic_80mm()}});
    std::string names;
    for (const auto& [name, profile] : profiles) names += (names.empty() ? "" : ", ") + name;
    fmt::print("  Profiles: {}\n", names);
    for (;;) {
      value("printer.profile", "Profile of the printer", Must::yes, "generic-80mm");
      if (profiles.contains(*file_.get("printer.profile"))) return;
      fmt::print("  There is no such profile.\n");
      file_.remove("printer.profile");
    }
  }

  void cash() {
    for (;;) {
      const auto* port = choose("Banknote validator", "cash.port", Kind::cash);
      if (port == nullptr) return file_.remove("cash");
      file_.set("cash.port", port->name);
      if (keep(port->is.kind == Kind::cash)) return;
      file_.remove("cash");
    }
  }

  void scanner() {
    const auto* port = choose("Serial scanner (one that types like a keyboard needs nothing here)", "scanner.port", Kind::nothing);
    if (port == nullptr) return file_.remove("scanner");
    file_.set("scanner.port", port->name);
  }

  void fiscal() {
    for (;;) {
      std::string otherwise = file_.get("fiscal.url").value_or(file_.get("fiscal.port").value_or(std::string{none}));
      for (std::size_t i = 0; i < ports_.size() && otherwise == none; ++i)
        if (ports_[i].is.kind == Kind::fiscal) otherwise = std::to_string(i + 1);
      const auto text = answer("Fiscal module (http://address, number, path)", otherwise);
      file_.remove("fiscal.url");
      file_.remove("fiscal.port");
      if (text == none) return file_.remove("fiscal");
      const auto index = index_of(text, ports_.size());
      const bool by_net = text.starts_with("http");
      const std::string key = by_net ? "fiscal.url" : "fiscal.port";
      file_.set(key, index ? ports_[*index].name : text);
      if (const auto faults = file_.faults_of(key); !faults.empty()) {
        list(faults);
        continue;
      }
      value("fiscal.edition", "Edition of its API (2023, 2026)", Must::yes, "2023");
      engine::FiscalConfig config;
      config.edition = file_.get("fiscal.edition") == "2026" ? engine::FiscalEdition::e2026 : engine::FiscalEdition::e2023;
      if (by_net) config.url = text;
      else config.serial = engine::SerialConfig{.port = *file_.get("fiscal.port")};
      fmt::print("Asking it ..\n");
      std::fflush(stdout);
      const auto tried = try_fiscal(config);
      fmt::print("  {}\n", tried.words);
      if (keep(tried.good)) return;
    }
  }

  // ---- staff

  void staff() {
    const auto path = beside("kiosk.staff_file", "staff.toml");
    const auto known = engine::load_staff(path);
    std::string text;
    if (known)
      for (const auto& member : *known)
        text += entry(member.name, boost::describe::enum_to_string(member.role, "attendant"), member.pin_hash);
    fmt::print("\nWho may enter staff mode: {}. Everybody has a PIN of their own.\n",
               known && !known->empty() ? fmt::format("{} known already", known->size()) : "nobody yet");
    while (yes("Add a person", text.empty())) {
      const auto name = answer("Name", "");
      const auto role = answer("Role (attendant, collector, technician)", "technician");
      auto pin = ask_secret("PIN (6 to 12 digits): ");
      auto again = ask_secret("once more: ");
      if (!pin || !again) throw InputEnded{};
      if (!engine::is_new_pin(pin->reveal()) || pin->reveal() != again->reveal()) {
        fmt::print("  A new PIN has 6 to 12 digits, twice the same.\n");
        continue;
      }
      const auto more = text + entry(name, role, engine::hash_pin(*pin, engine::system_random()));
      if (const auto parsed = engine::parse_staff(more); parsed) text = more;
      else list(parsed.error());
    }
    if (text.empty()) return file_.remove("kiosk.staff_file");
    put_file(path, "# Made by kiosk --setup. One more: run it again, or add an entry with what kiosk --hash-pin prints.\n" + text, true);
  }

  static std::string entry(std::string_view name, std::string_view role, std::string_view hash) {
    return fmt::format("\n[[staff]]\nname = {}\nrole = {}\npin_hash = {}\n", toml_quoted(name), toml_quoted(role), toml_quoted(hash));
  }

  // ---- files

  /// The file that a key names; when it names none, one beside the configuration, which it names from now on.
  fs::path beside(const std::string& key, const std::string& name) {
    const auto folder = fs::absolute(file_.path()).parent_path();
    if (!file_.get(key)) file_.set(key, (folder / name).string());
    return folder / *file_.get(key);
  }

  int write() {
    if (const auto config = engine::parse_config(file_.text(), file_.path().parent_path()); !config) {
      fmt::print("\nThe kiosk could not start with this, so {} is left as it was:\n", file_.path().string());
      list(config.error());
      return exit_usage;
    }
    if (std::error_code error; fs::exists(file_.path(), error)) {
      auto old = file_.path();
      old += ".old";
      // The old file gets a second name and is not moved: after a power cut at any moment a kiosk that was set up still is.
      fs::remove(old);
      fs::create_hard_link(file_.path(), old);
      fmt::print("\nWhat was there before is {}.\n", old.string());
    }
    put_file(file_.path(), file_.text(), false);
    fmt::print("\nWritten: {}\n", file_.path().string());
    const auto checked = engine::load_config(file_.path(), engine::ConfigUse::check);
    if (!checked) {
      fmt::print("Still to do, or not everything is sold:\n");
      list(checked.error());
    }
    if (const auto own = engine::load_config(file_.path())) show_layer(file_.path(), *own, own->kiosk.state_dir);
    fmt::print("The kiosk starts with the machine, or now: systemctl restart kiosk\n");
    return exit_ok;
  }

  SetupFile file_;
  fs::path folder_;
  std::vector<Port> ports_;
};

} // namespace

int setup(const fs::path& file, const fs::path& ports) {
  spdlog::set_level(spdlog::level::off); // what machines are told stands in the log of a kiosk, not between two questions
  const auto folder = fs::absolute(file).parent_path();
  if (::access(folder.c_str(), W_OK) != 0) {
    fmt::print(stderr, "{} cannot be written to: {}. Is this root?\n", folder.string(), std::strerror(errno));
    return exit_usage;
  }
  try {
    return Setup{file, ports}.run();
  } catch (const InputEnded&) {
    fmt::print(stderr, "\nThe input ended: {} is as it was before\n", file.string());
  } catch (const std::exception& e) {
    fmt::print(stderr, "\n{}\n", e.what());
  }
  return exit_usage;
}

} // namespace kiosk
