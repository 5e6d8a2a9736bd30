// The kiosk program: reads arguments and configuration, opens the machine room (engine, devices, store) and the window, and waits.
#include "engine/base/log.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/app/kiosk_app.h"
#include "kiosk/design/images.h"
#include "kiosk/fleet/fleet.h"
#include "kiosk/program/asio_time.h"
#include "kiosk/program/assets.h"
#include "kiosk/program/commands.h"
#include "kiosk/program/end_in_time.h"
#include "kiosk/program/machine_room.h"
#include "kiosk/program/notice_gate.h"
#include "kiosk/screens/payment_screens.h"
#include "kiosk/screens/shopping_screens.h"
#include "kiosk/staff/staff_screens.h"
#include "kiosk/words/gettext_words.h"
#if KIOSK_AUTOMATION
#include "engine/checkout/public_state.h"
#include "kiosk/automation/automation.h"
#endif

#include <CLI/CLI.hpp>
#include <csignal>
#include <boost/json/serialize.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace {

struct Arguments {
  std::string config, state, windowed, automation, verify, archive, before, notice;
  bool check = false, version = false, hash = false;
};

/// Card numbers pass through this process: it leaves no core dump and cannot be traced by other users (design invariant 8).
void forbid_dumps() {
#ifndef __SANITIZE_ADDRESS__ // which looks for leaks at the end by tracing the process
  prctl(PR_SET_DUMPABLE, 0);
#endif
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

bool parse_size(const std::string& text, int& width, int& height) {
  char end = 0;
  return std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &end) == 2 && width >= 200 && height >= 200 && width <= 8192 && height <= 8192;
}

kiosk::Screens all_screens(const engine::Config& config) {
  kiosk::ShoppingOptions shopping;
  shopping.support_phone = config.shop.support_phone;
  shopping.languages.clear();
  for (const auto& code : config.kiosk.languages)
    if (const auto language = engine::language_from_code(code)) shopping.languages.push_back(*language);
  auto screens = kiosk::make_shopping_screens(shopping);
  for (auto& s : kiosk::make_payment_screens(config.shop.support_phone)) screens.push_back(std::move(s));
  for (auto& s : kiosk::make_staff_screens(config.kiosk.id, config.kiosk.name)) screens.push_back(std::move(s));
  return screens;
}

/// Nothing, and said on stderr, when the size means nothing.
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
  app.host.idle = std::chrono::duration_cast<engine::Millis>(config.kiosk.idle);
  app.host.languages.clear();
  for (const auto& code : config.kiosk.languages)
    if (const auto language = engine::language_from_code(code)) app.host.languages.push_back(*language);
  app.now = kiosk::monotonic_now;
  app.wall = kiosk::wall_now;
  return app;
}

/// The kiosk does not run; why, in words, is better than a dark screen. Until it is told to stop.
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
  kiosk::KioskApp app{*app_config, gate, words, all_screens(config)};
  gate.on_change([&app] { app.wake(); });
#if KIOSK_AUTOMATION
  std::unique_ptr<kiosk::Automation> automation;
  if (!args.automation.empty())
    automation = std::make_unique<kiosk::Automation>(args.automation, app, [&gate] { return boost::json::serialize(engine::public_state(*gate.view())); });
#endif
  return app.run();
}

int run(const Arguments& args) {
  const auto config = engine::load_config(args.config);
  if (!config) {
    for (const auto& fault : config.error()) fmt::print(stderr, "{}\n", fault);
    return kiosk::exit_usage;
  }
  const std::filesystem::path state = args.state.empty() ? config->kiosk.state_dir : std::filesystem::path{args.state};
  auto window = window_config(args, *config);
  if (!window) return kiosk::exit_usage;
  auto& app_config = *window;

  std::error_code error;
  std::filesystem::create_directories(state, error);
  std::filesystem::permissions(state, std::filesystem::perms::owner_all, error);
  engine::open_log(state / "logs");
  spdlog::info("kiosk {} \"{}\" starts, state in {}", KIOSK_VERSION, config->kiosk.id, state.string());

  const kiosk::GettextWords words;
  kiosk::MachineRoom room{*config, state, words};

  app_config.picture_file = [&room](const std::string& address) { return room.picture_file(address); };
  app_config.picture_failed = [&room](const std::string& address, const std::string& why, bool of_the_file) { room.picture_failed(address, why, of_the_file); };

  // Starting before the window: the machines wake up while the first frame is drawn.
  kiosk::KioskApp* shown = nullptr;
  room.on_signal([&shown] {
    kiosk::end_in_time();
    if (shown) shown->stop();
  });
  kiosk::KioskApp app{app_config, room.gate(), words, all_screens(*config)};
  shown = &app;
  std::unique_ptr<kiosk::fleet::Fleet> fleet; // ends after the room has: the machines come first
  // However this function ends, also when a screen throws: the threads that know the window end before it does.
  const struct Ending {
    kiosk::MachineRoom& room;
    ~Ending() { room.stop(); }
  } ending{room};
  room.gate().on_change([&app] { app.wake(); });
  room.on_picture([&app] {
    app.post([&app] { app.ui().images().retry_missing(); });
    app.wake();
  });
  room.start();
#if KIOSK_AUTOMATION
  std::unique_ptr<kiosk::Automation> automation;
  if (!args.automation.empty())
    automation = std::make_unique<kiosk::Automation>(
        args.automation, app, [&room] { return boost::json::serialize(engine::public_state(*room.gate().view())); });
#else
  if (!args.automation.empty()) {
    fmt::print(stderr, "--automation: this program was built without it\n");
    return kiosk::exit_usage;
  }
#endif
  fleet = std::make_unique<kiosk::fleet::Fleet>(*config, state,
                                                kiosk::fleet::PulseHooks{.view = [&room] { return room.gate().view(); },
                                                                         .post_io = [&room](auto call) { room.post(std::move(call)); },
                                                                         .post_ui = [&app](auto call) { app.post(std::move(call)); },
                                                                         .frames = [&app] { return app.stats().frames_drawn; },
                                                                         .now = kiosk::monotonic_now,
                                                                         .wall = kiosk::wall_now});
  const int status = app.run();
  fleet->stop_soon();
  spdlog::info("kiosk stops");
  return status;
}

} // namespace

int main(int argc, char** argv) {
  forbid_dumps();
  std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of its write, not the end of the program
  Arguments args;
  CLI::App cli{"Self-checkout kiosk"};
  cli.add_option("--config", args.config, "configuration file (TOML)");
  cli.add_option("--state", args.state, "state directory; default: kiosk.state_dir");
  cli.add_option("--windowed", args.windowed, "a window of WxH instead of the whole screen");
  cli.add_option("--automation", args.automation, "socket for tests");
  cli.add_option("--notice", args.notice, "show that the kiosk does not run and why: the exit code with which it ended");
  cli.add_flag("--check-config", args.check, "check the configuration and end");
  cli.add_flag("--version", args.version, "print the version and end");
  cli.add_flag("--hash-pin", args.hash, "read a PIN, print its hash for the staff file");
  cli.add_option("--verify-journal", args.verify, "check the journal in this state directory, print its head");
  auto* archive = cli.add_option("--archive-journal", args.archive, "move the oldest finished sales of this state directory into an archive");
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
    fmt::print("kiosk {}\n", KIOSK_VERSION);
    return kiosk::exit_ok;
  }
  if (args.hash) return kiosk::hash_pin();
  if (!args.verify.empty()) return kiosk::verify_journal_command(args.verify);
  if (!args.archive.empty()) return kiosk::archive_journal_command(args.archive, args.before);
  if (!args.notice.empty()) return show_notice(args);
  if (args.config.empty()) {
    fmt::print(stderr, "--config: a configuration file is needed\n");
    return kiosk::exit_usage;
  }
  if (args.check) return kiosk::check_config(args.config);
  try {
    return run(args);
  } catch (const engine::StateBusy& e) {
    fmt::print(stderr, "{}\n", e.what());
    return kiosk::exit_state_busy;
  } catch (const engine::JournalError& e) {
    spdlog::critical("the journal stops the start: {}", e.what());
    fmt::print(stderr,
               "{}\nThe kiosk does not start over a journal that it cannot trust. Disk full or read-only: mend that and start again. Otherwise "
               "delete nothing, copy the state directory away whole, and see \"exit code 4\" in the README.\n",
               e.what());
    return kiosk::exit_journal;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return kiosk::exit_usage;
  }
}
