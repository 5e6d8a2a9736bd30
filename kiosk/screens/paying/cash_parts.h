#pragma once
// The drawings of the cash screen: the panel of sums, the slot with a note, the notes that are taken.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// Saffron panel, 432 high: due, inserted, a bar, and what is left as the largest figure. Nodes cash.due, cash.inserted, cash.left.
void cash_panel(Ui& ui, const Rect& box);
/// The slot at the top of the box and a note half inside, 240 high; below it chevrons, which run while it waits for a note.
enum class Chevrons { none, still, running };
void note_slot(Ui& ui, const Rect& box, std::int64_t denomination, Chevrons chevrons);
/// Two rows of four notes (in a narrow box four of two) under a heading, on the bottom edge of the box; those not taken now are
/// quiet. Returns its upper edge.
float accepted_notes(Ui& ui, const Rect& box);

} // namespace kiosk
