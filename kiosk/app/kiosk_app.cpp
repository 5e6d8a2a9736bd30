#include "kiosk/app/kiosk_app.h"
#include "kiosk/app/input_queue.h"
#include "kiosk/app/listening.h"
#include "kiosk/app/window.h"
#include "kiosk/design/images.h"
#include <SDL.h>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <deque>
#include <mutex>

namespace kiosk {
namespace {

using Clock = std::chrono::steady_clock;
double ms_between(Clock::time_point from, Clock::time_point to) { return std::chrono::duration<double, std::milli>(to - from).count(); }

/// The layout in the middle of the window; in reach mode smaller, on the lower edge, and upright as wide as before.
Transform fit(int width, int height, bool landscape, float reach) {
  const float w = landscape ? 1920 : 1080, h = landscape ? 1080 : 1920;
  const auto real_w = static_cast<float>(width), real_h = static_cast<float>(height);
  const float scale = std::min(real_w / w, real_h / h);
  Point offset{(real_w - w * scale) / 2, (real_h - h * scale) / 2 + h * scale * (1 - reach)};
  if (landscape) offset.x += w * scale * (1 - reach) / 2;
  return {scale * reach, {std::round(offset.x), std::round(offset.y)}};
}

} // namespace

struct KioskApp::Impl {
  AppConfig config;
  engine::Gate& gate;
  const engine::Words& words;
  Window window;
  Glyphs glyphs;
  Canvas canvas;
  Images images;
  Ui ui;
  ScreenHost host;
  Damage damage;
  Stats stats;
  InputQueue input;
  Theme theme;
  Scheme theme_scheme;
  Transform transform;
  std::atomic<bool> stopping{false}, waking{false};
  Uint32 wake_event = 0;
  std::mutex posts_mutex;
  std::deque<std::function<void()>> posts;
  bool closed = false; ///< run() ended: posts are refused
  std::optional<Clock::time_point> touched_at; ///< of the first touch that no frame answered yet
  std::optional<engine::Instant> wedge_at;
  Listening listening;
  engine::CatalogPtr last_catalog;
  std::string last_spoken;

  Impl(AppConfig c, engine::Gate& g, const engine::Words& w, Screens screens)
      : config(std::move(c)), gate(g), words(w), window({config.fullscreen, config.width, config.height, config.title}),
        glyphs(config.fonts), canvas(glyphs),
        images({config.picture_file, [this](const std::uint8_t* p, int pw, int ph) { return window.upload_picture(p, pw, ph); },
                [this](std::uintptr_t id) { window.drop_picture(id); }, [this] { wake(); }, config.picture_failed, {}}),
        ui(canvas, {&gate, &words, &images}), host(std::move(screens), config.host),
        theme(make_theme(config.scheme, config.brand)), theme_scheme(config.scheme), wake_event(SDL_RegisterEvents(1)) {
    window.upload(glyphs);
  }

  void wake() {
    if (waking.exchange(true)) return; // one event in the queue is enough
    SDL_Event event{};
    event.type = wake_event;
    SDL_PushEvent(&event);
  }

  bool landscape() const { return window.width() > window.height(); }

  void run_posts() {
    for (;;) {
      std::function<void()> work;
      {
        const std::lock_guard lock(posts_mutex);
        if (posts.empty()) return;
        work = std::move(posts.front());
        posts.pop_front();
      }
      work();
    }
  }

  void typed(std::string_view text) {
    if (!config.wedge) {
      input.text(text);
      return;
    }
    const auto now = config.now();
    take(config.wedge(text, now, listening.deaf(now)));
  }
  void take(const WedgeVerdict& verdict) {
    if (!verdict.typed.empty()) {
      auto rest = std::string_view(verdict.typed);
      for (auto line = rest.find('\n'); line != std::string_view::npos; line = rest.find('\n')) {
        input.text(rest.substr(0, line));
        input.key(ActionKey::enter);
        rest.remove_prefix(line + 1);
      }
      input.text(rest);
    }
    if (verdict.scan) gate.send(engine::intent::Scan{*verdict.scan});
    wedge_at = verdict.ask_at;
  }

  /// A press begins anew: a release before it that changed nothing must not count as the beginning of its wait.
  void touched(Uint32 sdl_ticks, bool press) {
    const auto at = Clock::now() - std::chrono::milliseconds(SDL_GetTicks() - sdl_ticks);
    if (press || !touched_at || ms_between(*touched_at, at) > Stats::longest_reaction_ms) touched_at = at;
  }

  void handle(const SDL_Event& event) {
    // Before what it stands for is looked at: a wake during that pushes a new one.
    if (event.type == wake_event) waking = false;
    const auto to_layout = [&](float x, float y) { return transform.to_layout({x, y}); };
    switch (event.type) {
      case SDL_QUIT: stopping = true; break;
      case SDL_WINDOWEVENT:
        if (event.window.event == SDL_WINDOWEVENT_EXPOSED || event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED) damage.reset();
        break;
      case SDL_MOUSEBUTTONDOWN: case SDL_MOUSEBUTTONUP:
        if (event.button.button != SDL_BUTTON_LEFT || event.button.which == SDL_TOUCH_MOUSEID) break;
        touched(event.button.timestamp, event.type == SDL_MOUSEBUTTONDOWN);
        input.pointer(to_layout(static_cast<float>(event.button.x), static_cast<float>(event.button.y)),
                      event.type == SDL_MOUSEBUTTONDOWN);
        break;
      case SDL_MOUSEMOTION:
        if (event.motion.which == SDL_TOUCH_MOUSEID || (event.motion.state & SDL_BUTTON_LMASK) == 0) break;
        input.move(to_layout(static_cast<float>(event.motion.x), static_cast<float>(event.motion.y)));
        break;
      case SDL_FINGERDOWN: case SDL_FINGERUP: case SDL_FINGERMOTION: {
        const auto& finger = event.tfinger;
        const bool down = event.type == SDL_FINGERDOWN;
        const auto at = to_layout(finger.x * static_cast<float>(window.width()), finger.y * static_cast<float>(window.height()));
        if (event.type == SDL_FINGERMOTION) input.finger_move(finger.fingerId, at);
        else if (input.finger(finger.fingerId, at, down)) touched(finger.timestamp, down);
        break;
      }
      case SDL_MOUSEWHEEL: {
        int x = 0, y = 0;
        SDL_GetMouseState(&x, &y);
        input.wheel(to_layout(static_cast<float>(x), static_cast<float>(y)), event.wheel.preciseY);
        break;
      }
      case SDL_TEXTINPUT: typed(event.text.text); break;
      case SDL_KEYDOWN: handle_key(event.key.keysym); break;
      default: break;
    }
  }

  void handle_key(const SDL_Keysym& key) {
    const bool shift = (key.mod & KMOD_SHIFT) != 0;
    switch (key.sym) {
      case SDLK_TAB: input.key(shift ? ActionKey::shift_tab : ActionKey::tab); break;
      case SDLK_RETURN: case SDLK_KP_ENTER:
        if (config.wedge) {
          const auto now = config.now();
          take(config.wedge("\n", now, listening.deaf(now)));
        } else {
          input.key(ActionKey::enter);
        }
        break;
      case SDLK_ESCAPE: input.key(ActionKey::escape); break;
      case SDLK_UP: input.key(ActionKey::up); break;
      case SDLK_DOWN: input.key(ActionKey::down); break;
      case SDLK_LEFT: input.key(ActionKey::left); break;
      case SDLK_RIGHT: input.key(ActionKey::right); break;
      case SDLK_BACKSPACE: input.text("\b"); break;
      default: break;
    }
  }

  /// Builds one frame; nothing is drawn yet.
  void build(bool active) {
    const auto start = Clock::now();
    if (window.refresh_size()) damage.reset();
    images.take_ready();
    auto catalog = gate.catalog();
    if (catalog != last_catalog) images.retry_missing(), last_catalog = catalog;
    const auto& access = ui.accessibility();
    const auto scheme = access.high_contrast ? Scheme::high_contrast : config.scheme;
    if (scheme != theme_scheme) theme_scheme = scheme, theme = make_theme(scheme, config.brand);
    auto view = gate.view();
    Input event;
    input.next(event);
    Input still; // for drawing the same frame again
    still.pointer = event.pointer, still.down = event.down;
    bool first = true;
    do {
      const auto& modes = ui.accessibility();
      transform = fit(window.width(), window.height(), landscape(), modes.reach_scale());
      const bool large = modes.large_layout() && !view->staff.logged_in;
      canvas.begin(transform, window.width(), window.height(), large);
      ui.begin({view, catalog, config.now(), config.wall(), make_zones(landscape(), large, 1080 / modes.reach_scale()), theme},
               first ? event : still);
      host.draw(ui, active && first);
      ui.end();
      window.upload(glyphs);
      first = false;
    } while (glyphs.take_reshaped());
    if (ui.accessibility().spoken && config.speak) speak();
    stats.built(ms_between(start, Clock::now()));
  }

  /// Draws and shows what differs between the frame built last and the one that is shown.
  void show(Clock::time_point start) {
    const auto rects = damage.update(canvas.list(), window.width(), window.height());
    if (rects.empty()) return;
    window.draw(canvas.list(), rects);
    std::uint64_t pixels = 0;
    for (const auto& r : rects) pixels += static_cast<std::uint64_t>(r.w) * static_cast<std::uint64_t>(r.h);
    const auto now = Clock::now();
    stats.drawn(ms_between(start, now), pixels);
    if (touched_at) stats.touched(ms_between(*touched_at, now), static_cast<double>(pixels) / window.width() / window.height());
    touched_at.reset();
  }

  void speak() {
    const auto focus = ui.focus_visible() ? ui.focus() : ui.text_focus();
    for (const auto& node : ui.nodes())
      if (node.id == focus && node.label != last_spoken) {
        last_spoken = node.label;
        config.speak(node.label);
      }
  }

  /// All waiting input, one edge a frame, then once more for what the input changed. Only the last is drawn: when press and
  /// release waited together, what they did is seen sooner.
  void frames() {
    const auto start = Clock::now();
    bool again = true;
    for (int i = 0; again && i < 64; ++i) {
      const bool had_input = !input.empty();
      build(had_input);
      again = had_input || !input.empty();
    }
    show(start);
  }

  int wait_ms() const {
    auto next = ui.next_frame();
    if (wedge_at) next = std::min(next, *wedge_at);
    if (next == engine::Instant::max()) return -1;
    const auto left = (next - config.now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
  }

  void drain() {
    waking = false; // the event that it stands for is taken now; a later wake sends its own
    SDL_Event event;
    while (SDL_PollEvent(&event) != 0) handle(event);
    listening.emptied(config.now());
  }
};

KioskApp::KioskApp(AppConfig config, engine::Gate& gate, const engine::Words& words, Screens screens)
    : impl_(std::make_unique<Impl>(std::move(config), gate, words, std::move(screens))) {
  gate.on_change([this] { impl_->wake(); });
}
KioskApp::~KioskApp() = default;

int KioskApp::run() {
  auto& app = *impl_;
  const struct Closing {
    Impl& app;
    ~Closing() { // also when a screen throws: nobody may wait for a loop that is gone
      const std::lock_guard lock(app.posts_mutex);
      app.closed = true;
      app.posts.clear();
    }
  } closing{app};
  app.frames();
  while (!app.stopping) {
    const int wait = app.wait_ms();
    // A moving picture keeps to 60 frames a second; everything else waits for its reason.
    const int least = wait == 0 && app.input.empty() ? 8 : wait;
    SDL_Event event;
    const auto began = app.config.now();
    const bool came = (least < 0 ? SDL_WaitEvent(&event) : SDL_WaitEventTimeout(&event, least)) != 0;
    app.listening.waited(began, app.config.now());
    if (came) app.handle(event);
    app.drain();
    app.run_posts();
    if (app.wedge_at && app.config.now() >= *app.wedge_at) {
      app.wedge_at.reset();
      app.take(app.config.wedge("", app.config.now(), engine::Millis{0}));
    }
    app.frames();
  }
  return 0;
}

void KioskApp::stop() {
  impl_->stopping = true;
  impl_->wake();
}

void KioskApp::wake() { impl_->wake(); }

bool KioskApp::post(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->posts_mutex);
    if (impl_->closed) return false;
    impl_->posts.push_back(std::move(work));
  }
  impl_->wake();
  return true;
}

UiSnapshot KioskApp::snapshot() const {
  const auto& ui = impl_->ui;
  return {impl_->host.screen_name(), ui.nodes(), ui.focus_visible() ? ui.focus() : ui.text_focus(), impl_->transform};
}

void KioskApp::settle() {
  impl_->drain();
  impl_->frames();
}

void KioskApp::inject_tap(Point pixels) {
  SDL_Event event{};
  event.button.button = SDL_BUTTON_LEFT;
  event.button.clicks = 1;
  event.button.x = static_cast<Sint32>(std::lround(pixels.x));
  event.button.y = static_cast<Sint32>(std::lround(pixels.y));
  event.type = SDL_MOUSEBUTTONDOWN;
  event.button.state = SDL_PRESSED;
  SDL_PushEvent(&event);
  event.type = SDL_MOUSEBUTTONUP;
  event.button.state = SDL_RELEASED;
  SDL_PushEvent(&event);
}

void KioskApp::inject_text(std::string_view text) {
  // Straight into the queue that SDL_TEXTINPUT feeds: the wedge detector would take a test's speed for a scanner's.
  impl_->input.text(text);
}

bool KioskApp::inject_key(std::string_view name) {
  struct Named {
    std::string_view name;
    SDL_Keycode key;
    Uint16 mod;
  };
  constexpr std::array keys{Named{"tab", SDLK_TAB, 0}, Named{"shift-tab", SDLK_TAB, KMOD_LSHIFT}, Named{"enter", SDLK_RETURN, 0},
                            Named{"escape", SDLK_ESCAPE, 0}, Named{"up", SDLK_UP, 0}, Named{"down", SDLK_DOWN, 0},
                            Named{"left", SDLK_LEFT, 0}, Named{"right", SDLK_RIGHT, 0}, Named{"backspace", SDLK_BACKSPACE, 0}};
  for (const auto& one : keys) {
    if (one.name != name) continue;
    SDL_Event event{};
    event.type = SDL_KEYDOWN;
    event.key.keysym.sym = one.key;
    event.key.keysym.mod = one.mod;
    SDL_PushEvent(&event);
    return true;
  }
  return false;
}

void KioskApp::inject_scan(std::string code) { impl_->gate.send(engine::intent::Scan{std::move(code)}); }
bool KioskApp::screenshot(const std::string& path) { return impl_->window.save_png(path); }
Stats::Report KioskApp::stats() const { return impl_->stats.report(); }

std::string KioskApp::node_name_at(Point pixels) const {
  const auto* node = node_at(impl_->ui.nodes(), impl_->transform.to_layout(pixels));
  return node == nullptr ? std::string{} : node->name;
}

Ui& KioskApp::ui() { return impl_->ui; }

} // namespace kiosk
