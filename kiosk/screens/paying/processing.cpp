#include "kiosk/screens/paying/processing.h"
#include "engine/sale/method.h"
#include "kiosk/screens/parts/order_number.h"
#include "kiosk/screens/paying/card_messages.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

using engine::WorkKind;
using engine::WorkState;

bool finished(const engine::View& view, WorkKind kind) {
  return std::ranges::any_of(view.work, [&](const auto& w) { return w.kind == kind && w.state == WorkState::done; });
}
bool running(const engine::View& view, WorkKind kind) {
  return std::ranges::any_of(view.work, [&](const auto& w) { return w.kind == kind && w.state == WorkState::running; });
}

std::string_view title_of(const Ui& ui, const engine::WorkView& work) {
  const bool done = work.state == WorkState::done;
  switch (work.kind) {
  case WorkKind::prices: return done ? tr(ui, "Prices are checked") : tr(ui, "Checking prices");
  case WorkKind::order:
    return done                              ? tr(ui, "The order is accepted")
           : work.state == WorkState::failed ? tr(ui, "The store has not answered yet")
                                             : tr(ui, "Placing the order");
  case WorkKind::order_search: return done ? tr(ui, "The order is found") : tr(ui, "Asking the store whether it has the order");
  case WorkKind::due: return done ? tr(ui, "The sum is known") : tr(ui, "Asking the store for the sum");
  case WorkKind::payment:
    return done                              ? tr(ui, "The payment is received")
           : work.state == WorkState::failed ? tr(ui, "The bank has not answered yet")
                                             : tr(ui, "Paying");
  case WorkKind::payment_search: return done ? tr(ui, "The payment is found") : tr(ui, "Asking the bank whether it was paid");
  case WorkKind::fiscal: return done ? tr(ui, "The fiscal receipt is registered") : tr(ui, "Registering the fiscal receipt");
  case WorkKind::store_receipt: return done ? tr(ui, "The fiscal receipt is here") : tr(ui, "Waiting for the fiscal receipt");
  case WorkKind::print: return done ? tr(ui, "The receipt is printed") : tr(ui, "Printing the receipt");
  }
  return {};
}

std::string line_of(const Ui& ui, const engine::WorkView& work) {
  const auto& view = ui.view();
  if (work.state == WorkState::later) return std::string(tr(ui, "follows later, you need not wait"));
  if (work.state == WorkState::failed) return std::string(tr(ui, "we keep asking"));
  switch (work.kind) {
  case WorkKind::order:
  case WorkKind::order_search:
    return work.state == WorkState::done && !view.order_number.empty() ? trf(ui, "No. {}", bare_order_number(view.order_number))
                                                                       : std::string{};
  case WorkKind::payment:
    if (work.state == WorkState::done) {
      auto text = money_text(ui, view.total);
      if (const auto card = masked_card(ui, view.done.card_last_four); !card.empty()) text += ", " + card;
      return text;
    }
    return std::string(tr(ui, "the bank is being asked"));
  case WorkKind::payment_search: return std::string(tr(ui, "the money is not taken twice"));
  case WorkKind::fiscal:
  case WorkKind::store_receipt: return std::string(tr(ui, "sent to the tax service"));
  case WorkKind::prices:
  case WorkKind::due:
  case WorkKind::print: return {};
  }
  return {};
}

void mark(Ui& ui, Point center, WorkState state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  switch (state) {
  case WorkState::done: check_disc(ui, center, 72); return;
  case WorkState::running: spinner(ui, center, 72); return;
  case WorkState::waiting: canvas.ring(center, 36, 4, c.line); return;
  case WorkState::failed:
  case WorkState::later:
    canvas.circle(center, 36, c.saffron);
    canvas.icon(Icon::clock, center, 40, c.on_saffron);
    return;
  }
}

void work_list(Ui& ui, Point top) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const float pitch = ui.landscape() ? 116 : ui.large_text() ? 156 : 136;
  for (std::size_t i = 0; i < view.work.size(); ++i) {
    const auto& work = view.work[i];
    const Point center{top.x + 36, top.y + 36 + static_cast<float>(i) * pitch};
    if (i + 1 < view.work.size()) canvas.line({center.x, center.y + 36}, {center.x, center.y + pitch - 36}, c.line, 4);
    mark(ui, center, work.state);
    const auto text = title_of(ui, work);
    const auto line = work.state == WorkState::waiting ? std::string{} : line_of(ui, work);
    const float x = top.x + 104, room = ui.zones().main.right() - x;
    const float first = canvas.line_height(Type::t40), second = line.empty() ? 0 : canvas.line_height(Type::t24);
    const float y = center.y - (first + second) / 2;
    const bool now = work.state == WorkState::running;
    const auto weight = now ? Weight::bold : Weight::regular;
    const auto type = canvas.text_width(text, Type::t40, weight) <= room ? Type::t40 : Type::t30;
    canvas.text_in({x, y, room, first}, text, {type, work.state == WorkState::waiting ? c.ink2 : c.ink, weight});
    canvas.text_in({x, y + first, room, second}, line, {Type::t24, c.ink2});
    ui.value(fmt::format("processing.step.{}", i), {top.x, center.y - 36, room + 104, 72}, text, line);
  }
}

} // namespace

void ProcessingScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& view = ui.view();
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool paid = finished(view, WorkKind::payment);
  const bool bank = running(view, WorkKind::payment) || running(view, WorkKind::payment_search);
  // On receipt, or kept for then: what is left to do is the slip.
  const bool on_receipt =
      !paid && ((view.done.method && !engine::traits(*view.done.method).takes_money()) || running(view, WorkKind::print));
  const auto line = paid                              ? tr(ui, "Paid. The receipt is being made.")
                    : bank                            ? tr(ui, "The bank is asked for the money.")
                    : finished(view, WorkKind::order) ? tr(ui, "The store has the order.")
                                                      : tr(ui, "The order goes to the store. Nothing has been paid yet.");
  // The list stands where the eye is; on the low screen there is no room to move down.
  float y = zones.main.y + (zones.landscape ? 8.0F : 220.0F);
  y += canvas.paragraph({zones.main.x, y, zones.main.w, 160}, tr(ui, "Please wait a few seconds"), {Type::t56, c.ink, Weight::bold}, 2) + 8;
  y += canvas.paragraph({zones.main.x, y, zones.main.w, 84}, line, {Type::t30, c.ink2}, 2) + (zones.landscape ? 44.0F : 84.0F);
  work_list(ui, {zones.main.x, y});
  const NoticeText text =
      paid || bank ? NoticeText{tr(ui, "Your money is safe."), tr(ui, "Do not type the card again, and stay here."), false, Type::t30}
                   : NoticeText{tr(ui, "Nothing has been paid yet."), tr(ui, "The way to pay comes next."), false, Type::t30};
  const bool cash = paid && view.done.method && engine::traits(*view.done.method).claim_can_follow;
  const NoticeText shown =
      cash         ? NoticeText{tr(ui, "Your money is counted."), tr(ui, "Please wait for the receipt."), false, Type::t30}
      : on_receipt ? NoticeText{tr(ui, "Nothing has been paid yet."), tr(ui, "You pay when you receive the goods."), false, Type::t30}
                   : text;
  const float height = std::max(zones.action.h, notice_height(ui, zones.action.w, shown));
  notice(ui, "processing.notice", zones.action.bottom_strip(height), Tone::fact, Icon::shield_check, shown);
}

} // namespace kiosk
