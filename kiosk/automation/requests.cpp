#include "kiosk/automation/automation.h"
#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>
#include <cmath>
#include <future>
#include <thread>

namespace kiosk {
namespace {

namespace json = boost::json;
using Steady = std::chrono::steady_clock;

struct Refused {
  std::string why;
};

json::object fine() { return {{"ok", true}}; }

/// Runs on the UI thread and waits for it. A kiosk that stops drops its posts, which ends the wait with an error.
template <class Work> auto on_ui(KioskApp& app, Work work) {
  auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
  auto result = task->get_future();
  if (!app.post([task] { (*task)(); })) throw Refused{"the kiosk is stopping"};
  return result.get();
}

std::string text_of(const json::object& request, std::string_view key) {
  const auto* value = request.if_contains(key);
  if (value == nullptr || !value->is_string()) throw Refused{std::string(key) + " (text) is missing"};
  return std::string(value->get_string());
}

/// A place on the screen or a time: nothing sensible is larger than this.
constexpr double largest_number = 10'000'000;

std::int64_t number_of(const json::object& request, std::string_view key) {
  const auto* value = request.if_contains(key);
  if (value == nullptr || !value->is_number()) throw Refused{std::string(key) + " (number) is missing"};
  const auto number = value->to_number<double>();
  if (!(std::abs(number) <= largest_number)) throw Refused{std::string(key) + " is too large"};
  return std::llround(number);
}

json::object node_object(const Node& node, const UiSnapshot& screen) {
  const auto r = screen.transform.to_pixels(node.rect);
  json::object out{{"name", node.name},
                   {"role", boost::describe::enum_to_string(node.role, "")},
                   {"label", node.label},
                   {"value", node.value},
                   {"rect", json::array{std::lround(r.x), std::lround(r.y), std::lround(r.w), std::lround(r.h)}},
                   {"enabled", node.enabled},
                   {"focused", node.id == screen.focus && screen.focus != 0}};
  if (node.length) out["length"] = *node.length;
  return out;
}

json::object tree(KioskApp& app) {
  const auto screen = on_ui(app, [&app] {
    app.settle();
    return app.snapshot();
  });
  json::array nodes;
  for (const auto& node : screen.nodes)
    if (node.role != Role::barrier && node.role != Role::scroll) nodes.push_back(node_object(node, screen));
  auto out = fine();
  out["screen"] = screen.screen;
  out["nodes"] = std::move(nodes);
  return out;
}

json::object tap(KioskApp& app, const std::string& name) {
  on_ui(app, [&] {
    app.settle();
    const auto screen = app.snapshot();
    const Node* found = nullptr;
    for (const auto& node : screen.nodes)
      if (node.name == name && node.role != Role::barrier) found = &node;
    if (found == nullptr) throw Refused{name + " is not on the screen " + screen.screen};
    if (!found->interactive()) throw Refused{name + " cannot be tapped"};
    if (!found->enabled) throw Refused{name + " is disabled"};
    if (found->visible.empty()) throw Refused{name + " is out of sight"};
    const auto center = screen.transform.to_pixels(found->visible.center());
    const auto hit = app.node_name_at(center);
    if (hit != name) throw Refused{name + " is covered" + (hit.empty() ? "" : " by " + hit)};
    app.inject_tap(center);
    app.settle();
  });
  return fine();
}

json::object wait(KioskApp& app, const json::object& request, const std::function<bool()>& stopping) {
  const auto wanted = text_of(request, "screen");
  const auto limit = Steady::now() + std::chrono::milliseconds(request.contains("timeout_ms") ? number_of(request, "timeout_ms") : 5000);
  for (;;) {
    const auto now = on_ui(app, [&app] {
      app.settle();
      return app.snapshot().screen;
    });
    if (now == wanted) return fine();
    if (Steady::now() >= limit) throw Refused{"the screen is " + now + ", not " + wanted};
    if (stopping()) throw Refused{"the kiosk is stopping"};
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

json::object type(KioskApp& app, std::string text) {
  on_ui(app, [&] {
    // In pieces that the typed text of one frame can hold, cut between characters.
    for (std::size_t at = 0; at < text.size();) {
      auto end = std::min(at + 96, text.size());
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
      app.inject_text(std::string_view(text).substr(at, end - at));
      app.settle();
      at = end;
    }
  });
  std::fill(text.begin(), text.end(), '\0');
  return fine();
}

json::object stats(KioskApp& app) {
  const auto r = on_ui(app, [&app] { return app.stats(); });
  return {{"ok", true},
          {"frames_built", r.frames_built},
          {"frames", r.frames_drawn},
          {"pixels", r.pixels_drawn},
          {"frame_ms", {{"p50", r.frame_p50_ms}, {"p95", r.frame_p95_ms}, {"p99", r.frame_p99_ms}, {"max", r.frame_max_ms}}},
          {"build_ms", {{"p50", r.build_p50_ms}}},
          {"first_frame_ms", r.first_frame_ms},
          {"tap_to_frame_ms", r.tap_to_frame_ms},
          {"tap_part", r.tap_part},
          {"tap_ms", {{"p50", r.tap_p50_ms}, {"p99", r.tap_p99_ms}}}};
}

json::object answer(KioskApp& app, const std::function<std::string()>& state, const json::object& request,
                    const std::function<bool()>& stopping) {
  const auto what = text_of(request, "do");
  if (what == "tree") return tree(app);
  if (what == "tap") return tap(app, text_of(request, "name"));
  if (what == "tap_at") {
    const Point at{static_cast<float>(number_of(request, "x")), static_cast<float>(number_of(request, "y"))};
    on_ui(app, [&] {
      app.settle();
      app.inject_tap(at);
      app.settle();
    });
    return fine();
  }
  if (what == "type") return type(app, text_of(request, "text"));
  if (what == "key") {
    const auto key = text_of(request, "key");
    const bool known = on_ui(app, [&] {
      const bool ok = app.inject_key(key);
      app.settle();
      return ok;
    });
    if (!known) throw Refused{"unknown key " + key};
    return fine();
  }
  if (what == "scan") {
    const auto code = text_of(request, "code");
    on_ui(app, [&] {
      app.inject_scan(code);
      app.settle();
    });
    return fine();
  }
  if (what == "wait") return wait(app, request, stopping);
  if (what == "screenshot") {
    const auto path = text_of(request, "path");
    const bool saved = on_ui(app, [&] {
      app.settle();
      return app.screenshot(path);
    });
    if (!saved) throw Refused{"cannot write " + path};
    return fine();
  }
  if (what == "state") {
    auto out = fine();
    if (!state) return out;
    const auto public_state = json::parse(state());
    for (const auto& member : public_state.as_object()) out[member.key()] = member.value();
    return out;
  }
  if (what == "stats") return stats(app);
  throw Refused{"unknown request " + what};
}

} // namespace

std::string answer_request(KioskApp& app, const std::function<std::string()>& state, const std::string& line,
                           const std::function<bool()>& stopping) {
  json::object out;
  try {
    boost::system::error_code error;
    const auto request = json::parse(line, error);
    if (error || !request.is_object()) throw Refused{"not a JSON object"};
    out = answer(app, state, request.get_object(), stopping);
  } catch (const Refused& refused) {
    out = {{"ok", false}, {"error", refused.why}};
  } catch (const std::exception& failure) {
    out = {{"ok", false}, {"error", failure.what()}};
  }
  return json::serialize(out);
}

} // namespace kiosk
