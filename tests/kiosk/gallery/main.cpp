// kiosk-gallery [--windowed WxH] [--automation SOCKET] [--screen attract|gallery|keyboard|pad] [--dark|--contrast] [--large]
#include "kiosk/screens/sheets/sheets.h"
#include "tests/kiosk/gallery/demo.h"
#ifdef KIOSK_AUTOMATION
#include "kiosk/automation/automation.h"
#endif
#include <cstdio>

int main(int argc, char** argv) {
  kiosk::AppConfig config;
  config.fullscreen = false;
  std::string automation;
  std::string screen = "attract";
  bool large = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (arg == "--windowed" && std::sscanf(value, "%dx%d", &config.width, &config.height) == 2) ++i;
    else if (arg == "--automation") automation = value, ++i;
    else if (arg == "--screen") screen = value, ++i;
    else if (arg == "--dark") config.scheme = kiosk::Scheme::dark;
    else if (arg == "--contrast") config.scheme = kiosk::Scheme::high_contrast;
    else if (arg == "--large") large = true;
    else return std::fprintf(stderr, "unknown argument %s\n", argv[i]), 2;
  }
  const auto monotonic = [] {
    return engine::Instant(std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch()));
  };
  config.now = monotonic;
  config.wall = [] {
    return engine::WallTime{std::chrono::duration_cast<engine::Millis>(std::chrono::system_clock::now().time_since_epoch()).count()};
  };
  kiosk::demo::DemoGate gate;
  kiosk::demo::PlainWords words;
  kiosk::Screens screens;
  screens.push_back(kiosk::demo::make_example_screen());
  screens.push_back(kiosk::demo::make_gallery_screen());
  screens.push_back(kiosk::demo::make_keyboard_screen());
  screens.push_back(kiosk::demo::make_pad_screen());
  screens.push_back(std::make_unique<kiosk::AccessibilitySheet>());
  if (screen == "gallery") gate.send(engine::intent::Start{});
  if (screen == "keyboard")
    gate.change([](engine::View& view) { view.stage = engine::StageKind::delivery, view.language = engine::Language::kaa; });
  if (screen == "pad") gate.change([](engine::View& view) { view.stage = engine::StageKind::card; });
  kiosk::KioskApp app(config, gate, words, std::move(screens));
  app.ui().accessibility().large_text = large;
#ifdef KIOSK_AUTOMATION
  std::unique_ptr<kiosk::Automation> socket;
  if (!automation.empty())
    socket = std::make_unique<kiosk::Automation>(automation, app, [] { return std::string(R"({"session":{},"devices":{}})"); });
#endif
  return app.run();
}
