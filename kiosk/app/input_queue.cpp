#include "kiosk/app/input_queue.h"

namespace kiosk {

void InputQueue::pointer(Point at, bool down) { events_.push_back({down ? Event::Kind::press : Event::Kind::release, at, 0, {}, 0}); }

void InputQueue::move(Point at) {
  if (!events_.empty() && events_.back().kind == Event::Kind::move) events_.back().at = at; // only where it is now matters
  else events_.push_back({Event::Kind::move, at, 0, {}, 0});
}

bool InputQueue::finger(std::int64_t id, Point at, bool down) {
  if (down && finger_) return false;
  if (!down && finger_ != id) return false;
  finger_ = down ? std::optional(id) : std::nullopt;
  pointer(at, down);
  return true;
}

void InputQueue::finger_move(std::int64_t id, Point at) {
  if (finger_ == id) move(at);
}

void InputQueue::wheel(Point at, float notches) { events_.push_back({Event::Kind::wheel, at, notches, {}, 0}); }
void InputQueue::key(ActionKey key) { events_.push_back({Event::Kind::key, at_, 0, key, 0}); }

void InputQueue::text(std::string_view utf8) {
  const auto before = typed_.text().size();
  typed_.append(utf8);
  if (const auto added = typed_.text().size() - before; added > 0) events_.push_back({Event::Kind::text, at_, 0, {}, added});
}

void InputQueue::next(Input& into) {
  into.pointer = at_, into.down = down_;
  bool edge = false;
  while (!events_.empty() && !edge) {
    const auto event = events_.front();
    switch (event.kind) {
    case Event::Kind::press:
    case Event::Kind::release:
      // Typed text goes to the field that has the caret before the tap.
      if (!into.typed.empty() || !into.keys.empty()) return;
      at_ = into.pointer = event.at;
      down_ = into.down = event.kind == Event::Kind::press;
      (event.kind == Event::Kind::press ? into.pressed : into.released) = true;
      edge = true;
      break;
    case Event::Kind::move: at_ = into.pointer = event.at; break;
    case Event::Kind::wheel: into.wheel += event.wheel, into.pointer = event.at; break;
    case Event::Kind::key:
      if (!into.typed.empty()) return;
      into.keys.push_back(event.key);
      edge = true;
      break;
    case Event::Kind::text: {
      for (std::size_t taken = 0; taken < event.bytes;) {
        const auto one = typed_.next();
        if (one.empty()) break;
        taken += one.size();
        into.typed.append(one);
      }
      break;
    }
    }
    events_.pop_front();
  }
}

} // namespace kiosk
