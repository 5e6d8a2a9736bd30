#pragma once
// Turns events into the frames' Input: at most one press or release in each, in order, so that no tap is lost however fast
// it was. UI thread, pure.
#include "kiosk/widgets/ui.h"
#include <deque>
#include <optional>

namespace kiosk {

class InputQueue {
public:
  void pointer(Point at, bool down);
  void move(Point at);
  /// The first finger is the pointer; others are ignored. True when it was that one.
  bool finger(std::int64_t id, Point at, bool down);
  void finger_move(std::int64_t id, Point at);
  void wheel(Point at, float notches);
  void text(std::string_view utf8);
  void key(ActionKey key);
  [[nodiscard]] bool empty() const { return events_.empty() && typed_.empty(); }
  /// The input of the next frame.
  void next(Input& into);

private:
  struct Event {
    enum class Kind { press, release, move, wheel, key, text } kind = Kind::move;
    Point at;
    float wheel = 0;
    ActionKey key = ActionKey::tab;
    std::size_t bytes = 0; ///< text: how much of typed_
  };
  std::deque<Event> events_;
  TypedText typed_;
  Point at_;
  bool down_ = false;
  std::optional<std::int64_t> finger_;
};

} // namespace kiosk
