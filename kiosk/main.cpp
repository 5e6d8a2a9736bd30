// The kiosk program: reads arguments and configuration, opens the machine room (engine, devices, store) and the window, and waits.
#include "engine/base/log.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/app/kiosk_app.h"
#include "kiosk/app/window.h"
#include "kiosk/app/x_screen.h"
#include "kiosk/design/images.h"
#include "kiosk/fleet/fleet.h"
#include "kiosk/program/asio_time.h"
#include "kiosk/program/assets.h"
#include "kiosk/program/commands.h"
#include "kiosk/program/end_in_time.h"
#include "kiosk/program/layered_start.h"
#include "kiosk/program/life_sign.h"
#include "kiosk/program/machine_room.h"
#include "kiosk/program/notice_gate.h"
#include "kiosk/program/setup.h"
#include "kiosk/program/start_history.h"
#include "kiosk/program/version.h"
#include "kiosk/screens/paying/payment_screens.h"
#include "kiosk/screens/shopping/shopping_screens.h"
#include "kiosk/staff/staff_screens.h"
#include "kiosk/words/gettext_words.h"
#if KIOSK_AUTOMATION
#include "engine/checkout/view/public_state.h"
#include "kiosk/automation/automation.h"
#endif

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <mutex>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

namespace {

struct Arguments {
  std::string config, state, windowed, automation, verify, archive, before, notice, bundle, ports = "/dev/serial/by-id";
  bool check = false, version = false, hash = false, setup = false, forget = false;
};

/// Card numbers pass through this process: it leaves no core dump and cannot be traced by other users (tests/INVARIANTS.md, "Persons, cards and secrets").
void forbid_dumps() {
#ifndef __SANITIZE_ADDRESS__ // the address sanitizer traces the process at its end to look for leaks
  prctl(PR_SET_DUMPABLE, 0);
#endif
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

bool parse_size(const std::string& text, int& width, int& height) {
  char end = 0;
  return std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &end) == 2 && width >= 200 && height >= 200 && width <= 8192 &&
         height <= 8192;
}

kiosk::Screens all_screens(const engine::Config& config, bool not_set_up = false) {
  kiosk::ShoppingOptions shopping;
  shopping.not_set_up = not_set_up;
  shopping.support_phone = config.shop.support_phone;
  shopping.languages.clear();
  for (const auto& code : config.kiosk.languages)
    if (const auto language = engine::language_from_code(code)) shopping.languages.push_back(*language);
  auto screens = kiosk::make_shopping_screens(shopping);
  for (auto& s : kiosk::make_payment_screens(config.shop.support_phone)) screens.push_back(std::move(s));
  for (auto& s : kiosk::make_staff_screens(config.kiosk.id, config.kiosk.name)) screens.push_back(std::move(s));
  return screens;
}

/// Nothing, with a line on stderr, when the text is no size.
std::optional<kiosk::AppConfig> window_config(const Arguments& args, const engine::Config& config) {
  kiosk::AppConfig app;
  app.fullscreen = args.windowed.empty();
  if (!app.fullscreen && !parse_size(args.windowed, app.width, app.height)) {
    fmt::print(stderr, "--windowed: a size such as 1080x1920, not '{}'\n", args.windowed);
    return std::nullopt;
  }
  if (const auto brand = kiosk::load_brand((kiosk::assets_folder() / "config/theme.toml").string())) app.brand = *brand;
  else spdlog::warn("theme: {}", brand.error());
  app.title = config.kiosk.name;
  app.turn = config.display.rotate;
  app.host.idle = std::chrono::duration_cast<engine::Millis>(config.kiosk.idle);
  app.host.languages.clear();
  for (const auto& code : config.kiosk.languages)
    if (const auto language = engine::language_from_code(code)) app.host.languages.push_back(*language);
  app.now = kiosk::monotonic_now;
  app.wall = kiosk::wall_now;
  return app;
}

/// There is no configuration: the package was installed and never set up.
bool not_set_up(const std::string& file) {
  std::error_code error;
  return !file.empty() && std::filesystem::symlink_status(file, error).type() == std::filesystem::file_type::not_found;
}

/// The app of the window, for other threads: there may be none yet.
class Shown {
public:
  void set(kiosk::KioskApp* app) {
    const std::lock_guard lock{mutex_};
    app_ = app;
    if (app_ && stopping_) app_->stop();
  }
  void stop() {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    if (app_) app_->stop();
  }
  void picture_arrived() {
    const std::lock_guard lock{mutex_};
    if (!app_) return;
    app_->post([app = app_] { app->ui().images().retry_missing(); });
    app_->wake();
  }
  [[nodiscard]] bool stopping() const { return stopping_; }

private:
  std::mutex mutex_;
  kiosk::KioskApp* app_ = nullptr;
  std::atomic<bool> stopping_{false};
};

/// Makes the app as soon as there is a display, which may be switched on late or come back. Null: asked to stop meanwhile. In a window on a
/// developer's desktop it does not wait.
std::unique_ptr<kiosk::KioskApp> app_on_display(const kiosk::AppConfig& config, engine::Gate& gate, const engine::Words& words,
                                                const engine::Config& screens, kiosk::LifeSign& life, const Shown& shown,
                                                bool not_set_up = false) {
  std::string said;
  for (std::chrono::milliseconds pause{500};; pause = std::min<std::chrono::milliseconds>(pause * 2, std::chrono::seconds{5})) {
    try {
      return std::make_unique<kiosk::KioskApp>(config, gate, words, all_screens(screens, not_set_up));
    } catch (const kiosk::NoDisplay& e) {
      if (!config.fullscreen) throw;
      if (said != e.what()) spdlog::warn("waits for a display: {}", said = e.what());
      life.ready("waits for a display");
    }
    for (auto left = pause; left.count() > 0; left -= std::chrono::milliseconds{100}) {
      if (shown.stopping()) return nullptr;
      life.turned();
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
}

/// Shows that the kiosk does not run, and why, instead of a dark screen. Ends when it is told to stop.
int show_notice(const Arguments& args) {
  const auto config = args.config.empty() ? engine::Config{} : engine::load_config(args.config).value_or(engine::Config{});
  auto app_config = window_config(args, config);
  if (!app_config) return kiosk::exit_usage;
  const auto code = args.notice.substr(args.notice.find('=') + 1); // "4", or "status=4" from systemd, which may leave the figure out
  const auto stop = code == "4"   ? engine::StopKind::journal_unreadable
                    : code == "3" ? engine::StopKind::state_busy
                    : code == "2" ? engine::StopKind::configuration
                                  : engine::StopKind::program;
  spdlog::info("notice on the screen: the kiosk ended with {}", code);
  const kiosk::GettextWords words;
  kiosk::NoticeGate gate{stop, engine::language_from_code(config.kiosk.languages.front()).value_or(engine::Language::kaa)};
  auto life = kiosk::LifeSign::of_systemd();
  app_config->turned = [&life] {
    life.ready("the notice stands on the screen");
    return life.turned();
  };
  const auto app = app_on_display(*app_config, gate, words, config, life, Shown{}, not_set_up(args.config));
  gate.on_change([&app] { app->wake(); });
#if KIOSK_AUTOMATION
  std::unique_ptr<kiosk::Automation> automation;
  if (!args.automation.empty())
    automation = std::make_unique<kiosk::Automation>(args.automation, *app,
                                                     [&gate] { return boost::json::serialize(engine::public_state(*gate.view())); });
#endif
  return app->run();
}

/// The program was started too often in a short time: shows the notice for a while before the next attempt.
void sit_out(std::chrono::seconds wait, kiosk::AppConfig app_config, const engine::Config& config, const engine::Words& words,
             kiosk::LifeSign& life) {
  spdlog::error("ended too early again and again: the next try is in {} s", wait.count());
  life.ready("ended too early again and again, waits");
  const auto until = kiosk::monotonic_now() + wait;
  try {
    kiosk::NoticeGate gate{engine::StopKind::program,
                           engine::language_from_code(config.kiosk.languages.front()).value_or(engine::Language::kaa)};
    kiosk::KioskApp* shown = nullptr;
    app_config.turned = [&] {
      life.turned();
      if (kiosk::monotonic_now() >= until) shown->stop();
      return engine::Millis{500};
    };
    kiosk::KioskApp app{app_config, gate, words, all_screens(config)};
    shown = &app;
    app.run();
  } catch (const std::exception& e) {
    spdlog::warn("no notice on the screen: {}", e.what());
  }
  while (kiosk::monotonic_now() < until) {
    life.turned();
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
}

int run(const Arguments& args) {
  const auto own = engine::load_config(args.config);
  if (!own) {
    for (const auto& fault : own.error()) fmt::print(stderr, "{}\n", fault);
    if (not_set_up(args.config))
      fmt::print(stderr, "this kiosk is not set up yet: run kiosk --setup, or copy the example configuration there and edit it\n");
    return kiosk::exit_usage;
  }
  const std::filesystem::path state = args.state.empty() ? own->kiosk.state_dir : std::filesystem::path{args.state};
  auto window = window_config(args, *own);
  if (!window) return kiosk::exit_usage;

  std::error_code error;
  std::filesystem::create_directories(state, error);
  std::filesystem::permissions(state, std::filesystem::perms::owner_all, error);
  engine::open_log(state / "logs");
  spdlog::info("kiosk {} \"{}\" starts, state in {}", kiosk::program_version(), own->kiosk.id, state.string());

  const kiosk::GettextWords words;
  auto life = kiosk::LifeSign::of_systemd();
  auto history = kiosk::start_history_of_unit();
  if (const auto wait = history.begin(); wait.count() > 0) sit_out(wait, *window, *own, words, life);
  const auto layered = kiosk::begin_layered(*own, args.config, state);
  const auto& config = layered.config;
  auto app_config = window_config(args, config).value_or(*window);
  kiosk::MachineRoom room{config, state, words};

  app_config.picture_file = [&room](const std::string& address) { return room.picture_file(address); };
  app_config.picture_failed = [&room](const std::string& address, const std::string& why, bool of_the_file) {
    room.picture_failed(address, why, of_the_file);
  };

  app_config.turned = [&life] {
    life.ready("runs");
    return life.turned();
  };

  // The machine room starts before the window: the machines wake up while the first frame is drawn, and open sales go on without a display.
  Shown shown;
  room.on_signal([&shown] {
    kiosk::end_in_time();
    shown.stop();
  });
  room.on_picture([&shown] { shown.picture_arrived(); });
  if (life.poll_every().count() > 0) room.on_turn(life.poll_every(), [&life] { life.polled(); });
  std::unique_ptr<kiosk::KioskApp> app;
  std::unique_ptr<kiosk::fleet::Fleet> fleet; // ends after the room: the machines come first
  // The threads that know the window end before it does, however this function ends, also when a screen throws.
  const struct Ending {
    kiosk::MachineRoom& room;
    ~Ending() { room.stop(); }
  } ending{room};
  room.start();
  for (const auto& [action, detail] : layered.start.said) {
    spdlog::info("fleet: {}: {}", action, detail);
    room.note_from_afar(action, detail);
  }
  app = app_on_display(app_config, room.gate(), words, config, life, shown);
  if (!app) {
    layered.ended_in_order();
    history.ended_well();
    return kiosk::exit_ok;
  }
  shown.set(app.get());
  kiosk::on_display_gone(kiosk::exit_fault, [&history, &layered] {
    spdlog::error("the display server is gone: the kiosk starts again");
    layered.ended_in_order();
    history.ended_well();
  });
#if KIOSK_AUTOMATION
  std::unique_ptr<kiosk::Automation> automation;
  if (!args.automation.empty())
    automation = std::make_unique<kiosk::Automation>(args.automation, *app,
                                                     [&room] { return boost::json::serialize(engine::public_state(*room.gate().view())); });
#else
  if (!args.automation.empty()) {
    fmt::print(stderr, "--automation: this program was built without it\n");
    return kiosk::exit_usage;
  }
#endif
  fleet = std::make_unique<kiosk::fleet::Fleet>(
      config, state, std::string{kiosk::program_version()},
      kiosk::fleet::PulseHooks{.view = [&room] { return room.gate().view(); },
                               .post_io = [&room](auto call) { room.post(std::move(call)); },
                               .post_ui = [&app](auto call) { app->post(std::move(call)); },
                               .frames = [&app] { return app->stats().frames_drawn; },
                               .now = kiosk::monotonic_now,
                               .wall = kiosk::wall_now},
      kiosk::fleet::RemoteParts{.store = layered.store.get(),
                                .start = layered.start,
                                .config_file = args.config,
                                .restart_when_quiet = [&room] { room.end_when_quiet(); },
                                .note = [&room](auto action, auto detail) { room.note_from_afar(action, detail); }});
  const int status = app->run();
  fleet->stop_soon();
  spdlog::info("kiosk stops");
  layered.ended_in_order();
  history.ended_well();
  return status;
}

} // namespace

int main(int argc, char** argv) {
  forbid_dumps();
  std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow makes its write fail, and does not end the program
  Arguments args;
  CLI::App cli{"Self-checkout kiosk"};
  cli.add_option("--config", args.config, "configuration file (TOML)");
  cli.add_option("--state", args.state, "state directory; default: kiosk.state_dir");
  cli.add_option("--windowed", args.windowed, "a window of WxH instead of the whole screen");
  cli.add_option("--automation", args.automation, "socket for tests");
  cli.add_option("--notice", args.notice, "show that the kiosk does not run and why: the exit code with which it ended");
  cli.add_flag("--check-config", args.check, "check the configuration and end");
  auto* setup = cli.add_flag("--setup", args.setup, "ask for what the configuration must have, try it, write it");
  cli.add_option("--ports", args.ports, "with --setup: the folder whose links are the serial machines; default /dev/serial/by-id")
      ->needs(setup);
  cli.add_flag("--forget-remote-config", args.forget, "drop the configuration from afar that lies over the machine's own file, and end");
  cli.add_option("--support-bundle", args.bundle, "write into this file what somebody far away needs to see what is wrong, and end");
  cli.add_flag("--version", args.version, "print the version and end");
  cli.add_flag("--hash-pin", args.hash, "read a PIN, print its hash for the staff file");
  cli.add_option("--verify-journal", args.verify, "check the journal in this state directory, print its head");
  auto* archive =
      cli.add_option("--archive-journal", args.archive, "move the oldest finished sales of this state directory into an archive");
  archive->needs(cli.add_option("--before", args.before, "the day (YYYY-MM-DD) before which they were finished"));
  try {
    cli.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return cli.exit(help);
  } catch (const CLI::ParseError& e) {
    cli.exit(e);
    return kiosk::exit_usage;
  }
  if (args.version) {
    fmt::print("kiosk {}\n", kiosk::program_version());
    return kiosk::exit_ok;
  }
  if (args.hash) return kiosk::hash_pin();
  const std::string usual = args.config.empty() ? "/etc/kiosk/kiosk.toml" : args.config;
  if (args.setup) return kiosk::setup(usual, args.ports);
  if (args.forget) return kiosk::forget_remote_config(usual, args.state);
  if (!args.bundle.empty()) return kiosk::support_bundle(usual, args.state, args.bundle);
  if (!args.verify.empty()) return kiosk::verify_journal_command(args.verify);
  if (!args.archive.empty()) return kiosk::archive_journal_command(args.archive, args.before);
  if (args.notice.empty() && args.config.empty()) {
    fmt::print(stderr, "--config: a configuration file is needed\n");
    return kiosk::exit_usage;
  }
  if (args.check) return kiosk::check_config(args.config, args.state);
  kiosk::on_display_gone(kiosk::exit_fault, {});
  try {
    return args.notice.empty() ? run(args) : show_notice(args);
  } catch (const engine::StateBusy& e) {
    fmt::print(stderr, "{}\n", e.what());
    return kiosk::exit_state_busy;
  } catch (const engine::JournalError& e) {
    spdlog::critical("the journal stops the start: {}", e.what());
    fmt::print(
        stderr,
        "{}\nThe kiosk does not start over a journal that it cannot trust. Disk full or read-only: mend that and start again. Otherwise "
        "delete nothing, copy the state directory away whole, and see \"exit code 4\" in OPERATING.md (/usr/share/doc/kiosk).\n",
        e.what());
    return kiosk::exit_journal;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return kiosk::exit_fault;
  }
}
