#include "kiosk/screens/parts/closing_ring.h"
#include "kiosk/screens/parts/countdown.h"
#include "kiosk/screens/parts/plural.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {

void closing_ring(Ui& ui, Point middle_left, engine::Instant closes_at, engine::Millis whole) {
  const auto left = seconds_left(ui, closes_at);
  const Point center{middle_left.x + 28, middle_left.y};
  countdown_ring(ui, center, 56, 8, part_left(ui, closes_at, whole), ui.colors().teal);
  const auto text = trn(ui, "closes in {} second", "closes in {} seconds", left, left);
  const float x = center.x + 48, w = ui.landscape() && x < ui.zones().rail.right() ? ui.zones().rail.right() + 16 - x : 380;
  const float h = ui.canvas().paragraph_height(w, text, Type::t24, Weight::regular, 3);
  ui.canvas().paragraph({x, center.y - h / 2, w, h}, text, {Type::t24, ui.colors().ink2}, 3);
}

} // namespace kiosk
