#pragma once
// What the bank or the payment service answered, in plain words, for the card and the SMS screen.
#include "kiosk/widgets/marks.h"
#include <optional>

namespace kiosk {

struct CardNotice {
  Tone tone = Tone::wrong;
  Icon icon = Icon::alert;
  std::string fact, rest;
};
/// Nothing for CardMessage::none. The server's own words, when there are any, stand at the end.
std::optional<CardNotice> card_notice(const Ui& ui, const engine::CardView& card);
/// Draws it on the bottom edge of `room`, as high as its words need. Returns its upper edge.
float draw_card_notice(Ui& ui, std::string_view name, const Rect& room, const CardNotice& said);
/// "**** 3456" with bullets; empty without figures.
std::string masked_card(const Ui& ui, std::string_view last_four);

} // namespace kiosk
