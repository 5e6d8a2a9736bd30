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
  if (at == order.end()) return move == FocusMove::previous ? order.back()->id : order.front()->id;
  const auto index = static_cast<std::size_t>(at - order.begin());
  if (move == FocusMove::next) return order[(index + 1) % order.size()]->id;
  if (move == FocusMove::previous) return order[(index + order.size() - 1) % order.size()]->id;
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
