// The staff's part of People: they come now and then, log in, do what their list says, and go.
#include "tests/simulation/kiosk.h"
#include "tests/simulation/people.h"
#include "tests/simulation/watch.h"
#include <algorithm>

namespace simulation {

using namespace engine;

void People::staff_come() {
  staff_lease_.clear();
  if (!closed_) staff_lease_.after(dice_.wait(240'000, 1'800'000), [this] { staff_come(); });
  if (staff_.here) return;
  const auto who = dice_.below(3);
  staff_ = {.here = true,
            .step = 0,
            .chores = static_cast<int>(dice_.between(1, 5)),
            .pin = who == 0   ? "1111"
                   : who == 1 ? "2222"
                              : "3333"};
  if (dice_.chance(80)) staff_.pin = "9999"; // wrong
  if (dice_.chance(60)) return stranger_comes();
  if (dice_.chance(250)) { // somebody stands at the desk who brings a purchase back, piece by piece
    staff_.brought = static_cast<int>(dice_.between(2, 5));
    staff_.chores += 2 * staff_.brought;
  }
  did(staff_.pin == "9999" ? "staff: wrong PIN" : "staff: come");
  w_.trace.say("staff", "come with PIN {}", staff_.pin);
  staff_lease_.after(Millis{500}, [this] { staff_step(); });
}

/// Somebody who tries PINs at the staff door, and the power switch when it is locked.
void People::stranger_comes() {
  staff_.stranger = true;
  did("stranger: comes to the staff door");
  staff_lease_.after(Millis{500}, [this] { stranger_step(); });
}

void People::stranger_step() {
  const auto again = [this](std::int64_t ms) { staff_lease_.after(Millis{ms}, [this] { stranger_step(); }); };
  if (++staff_.step > 40) {
    staff_.here = staff_.stranger = false;
    if (!closed_) staff_lease_.after(dice_.wait(240'000, 1'800'000), [this] { staff_come(); });
    return;
  }
  if (!w_.kiosk_runs()) return again(2'000);
  const auto view = w_.view();
  if (view->staff.busy || view->staff.logged_in) return again(700);
  if (!view->staff.locked_until) {
    did("stranger: tries a PIN");
    send_secret(intent::StaffLogin{}, fmt::format("{}", 5000 + dice_.below(1000)));
    return again(600);
  }
  if (!closed_ && dice_.chance(300)) {
    did("stranger: pulls the plug at the locked door");
    w_.end_process(dice_.chance(500) ? World::End::power : World::End::killed);
    return again(8'000);
  }
  again(5'000);
}

void People::staff_collect() {
  if (staff_.here) return;
  staff_lease_.clear();
  staff_ = {.here = true, .step = 0, .chores = 6, .pin = "2222", .collects = true};
  if (w_.kiosk_runs()) staff_.acts = w_.process->runner().state().ledger.last_encashment;
  did("staff: come for the cash");
  staff_lease_.after(Millis{500}, [this] { staff_step(); });
}

void People::staff_step() {
  const auto again = [this](std::int64_t ms) { staff_lease_.after(Millis{ms}, [this] { staff_step(); }); };
  const auto go = [this] {
    staff_.here = false;
    if (!closed_) staff_lease_.after(dice_.wait(240'000, 1'800'000), [this] { staff_come(); });
  };
  if (++staff_.step > 60) {
    send(intent::StaffLogout{});
    return go();
  }
  if (!w_.kiosk_runs()) return again(5'000);
  const auto view = w_.view();
  if (view->staff.busy) return again(700);
  if (!view->staff.logged_in) {
    if (view->staff.pin_wrong || view->staff.locked_until) {
      send(intent::StaffLogout{});
      staff_.pin = "3333";
      if (staff_.step > 6) return go();
    }
    if (view->stage == StageKind::failed && (!here_ || here_->gone)) { // a claim whose slip failed stands there until somebody has read it
      send(intent::Finish{});
      return again(600);
    }
    send_secret(intent::StaffLogin{}, staff_.pin);
    return again(600);
  }
  const bool collected = staff_.collects && w_.process->runner().state().ledger.last_encashment > staff_.acts;
  if (staff_.chores-- <= 0 || collected) {
    send(intent::StaffLogout{});
    return go();
  }
  if (staff_.collects) { // refused while cash is being taken: they try again
    collect_cash();
    return again(dice_.between(5'000, 20'000));
  }
  if (staff_.brought > 0 && dice_.chance(600)) {
    refund_something(*view);
    return again(dice_.between(500, 3'000));
  }
  switch (dice_.below(13)) {
  case 0:
  case 1:
  case 2: settle_something(*view); break;
  case 3: refund_something(*view); break;
  case 4: collect_cash(); break;
  case 5:
    did("staff: X report");
    send(intent::StaffXReport{});
    break;
  case 6:
    did("staff: shift");
    send(dice_.chance(400) ? Intent{intent::StaffCloseShift{}} : Intent{intent::StaffOpenShift{}});
    break;
  case 7:
    did("staff: test page");
    send(intent::StaffTestPage{});
    break;
  case 8:
    did("staff: print the last");
    send(intent::StaffPrintLast{});
    break;
  case 9:
    did("staff: try the queue");
    send(intent::StaffRetryQueue{});
    break;
  case 10: enter_cash(); break;
  case 11:
    if (!view->staff.last_sales.empty())
      send(intent::StaffFindSale{std::to_string(
          view->staff.last_sales[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(view->staff.last_sales.size())))].sale)});
    break;
  default: break;
  }
  again(dice_.between(500, 3'000));
}

void People::settle_something(const View& view) {
  if (view.staff.open.empty()) return;
  const auto& item = view.staff.open[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(view.staff.open.size())))];
  // What the kiosk is still asking about is left alone by staff who know their work.
  if ((item.kind == OpenItem::Kind::unknown_order || item.kind == OpenItem::Kind::unknown_payment ||
       item.kind == OpenItem::Kind::fiscal_queued) &&
      !dice_.chance(50))
    return;
  did(item.needs_check_number ? "staff: settle a payout" : "staff: settle an entry");
  // Somebody may come with a forged slip: it has the number of the neighbouring slip, whose check digit anybody can compute.
  const auto right = item.id.substr(item.id.find(':') + 1);
  const auto forged = item.number + (right.ends_with("-0000") ? "-0001" : "-0000");
  const auto number = !item.needs_check_number || dice_.chance(850) ? right : dice_.chance(500) ? forged : std::string{"000"};
  if (item.needs_check_number && number == right) w_.watch->numbers_typed.insert(number);
  send(intent::StaffSettle{item.id, number, "seen to"});
}

void People::collect_cash() {
  auto& slot = w_.validator.model;
  // By hand: the cassette comes out, is emptied, goes back; then the act. In the shop's order, or the other
  // way round.
  const auto now = w_.scheduler.now();
  if (dice_.chance(700) && slot.cassette_out(now)) {
    w_.cash_wire.machine_changed();
    did("staff: collect the cash");
    staff_lease_.after(Millis{200}, [this] { send(intent::StaffEncash{fmt::format("S-{:05}", dice_.below(100'000))}); });
    cassette_lease_.after(Millis{4'200}, [this] {
      if (w_.validator.model.cassette_in(w_.scheduler.now())) w_.cash_wire.machine_changed();
    });
    return;
  }
  did("staff: act without taking the cassette out");
  send(intent::StaffEncash{fmt::format("S-{:05}", dice_.below(100'000))});
}

void People::refund_something(const View& view) {
  std::vector<SaleSummary> here;
  for (const auto& sale : view.staff.last_sales)
    if (sale.registered_here && (staff_.comes_back == 0 || sale.sale == staff_.comes_back)) here.push_back(sale);
  if (here.empty()) return;
  const auto& sale = here[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(here.size())))];
  if (staff_.brought > 0) {
    --staff_.brought;
    staff_.comes_back = sale.sale;
  }
  intent::StaffRefund refund{.sale = sale.sale, .lines = {}, .reason = "brought back", .reversal_reference = {}};
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    const auto& line = sale.lines[i];
    // Now and then the whole quantity once more, as a member of staff does who does not look at earlier refunds.
    const auto left = dice_.chance(150) ? line.quantity : line.quantity - line.refunded;
    if (left <= Quantity{} || !dice_.chance(600)) continue;
    intent::StaffRefund::Line part{i, left, {}};
    if (dice_.chance(500)) {
      if (!left.is_whole()) part.quantity = Quantity::thousandths(dice_.between(1, left.in_thousandths())); // a part of what was weighed
      else if (left > Quantity::pieces(1)) part.quantity = Quantity::pieces(1);
      if (!line.labels.empty() && part.quantity == Quantity::pieces(1))
        part.labels = {line.labels[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(line.labels.size())))]};
    }
    refund.lines.push_back(std::move(part));
  }
  if (sale.method == Method::card && dice_.chance(800)) refund.reversal_reference = "REV-1";
  did(staff_.comes_back == 0 ? "staff: refund" : "staff: refund, piece by piece");
  send(std::move(refund));
}

/// In the store's back office, not at the kiosk: that an order was paid in cash.
void People::enter_cash() {
  const auto& ledger = w_.process->runner().state().ledger;
  std::vector<std::string> paid;
  for (const auto& [id, sale] : ledger.sales)
    if (sale.paid() && sale.intent.method == Method::cash && !sale.cash_seen_by_store) paid.push_back(sale.order_id);
  if (paid.empty()) return;
  did("staff: enter the cash in the store");
  w_.store.command({{"do", "cash"}, {"order", std::stoll(dice_.pick(paid))}});
}

} // namespace simulation
