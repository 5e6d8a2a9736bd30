#pragma once
// The ring that says when a last screen closes by itself.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// `middle_left`: the left edge's middle of the ring.
void closing_ring(Ui& ui, Point middle_left, engine::Instant closes_at, engine::Millis whole);

} // namespace kiosk
