#include "kiosk/screens/paying/done.h"
#include "engine/sale/method.h"
#include "kiosk/design/illustration.h"
#include "kiosk/screens/parts/closing_ring.h"
#include "kiosk/screens/parts/plural.h"
#include "kiosk/screens/paying/card_messages.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"
#include <array>

namespace kiosk {
namespace {

using engine::FiscalState;
using engine::Method;
using engine::PrintState;

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

struct Paper {
  std::string_view text;
  bool good = true;
};

Paper paper_words(const Ui& ui, const engine::DoneView& done) {
  switch (done.print) {
  case PrintState::printed: return {tr(ui, "The paper receipt is below. Please take it."), true};
  case PrintState::running: return {tr(ui, "The paper receipt is being printed."), true};
  case PrintState::failed:
    return {done.qr_url.empty() ? tr(ui, "There is no paper receipt. Please note the order number.")
                                : tr(ui, "There is no paper receipt. Please scan this code."),
            false};
  case PrintState::none: return {{}, true};
  }
  return {};
}

std::string_view fiscal_words(const Ui& ui, FiscalState state) {
  switch (state) {
  case FiscalState::registered:
  case FiscalState::store_ready: return tr(ui, "Scan the code with your phone's camera: for cashback and to check the receipt.");
  case FiscalState::running: return tr(ui, "It is being registered.");
  case FiscalState::registered_no_sign: return tr(ui, "It is registered. Our staff have the copy.");
  case FiscalState::store_pending:
  case FiscalState::queued: return tr(ui, "The fiscal receipt follows. Your payment is complete.");
  case FiscalState::none: return tr(ui, "You get the receipt when you pay.");
  }
  return {};
}

/// `instead`: what is said when there is no room for the whole line.
void goods_row(Ui& ui, const Rect& box, Icon icon, bool hand, std::string_view head, std::string_view line, std::string_view instead = {}) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  icon_square(ui, {box.x, box.y, 88, 88}, icon, hand ? c.saffron_tint : c.teal_tint,
              ui.theme().outlined() ? c.saffron_ink
              : hand                ? c.saffron_ink
                                    : c.teal,
              metrics::radius_large);
  const float x = box.x + 116, room = box.right() - x;
  const auto type = canvas.text_width(head, Type::t40, Weight::bold) <= room ? Type::t40 : Type::t30;
  const float first = canvas.line_height(type), second = canvas.line_height(Type::t24);
  const float y = box.y + 44 - (first + second) / 2;
  canvas.text_in({x, y, room, first}, head, {type, c.ink, Weight::bold});
  const bool whole = instead.empty() || canvas.text_width(line, Type::t24) <= room;
  canvas.text_in({x, y + first, room, second}, whole ? line : instead, {Type::t24, c.ink2});
}

} // namespace

float DoneScreen::head(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& view = ui.view();
  const auto& done = view.done;
  check_disc(ui, {box.x + 44, box.y + 44}, 88);
  canvas.text_in({box.x + 116, box.y, box.w - 116, 92}, tr(ui, "Thank you!"), {Type::t56, c.ink, Weight::bold});
  float y = box.y + 112;
  if (!view.order_number.empty()) {
    canvas.text_in({box.x, y, box.w, 40}, tr(ui, "Your order number"), {Type::t30, c.ink2});
    // Never grouped: the desk reads it figure by figure. A long one takes the size that fits.
    auto type = Type::t176;
    for (const auto smaller : {Type::t96, Type::t56})
      if (canvas.text_width(view.order_number, type, Weight::bold) > box.w) type = smaller;
    const float base = y + (type == Type::t176 ? 200.0F : type == Type::t96 ? 136.0F : 104.0F);
    canvas.text_on_baseline({type == Type::t176 ? box.x - 4 : box.x, base}, view.order_number, {type, c.ink, Weight::bold});
    ui.value("done.order_number", {box.x, y, box.w, base + 8 - y}, tr(ui, "Your order number"), view.order_number);
    y = base + 28;
  }
  const bool later = done.method && !engine::traits(*done.method).takes_money();
  const auto word = std::string(later ? tr(ui, "To pay:") : tr(ui, "Paid:")) + " ";
  const auto sum = money_text(ui, done.paid);
  std::string how;
  switch (done.method ? engine::traits(*done.method).tender : engine::Tender::none) {
  case engine::Tender::card: how = masked_card(ui, done.card_last_four); break;
  case engine::Tender::notes: how = tr(ui, "in cash"); break;
  case engine::Tender::none:
    how = done.delivery == engine::DeliveryType::courier ? tr(ui, "to the courier") : tr(ui, "at the order desk");
    break;
  }
  if (!how.empty()) how = " \u00B7 " + how;
  const std::array runs{TextRun{word, c.ink}, TextRun{sum, c.ink, Weight::bold}, TextRun{how, c.ink2}};
  const Rect line{box.x, y, box.w, 84};
  y += canvas.paragraph(line, runs, Type::t30, 2);
  ui.value("done.total", line, word, std::to_string(done.paid.in_tiyin()));
  return y;
}

float DoneScreen::receipt_card(Ui& ui, const Rect& box) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto& done = ui.view().done;
  const bool has_qr = !done.qr_url.empty(), upright = box.w < 700;
  const bool crowded = done.voucher && !done.voucher->printed;
  const float side = !has_qr ? 96.0F : upright && ui.large_text() ? 232.0F : upright || crowded ? 320.0F : 408.0F;
  const auto words = fiscal_words(ui, done.fiscal);
  const auto paper = paper_words(ui, done);
  const auto type = upright || (ui.large_text() && crowded) ? Type::t24 : Type::t30;
  const float text_x = upright ? 40 : 44 + side + (has_qr ? 48.0F : 32.0F), room = box.w - text_x - 40;
  const float head = canvas.line_height(Type::t40), text = canvas.paragraph_height(room, words, type);
  const float lines = paper.text.empty() ? 0 : canvas.paragraph_height(room - 60, paper.text, Type::t24, Weight::regular, 3);
  const float note = lines > 0 ? std::max(44.0F, lines) : 0, said = head + 4 + text + (note > 0 ? note + 20 : 0);
  const float height = upright ? 40 + side + 28 + said + 36 : std::max(side + (has_qr ? 88.0F : 64.0F), said + 48);
  const Rect face{box.x, box.y, box.w, height};
  card(ui, face);
  const Rect code =
      upright ? Rect{face.center().x - side / 2, face.y + 44, side, side} : Rect{face.x + 44, face.center().y - side / 2, side, side};
  if (has_qr) {
    const Rect sheet = code.inset(-16);
    if (ui.theme().outlined() || ui.theme().scheme == Scheme::dark) canvas.rounded(sheet, metrics::radius_small, Color::hex(0xFFFFFF));
    draw_qr(canvas, code.inset(-10), done.qr_url);
    ui.node({.name = "done.fiscal_qr", .role = Role::image, .rect = code, .label = tr(ui, "Fiscal receipt"), .value = done.qr_url});
  } else {
    icon_square(ui, code, Icon::receipt, c.sunken, c.ink2, metrics::radius_large);
  }
  const float x = face.x + text_x;
  float y = upright ? code.bottom() + 28 : face.center().y - said / 2;
  const auto heading = tr(ui, "Fiscal receipt");
  const auto heading_type = canvas.text_width(heading, Type::t40, Weight::bold) <= room ? Type::t40 : Type::t30;
  canvas.text_in({x, y, room, head}, heading, {heading_type, c.ink, Weight::bold});
  y += head + 4;
  y += canvas.paragraph({x, y, room, text}, words, {type, c.ink2}) + 20;
  if (note > 0) {
    canvas.icon(Icon::printer, Point{x + 20, y + note / 2}, 42, paper.good ? c.teal : c.saffron_ink);
    canvas.paragraph({x + 60, y + (note - lines) / 2, room - 60, lines}, paper.text, {Type::t24, paper.good ? c.ink : c.saffron_ink}, 3);
  }
  ui.value("done.receipt", face, tr(ui, "Fiscal receipt"), words);
  return face.bottom();
}

float DoneScreen::voucher_card(Ui& ui, const Rect& box) {
  const auto& voucher = ui.view().done.voucher;
  if (!voucher) return box.y;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const bool shown = !voucher->printed;
  const Rect face{box.x, box.y + 24, box.w, shown ? 232.0F : 128.0F};
  canvas.rounded(face, metrics::radius_large, c.saffron_tint);
  if (ui.theme().outlined()) canvas.outline(face, metrics::radius_large, c.saffron, 4);
  const float side = 168;
  if (shown) {
    const Rect code{face.right() - 32 - side, face.center().y - side / 2, side, side};
    canvas.rounded(code.inset(-12), metrics::radius_small, Color::hex(0xFFFFFF));
    draw_qr(canvas, code, voucher->number);
    ui.node({.name = "done.voucher_qr", .role = Role::image, .rect = code, .label = tr(ui, "Voucher"), .value = voucher->number});
  }
  canvas.icon(Icon::ticket, Point{face.x + 64, face.center().y}, 56, c.saffron_ink);
  const float x = face.x + 116, room = face.right() - (shown ? side + 72 : 32) - x;
  const auto head = trf(ui, "Voucher for {}", money_text(ui, voucher->amount));
  const auto line = shown ? trf(ui, "It was not printed. Please photograph it: No. {}. The till pays it out.", voucher->number)
                          : trf(ui, "No. {}, printed. The till pays it out.", voucher->number);
  const auto type = canvas.text_width(head, Type::t40, Weight::bold) <= room ? Type::t40 : Type::t30;
  const float first = canvas.line_height(type), second = canvas.paragraph_height(room, line, Type::t24, Weight::regular, 4);
  const float y = face.center().y - (first + second) / 2;
  canvas.text_in({x, y, room, first}, head, {type, c.ink, Weight::bold});
  canvas.paragraph({x, y + first, room, second}, line, {Type::t24, c.ink}, 4);
  ui.value("done.voucher", face, head, voucher->number);
  return face.bottom();
}

void DoneScreen::goods(Ui& ui, const Rect& box) {
  const auto& done = ui.view().done;
  float y = box.y;
  const bool both = done.in_hand_pieces > 0 && done.to_collect_pieces > 0;
  const bool beside = both && box.h < 110 + 24 + 88; // a voucher took the room: side by side
  const Rect first = beside ? box.column(0, 2, 32) : box, second = beside ? box.column(1, 2, 32) : box;
  if (done.in_hand_pieces > 0) {
    const auto head = trn(ui, "In your hands: {} piece", "In your hands: {} pieces", done.in_hand_pieces, done.in_hand_pieces);
    goods_row(ui, {first.x, y, first.w, 88}, Icon::hand, true, head, joined(done.in_hand));
    if (!beside) y += 110;
  }
  if (both && !beside) ui.canvas().line({box.x + 116, y}, {box.right(), y}, ui.colors().line), y += 24;
  if (done.to_collect_pieces > 0) {
    const bool courier = done.delivery == engine::DeliveryType::courier;
    const auto n = done.to_collect_pieces;
    const auto head = courier ? trn(ui, "The courier brings {} piece", "The courier brings {} pieces", n, n)
                              : trn(ui, "At the order desk: {} piece", "At the order desk: {} pieces", n, n);
    const auto names = joined(done.to_collect);
    goods_row(ui, {second.x, y, second.w, 88}, courier ? Icon::truck : Icon::box, false, head,
              courier ? names : trf(ui, "{} \u2014 say your number", names),
              courier ? std::string_view{} : tr(ui, "Say your number there"));
  }
}

void DoneScreen::draw(Ui& ui) {
  const auto& zones = ui.zones();
  const auto& done = ui.view().done;
  if (zones.landscape) {
    float y = head(ui, zones.main);
    y = voucher_card(ui, {zones.main.x, y, zones.main.w, 0}) + 36;
    goods(ui, {zones.main.x, y, zones.main.w, zones.main.bottom() - y});
    receipt_card(ui, zones.pad);
  } else {
    float y = head(ui, zones.main) + 32;
    y = receipt_card(ui, {zones.main.x, y, zones.main.w, 0});
    y = voucher_card(ui, {zones.main.x, y, zones.main.w, 0}) + 48;
    goods(ui, {zones.main.x, y, zones.main.w, zones.action.y - 16 - y});
  }
  const auto& row = zones.utility;
  if (done.closes_at) closing_ring(ui, {row.x, zones.landscape ? row.bottom() - 42 : row.y + 48}, *done.closes_at, done.whole);
  if (primary_button(ui, "done.finish", zones.action, tr(ui, "Finish"))) ui.send(engine::intent::Finish{});
}

} // namespace kiosk
