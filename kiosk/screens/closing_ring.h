#pragma once
// The ring at the lower left that says when a last screen closes by itself.
#include "kiosk/widgets/ui.h"

namespace kiosk {

void closing_ring(Ui& ui, engine::Instant closes_at, engine::Millis whole);

} // namespace kiosk
