// pay-gallery --out DIR [--windowed WxH] [--language kaa|uz|ru|en] [--only PREFIX] [--large] [--contrast] [--dark]
// Draws every scene of the screens from the card to the end, and of staff mode, into DIR/<scene>.png: to be looked at beside the drafts.
#include "../shopping/made_up.h"
#include "kiosk/app/kiosk_app.h"
#include "kiosk/screens/paying/payment_screens.h"
#include "kiosk/screens/shopping/shopping_screens.h"
#include "kiosk/staff/staff_screens.h"
#include "kiosk/words/gettext_words.h"
#include "pay_scenes.h"
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace {

constexpr std::int64_t wall_ms = 1'790'000'000'000; // an afternoon of September 2026

/// Runs on the UI thread and waits for it.
void on_ui(kiosk::KioskApp& app, const std::function<void()>& work) {
  std::mutex mutex;
  std::condition_variable ready;
  bool done = false;
  while (!app.post([&] {
    work();
    const std::lock_guard lock(mutex);
    done = true;
    ready.notify_one();
  }))
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::unique_lock lock(mutex);
  ready.wait(lock, [&] { return done; });
}

struct Options {
  std::string out = ".", only;
  engine::Language language = engine::Language::en;
  bool large = false, contrast = false;
};

void press(kiosk::KioskApp& app, const std::string& name) {
  const auto snapshot = app.snapshot();
  for (const auto& node : snapshot.nodes)
    if (node.name == name) {
      app.inject_tap(snapshot.transform.to_pixels(node.visible.center()));
      app.settle();
      return;
    }
  std::fprintf(stderr, "nothing is called %s\n", name.c_str());
}

void draw_all(kiosk::KioskApp& app, kiosk::made_up::Gate& gate, const Options& options, const std::function<engine::Instant()>& now) {
  const auto names = kiosk::made_up::pay_scenes(now(), wall_ms);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].name.starts_with(options.only)) continue;
    auto scene = kiosk::made_up::pay_scenes(now(), wall_ms)[i]; // countdowns begin when it is drawn
    on_ui(app, [&] {
      gate.show({}); // attract: each scene begins anew
      app.settle();
      scene.view.language = options.language;
      if (!scene.view.staff.logged_in) app.ui().nav() = scene.nav;
      gate.show(std::move(scene.view));
      app.ui().accessibility() = {.large_text = options.large, .high_contrast = options.contrast};
      app.wake();
      app.settle();
      app.ui().nav() = scene.nav;
      app.ui().accessibility() = {.large_text = options.large, .high_contrast = options.contrast};
      app.settle();
      if (!scene.type.empty()) app.inject_text(scene.type), app.settle();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(240));
    for (const auto& tap : scene.taps) on_ui(app, [&] { press(app, tap); });
    std::this_thread::sleep_for(std::chrono::milliseconds(240)); // movements end
    on_ui(app, [&] {
      app.settle();
      const auto path = std::filesystem::path(options.out) / (scene.name + ".png");
      if (!app.screenshot(path.string())) std::fprintf(stderr, "cannot write %s\n", path.c_str());
    });
  }
  app.stop();
}

} // namespace

int main(int argc, char** argv) {
  kiosk::AppConfig config;
  config.fullscreen = false;
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (arg == "--windowed" && std::sscanf(value, "%dx%d", &config.width, &config.height) == 2) ++i;
    else if (arg == "--out") options.out = value, ++i;
    else if (arg == "--only") options.only = value, ++i;
    else if (arg == "--language") options.language = engine::language_from_code(value).value_or(engine::Language::en), ++i;
    else if (arg == "--dark") config.scheme = kiosk::Scheme::dark;
    else if (arg == "--contrast") options.contrast = true;
    else if (arg == "--large") options.large = true;
    else return std::fprintf(stderr, "unknown argument %s\n", argv[i]), 2;
  }
  std::filesystem::create_directories(options.out);
  config.now = [] {
    return engine::Instant(std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch()));
  };
  config.wall = [] { return engine::WallTime{wall_ms}; };
  config.host.idle = engine::Millis{3'600'000};
  kiosk::made_up::Gate gate(kiosk::made_up::shop({}));
  const kiosk::GettextWords words;
  auto screens = kiosk::make_shopping_screens({.support_phone = "998612220000"});
  for (auto& screen : kiosk::make_payment_screens("998612220000")) screens.push_back(std::move(screen));
  for (auto& screen : kiosk::make_staff_screens("nukus-01", "Globus Nukus")) screens.push_back(std::move(screen));
  kiosk::KioskApp app(config, gate, words, std::move(screens));
  std::thread driver([&] { draw_all(app, gate, options, config.now); });
  const int result = app.run();
  driver.join();
  return result;
}
