#include "kiosk/widgets/node.h"
#include <cmath>

namespace kiosk {
namespace {

std::size_t after_last_barrier(const std::vector<Node>& nodes) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].role == Role::barrier) first = i + 1;
  return first;
}

/// No clip cuts it; widths are computed twice and may differ in their last figure.
bool in_sight(const Node& node) { return node.visible.w >= node.rect.w - 0.5F && node.visible.h >= node.rect.h - 0.5F; }

} // namespace

const Node* node_at(const std::vector<Node>& nodes, Point p) {
  for (auto i = nodes.rbegin(); i != nodes.rend(); ++i) {
    if (i->role == Role::barrier) return nullptr;
    if (i->interactive() && i->visible.contains(p)) return &*i;
  }
  return nullptr;
}

const Node* scroll_at(const std::vector<Node>& nodes, Point p) {
  for (auto i = nodes.rbegin(); i != nodes.rend(); ++i) {
    if (i->role == Role::barrier) return nullptr;
    if (i->role == Role::scroll && i->visible.contains(p)) return &*i;
  }
  return nullptr;
}

NodeId move_focus(const std::vector<Node>& nodes, NodeId from, FocusMove move) {
  std::vector<const Node*> order;
  for (std::size_t i = after_last_barrier(nodes); i < nodes.size(); ++i)
    if (nodes[i].focusable && nodes[i].enabled && !nodes[i].rect.empty()) order.push_back(&nodes[i]);
  if (order.empty()) return 0;
  const auto at = std::find_if(order.begin(), order.end(), [&](const Node* n) { return n->id == from; });
  if (move == FocusMove::next || move == FocusMove::previous) {
    // Through what is wholly in sight: a list of hundreds is scrolled by the arrows, and does not stand between tab and the rest.
    const auto count = order.size(), step = move == FocusMove::next ? 1 : count - 1;
    auto index = at == order.end() ? (move == FocusMove::next ? count - 1 : 0) : static_cast<std::size_t>(at - order.begin());
    for (std::size_t i = 0; i < count; ++i) {
      index = (index + step) % count;
      if (in_sight(*order[index])) return order[index]->id;
    }
    return from;
  }
  if (at == order.end()) return order.front()->id;
  const auto here = (*at)->rect.center();
  NodeId best = from;
  float least = 1e9F;
  for (const auto* other : order) {
    if (other->id == from) continue;
    const auto there = other->rect.center() - here;
    const bool across = move == FocusMove::left || move == FocusMove::right;
    const float along = move == FocusMove::right  ? there.x
                        : move == FocusMove::left ? -there.x
                        : move == FocusMove::down ? there.y
                                                  : -there.y;
    if (along <= 1) continue;
    const float cost = along + 2.5F * std::abs(across ? there.y : there.x);
    if (cost < least) least = cost, best = other->id;
  }
  return best;
}

} // namespace kiosk
