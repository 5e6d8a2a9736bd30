#pragma once
// The drawings of the cash screen: the panel of sums, the slot with a note, the notes that are taken.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// Saffron panel, 432 high: due, inserted, a bar, and what is left as the largest figure. Nodes cash.due, cash.inserted, cash.left.
void cash_panel(Ui& ui, const Rect& box);
/// The slot at the top of the box and a note half inside; chevrons run while `waiting`. 340 high.
void note_slot(Ui& ui, const Rect& box, std::int64_t denomination, bool waiting);
/// Two rows of four notes under a heading; those not taken now are quiet. 268 high, on the bottom edge of the box.
void accepted_notes(Ui& ui, const Rect& box);

} // namespace kiosk
