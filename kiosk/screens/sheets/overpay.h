#pragma once
// The question while a note that is too large stands in escrow (rules R16). It lies on the cash screen and covers all of it:
// unanswered, the machine gives the note back by itself.
#include "kiosk/widgets/ui.h"

namespace kiosk {

void draw_overpay_sheet(Ui& ui, const engine::CashView::Overpay& overpay);

} // namespace kiosk
