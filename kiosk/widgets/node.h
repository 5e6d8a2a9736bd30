#pragma once
// The nodes on the screen, in reading order: the tree that automation answers, against which a finger is tested, and through which the keyboard's focus
// walks. Rebuilt with every frame. Plain values.
#include "kiosk/design/geometry.h"
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

using NodeId = std::uint64_t; ///< 0: none

constexpr NodeId node_id(std::string_view name) {
  NodeId hash = 14695981039346656037ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash | 1U;
}

/// scroll: an area that can be dragged. barrier: covers everything registered before it (scrim of a question).
BOOST_DEFINE_ENUM_CLASS(Role, button, key, toggle, radio, tab, link, field, secret, text, value, image, row, scroll, barrier)

struct Node {
  NodeId id = 0;
  std::string name;
  Role role = Role::text;
  std::string label;
  std::string value;
  Rect rect;    ///< layout units, where it stands
  Rect visible; ///< the part inside the clip, which can be touched
  bool enabled = true;
  bool focusable = false;
  bool is_default = false;           ///< Enter presses it when the focus is not on a button
  bool is_cancel = false;            ///< Escape presses it
  bool own_enter = false;            ///< fields: Enter is typed into it instead of pressing the default button
  bool moves_money = false;          ///< a press of the keyboard counts when it stands alone
  std::optional<std::size_t> length; ///< secrets: characters typed; the value stays empty
  std::string types;                 ///< keys: the text that a press types; "\b" backspace, "\n" enter
  float radius = metrics_radius;
  static constexpr float metrics_radius = 16;

  [[nodiscard]] bool interactive() const {
    return role != Role::text && role != Role::value && role != Role::image && role != Role::scroll && role != Role::barrier &&
           role != Role::row;
  }
};

/// The topmost thing a finger at `p` reaches: an interactive node, or nothing. A barrier or a node above hides what is below.
const Node* node_at(const std::vector<Node>& nodes, Point p);
/// The innermost scroll area under the finger that no barrier hides.
const Node* scroll_at(const std::vector<Node>& nodes, Point p);

enum class FocusMove { next, previous, up, down, left, right };
/// Where the focus goes from `from` (0: nowhere yet). Only enabled focusable nodes behind the last barrier; next and previous only
/// those that no clip cuts, so that tab goes round what is in sight and the arrows scroll.
NodeId move_focus(const std::vector<Node>& nodes, NodeId from, FocusMove move);

} // namespace kiosk
