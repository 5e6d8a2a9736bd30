// The pages that ask for something: a number, a reason, a seal, or a yes.
#include "engine/sale/method.h"
#include "kiosk/staff/staff_parts.h"
#include "kiosk/widgets/fields.h"

#include <charconv>

namespace kiosk {
namespace {

struct Question {
  std::string title, text, yes;
  bool danger = false, keys = true;
};

const engine::OpenItem* chosen_item(const Ui& ui, const StaffState& state) {
  for (const auto& item : ui.view().staff.open)
    if (item.id == state.item) return &item;
  return nullptr;
}

const engine::SaleSummary* chosen_sale(const Ui& ui, const StaffState& state) {
  const auto& staff = ui.view().staff;
  if (staff.found && staff.found->sale == state.sale) return &*staff.found;
  for (const auto& sale : staff.last_sales)
    if (sale.sale == state.sale) return &sale;
  return nullptr;
}

/// Card money registered here goes back only with the provider's reference (rules R28).
bool needs_reversal(const engine::SaleSummary* sale) {
  return sale != nullptr && sale->registered_here && engine::traits(sale->method).refund_needs_reversal;
}

Question question_of(const Ui& ui, const StaffState& state) {
  switch (state.form) {
  case StaffForm::find_sale:
    return {std::string(tr(ui, "Find a sale")), std::string(tr(ui, "Order number, receipt number or number of the sale.")),
            std::string(tr(ui, "Find"))};
  case StaffForm::refund:
    return {std::string(tr(ui, "Take goods back")), std::string(tr(ui, "The module registers the refund. Cash is paid out at the till.")),
            std::string(tr(ui, "Register the refund"))};
  case StaffForm::settle: {
    const auto* item = chosen_item(ui, state);
    if (item == nullptr)
      return {std::string(tr(ui, "Settle")), std::string(tr(ui, "It has been settled already.")), std::string(tr(ui, "Settle"))};
    const auto detail = open_item_detail(ui, *item);
    auto text = item->amount.is_zero() ? detail : money_text(ui, item->amount) + (detail.empty() ? "" : " \u00B7 " + detail);
    return {std::string(open_item_words(ui, item->kind)), std::move(text), std::string(tr(ui, "It is settled"))};
  }
  case StaffForm::encash:
    return {std::string(tr(ui, "Encashment")),
            trf(ui, "{} leave the kiosk. Write the number of the seal on the bag.", money_text(ui, ui.view().staff.cassette_total)),
            std::string(tr(ui, "The note box is emptied"))};
  case StaffForm::act_again: {
    // The number of the last collection is in the field already. An earlier act is found by the number on the paper of its bag.
    std::string last;
    for (const auto& act : ui.view().staff.acts)
      if (state.act.text() == std::to_string(act.number))
        last = fmt::format("{} \u00B7 {}", staff_time(ui, act.at_ms), money_text(ui, act.amount));
    return {std::string(tr(ui, "Print an act again")), last.empty() ? std::string(tr(ui, "There is no such act here.")) : last,
            std::string(tr(ui, "Print a copy"))};
  }
  case StaffForm::close_shift:
    return {std::string(tr(ui, "Close the shift?")),
            std::string(tr(ui, "The module prints the Z report. Cash sales need a new shift afterwards.")),
            std::string(tr(ui, "Close the shift")), true, false};
  case StaffForm::none: break;
  }
  return {};
}

/// The number as it stands on the slip. Staff may type it in small letters, or with a space in it.
std::string as_on_slip(std::string_view typed) {
  std::string number;
  for (const char c : typed)
    if (c != ' ') number += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return number;
}

/// 0, which nothing has, for what is no number.
std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && rest == end ? number : 0;
}

struct Asked {
  bool ready = true, submitted = false;
};

Asked fields(Ui& ui, const Rect& box, StaffState& state) {
  Asked asked;
  const bool beside = ui.landscape(); // the keys take the lower half: the fields stand side by side
  float x = box.x, y = box.y + 44;
  const float width = beside ? (box.w - 24) / 2 : box.w;
  const auto field = [&](std::string_view name, TextEdit& edit, std::string_view label, std::string_view hint = {}) {
    if (state.fresh) ui.focus_text(name), state.fresh = false;
    const auto result = text_field(ui, name, {x, y, width, beside ? 88.0F : 104.0F}, edit, {.label = label, .hint = hint});
    asked.submitted = asked.submitted || result.submitted;
    if (beside) x += width + 24;
    else y += 104 + 68;
    return !edit.empty();
  };
  switch (state.form) {
  case StaffForm::find_sale: asked.ready = field("staff.find_number", state.number, tr(ui, "Number")); break;
  case StaffForm::refund: {
    asked.ready = field("staff.reason", state.reason, tr(ui, "Reason"));
    if (needs_reversal(chosen_sale(ui, state)))
      asked.ready = field("staff.reversal", state.reversal, tr(ui, "Reference of the bank's reversal"),
                          tr(ui, "First give the money back in the payment service.")) &&
                    asked.ready;
    break;
  }
  case StaffForm::settle: {
    const auto* item = chosen_item(ui, state);
    if (item == nullptr) return {false, false};
    if (item->needs_check_number) asked.ready = field("staff.check_number", state.check, tr(ui, "Number on the slip, to its last figure"));
    asked.ready = field("staff.reason", state.reason, tr(ui, "Reason")) && asked.ready;
    const bool act = item->detail == engine::OpenItem::Detail::print_act, report = item->detail == engine::OpenItem::Detail::print_report;
    if ((act || report) && ui.view().devices.printer.can_print() &&
        tint_button(ui, act ? "staff.print_act" : "staff.print_report", {x, y, width, beside ? 88.0F : 104.0F}, tr(ui, "Print a copy"),
                    {.icon = Icon::printer})) {
      if (act) ui.send(engine::intent::StaffPrintAct{number_in(item->number)});
      else ui.send(engine::intent::StaffPrintReport{number_in(item->id.substr(item->id.find(':') + 1))});
      state.form = StaffForm::none;
      ui.drop_text_focus();
      ui.draw_again();
    }
    if (item->slip_missing && ui.view().devices.printer.can_print() &&
        tint_button(ui, "staff.print_payout", {beside ? box.x : x, beside ? y + 112 : y, width, beside ? 88.0F : 104.0F},
                    tr(ui, "Print its slip"), {.icon = Icon::printer})) {
      ui.send(engine::intent::StaffPrintPayout{item->id});
      state.form = StaffForm::none;
      ui.drop_text_focus();
      ui.draw_again();
    }
    break;
  }
  case StaffForm::encash: asked.ready = field("staff.seal", state.seal, tr(ui, "Number of the seal")); break;
  case StaffForm::act_again: asked.ready = field("staff.act_number", state.act, tr(ui, "Number of the act")); break;
  case StaffForm::close_shift:
  case StaffForm::none: break;
  }
  return asked;
}

void carry_out(Ui& ui, StaffState& state) {
  using namespace engine::intent;
  switch (state.form) {
  case StaffForm::find_sale:
    state.show_list();
    state.searched = true;
    ui.send(StaffFindSale{state.number.text()});
    break;
  case StaffForm::refund: {
    StaffRefund refund{.sale = state.sale, .lines = {}, .reason = state.reason.text(), .reversal_reference = state.reversal.text()};
    for (const auto& [line, thousandths] : state.refund)
      if (thousandths > 0) {
        const auto& codes = state.returned[line];
        refund.lines.push_back({line, engine::Quantity::thousandths(thousandths), {codes.begin(), codes.end()}});
      }
    ui.send(std::move(refund));
    state.refund.clear();
    state.returned.clear();
    break;
  }
  case StaffForm::settle: ui.send(StaffSettle{state.item, as_on_slip(state.check.text()), state.reason.text()}); break;
  case StaffForm::encash: ui.send(StaffEncash{state.seal.text()}); break;
  case StaffForm::act_again: ui.send(StaffPrintAct{number_in(state.act.text())}); break;
  case StaffForm::close_shift: ui.send(StaffCloseShift{}); break;
  case StaffForm::none: break;
  }
  state.form = StaffForm::none;
  ui.drop_text_focus();
  ui.draw_again();
}

} // namespace

void staff_form(Ui& ui, const Rect& box, StaffState& state) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const auto asked = question_of(ui, state);
  const bool landscape = ui.landscape();
  const Rect words = landscape ? Rect{box.x, box.y, asked.keys ? 640.0F : 984.0F, box.h} : box;
  float y = words.y;
  y += canvas.paragraph({words.x, y, words.w, 110}, asked.title, {Type::t40, c.ink, Weight::bold}, 2) + 8;
  y += canvas.paragraph({words.x, y, words.w, 84}, asked.text, {Type::t30, c.ink2}, 3) + 12;
  // In the low window the keys take the lower half, so the fields stand beside the words.
  const Rect below = landscape ? Rect{box.x + 688, box.y - 12, box.w - 688, box.h} : Rect{box.x, y, box.w, box.bottom() - y};
  const auto answer = fields(ui, below, state);
  if (asked.keys) keyboard(ui);
  // Without keys the answers follow the words; with them they stand below the keys.
  const float under = y + 36;
  const Rect action = !asked.keys ? Rect{words.x, under, words.w, 112} : landscape ? Rect{1392, 936, 480, 104} : Rect{48, 1656, box.w, 104};
  const Rect leave = !asked.keys ? action.moved(0, 136) : landscape ? Rect{1392, 816, 480, 96} : Rect{48, 1784, box.w, 96};
  const bool ready = answer.ready && !ui.view().staff.busy;
  const bool yes = asked.danger ? alarm_button(ui, "dialog.yes", action, asked.yes,
                                               {.enabled = ready, .is_default = true, .moves_money = true, .type = Type::t40})
                                : primary_button(ui, "dialog.yes", action, asked.yes, {.enabled = ready, .moves_money = true});
  if (yes || (answer.submitted && ready)) return carry_out(ui, state);
  if (secondary_button(ui, "dialog.no", leave, tr(ui, "Do not"), {.is_cancel = true})) {
    state.form = StaffForm::none;
    ui.drop_text_focus();
    ui.draw_again();
  }
}

} // namespace kiosk
