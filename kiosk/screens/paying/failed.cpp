#include "kiosk/screens/paying/failed.h"
#include "kiosk/design/illustration.h"
#include "kiosk/screens/parts/closing_ring.h"
#include "kiosk/screens/parts/countdown.h"
#include "kiosk/screens/parts/order_number.h"
#include "kiosk/screens/paying/card_messages.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include <algorithm>
#include <array>

namespace kiosk {

using engine::FailureKind;

struct FailedScreen::Story {
  struct Step {
    std::string head, text;
  };
  Tone tone = Tone::care;
  Icon icon = Icon::clock;
  std::string_view title;
  std::string_view money, money_bold; ///< where the money is
  std::string_view asking;            ///< beside the countdown
  std::vector<Step> steps;
  bool stake = false; ///< the sum is shown
  std::string_view finish;
};

namespace {

constexpr engine::Millis closing_shown{30'000}; ///< the last half minute is counted down

/// In one piece: it is not broken at the end of a line.
std::string whole_phone(std::string_view digits) {
  std::string out;
  for (const char c : phone_text(digits)) out += c == ' ' ? std::string("\u00A0") : std::string(1, c);
  return out;
}

} // namespace

FailedScreen::Story FailedScreen::story(const Ui& ui) const {
  const auto& failed = ui.view().failed;
  const auto say = [&](std::string_view head, std::string_view text) { return Story::Step{std::string(head), std::string(text)}; };
  auto ask_staff = say(tr(ui, "Ask our staff"), tr(ui, "Press the bell below, someone comes to you."));
  if (failed.can_retry_payment)
    ask_staff.text = support_phone_.empty() ? std::string(tr(ui, "They are at the order desk."))
                                            : trf(ui, "At the order desk, or call {}.", whole_phone(support_phone_));
  else if (!support_phone_.empty()) ask_staff.text = trf(ui, "Press the bell below, or call {}.", whole_phone(support_phone_));
  Story s;
  s.finish = tr(ui, "Finish");
  switch (failed.kind) {
  case FailureKind::payment_unknown: {
    s.title = tr(ui, "We do not know yet whether it was paid"), s.stake = true;
    s.money = tr(ui, "The bank did not answer. The money is on your card, or already in the payment of this order."),
    s.money_bold = tr(ui, "It is not taken a second time.");
    s.asking = tr(ui, "Asking the bank again");
    const bool paper = ui.view().devices.printer.can_print();
    auto go = say(!paper            ? tr(ui, "Keep the number")
                  : failed.next_ask ? tr(ui, "Or take a slip and go")
                                    : tr(ui, "Take a slip and go"),
                  tr(ui, "Our staff tell you how it ended."));
    if (!support_phone_.empty()) go.text = trf(ui, "Our staff or {} tell you how it ended.", whole_phone(support_phone_));
    if (failed.next_ask)
      s.steps = {say(tr(ui, "Wait here for up to two minutes"), tr(ui, "As soon as the answer comes, it is shown here."))};
    s.steps.push_back(std::move(go));
    s.steps.push_back(say(tr(ui, "Do not pay for this order again"), tr(ui, "It is already written in your name.")));
    if (paper) s.finish = tr(ui, "Print a slip and finish");
    break;
  }
  case FailureKind::order_unknown:
    s.title = tr(ui, "We do not know yet whether the store has your order");
    s.money = tr(ui, "The store did not answer."), s.money_bold = tr(ui, "Nothing was paid.");
    s.steps = {say(tr(ui, "You need not wait"), tr(ui, "If the store has the order, our staff cancel it.")), std::move(ask_staff)};
    break;
  case FailureKind::due_unknown:
    s.title = tr(ui, "We do not know the sum yet");
    s.money = tr(ui, "The store has your order, but not said how much cashback it counts."), s.money_bold = tr(ui, "Nothing was paid.");
    s.steps = {say(tr(ui, "You need not wait"), tr(ui, "Nothing has been paid. Our staff cancel the order; you need do nothing.")),
               std::move(ask_staff)};
    break;
  case FailureKind::order_refused:
    s.tone = Tone::wrong, s.icon = Icon::alert;
    s.title = tr(ui, "The store did not take the order");
    s.money = failed.server_text.empty() ? tr(ui, "Your card and your cash were not touched.") : std::string_view(failed.server_text);
    s.money_bold = tr(ui, "Nothing was paid.");
    s.steps = {say(tr(ui, "Try again"), tr(ui, "Your goods are still in the cart.")), std::move(ask_staff)};
    break;
  case FailureKind::cash_claim:
    s.icon = Icon::ticket, s.stake = true;
    s.title = tr(ui, "Your money is in the machine and written down");
    s.money = tr(ui, "The order was not paid in full. The till pays the whole sum back against this number."),
    s.money_bold = failed.unknown_note + failed.kept_note > engine::Money{} ? tr(ui, "It is written down with this order.")
                                                                            : tr(ui, "Nothing is lost.");
    s.steps = {say(failed.claim && failed.claim->printed ? tr(ui, "Take the slip below") : tr(ui, "Keep the number"),
                   failed.claim && failed.claim->printed ? tr(ui, "The number stands on it.")
                                                         : tr(ui, "Photograph this screen, or write it down.")),
               say(tr(ui, "Go to the till"), tr(ui, "The money is paid out once, today or later."))};
    if (failed.unknown_note > engine::Money{})
      s.steps.push_back(say(trf(ui, "{} is not in this sum", money_text(ui, failed.unknown_note)),
                            tr(ui, "The machine did not say whether it kept that note. Tell our staff.")));
    if (failed.kept_note > engine::Money{})
      s.steps.push_back(say(trf(ui, "{} is not in this sum", money_text(ui, failed.kept_note)),
                            tr(ui, "It is written down. Tell our staff before you go.")));
    s.steps.push_back(std::move(ask_staff));
    break;
  case FailureKind::note_unknown:
    s.icon = Icon::banknote, s.stake = failed.at_stake > engine::Money{};
    if (!s.stake) { // the validator told after all, while this was read
      s.title = tr(ui, "The note came back to you.");
      s.money = tr(ui, "Please take it from the slot."), s.money_bold = tr(ui, "Nothing was paid.");
      s.steps = {std::move(ask_staff)};
      break;
    }
    if (failed.unknown_note.is_zero()) {
      s.title = tr(ui, "Your money is in the machine and written down");
      s.money_bold = tr(ui, "It is written down with this order.");
      s.steps = {say(tr(ui, "Tell our staff"), tr(ui, "Our staff open the machine and give the note back if it is there.")),
                 std::move(ask_staff)};
      break;
    }
    s.title = tr(ui, "We do not know where your note is");
    s.money = tr(ui, "The machine stopped and did not say whether it kept the note."),
    s.money_bold = tr(ui, "It is written down with this order.");
    s.steps = {say(tr(ui, "Look into the slot"), tr(ui, "The note may have come back.")),
               say(tr(ui, "Tell our staff"), tr(ui, "Our staff open the machine and give the note back if it is there.")),
               std::move(ask_staff)};
    break;
  case FailureKind::internal:
    s.tone = Tone::wrong, s.icon = Icon::alert;
    s.title = tr(ui, "This did not work");
    s.stake = failed.at_stake > engine::Money{};
    s.money = s.stake ? tr(ui, "What you paid is written down.") : tr(ui, "Your card and your cash were not touched.");
    s.money_bold = s.stake ? tr(ui, "Nothing is lost.") : tr(ui, "Nothing was paid.");
    s.steps = {std::move(ask_staff)};
    break;
  }
  return s;
}

float FailedScreen::head(Ui& ui, const Rect& box, const Story& told) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool wrong = told.tone == Tone::wrong;
  const Point center{box.x + 60, box.y + 76};
  canvas.circle(center, 60, wrong ? c.brick : c.saffron);
  canvas.icon(told.icon, center, 68, wrong ? c.on_brick : c.on_saffron);
  const Rect words{box.x + 152, box.y + 8, box.w - 152, 0};
  const float h = canvas.paragraph_height(words.w, told.title, Type::t56, Weight::bold, 3);
  canvas.paragraph({words.x, std::max(words.y, center.y - h / 2), words.w, h}, told.title, {Type::t56, c.ink, Weight::bold}, 3);
  ui.node({.name = "failed.message",
           .role = Role::text,
           .rect = {box.x, box.y, box.w, std::max(152.0F, h + 8)},
           .label = told.title,
           .value = told.title});
  return box.y + std::max(152.0F, h + 8);
}

float FailedScreen::stake(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  if (ui.landscape()) { // in the side column: the words above the sum
    std::string words = view.order_number.empty() ? std::string{} : trf(ui, "Order No. {}", bare_order_number(view.order_number));
    if (const auto with = masked_card(ui, view.done.card_last_four); !with.empty()) words += (words.empty() ? "" : "\n") + with;
    const float h = canvas.paragraph({box.x, box.y, box.w, 84}, words, {Type::t30, c.ink2}, 2, Align::right);
    sum_right(ui, box.right(), box.y + h + 64, {.amount = view.failed.at_stake, .type = Type::t56});
    ui.value("failed.amount", {box.x, box.y, box.w, h + 80}, tr(ui, "Sum"), std::to_string(view.failed.at_stake.in_tiyin()));
    return box.y + h + 80;
  }
  const float base = box.y + 104;
  const float width = sum_right(ui, box.right(), base, {.amount = view.failed.at_stake, .type = Type::t96});
  std::string lines = view.order_number.empty() ? std::string{} : trf(ui, "Order No. {}", bare_order_number(view.order_number));
  const auto card = masked_card(ui, view.done.card_last_four);
  if (!card.empty()) lines += (lines.empty() ? "" : "\n") + card;
  canvas.paragraph({box.x, base - 76, box.w - width - 24, 84}, lines, {Type::t30, c.ink2}, 2);
  ui.value("failed.amount", box.top_strip(112), tr(ui, "Sum"), std::to_string(view.failed.at_stake.in_tiyin()));
  return base + 24;
}

float FailedScreen::money_panel(Ui& ui, const Rect& box, const Story& told) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& failed = ui.view().failed;
  const bool wrong = told.tone == Tone::wrong, asked = failed.next_ask.has_value() && !told.asking.empty();
  const auto rest = " " + std::string(told.money_bold);
  const std::array runs{TextRun{told.money, c.ink}, TextRun{rest, c.ink, Weight::bold}};
  const float room = box.w - 80;
  float text = 0;
  {
    const Canvas::Clip unseen(canvas, {}); // two weights in one paragraph: only drawing tells its height
    text = canvas.paragraph({0, 0, room, 0}, runs, Type::t30);
  }
  // The line about asking is as high as its words; on a narrow panel they take three rows.
  float asking_w = 0, asking_h = 0;
  auto asking_type = Type::t30;
  bool under = false; // too narrow for both: the time stands below the words
  if (asked) {
    asking_w = room - 104 - canvas.text_width(trf(ui, "in {} s", 88), Type::t30, Weight::bold) - 52;
    under = asking_w < 180;
    if (under) asking_w = room - 104 - 24;
    if (canvas.text_width(told.asking, Type::t30) > asking_w) asking_type = Type::t24;
    asking_h = canvas.paragraph_height(asking_w, told.asking, asking_type, Weight::regular, 3);
  }
  const float ask_row = std::max(88.0F, asking_h + (under ? canvas.line_height(Type::t30) : 0.0F) + 24);
  const Rect face{box.x, box.y, box.w, 104 + text + (asked ? 28 + ask_row + 36 : 32)};
  canvas.rounded(face, metrics::radius_large, wrong ? c.brick_tint : c.saffron_tint);
  const auto ink = wrong ? c.brick : c.saffron_ink;
  if (ui.theme().outlined()) canvas.outline(face, metrics::radius_large, ink, 4);
  canvas.icon(Icon::shield_check, Point{face.x + 68, face.y + 64}, 56, ink);
  const auto where = tr(ui, "Where the money is");
  const auto where_type = canvas.text_width(where, Type::t40, Weight::bold) <= face.w - 160 ? Type::t40 : Type::t30;
  canvas.text_in({face.x + 120, face.y + 32, face.w - 160, 64}, where, {where_type, c.ink, Weight::bold});
  canvas.paragraph({face.x + 40, face.y + 104, room, text}, runs, Type::t30);
  if (asked) {
    const Rect row{face.x + 40, face.bottom() - 36 - ask_row, room, ask_row};
    canvas.rounded(row, metrics::radius_small, c.surface);
    if (ui.theme().outlined()) canvas.outline(row, metrics::radius_small, c.line, 4);
    const auto left = seconds_left(ui, *failed.next_ask);
    if (left > 0) countdown_ring(ui, {row.x + 54, row.center().y}, 52, 8, part_left(ui, *failed.next_ask, failed.ask_wait), c.saffron);
    else spinner(ui, {row.x + 54, row.center().y}, 52);
    const auto when = left > 0 ? trf(ui, "in {} s", left) : std::string(tr(ui, "now"));
    const float w = canvas.text_width(when, Type::t30, Weight::bold), below = under ? canvas.line_height(Type::t30) : 0.0F;
    if (under)
      canvas.text_in({row.x + 104, row.bottom() - 12 - below, asking_w, below}, when,
                     {w <= asking_w ? Type::t30 : Type::t24, c.ink, Weight::bold});
    else canvas.text_in({row.right() - 28 - w, row.y, w + 1, row.h}, when, {Type::t30, c.ink, Weight::bold}, Align::right);
    canvas.paragraph({row.x + 104, row.center().y - (asking_h + below) / 2, asking_w, asking_h}, told.asking, {asking_type, c.ink}, 3);
  }
  ui.value("failed.money", face, tr(ui, "Where the money is"), std::string(told.money) + rest);
  return face.bottom();
}

float FailedScreen::claim_panel(Ui& ui, const Rect& box) {
  const auto& claim = ui.view().failed.claim;
  if (!claim) return box.y;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool qr = !claim->printed, narrow = box.w < 700; // narrow: the code stands below the words
  const float side = !narrow ? 220.0F : ui.large_text() ? 128.0F : 160.0F;
  const float x = box.x + 40, room = box.w - 80 - (qr && !narrow ? side + 32 : 0.0F);
  const auto state = ui.view().failed.print == engine::PrintState::running ? tr(ui, "The slip is being printed.")
                     : claim->printed                                      ? tr(ui, "It stands on the printed slip as well.")
                                                                           : tr(ui, "The slip was not printed. Please photograph this.");
  auto type = Type::t56;
  while (type > Type::t24 && canvas.text_width(claim->number, type, Weight::bold) > room)
    type = static_cast<Type>(static_cast<int>(type) - 1);
  const float first = canvas.line_height(Type::t24), second = canvas.line_height(type),
              third = canvas.paragraph_height(room, state, Type::t24, Weight::regular, 4);
  const float words = first + second + third;
  const float least = narrow ? 0.0F : qr ? side + 56 : ui.large_text() ? 216.0F : 176.0F;
  const Rect face{box.x, box.y + 24, box.w, std::max(least, words + 56 + (qr && narrow ? side + 24 : 0.0F))};
  card(ui, face);
  if (qr) {
    const Rect code = narrow ? Rect{face.center().x - side / 2, face.bottom() - 28 - side, side, side}
                             : Rect{face.right() - 40 - side, face.center().y - side / 2, side, side};
    canvas.rounded(code.inset(-8), metrics::radius_small, Color::hex(0xFFFFFF));
    draw_qr(canvas, code, claim->number);
    ui.node({.name = "failed.claim_qr", .role = Role::image, .rect = code, .label = tr(ui, "Claim"), .value = claim->number});
  }
  const float y = narrow ? face.y + 28 : face.center().y - words / 2;
  canvas.text_in({x, y, room, first}, tr(ui, "Claim number"), {Type::t24, c.ink2});
  canvas.text_in({x, y + first, room, second}, claim->number, {type, c.ink, Weight::bold});
  canvas.paragraph({x, y + first + second, room, third}, state, {Type::t24, c.ink2}, 4);
  ui.value("failed.claim", face, tr(ui, "Claim number"), claim->number);
  return face.bottom();
}

void FailedScreen::advice(Ui& ui, const Rect& box, const Story& told) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  float y = box.y;
  const auto heading = tr(ui, "What to do now");
  canvas.text_in({box.x, y, box.w, canvas.line_height(Type::t40)}, heading,
                 {canvas.text_width(heading, Type::t40, Weight::bold) <= box.w ? Type::t40 : Type::t30, c.ink, Weight::bold});
  y += canvas.line_height(Type::t40) + 28;
  const float x = box.x + 92, room = box.right() - x;
  // Lying or with large letters there is less room: closer, then smaller, at last the heads alone. No step is left out.
  struct Fit {
    Type head, text;
    float gap, radius;
    bool details;
  };
  constexpr std::array fits{Fit{Type::t30, Type::t30, 44, 32, true}, Fit{Type::t30, Type::t30, 28, 32, true},
                            Fit{Type::t30, Type::t24, 20, 32, true}, Fit{Type::t24, Type::t24, 12, 24, true},
                            Fit{Type::t24, Type::t24, 8, 24, false}};
  const auto head_height = [&](const Fit& fit, const Story::Step& step) {
    return canvas.paragraph_height(room, step.head, fit.head, Weight::bold, 2);
  };
  const auto text_height = [&](const Fit& fit, const Story::Step& step) {
    return fit.details ? canvas.paragraph_height(room, step.text, fit.text) : 0.0F;
  };
  const auto row_height = [&](const Fit& fit, const Story::Step& step) {
    return std::max(2 * fit.radius, head_height(fit, step) + text_height(fit, step));
  };
  const auto fits_in = [&](const Fit& fit) {
    float sum = -fit.gap;
    for (const auto& step : told.steps) sum += row_height(fit, step) + fit.gap;
    return y + sum <= box.bottom();
  };
  const auto fitting = std::find_if(fits.begin(), fits.end(), fits_in);
  const auto& fit = fitting == fits.end() ? fits.back() : *fitting;
  int number = 0;
  for (const auto& step : told.steps) {
    const float head = head_height(fit, step), text = text_height(fit, step);
    ++number;
    const Point center{box.x + 32, y + fit.radius};
    canvas.circle(center, fit.radius, c.sunken);
    if (ui.theme().outlined()) canvas.ring(center, fit.radius, 3, c.line);
    canvas.text_in(square(center, 2 * fit.radius), std::to_string(number), {fit.head, c.ink, Weight::bold}, Align::center);
    const float first = y + std::max(0.0F, fit.radius - (head + text) / 2);
    canvas.paragraph({x, first, room, head}, step.head, {fit.head, c.ink, Weight::bold}, 2);
    if (fit.details) canvas.paragraph({x, first + head, room, text}, step.text, {fit.text, c.ink2});
    ui.node({.name = fmt::format("failed.step.{}", number),
             .role = Role::text,
             .rect = {x, y, room, row_height(fit, step)},
             .label = step.head,
             .value = step.text});
    y += row_height(fit, step) + fit.gap;
  }
}

void FailedScreen::back(Ui& ui) {
  if (ui.view().failed.can_retry_payment) ui.send(engine::intent::Back{});
}

void FailedScreen::ways_out(Ui& ui, const Story& told) {
  const auto& view = ui.view();
  const auto& zones = ui.zones();
  const auto row = zones.utility;
  const bool retry = view.failed.can_retry_payment;
  if (retry) {
    if (primary_button(ui, "failed.retry", zones.action, tr(ui, "Choose another way to pay"))) ui.send(engine::intent::Back{});
  } else if (primary_button(ui, "failed.finish", zones.action, told.finish)) {
    ui.send(engine::intent::Finish{});
  }
  const auto call = view.staff_called ? tr(ui, "Staff are coming") : tr(ui, "Call staff");
  // Lying, the rail is too narrow for the words: they stand above the primary.
  const float room = utility_links(ui).access.x - 24 - row.x;
  const Rect beside{zones.pad.x, zones.action.y - 16 - 96, zones.pad.w, 96};
  const Rect lower = zones.landscape ? beside : Rect{row.x, row.y + 4, std::min(room, button_width(ui, call, Type::t30, true)), 88};
  if (retry) {
    const auto word = tr(ui, "Finish");
    const float w = std::min(room, button_width(ui, word, Type::t30, true));
    const Rect box = zones.landscape ? lower : Rect{row.x, row.y + 4, w, 88};
    if (quiet_button(ui, "failed.finish", box, word, {.icon = Icon::close})) ui.send(engine::intent::Finish{});
    return;
  }
  if (quiet_button(ui, "failed.call_staff", lower, call, {.icon = Icon::bell, .enabled = !view.staff_called}))
    ui.send(engine::intent::CallStaff{});
}

void FailedScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto told = story(ui);
  const auto& failed = ui.view().failed;
  const bool closing = failed.closes_at && *failed.closes_at - ui.now() <= closing_shown;
  if (zones.landscape) {
    const Rect left{zones.main.x, zones.main.y, zones.main.w, zones.main.h};
    float y = head(ui, left, told) + 16;
    const Rect half{left.x, y, (left.w - 48) / 2, zones.main.bottom() - y};
    Rect other{half.right() + 48, y, half.w, half.h};
    money_panel(ui, half, told);
    const float under = told.stake ? stake(ui, {zones.pad.x, zones.pad.y, zones.pad.w, 140}) : zones.pad.y;
    if (failed.claim) {
      claim_panel(ui, {zones.pad.x, under, zones.pad.w, 0});
    } else { // the side column is free down to its button
      other.y = std::max(y, under + 16);
      other.w = zones.pad.right() - other.x, other.h = zones.action.y - 128 - other.y;
    }
    advice(ui, other, told);
  } else {
    float y = head(ui, zones.main, told) + 16;
    if (told.stake) y = stake(ui, {zones.main.x, y, zones.main.w, 0});
    y = money_panel(ui, {zones.main.x, y + 8, zones.main.w, 0}, told);
    y = claim_panel(ui, {zones.main.x, y, zones.main.w, 0});
    advice(ui, {zones.main.x, y + 44, zones.main.w, zones.action.y - (closing ? 104.0F : 16.0F) - y - 44}, told);
  }
  ways_out(ui, told);
  if (failed.closes_at && !closing) ui.draw_again_at(*failed.closes_at - closing_shown);
  if (closing)
    closing_ring(ui, {zones.main.x, zones.landscape ? zones.main.bottom() - 40 : zones.action.y - 56}, *failed.closes_at, closing_shown);
}

} // namespace kiosk
