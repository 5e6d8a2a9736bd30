// screens-gallery --out DIR [--windowed WxH] [--languages kaa,uz,ru,en] [--only PREFIX] [--large]
// [--contrast] [--dark]
//                 [--pictures DIR]
// Draws every scene of the shopping screens into DIR/<scene>-<language>.png: to be looked at beside the
// drafts.
#include "kiosk/app/kiosk_app.h"
#include "kiosk/screens/shopping/shopping_screens.h"
#include "kiosk/words/gettext_words.h"
#include "made_up.h"
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace {

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
  std::string out = ".", only, pictures, languages = "kaa,uz,ru,en";
  bool large = false, contrast = false;
};

void draw_all(kiosk::KioskApp& app, kiosk::made_up::Gate& gate, const Options& options, const std::function<engine::Instant()>& now) {
  const auto scenes = kiosk::made_up::scenes(gate.catalog(), now());
  for (const auto& scene : scenes) {
    if (!scene.name.starts_with(options.only)) continue;
    for (const auto language : engine::all_languages) {
      const std::string code{engine::language_code(language)};
      if (options.languages.find(code) == std::string::npos) continue;
      on_ui(app, [&] {
        gate.show({}); // attract: each scene begins anew
        app.settle();
        auto view = scene.view;
        view.language = language;
        gate.show(std::move(view));
        app.settle();
        app.ui().nav() = scene.nav;
        if (scene.nav.idle_until) app.ui().nav().idle_until = now() + engine::Millis{24000};
        app.ui().accessibility() = {.large_text = options.large, .high_contrast = options.contrast};
        app.wake();
        app.settle();
        const auto press = [&](const std::string& name) {
          const auto snapshot = app.snapshot();
          for (const auto& node : snapshot.nodes)
            if (node.name == name) return app.inject_tap(snapshot.transform.to_pixels(node.visible.center())), app.settle();
        };
        if (!scene.tap.empty()) press(scene.tap);
        if (!scene.type.empty()) app.inject_text(scene.type), app.settle();
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(320)); // pictures are decoded, movements end
      on_ui(app, [&] {
        app.settle();
        const auto path = std::filesystem::path(options.out) / (scene.name + "-" + code + ".png");
        if (!app.screenshot(path.string())) std::fprintf(stderr, "cannot write %s\n", path.c_str());
      });
    }
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
    else if (arg == "--languages") options.languages = value, ++i;
    else if (arg == "--pictures") options.pictures = value, ++i;
    else if (arg == "--dark") config.scheme = kiosk::Scheme::dark;
    else if (arg == "--contrast") options.contrast = true;
    else if (arg == "--large") options.large = true;
    else return std::fprintf(stderr, "unknown argument %s\n", argv[i]), 2;
  }
  std::filesystem::create_directories(options.out);
  config.now = [] {
    return engine::Instant(std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch()));
  };
  config.wall = [] { return engine::WallTime{1'790'000'000'000}; };
  config.host.idle = engine::Millis{3'600'000};
  kiosk::made_up::Gate gate(kiosk::made_up::shop(options.pictures));
  const kiosk::GettextWords words;
  kiosk::KioskApp app(config, gate, words, kiosk::make_shopping_screens({.support_phone = "998612220000"}));
  std::thread driver([&] { draw_all(app, gate, options, config.now); });
  const int result = app.run();
  driver.join();
  return result;
}
