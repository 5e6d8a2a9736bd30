#include "kiosk/fleet/pulse.h"

#include <atomic>
#include <mutex>

namespace kiosk::fleet {
namespace {

using namespace engine;

/// One question to a thread. The answer may come after everything here is gone.
struct Question {
  std::atomic<bool> open{false};
  Instant asked{};
};

} // namespace

struct Pulse::Impl {
  PulseHooks hooks;
  std::mutex mutex;
  std::optional<std::pair<StageKind, bool>> state;
  Instant since{};
  std::shared_ptr<Question> io = std::make_shared<Question>(), ui = std::make_shared<Question>();
  std::shared_ptr<std::atomic<std::uint64_t>> frames = std::make_shared<std::atomic<std::uint64_t>>(0);

  /// How long it has been open.
  static Millis look(const std::shared_ptr<Question>& question, Instant now, Millis pause, bool first, const auto& ask) {
    if (question->open.load(std::memory_order_acquire)) return now - question->asked;
    if (!first && now - question->asked < pause) return Millis{0};
    question->asked = now;
    question->open.store(true, std::memory_order_release);
    ask();
    return Millis{0};
  }
};

Pulse::Pulse(PulseHooks hooks) : impl_(std::make_unique<Impl>()) { impl_->hooks = std::move(hooks); }
Pulse::~Pulse() = default;

Beat Pulse::beat() {
  auto& p = *impl_;
  const std::lock_guard lock{p.mutex};
  Beat beat{.view = p.hooks.view(), .now = p.hooks.now(), .wall = p.hooks.wall(), .ui_silent = {}};
  const bool first = !p.state;
  if (const std::pair now_in{beat.view->stage, beat.view->out_of_service}; p.state != now_in) {
    p.state = now_in;
    p.since = beat.now;
  }
  beat.in_state = beat.now - p.since;
  beat.io_silent = Impl::look(p.io, beat.now, ask_io, first,
                              [&] { p.hooks.post_io([question = p.io] { question->open.store(false, std::memory_order_release); }); });
  if (p.hooks.post_ui)
    beat.ui_silent = Impl::look(p.ui, beat.now, ask_ui, first, [&] {
      p.hooks.post_ui([question = p.ui, frames = p.frames, drawn = p.hooks.frames] {
        if (drawn) frames->store(drawn(), std::memory_order_relaxed);
        question->open.store(false, std::memory_order_release);
      });
    });
  beat.frames = p.frames->load(std::memory_order_relaxed);
  return beat;
}

} // namespace kiosk::fleet
