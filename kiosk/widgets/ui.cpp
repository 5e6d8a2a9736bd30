#include "kiosk/widgets/ui.h"
#include <cmath>
#include <fmt/format.h>

namespace kiosk {
namespace {
constexpr float slop = 14;       ///< a finger trembles less than this
constexpr float friction = 4.2F; ///< of a flung list, per second
float along(Point p, bool sideways) { return sideways ? p.x : p.y; }
float ease_out(float t) { return 1 - (1 - t) * (1 - t) * (1 - t); }
} // namespace

Ui::Ui(Canvas& canvas, Sources sources) : canvas_(canvas), sources_(sources) {}

void Ui::begin(const Frame& frame, const Input& input) {
  view_ = frame.view, catalog_ = frame.catalog, wall_ = frame.wall, zones_ = frame.zones, theme_ = frame.theme;
  last_now_ = now_, now_ = frame.now;
  next_frame_ = engine::Instant::max();
  clicked_ = 0;
  // Given back and not only emptied, so that what a field held is wiped with it (kiosk/wiping_free.cpp).
  std::vector<Node>{}.swap(nodes_);
  nodes_.reserve(last_nodes_.size());
  typed_.append(input.typed.text());
  handle_pointer(input);
  handle_keys(input);
  run_scrolls();
}

void Ui::click(const Node& node) {
  clicked_ = node.id;
  if (!node.types.empty()) typed_.append(node.types);
}

void Ui::handle_pointer(const Input& input) {
  const auto p = input.pointer;
  if (input.pressed) {
    focus_visible_ = false;
    pressed_by_key_ = 0;
    press_at_ = last_pointer_ = p;
    scrolling_ = false;
    const auto* area = scroll_at(last_nodes_, p);
    scroll_grab_ = area != nullptr ? area->id : 0;
    if (area != nullptr) {
      auto& scroll = scrolls_[area->id];
      scrolling_ = std::abs(scroll.velocity) > 60; // a touch stops a flung list and presses nothing
      scroll.velocity = 0, scroll.touched = true, scroll.grabbed_at = scroll.offset;
    }
    const auto* node = scrolling_ ? nullptr : node_at(last_nodes_, p);
    active_ = node != nullptr && node->enabled ? node->id : 0;
    if (node == nullptr || node->role != Role::key) focus_ = active_;
  }
  if (input.down && scroll_grab_ != 0) {
    auto& scroll = scrolls_[scroll_grab_];
    const float moved = along(p, scroll.sideways) - along(press_at_, scroll.sideways);
    if (!scrolling_ && std::abs(moved) > slop && scroll.limit > 0) scrolling_ = true, active_ = 0;
    if (scrolling_) {
      scroll.offset = scroll.grabbed_at - moved;
      const float dt = std::chrono::duration<float>(now_ - last_now_).count();
      if (dt > 0)
        scroll.velocity = scroll.velocity * 0.4F + (along(last_pointer_, scroll.sideways) - along(p, scroll.sideways)) / dt * 0.6F;
    }
    last_pointer_ = p;
  }
  if (input.released) {
    const auto* node = node_at(last_nodes_, p);
    if (active_ != 0 && node != nullptr && node->id == active_ && node->enabled) click(*node);
    active_ = 0;
    if (scroll_grab_ != 0) scrolls_[scroll_grab_].touched = false;
    scroll_grab_ = 0, scrolling_ = false;
  }
  if (input.wheel != 0)
    if (const auto* area = scroll_at(last_nodes_, p)) scrolls_[area->id].offset -= input.wheel * 120;
}

void Ui::handle_keys(const Input& input) {
  const auto find = [&](auto&& wanted) -> const Node* {
    for (auto i = last_nodes_.rbegin(); i != last_nodes_.rend() && i->role != Role::barrier; ++i)
      if (i->enabled && wanted(*i)) return &*i;
    return nullptr;
  };
  // An arrow leaves a list only at its end: before that the list comes along, and the next press goes on in it.
  const auto scrolls_first = [&](NodeId target, FocusMove move) {
    const auto* from = find([&](const Node& n) { return n.id == focus_ && n.interactive(); });
    const auto* to = find([&](const Node& n) { return n.id == target && n.interactive(); });
    if (from == nullptr || move == FocusMove::next || move == FocusMove::previous) return false;
    const bool sideways = move == FocusMove::left || move == FocusMove::right, onward = move == FocusMove::down || move == FocusMove::right;
    for (auto area = last_nodes_.rbegin(); area != last_nodes_.rend() && area->role != Role::barrier; ++area) {
      if (area->role != Role::scroll || !area->rect.contains(from->rect.center())) continue;
      auto& scroll = scrolls_[area->id];
      // What the list's clip cuts is in the list as well, further on.
      const bool stays = to != nullptr && to != from &&
                         (area->rect.overlaps(to->rect) || to->visible.h < to->rect.h - 0.5F || to->visible.w < to->rect.w - 0.5F);
      if (stays || scroll.sideways != sideways || (onward ? scroll.offset >= scroll.limit : scroll.offset <= 0)) continue;
      scroll.offset += (onward ? 0.5F : -0.5F) * (sideways ? area->rect.w : area->rect.h);
      return true;
    }
    return false;
  };
  for (const auto key : input.keys) {
    if (key == ActionKey::alone) {
      const auto waits = std::exchange(pressed_by_key_, 0);
      if (const auto* target = waits == 0 ? nullptr : find([&](const Node& n) { return n.id == waits && n.moves_money; })) click(*target);
      continue;
    }
    pressed_by_key_ = 0;
    if (key == ActionKey::enter || key == ActionKey::escape) {
      const Node* target = nullptr;
      const auto* focused = find([&](const Node& n) { return n.id == focus_ && n.interactive(); });
      if (key == ActionKey::escape) target = find([](const Node& n) { return n.is_cancel; });
      else if (focused != nullptr && focus_visible_ && focused->role != Role::field && focused->role != Role::secret) target = focused;
      else if (find([&](const Node& n) { return n.id == text_focus_ && n.own_enter; }) != nullptr) {
        typed_.append("\n");
        continue;
      }
      if (target == nullptr && key == ActionKey::enter) target = find([](const Node& n) { return n.is_default; });
      if (target == nullptr && key == ActionKey::enter) typed_.append("\n");
      if (target != nullptr && target->moves_money) pressed_by_key_ = target->id;
      else if (target != nullptr) click(*target);
      continue;
    }
    auto move = FocusMove::next;
    switch (key) {
    case ActionKey::shift_tab: move = FocusMove::previous; break;
    case ActionKey::up: move = FocusMove::up; break;
    case ActionKey::down: move = FocusMove::down; break;
    case ActionKey::left: move = FocusMove::left; break;
    case ActionKey::right: move = FocusMove::right; break;
    case ActionKey::tab:
    case ActionKey::enter:
    case ActionKey::escape:
    case ActionKey::alone: break;
    }
    const auto target = move_focus(last_nodes_, focus_, move);
    if (scrolls_first(target, move)) continue;
    focus_ = target;
    focus_visible_ = focus_ != 0;
    const auto* node = find([&](const Node& n) { return n.id == focus_; });
    if (node != nullptr && (node->role == Role::field || node->role == Role::secret)) text_focus_ = focus_;
    // What the focus reached may stand outside its scrolled area: bring it in.
    if (node == nullptr) continue;
    for (const auto& area : last_nodes_) {
      if (area.role != Role::scroll) continue;
      auto& scroll = scrolls_[area.id];
      const auto& at = node->rect;
      if (scroll.sideways) {
        if (node->visible.w >= at.w || at.y < area.rect.y || at.bottom() > area.rect.bottom() + 1) continue;
        if (at.x < area.rect.x) scroll.offset -= area.rect.x - at.x + 48;
        else if (at.right() > area.rect.right()) scroll.offset += at.right() - area.rect.right() + 48;
      } else {
        if (node->visible.h >= at.h || at.x < area.rect.x || at.right() > area.rect.right() + 1) continue;
        if (at.y < area.rect.y) scroll.offset -= area.rect.y - at.y + 24;
        else if (at.bottom() > area.rect.bottom()) scroll.offset += at.bottom() - area.rect.bottom() + 24;
      }
    }
  }
}

void Ui::run_scrolls() {
  const float dt = std::min(0.05F, std::chrono::duration<float>(now_ - last_now_).count());
  for (auto& [id, scroll] : scrolls_) {
    if (!scroll.touched && scroll.velocity != 0) {
      scroll.offset += scroll.velocity * dt;
      scroll.velocity *= std::exp(-friction * dt);
      if (std::abs(scroll.velocity) < 25) scroll.velocity = 0;
      else draw_again();
    }
    const float bound = std::clamp(scroll.offset, 0.0F, scroll.limit);
    if (bound != scroll.offset) {
      if (!scroll.touched) scroll.velocity = 0;
      scroll.offset = bound;
    }
  }
}

float Ui::scroll(std::string_view name, const Rect& area, float content, ScrollAxis axis) {
  Node node;
  node.id = node_id(name), node.name = name, node.role = Role::scroll, node.rect = area;
  node.visible = area.intersection(canvas_.clip());
  auto& scroll = scrolls_[node.id];
  scroll.sideways = axis == ScrollAxis::sideways;
  scroll.limit = std::max(0.0F, content - (scroll.sideways ? area.w : area.h));
  scroll.offset = std::clamp(scroll.offset, 0.0F, scroll.limit);
  nodes_.push_back(std::move(node));
  return std::round(scroll.offset);
}

void Ui::scroll_to(std::string_view name, float offset) {
  auto& scroll = scrolls_[node_id(name)];
  scroll.offset = offset, scroll.velocity = 0;
}

Response Ui::node(const NodeSpec& spec) {
  Node node;
  node.id = node_id(spec.name), node.name = spec.name, node.role = spec.role;
  node.label = spec.label;
  if (!spec.length) node.value = spec.value;
  node.rect = spec.rect, node.visible = spec.rect.intersection(canvas_.clip());
  node.enabled = spec.enabled, node.is_default = spec.is_default, node.is_cancel = spec.is_cancel, node.own_enter = spec.own_enter;
  node.moves_money = spec.moves_money;
  node.length = spec.length, node.types = spec.types, node.radius = spec.radius;
  node.focusable = node.interactive() && spec.stop;
  Response response;
  response.id = node.id;
  if (node.interactive() && spec.enabled && !passive_) {
    response.pressed = active_ == node.id;
    response.clicked = clicked_ == node.id;
    response.focused = focus_ == node.id && focus_visible_;
    if (response.clicked && (node.role == Role::field || node.role == Role::secret)) text_focus_ = node.id;
  }
  nodes_.push_back(std::move(node));
  return response;
}

void Ui::value(std::string_view name, const Rect& rect, std::string_view label, std::string_view value) {
  node({.name = name, .role = Role::value, .rect = rect, .label = label, .value = value});
}

void Ui::barrier() {
  Node node;
  node.name = "barrier", node.role = Role::barrier, node.rect = node.visible = zones_.screen;
  nodes_.push_back(std::move(node));
}

float Ui::ease(std::string_view name, float target, int ms) {
  const auto [at, fresh] = movements_.try_emplace(node_id(name), Movement{target, target, now_, ms});
  auto& m = at->second;
  const auto value = [&] {
    const float t = m.ms <= 0 ? 1 : static_cast<float>((now_ - m.start).count()) / static_cast<float>(m.ms);
    return t >= 1 ? m.to : m.from + (m.to - m.from) * ease_out(std::max(0.0F, t));
  };
  if (!fresh && m.to != target) m = {value(), target, now_, ms};
  const float now = value();
  if (now != m.to) draw_again();
  return now;
}

void Ui::end() {
  for (auto i = nodes_.rbegin(); i != nodes_.rend() && i->role != Role::barrier; ++i) {
    const auto& node = *i;
    if (node.id != focus_ || !focus_visible_ || !node.focusable || node.visible.empty()) continue;
    // 4 ground, 4 ink, 5 saffron, outside the shape.
    canvas_.outline(node.rect.inset(-4), node.radius + 4, colors().ground, 4);
    canvas_.outline(node.rect.inset(-8), node.radius + 8, colors().ink, 4);
    canvas_.outline(node.rect.inset(-13), node.radius + 13, colors().saffron, 5);
  }
  const bool caret_gone =
      text_focus_ != 0 && std::none_of(nodes_.begin(), nodes_.end(), [&](const Node& n) { return n.id == text_focus_; });
  if (caret_gone) text_focus_ = 0;
  typed_.clear();
  last_nodes_.swap(nodes_);
}

void Ui::reset_interaction() {
  active_ = clicked_ = focus_ = text_focus_ = scroll_grab_ = pressed_by_key_ = 0;
  focus_visible_ = scrolling_ = false;
  typed_.clear();
}

std::string format_words(std::string_view translated, std::string_view msgid, fmt::format_args args) {
  try {
    return fmt::vformat(fmt::string_view(translated.data(), translated.size()), args);
  } catch (const fmt::format_error&) {
    return fmt::vformat(fmt::string_view(msgid.data(), msgid.size()), args);
  }
}

} // namespace kiosk
