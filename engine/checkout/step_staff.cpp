// Staff: the PIN, approvals, the shift, refunds, the list of what is open, the collection of cash. Every action is in the journal.
#include "engine/checkout/search_filters.h"
#include "engine/checkout/stepper.h"
#include "engine/fiscal/fiscal_address.h"
#include "engine/fiscal/refund_builder.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine::detail {
namespace {
/// How long the staff door is locked. The time grows with each lock until a right PIN is typed.
Millis lock_time(std::int64_t wrong) {
  const auto round = wrong / Ledger::pins_before_lock;
  return Millis{round <= 1 ? 300'000 : round == 2 ? 900'000 : 3'600'000};
}
} // namespace

void Stepper::staff_action(std::string action, std::string detail) {
  write(record::StaffAction{s.staff.name, s.staff.role, std::move(action), std::move(detail)});
}

bool Stepper::staff_present() {
  if (s.staff.logged_in) return true;
  refuse("staff are not logged in");
  return false;
}

void Stepper::ask(const event::Asked&, const intent::StaffLogin&) {
  auto& staff = s.staff;
  if (!policy.staff_offered) return refuse("no staff file is configured");
  if (staff.locked_until && ctx.now < *staff.locked_until) return refuse("too many wrong PINs: wait");
  if (staff.busy || staff.logged_in) return refuse("a PIN is being checked, or staff are logged in");
  unlock_door();
  write(record::PinTry{s.ledger.door.wrong + 1});
  staff.busy = true;
  staff.pin_wrong = false;
  staff.ticket = new_ticket();
  run(effect::VerifyPin{staff.ticket});
}

void Stepper::on(const event::PinChecked& e) {
  auto& staff = s.staff;
  if (!staff.busy || staff.ticket != e.ticket) return refuse("a PIN that nobody waits for");
  staff.busy = false;
  if (e.name_and_role) {
    staff.logged_in = true;
    std::tie(staff.name, staff.role) = *e.name_and_role;
    return staff_action("login");
  }
  staff.pin_wrong = true;
  write(record::StaffAction{"", "", "wrong_pin", {}});
  lock_door();
}

/// Locks the door for the whole time by this process's clock. After a start the time begins anew: the wall clock may have been set, so it does
/// not tell how much of the time has passed.
void Stepper::lock_door() {
  if (!s.ledger.door_locked()) return;
  const auto wait = lock_time(s.ledger.door.wrong);
  s.staff.locked_until = ctx.now + wait;
  start_timer(TimerKind::staff_lock, wait);
  alarm(fmt::format("the staff door is locked after {} wrong PINs", s.ledger.door.wrong));
}

void Stepper::unlock_door() {
  s.staff.locked_until.reset();
  if (s.ledger.door_locked()) write(record::PinLockOver{s.ledger.door.wrong});
}

void Stepper::ask(const event::Asked&, const intent::StaffLogout&) {
  if (!s.staff.logged_in) {
    s.staff.pin_wrong = false;
    return;
  }
  staff_action("logout");
  const auto before = std::exchange(s.staff, {});
  s.staff.scanned.serial = before.scanned.serial;
  if (!before.refunding) return;
  // The member of staff who began a refund may log out. The refund keeps the module until its answer.
  s.staff.busy = s.staff.refunding = true;
  s.staff.ticket = before.ticket;
  s.staff.name = before.name;
  s.staff.role = before.role;
}

void Stepper::ask(const event::Asked&, const intent::StaffApproveAge& i) {
  if (!staff_present()) return;
  if (s.visitor.cart.min_age() == 0) return refuse("nothing in the cart needs an age");
  s.visitor.age_approved = i.approved;
  staff_action(i.approved ? "age_approved" : "age_refused", fmt::format("{}", s.visitor.cart.min_age()));
}

void Stepper::ask(const event::Asked&, const intent::StaffOpenShift&) {
  if (!staff_present() || s.staff.busy) return;
  s.staff.busy = true;
  s.staff.ticket = new_ticket();
  staff_action("open_shift");
  run(effect::OpenShift{s.staff.ticket});
}

void Stepper::ask(const event::Asked&, const intent::StaffCloseShift&) {
  if (!staff_present() || s.staff.busy) return;
  if (sale_on_screen(s.stage) != 0) return refuse("a sale is on the screen");
  // A new shift counts from zero. A sale without an outcome that was not asked about before could then never be resolved.
  if (module_in_use() || !s.ledger.unasked.empty()) return toast(ToastKind::staff_failed, "close_shift");
  s.staff.busy = true;
  s.staff.ticket = new_ticket();
  s.report_ticket = s.staff.ticket;
  staff_action("close_shift");
  run(effect::CloseShift{s.staff.ticket});
}

void Stepper::ask(const event::Asked&, const intent::StaffXReport&) {
  if (!staff_present() || s.staff.busy) return;
  s.staff.busy = true;
  s.staff.ticket = new_ticket();
  s.report_ticket = s.staff.ticket;
  staff_action("x_report");
  run(effect::XReport{s.staff.ticket});
}

void Stepper::on(const event::ShiftAnswered& e) {
  auto& staff = s.staff;
  const auto* report = std::get_if<ZReport>(&e.outcome);
  const bool reported = s.report_ticket != 0 && s.report_ticket == e.ticket;
  if (reported) s.report_ticket = 0;
  // The module closes a shift once, and the member of staff who asked may have logged out. So the report is kept until it is on paper.
  if (reported && report) print_report(*report, e.action == "close_shift");
  if (!staff.busy || staff.ticket != e.ticket) {
    if (!reported) refuse("a shift answer that nobody waits for");
    return;
  }
  staff.busy = false;
  if (report) {
    staff.shift = *report;
    return toast(ToastKind::staff_done, e.action);
  }
  const auto* no = std::get_if<Refused>(&e.outcome);
  staff_action(e.action + "_failed", no ? no->text : std::get<Unknown>(e.outcome).why);
  toast(ToastKind::staff_failed, e.action);
}

void Stepper::ask(const event::Asked&, const intent::StaffTestPage&) {
  if (!staff_present()) return;
  const auto job = s.ledger.last_job + 1;
  staff_action("test_page");
  write(record::PrintIntent{job, 0, SlipKind::copy});
  run(effect::PrintTestPage{job});
}

void Stepper::ask(const event::Asked&, const intent::StaffPrintLast&) {
  if (!staff_present()) return;
  for (auto it = s.ledger.sales.rbegin(); it != s.ledger.sales.rend(); ++it) {
    if (!it->second.paid()) continue;
    staff_action("print_last", fmt::format("sale {}", it->first));
    return print(it->first, SlipKind::copy);
  }
  toast(ToastKind::staff_failed, "print_last");
}

// The power may go at any point of a collection. The collection's row, the print job and the job's content are one append. So either the notes
// still count as in the cassette, or the act is on the staff's list until one came out. Every copy is marked, because a part of the first act may
// have come out.

void Stepper::ask(const event::Asked&, const intent::StaffPrintAct& i) {
  if (!staff_present()) return;
  if (!s.ledger.acts.contains(i.number)) return toast(ToastKind::staff_failed, "print_act");
  staff_action("print_act", fmt::format("act {}", i.number));
  print_act(i.number, true);
}

void Stepper::print_act(std::int64_t number, bool copy) {
  const auto job = s.ledger.last_job + 1;
  write(record::PrintIntent{job, 0, SlipKind::copy});
  write(record::NumberedSlip{job, 0, number, copy});
  run(effect::PrintEncashment{job, number, copy});
}

void Stepper::ask(const event::Asked&, const intent::StaffPrintReport& i) {
  if (!staff_present()) return;
  const auto it = s.ledger.reports.find(i.first);
  if (it == s.ledger.reports.end() || !s.ledger.report_to_print(it->second)) return toast(ToastKind::staff_failed, "print_report");
  staff_action("print_report", fmt::format("shift {}", it->second.row.report.number));
  print_report(it->second.row.report, true, i.first);
}

/// `first`: the job that printed the report first; 0: this job is the first.
void Stepper::print_report(const ZReport& report, bool closed, std::int64_t first) {
  const auto job = s.ledger.last_job + 1;
  const auto kept = report; // a row may remove the ledger's entry that `report` is a part of
  write(record::PrintIntent{job, 0, SlipKind::copy});
  write(record::ShiftReport{job, first ? first : job, closed, kept});
  run(effect::PrintShiftReport{job, closed, first != 0, kept});
}

void Stepper::ask(const event::Asked&, const intent::StaffPrintRefund& i) {
  if (!staff_present()) return;
  const auto* entry = s.ledger.find(i.sale);
  if (!entry) return refuse("there is no such sale");
  if (std::ranges::none_of(entry->refunds, [&i](const auto& r) {
        return r.intent.number == i.number && r.registration.state == RegistrationState::registered;
      }))
    return refuse("there is no such refund, or the module did not register it");
  staff_action("print_refund", fmt::format("sale {} refund {}", i.sale, i.number));
  print_refund(i.sale, i.number, true);
}

void Stepper::print_refund(SaleId id, std::int64_t number, bool copy) {
  const auto job = s.ledger.last_job + 1;
  write(record::PrintIntent{job, id, SlipKind::refund});
  write(record::NumberedSlip{job, id, number, copy});
  run(effect::PrintSlip{job, id, SlipKind::refund, number, copy});
}

// A customer who stood here when the power went has no slip, and only the journal knows the number that the claim is paid against. So the staff print it.
// A slip that came out once is not printed again: the claim belongs to its holder.

void Stepper::ask(const event::Asked&, const intent::StaffPrintPayout& i) {
  if (!staff_present()) return;
  const auto items = open_items(s.ledger, sale_on_screen(s.stage));
  const auto it = std::ranges::find(items, i.item, &OpenItem::id);
  if (it == items.end() || !it->slip_missing) return toast(ToastKind::staff_failed, "print_payout");
  staff_action("print_payout", fmt::format("sale {}", it->sale));
  print(it->sale, it->kind == OpenItem::Kind::voucher ? SlipKind::voucher : SlipKind::claim);
}

void Stepper::on(const event::StaffPrinted& e) {
  const bool ok = std::holds_alternative<engine::Done>(e.outcome);
  if (s.ledger.open_prints.contains(e.job)) {
    const auto* no = std::get_if<Refused>(&e.outcome);
    if (ok) write(record::ReceiptPrinted{e.job, 0, {}, SlipKind::copy});
    else write(record::PrintFailed{e.job, 0, SlipKind::copy, no == nullptr, no ? no->text : std::get<Unknown>(e.outcome).why});
  }
  if (s.staff.logged_in) toast(ok ? ToastKind::staff_done : ToastKind::staff_failed, "print");
}

void Stepper::ask(const event::Asked&, const intent::StaffFindSale& i) {
  if (!staff_present()) return;
  if (i.number.empty()) return refuse("a number is needed");
  s.staff.found.reset();
  s.staff.not_found = true;
  // The number on the slip is looked for first, as it is printed or by its figures. Then come the other numbers that staff may have.
  const auto by_order = [&](SaleId, const auto& e) { return e.order_number == i.number || same_order_number(e.order_number, i.number); };
  const auto by_another = [&](SaleId id, const SaleEntry& e) {
    return fmt::format("{}", id) == i.number || e.order_id == i.number ||
           (e.fiscal.sign && (fmt::format("{}", e.fiscal.sign->receipt_count) == i.number || e.fiscal.sign->fiscal_sign == i.number));
  };
  const auto past_by_another = [&](SaleId id, const auto& e) {
    return fmt::format("{}", id) == i.number || e.order_id == i.number ||
           (e.receipt_count != 0 && fmt::format("{}", e.receipt_count) == i.number) ||
           (!e.fiscal_sign.empty() && e.fiscal_sign == i.number);
  };
  const auto find = [&](const auto& sales, const auto& fits) {
    for (auto it = sales.rbegin(); it != sales.rend() && s.staff.not_found; ++it)
      if (fits(it->first, it->second)) s.staff.found = it->first, s.staff.not_found = false;
  };
  find(s.ledger.sales, by_order);
  find(s.ledger.past, by_order);
  find(s.ledger.sales, by_another);
  find(s.ledger.past, past_by_another);
}

tl::expected<FiscalRefund, std::string> make_refund(const SaleEntry& entry, const intent::StaffRefund& request, std::int64_t number,
                                                    const Policy& policy, std::vector<std::pair<std::int64_t, Quantity>>& lines) {
  RefundInput input;
  input.number = number;
  input.cashier = policy.cashier;
  const auto& sign = *entry.fiscal.sign;
  input.sale_qr_url = sign.qr_url.empty() ? address_for_refund(sign, entry.refused_address.value_or("")) : sign.qr_url;
  for (const auto& earlier : entry.refunds) {
    if (earlier.registration.state == RegistrationState::refused) continue;
    for (std::size_t i = 0; i < earlier.intent.lines.size(); ++i)
      input.earlier.push_back({static_cast<std::size_t>(earlier.intent.lines[i].first), earlier.intent.lines[i].second,
                               earlier.intent.refund.lines.at(i).labels});
  }
  const auto left = refundable(*entry.fiscal_receipt, input.earlier);
  if (!left) return tl::unexpected(left.error());
  for (const auto& chosen : request.lines) {
    const auto part = std::find_if(left->begin(), left->end(), [&](const auto& p) { return p.line == chosen.line; });
    if (part == left->end()) return tl::unexpected(fmt::format("line {} has nothing left to refund", chosen.line + 1));
    // A quantity does not tell which of several marked pieces came back. Their marking codes tell it, or all remaining pieces come back.
    auto labels = part->labels;
    if (!labels.empty() && (chosen.quantity != part->amount || !chosen.labels.empty())) {
      labels = chosen.labels;
      const std::set<std::string> different{labels.begin(), labels.end()};
      if (different.size() != labels.size() || Quantity::pieces(static_cast<std::int64_t>(labels.size())) != chosen.quantity)
        return tl::unexpected(fmt::format("line {} is marked: the code of each piece that comes back is needed", chosen.line + 1));
      for (const auto& label : labels)
        if (std::find(part->labels.begin(), part->labels.end(), label) == part->labels.end())
          return tl::unexpected(fmt::format("line {}: a code that is not of this sale, or was taken back already", chosen.line + 1));
    }
    input.chosen.push_back({chosen.line, chosen.quantity, std::move(labels)});
    lines.emplace_back(static_cast<std::int64_t>(chosen.line), chosen.quantity);
  }
  return build_refund(*entry.fiscal_receipt, input);
}

// Refunds (rules R28) -----------------------------------------------------------------------------------------------------

void Stepper::ask(const event::Asked&, const intent::StaffRefund& i) {
  if (!staff_present() || s.staff.busy) return;
  const auto* entry = s.ledger.find(i.sale);
  if (!entry || entry->fiscal.state != RegistrationState::registered || !entry->fiscal.sign || !entry->fiscal_receipt)
    return refuse("only what this kiosk's module registered is refunded here");
  if (i.lines.empty()) return refuse("no line was chosen");
  if (traits(entry->intent.method).refund_needs_reversal && i.reversal_reference.empty())
    return refuse("a card refund needs the reference of the provider's reversal");
  for (const auto& refund : entry->refunds)
    if (refund.registration.state == RegistrationState::intended || refund.registration.state == RegistrationState::unknown)
      return refuse("an earlier refund of this sale is not resolved yet");
  // One registration at a time (step_finish.cpp).
  if (module_in_use() || !s.ledger.unasked.empty()) return toast(ToastKind::staff_failed, "refund");
  s.staff.busy = s.staff.refunding = true;
  s.staff.ticket = new_ticket();
  run(effect::PrepareRefund{s.staff.ticket, i});
}

void Stepper::on(const event::RefundPrepared& e) {
  auto& staff = s.staff;
  if (!staff.busy || !staff.refunding || staff.ticket != e.ticket) return refuse("refund counters that nobody waits for");
  const auto fail_now = [&] {
    staff.busy = staff.refunding = false;
    toast(ToastKind::staff_failed, "refund");
    module_is_free();
  };
  const auto* before = std::get_if<FiscalCounters>(&e.outcome);
  if (!before) return fail_now();
  const auto& entry = sale(e.request.sale);
  const auto number = s.ledger.last_fiscal_number + 1;
  std::vector<std::pair<std::int64_t, Quantity>> lines;
  const auto refund = make_refund(entry, e.request, number, policy, lines);
  if (!refund) {
    staff_action("refund_refused", refund.error());
    return fail_now();
  }
  write(record::RefundIntent{e.request.sale, entry.order_id, number, *before, *refund, lines, staff.name, e.request.reason,
                             e.request.reversal_reference});
  run(effect::RegisterRefund{staff.ticket, e.request.sale, *refund, *before});
}

void Stepper::on(const event::RefundAnswered& e) {
  const auto* entry = s.ledger.find(e.sale);
  const auto* open = entry ? entry->open_refund() : nullptr;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  if (!open && behind) return background_ended(e.sale, true); // another answer told meanwhile
  if (!open || (e.search && !behind)) return refuse("a refund answer that nobody waits for");
  const auto number = open->intent.number;
  const auto amount = open->intent.refund.received_cash + open->intent.refund.received_card;
  bool progress = true;
  // The background may find the refund hours later. It is shown and printed only while staff are logged in, and not to a customer.
  const auto tell = [&](ToastKind kind) {
    if (!behind || s.staff.logged_in) toast(kind, "refund");
  };
  std::visit(overloaded{[&](const FiscalResult& r) {
                          auto sign = r.sign;
                          const auto told = sign ? take_foreign_address(sign->qr_url) : std::nullopt;
                          write(record::RefundRegistered{e.sale, entry->order_id, number, amount, sign});
                          if (told) refuse_address(e.sale, Registrar::module, number, *told);
                          tell(ToastKind::staff_done);
                          // The customer who brings goods back gets a slip (rules R28). Without paper here the module's own copy is left.
                          if (s.facts.printer.can_print() && (!behind || s.staff.logged_in)) print_refund(e.sale, number, false);
                        },
                        [&](const Refused& r) {
                          // A search has one refusal that counts, "certainly not registered".
                          progress = !e.search || r.why == RefusalClass::not_found;
                          if (!progress) return;
                          write(record::RefundRefused{e.sale, entry->order_id, number, r.code, r.text});
                          tell(ToastKind::staff_failed);
                        },
                        [&](const Unknown& u) {
                          progress = false;
                          if (e.search && s.background.tries[e.sale] >= policy.module_asks) {
                            write(record::FiscalUnresolved{e.sale, entry->order_id, number, u.why});
                            return alarm(fmt::format("refund {} of sale {}: look in the module's report", number, e.sale));
                          }
                          if (open->registration.state != RegistrationState::unknown)
                            write(record::RefundUnknown{e.sale, entry->order_id, number, u.why});
                          if (e.search) return;
                          alarm(fmt::format("refund {} of sale {} is unknown", number, e.sale));
                          toast(ToastKind::staff_failed, "refund");
                        }},
             e.outcome);
  if (behind) return background_ended(e.sale, progress);
  if (s.staff.ticket == e.ticket) s.staff.busy = s.staff.refunding = false;
  if (!progress) {
    s.background.not_before[e.sale] = ctx.now;
    start_timer(TimerKind::background, policy.first_retry);
  }
  module_is_free();
}

// The list ----------------------------------------------------------------------------------------------------------------

void Stepper::ask(const event::Asked&, const intent::StaffSettle& i) {
  if (!staff_present()) return;
  const auto items = open_items(s.ledger, sale_on_screen(s.stage));
  const auto it = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == i.item; });
  if (it == items.end()) return refuse("this entry is not open");
  if (i.reason.empty()) return refuse("a reason is needed");
  if (it->needs_check_number) {
    // Rules R18: paid out once, against the whole number. The list shows the number without its random digits, which only the slip proves.
    const auto number = it->id.substr(it->id.find(':') + 1);
    if (i.check_number != number) {
      staff_action("settle_wrong_number", fmt::format("sale {}", it->sale));
      alarm(fmt::format("somebody was given another number than that of {}", it->number));
      return toast(ToastKind::staff_failed, it->number);
    }
    const auto* entry = s.ledger.find(it->sale);
    const auto order = entry ? entry->order_id : std::string{};
    if (it->kind == OpenItem::Kind::voucher) write(record::VoucherSettled{it->sale, order, number, it->amount, s.staff.name, i.reason});
    else write(record::ClaimSettled{it->sale, order, number, it->amount, s.staff.name, i.reason});
  } else if (it->kind == OpenItem::Kind::unknown_note || it->kind == OpenItem::Kind::orphan_note) {
    const auto id = std::stoll(it->id.substr(it->id.find(':') + 1));
    const auto& note = s.ledger.notes.at(id);
    write(record::NoteSettled{id, note.denomination, note.amount(), s.staff.name, i.reason});
  } else {
    write(record::ItemResolved{it->id, it->sale, s.staff.name, i.reason});
  }
  toast(ToastKind::staff_done, it->id);
}

void Stepper::ask(const event::Asked&, const intent::StaffRetryQueue&) {
  if (!staff_present()) return;
  staff_action("retry_queue");
  for (auto& [id, when] : s.background.not_before) when = ctx.now;
  s.background.watch_at = ctx.now;
  background();
}

void Stepper::ask(const event::Asked&, const intent::StaffEncash& i) {
  if (!staff_present()) return;
  if (s.staff.role == "attendant") return refuse("cash is collected by a collector or a technician");
  const bool moving = s.ledger.open_note() && s.facts.cash.can_accept(); // a dead validator tells no outcome any more
  if (at<stage::Cash>() || moving) return refuse("cash is being taken");
  if (i.seal_number.empty()) return refuse("a seal number is needed");
  record::Encashment act;
  act.number = s.ledger.last_encashment + 1;
  act.by = s.staff.name;
  act.seal = i.seal_number;
  act.last_note = s.ledger.last_note;
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto denomination : policy.denominations) counts[denomination] = 0;
  for (const auto id : s.ledger.uncollected) {
    const auto& note = s.ledger.notes.at(id);
    ++counts[note.denomination];
    act.amount += note.amount();
  }
  act.notes.assign(counts.begin(), counts.end());
  write(act);
  print_act(act.number, false);
  toast(ToastKind::staff_done, "encashment");
}

} // namespace engine::detail
