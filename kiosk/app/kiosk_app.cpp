#include "kiosk/app/kiosk_app.h"
#include "kiosk/app/input_queue.h"
#include "kiosk/app/keyboard.h"
#include "kiosk/app/listening.h"
#include "kiosk/app/stroke_time.h"
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

/// Places the layout in the middle of the window. In reach mode it is smaller and stands on the lower edge; a portrait layout keeps its width.
Transform fit(int width, int height, bool landscape, float reach) {
  const float w = landscape ? 1920 : 1080, h = landscape ? 1080 : 1920;
  const auto real_w = static_cast<float>(width), real_h = static_cast<float>(height);
  const float scale = std::min(real_w / w, real_h / h);
  Point offset{(real_w - w * scale) / 2, (real_h - h * scale) / 2 + h * scale * (1 - reach)};
  if (landscape) offset.x += w * scale * (1 - reach) / 2;
  return {scale * reach, {std::round(offset.x), std::round(offset.y)}};
}

/// A digit of the upper row or of the keypad, with Num Lock on or off.
std::optional<int> digit_of(SDL_Scancode code) {
  if (code == SDL_SCANCODE_0 || code == SDL_SCANCODE_KP_0) return 0;
  if (code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_9) return code - SDL_SCANCODE_1 + 1;
  if (code >= SDL_SCANCODE_KP_1 && code <= SDL_SCANCODE_KP_9) return code - SDL_SCANCODE_KP_1 + 1;
  return std::nullopt;
}

/// The keys by which scanners type 0x1D, which has no key of its own: Ctrl+] or F8.
bool is_separator(const SDL_Keysym& key) {
  return key.sym == SDLK_F8 || ((key.mod & KMOD_CTRL) != 0 && (key.sym == SDLK_RIGHTBRACKET || key.scancode == SDL_SCANCODE_RIGHTBRACKET));
}

/// Keys that type no character; nullopt: it types one, or is a modifier.
std::optional<devices::WedgeKey> wedge_key(const SDL_Keysym& key) {
  using devices::WedgeKey;
  switch (key.sym) {
  case SDLK_TAB: return (key.mod & KMOD_SHIFT) != 0 ? WedgeKey::shift_tab : WedgeKey::tab;
  case SDLK_RETURN:
  case SDLK_RETURN2:
  case SDLK_KP_ENTER: return WedgeKey::enter;
  case SDLK_ESCAPE: return WedgeKey::escape;
  case SDLK_UP: return WedgeKey::up;
  case SDLK_DOWN: return WedgeKey::down;
  case SDLK_LEFT: return WedgeKey::left;
  case SDLK_RIGHT: return WedgeKey::right;
  case SDLK_BACKSPACE: return WedgeKey::backspace;
  case SDLK_DELETE:
  case SDLK_INSERT:
  case SDLK_HOME:
  case SDLK_END:
  case SDLK_PAGEUP:
  case SDLK_PAGEDOWN: return WedgeKey::other;
  default: break;
  }
  const bool function_key = (key.sym >= SDLK_F1 && key.sym <= SDLK_F12) || (key.sym >= SDLK_F13 && key.sym <= SDLK_F24);
  const bool letter = key.sym >= SDLK_a && key.sym <= SDLK_z;
  if (function_key || (letter && (key.mod & KMOD_CTRL) != 0)) return WedgeKey::other; // Ctrl+J is a line feed, Ctrl+M a return
  return std::nullopt;
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
  bool closed = false;                         ///< run() ended: posts are refused
  std::optional<Clock::time_point> touched_at; ///< time of the first touch that no frame answered yet
  Keyboard keyboard{input, [this](std::string code) { gate.send(engine::intent::Scan{std::move(code)}); }};
  Listening listening;
  std::optional<std::uint32_t> x_stamp; ///< time of the key press that is being handled
  bool repeated = false;                ///< this key press is a repetition
  Uint16 modifiers = 0;                 ///< keys like Shift that were held at that press
  engine::CatalogPtr last_catalog;
  std::string last_spoken;

  Impl(AppConfig c, engine::Gate& g, const engine::Words& w, Screens screens)
      : config(std::move(c)),
        gate(g),
        words(w),
        window({config.fullscreen, config.width, config.height, config.title, config.turn}),
        glyphs(config.fonts),
        canvas(glyphs),
        images({config.picture_file,
                [this](const std::uint8_t* p, int pw, int ph) { return window.upload_picture(p, pw, ph); },
                [this](std::uintptr_t id) { window.drop_picture(id); },
                [this] { wake(); },
                config.picture_failed,
                {}}),
        ui(canvas, {&gate, &words, &images}),
        host(std::move(screens), config.host),
        theme(make_theme(config.scheme, config.brand)),
        theme_scheme(config.scheme),
        wake_event(SDL_RegisterEvents(1)) {
    window.upload(glyphs);
    ask_for_key_times();
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

  /// Keys now go into a secret field: it has the caret, or no other field has it.
  bool types_secret() const {
    const auto& nodes = ui.nodes();
    for (auto node = nodes.rbegin(); node != nodes.rend() && node->role != Role::barrier; ++node)
      if (node->role == Role::secret && (ui.text_focus() == node->id || ui.text_focus() == 0)) return true;
    return false;
  }

  devices::Stroke stroke() const {
    const auto now = config.now();
    if (x_stamp)
      if (const auto at = stroke_time(*x_stamp, now)) return {.at = *at, .deaf = listening.deaf(now), .repeat = repeated};
    return {.at = now, .deaf = listening.deaf(now), .repeat = repeated};
  }

  /// A press starts the measurement anew. A release before it may have changed nothing; it must not count as the start.
  void touched(Uint32 sdl_ticks, bool press) {
    const auto at = Clock::now() - std::chrono::milliseconds(SDL_GetTicks() - sdl_ticks);
    if (press || !touched_at || ms_between(*touched_at, at) > Stats::longest_reaction_ms) touched_at = at;
  }

  void handle(const SDL_Event& event) {
    // Cleared before the posts are run, so that a wake during that pushes a new event.
    if (event.type == wake_event) waking = false;
    const auto to_layout = [&](float x, float y) { return transform.to_layout({x, y}); };
    switch (event.type) {
    case SDL_QUIT: stopping = true; break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_EXPOSED || event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED) damage.reset();
      break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      if (event.button.button != SDL_BUTTON_LEFT || event.button.which == SDL_TOUCH_MOUSEID) break;
      touched(event.button.timestamp, event.type == SDL_MOUSEBUTTONDOWN);
      input.pointer(to_layout(static_cast<float>(event.button.x), static_cast<float>(event.button.y)), event.type == SDL_MOUSEBUTTONDOWN);
      break;
    case SDL_MOUSEMOTION:
      if (event.motion.which == SDL_TOUCH_MOUSEID || (event.motion.state & SDL_BUTTON_LMASK) == 0) break;
      input.move(to_layout(static_cast<float>(event.motion.x), static_cast<float>(event.motion.y)));
      break;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION: {
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
    case SDL_SYSWMEVENT:
      window.follow_display(event);
      if (const auto time = x_time(*event.syswm.msg)) x_stamp = time;
      break;
    case SDL_TEXTINPUT:
      // Text with Alt is a digit of alt_digit(), or a shortcut. The right Alt may be AltGr, which types signs.
      if ((modifiers & KMOD_LALT) != 0 || ((modifiers & KMOD_RALT) != 0 && SDL_isdigit(event.text.text[0]) != 0)) break;
      keyboard.text(stroke(), event.text.text, types_secret());
      break;
    case SDL_KEYDOWN:
      repeated = event.key.repeat != 0, modifiers = event.key.keysym.mod;
      handle_key(event.key.keysym);
      break;
    case SDL_KEYUP:
      if (event.key.keysym.sym == SDLK_LALT || event.key.keysym.sym == SDLK_RALT)
        modifiers = 0, keyboard.alt_released(stroke(), types_secret());
      break;
    default: break;
    }
  }

  void handle_key(const SDL_Keysym& key) {
    if (key.sym == SDLK_LALT || key.sym == SDLK_RALT) return keyboard.alt_pressed(stroke(), types_secret());
    if ((key.mod & KMOD_ALT) != 0) {
      if (const auto digit = digit_of(key.scancode)) return keyboard.alt_digit(stroke(), *digit);
    }
    if (is_separator(key)) return keyboard.text(stroke(), "\x1d", types_secret());
    if (const auto action = wedge_key(key)) keyboard.key(stroke(), *action, types_secret());
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

  /// Builds a frame for each edge of the waiting input, and one more for the changes that it made. Only the last frame is drawn. So the
  /// effect of a press and a release that waited together is seen sooner.
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
    if (const auto at = keyboard.deadline()) next = std::min(next, *at);
    if (next == engine::Instant::max()) return -1;
    const auto left = (next - config.now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
  }

  void keyboard_time() {
    if (const auto at = keyboard.deadline(); at && config.now() >= *at) keyboard.time(config.now(), types_secret());
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
KioskApp::~KioskApp() { impl_->gate.on_change({}); }

int KioskApp::run() {
  auto& app = *impl_;
  const struct Closing {
    Impl& app;
    ~Closing() { // also when a screen throws: no thread may wait for a loop that is gone
      const std::lock_guard lock(app.posts_mutex);
      app.closed = true;
      app.posts.clear();
    }
  } closing{app};
  app.frames();
  while (!app.stopping) {
    int wait = app.wait_ms();
    if (app.config.turned) {
      const auto at_most = static_cast<int>(app.config.turned().count());
      if (at_most > 0 && (wait < 0 || wait > at_most)) wait = at_most;
    }
    // A moving picture keeps to 60 frames a second; everything else waits for its reason.
    const int least = wait == 0 && app.input.empty() ? 8 : wait;
    SDL_Event event;
    const auto began = app.config.now();
    const bool came = (least < 0 ? SDL_WaitEvent(&event) : SDL_WaitEventTimeout(&event, least)) != 0;
    app.listening.waited(began, app.config.now());
    if (came) app.handle(event);
    app.drain();
    app.run_posts();
    app.keyboard_time();
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
  return {std::string(impl_->host.screen_name()), ui.nodes(), ui.focus_visible() ? ui.focus() : ui.text_focus(), impl_->transform};
}

void KioskApp::settle() {
  impl_->drain();
  // Waits for a stroke that is not decided yet. The wait is bounded, because a test's clock may stand.
  for (int i = 0; i < 20 && impl_->keyboard.deadline(); ++i) {
    const auto left = (*impl_->keyboard.deadline() - impl_->config.now()).count();
    if (left > 0) SDL_Delay(static_cast<Uint32>(std::min<std::int64_t>(left, 200)));
    impl_->drain();
    impl_->keyboard_time();
  }
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
  // Goes straight into the queue that SDL_TEXTINPUT feeds, because the wedge detector would take a test's speed for a scanner's.
  impl_->input.text(text);
}

bool KioskApp::inject_key(std::string_view name) {
  // Given as text, so that it counts as a person's key at any speed of the test.
  auto& input = impl_->input;
  if (name == "backspace") return input.text("\b"), true;
  struct Named {
    std::string_view name;
    ActionKey key;
  };
  constexpr std::array keys{Named{"tab", ActionKey::tab},     Named{"shift-tab", ActionKey::shift_tab},
                            Named{"enter", ActionKey::enter}, Named{"escape", ActionKey::escape},
                            Named{"up", ActionKey::up},       Named{"down", ActionKey::down},
                            Named{"left", ActionKey::left},   Named{"right", ActionKey::right}};
  for (const auto& one : keys) {
    if (one.name != name) continue;
    input.key(one.key);
    if (one.key == ActionKey::enter || one.key == ActionKey::escape) input.key(ActionKey::alone);
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
