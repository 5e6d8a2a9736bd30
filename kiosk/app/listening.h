#pragma once
// Since when the UI thread has not looked at its events. SDL stamps an event when it is fetched, not when the key was struck. So an
// event that is fetched after a frame may be as old as the drawing of the frame took. UI thread, pure.
#include "engine/base/time.h"

namespace kiosk {

class Listening {
public:
  /// The queue was found empty.
  void emptied(engine::Instant now) { since_ = now; }
  /// The loop waited for an event from `began` to `ended`. When it really waited, no event was there before, so it listened to the end.
  void waited(engine::Instant began, engine::Instant ended) {
    if (ended - began >= engine::Millis{2}) since_ = ended;
  }
  /// An event fetched now may be this much older than now.
  [[nodiscard]] engine::Millis deaf(engine::Instant now) const { return since_ == engine::Instant{} ? engine::Millis{0} : now - since_; }

private:
  engine::Instant since_{};
};

} // namespace kiosk
