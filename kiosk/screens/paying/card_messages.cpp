#include "kiosk/screens/paying/card_messages.h"

namespace kiosk {
namespace {

constexpr std::size_t most_server_bytes = 160;

/// The server's words in one line, cut between characters.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_server_bytes)) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  if (text.size() <= most_server_bytes) return out;
  while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U) out.pop_back();
  if (!out.empty()) out.pop_back();
  return out + "\u2026";
}

} // namespace

std::optional<CardNotice> card_notice(const Ui& ui, const engine::CardView& card) {
  using engine::CardMessage;
  CardNotice n;
  switch (card.message) {
  case CardMessage::none: return std::nullopt;
  case CardMessage::card_refused:
    n.fact = tr(ui, "The bank refused this card."),
    n.rest = tr(ui, "Nothing was taken. Check the number and the date, or use another card.");
    break;
  case CardMessage::no_money:
    n.fact = tr(ui, "There is not enough money on this card."),
    n.rest = tr(ui, "Nothing was taken. Use another card or another way to pay.");
    break;
  case CardMessage::service_down:
    n.tone = Tone::care, n.icon = Icon::clock;
    n.fact = tr(ui, "The bank does not answer now."), n.rest = tr(ui, "Nothing was taken. Try again in a minute.");
    break;
  case CardMessage::wrong_code:
    n.fact = tr(ui, "This code is not right."), n.rest = tr(ui, "Look at the SMS and type the code again.");
    break;
  case CardMessage::dead_code:
    n.tone = Tone::care, n.icon = Icon::clock;
    n.fact = tr(ui, "This code no longer works."), n.rest = tr(ui, "Ask for a new one.");
    break;
  case CardMessage::code_sent_again:
    n.tone = Tone::fact, n.icon = Icon::phone;
    n.fact = tr(ui, "A new code was sent."), n.rest = tr(ui, "The old one no longer works.");
    break;
  case CardMessage::unknown:
    n.tone = Tone::care, n.icon = Icon::clock;
    n.fact = tr(ui, "No answer came."), n.rest = tr(ui, "Nothing was taken. Try again.");
    break;
  }
  if (!card.server_text.empty()) n.rest += " " + trf(ui, "The bank says: {}", one_line(card.server_text));
  return n;
}

float draw_card_notice(Ui& ui, std::string_view name, const Rect& room, const CardNotice& said) {
  const NoticeText text{said.fact, said.rest, false, Type::t24};
  const float height = notice_height(ui, room.w, text);
  const auto box = room.bottom_strip(height);
  notice(ui, name, box, said.tone, said.icon, text);
  return box.y;
}

std::string masked_card(const Ui& ui, std::string_view last_four) {
  return last_four.empty() ? std::string{} : trf(ui, "card {}", "\u2022\u2022\u2022\u2022 " + std::string(last_four));
}

} // namespace kiosk
