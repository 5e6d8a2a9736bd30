#pragma once
// Drawings by code: the still life of the attract screen, banknotes, a QR.
#include "kiosk/design/canvas.h"
#include <cstdint>
#include <string_view>

namespace kiosk {

/// Melon, bread, oil, tomatoes, milk, grapes and honey before a saffron disc; 1080 x 640 at `scale` 1, standing on the lower edge of
/// the box. The words on milk and honey are of the language.
struct StillLifeWords {
  std::string_view milk, honey;
};
void draw_still_life(Canvas& canvas, const Palette& palette, const Rect& box, const StillLifeWords& words);

/// Colour of a so'm note: its ink and its paper.
struct NoteColors {
  Color ink, paper;
};
NoteColors note_colors(std::int64_t denomination);
void draw_banknote(Canvas& canvas, const Rect& box, std::int64_t denomination);

/// Black on white with its quiet zone inside the box, modules on whole pixels. False (nothing drawn) when the text does not fit.
bool draw_qr(Canvas& canvas, const Rect& box, std::string_view text, Color ink = Color::hex(0x1E1B17), Color paper = Color::hex(0xFFFFFF));

} // namespace kiosk
